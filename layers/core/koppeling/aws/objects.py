"""Objects of one administration in S3 (bestanden), and what the package `files` needs of them."""

from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from koppeling.aws.keys import Place
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown

# Which answers mean what. AWAY: nothing was written (503 is said before a write begins, and the
# put is conditional: should one have landed after all, the repeat finds it). UNSURE: nobody knows.
THERE = {"PreconditionFailed", "412"}
AWAY = {
    *("SlowDown", "ServiceUnavailable", "503", "ThrottlingException", "RequestLimitExceeded"),
    *("TooManyRequests", "ExpiredToken", "ExpiredTokenException", "RequestExpired"),
}
UNSURE = {"ConditionalRequestConflict", "RequestTimeout", "OperationAborted"}


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

        Raises the exceptions of posting: refused by the store, surely not reached, or an answer
        that was lost. The client must not repeat by itself: a repeat is the protocol's decision.
        """
        key = self._prefix + name
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, IfNoneMatch="*")
        except ClientError as error:
            if error.response["Error"]["Code"] not in THERE:
                raise _outcome(error) from error
            before = self.look(name)
            if before is None:  # there a moment ago, and gone: nobody may call that written
                raise OutcomeUnknown(said=name) from error
            return before
        except BotoCoreError as error:
            raise _transport(error) from error
        return None

    def look(self, name: str) -> bytes | None:
        """`get` for the posting protocol: a store that is away is unavailable."""
        try:
            return self.get(name)
        except (ClientError, BotoCoreError) as error:
            raise ConnectorUnavailable(said=type(error).__name__) from error


def _outcome(error: ClientError) -> Exception:
    """What an answer of the store says about the write."""
    code = str(error.response["Error"]["Code"])
    if code in AWAY:
        return ConnectorUnavailable(said=code)
    if code in UNSURE or error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:  # noqa: PLR2004
        return OutcomeUnknown(said=code)
    return ConnectorRefused(said=code)


def _transport(error: BotoCoreError) -> Exception:
    """No answer: the write was never sent, or nobody knows."""
    if isinstance(error, (EndpointConnectionError, ConnectTimeoutError)):
        return ConnectorUnavailable(said=type(error).__name__)
    return OutcomeUnknown(said=type(error).__name__)
