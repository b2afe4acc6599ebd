"""What holds for the entries of every history, whatever its scheme and its order (wetten).

By the numbers of `test_equivalence.py` and `test_commits.py`:

3. Table and entries agree: the entries of a movement are, role by role, its row of the table.
   Splitting over months, rows and VAT loses no cent.
4. An entry balances, lies in one period, and that period is open; a bank line keeps its day.
5. Reversal restores: an entry and its mirror leave nothing, account by account, item by item.
6. Every account is explained: what stands on a debtor or clearing account of a payer is its open
   items less its receipts on hold, each on the account it was opened with, also when the accounts
   were changed while they were open.
9. Nothing that was drafted changes: later commits only add entries, and no key comes twice.
10. No cent of a bank line is lost: what the bank role holds is what came and went on the account.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from random import Random

from koppeling.accounting.drafting import before_start
from koppeling.accounting.effects import effects
from koppeling.accounting.periods import day_is_closed, last_day
from koppeling.matching.derive import Derived
from koppeling.matching.facts import Ruling
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement
from tests.accounting.journals import Journal
from tests.matching.histories import History
from tests.matching.verdicts import rulings

CHUNK = 500
"""Histories of one test."""
ENOUGH = 90
"""Per cent of the histories of a chunk that must really be checked: an early end proves nothing."""
POSITIONS = ("clearing", "debtor")


def enough(checked: int, drawn: int) -> bool:
    """Whether so many of the histories that were drawn were checked to the end."""
    print(f"{checked} of {drawn} histories checked")
    return 100 * checked >= ENOUGH * drawn


def decided_by(r: Random, drawn: History, mapping: Mapping) -> tuple[Ruling, ...]:
    """What people decide who see all of it."""
    return rulings(r, Journal(drawn, {1: mapping}).commit())


def drafted_well(journal: Journal) -> None:
    """3, 4, 9 and 10."""
    keys = [e.key for e in journal.entries]
    assert len(keys) == len(set(keys)), "9: no key comes twice"
    for movement, entries in journal.log:
        for entry in entries:
            assert sum(p.cents for p in entry.postings) == 0
            assert entry.date.isoformat()[:7] == entry.period
            mapping = journal.versions[entry.mapping_version]
            assert not day_is_closed(mapping, last_day(entry.period)), "4: the period is open"
            if movement.kind == "paid":
                assert entry.date == movement.date, "4: a bank line keeps its day"
        if movement.booking.bank == "koppeling" and not before_start(journal.desk, movement):
            booked = _by_kind((p.role, p.cents) for e in entries for p in e.postings)
            wanted = _by_kind((role, cents) for role, _, cents, *_ in effects(movement))
            assert booked == wanted, ("3: the entries are the row of the table", movement.name)
    received = [m for m, _ in journal.log if m.kind == "paid"]
    back = [m.mirror for m, _ in journal.log if m.kind == "reversed" and m.mirror]
    gone = sum(m.cents for m in back if m.kind == "paid" and _whole(journal, m))
    here = sum(m.cents for m in received if m.date >= journal.versions[1].administration.start)
    assert journal.by_role().get("bank", 0) == here - gone, "10: no cent of a line is lost"


def _whole(journal: Journal, paid: Movement) -> bool:
    """Whether the receipt itself was taken back, and not its explanation only."""
    return any(m.kind == "reversed" and m.of == paid.name for m, _ in journal.log)


def _by_kind(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Revenue of a prior year and VAT are told apart by the rows, not by the table."""
    found: Counter[str] = Counter()
    for role, cents in pairs:
        found["revenue" if role in {"revenue_prior", "vat"} else role] += cents
    return {role: cents for role, cents in found.items() if cents}


def every_account_is_explained(journal: Journal, derived: Derived) -> None:
    """6: account by account of each payer, with what stood there before the cut-over."""
    stands: Counter[tuple[str, str]] = Counter()
    for payer, role, account, cents in _booked(journal):
        if role in POSITIONS:
            stands[payer, account] += cents
    for item in derived.items:
        for role in POSITIONS:
            stands[item.payer, journal.account(role, item.version)] -= getattr(item, role)
    for x in derived.received:
        if x.paid.booking.hold in POSITIONS:
            held = x.paid.cents - sum(p.cents for p in x.answer.parts)
            stands[x.paid.payer, journal.account(x.paid.booking.hold, x.paid.version)] += held
    assert not any(stands.values()), ("6: every account is explained", stands)


def _booked(journal: Journal) -> Iterator[tuple[str, str, str, int]]:
    """Payer, role, account and cents: of the entries, and of what stood there already."""
    for entry in journal.entries:
        for p in entry.postings:
            yield p.payer, p.role, p.account, p.cents
    for movement in journal.elsewhere():
        for role, payer, cents, *_ in effects(movement):
            yield payer, role, journal.account(role, movement.version), cents


def restored(journal: Journal) -> None:
    """5: what was taken back, whole, leaves nothing on any account of any item."""
    entries = journal.by_movement
    for movement, mirrors in journal.log:
        original = movement.mirror
        if movement.kind != "reversed" or original is None or movement.of != original.name:
            continue
        left: Counter[tuple[str, str, str]] = Counter()
        for entry in (*entries.get(original.name, ()), *mirrors):
            for p in entry.postings:
                left[p.account, p.item, p.payer] += p.cents
        assert not any(left.values()), ("5: a reversal restores", movement.name)


def per_year(journal: Journal) -> dict[tuple[str, str, str], int]:
    """Cents by account, payer and year."""
    found: Counter[tuple[str, str, str]] = Counter()
    for entry in journal.entries:
        for p in entry.postings:
            found[p.account, p.payer, entry.period[:4]] += p.cents
    return {key: cents for key, cents in found.items() if cents}
