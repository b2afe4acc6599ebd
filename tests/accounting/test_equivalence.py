"""Whatever happens, the books of every scheme say the same, and no cent is lost on the way.

Each history is one of `tests/matching/histories.py`: claims, answers, returns, set-offs, payouts in
any order, and what people decide. What holds for every one of them:

1. Scheme equivalence. With or without clearing, on outstanding or on awarded claims: the same on
   the bank and on every role that no scheme chooses, and the same result and position with the
   payers, once the claims without an answer and the open rejections, which only `outstanding`
   shows, are left out. In every policy for rejections and whoever books the bank line.
2. Whoever books the bank line: own entries with what the package is expected to book are what
   Koppeling would have booked alone.
3. Table and entries agree: the entries of a movement are, role by role, its row of the table.
   Splitting over months, rows and VAT loses no cent.
4. An entry balances, lies in one period, and that period is open; a bank line keeps its day.
5. Reversal restores: an entry and its mirror leave nothing, account by account, item by item.
6. Every account is explained: what stands on a debtor or clearing account of a payer is its open
   items less its receipts on hold, each on the account it was opened with, also when the accounts
   were changed while they were open.
7. Idempotent replay: the same facts once more draft nothing.
8. Order independence: in any order, at once or in commits, the same balance per account, payer
   and year.
9. Nothing that was drafted changes: later commits only add entries, and no key comes twice.
10. No cent of a bank line is lost: what the bank role holds is what came and went on the account.
"""

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppeling.accounting.drafting import before_start
from koppeling.accounting.effects import effects
from koppeling.accounting.periods import day_is_closed, last_day
from koppeling.matching.derive import Derived
from koppeling.matching.facts import Ruling
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement, OpenItem
from tests.accounting.journals import (
    POSITION,
    RESULT,
    Journal,
    Waits,
    closed,
    full,
    of_roles,
    taxed,
    together,
)
from tests.accounting.occurrences import EVERYTHING, occurred
from tests.matching.histories import History, history, in_threads
from tests.matching.verdicts import rulings
from tests.sizes import generator, of

