"""The objects adapter: what an answer of the store, or no answer, says about a booking.

1. A name is written once; a second write gives what was there.
2. Every fault is one of the four exceptions, and never "surely not booked" when nobody can know.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
)

from koppeling.aws.keys import Place
from koppeling.aws.objects import S3Objects
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown


@pytest.fixture
def client() -> Any:
    made = boto3.client("s3")
    place: Any = {"LocationConstraint": "eu-west-1"}
    made.create_bucket(Bucket="books", CreateBucketConfiguration=place)
    return made


def books(client: Any) -> S3Objects:
    return S3Objects(client, "books", Place("zorggroep", "noord"))


def failing(error: Exception) -> Callable[..., NoReturn]:
    def fail(**_: object) -> NoReturn:
        raise error

    return fail


def answered(status: int, code: str) -> ClientError:
    response: Any = {
        "Error": {"Code": code, "Message": ""},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "PutObject")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (answered(403, "AccessDenied"), ConnectorRefused),
        (answered(404, "NoSuchBucket"), ConnectorRefused),
        (answered(503, "SlowDown"), ConnectorUnavailable),
        (answered(429, "TooManyRequests"), ConnectorUnavailable),
        (answered(400, "ExpiredToken"), ConnectorUnavailable),
        (answered(500, "InternalError"), OutcomeUnknown),
        (answered(409, "ConditionalRequestConflict"), OutcomeUnknown),
        (answered(400, "RequestTimeout"), OutcomeUnknown),
        (EndpointConnectionError(endpoint_url="x"), ConnectorUnavailable),
        (ReadTimeoutError(endpoint_url="x"), OutcomeUnknown),
        (HTTPClientError(error="x"), OutcomeUnknown),
    ],
)
def test_every_fault_says_what_is_known_of_the_booking(
    client: Any, monkeypatch: pytest.MonkeyPatch, fault: Exception, kind: type[Exception]
) -> None:
    monkeypatch.setattr(client, "put_object", failing(fault))
    with pytest.raises(kind):
        books(client).put_once("entry/x.json", b"1")


def test_asking_a_store_that_is_away_is_unavailable(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "get_object", failing(ReadTimeoutError(endpoint_url="x")))
    with pytest.raises(ConnectorUnavailable):
        books(client).look("entry/x.json")


def test_a_name_that_was_there_and_is_gone_is_unknown_and_not_written(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "put_object", failing(answered(412, "PreconditionFailed")))
    with pytest.raises(OutcomeUnknown):
        books(client).put_once("entry/x.json", b"1")


def test_a_name_is_written_once(client: Any) -> None:
    assert books(client).put_once("entry/x.json", b"1") is None
    assert books(client).put_once("entry/x.json", b"2") == b"1"
    assert books(client).look("entry/y.json") is None
