"""Every night each book is judged again, and what stands is told again each day.

1. At night settle is started once for every administration that has a mapping.
2. A book that was damaged after it held is blocked by the night, though nothing came in.
3. A clearing account that is not explained rings from the second day until it is explained.
4. An identity that asks a question is told every day while it stands, and blocks nothing.
"""

import json
from typing import Any

import boto3
import pytest

from koppeling.aws import telling
from koppeling.formats.xaf_write import Booked, auditfile
from tests.functions.conftest import PLACE, Deployed
from tests.scenario import MAPPING, Case

E = 100
DAY = 86_400
MONDAY = 1_772_438_400  # 2 March 2026
WHOSE = {"tenant": PLACE.tenant, "administration": PLACE.administration}


def test_a_book_that_was_damaged_is_blocked_at_night(deployed: Deployed) -> None:
    deployed.adopt(MAPPING)
    for data in Case().claim("F1", 500 * E).answer("F1").files:
        deployed.drop(data)
    assert deployed.settle()["blocked"] is False
    before = deployed.started()
    assert deployed.call("watch", {"night": True})["judged"] == 1
    assert deployed.started() == before + 1
    table: Any = boto3.resource("dynamodb").Table("table")
    (lost, *_) = (i for i in table.scan()["Items"] if i["SK"].startswith("OUT#"))
    table.delete_item(Key={"PK": lost["PK"], "SK": lost["SK"]})
    assert deployed.settle()["blocked"] is True
    assert deployed.call("watch", {"night": True})["judged"] == 1, "and is judged on"


def test_what_has_no_mapping_is_not_judged(deployed: Deployed) -> None:
    deployed.drop(Case().claim("F1", 500 * E).files[0])
    assert deployed.call("watch", {"night": True})["judged"] == 0
    assert deployed.started() == 0


def told(deployed: Deployed, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """How many lines the message of this run had, and what it measured."""
    capsys.readouterr()
    new = deployed.call("tell", WHOSE)["new"]
    found = [json.loads(x) for x in capsys.readouterr().out.splitlines() if x.startswith("{")]
    measured: dict[str, Any] = {}
    for line in found:
        for name in ("ClearingUnexplained", "IdentitiesAmber"):
            if name in line:
                measured[name] = line[name]
    return new, measured


def test_a_clearing_account_rings_from_the_second_day(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = Case().claim("F1", 500 * E).answer("F1").bank(77 * E, "betaling", "02-20")
    monkeypatch.setattr(telling, "now", lambda: MONDAY)
    deployed.adopt(MAPPING)
    for data in case.everything():
        deployed.drop(data)
    deployed.settle()
    assert told(deployed, capsys) == (0, {}), "one day is nothing"
    assert deployed.book("unexplained.json") == {"uzovi:5555": "2026-03-02"}
    for day in (1, 2):
        monkeypatch.setattr(telling, "now", lambda day=day: MONDAY + day * DAY)
        assert told(deployed, capsys) == (1, {"ClearingUnexplained": [1.0]}), "each day once"
        assert told(deployed, capsys) == (0, {"ClearingUnexplained": [1.0]})
    line = next(p["id"] for p in deployed.book("result.json")["parked"])
    deployed.drop(Case().decide("explain", line, "repayable").files[0])
    deployed.settle()
    assert told(deployed, capsys)[1] == {}
    assert deployed.book("unexplained.json") == {}


def test_a_question_is_told_every_day_and_blocks_nothing(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(telling, "now", lambda: MONDAY)
    deployed.adopt(MAPPING)
    deployed.drop(auditfile("3.2", [Booked("1390", 500), Booked("4000", -500)]))
    assert deployed.settle()["blocked"] is False
    assert told(deployed, capsys) == (0, {"IdentitiesAmber": [1.0]})
    monkeypatch.setattr(telling, "now", lambda: MONDAY + DAY)
    assert told(deployed, capsys) == (1, {"IdentitiesAmber": [1.0]})
