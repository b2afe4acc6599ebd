"""Each handler on its own event: the shell around the engine, without the cloud.

1. A month goes through all eight, ends in books that hold, and every line of the log has ids only.
2. One message that fails is named alone, with its place in the code and nothing of what it says.
3. A key that names nobody, a file too large and a mapping too long are answered, not swallowed.
4. Settle is started while an input stands and a mapping is there, and never for what is known.
5. Watch starts what stands still, keeps each day's head and names whose terms end; park tells
   which inputs wait.
6. Four eyes are two people who put a file in the inbox, whatever name stands in it.
"""

import json
import re
from datetime import timedelta
from typing import Any

import boto3
import pytest

from koppeling.aws.office import today
from koppeling.formats import besluiten
from koppeling.model.documents import Decision
from koppeling.model.errors import Conflict
from koppeling.model.rejections import TERMS
from tests.functions.conftest import PLACE, Deployed
from tests.scenario import MAPPING, Case, day

E = 100
WHOSE = {"tenant": PLACE.tenant, "administration": PLACE.administration}


def lines(text: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [line for line in found if "code" in line]


def failed(answer: dict[str, Any]) -> list[str]:
    return [f["itemIdentifier"] for f in answer["batchItemFailures"]]


def test_a_month_through_every_function(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    case = Case().claim("F1", [1000 * E, 50 * E]).answer("F1", [1000 * E, 0])
    case.bank(1000 * E, "declaratie F1").bank(-7 * E, "salaris J. Jansen")
    deployed.adopt(MAPPING)
    for data in case.everything():
        assert failed(deployed.drop(data)) == []
    deployed.settle()
    result = deployed.book("result.json")
    assert result["identities"]["C10"]["holds"] is True
    assert deployed.reply(case.files[1])["outcome"] == "used"
    assert deployed.call("watch", {})["woken"] == 0
    text = capsys.readouterr().out
    assert {line["code"] for line in lines(text)} >= {"K010", "K020", "K030", "K031", "K040"}
    assert all(line["tenant"] == PLACE.tenant for line in lines(text))
    for word in ("Jansen", "999900006", "bestand", "F1"):
        assert word not in text


def test_a_message_that_fails_is_named_alone(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    good = deployed.notice("test-inbox", PLACE.prefix + "goed", b"iets")
    bad = deployed.notice("test-inbox", "Jan Jansen.txt", b"iets")
    answer = deployed.call("intake", {"Records": [bad, good]})
    assert failed(answer) == [bad["messageId"]]
    (line,) = [x for x in lines(capsys.readouterr().out) if x["code"] == "K014"]
    assert line["defect"].startswith("AssertionError at drops.py:")
    assert "Jansen" not in json.dumps({**line, "notification": ""})
    assert deployed.reply(b"iets")["outcome"] == "waiting"


@pytest.mark.parametrize("key", ["noord.toml", "zorggroep/noord.txt", "Zorg/noord.toml", "a/b/c"])
def test_a_mapping_under_a_wrong_name_reaches_a_person(deployed: Deployed, key: str) -> None:
    assert len(failed(deployed.adopt(MAPPING, key))) == 1
    assert deployed.started() == 0


def test_a_folder_made_by_hand_is_nothing(deployed: Deployed) -> None:
    for function, bucket in (("intake", "test-inbox"), ("configure", "test-config")):
        notice = deployed.notice(bucket, "zorggroep/", b"")
        assert failed(deployed.call(function, {"Records": [notice]})) == []


def test_a_file_too_large_is_archived_and_refused(deployed: Deployed) -> None:
    large = b"x" * 1_000_001
    assert failed(deployed.drop(large)) == []
    reply = deployed.reply(large)
    assert reply["outcome"] == "refused"
    assert [p["code"] for p in reply["problems"]] == ["too_large"]
    key = f"{PLACE.prefix}raw/{reply['sha256']}"
    kept = boto3.client("s3").get_object(Bucket="test-archive", Key=key)["Body"].read()
    assert kept == large
    assert deployed.call("reconcile", WHOSE)["waiting"] == 0


def test_a_mapping_too_long_is_refused(deployed: Deployed) -> None:
    deployed.adopt(MAPPING + "\n#" + "x" * 1_000_000)
    assert [p["code"] for p in deployed.book("reply/mapping.json")["problems"]] == ["too_large"]
    assert deployed.started() == 0


def test_settle_is_started_for_what_stands_only(deployed: Deployed) -> None:
    claim = Case().claim("F1", 500 * E).files[0]
    deployed.drop(claim)
    assert deployed.started() == 0  # nothing can be decided before a mapping
    for _ in range(30):
        assert failed(deployed.adopt(MAPPING)) == []
    assert deployed.started() == 1  # the same name while it runs is the same start
    deployed.settle()
    before = deployed.started()
    deployed.adopt(MAPPING)
    deployed.drop(claim)
    assert deployed.started() == before


def test_watch_starts_what_stands_still(deployed: Deployed) -> None:
    deployed.adopt(MAPPING)
    before = deployed.started()
    assert deployed.call("watch", {})["woken"] == 1
    assert deployed.started() == before + 1
    deployed.settle()
    quiet = {"woken": 0, "judged": 0, "oldest": 0, "unmapped": 0}
    assert deployed.call("watch", {}) == quiet
    assert deployed.call("watch", {"night": True}) == quiet | {"judged": 1}


def test_watch_lets_go_what_has_waited_long_enough(deployed: Deployed) -> None:
    deployed.adopt(MAPPING.replace('post = "now"', 'post = "after:5"'))
    deployed.drop(Case().claim("F1", 500 * E).files[0])
    assert deployed.settle()["held"] == 1
    before = deployed.started()
    assert deployed.call("watch", {})["woken"] == 0
    deployed.later(days=5)
    # it is to be done from now on, so it is woken, and nobody is called for work that is late
    seen = deployed.call("watch", {})
    assert seen == {"woken": 1, "judged": 0, "oldest": 0, "unmapped": 0}
    assert deployed.started() == before + 1
    assert deployed.settle()["next"] == "book"
    assert deployed.book("result.json")["held"] == []


@pytest.mark.parametrize(("days", "rings"), [(31, False), (14, True), (0, False)])
def test_watch_names_whose_terms_end_today(
    deployed: Deployed, capsys: pytest.CaptureFixture[str], days: int, *, rings: bool
) -> None:
    deployed.adopt(MAPPING)
    deployed.settle()
    last = (today() + timedelta(days)).isoformat()
    body = json.dumps([[last, 5000, "R1"], [last, 700, "R2"]])
    boto3.client("s3").put_object(Bucket="test-books", Key=f"{PLACE.prefix}{TERMS}", Body=body)
    capsys.readouterr()
    deployed.call("watch", {})
    text = capsys.readouterr().out
    found = [(x["tenant"], x["cents"]) for x in lines(text) if x["code"] == "K061"]
    assert found == ([(PLACE.tenant, 5700)] if rings else [])
    assert ("ClaimTermsEnding" in text) == rings


def test_two_people_decide_what_is_above_the_limit(deployed: Deployed) -> None:
    limited = MAPPING.replace("[booking]", "[booking]\nwriteoff_limit_cents = 100")
    deployed.adopt(limited.replace('debtor = "D1001"', 'debtor = "D1001"\nclaim_within_months = 1'))
    case = Case().claim("F1", [1000 * E, 50 * E]).answer("F1", [1000 * E, 0])
    for data in case.files:
        deployed.drop(data)
    deployed.settle()
    for who, when, name in (("a", "03-01", "A"), ("a", "03-02", "B"), ("b", "03-03", "A")):
        found = deployed.book("result.json")
        assert "writeoff" not in found["balances"]
        assert deployed.book(TERMS) == [["2026-02-28", 50 * E, found["parked"][0]["id"]]]
        row = Decision(2, day(when), name, "", "rejection", "F1", "writeoff", None, "")
        deployed.drop(besluiten.write([row]), who=f"AWS:{who}")
        deployed.settle()
    assert deployed.book("result.json")["balances"]["writeoff"] == 50 * E
    assert deployed.book(TERMS) == []


def test_book_stops_in_time_and_goes_on(deployed: Deployed) -> None:
    deployed.adopt(MAPPING)
    deployed.drop(Case().claim("F1", 500 * E).files[0])
    for name in ("reconcile", "draft", "prove"):
        deployed.call(name, WHOSE)
    assert deployed.call("book", WHOSE)["next"] == "prove"
    assert deployed.call("book", WHOSE)["posted"] == 0


def test_park_says_what_waits(deployed: Deployed) -> None:
    claim = Case().claim("F1", 500 * E).files[0]
    deployed.adopt(MAPPING)
    deployed.drop(claim)
    found = deployed.call("tell", {**WHOSE, "error": {"Error": "Defect", "Cause": "x"}})
    assert found == {"parked": True}


def test_the_engines_own_exceptions_keep_their_names(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(_: object) -> None:
        message = "commit 2 was not first"
        raise Conflict(message)

    deployed.adopt(MAPPING)
    deployed.call("reconcile", WHOSE)
    monkeypatch.setattr(deployed.modules["reconcile"], "reconcile", lose)
    with pytest.raises(Conflict):
        deployed.call("reconcile", WHOSE)


def test_watch_keeps_the_head_of_the_day_once(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed.adopt(MAPPING)
    deployed.settle()
    deployed.call("watch", {})
    s3 = boto3.client("s3")
    (first,) = s3.list_objects_v2(Bucket="test-evidence")["Contents"]
    assert re.fullmatch(r"zorggroep/noord/\d{4}-\d\d-\d\d\.json", first["Key"])
    deployed.drop(Case().claim("F1", 500 * E).files[0])
    deployed.settle()
    deployed.call("watch", {})
    (again,) = s3.list_objects_v2(Bucket="test-evidence")["Contents"]
    assert again["ETag"] == first["ETag"]
    for version in s3.list_object_versions(Bucket="test-evidence")["Versions"]:
        key, number = version["Key"], version["VersionId"]
        s3.delete_object(Bucket="test-evidence", Key=key, VersionId=number)
    s3.delete_bucket(Bucket="test-evidence")
    capsys.readouterr()
    assert deployed.call("watch", {})["woken"] == 0
    text = capsys.readouterr().out
    (line,) = [x for x in lines(text) if x["code"] == "K062"]
    assert (line["tenant"], line["administration"]) == (PLACE.tenant, PLACE.administration)
    assert '"HeadsUnwritten":[1.0]' in text
