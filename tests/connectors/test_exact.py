"""Exact Online keeps the contract of every connector, and what is its own, over real HTTP.

1. What the package would refuse is refused before it is asked: an error costs.
2. Calls and errors stay within their budgets, and nothing is booked twice by waiting.
3. A bank entry stands in a bank journal, its other side booked by the package itself.
4. No VAT is ever added; a journal without VAT is sent no code.
5. Numbers are ours: above a figure, in one series a journal and year.
"""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from koppeling.connectors.contract import Settlement, booked
from koppeling.connectors.exact import ExactConnector
from koppeling.connectors.exact_budget import ERRORS, Budget
from koppeling.connectors.exact_settings import Settings
from koppeling.connectors.wire import Reply
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from koppeling.settle.before_bank import FEED, overlap
from koppeling.settle.ports import Intent
from tests.connectors.contract import ConnectorContract
from tests.connectors.exact_world import Exact
from tests.connectors.trouble import Trouble
from tests.connectors.world import LATER, NOW, an_entry, post, quiet
from tests.fakes.exact.chart import ACCOUNTS
from tests.fakes.exact.client import control
from tests.fakes.exact.client import send as over_http
from tests.reports.builder import entry, posting

DAY = date(2026, 2, 10)


class TestExact(ConnectorContract):
    """The contract of every connector."""

    def world(self) -> Exact:
        return Exact()


def memorial(*lines: Posting, journal: str = "MEM", day: date = DAY) -> JournalEntry:
    """Lines against `0500`, which takes anything."""
    made = [*lines, posting("0500", "account:0500", -sum(p.cents for p in lines))]
    return replace(entry("awarded/x", made, day, journal=journal), key=an_entry().key)


