"""What the real Tryton refuses, locks and keeps, and what the connector makes of it.

1. What the package refuses has a code, and leaves no draft, for that would keep its period open.
2. Who posts beside others waits for their locks, and books once.
3. A draft that a crash left behind is finished or removed by the next try.
4. No word of what was sent, and no value of the package, is in an exception.
"""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from koppeling.connectors.contract import booked
from koppeling.connectors.tryton import TrytonConnector
from koppeling.connectors.tryton_fields import day
from koppeling.connectors.tryton_rest import Rest
from koppeling.connectors.wire import Reply
from koppeling.model.discovery import Debtor, Dimension, Period
from koppeling.model.entries import JournalEntry
from koppeling.model.errors import (
    ConnectorRefused,
    ConnectorUnavailable,
    OutcomeUnknown,
    SaidError,
)
from local.tryton import Administration
from tests.connectors.tryton_world import Books
from tests.connectors.world import NOW, an_entry
from tests.reports.builder import entry, posting

DAY = date(2026, 2, 10)


@pytest.fixture
def world(books: Administration) -> Books:
    """Nothing was ever booked in it, and every period is open."""
    books.clear()
    return Books(books)


def refused(connector: TrytonConnector, made: JournalEntry) -> ConnectorRefused:
    with pytest.raises(ConnectorRefused) as why:
        connector.post(made, NOW)
    return why.value


def told(why: SaidError) -> tuple[str, str]:
    return why.code, why.said


def period(world: Books, on: date) -> tuple[Rest, int]:
    """The period of a day, as the bookkeeper reaches it."""
    rest = world.connector("clerk").rest
    domain: list[Any] = [["start_date", "<=", day(on)], ["end_date", ">=", day(on)]]
    return rest, rest.rows("account.period", domain, "state")[0]["id"]


def close(world: Books, on: date = DAY) -> None:
    rest, number = period(world, on)
    assert rest.act("account.period", number, "close", "state")["state"] == "closed"


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """A change of the JSON that creates a move."""

    def meddle(body: bytes) -> bytes:
        values = json.loads(body or "{}")
        if "lines" in values:
            change(values)
        return json.dumps(values).encode()

    return meddle


def test_an_entry_out_of_balance_is_refused_and_leaves_no_draft(world: Books) -> None:
    made = an_entry()

    def unbalance(values: dict[str, Any]) -> None:
        values["lines"][0][1][0]["debit"]["decimal"] = "999.99"

    why = refused(world.meddling("/account.move", changed(unbalance)), made)
    assert told(why) == ("unbalanced", "")
    assert (world.bookings(), world.drafts(made)) == (0, 0)
    close(world)


def test_a_draft_keeps_its_period_open(world: Books) -> None:
    """Why none may be left."""
    made = an_entry()
    with pytest.raises(OutcomeUnknown):
        world.losing("/post", "never").post(made, NOW)
    assert world.drafts(made) == 1
    with pytest.raises(ConnectorRefused):
        close(world)


def test_a_closed_period_and_one_that_is_not_there_are_told_apart(world: Books) -> None:
    close(world)
    assert told(refused(world.connector(), an_entry())) == ("closed_period", "2026-02")
    later = replace(an_entry(), date=date(2031, 2, 10), period="2031-02")
    assert told(refused(world.connector(), later)) == ("no_period", "2031-02")
    assert world.bookings() == 0


def test_a_period_that_closes_while_we_post_is_a_closed_period(world: Books) -> None:
    made = an_entry()

    def first_close(body: bytes) -> bytes:
        close(world)
        return body

    why = refused(world.meddling("/account.move?", first_close), made)
    assert told(why) == ("closed_period", "")
    assert (world.bookings(), world.drafts(made)) == (0, 0)


def test_a_journal_closed_for_a_period_is_a_closed_period(world: Books) -> None:
    world.connector().post(an_entry(), NOW)
    rest, number = period(world, DAY)
    (row,) = rest.rows("account.journal.period", [["period", "=", number]], "state")
    rest.act("account.journal.period", row["id"], "close", "state")
    made = an_entry()
    assert refused(world.connector(), made).code == "closed_period"
    assert (world.bookings(), world.drafts(made)) == (1, 0)


