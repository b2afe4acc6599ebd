"""Each alarm of the template fires for its cause, and tells people.

Before the cause the alarm is not in ALARM; after it, it is. An alarm that rings tells the topic.
"""

import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from koppeling.formats.xaf_write import Booked, auditfile
from koppeling.model.rejections import TERMS
from local import clients
from local.faults import Rule
from local.invoke import filled_in
from tests.cli.test_command_line import koppeling
from tests.doorman import APP, CODE, doorman
from tests.flow.conftest import FlowCloud
from tests.flow.test_settle import toml
from tests.scenario import Case

ROOT = Path(__file__).resolve().parents[2]
E = 100


def state(cloud: FlowCloud, name: str) -> str:
    alarms = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    (found,) = [a for a in alarms if a["AlarmName"].endswith(f"-{name}")]
    return str(found["StateValue"])


def rings(cloud: FlowCloud, name: str, cause: Callable[[], Any], seconds: int = 25) -> bool:
    """Whether an alarm is silent before its cause and rings after it."""
    if state(cloud, name) == "ALARM":
        return False
    cause()
    return rang(cloud, name, seconds)


def rang(cloud: FlowCloud, name: str, seconds: int) -> bool:
    """What one cause rings may come in any order: the second is only waited for."""
    end = time.monotonic() + seconds
    while state(cloud, name) != "ALARM" and time.monotonic() < end:
        time.sleep(0.2)
    return state(cloud, name) == "ALARM"


