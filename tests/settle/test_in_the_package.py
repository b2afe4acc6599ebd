"""What a package has of its own: closed periods, numbers, a bank feed, items to be matched.

1. An entry whose period the package has closed is drafted once more, in the first month that is
   open there, with a back reference; what was refused stays void for ever. Balances are as if
   nothing had been closed, and its mirror takes back what was booked. `verify` finds it whole.
2. A bank line in a closed period is never moved: it is parked `bank_period_closed`.
3. The first bank line on an account is not posted while others booked there since the cut-over
   date, nor any when a line of the same journal, day and cents is there that is not ours: parked
   `already_in_package`, until a person posts it all the same.
4. A number that somebody took meanwhile is not ours: the next one is taken.
5. Items that came to nothing are matched in the package, once, and a refusal of that stops nothing.
6. A package that is away, at whatever call, has nothing booked twice, and posting goes on later.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from koppeling.model.book import Book
from koppeling.model.documents import PackageLine
from koppeling.settle.proof import prove
from koppeling.settle.settling import SETTLED
from tests.faults.world import Plan, World
from tests.scenario import MAPPING, Case, balances, mapping
from tests.settle.in_package import E, Own, after, month, unclear, world


def parked(book: Book) -> list[str]:
    return [p.reason for p in book.parked]


def test_a_closed_period_moves_to_the_first_open_one() -> None:
    calm, _ = world()
    expected = balances(after(calm, *month()))
    made, package = world()
    package.closed = {"2026-01", "2026-02"}
    book = after(made, *month()[:1])
    (entry,) = book.entries
    assert (entry.period, entry.back_reference, entry.again) == ("2026-03", "2026-01", 1)
    voids = [i.void for i in made.office.store.intents() if i.void]
    assert voids == ["closed_period|2026-01"]
    package.closed = {"2026-01"}
    book = after(made, *month()[1:])
    assert parked(book) == []
    assert balances(book) == expected
    assert all(i.holds is not False for i in book.identities)
    assert prove(made.office.shop()).whole


def test_what_was_moved_is_mirrored_as_it_was_booked() -> None:
    made, package = world()
    (question,) = after(made, unclear()).parked
    package.closed = {"2026-02", "2026-03"}
    book = after(made, *Case().decide("explain", question.id, "repayable").files)
    moved = package.bookings[-1]
    assert (moved.period, moved.again) == ("2026-04", 1)
    assert balances(book) == {"bank": 300 * E, "repayable": -300 * E}
    (ruling,) = made.rulings()
    book = after(made, *Case().decide("undo", ruling.decision.id).files)
    assert balances(book) == {"bank": 300 * E, "clearing": -300 * E}
    mirror = package.bookings[-1]
    assert (mirror.period, mirror.of) == ("2026-04", moved.key)
    assert package.mirrors == [(mirror.key, moved.key)]
    assert prove(made.office.shop()).whole


def test_revenue_that_crosses_a_year_goes_to_its_own_account() -> None:
    text = MAPPING.replace("start = 2026-01-01", "start = 2025-01-01")
    case = Case().claim("F100001", 1000 * E, "2025-12-28", month="2025-12-27")
    made = World(mapping(text), [], Plan())
    package = Own(made.plan, lambda: made.now, closed={"2025-12"})
    made.package = package
    (entry,) = after(made, *case.everything()).entries
    assert (entry.period, {p.role for p in entry.postings}) == (
        "2026-01",
        {"debtor", "revenue_prior"},
    )
    assert prove(made.office.shop()).whole


def test_a_bank_line_in_a_closed_period_is_never_moved() -> None:
    made, package = world()
    after(made, *month()[:-1])
    package.closed = {"2026-02", "2026-03"}
    before = len(package.bookings)
    book = after(made, month()[-1])
    assert parked(book) == ["bank_period_closed"]
    assert len(package.bookings) == before
    assert "afgesloten" in book.parked[0].about


def other(**more: Any) -> PackageLine:
    line = PackageLine("1100", date(2026, 2, 20), "MEM", "77", 5 * E)
    return replace(line, **more)


def test_a_bank_feed_of_the_package_stops_the_first_bank_line() -> None:
    made, package = world()
    package.others = [other(date=date(2026, 1, 3)), other()]
    book = after(made, *month())
    assert parked(book) == ["already_in_package"]
    assert "1100: 2 x, 2026-01-03, MEM 77" in book.parked[0].about
    assert not [e for e in package.bookings if e.text.startswith("Ontvangen")]
    package.others = []
    posted = after(made, *Case().decide("post", book.parked[0].id, "").files)
    assert parked(posted) == []
    assert len(package.bookings) == 3


def test_an_equal_bank_line_of_somebody_else_stops_that_line_alone() -> None:
    made, package = world()
    after(made, *month())
    assert len(package.bookings) == 3
    case = Case().claim("F100002", 300 * E).answer("F100002").bank(300 * E, "declaratie F100002")
    files = case.everything()
    line = next(e for e in package.bookings if any(p.role == "bank" for p in e.postings))
    package.others = [other(date=line.date, cents=300 * E), other(date=line.date, journal="BNK9")]
    book = after(made, *files)
    assert parked(book) == ["already_in_package"]
    assert "MEM 77" in book.parked[0].about
    after(made, *Case().decide("post", book.parked[0].id, "").files)
    assert len(package.bookings) == 6


def test_a_number_that_somebody_took_is_not_ours() -> None:
    made, package = world()
    package.taken = {"26000001", "26000003"}
    after(made, *month())
    assert sorted(package.numbers.values()) == [f"2600000{n}" for n in (1, 2, 3, 4, 5)]
    numbers = {i.number for i in made.office.store.intents()}
    assert numbers == {"26000002", "26000004", "26000005"}
    assert len(package.bookings) == 3


def test_closed_items_are_matched_once() -> None:
    made, package = world()
    after(made, *month())
    assert [(s.account, s.debtor, len(s.lines)) for s in package.matched] == [
        ("1300", "D1001", 2),
        ("1390", "D1001", 2),
    ]
    for settlement in package.matched:
        assert sum(cents for _, cents in settlement.lines) == 0
    after(made, *Case().claim("F100009", 9 * E).files)
    assert len(package.matched) == 2


def test_items_that_the_package_will_not_match_stop_nothing() -> None:
    made, package = world()
    package.refuses = "blocked_account"
    after(made, *month())
    assert len(package.bookings) == 3
    assert (made.office.objects.get(SETTLED) or b"").count(b"blocked_account") == 2


@pytest.mark.parametrize(
    "call", ["post", "verify", "lines", "reserve_number", "settle", "discover"]
)
def test_a_package_that_is_away_is_asked_again(call: str) -> None:
    made, package = world()
    package.closed = {"2026-01"}
    package.away = Counter({call: 3})
    after(made, *month())
    for n in range(2, 5):
        book = after(made, *Case().claim(f"F10000{n}", n * E).files)
    posted = Counter(e.key for e in package.bookings)
    assert set(posted.values()) == {1}
    assert len(posted) == len(book.entries) == 6
    assert package.away[call] == 0
    assert len(package.matched) == 2