def test_an_account_of_debtors_needs_one_and_others_get_none(world: Books) -> None:
    nobody = entry("n", [posting("1300", "debtor", -5), posting("1390", "clearing", 5)], DAY)
    assert told(refused(world.connector(), nobody)) == ("unknown_debtor", "1300")
    stranger = replace(
        an_entry(),
        postings=tuple(replace(p, dimensions=(("debtor", "D9"),)) for p in an_entry().postings),
    )
    assert told(refused(world.connector(), stranger)) == ("unknown_debtor", "1300")

    def take_away(values: dict[str, Any]) -> None:
        for line in values["lines"][0][1]:
            line.pop("party", None)

    def give_all(values: dict[str, Any]) -> None:
        for line in values["lines"][0][1]:
            line["party"] = 2

    for change, account in ((take_away, ""), (give_all, "1390")):
        why = refused(world.meddling("/account.move", changed(change)), an_entry())
        assert told(why) == ("unknown_debtor", account)
    assert world.bookings() == 0
    world.connector().post(an_entry(), NOW)
    parties = "select count(party), count(*) from account_move_line"
    assert world.books.sql(parties).strip() == "1|2"


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"account": "1234"}, "unknown_account", "1234"),
        ({"account": "0500"}, "blocked_account", "0500"),
        ({"dimensions": (("cost_centre", "KP9"),)}, "dimension", "KP9"),
        ({"dimensions": (("cost_carrier", "KP"),)}, "dimension", "KP"),
    ],
)
def test_what_the_package_does_not_have_is_refused(
    world: Books, change: dict[str, Any], code: str, said: str
) -> None:
    world.books.sql("update account_account set closed = true where code = '0500'")
    first, second = an_entry().postings
    made = replace(an_entry(), postings=(replace(first, **change), second))
    assert told(refused(world.connector(), made)) == (code, said)
    other = replace(an_entry(), journal="VRK")
    assert told(refused(world.connector(), other)) == ("unknown_journal", "VRK")
    assert world.bookings() == world.drafts(made) == 0


def test_a_dimension_is_an_analytic_line_of_the_whole_amount(world: Books) -> None:
    named = (("cost_carrier", "KD1"), ("cost_centre", "KP100"))
    lines = [
        replace(posting("8010", "revenue", -5_000), dimensions=named),
        posting("1390", "clearing", 5_000),
    ]
    world.connector(cost_centres="KP", cost_carriers="KD").post(entry("d", lines, DAY), NOW)
    asked = (
        "select a.code, l.debit, l.credit, l.date from analytic_account_line l"
        " join analytic_account_account a on a.id = l.account order by 1"
    )
    assert world.books.sql(asked).split() == [
        "KD1|0.00|50.00|2026-02-10",
        "KP100|0.00|50.00|2026-02-10",
    ]
    state = "select analytic_state from account_move_line order by id"
    assert world.books.sql(state).split() == ["valid", "valid"]
    swapped = replace(an_entry(), postings=entry("d", lines, DAY).postings)
    why = refused(world.connector(cost_centres="KD"), swapped)
    assert told(why) == ("dimension", "KP100")


@contextmanager
def locked(books: Administration) -> Iterator[None]:
    """Somebody else holds what every posting needs: the numbers."""
    held = (
        "begin; select 1 from ir_sequence_strict for update \\g /dev/null",
        "select 'held';",
        "select pg_sleep(60);",
    )
    where = f"postgresql://tryton@127.0.0.1:{books.server.database_port}/{books.database}"
    psql = [str(books.server.programs / "psql"), "-XAtq", "-f", "-", where]
    with subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write("\n".join(held) + "\n")
        other.stdin.flush()
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            books.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where query like 'select pg_sleep%' and pid <> pg_backend_pid()"
            )
            other.stdin.close()
            other.wait()


def test_a_lock_of_somebody_else_is_waited_for_and_the_draft_is_found_later(world: Books) -> None:
    made = an_entry()
    with locked(world.books):
        with pytest.raises(ConnectorUnavailable) as why:
            world.connector().post(made, NOW)
        assert why.value.code == "locked"
        assert world.connector().find(made, NOW) == ()
        assert world.drafts(made) == 1
    receipt = world.connector().post(made, NOW)
    assert world.connector().verify(receipt.entry_id) == booked(made)
    assert (world.bookings(), world.drafts(made)) == (1, 0)


def test_of_24_posters_at_once_every_one_ends_booked_once(world: Books) -> None:
    made = [an_entry(1_000 + n) for n in range(24)]

    def poster(one: JournalEntry) -> None:
        connector = world.connector(send=world.send)
        codes: list[str] = []
        while len(codes) < 100:
            try:
                connector.post(one, NOW)
            except ConnectorUnavailable as why:
                codes.append(why.code)
                time.sleep(0.05)
            else:
                break
        assert set(codes) <= {"locked"}

    with ThreadPoolExecutor(24) as crowd:
        list(crowd.map(poster, made))
    assert world.bookings() == 24
    for one in made:
        (found,) = world.connector().find(one, NOW)
        assert world.connector().verify(found.entry_id) == booked(one)
        assert world.drafts(one) == 0
    numbers = world.books.sql("select number from account_move order by number::int").split()
    assert numbers == sorted(set(numbers), key=int)