def test_a25_the_head_of_a_day_that_cannot_be_written(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    cloud.through_faults("WatchFunction", "S3")
    cloud.faults.add(Rule("answer", method="PUT", path=f"{to.tenant}/.*json", status=403))
    assert rings(cloud, "HeadUnwritten", lambda: cloud.invoke("WatchFunction", {}))


def test_a2_an_unreadable_file(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    assert rings(cloud, "UnreadableFile", lambda: cloud.put(b"\x89PNG\r\n\x1a\n", to))


def test_a5_totals_of_a_file_and_of_an_answer(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    case = Case().claim("F1", 1000 * E).answer("F1")
    wrong = case.files[1].replace(b"00000100000D", b"00000100001D")
    assert rings(cloud, "DropTotals", lambda: cloud.put(wrong, to))
    sent, other = Case().town("JW1", [500 * E]), Case().town("JW1", [400 * E])
    cloud.put(sent.files[0], to)
    answer = other.town_answer("JW1").files[1]
    assert rings(cloud, "AnswerTotals", lambda: cloud.put(answer, to))


def test_a11_the_same_number_with_another_content(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    cloud.put(Case().claim("F1", 500 * E).files[0], to)
    assert rings(
        cloud, "Contradiction", lambda: cloud.put(Case().claim("F1", 501 * E).files[0], to)
    )


def test_a12_a_package_that_lets_us_in_no_more(
    cloud: FlowCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connected by the command, as on any stage; renewed by watch; then its token is spent."""
    to = cloud.fresh()
    for name, value in clients.environment(cloud.endpoint).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    cloud.client("secretsmanager").put_secret_value(
        SecretId=cloud.ids["AppSecret"], SecretString=json.dumps({"exact": APP})
    )
    key = {"PK": f"CONNECTION#{to.tenant}#exact", "SK": "STATE"}

    def week_later() -> Any:
        """Watch looks at a connection that slept for eight days; the item as it is then."""
        change = {"at": {"Value": int(time.time()) - 8 * 86_400, "Action": "PUT"}}
        due = {"due": change["at"], "ends": change["at"]}
        cloud.table.update_item(Key=key, AttributeUpdates=change | due)
        cloud.invoke("WatchFunction", {})
        return cloud.table.get_item(Key=key, ConsistentRead=True)["Item"]

    with doorman() as door:
        words = ("--stage", "test", "--to", str(to), "--base", door.base, "--code", CODE, "--json")
        done = koppeling("connect", *words, "exact", "exact")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["checked"]
        assert week_later()["version"].endswith("-00000002")
        assert door.given == 2
        door.given += 1
        rings(cloud, "ConsentExpired", lambda: week_later()["lost"])
    cloud.table.delete_item(Key={"PK": "CONNECTIONS", "SK": f"{to.tenant}/exact"})


def test_a13_the_package_refuses(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    cloud.through_faults("BookFunction", "S3")
    cloud.faults.add(Rule("answer", method="PUT", path=f"{to.tenant}/.*entry/", status=403))
    assert rings(cloud, "EntryRefused", lambda: cloud.put(Case().claim("F1", 500 * E).files[0], to))


def test_a15_a_broken_book(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to).replace('post = "now"', 'post = "review"'), to)
    for data in Case().claim("F1", 500 * E).answer("F1").files:
        cloud.put(data, to)
    pk = f"T#{to.tenant}#A#{to.administration}"
    (_, sk), *_ = list(cloud.keys("OUT#", pk))
    cloud.table.delete_item(Key={"PK": pk, "SK": sk})
    assert rings(cloud, "Blocked", lambda: cloud.put(Case().claim("F2", E).files[0], to))


def test_a6_a_question_and_a16_a_clearing_account_at_night(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    ledger = auditfile("3.2", [Booked("1390", 500), Booked("4000", -500)])
    assert rings(cloud, "AmberIdentity", lambda: cloud.put(ledger, to))
    case = Case().claim("F1", 500 * E).answer("F1").bank(77 * E, "betaling", "02-20")
    for data in case.everything():
        cloud.put(data, to)
    prefix = f"{to.tenant}/{to.administration}/"
    since = json.dumps({"uzovi:5555": "2026-01-01"}).encode()
    s3 = cloud.client("s3")
    s3.put_object(Bucket=cloud.ids["BooksBucket"], Key=f"{prefix}unexplained.json", Body=since)

    def night() -> None:
        assert cloud.invoke("WatchFunction", {"night": True})["judged"] >= 1

    assert rings(cloud, "UnexplainedClearing", night)


def test_a17_mappings_that_are_refused_missing_or_short(cloud: FlowCloud) -> None:
    to, bare, short = cloud.fresh(), cloud.fresh(), cloud.fresh()
    assert rings(cloud, "MappingRefused", lambda: cloud.adopt("[administration", to))
    text = toml(short).replace('revenue = "8000"', "")
    text += '\n[[accounts.revenue]]\nlaw = "Jw"\naccount = "8005"\n'
    cloud.adopt(text, short)
    claim = Case().claim("F1", 500 * E).files[0]
    assert rings(cloud, "AccountMissing", lambda: cloud.put(claim, short))
    cloud.put(claim, bare)
    assert rings(cloud, "FilesWithoutMapping", lambda: cloud.invoke("WatchFunction", {}))


def test_a19_a_term_to_claim_again_ends(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    last = (datetime.now(UTC).date() + timedelta(days=14)).isoformat()

    def look() -> None:
        key = f"{to.tenant}/{to.administration}/{TERMS}"
        body = json.dumps([[last, 500 * E, "R1"]])
        cloud.client("s3").put_object(Bucket=cloud.ids["BooksBucket"], Key=key, Body=body)
        cloud.invoke("WatchFunction", {})

    assert rings(cloud, "ClaimTerms", look)


def test_a1_and_a3_work_that_stands_still_and_a_run_that_fails(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    lost = uuid.uuid4().hex * 2
    pk = f"T#{to.tenant}#A#{to.administration}"
    item = {"PK": pk, "SK": f"NEW#{lost}", "kind": "document", "order": "2026", "at": 1_700_000_000}
    cloud.table.put_item(Item=item)

    def wake() -> None:
        found = cloud.invoke("WatchFunction", {})
        assert found["woken"] >= 1

    assert state(cloud, "SettleFailed") != "ALARM", "SettleFailed rings before its cause"
    assert rings(cloud, "StuckWork", wake)
    assert rang(cloud, "SettleFailed", 60)
    cloud.table.delete_item(Key={"PK": pk, "SK": f"NEW#{lost}"})
    cloud.settle(60)


def test_a1_and_a4_a_drop_that_intake_cannot_take(cloud: FlowCloud) -> None:
    cloud.hurry("DropQueue", 6)
    key = "Geen-Administratie.txt"
    put = cloud.client("s3").put_object

    def drop() -> None:
        put(Bucket=cloud.ids["InboxBucket"], Key=key, Body=b"x")

    assert rings(cloud, "WaitingDrops", drop, 60)
    assert rings(cloud, "DropDeadLetters", lambda: None, 60)
    cloud.hurry("DropQueue", 1800)
    cloud.client("sqs").purge_queue(QueueUrl=cloud.ids["DropDeadLetterQueue"])


def test_every_function_takes_its_sample_event(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    names = {p.stem for p in (ROOT / "events").glob("*.json")}
    functions = {n.removesuffix("Function").lower() for n in cloud.ids if n.endswith("Function")}
    assert names | {"bookapi"} == functions  # the same code as book
    cloud.adopt(toml(to), to)
    claim = Case().claim("F1", 500 * E).files[0]
    cloud.put(claim, to, "AW320-retour-5555.txt")
    order = ("intake", "configure", "reconcile", "draft", "prove", "book", "tell", "watch")
    for name, event in [(n.title(), n) for n in order] + [("BookApi", "book")]:
        text = (ROOT / "events" / f"{event}.json").read_text(encoding="utf-8")
        text = text.replace("zorggroep/noord", f"{to.tenant}/{to.administration}")
        text = text.replace('"zorggroep"', f'"{to.tenant}"')
        answer = cloud.invoke(f"{name}Function", json.loads(filled_in(text, cloud.ids)))
        assert "errorType" not in answer, (name, answer)
        assert not answer.get("batchItemFailures")


def test_a_mapping_of_another_name_is_refused(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(cloud.fresh()), to)
    reply = cloud.book(to, "reply/mapping.json")
    assert reply is not None
    assert json.loads(reply)["problems"][0]["code"] == "mapping_name"
