"""The deployed template, driven as a user drives it: every path of the state machine.

1. Files dropped one by one, each settled before the next, twice, end in the book that
   `koppeling run` makes of them: open questions, matches, and balance per account, payer and year.
2. The second drop of a file adds no commit and no entry.
3. What review holds waits, and goes once a decision releases it.
4. A refusal, a lost answer, a lost request and a killed function leave every entry booked once.
5. A broken book blocks posting; a file of another administration is refused and says whose it is.
"""

import json
from collections import Counter
from typing import Any

import pytest

from local.cloud import Administration
from local.faults import Rule
from tests import sizes
from tests.flow.conftest import FlowCloud
from tests.scenario import MAPPING, TOWN, Case, booked, mapping, plain

E = 100


def toml(to: Administration, text: str = MAPPING) -> str:
    return text.replace('tenant = "zorggroep"', f'tenant = "{to.tenant}"').replace(
        'name = "noord"', f'name = "{to.administration}"'
    )


def month() -> list[bytes]:
    case = Case().claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.town("JW1", [500 * E, 80 * E]).town_answer("JW1", rejected=[1])
    case.claim("F100002", 400 * E).answer("F100002", when="02-20")
    case.bank(1000 * E, "declaratie F100001").bank(500 * E, "JW1", "02-18", TOWN)
    case.bank(400 * E, "declaratie F100002", "02-16").bank(12 * E, "geen idee", "02-19")
    return case.everything()


def per_year(result: dict[str, Any]) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for entry in result["entries"]:
        for p in entry["postings"]:
            key = (p["account"], p["payer"], entry["period"][:4])
            found[key] = found.get(key, 0) + p["cents"]
    return {k: v for k, v in found.items() if v}


def shape(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "parked": sorted(json.dumps(p, sort_keys=True) for p in result["parked"]),
        "matches": sorted(json.dumps(m, sort_keys=True) for m in result["matches"]),
        "per_year": per_year(result),
        "files": result["files"],
        "other": result["other_lines"],
    }


def posted(cloud: FlowCloud, of: Administration) -> Counter[str]:
    """Entries that lie in the books: one object a key."""
    prefix = f"{of.tenant}/{of.administration}/entry/"
    s3 = cloud.client("s3")
    found = s3.list_objects_v2(Bucket=cloud.ids["BooksBucket"], Prefix=prefix)
    return Counter(o["Key"].removeprefix(prefix) for o in found.get("Contents", []))


def commits(cloud: FlowCloud, of: Administration) -> int:
    pk = f"T#{of.tenant}#A#{of.administration}"
    return sum(1 for _ in cloud.keys("COMMIT#", pk))


def test_one_by_one_and_twice_ends_in_the_book_of_run(cloud: FlowCloud) -> None:
    """Every order is another administration's, so five go side by side."""
    dice = sizes.generator("drops in the cloud")
    expected = shape(plain(booked(month(), mapping())))
    for _ in range(sizes.of(1, 5)):
        orders = {cloud.fresh(): month() for _ in range(5)}
        for files in orders.values():
            dice.shuffle(files)
        cloud.adopt_each({to: toml(to) for to in orders})
        for number in range(len(month())):
            drops = {to: files[number] for to, files in orders.items()}
            cloud.put_each(drops, f"bestand {number} é.dat")
            before = {to: commits(cloud, to) for to in orders}
            cloud.put_each(drops, f"nog eens {number}.dat")
            assert {to: commits(cloud, to) for to in orders} == before
        for to in orders:
            result = cloud.books(to)
            assert shape(result) == expected
            assert {i: v["holds"] for i, v in result["identities"].items()}["C10"] is True
            assert set(posted(cloud, to)) == {f"{e['key']}.json" for e in result["entries"]}


def test_files_before_the_mapping_wait_and_lose_nothing(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    case = Case().claim("F1", 500 * E)
    sha256 = cloud.put(case.files[0], to)
    reply = cloud.reply(to, sha256)
    assert reply is not None
    assert reply["outcome"] == "waiting"
    assert "no_mapping" in [p["code"] for p in reply["problems"]]
    cloud.adopt(toml(to), to)
    assert len(cloud.books(to)["entries"]) == 1


def test_held_then_released_by_a_decision(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to).replace('post = "now"', 'post = "review"'), to)
    for data in Case().claim("F1", 500 * E).answer("F1").files:
        cloud.put(data, to)
    assert len(cloud.books(to)["held"]) == 2
    assert not posted(cloud, to)
    cloud.put(Case().decide("post", "all").files[0], to)
    assert cloud.books(to)["held"] == []
    assert len(posted(cloud, to)) == 2


