"""All of it together (historie): from a seed and a scenario to documents and truth."""

import random
from collections import Counter
from dataclasses import dataclass

from bench.history.claims import runs_of
from bench.history.documents import (
    Told,
    mapping_of,
    messages_of,
    overview_of,
    statements_of,
    twice,
)
from bench.history.noise import noise_of
from bench.history.payers import Payer, payers_of
from bench.history.payouts import Payout, payouts_of
from bench.history.planted import planted_of
from bench.history.proof import proven
from bench.history.scenarios import Scenario
from bench.history.truth import Item, Line
from koppeling.model.mapping import Mapping


@dataclass(frozen=True, slots=True)
class History:
    """Historie: what an engine is handed (`mapping`, `documents`), and what is true.

    `documents` are in order of arrival: claims and answers, set-offs, statements, duplicates.
    `lines` are in order of day.
    """

    seed: int
    scenario: Scenario
    payers: tuple[Payer, ...]
    items: tuple[Item, ...]
    lines: tuple[Line, ...]
    mapping: Mapping
    documents: tuple[Told, ...]


def history(seed: int, scenario: Scenario) -> History:
    """The same seed and scenario make the same history."""
    dice = random.Random(f"{seed}/{scenario.name}")
    payers = payers_of(dice, scenario)
    items: list[Item] = []
    payouts: list[Payout] = []
    for payer in payers:
        if scenario.planted:
            sibling = next(p for p in payers if p.iban == payer.iban and p is not payer)
            own, paid = planted_of(dice, payer, sibling)
        else:
            runs = runs_of(dice, payer, scenario)
            own = [i for run in runs for i in run.items]
            paid = list(payouts_of(dice, payer, runs, scenario))
        items += own
        payouts += paid
    lines = proven(payouts, items)
    if not scenario.planted:
        lines += noise_of(dice, payers, items, scenario.months, scenario.noise)
    lines.sort(key=lambda x: (x.day, x.id))
    told: list[Told] = [m for i in items for m in messages_of(i)]
    told += [overview_of(p) for p in payouts if p.overview]
    told += statements_of(lines)
    documents = (*told, *twice(dice, told))
    found = History(
        seed, scenario, payers, tuple(items), tuple(lines), mapping_of(payers), documents
    )
    assert not faults_of(found), faults_of(found)[:3]
    return found


def faults_of(made: History) -> list[str]:
    """Every place where the truth does not conserve money ([] = it does)."""
    found = [f"{x.id}: {x.cents}" for x in made.lines if sum(c for _, c in x.parts) != x.cents]
    settled: Counter[str] = Counter()
    for line in made.lines:
        for name, cents in line.parts:
            settled[name] += cents
    for item in made.items:
        cents = settled[item.id]
        if cents * item.cents < 0 or abs(cents) > abs(item.cents):
            found.append(f"{item.id}: {cents} of {item.cents}")
    ids = Counter([i.id for i in made.items] + [x.id for x in made.lines])
    return found + [f"{name} occurs {n} times" for name, n in ids.items() if n > 1]