def test_a_draft_that_a_crash_left_is_posted_and_what_is_too_much_removed(world: Books) -> None:
    made = an_entry()
    other = replace(an_entry(7), key=made.key)
    for left in (made, made, made, other):
        connector = world.connector()
        connector.rest.create("account.move", connector.codes.values(left))
    assert world.drafts(made) == 4
    assert world.connector().find(made, NOW) == ()
    first = world.books.sql("select min(id) from account_move").strip()
    assert world.connector().post(made, NOW).entry_id == first
    assert (world.bookings(), world.drafts(made)) == (1, 0)


def test_a_refusal_removes_the_draft_that_an_earlier_try_left(world: Books) -> None:
    made = an_entry()
    connector = world.connector()
    connector.rest.create("account.move", connector.codes.values(made))
    world.books.sql("update account_account set closed = true where code = '1390'")
    try:
        assert told(refused(world.connector(), made)) == ("blocked_account", "1390")
    finally:
        world.books.sql("update account_account set closed = false where code = '1390'")
    assert world.drafts(made) == 0


def test_a_draft_that_was_posted_meanwhile_is_no_refusal(world: Books) -> None:
    """A request that was thought lost lands between looking and removing."""
    made = an_entry()
    other = replace(an_entry(7), key=made.key)
    connector = world.connector()
    number = connector.rest.create("account.move", connector.codes.values(other))["id"]

    def lands(method: str, url: str, headers: Any, body: bytes) -> Reply:
        if method == "DELETE":
            connector.rest.act("account.move", number, "post", "state")
        return world.send(method, url, headers, body)

    with pytest.raises(OutcomeUnknown):
        world.connector(send=lands).post(made, NOW)
    assert told(refused(world.connector(), made))[0] == "exists"


def test_a_draft_with_other_content_is_never_posted(world: Books) -> None:
    made = an_entry()
    other = replace(an_entry(7), key=made.key)
    world.connector().rest.create("account.move", world.connector().codes.values(other))
    receipt = world.connector().post(made, NOW)
    assert world.connector().verify(receipt.entry_id) == booked(made)
    assert (world.bookings(), world.drafts(made)) == (1, 0)


@pytest.mark.parametrize("part", ["/account.move?", "/post"])
def test_a_crash_after_either_request_ends_as_one_booking(world: Books, part: str) -> None:
    made = an_entry()
    with pytest.raises(OutcomeUnknown):
        world.losing(part).post(made, NOW)
    there = world.connector().find(made, NOW)
    receipt = world.connector().post(made, NOW)
    assert not there or there[0].entry_id == receipt.entry_id
    assert (world.bookings(), world.drafts(made)) == (1, 0)


def test_a_key_that_is_not_valid_asks_for_a_new_one(world: Books) -> None:
    connector = replace(world.connector(), token=lambda: "no such key")
    for ask in (connector.discover, lambda: connector.post(an_entry(), NOW)):
        with pytest.raises(ConnectorUnavailable) as why:
            ask()
        assert why.value.code == "consent_expired"


def test_a_user_without_rights_is_told_so(world: Books) -> None:
    assert refused(world.connector("visitor"), an_entry()).code == "no_rights"
    assert world.bookings() == 0


def test_a_database_that_is_not_there_is_a_wrong_setting(world: Books) -> None:
    for wrong in ({"database": "elsewhere"}, {"company": 7}):
        assert refused(world.connector(**wrong), an_entry()).code == "settings"
    with pytest.raises(ConnectorUnavailable) as why:
        world.connector(url="http://127.0.0.1:9").post(an_entry(), NOW)
    assert why.value.code == "unavailable"


def test_a_mirror_names_what_it_mirrors(world: Books) -> None:
    made = an_entry()
    receipt = world.connector().post(made, NOW)
    lines = tuple(replace(p, cents=-p.cents) for p in made.postings)
    mirror = replace(an_entry(), postings=lines, of=made.key)
    back = world.connector().reverse(mirror, receipt.entry_id, NOW)
    origins = world.books.sql("select id, origin from account_move order by id").split()
    assert origins[-1] == f"{back.entry_id}|account.move,{receipt.entry_id}"
    assert world.books.sql("select sum(debit - credit) from account_move_line") == "0.00\n"


