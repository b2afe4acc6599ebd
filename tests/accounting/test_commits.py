"""However a history comes in, commit by commit and out of order, its books end the same.

Each history is one of `tests/matching/histories.py`: claims, answers, returns, set-offs, payouts in
any order, and what people decide; under one scheme. Beside what `invariants.py` says:

7. Idempotent replay: the same facts once more draft nothing.
8. Order independence: in any order, at once or in commits, the same balance per account, payer
   and year.

At least nine in ten of each chunk are checked to the end; the others wait for what nobody says.
"""

import contextlib
from collections import Counter
from datetime import date
from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppeling.matching.derive import Derived
from koppeling.matching.facts import Ruling
from koppeling.model.mapping import Mapping
from tests.accounting.invariants import (
    CHUNK,
    decided_by,
    drafted_well,
    enough,
    every_account_is_explained,
    per_year,
    restored,
)
from tests.accounting.journals import Journal, Waits, closed, full, taxed
from tests.accounting.occurrences import EVERYTHING, occurred
from tests.matching.histories import History, history, in_threads
from tests.sizes import generator, of

COMMITS = of(4_000, 100_000)


@cache
def chunk(first: int) -> tuple[int, Counter[str]]:
    """How many histories of a chunk were checked to the end, and in how many each thing occurred.

    Kept, for two tests look at it.
    """
    checked, reached = 0, Counter[str]()
    for number in range(first, first + CHUNK):
        print(f"history {number}")
        with contextlib.suppress(Waits):
            reached.update(every_commit(generator(f"history {number}")))
            checked += 1
    return checked, reached


@pytest.mark.parametrize("first", range(0, COMMITS, CHUNK))
def test_seeded_histories_in_commits(first: int) -> None:
    assert enough(chunk(first)[0], CHUNK)


@settings(
    max_examples=of(500, 5_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.randoms(use_true_random=False))
def test_the_smallest_history_in_commits(r: Random) -> None:
    with contextlib.suppress(Waits):
        every_commit(r)


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
    if not _leaves_a_rest(found):
        every_account_is_explained(journal, found)
    return occurred(drawn, journal, found)


def _leaves_a_rest(found: Derived) -> bool:
    """A claim new in part took over without an entry (contract 2, *Resubmitted*, `debtor`).

    What it took over stays on the account of before.
    """
    new = {m.item for m in found.movements if m.kind == "submitted"}
    again = (m for m in found.movements if m.kind == "resubmitted" and m.policy == "debtor")
    return any(m.item in new for m in again)


def test_histories_reach_everything() -> None:
    """Each movement, order of arrival, answer and change: in at least 2 % of the histories."""
    reached = chunk(0)[1] + chunk(CHUNK)[1]
    count = 2 * CHUNK
    for name in EVERYTHING:
        print(f"{name:<36} {100 * reached[name] / count:5.1f} %")
    rare = {name: reached[name] for name in EVERYTHING if reached[name] < count * 2 // 100}
    assert not rare
