"""A month goes through the posting protocol itself into the real Tryton, to the cent.

1. What is not held is booked once, reads back as it was sent, and each account of the package holds
   what the entries say.
2. What cannot be reached on the way (answers lost, locks) changes nothing of that.
3. A month that the bookkeeper has closed moves to the next open one.
"""

from collections import Counter
from collections.abc import Mapping as Headers
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from koppeling.accounting.mapping_file import read_mapping
from koppeling.connectors.tryton import CAPABILITIES, TrytonConnector
from koppeling.connectors.wire import NoAnswer, NotSent, Reply
from koppeling.model.book import Book
from koppeling.settle.book import book_of
from local import sample_month
from local.tryton import Administration
from tests.connectors.tryton_world import Books
from tests.faults.world import BOUNDS, Plan, World

LATENESS = 5
"""The simulated clock keeps shorter bounds than the package: nothing here takes that long."""


@pytest.fixture
def package(books: Administration) -> Books:
    books.clear()
    return Books(books)


def settled(connector: TrytonConnector) -> Book:
    """The sample month, every file settled before the next."""
    files = sample_month.files()
    mapping, problems, _ = read_mapping(files.pop("mapping.toml"))
    assert mapping is not None
    assert not problems
    made = World(mapping, list(files.values()), Plan())
    assert BOUNDS.quiet > BOUNDS.timeout + LATENESS + CAPABILITIES.query_lag
    quick = replace(CAPABILITIES, lateness=LATENESS)
    made.package = replace(connector, capabilities=quick)  # type: ignore[assignment]
    book = book_of(made.run().office.shop())
    assert book is not None
    return book


def holds(package: Books, book: Book) -> None:
    """The package holds the entries that are not held, once each, and nothing else."""
    sent = [e for e in book.entries if e.key not in {*book.held, *dict(book.stuck)}]
    assert sent
    assert {key for key, *_ in book.posted} == {e.key for e in sent}
    assert package.bookings() == len(sent)
    assert all(package.drafts(e) == 0 for e in sent)
    expected: Counter[str] = Counter()
    for posting in (p for e in sent for p in e.postings):
        expected[posting.account] += posting.cents
    asked = (
        "select a.code, (sum(l.debit - l.credit) * 100)::bigint from account_move_line l"
        " join account_account a on a.id = l.account group by 1"
    )
    found = dict(row.split("|") for row in package.books.sql(asked).split())
    assert {k: int(v) for k, v in found.items()} == dict(expected)
    since, until = date(2026, 1, 1), date(2026, 12, 31)
    for line in package.connector().lines(frozenset(expected), since, until):
        expected[line.account] -= line.cents
        assert line.ours
    assert not any(expected.values())


def test_a_month_is_booked_once_and_to_the_cent(package: Books) -> None:
    holds(package, settled(package.connector()))


def test_whatever_is_lost_on_the_way_a_month_is_booked_once(package: Books) -> None:
    count = 0

    def send(method: str, url: str, headers: Headers[str, str], body: bytes) -> Reply:
        nonlocal count
        count += 1
        if count % 11 == 0:
            raise NotSent
        reply = package.send(method, url, headers, body)
        if count % 7 == 0:
            raise NoAnswer
        return reply

    holds(package, settled(package.connector(send=send)))


def test_a_month_that_is_closed_moves_to_the_next(package: Books) -> None:
    rest = package.connector("clerk").rest
    domain: list[Any] = [["name", "in", ["2026-01", "2026-02"]]]
    closed = rest.rows("account.period", domain, "start_date")
    assert len(closed) == 2
    for row in closed:
        rest.act("account.period", row["id"], "close", "state")
    book = settled(package.connector())
    moved = [e for e in book.entries if e.back_reference]
    assert moved
    assert {e.period for e in moved} == {"2026-03"}
    assert {p.reason for p in book.parked} >= {"bank_period_closed"}
    assert package.bookings() == len(book.posted) == len(moved)