def test_items_are_not_matched_by_a_key(world: Books) -> None:
    """Why the connector does not say that it settles: Tryton itself refuses it."""
    for cents in (5_000, -5_000):
        world.connector().post(an_entry(cents), NOW)
    connector = world.connector()
    lines = connector.rest.rows("account.move.line", [["account.code", "=", "1300"]])
    values = {"company": 1, "date": day(DAY), "lines": [["add", [x["id"] for x in lines]]]}
    with pytest.raises(ConnectorRefused) as why:
        connector.rest.create("account.move.reconciliation", values)
    assert why.value.code == "no_rights"
    assert not connector.capabilities.settles


def test_concepts_stay_drafts_and_are_booked_once(world: Books) -> None:
    made, connector = an_entry(), world.connector(state="concept")
    first, second = (connector.post(made, NOW) for _ in range(2))
    assert first == second
    assert (world.bookings(), world.drafts(made)) == (0, 1)
    assert connector.verify(first.entry_id) == booked(made)
    assert len(connector.find(made, NOW)) == len(connector.lines(frozenset({"1390"}), DAY, DAY))
    assert refused(connector, replace(an_entry(7), key=made.key)).code == "exists"
    definitive = world.connector()
    assert definitive.find(made, NOW) == ()
    assert definitive.lines(frozenset({"1390"}), DAY, DAY) == ()
    assert definitive.verify(first.entry_id) is None
    definitive.rest.act("account.move", int(first.entry_id), "post", "state")
    assert connector.post(made, NOW) == first


def test_lines_say_who_booked_them_and_under_which_number(world: Books) -> None:
    made = an_entry()
    world.connector().post(made, NOW)
    world.stranger("1390", DAY, 777, "BNK")
    lines = world.connector().lines(frozenset({"1390"}), DAY, DAY)
    numbers = world.books.sql("select number from account_move order by id").split()
    assert [(x.journal, x.number, x.cents, x.ours, x.user) for x in lines] == [
        ("MEM", numbers[0], 100_000, made.reference, 1),
        ("BNK", numbers[1], 777, "", 2),
    ]


def test_what_it_finds_is_what_the_package_has(world: Books) -> None:
    found = world.connector(cost_carriers="KD").discover()
    by_code = {a.code: a for a in found.accounts}
    assert by_code["1300"].needs == ("debtor",)
    assert by_code["1390"].needs == ()
    assert by_code["1390"].settles
    assert not by_code["1100"].settles
    assert by_code["8010"].result
    assert not by_code["1300"].result
    assert {j.code: j.kind for j in found.journals if j.code in {"MEM", "BNK"}} == {
        "MEM": "general",
        "BNK": "bank",
    }
    assert Debtor("D1001", "Zorgkantoor Testregio") in found.debtors
    assert Dimension("cost_centre", "KP100", "Locatie Noord") in found.dimensions
    assert Dimension("cost_carrier", "KD1", "Zorg met verblijf") in found.dimensions
    assert len(found.periods) == 36
    assert not found.closed
    close(world, date(2025, 1, 1))
    assert Period("2025-01", closed=True) in world.connector().discover().periods


def test_an_entry_of_a_thousand_lines_is_booked_and_read_back(world: Books) -> None:
    lines = [posting("1390", "clearing", -n, f"Regel {n}") for n in range(1, 1_000)]
    made = entry("t", [*lines, posting("1100", "bank", sum(range(1_000)))], DAY)
    assert len(made.postings) == 1_000
    receipt = world.connector().post(made, NOW)
    assert world.connector().verify(receipt.entry_id) == booked(made)


def test_no_word_of_the_package_or_of_ours_is_in_an_exception(world: Books) -> None:
    name = 'J. "Pietersen" 999900006'
    sentence = f'The value "{name}" for field "Description" in record "{name}" is too long.'
    answer = Reply(400, {}, json.dumps({"message": sentence, "description": name}).encode())
    why = refused(world.connector(send=lambda *_: answer), an_entry())
    assert told(why) == ("other", 'The value "..." is too long.')
    private = replace(an_entry(), text=name)

    def forbidden(values: dict[str, Any]) -> None:
        values["description"] += "\t" + name

    real = refused(world.meddling("/account.move", changed(forbidden)), private)
    assert real.code == "other"
    assert "Pietersen" not in real.said
    assert "999900006" not in real.said
