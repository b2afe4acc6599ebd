"""The faulty network: each fault does to the caller and to the service what it says, no more.

1. Without a rule every call goes through unchanged.
2. `answer`: refused, not done. `lose_request`: broken, not done. `lose_response`: broken, but done.
3. Rules count: the nth fitting call breaks, for so many times; other calls never.
4. A function that is killed fails its call, and the next one starts afresh.
5. A function meets the fault when its endpoint is overridden, and `meanwhile` runs at that moment.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from local.clients import client
from local.faults import FaultProxy, Rule, kill_function
from tests.local.conftest import Small

BUCKET = "fixture-books"


@pytest.fixture
def proxy(small: Small) -> Iterator[FaultProxy]:
    with FaultProxy(small.running.endpoint) as listening:
        yield listening


@pytest.fixture
def s3(proxy: FaultProxy) -> Iterator[Any]:
    made = client("s3", proxy.endpoint)
    yield made
    made.close()


def stored(small: Small, key: str) -> bool:
    found = small.cloud.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=key)
    return bool(found.get("KeyCount", 0))


def test_calls_go_through_unchanged(s3: Any, proxy: FaultProxy) -> None:
    s3.put_object(Bucket=BUCKET, Key="through/a b", Body=b"x" * 100_000)
    head = s3.head_object(Bucket=BUCKET, Key="through/a b")

    assert s3.get_object(Bucket=BUCKET, Key="through/a b")["Body"].read() == b"x" * 100_000
    assert head["ContentLength"] == 100_000
    assert [c.split(" ")[0] for c in proxy.calls] == ["PUT", "HEAD", "GET"]


@pytest.mark.parametrize(("status", "code"), [(503, "SlowDown"), (403, "AccessDenied")])
def test_an_answer_refuses_and_does_nothing(
    small: Small, s3: Any, proxy: FaultProxy, status: int, code: str
) -> None:
    proxy.add(Rule("answer", method="PUT", path="refused", status=status))

    with pytest.raises(ClientError, match=code):
        s3.put_object(Bucket=BUCKET, Key=f"refused/{status}", Body=b"x")
    assert not stored(small, f"refused/{status}")


def test_a_refusal_of_the_table_has_the_shape_of_the_table(proxy: FaultProxy) -> None:
    proxy.add(Rule("answer", target=r"\.ListTables$", status=503))
    dynamodb = client("dynamodb", proxy.endpoint)

    with pytest.raises(ClientError, match="SlowDown"):
        dynamodb.list_tables()
    dynamodb.close()


def test_a_lost_request_was_never_seen(small: Small, s3: Any, proxy: FaultProxy) -> None:
    proxy.add(Rule("lose_request", method="PUT"))

    with pytest.raises(ConnectionClosedError):
        s3.put_object(Bucket=BUCKET, Key="lost/request", Body=b"x")
    assert not stored(small, "lost/request")


def test_a_lost_response_was_done(small: Small, s3: Any, proxy: FaultProxy) -> None:
    done: list[bool] = []
    rule = Rule("lose_response", method="PUT")
    rule.meanwhile = lambda: done.append(stored(small, "lost/response"))
    proxy.add(rule)

    with pytest.raises(ConnectionClosedError):
        s3.put_object(Bucket=BUCKET, Key="lost/response", Body=b"x")
    assert done == [True]


def test_a_delay_only_delays(small: Small, s3: Any, proxy: FaultProxy) -> None:
    proxy.add(Rule("delay", method="PUT", seconds=0.3))
    before = time.monotonic()
    s3.put_object(Bucket=BUCKET, Key="late", Body=b"x")

    assert time.monotonic() - before >= 0.3
    assert stored(small, "late")


def test_rules_count_the_calls_that_fit(s3: Any, proxy: FaultProxy) -> None:
    rule = proxy.add(Rule("answer", method="PUT", path="counted", nth=2, times=1))
    kept = []
    for number in range(3):
        try:
            s3.put_object(Bucket=BUCKET, Key=f"counted/{number}", Body=b"x")
            kept.append(number)
        except ClientError:
            s3.put_object(Bucket=BUCKET, Key=f"other/{number}", Body=b"x")
    proxy.clear()
    s3.put_object(Bucket=BUCKET, Key="counted/after", Body=b"x")

    assert kept == [0, 2]
    assert rule.seen == 3


def test_a_function_meets_the_fault(small: Small, proxy: FaultProxy) -> None:
    moments: list[str] = []
    small.override(AWS_ENDPOINT_URL_S3=proxy.endpoint, AWS_MAX_ATTEMPTS="1")
    proxy.add(Rule("answer", method="PUT", status=403, meanwhile=lambda: moments.append("now")))
    refused = small.call(fail="until", times=0)
    small.override()
    proxy.clear()

    assert refused["errorType"] == "AccessDenied"
    assert moments == ["now"]


def test_a_killed_function_fails_its_call_and_starts_afresh(
    small: Small, proxy: FaultProxy
) -> None:
    killed: list[int] = []
    name = small.cloud.ids["GreetFunction"]
    small.override(AWS_ENDPOINT_URL_S3=proxy.endpoint)
    rule = Rule("lose_response", method="PUT")
    rule.meanwhile = lambda: killed.append(kill_function(small.running, name))
    proxy.add(rule)
    dead = small.call(fail="until", times=0)
    proxy.clear()
    small.override()

    assert dead["errorType"] == "Runtime.ExitError"
    assert killed[0] >= 1
    assert small.call()["calls"] == 1
