"""What a cloud keeps, changed byte by byte behind our back: every object and every item.

1. Nothing was changed: nothing is found, with the head of the day among what was looked at.
2. One byte of any object of the books or the archive, or the object gone, is found and named.
3. Any item of the table that says what was booked, changed or gone, is found and named.
"""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from koppeling.aws.office import Office
from koppeling.aws.packages import held_by
from koppeling.model.proof import Proof
from koppeling.settle.proof import prove
from tests import sizes
from tests.functions.conftest import PLACE, Deployed
from tests.scenario import MAPPING, Case

E = 100
KEPT = ("COMMIT#", "OUT#", "MAP#")
PROVEN = ("doc/", "commit/", "book/", "entry/", "raw/")


@pytest.fixture
def office(deployed: Deployed) -> Office:
    deployed.adopt(MAPPING)
    case = Case().claim("F1", [1000 * E, 50 * E]).answer("F1", [1000 * E, 0])
    for data in case.bank(1000 * E, "declaratie F1").everything():
        deployed.drop(data)
        deployed.settle()
    deployed.call("watch", {})
    return Office.of()


def proof_of(office: Office) -> Proof:
    return prove(office.shop(PLACE), held_by(office, PLACE), office.heads(PLACE))


def test_what_nobody_touched_is_whole(office: Office) -> None:
    proof = proof_of(office)
    assert proof.whole, proof.faults
    counted = dict(proof.counted)
    assert (counted["heads"], counted["files"], counted["commits"]) == (1, 3, 3)
    assert counted["booked"] == counted["entries"] > 3


def objects() -> Iterator[tuple[str, str]]:
    for bucket in ("test-books", "test-archive"):
        for item in boto3.client("s3").list_objects_v2(Bucket=bucket)["Contents"]:
            name = item["Key"].removeprefix(PLACE.prefix)
            if name.startswith(PROVEN):
                yield bucket, name


def test_one_byte_of_any_object_is_found_and_named(office: Office) -> None:
    s3, dice = boto3.client("s3"), sizes.generator("a byte in a bucket")
    found = list(objects())
    assert {name.partition("/")[0] + "/" for _, name in found} == set(PROVEN)
    for bucket, name in found:
        key = PLACE.prefix + name
        data = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        at = dice.randrange(len(data))
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        bare = name.partition("/")[2].partition(".")[0]
        s3.put_object(Bucket=bucket, Key=key, Body=changed)
        assert bare in proof_of(office).faults[0].name, name
        s3.delete_object(Bucket=bucket, Key=key)
        first = proof_of(office).faults[0]
        assert bare in first.name, name
        assert first.code.endswith("_missing")
        s3.put_object(Bucket=bucket, Key=key, Body=data)
    assert proof_of(office).whole


def named(proof: Proof, sk: str) -> bool:
    """Whether the first fault is about this item, or what hangs on it."""
    kind, _, name = sk.partition("#")
    about = name if kind == "OUT" else str(int(name))
    return any(about == f.name or about == str(f.sequence) for f in proof.faults)


def test_any_item_changed_or_gone_is_found_and_named(office: Office) -> None:
    table, dice = boto3.resource("dynamodb").Table("table"), sizes.generator("a byte in an item")
    items: list[Any] = [i for i in table.scan()["Items"] if str(i["SK"]).startswith(KEPT)]
    assert {str(i["SK"]).partition("#")[0] + "#" for i in items} == set(KEPT)
    for item in items:
        text = str(item["body"])
        for _ in range(sizes.of(1, 30)):
            at = dice.randrange(len(text))
            changed = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
            if same(text, changed):
                continue
            table.put_item(Item={**item, "body": changed})
            assert named(proof_of(office), str(item["SK"])), (item["SK"], at, text[at])
        table.delete_item(Key={"PK": item["PK"], "SK": item["SK"]})
        proof = proof_of(office)
        assert not proof.whole, item["SK"]
        table.put_item(Item=item)
    assert proof_of(office).whole


def same(text: str, changed: str) -> bool:
    try:
        return bool(json.loads(text) == json.loads(changed))
    except ValueError:
        return False
