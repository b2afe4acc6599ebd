"""Whatever happens, the books of every scheme say the same, and no cent is lost on the way.

Each history is one of `tests/matching/histories.py`: claims, answers, returns, set-offs, payouts in
any order, and what people decide. What holds for every one of them:

1. Scheme equivalence. With or without clearing, on outstanding or on awarded claims: the same on
   the bank and on every role that no scheme chooses, and the same result and position with the
   payers, once the claims without an answer and the open rejections, which only `outstanding`
   shows, are left out. In every policy for rejections and whoever books the bank line.
2. Whoever books the bank line: own entries with what the package is expected to book are what
   Koppeling would have booked alone.

Beside what `invariants.py` says of the entries. At least nine in ten of each chunk are compared;
in the others a decision can be carried out in some schemes only.
"""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppeling.matching.facts import Ruling
from koppeling.model.movements import OpenItem
from tests.accounting.invariants import (
    CHUNK,
    decided_by,
    drafted_well,
    enough,
    every_account_is_explained,
)
from tests.accounting.journals import POSITION, RESULT, Journal, full, of_roles, together
from tests.matching.histories import history
from tests.sizes import generator, of

HISTORIES = of(10_000, 100_000)
SCHEMES = (("outstanding", True), ("outstanding", False), ("awarded", True), ("awarded", False))
POLICIES = ("hold", "debtor", "reverse")
OWNERS = ("koppeling", "package")
CHOSEN = RESULT | POSITION
"""Roles of which the balance may differ by scheme; all others may not."""


@pytest.mark.parametrize("first", range(0, HISTORIES, CHUNK))
def test_seeded_histories(first: int) -> None:
    compared = 0
    for number in range(first, first + CHUNK):
        print(f"history {number}")
        policy, owner = POLICIES[number % 3], OWNERS[number // 3 % 2]
        compared += every_scheme(generator(f"history {number}"), policy, owner)
    assert enough(compared, CHUNK)


@settings(
    max_examples=of(500, 5_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.randoms(use_true_random=False), st.sampled_from(POLICIES), st.sampled_from(OWNERS))
def test_the_smallest_history(r: Random, policy: str, owner: str) -> None:
    every_scheme(r, policy, owner)


def every_scheme(r: Random, policy: str, owner: str) -> bool:
    """Every scheme of one history; whether they could be compared."""
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
    comparable = all(each == refused[0] for each in refused)
    assert not comparable or all(each == found[0] for each in found), found
    return comparable


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