REFUSED: dict[str, tuple[str, JournalEntry]] = {
    "an account that is not there": ("unknown_account", memorial(posting("1234", "x", 1))),
    "a blocked account": ("blocked_account", memorial(posting("9999", "x", 1))),
    "a debtor that is missing": ("unknown_debtor", memorial(posting("1300", "debtor", 1))),
    "a debtor that is not there": (
        "unknown_debtor",
        memorial(posting("1300", "debtor", 1, debtor="D9")),
    ),
    "a cost centre that is missing": ("dimension", memorial(posting("4000", "x", 1))),
    "a cost centre that is not there": (
        "dimension",
        memorial(posting("4000", "x", 1, cost_centre="OOST")),
    ),
    "a cost unit that is missing": ("dimension", memorial(posting("4100", "x", 1))),
    "a journal that is not there": (
        "unknown_journal",
        memorial(posting("1390", "x", 1), journal="XXX"),
    ),
    "a blocked journal": ("unknown_journal", memorial(posting("1390", "x", 1), journal="OUD")),
    "a sales journal": ("unknown_journal", memorial(posting("1390", "x", 1), journal="VRK")),
    "a bank journal without its account": (
        "unknown_journal",
        memorial(posting("1390", "x", 1), journal="BNK"),
    ),
    "a year that is not there": (
        "no_period",
        memorial(posting("1390", "x", 1), day=date(2031, 1, 2)),
    ),
    "a closed period": ("closed_period", memorial(posting("1390", "x", 1), day=date(2025, 3, 2))),
    "an account with VAT in a journal with VAT": (
        "vat",
        memorial(posting("8000", "revenue", 1), journal="MBT"),
    ),
    "a code with a percentage": (
        "vat",
        memorial(posting("8000", "revenue", 1, vat_code="2"), journal="MBT"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_refused_is_never_sent(name: str) -> None:
    world = Exact(page=60)
    control("close", division=world.division, journal="MEM", year=2025, period=3)
    code, wrong = REFUSED[name]
    with pytest.raises(ConnectorRefused) as why:
        post(world.here(), wrong)
    assert why.value.code == code
    state = world.state()
    assert (state["bookings"], state["errors"], state["blocks"]) == (0, 0, 0)


def test_a_period_that_closes_after_we_looked_is_refused_by_the_package_as_closed() -> None:
    world = Exact()
    connector = world.here()
    post(connector, an_entry())
    control("close", division=world.division, journal="MEM", year=2026, period=2)
    with pytest.raises(ConnectorRefused) as why:
        post(connector, an_entry())
    assert why.value.code == "closed_period"
    assert "2026-02" in world.connector().discover().closed


def test_cost_centres_and_units_arrive() -> None:
    world = Exact()
    made = memorial(
        posting("4000", "x", 5, cost_centre="NOORD"),
        posting("4100", "x", 6, cost_carrier="ZVW", cost_centre="ZUID"),
    )
    connector = world.here()
    assert connector.verify(post(connector, made).entry_id) == booked(made)


def test_a_month_is_posted_within_sixty_calls_a_minute_by_waiting() -> None:
    world, budget, posted = Exact(page=60), Budget(), 0
    waits: list[ConnectorUnavailable] = []
    entries = [an_entry(n) for n in range(1, 91)]
    connector = world.here(budget)
    for made in entries:
        for _ in range(4):
            try:
                receipt = post(connector, made)
                assert connector.verify(receipt.entry_id) == booked(made)
            except ConnectorUnavailable as why:
                waits.append(why)
                world.age(why.wait)
            else:
                posted += 1
                break
    state = world.state()
    assert (posted, state["bookings"]) == (90, 90)
    assert (state["throttled"], state["errors"], state["blocks"]) == (0, 0, 0)
    # two calls an entry and a few to learn the chart
    assert state["calls"] < 2 * 90 + 20
    assert len(waits) == state["calls"] // 60
    assert {why.code for why in waits} == {"rate_budget"}
    assert all(0 < why.wait <= 61 for why in waits)


def test_a_spent_day_is_said_before_asking_and_lasts_until_midnight() -> None:
    world = Exact(page=60)
    connector = world.here()
    control("set", division=world.division, day=3)
    connector.find(an_entry(), NOW)
    connector.find(an_entry(), NOW)
    connector.find(an_entry(), NOW)
    with pytest.raises(ConnectorUnavailable) as why:
        connector.find(an_entry(), NOW)
    now = control("clock", seconds=0)["now"]
    assert why.value.code == "rate_budget"
    assert why.value.wait == 86_400 - now % 86_400 + 1
    assert world.state()["throttled"] == 0


def test_errors_stop_at_half_of_what_the_package_bears() -> None:
    world, budget = Exact(page=60, journal="M' or 1"), Budget()
    never = Reply(404, {}, b"")
    asked = 0

    def send(*_: Any) -> Reply:
        nonlocal asked
        asked += 1
        return replace(never, headers={"date": "Tue, 24 Nov 2026 10:00:00 GMT"})

    settings = world.here().settings
    for n in range(12):
        connector = ExactConnector(settings, send, lambda: "t", budget)
        with pytest.raises(ConnectorUnavailable) as why:
            connector.find(an_entry(), NOW)
        assert why.value.code == ("settings" if n < ERRORS else "rate_budget")
    assert asked == ERRORS
    assert 0 < why.value.wait <= 3_601
    with pytest.raises(ConnectorUnavailable) as why:
        ExactConnector(settings, send, lambda: "t", budget).find(an_entry(), "2026-11-24T11:00:01Z")
    assert why.value.code == "settings"


def test_a_refused_token_is_a_consent_that_has_expired() -> None:
    world = Exact()
    connector = world.here()
    control("clock", seconds=601)
    with pytest.raises(ConnectorUnavailable) as why:
        connector.find(an_entry(), NOW)
    assert why.value.code == "consent_expired"


def bank(cents: int = 12_345, day: date = DAY) -> JournalEntry:
    made = [posting("1100", "bank", cents), posting("1390", "clearing", -cents, debtor="D1001")]
    return replace(entry("paid/x", made, day, journal="BNK"), key=an_entry().key)


@pytest.mark.parametrize("cents", [12_345, -12_345])
def test_a_bank_entry_reads_back_with_the_side_that_the_package_books(cents: int) -> None:
    world = Exact()
    connector, made = world.here(), bank(cents)
    receipt = post(connector, made)
    assert connector.verify(receipt.entry_id) == booked(made)
    assert [r.entry_id for r in connector.find(made, LATER)] == [receipt.entry_id]


def test_a_bank_feed_of_the_package_is_seen_before_the_first_bank_line() -> None:
    world = Exact()
    connector, made = world.here(), bank()
    intent = Intent(made.key, 1, {})
    assert overlap(connector, date(2026, 1, 1), intent, made, []) is None
    body = {
        "JournalCode": "BNK",
        "BankEntryLines": [
            {"GLAccount": _key(connector, "0500"), "AmountFC": 123.45, "Date": "2026-01-20"}
        ],
    }
    control("by_hand", division=world.division, kind="bank", body=body)
    found = overlap(connector, date(2026, 1, 1), intent, made, [])
    assert found is not None
    assert (found[0], found[1].startswith("1100: 1 x, 2026-01-20, BNK")) == (FEED, True)


def test_lines_come_in_pages_of_the_bulk_service_and_who_booked_them_is_a_count() -> None:
    world = Exact()
    control("set", division=world.division, bulk=3)
    connector = world.here()
    made = _posted(connector, 5)
    for _ in range(5):
        world.stranger("1390", DAY, 777, "MEM")
    found = connector.lines(frozenset({"1300", "1390", "1234"}), DAY, DAY)
    assert sorted(x.ours for x in found if x.ours) == sorted(2 * [e.reference for e in made])
    assert [x.cents for x in found if not x.ours] == [777] * 5
    assert {(x.user, bool(x.ours)) for x in found} == {(1, True), (2, False)}
    assert connector.lines(frozenset({"1234"}), DAY, DAY) == ()


def test_lines_are_right_when_the_package_does_not_filter() -> None:
    world = Exact()
    connector = world.here()
    _posted(connector, 2)

    def send(method: str, url: str, headers: Any, body: bytes) -> Reply:
        bulk = url.partition("/bulk/")[1]
        return over_http(method, url.partition("?")[0] if bulk else url, headers, body)

    deaf = ExactConnector(connector.settings, send, lambda: world.token)
    assert len(deaf.lines(frozenset({"1300"}), DAY, DAY)) == 2
    assert deaf.lines(frozenset({"1300"}), date(2026, 2, 11), date(2026, 2, 12)) == ()


def _key(connector: ExactConnector, code: str) -> str:
    return connector._chart.accounts([code])[code][0]


def test_a_journal_with_vat_is_told_that_there_is_none() -> None:
    world = Exact(exempt_code="0")
    made = memorial(posting("8000", "revenue", -100), journal="MBT")
    connector = world.here()
    assert connector.verify(post(connector, made).entry_id) == booked(made)


def test_what_the_package_adds_all_the_same_is_seen_at_reading_back() -> None:
    """A default that somebody gives an account after we looked."""
    world = Exact()
    connector = world.here()
    made = memorial(posting("8000", "revenue", -121), journal="MBT")
    key, account = connector._chart.accounts(["8000"])["8000"]
    connector._chart._accounts["8000"] = (key, replace(account, vat_code=""))
    seen = connector.verify(post(connector, made).entry_id)
    assert seen is not None
    assert ["1500", -21] in seen["lines"]
    assert seen != booked(made)


def test_numbers_start_where_people_do_not_come() -> None:
    world = Exact(number_from=26_900_000)
    world.by_hand("MEM", DAY, [("0500", 1), ("1390", -1)], EntryNumber=7)
    connector = world.here()
    for _ in range(3):
        post(connector, an_entry())
    post(world.here(), replace(an_entry(), date=date(2027, 1, 4), period="2027-01"))
    assert world.state()["numbers"] == [7, 26_900_000, 26_900_001, 26_900_002, 26_900_000]


def test_a_number_that_a_question_cannot_see_yet_is_not_given_twice() -> None:
    world = Exact()
    connector = world.here()
    world.lag()
    connector = world.here()
    numbers = {connector.reserve_number(made) for made in _posted(connector, 3)}
    assert numbers == {"4"}
    assert sorted(world.state()["numbers"]) == [1, 2, 3]


def test_what_was_booked_and_does_not_show_yet_is_not_called_absent() -> None:
    world, made = Exact(), an_entry()
    world.lag()
    connector = world.here()
    receipt = post(connector, made)
    with pytest.raises(ConnectorUnavailable):
        connector.verify(receipt.entry_id)
    world.age(connector.capabilities.query_lag + 1)
    assert connector.verify(receipt.entry_id) == booked(made)


def test_a_time_out_on_the_way_says_nothing_about_the_booking() -> None:
    world, made = Exact(), an_entry()
    real = world.here()

    def send(method: str, url: str, headers: Any, body: bytes) -> Reply:
        answer = real.send(method, url, headers, body)
        return replace(answer, status=408, body=b"") if method == asked else answer

    asked = "POST"
    with pytest.raises(OutcomeUnknown):
        ExactConnector(real.settings, send, lambda: world.token).post(made, NOW, "1")
    asked = "GET"
    with pytest.raises(ConnectorUnavailable) as why:
        ExactConnector(real.settings, send, lambda: world.token).find(made, NOW)
    assert why.value.wait == 0
    assert len(real.find(made, NOW)) == 1


def test_a_number_that_may_be_used_is_not_given_to_another() -> None:
    world, made = Exact(), an_entry()
    connector = world.here()
    _posted(connector, 1)
    number = connector.reserve_number(made)
    world.line.fail(Trouble("late", "no answer"))
    with pytest.raises(OutcomeUnknown):
        connector.post(made, NOW, number)
    assert int(connector.reserve_number(an_entry())) == int(number) + 1


def _posted(connector: ExactConnector, count: int) -> list[JournalEntry]:
    made = [an_entry() for _ in range(count)]
    for one in made:
        post(connector, one)
    return made


def test_an_answer_that_the_package_loses_is_found_and_not_booked_again() -> None:
    world, made = Exact(), an_entry()
    connector = world.here()
    number = connector.reserve_number(made)
    control("set", division=world.division, drop=1)
    with pytest.raises(OutcomeUnknown):
        connector.post(made, NOW, number)
    quiet(world, connector)
    (found,) = world.here().find(made, LATER)
    assert world.here().post(made, LATER, number).entry_id == found.entry_id
    assert world.bookings() == 1


def test_a_match_that_is_lost_may_be_repeated_and_a_wrong_one_is_refused() -> None:
    world, opened, closed = Exact(), an_entry(5_000), an_entry(-5_000)
    connector = world.here()
    first, second = (post(connector, e).entry_id for e in (opened, closed))
    settlement = Settlement("1300", "D1001", ((first, -5_000), (second, 5_000)))
    for effect in ("once", "never"):
        world.line.fail(Trouble(effect, "no answer"), 3)
        with pytest.raises(OutcomeUnknown):
            connector.settle(settlement)
        connector.settle(settlement)
        assert world.settled("1300", "D1001") == 2
    third = post(connector, an_entry(7_000)).entry_id
    for wrong in (
        Settlement("1300", "D1001", ((third, -6_000), (first, 6_000))),
        Settlement("1300", "D1001", ((third, -7_000), (first.replace("-", "x"), 7_000))),
        Settlement("1300", "D9", ((third, -7_000), (first, 7_000))),
    ):
        with pytest.raises(ConnectorRefused):
            connector.settle(wrong)
    assert world.settled("1300", "D1001") == 2


@pytest.mark.parametrize("reply", [b"<a", b"<a/>", b"<!DOCTYPE a><eExact><Messages/></eExact>"])
def test_a_reply_to_a_match_that_cannot_be_read_is_unknown(reply: bytes) -> None:
    world = Exact()
    connector = world.here()
    first, second = (post(connector, an_entry(c)).entry_id for c in (5_000, -5_000))
    real = connector.send

    def send(method: str, url: str, headers: Any, body: bytes) -> Reply:
        answer = real(method, url, headers, body)
        return replace(answer, body=reply) if "XMLUpload" in url else answer

    deaf = ExactConnector(connector.settings, send, lambda: world.token)
    with pytest.raises(OutcomeUnknown):
        deaf.settle(Settlement("1300", "D1001", ((first, -5_000), (second, 5_000))))


def test_discovery_is_all_of_it() -> None:
    world = Exact()
    control("close", division=world.division, journal="MEM", year=2026, period=1)
    found = world.here().discover()
    accounts = {a.code: a for a in found.accounts}
    assert accounts.keys() == {row["Code"] for row in ACCOUNTS}
    assert (accounts["8000"].vat_code, accounts["8000"].result) == ("2", True)
    assert (accounts["1300"].settles, accounts["1300"].needs) == (True, ("debtor",))
    assert (accounts["4000"].needs, accounts["4100"].needs) == (("cost_centre",), ("cost_carrier",))
    assert [a.code for a in found.accounts if a.blocked] == ["9999"]
    kinds = {j.code: (j.kind, j.blocked, j.adds_vat) for j in found.journals}
    assert kinds["BNK"] == ("bank", False, False)
    assert kinds["OUD"] == ("general", True, False)
    assert kinds["MBT"] == ("general", False, True)
    assert [(d.kind, d.code) for d in found.dimensions] == [
        ("cost_centre", "NOORD"),
        ("cost_centre", "ZUID"),
        ("cost_carrier", "ZVW"),
    ]
    assert [d.code for d in found.debtors] == ["D1001", "D1002"]
    assert (sorted(found.closed), len(found.periods)) == (["2026-01"], 36)
    assert found.vat_codes == ("0", "2")


def test_another_host_never_gets_the_token() -> None:
    asked: list[str] = []

    def send(_: str, url: str, *__: Any) -> Reply:
        asked.append(url)
        following = {"d": {"results": [], "__next": "https://elsewhere.example/api/v1/x"}}
        return Reply(200, {}, json.dumps(following).encode())

    settings = Settings.of({"division": 1, "connection": "c"})
    with pytest.raises(ConnectorUnavailable):
        ExactConnector(settings, send, lambda: "t").find(an_entry(), NOW)
    assert all(url.startswith("https://start.exactonline.nl/api/v1/1/") for url in asked)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("division", "12"),
        ("division", True),
        ("division", -1),
        ("division", 2**31),
        ("connection", ""),
        ("connection", 3),
        ("number_from", "1"),
        ("base_url", "http://start.exactonline.nl"),
        ("journal", 90),
        ("exempt_code", 0.0),
        ("devision", 12),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: object) -> None:
    right = {"division": 12, "connection": "c"}
    assert Settings.of(right).division == 12
    with pytest.raises(ValueError, match=f"^`{key}` in \\[package\\] "):
        Settings.of({**right, key: value})
