"""Payouts (uitbetalingen): which items a payer pays together, what it takes off, when and how.

What is taken back waits in a pool until a payout can bear it: whole, or in parts over several. A
payout that nothing is left of never reaches the bank.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bench.history.claims import Run
from bench.history.payers import Payer
from bench.history.scenarios import Scenario
from bench.history.styles import Written, write
from bench.history.truth import ADVANCE, Item, Line, item_id, parts_of

Pairs = list[tuple[Item, int]]


@dataclass(frozen=True, slots=True)
class Payout:
    """Uitbetaling: its line with the truth, and what was written.

    `overview` = a set-off document tells it; `run` = the day of the run it is of; `batch` = the
    payout's own number; `pairs` = items with their cents.
    """

    payer: Payer
    line: Line
    pairs: tuple[tuple[Item, int], ...]
    written: Written
    batch: str
    run: date
    overview: bool = False


@dataclass(slots=True)
class _Till:
    """Kas van een financier: what it still has to take back, and how many payouts it made."""

    waiting: Pairs = field(default_factory=list)
    count: int = 0


def payouts_of(
    dice: random.Random, payer: Payer, runs: list[Run], scenario: Scenario
) -> Iterator[Payout]:
    """Every payout of a payer, with advances and bounced ones."""
    if payer.advance:
        yield from _advances(dice, payer, runs)
        return
    till = _Till()
    for run in runs:
        till.waiting += [(i, i.cents) for i in run.items if i.cents < 0]
        owed = [(i, i.cents) for i in run.items if i.cents > 0]
        for pairs, case in _divided(dice, owed, scenario):
            yield from _paid(dice, payer, run, (pairs, case), till, scenario)


def _divided(dice: random.Random, owed: Pairs, scenario: Scenario) -> Iterator[tuple[Pairs, str]]:
    """A run as one payout, or split over several; now and then an item in two parts."""
    if not owed:
        return
    if dice.randrange(100) < scenario.part:
        item, cents = owed.pop()
        for part in (cents * 3 // 5, cents - cents * 3 // 5):
            yield [(item, part)], "part payment"
    if len(owed) > 1 and dice.randrange(100) < scenario.split:
        cut = dice.randint(1, len(owed) - 1)
        yield owed[:cut], "split payout"
        yield owed[cut:], "split payout"
    elif owed:
        yield owed, ""


def _paid(
    dice: random.Random,
    payer: Payer,
    run: Run,
    divided: tuple[Pairs, str],
    till: _Till,
    scenario: Scenario,
) -> Iterator[Payout]:
    """The line of one payout, if anything is left of it, and its return and repetition."""
    pairs, case = divided
    total = sum(cents for _, cents in pairs)
    taken = [] if case == "part payment" else _take_off(dice, total, till, scenario)
    pairs = [*pairs, *taken]
    left = sum(cents for _, cents in pairs)
    if left <= 0:
        return
    till.count += 1
    early = dice.randrange(100) < scenario.early
    delay = dice.randint(-3, -1) if early else dice.randint(0, 25)
    batch = f"{payer.label[-4:]}{dice.randrange(10**5):05d}"
    written = write(payer.style, dice, [i for i, _ in pairs], batch, scenario.damage)
    other = dice.randrange(100) < scenario.other_iban
    line = Line(
        id=f"{payer.label}/{run.day}/{till.count}",
        day=run.day + timedelta(days=delay),
        cents=left,
        iban=payer.other_iban if other else payer.iban,
        name=payer.name,
        text=written.text,
        reference=written.reference,
        parts=parts_of(pairs),
        case=case or ("early" if early else ""),
    )
    overview = bool(taken) and payer.overview
    made = Payout(payer, line, tuple(pairs), written, batch, run.day, overview)
    if dice.randrange(100) < scenario.bounced and not taken:
        yield from _bounced(made)
    else:
        yield made


def _take_off(dice: random.Random, total: int, till: _Till, scenario: Scenario) -> Pairs:
    """What waits and fits; in parts where the payer carries over."""
    found: Pairs = []
    carry = dice.randrange(100) < scenario.carried
    for item, cents in list(till.waiting):
        takes = cents
        if carry and -cents * 2 > total:
            takes = -min(-cents, total * dice.randint(30, 100) // 100)
        if not takes or total + takes < 0:
            continue
        till.waiting.remove((item, cents))
        if takes != cents:
            till.waiting.append((item, cents - takes))
        found.append((item, takes))
        total += takes
    return found


def _bounced(payout: Payout) -> Iterator[Payout]:
    """The bank sends it back two days later, and the payer pays again after a week."""
    line = replace(payout.line, undone=f"{payout.line.id}/back")
    yield replace(payout, line=line)
    back = replace(
        line,
        id=f"{line.id}/back",
        day=line.day + timedelta(days=2),
        cents=-line.cents,
        parts=tuple((i, -c) for i, c in line.parts),
        case="return",
        returned=True,
        undone=line.id,
    )
    yield replace(payout, line=back, pairs=tuple((i, -c) for i, c in payout.pairs))
    again = replace(
        line, id=f"{line.id}/again", day=line.day + timedelta(days=9), case="paid again", undone=""
    )
    yield replace(payout, line=again)


def _advances(dice: random.Random, payer: Payer, runs: list[Run]) -> Iterator[Payout]:
    """One advance a month by the paying agent; the awards are settled with it."""
    for month in sorted({run.day.replace(day=20) for run in runs}):
        cents = dice.randint(200, 900) * 10_000
        text = f"Voorschot Wlz {month:%Y-%m}"
        line = Line(
            id=f"{payer.label}/{month}",
            day=month,
            cents=cents,
            iban=payer.iban,
            name="CAK",
            text=text,
            reference="",
            parts=((item_id(payer.label, ADVANCE, 0), cents),),
            case="advance",
        )
        yield Payout(payer, line, (), Written(text, "", frozenset(), announces=False), "", month)
