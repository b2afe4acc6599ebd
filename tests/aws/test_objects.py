import os

os.environ |= {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
}
import random

import boto3
import pytest
from botocore.exceptions import ClientError, HTTPClientError, ReadTimeoutError, SSLError
from moto import mock_aws

from koppeling.aws import keys
from koppeling.aws.keys import Place
from koppeling.aws.objects import S3Objects
from koppeling.model.errors import *


def books():
    c = boto3.client("s3")
    c.create_bucket(Bucket="books", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return c, S3Objects(c, "books", Place("a", "b"))


def err(status, code):
    def boom(**_):
        raise ClientError(
            {
                "Error": {"Code": code, "Message": ""},
                "ResponseMetadata": {"HTTPStatusCode": status},
            },
            "PutObject",
        )

    return boom


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "AccessDenied", ConnectorRefused),
        (503, "SlowDown", ConnectorUnavailable),
        (500, "InternalError", OutcomeUnknown),
        (409, "ConditionalRequestConflict", (ConnectorUnavailable, OutcomeUnknown)),
        (400, "RequestTimeout", (ConnectorUnavailable, OutcomeUnknown)),
        (400, "ExpiredToken", ConnectorUnavailable),
        (429, "TooManyRequests", ConnectorUnavailable),
        (404, "NoSuchBucket", ConnectorRefused),
    ],
)
def test_map(status, code, kind, monkeypatch):
    with mock_aws():
        c, o = books()
        monkeypatch.setattr(c, "put_object", err(status, code))
        with pytest.raises(kind):
            o.put_once("entry/x.json", b"1")


@pytest.mark.parametrize(
    "boom", [HTTPClientError(error="x"), SSLError(endpoint_url="x", error="y")]
)
def test_transport(boom, monkeypatch):
    with mock_aws():
        c, o = books()

        def f(**_):
            raise boom

        monkeypatch.setattr(c, "put_object", f)
        with pytest.raises((OutcomeUnknown, ConnectorUnavailable)):
            o.put_once("entry/x.json", b"1")


def test_find_when_the_store_is_away(monkeypatch):
    with mock_aws():
        c, o = books()

        def f(**_):
            raise ReadTimeoutError(endpoint_url="x")

        monkeypatch.setattr(c, "get_object", f)
        with pytest.raises((OutcomeUnknown, ConnectorUnavailable)):
            o.get("entry/x.json")


def test_once():
    with mock_aws():
        _, o = books()
        assert o.put_once("entry/x.json", b"1") is None
        assert o.put_once("entry/x.json", b"2") == b"1"


def test_keys():
    r = random.Random(1)
    alphabet = "ab-9/.%2F#..~ \x00é%00\n\\A_"
    for _ in range(10_000):
        key = "".join(r.choice(alphabet) for _ in range(r.randint(0, 30)))
        for p in (keys.dropped(key), keys.configured(key)):
            if p:
                first = keys.unquoted(key).split("/")
                assert first[0] == p.tenant
                assert (
                    first[1].removesuffix(".toml") == p.administration
                    or first[1] == p.administration
                )
                assert keys.raw(p, "0" * 64).startswith(f"{p.tenant}/{p.administration}/raw/")
    for bad in (
        "a/b/",
        "a/b",
        "/b/c",
        "../b/c",
        "a/../c",
        "A/b/c",
        "a" * 41 + "/b/c",
        "a/b\n/c",
        "a//c",
        "",
    ):
        assert keys.dropped(bad) is None, bad
    assert keys.dropped("a/b/c/d e+f") == Place("a", "b")
    for bad in ("a/b", "a/b/c.toml", "A/b.toml", "a/.toml", "../b.toml"):
        assert keys.configured(bad) is None, bad