def test_a_refusal_waits_for_a_person(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    cloud.through_faults("BookFunction", "S3")
    cloud.faults.add(Rule("answer", method="PUT", path=f"{to.tenant}/.*entry/", status=403))
    cloud.put(Case().claim("F1", 500 * E).files[0], to)
    (question,) = [p for p in cloud.books(to)["parked"] if p["reason"] == "refused"]
    assert not posted(cloud, to)
    cloud.mend()
    cloud.put(Case().decide("post", question["id"]).files[0], to)
    assert len(posted(cloud, to)) == 1
    assert not [p for p in cloud.books(to)["parked"] if p["reason"] == "refused"]


@pytest.fixture(scope="module")
def unknown(deployed: FlowCloud) -> dict[str, Administration]:
    """By what was lost, an administration that it was lost for: the quiet time is waited once."""
    faults: tuple[Any, ...] = ("lose_response", "lose_request")
    lost = {fault: deployed.fresh() for fault in faults}
    deployed.adopt_each({to: toml(to) for to in lost.values()})
    deployed.through_faults("BookFunction", "S3")
    for fault, to in lost.items():
        deployed.faults.add(Rule(fault, method="PUT", path=f"{to.tenant}/.*entry/", times=1))
    deployed.put_each(dict.fromkeys(lost.values(), Case().claim("F1", 500 * E).files[0]), "F1")
    deployed.mend()
    return lost


def all_is_booked_once(cloud: FlowCloud, to: Administration) -> None:
    result = cloud.books(to)
    assert result["entries"]
    assert set(posted(cloud, to)) == {f"{e['key']}.json" for e in result["entries"]}
    assert not [p for p in result["parked"] if p["reason"] == "outcome_unknown"]
    assert result["identities"]["C10"]["holds"] is True


def test_an_unknown_outcome_is_found(cloud: FlowCloud, unknown: dict[str, Administration]) -> None:
    all_is_booked_once(cloud, unknown["lose_response"])


def test_an_unknown_outcome_that_never_arrived_is_posted(
    cloud: FlowCloud, unknown: dict[str, Administration]
) -> None:
    all_is_booked_once(cloud, unknown["lose_request"])


def test_a_function_killed_in_the_middle_books_once(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    cloud.through_faults("BookFunction", "S3")
    killed: list[int] = []
    rule = Rule("lose_response", method="PUT", path=f"{to.tenant}/.*entry/", times=1)
    rule.meanwhile = lambda: killed.append(cloud.kill("BookFunction"))
    cloud.faults.add(rule)
    cloud.put(Case().claim("F1", 500 * E).files[0], to)
    assert killed
    assert len(posted(cloud, to)) == 1
    assert cloud.books(to)["identities"]["C10"]["holds"] is True


def test_a_broken_book_blocks_posting(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to).replace('post = "now"', 'post = "review"'), to)
    for data in Case().claim("F1", 500 * E).answer("F1").files:
        cloud.put(data, to)
    pk = f"T#{to.tenant}#A#{to.administration}"
    (_, sk), *_ = list(cloud.keys("OUT#", pk))
    cloud.table.delete_item(Key={"PK": pk, "SK": sk})
    cloud.put(Case().decide("post", "all").files[0], to)
    assert not posted(cloud, to)
    state = cloud.table.get_item(Key={"PK": pk, "SK": "STATE"})["Item"]
    assert str(state["blocked"]).startswith(("C6", "C7"))


def test_a_file_of_another_administration_is_refused_and_says_whose(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    other = Administration(to.tenant, "zuid")
    text = toml(other).replace('agb = ["41000001"]', 'agb = ["41000002"]')
    cloud.adopt(text.replace("NL91ABNA0417164300", "NL20INGB0001234567"), other)
    cloud.adopt(toml(to), to)
    sha256 = cloud.put(Case().claim("F1", 500 * E).files[0], other)
    reply = cloud.reply(other, sha256)
    assert reply is not None
    assert reply["outcome"] == "refused"
    assert f"{to.tenant}/noord" in reply["problems"][0]["message"]
    assert cloud.books(other)["entries"] == []


def test_nothing_of_a_person_is_in_books_logs_or_history(cloud: FlowCloud) -> None:
    to = cloud.fresh()
    cloud.adopt(toml(to), to)
    canary = "NL86INGB0002445588"
    case = Case().claim("F1", 500 * E).bank(-100 * E, "salaris J. Jansen", iban=canary)
    for data in case.everything():
        cloud.put(data, to)
    s3 = cloud.client("s3")
    found = s3.list_objects_v2(Bucket=cloud.ids["BooksBucket"], Prefix=f"{to.tenant}/")
    import gzip

    for item in found["Contents"]:
        data = s3.get_object(Bucket=cloud.ids["BooksBucket"], Key=item["Key"])["Body"].read()
        text = gzip.decompress(data) if item["Key"].endswith(".gz") else data
        for word in (b"Jansen", canary.encode(), b"999900006", b"Naam van iemand"):
            assert word not in text, item["Key"]
    log = cloud.running.log.read_text(errors="replace")
    assert "Jansen" not in log
    assert "999900006" not in log
    for execution in cloud.executions("SUCCEEDED")[:5]:
        history = cloud.client("stepfunctions").get_execution_history(
            executionArn=execution["executionArn"]
        )
        assert "Jansen" not in json.dumps(history, default=str)
