"""Objects of one administration in S3 (bestanden), and what the package `files` needs of them."""

from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from koppeling.aws.keys import Place
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown

THERE = {"PreconditionFailed", "412"}
BUSY = {"SlowDown", "ServiceUnavailable", "503", "ThrottlingException", "RequestLimitExceeded"}


class S3Objects:
    """Bestanden in een bucket, below one administration's prefix."""

    def __init__(self, client: Any, bucket: str, place: Place) -> None:  # noqa: ANN401 - boto3
        """Take the client, the bucket and whose objects these are."""
        self._client, self._bucket, self._prefix = client, bucket, place.prefix

    def put(self, name: str, data: bytes) -> None:
        """Write; the same name again holds the newest bytes."""
        self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data)

    def get(self, name: str) -> bytes | None:
        """The bytes, None when absent."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
        except self._client.exceptions.NoSuchKey:
            return None
        data: bytes = found["Body"].read()
        return data

    def put_once(self, name: str, data: bytes) -> bytes | None:
        """Write a name that is not there; else what was there before.

        Raises the four exceptions of posting: refused by the store, surely not reached, or a
        lost answer. The client must not repeat by itself: a repeat is the protocol's decision.
        """
        key = self._prefix + name
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, IfNoneMatch="*")
        except ClientError as error:
            code = str(error.response["Error"]["Code"])
            if code in THERE:
                return self.get(name)
            if code in BUSY:
                raise ConnectorUnavailable(code) from error
            if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:  # noqa: PLR2004
                raise OutcomeUnknown(code) from error
            raise ConnectorRefused(code) from error
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise ConnectorUnavailable(type(error).__name__) from error
        except (ConnectionClosedError, ReadTimeoutError) as error:
            raise OutcomeUnknown(type(error).__name__) from error
        return None
