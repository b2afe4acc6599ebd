"""Both adapters of the store port keep the same promises.

1. An input is kept once; `NEW#` stands until one commit takes it, in canonical order.
2. The next commit is put once; whoever is not first gets Conflict, and takes nothing.
3. An intent that is there stands; drafting never goes back.
4. One lease at a time; a fence that is old may do nothing.
5. No attempt while blocked, with an old fence, or after the end.
6. Final is final.
7. Whether an intent has waited is noted once; a commit knows when it was made.
"""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from koppeling.aws.keys import Place
from koppeling.aws.objects import S3Objects
from koppeling.aws.store import DynamoStore
from koppeling.model.errors import Conflict
from koppeling.settle.memory import MemoryStore
from koppeling.settle.ports import Commit, Input, Intent, Store

os.environ |= {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
}


def dynamo(name: str = "noord", table: Any = None) -> DynamoStore:
    place = Place("zorggroep", name)
    return DynamoStore(table, place, S3Objects(boto3.client("s3"), "books", place), lambda: 1000)


def make_table() -> Any:
    boto3.client("s3").create_bucket(
        Bucket="books", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    return boto3.resource("dynamodb").create_table(
        TableName="t",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("PK", "SK")],
        KeySchema=[
            {"AttributeName": "PK", "KeyType": "HASH"},
            {"AttributeName": "SK", "KeyType": "RANGE"},
        ],
    )


@pytest.fixture(params=["memory", "dynamo"])
def store(request: Any) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore(clock=lambda: 1000)
        return
    with mock_aws():
        yield dynamo(table=make_table())


def inp(name: str, order: str = "") -> Input:
    return Input(name, "document", order or f"2026-01-01/1/{name}")


def com(seq: int, *inputs: str) -> Commit:
    return Commit(seq, f"h{seq}", f"h{seq - 1}", inputs, 1, "1", "s", "m")


def intent(key: str = "a" * 32, seq: int = 1, **more: Any) -> Intent:
    return Intent(key, seq, {"key": key, "cents": [1, -1]}, **more)


def test_kept_once(store: Store) -> None:
    assert store.keep(inp("b"), {"n": 1})
    assert not store.keep(inp("b"), {"n": 2})
    assert store.document("b") == {"n": 1}
    assert store.document("x") is None


def test_canonical_order(store: Store) -> None:
    store.keep(inp("a", "2026-02/1/a"), {})
    store.keep(inp("b", "2026-01/1/b"), {})
    store.keep(Input("map-1", "mapping", "/00000001"), {"mapping": {}})
    assert [i.id for i in store.new()] == ["map-1", "b", "a"]
    assert store.document("map-1") == {"mapping": {}}


def test_large(store: Store) -> None:
    about = {"text": "x" * 450_000}
    store.keep(inp("b"), about)
    assert store.document("b") == about
    big = replace(intent(), entry=about)
    store.intend(1, (big,), ())
    assert store.todo() == (big,)


def test_commit(store: Store) -> None:
    for n in ("a", "b"):
        store.keep(inp(n), {})
    store.append(com(1, "a"))
    assert [i.id for i in store.new()] == ["b"]
    with pytest.raises(Conflict):
        store.append(com(1, "b"))
    with pytest.raises(Conflict):
        store.append(com(2, "a"))
    assert store.head() == com(1, "a") == store.commit(1)
    assert store.committed(1) == 1000
    assert store.commit(2) is None
    assert [i.id for i in store.new()] == ["b"]
    store.append(com(2, "b"))
    assert store.head() == com(2, "b")


def test_no_gap(store: Store) -> None:
    store.keep(inp("a"), {})
    with pytest.raises(Conflict):
        store.append(com(2, "a"))
    assert store.head() is None


def test_ninety(store: Store) -> None:
    names = [f"{i:064d}" for i in range(90)]
    for n in names:
        store.keep(inp(n), {})
    store.append(com(1, *names))
    assert store.new() == ()


def test_intend(store: Store) -> None:
    many = tuple(intent(f"{i:032d}", 1 + i % 2) for i in range(95))
    void = intent("f" * 32, 1, void="expected")
    store.intend(2, (*many, void), ("1|x",))
    assert store.state().drafted == 2
    assert store.state().undrafted == ("1|x",)
    assert store.todo() == tuple(sorted(many, key=lambda i: (i.sequence, i.key)))
    assert len(store.intents()) == 96
    store.intend(1, (), ())
    assert store.state().drafted == 2
    assert store.state().undrafted == ("1|x",)
    store.intend(3, (many[0], intent("e" * 32, 3)), ())
    assert len(store.intents()) == 97


