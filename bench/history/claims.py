"""Claims and their answers (declaraties en retouren), run by run, and what is taken back of them.

A run (verwerkingsrun) is what a payer answers on one day.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.history.payers import Payer
from bench.history.scenarios import Scenario
from bench.history.truth import Item, Said, item_id

YEAR = 2026


@dataclass(frozen=True, slots=True)
class Run:
    """Verwerkingsrun: what a payer answered on a day: claims and credits, and its reclaims."""

    payer: Payer
    day: date
    items: tuple[Item, ...]


def runs_of(dice: random.Random, payer: Payer, scenario: Scenario) -> list[Run]:
    """All runs of a payer, in order."""
    found: list[Run] = []
    paid: list[Item] = []
    serial = 0
    for month in range(1, scenario.months + 1):
        for _ in range(dice.randint(1, scenario.runs)):
            sent = date(YEAR, month, dice.randint(1, 22))
            day = sent + timedelta(days=dice.randint(4, 14))
            items = []
            for _ in range(dice.randint(1, scenario.batch)):
                serial += 1
                items.append(_claim(dice, payer, scenario, serial, (sent, day)))
            items += _taken_back(dice, scenario, paid, (sent, day), len(items))
            found.append(Run(payer, day, tuple(items)))
            paid += [i for i in items if i.kind == "claim" and i.cents > 0]
    return sorted(found, key=lambda r: r.day)


def _hit(dice: random.Random, chance: int) -> bool:
    return dice.randrange(100) < chance


def _claim(
    dice: random.Random, payer: Payer, scenario: Scenario, serial: int, days: tuple[date, date]
) -> Item:
    """One claim: sometimes returned before, partly refused, or never answered by a message."""
    sent, day = days
    number = payer.number(serial, sent)
    declared = payer.price(dice)
    cents = declared
    if _hit(dice, scenario.refused):
        cents = dice.choice((declared // 2, declared - min(declared, 3650), 0))
    said: Said = "nothing" if _hit(dice, scenario.missing) else "answer"
    return Item(
        id=item_id(payer.label, number, sent.year),
        payer=payer.label,
        number=number,
        payer_number=f"{dice.randrange(10**9, 10**10)}",
        kind="claim",
        declared=declared,
        cents=cents,
        opened=sent,
        answered=day,
        said=said,
        claimed=said == "nothing" or not _hit(dice, scenario.claimless),
        first=payer.price(dice) if _hit(dice, scenario.returned) else 0,
    )


def _taken_back(
    dice: random.Random, scenario: Scenario, paid: list[Item], days: tuple[date, date], count: int
) -> list[Item]:
    """Credits that the provider sent and reclaims of the payer, each about a claim paid before."""
    found = []
    for _ in range(count if paid else 0):
        about = dice.choice(paid)
        if _hit(dice, scenario.credits):
            found.append(_credit(dice, scenario, about, days))
            paid.remove(about)
        elif _hit(dice, scenario.reclaims):
            found.append(_reclaim(dice, scenario, about, days))
            paid.remove(about)
        if not paid:
            break
    return found


def _credit(dice: random.Random, scenario: Scenario, about: Item, days: tuple[date, date]) -> Item:
    """A credit, under a number of its own or (`same_number`) under that of the claim itself."""
    sent, day = days
    said: Said = "nothing" if _hit(dice, scenario.missing) else "answer"
    same = _hit(dice, scenario.same_number)
    number = about.number if same else f"{about.number}C"
    own = f"{item_id(about.payer, number, sent.year)}{'/credit' if same else ''}"
    return replace(
        about,
        id=own,
        number=number,
        payer_number=f"{dice.randrange(10**9, 10**10)}",
        kind="credit",
        declared=-about.cents,
        cents=-about.cents,
        opened=sent,
        answered=day,
        said="contradicts" if same else said,
        claimed=True,
        first=0,
    )


def _reclaim(dice: random.Random, scenario: Scenario, about: Item, days: tuple[date, date]) -> Item:
    """A reclaim under the payer's number, announced by a letter or not."""
    number = f"MC{dice.randrange(10**6, 10**7)}"
    cents = dice.choice((about.cents, about.cents // 2 or about.cents))
    return replace(
        about,
        id=item_id(about.payer, number, days[1].year),
        number=number,
        payer_number=number,
        kind="reclaim",
        declared=0,
        cents=-cents,
        opened=days[1],
        answered=days[1],
        said="letter" if _hit(dice, scenario.letters) else "nothing",
        claimed=False,
        first=0,
    )