CHUNK = 500
HISTORIES = of(10_000, 100_000)
COMMITS = of(4_000, 100_000)
DRAWN = settings(
    max_examples=of(500, 5_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DICE = st.randoms(use_true_random=False)
SCHEMES = (("outstanding", True), ("outstanding", False), ("awarded", True), ("awarded", False))
POLICIES = ("hold", "debtor", "reverse")
OWNERS = ("koppeling", "package")
POSITIONS = ("clearing", "debtor")
CHOSEN = RESULT | POSITION
"""Roles of which the balance may differ by scheme; all others may not."""


@pytest.mark.parametrize("first", range(0, HISTORIES, CHUNK))
def test_seeded_histories(first: int) -> None:
    for number in range(first, first + CHUNK):
        print(f"history {number}")
        policy, owner = POLICIES[number % 3], OWNERS[number // 3 % 2]
        every_scheme(generator(f"history {number}"), policy, owner)


@pytest.mark.parametrize("first", range(0, COMMITS, CHUNK))
def test_seeded_histories_in_commits(first: int) -> None:
    for number in range(first, first + CHUNK):
        print(f"history {number}")
        with contextlib.suppress(Waits):
            every_commit(generator(f"history {number}"))


@DRAWN
@given(DICE, st.sampled_from(POLICIES), st.sampled_from(OWNERS))
def test_the_smallest_history(r: Random, policy: str, owner: str) -> None:
    every_scheme(r, policy, owner)


@DRAWN
@given(DICE)
def test_the_smallest_history_in_commits(r: Random) -> None:
    with contextlib.suppress(Waits):
        every_commit(r)


def decided_by(r: Random, drawn: History, mapping: Mapping) -> tuple[Ruling, ...]:
    """What people decide who see all of it."""
    return rulings(r, Journal(drawn, {1: mapping}).commit())


def every_scheme(r: Random, policy: str, owner: str) -> None:
    drawn = history(r)
    own = full(drawn.view.mapping, claims="koppeling", rejected=policy, other_lines="leave")
    decided = decided_by(r, drawn, own)
    found: list[tuple[dict[str, int], int, int]] = []
    refused: list[set[str]] = []
    twice = r.choice(SCHEMES)
    for recognise, clearing in SCHEMES:
        journal = Journal(drawn, {1: full(own, bank=owner, recognise=recognise, clearing=clearing)})
        derived = journal.commit(decided=decided)
        if (recognise, clearing) == twice:
            mapping = full(own, bank=_other(owner), recognise=recognise, clearing=clearing)
            other = Journal(drawn, {1: mapping})
            other.commit(decided=decided)
            assert _merged(journal) == _merged(other), "2: who books the bank line"
        drafted_well(journal)
        every_account_is_explained(journal, derived)
        sums = together(journal.by_role(), journal.before())
        shown = sum(map(only_outstanding, derived.items))
        fixed = {role: cents for role, cents in sums.items() if role not in CHOSEN}
        refused.append({x.decision.id for x, *_ in derived.idle if _by_scheme(x)})
        found.append((fixed, of_roles(sums, RESULT) + shown, of_roles(sums, POSITION) - shown))
    # what stood open at the cut-over is `outstanding` in every scheme and what is claimed since is
    # not: the one cannot be submitted again as the other. And a part of a rejection goes to the
    # client from the account it is held on, or else from revenue, of which it must be told which
    if all(each == refused[0] for each in refused):
        assert all(each == found[0] for each in found), found


def _by_scheme(ruling: Ruling) -> bool:
    """Whether only some schemes may be able to carry it out, and all of them book it."""
    return ruling.decision.action == "resubmission" or ruling.decision.target == "client"


def _other(owner: str) -> str:
    return OWNERS[1 - OWNERS.index(owner)]


def _merged(journal: Journal) -> dict[str, int]:
    """Without clearing a package books on the debtor what Koppeling books as unidentified."""
    sums = journal.by_role()
    held = of_roles(sums, POSITION)
    rest = {role: cents for role, cents in sums.items() if role not in POSITION}
    return together(rest, {"position": held})


def only_outstanding(item: OpenItem) -> int:
    """Cents that only `outstanding` shows: no answer yet, or rejected and not decided on."""
    waiting = item.declared if item.answered is None else 0
    shown = waiting if item.booking.recognise == "outstanding" else 0
    return shown + item.rejected + item.on_debtor


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


def every_commit(r: Random) -> set[str]:
    """One scheme of this history, in commits and in another order, with what changes meanwhile.

    What occurred in it.
    """
    drawn = history(r)
    taxes = drawn.view.mapping.booking.recognise == "outstanding" and r.random() < 0.5
    drawn = taxed(drawn) if taxes else drawn
    first = full(drawn.view.mapping, tax=taxes)
    decided = decided_by(r, drawn, first)
    whole = Journal(drawn, {1: first})
    found = whole.commit(decided=decided)
    drafted_well(whole)
    every_account_is_explained(whole, found)
    before = list(whole.entries)
    whole.commit(decided=decided)
    assert whole.entries == before, "7: the same facts once more draft nothing"

    parts = Journal(drawn, {1: first})
    files = in_threads(r.sample(drawn.files, len(drawn.files)), drawn.files)
    for cut in sorted(r.choices(range(len(files) + 1), k=2)):
        parts.commit(files[:cut], [d for d in decided if r.random() < 0.5])
        before = list(parts.entries)
    parts.commit(files, decided)
    assert parts.entries[: len(before)] == before, "9: later commits only add"
    drafted_well(parts)
    restored(parts)
    assert per_year(parts) == per_year(whole), "8: the order of arrival does not matter"
    return occurred(drawn, parts, found) | moved(r, drawn, decided, first)


def moved(r: Random, drawn: History, decided: tuple[Ruling, ...], first: Mapping) -> set[str]:
    """The accounts change, and January is closed, while things are open."""
    journal = Journal(drawn, {1: first})
    files = in_threads(r.sample(drawn.files, len(drawn.files)), drawn.files)
    journal.commit(files[: len(files) // 2])
    changed = full(drawn.view.mapping, more=5, tax="vat" in first.accounts)
    journal.adopt(closed(changed, date(2026, 1, 31)))
    found = journal.commit(files, decided)
    drafted_well(journal)
    restored(journal)
    # without an entry (contract 2, *Resubmitted*, `debtor`) a rest stays on the account of before
    if not any(m.kind == "resubmitted" and m.policy == "debtor" for m, _ in journal.log):
        every_account_is_explained(journal, found)
    return occurred(drawn, journal, found)


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
    found: Counter[tuple[str, str, str]] = Counter()
    for entry in journal.entries:
        for p in entry.postings:
            found[p.account, p.payer, entry.period[:4]] += p.cents
    return {key: cents for key, cents in found.items() if cents}


def test_histories_reach_everything() -> None:
    """Each movement, order of arrival, answer and change: in at least 2 % of the histories."""
    reached: Counter[str] = Counter()
    count = 1_000
    for number in range(count):
        with contextlib.suppress(Waits):
            reached.update(every_commit(generator(f"history {number}")))
    for name in EVERYTHING:
        print(f"{name:<36} {100 * reached[name] / count:5.1f} %")
    rare = {name: reached[name] for name in EVERYTHING if reached[name] < count * 2 // 100}
    assert not rare
