"""What Exact Online makes of an entry, and of a number, a match and a line.

1. A bank entry stands in a bank journal, its other side booked by the package itself.
2. No VAT is ever added; a journal without VAT is sent no code.
3. Numbers are ours: above a figure, in one series a journal and year, none given twice.
4. What was lost is found, what does not show yet is not called absent, a match may be repeated.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from koppeling.connectors.contract import Settlement, booked
from koppeling.connectors.exact import ExactConnector
from koppeling.connectors.wire import Reply
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown
from koppeling.settle.before_bank import FEED, overlap
from koppeling.settle.ports import Intent
from tests.connectors.exact_world import DAY, Exact, memorial
from tests.connectors.trouble import Trouble
from tests.connectors.world import LATER, NOW, an_entry, post, quiet
from tests.fakes.exact.chart import ACCOUNTS
from tests.fakes.exact.client import control
from tests.fakes.exact.client import send as over_http
from tests.reports.builder import entry, posting


def test_cost_centres_and_units_arrive() -> None:
    world = Exact()
    made = memorial(
        posting("4000", "x", 5, cost_centre="NOORD"),
        posting("4100", "x", 6, cost_carrier="ZVW", cost_centre="ZUID"),
    )
    connector = world.here()
    assert connector.verify(post(connector, made).entry_id) == booked(made)


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
