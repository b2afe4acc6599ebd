"""The head of each day among the evidence.

1. The first write of a day stands; a later one the same day changes nothing; each day has its own.
2. What is written is a day, a sequence and a hash, and nothing else.
3. Every version is read: a head that somebody put over another hides nothing; an administration
   that is gone from everywhere else is still among those that had one.
"""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from koppeling.aws import heads
from koppeling.aws.keys import Place
from koppeling.model.proof import Head
from koppeling.settle.memory import MemoryStore
from koppeling.settle.ports import Commit

PLACE = Place("zorggroep", "noord")
OTHER = Place("zorggroep", "noordwest")


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("s3")
        place: Any = {"LocationConstraint": "eu-west-1"}
        client.create_bucket(
            Bucket="evidence", CreateBucketConfiguration=place, ObjectLockEnabledForBucket=True
        )
        yield client


def store(sequence: int) -> MemoryStore:
    found = MemoryStore()
    found.commits = [Commit(n, f"h{n}", "", (), 1, "1", "s", "m") for n in range(1, sequence + 1)]
    return found


def test_the_first_of_a_day_stands(s3: Any) -> None:
    heads.write(s3, "evidence", PLACE, store(0), "2026-02-28")
    heads.write(s3, "evidence", PLACE, store(2), "2026-03-01")
    heads.write(s3, "evidence", PLACE, store(3), "2026-03-01")
    heads.write(s3, "evidence", OTHER, store(7), "2026-03-01")
    assert list(heads.read(s3, "evidence", PLACE)) == [
        Head("2026-02-28", 0, ""),
        Head("2026-03-01", 2, "h2"),
    ]
    assert list(heads.places(s3, "evidence")) == [PLACE, OTHER]
    key = "zorggroep/noord/2026-03-01.json"
    body = json.loads(s3.get_object(Bucket="evidence", Key=key)["Body"].read())
    assert body == {"day": "2026-03-01", "sequence": 2, "hash": "h2"}


def test_what_is_put_over_a_head_hides_nothing(s3: Any) -> None:
    heads.write(s3, "evidence", PLACE, store(2), "2026-03-01")
    key = "zorggroep/noord/2026-03-01.json"
    s3.put_object(Bucket="evidence", Key=key, Body=b'{"day":"2026-03-01","sequence":1,"hash":"h1"}')
    s3.put_object(Bucket="evidence", Key=key, Body=b"[]")
    s3.delete_object(Bucket="evidence", Key=key)
    found = set(heads.read(s3, "evidence", PLACE))
    assert found == {
        Head("2026-03-01", 2, "h2"),
        Head("2026-03-01", 1, "h1"),
        Head("2026-03-01", -1, ""),
    }
