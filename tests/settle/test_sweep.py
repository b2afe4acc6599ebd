"""Once a day every entry is counted in the package itself.

1. A book whose entries are all there, once and unaltered, is found so; C10 and C13 hold.
2. Gone, twice, altered by one cent, moved to another account: found, each by its entry. C10 breaks,
   posting is blocked, and nothing more is posted. A line of somebody else on an account that only
   Koppeling should touch breaks C13, and nothing is blocked.
3. A reference that nobody gave is told and blocks nothing: it breaks C13 where it stands on such an
   account.
4. It looks once a day, again at once after a fault, and never at what is too young to show.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry
from koppeling.settle.sweep import EVERY, SEEN, Seen, seen, sweep
from tests.faults.world import BOUNDS, World
from tests.scenario import Case
from tests.settle.in_package import E, Own, after, month, world


def identities(made: World) -> dict[str, bool | None]:
    return {i.name: i.holds for i in after(made).identities}


def settled() -> tuple[World, Own]:
    made, package = world()
    after(made, *month())
    made.now += EVERY
    return made, package


def swept(made: World, package: Own) -> Seen | None:
    return sweep(made.office.shop(), package, made.now, BOUNDS.quiet)


def test_a_book_that_is_there_is_found_so() -> None:
    made, package = settled()
    found = swept(made, package)
    assert found is not None
    assert (found.faults, found.wrong) == ((), 0)
    assert {x.account for x in found.lines} == {"1390"}
    assert seen(made.office.shop()) == found
    judged = identities(made)
    assert (judged["C10"], judged["C13"]) == (True, True)


Damage = Callable[[Own], object]


def other_account(entry: JournalEntry) -> JournalEntry:
    first, *rest = entry.postings
    return replace(entry, postings=(replace(first, account="9999"), *rest))


def a_cent(entry: JournalEntry) -> JournalEntry:
    first, second, *rest = entry.postings
    changed = replace(first, cents=first.cents + 1), replace(second, cents=second.cents - 1)
    return replace(entry, postings=(*changed, *rest))


@dataclass(frozen=True)
class Change:
    """What somebody did to the second booking in the package."""

    why: str
    do: Damage

    def __str__(self) -> str:
        return self.why


def put(change: Callable[[JournalEntry], JournalEntry]) -> Damage:
    return lambda own: own.bookings.__setitem__(1, change(own.bookings[1]))


def again(own: Own) -> None:
    entry = own.bookings[1]
    own.bookings.append(entry)
    own.twice = entry.key


CHANGES = (
    Change("gone", lambda own: own.bookings.pop(1)),
    Change("doubled", again),
    Change("altered", put(a_cent)),
    Change("altered", put(other_account)),
)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_what_was_done_to_an_entry_is_found_and_blocks(change: Change) -> None:
    made, package = settled()
    key = package.bookings[1].key
    change.do(package)
    before = len(package.bookings)
    assert swept(made, package) is not None
    made.drop(Case().claim("F100002", 5 * E).files[0])
    book = after(made)
    found = seen(made.office.shop())
    assert found is not None
    assert found.faults == ((key, change.why),)
    assert identities(made)["C10"] is False
    assert book.blocked.startswith("C10")
    assert len(package.bookings) == before


@pytest.mark.parametrize("ours", ["", "KAAAAAAAAAAAAAAA"])
def test_a_line_of_somebody_else_is_a_question(ours: str) -> None:
    made, package = settled()
    package.others = [PackageLine("1390", date(2026, 2, 20), "MEM", "77", 5 * E, ours)]
    made.drop(Case().claim("F100002", 5 * E).files[0])
    book = after(made)
    judged = {i.name: i for i in book.identities}
    assert judged["C10"].holds
    assert (judged["C13"].holds, judged["C13"].difference) == (False, 5 * E)
    assert book.blocked == ""
    assert len(package.bookings) == 4
    found = seen(made.office.shop())
    assert found is not None
    assert found.faults == (((ours, "strange"),) if ours else ())


def test_it_looks_once_a_day_and_again_after_a_fault() -> None:
    made, package = settled()
    assert swept(made, package) is not None
    made.now += EVERY - 1
    assert swept(made, package) is None
    made.now += 1
    lost = package.bookings.pop(1)
    assert swept(made, package) is not None
    package.bookings.insert(1, lost)
    found = swept(made, package)
    assert found is not None
    assert found.faults == ()


def test_what_is_too_young_to_show_is_not_missed() -> None:
    made, package = world()
    after(made, *month()[:1])
    first = package.bookings.copy()
    made.now += BOUNDS.quiet
    after(made, *month()[1:2])
    package.bookings, package.young = first, package.bookings[1:]
    del made.office.objects.held[SEEN]
    found = swept(made, package)
    assert found is not None
    assert (found.faults, found.lines) == ((), ())
    package.bookings = [*first, *package.young]
    made.now += EVERY
    found = swept(made, package)
    assert found is not None
    assert len(found.lines) == 1


def test_a_package_that_lists_nothing_is_not_asked() -> None:
    made, package = settled()
    package.capabilities = replace(package.capabilities, lists=False)
    assert swept(made, package) is None
    assert seen(made.office.shop()) is None
