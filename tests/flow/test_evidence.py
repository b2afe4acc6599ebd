"""Evidence in the deployed template, asked for as a user asks: `koppeling ... --stage`.

1. Every booking leads to its commit, its package and its archived bytes; nothing is broken.
2. A claim is found with its card; what is found is what the books say.
3. The head of the day lies in the locked bucket, once; a chain that was cut short is found by it.
4. A byte changed in the books is found, and named; the exit code is 3.

Each kind of object and item is in tests/functions/test_evidence.py, where it costs less.
"""

import json
import os
from typing import Any

import boto3
import pytest

from local import clients, commands
from local.cloud import Administration
from local.places import places
from tests.cli.test_command_line import koppeling
from tests.flow.conftest import SETTLE_SECONDS, FlowCloud
from tests.flow.test_settle import month, toml

Said = tuple[int, dict[str, Any]]


@pytest.fixture
def asked(cloud: FlowCloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command on this cloud; its exit code and its JSON."""
    for name, value in clients.environment(cloud.endpoint).items():
        monkeypatch.setenv(name, value)
    assert "AWS_PROFILE" not in os.environ
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)

    def ask(to: Administration, *words: str) -> Said:
        command, *rest = words
        where = ("--stage", "test", "--to", str(to), "--json")
        done = koppeling(command, *where, *rest)
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    return ask


@pytest.fixture(scope="module")
def to(deployed: FlowCloud) -> Administration:
    """An administration with a month in several commits, and the head of today."""
    found = deployed.fresh()
    deployed.adopt(toml(found), found)
    *first, last = month()
    for data in first:
        deployed.drop(data, found, "bestand")
    deployed.settle(SETTLE_SECONDS)
    deployed.put(last, found)
    deployed.invoke("WatchFunction", {})
    return found


def verdict(said: Said) -> tuple[int, list[str]]:
    code, found = said
    (administration,) = found["administrations"]
    return code, [f["code"] for f in administration["broken"]]


def test_every_booking_has_its_evidence(cloud: FlowCloud, to: Administration, asked: Any) -> None:
    assert verdict(asked(to, "verify")) == (0, [])
    sequences = set()
    for entry in cloud.books(to)["entries"]:
        code, found = asked(to, "evidence", entry["key"][:12])
        assert code == 0
        assert found["entry"].items() <= entry.items()
        assert (found["state"], found["receipt"]["id"]) == ("posted", entry["key"])
        assert {f["sha256"] for f in found["files"]} == {e["sha256"] for e in entry["evidence"]}
        assert all(f["bytes"] for f in found["files"])
        sequences.add(found["commit"]["sequence"])
    assert len(sequences) > 1
    code, found = asked(to, "find", "F100001")
    assert code == 0
    (card,) = found["claims"]
    assert (card["declared_cents"], card["open_cents"]) == (1050_00, 50_00)


def test_a_changed_byte_is_found_and_named(
    cloud: FlowCloud, to: Administration, asked: Any
) -> None:
    s3 = cloud.client("s3")
    entry = cloud.books(to)["entries"][0]
    key = f"{to.tenant}/{to.administration}/entry/{entry['key']}.json"
    books = {"Bucket": cloud.ids["BooksBucket"], "Key": key}
    data = s3.get_object(**books)["Body"].read()
    s3.put_object(**books, Body=data.replace(b'"cents":', b'"cents":1', 1))
    assert verdict(asked(to, "verify")) == (3, ["booked_altered"])
    code, found = asked(to, "evidence", entry["key"])
    assert (code, [f["name"] for f in found["broken"]]) == (3, [entry["key"]])
    s3.put_object(**books, Body=data)


def test_a_chain_cut_short_is_found_by_the_head_of_the_day(
    cloud: FlowCloud, to: Administration, asked: Any
) -> None:
    s3, bucket = cloud.client("s3"), cloud.ids["EvidenceBucket"]
    prefix = f"{to.tenant}/{to.administration}/"
    cloud.invoke("WatchFunction", {})
    (head,) = s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
    written = json.loads(s3.get_object(Bucket=bucket, Key=head["Key"])["Body"].read())
    assert set(written) == {"day", "sequence", "hash"}
    pk = f"T#{to.tenant}#A#{to.administration}"
    last = max(sk for _, sk in cloud.keys("COMMIT#", pk))
    assert written["sequence"] == int(last.removeprefix("COMMIT#"))
    commit = cloud.table.get_item(Key={"PK": pk, "SK": last})["Item"]
    cloud.table.delete_item(Key={"PK": pk, "SK": last})
    code, broken = verdict(asked(to, "verify"))
    cloud.table.put_item(Item=commit)
    assert code == 3
    assert "head_ahead" in broken


def test_the_local_cloud_says_how_it_is_reached(
    cloud: FlowCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "cloud_of", lambda _: cloud)
    found = commands.environment(places())
    assert found["stage"] == "test"
    assert found["environment"]["AWS_ENDPOINT_URL"] == cloud.endpoint