def test_lease(store: Store) -> None:
    first = store.lease(100, 10)
    assert first is not None
    assert store.lease(109, 10) is None
    assert store.lease_until() == 110
    second = store.lease(110, 10)
    assert second is not None
    assert second > first
    store.release(first)
    assert store.lease_until() == 120
    store.release(second)
    assert store.lease(111, 10) is not None


def test_begin_and_finish(store: Store) -> None:
    store.intend(1, (intent(),), ())
    key = intent().key
    fence = store.lease(0, 10)
    assert fence is not None
    store.begin(key, fence, "2026-01-01T00:00:00Z")
    assert store.todo()[0].attempt_at == "2026-01-01T00:00:00Z"
    assert store.todo()[0].fence == fence
    store.trouble(key, "unknown", attempted=True)
    assert (store.todo()[0].problem, store.todo()[0].attempt_at) == (
        "unknown",
        "2026-01-01T00:00:00Z",
    )
    store.trouble(key, "refused|1|x", attempted=False)
    assert (store.todo()[0].problem, store.todo()[0].attempt_at) == ("refused|1|x", "")
    with pytest.raises(Conflict):
        store.begin(key, fence - 1, "x")
    store.block(1, "C6")
    with pytest.raises(Conflict):
        store.begin(key, fence, "x")
    store.block(2, "")
    assert store.state().acknowledged == "C6"
    assert store.state().blocked == ""
    assert store.state().blocked_at == 2
    store.begin(key, fence, "2026-01-01T00:00:01Z")
    store.finish(key, {"package": "files"})
    store.finish(key, {"package": "other"})
    store.finish(key, None, "void")
    store.trouble(key, "late", attempted=True)
    with pytest.raises(Conflict):
        store.begin(key, fence, "x")
    assert store.todo() == ()
    done = store.intents()[0]
    assert done.receipt == {"package": "files"}
    assert done.void == ""
    assert done.problem == ""


def test_void(store: Store) -> None:
    store.intend(1, (intent(),), ())
    fence = store.lease(0, 10)
    store.finish(intent().key, None, "gone")
    assert store.todo() == ()
    assert store.intents()[0].void == "gone"
    assert store.intents()[0].final
    assert store.intents()[0].receipt is None
    store.trouble(intent().key, "x", attempted=True)
    assert store.intents()[0].problem == ""
    with pytest.raises(Conflict):
        store.begin(intent().key, fence or 0, "x")


def test_waited(store: Store) -> None:
    store.intend(1, (intent(), intent("b" * 32)), ())
    for _ in range(2):
        store.waited(intent().key)
    assert [(i.key[0], i.waited) for i in store.todo()] == [("a", True), ("b", False)]
    assert store.committed(1) is None


def test_checked(store: Store) -> None:
    store.checked(3)
    store.checked(2)
    assert store.state().checked == 3
    store.use("2026-01", "files", "a")
    store.use("2026-01", "files", "a")


def cancelled(reason: str) -> Any:
    def boom(**_: Any) -> None:
        raise ClientError(
            {
                "Error": {"Code": "TransactionCanceledException", "Message": reason},
                "CancellationReasons": [{"Code": reason}, {"Code": "None"}],
            },
            "TransactWriteItems",
        )

    return boom


@pytest.mark.parametrize(
    "reason",
    ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "ValidationError"],
)
def test_contention_is_never_taken_for_known(reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        table = make_table()
        s = dynamo(table=table)
        monkeypatch.setattr(table.meta.client, "transact_write_items", cancelled(reason))
        with pytest.raises((Conflict, ClientError)):
            s.keep(inp("a"), {})


def test_contention_never_loses_an_intent(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        table = make_table()
        s = dynamo(table=table)
        monkeypatch.setattr(
            table.meta.client, "transact_write_items", cancelled("TransactionConflict")
        )
        with contextlib.suppress(Conflict):
            s.intend(1, (intent(),), ())
        monkeypatch.undo()
        assert s.todo() or s.state().drafted == 0


def test_administrations_apart() -> None:
    with mock_aws():
        t = make_table()
        dynamo("noord", t).keep(inp("a"), {"x": 1})
        assert dynamo("noord-2", t).new() == ()
        assert dynamo("noor", t).document("a") is None


def test_since_is_about_what_is_stuck() -> None:
    """A held entry of last week does not make a file of this minute old."""
    with mock_aws():
        t = make_table()
        place = Place("zorggroep", "noord")
        clock = [1000]
        s = DynamoStore(t, place, S3Objects(boto3.client("s3"), "books", place), lambda: clock[0])
        s.intend(1, (intent(),), ())
        clock[0] = 600_000
        s.keep(inp("a"), {})
        assert s.since() == 600_000
