"""Properties of matching over thousands of random histories (`properties.py` says what holds).

1. Every seeded history holds a to e; a failing one is `history N` in what the test printed.
2. Hypothesis finds the smallest history that does not.
3. The histories reach every rule and every question, what is claimed again, proven or not, and
   what is paid before its answer: no property holds because nothing happens.
4. A payout that two different sets of open items explain, with nothing named, is never booked.
"""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppeling.matching.derive import derive
from koppeling.model.documents import BankLine, Document
from koppeling.model.explanations import CLASSES
from koppeling.model.movements import ItemKind
from tests.matching.histories import history
from tests.matching.nouns import (
    BOTH,
    FOUR,
    IBAN_OF,
    ONE,
    STRANGER,
    TOWN,
    TWO,
    answer,
    claim,
    concluded,
    paid,
)
from tests.matching.properties import hold
from tests.matching.verdicts import rulings
from tests.sizes import generator, of

CHUNK = 500
HISTORIES = of(10_000, 100_000)
PLANTED = of(10_000, 100_000)
DRAWN = settings(
    max_examples=of(500, 5_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DICE = st.randoms(use_true_random=False)


@pytest.mark.parametrize("first", range(0, HISTORIES, CHUNK))
def test_seeded_histories(first: int) -> None:
    for number in range(first, first + CHUNK):
        print(f"history {number}")
        r = generator(f"history {number}")
        hold(r, history(r))


@DRAWN
@given(DICE)
def test_the_smallest_history(r: Random) -> None:
    hold(r, history(r))


def test_histories_reach_everything() -> None:
    reached: Counter[str] = Counter()
    for number in range(1_000):
        r = generator(f"history {number}")
        drawn = history(r)
        seen = derive(drawn.taken(), (), drawn.view)
        found = derive(drawn.taken(), rulings(r, seen), drawn.view)
        reached.update(m.rule for m in found.matches)
        reached.update(p.reason for p in found.parked)
        reached.update(m.kind for m in found.movements)
        reached.update(i.kind for i in found.items)
        reached.update("by itself" for m in seen.movements if m.kind == "resubmitted")
        reached.update("told" for p in seen.parked if p.again)
        reached.update("ahead" for i in found.items if i.answered is None and i.paid)
    kinds: set[ItemKind] = {"claim", "reclaim", "advance", "carried"}
    asked = {"awaiting_remittance", "ambiguous", "proposal", "residual", "unexplained"}
    waits = {"claim_needed", "contradicts", "revised_remittance", "refused", "unknown_payer"}
    booked = {"netted", "reclaimed", "advance_settled", "decided_rejection", "resubmitted"}
    booked |= {"accrued", "reserved", "provisioned", "uncollectable"}
    again = {"by itself", "told"}
    missing = {*CLASSES, *kinds, *asked, *waits, *booked, *again, "ahead"} - reached.keys()
    assert not missing


@pytest.mark.parametrize("first", range(0, PLANTED, CHUNK))
def test_a_payout_with_two_explanations_is_never_booked(first: int) -> None:
    for number in range(first, first + CHUNK):
        print(f"planted {number}")
        never_booked(generator(f"planted {number}"))


@DRAWN
@given(DICE)
def test_the_smallest_payout_with_two_explanations(r: Random) -> None:
    never_booked(r)


def never_booked(r: Random) -> None:
    found = concluded(*planted(r))
    (received,) = found.received
    assert not received.answer.parts
    assert received.answer.reason == "ambiguous"
    assert not found.matches


def planted(r: Random) -> list[Document | BankLine]:
    """Two sets of open items with one sum, what else is open, and a payout that names nothing."""
    payers, iban = r.choice((((ONE, TWO), BOTH), ((TOWN,), IBAN_OF[TOWN]), ((FOUR,), "agent")))
    sets = [[r.randint(1, 99_999) for _ in range(r.randint(1, 3))] for _ in range(2)]
    short = sum(sets[0]) - sum(sets[1])
    sets[1].append(short or r.randint(1, 99_999))
    sets[0] += [] if short else sets[1][-1:]
    total = sum(sets[0])
    others = [r.choice((-1, 1)) * r.randint(1, 99_999) for _ in range(r.randint(0, 4))]
    day = date(2026, 9, 1)
    written: list[Document | BankLine] = []
    for i, cents in enumerate([*sets[0], *sets[1], *others]):
        dated = day - timedelta(days=r.choice((3, 3, 10, 30, 200)))
        sent = claim(f"F26{i:04}", cents, dated - timedelta(days=9), r.choice(payers))
        run = f"{sent.payer}/{dated}/{r.choice('ab')}"
        said = answer(sent, None, dated, file=run if r.random() < 0.5 else "", part=i)
        written += [sent, said]
    account = IBAN_OF[FOUR] if iban == "agent" else iban
    written.append(paid(total, "betaling", day, iban=account))
    written.append(paid(777, "huur", day + timedelta(days=9), iban=STRANGER))
    return written
