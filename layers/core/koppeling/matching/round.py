"""What the rules of the ladder look at besides the line itself (ronde)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from koppeling.matching.desk import Desk
from koppeling.matching.facts import View
from koppeling.matching.lines import Answer, Line
from koppeling.matching.setoffs import SetOff
from koppeling.matching.waiting import Waiting
from koppeling.model.explanations import Clue, Rule, RuledOut
from koppeling.model.movements import Part

SILENCE = timedelta(days=3)
"""How long nothing may have come that would explain a line otherwise."""
MANY = 20
"""Amounts of lines from which a payer's tariffs can be told."""
WINDOW = timedelta(days=400)
"""How long an item may be open and still be among the candidates."""


@dataclass
class Round:
    """Ronde: what the rules look at besides the line itself.

    `documents` = set-offs by the mark of their number, `payouts` by their payout; `amounts` = cents
    of the lines that are not explained yet, per payer; `tariffs` = amounts of claimed lines, with
    in how many claims each stands, per payer; `latest` = the newest date of what was read;
    `waiting` = payouts that say set-off and are not explained yet.
    """

    desk: Desk
    view: View
    documents: dict[str, list[SetOff]]
    payouts: dict[int, list[SetOff]]
    amounts: dict[tuple[str, int], int]
    tariffs: dict[str, Counter[int]]
    latest: date
    refused: frozenset[str]
    waiting: Waiting

    def said_by(self, line: Line) -> list[SetOff]:
        """The set-off documents whose number stands in a line, each once."""
        found = (d for mark in line.bank.marks for d in self.documents.get(mark, ()))
        return list({d.key: d for d in found if d.payer in line.labels}.values())

    def by_tariff(self, payer: str) -> bool:
        """Whether the same amounts come back in most claims of a payer: then sums tell little."""
        amounts = self.tariffs.get(payer, Counter())
        often = sum(times > 1 for times in amounts.values())
        return amounts.total() >= MANY and 2 * often > len(amounts)

    def quiet(self, line: Line) -> bool:
        """Whether everything that could explain a line otherwise would have been read."""
        return self.latest - line.bank.date >= SILENCE


def fits(parts: Iterable[Part], desk: Desk) -> bool:
    """Whether every item still has what the parts take of it (a carried rest begins at nothing)."""
    rest: dict[str, int] = {}
    for part in parts:
        if not part.item:
            continue
        left = rest.get(part.item, desk.left(part.item))
        opens = desk.items[part.item].kind == "carried" and part.cents > 0
        if not opens and (left * part.cents <= 0 or abs(part.cents) > abs(left)):
            return False
        rest[part.item] = left - part.cents
    return True


def matched(
    rule: Rule,
    keys: Iterable[str],
    desk: Desk,
    clues: tuple[Clue, ...] = (),
    ruled_out: tuple[RuledOut, ...] = (),
) -> Answer:
    """The answer that pays what is left of these items."""
    items = [desk.items[k] for k in keys]
    dated = max(item.answered or item.opened for item in items)
    parts = tuple(item.part(desk.left(item.key)) for item in items)
    return Answer(rule, parts, dated, clues=clues, ruled_out=ruled_out)
