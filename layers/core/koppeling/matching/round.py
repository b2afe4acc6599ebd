"""What the rules of the ladder look at (ronde): the open items, the line, and what it names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from koppeling.matching.desk import Desk, Reading
from koppeling.matching.facts import View
from koppeling.matching.lines import Answer, Line
from koppeling.matching.setoffs import SetOff
from koppeling.model.explanations import Clue, ClueKind, Rule, RuledOut
from koppeling.model.movements import Part

SILENCE = timedelta(days=3)
"""How long nothing may have come that would explain a line otherwise."""
MANY = 20
"""Amounts of lines from which a payer's tariffs can be told."""
WINDOW = timedelta(days=400)
"""How long an item may be open and still be among the candidates."""
EARLY = timedelta(days=3)
"""How much later than the payment its remittance may be dated."""


@dataclass
class Round:
    """Ronde: what the rules look at besides the line itself.

    `documents` = set-offs by the mark of their number, `payouts` by their payout; `amounts` = cents
    of the lines that are not explained yet, per payer; `tariffs` = amounts of claimed lines, with
    in how many claims each stands, per payer; `latest` = the newest date of what was read;
    `setting_off` = payouts that say set-off and are not explained yet, by payer and line id.
    """

    desk: Desk
    view: View
    documents: dict[str, list[SetOff]]
    payouts: dict[int, list[SetOff]]
    amounts: dict[tuple[str, int], int]
    tariffs: dict[str, Counter[int]]
    latest: date
    refused: frozenset[str]
    setting_off: "dict[str, dict[str, Named]]" = field(default_factory=dict)

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


@dataclass
class Named:
    """Wat een mutatie noemt: items by number, the open ones, and the clues to them.

    `of` = the payer whose items alone are looked at ('' = all of the line's).
    """

    line: Line
    desk: Desk
    of: str = ""

    @cached_property
    def read(self) -> Reading:
        """What stands in the line."""
        return self.desk.read(self.line)

    @cached_property
    def groups(self) -> list[list[str]]:
        """Items a number."""
        return [
            [k for k in keys if self.of in {"", self.desk.items[k].payer}]
            for _, keys in self.read.groups
        ]

    @property
    def payers(self) -> set[str]:
        """Whose items are named."""
        return {self.desk.items[k].payer for k in self.keys}

    @cached_property
    def open(self) -> list[list[str]]:
        """The same, less what is paid already."""
        return [g for g in ([k for k in g if self.desk.left(k)] for g in self.groups) if g]

    @cached_property
    def keys(self) -> list[str]:
        """Every open item that is named."""
        return sorted({k for g in self.open for k in g})

    @cached_property
    def readings(self) -> "list[Named]":
        """The line as each payer alone could have meant it; else as it stands.

        Labels of one account may number alike, but a transfer that names ten numbers which only one
        of them has open is that one's.
        """
        payers = {self.desk.items[k].payer for g in self.groups for k in g}
        if len(payers) < 2:  # noqa: PLR2004 - one payer cannot be mistaken for another
            return [self]
        numbers = [{self.desk.items[k].payer for k in g if self._waits(k)} for g in self.groups]
        owners = set.intersection(*(n for n in numbers if n)) if any(numbers) else set()
        return [Named(self.line, self.desk, o) for o in sorted(owners)] or [self]

    def _waits(self, key: str) -> bool:
        answered, end = self.desk.items[key].answered, self.line.bank.date + EARLY
        return answered is None or (bool(self.desk.left(key)) and answered <= end)

    def among(self, keys: Iterable[str]) -> bool:
        """Whether every number of the text is that of one of these items."""
        own = set(keys)
        return all(own.intersection(group) for group in self.groups)

    @cached_property
    def decided(self) -> date:
        """The day on which the payout was made up: when the last that it names was answered."""
        items = (self.desk.items[k] for group in self.groups for k in group)
        days = [i.answered for i in items if i.answered and i.awarded > 0]
        return max(days, default=self.line.bank.date)

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Claim numbers, for people."""
        return tuple(
            self.desk.items[k].invoice for k in sorted({k for g in self.groups for k in g})
        )

    def clues(self, keys: Iterable[str]) -> tuple[Clue, ...]:
        """Where each of these items is named."""
        marks: dict[str, list[str]] = {}
        for mark, named in self.read.groups:
            for key in named:
                marks.setdefault(key, []).append(mark)
        return tuple(
            place_of("number", self.desk.items[k].invoice, self.line, marks.get(k, ()))
            for k in keys
        )


def place_of(kind: ClueKind, value: str, line: Line, marks: Iterable[str]) -> Clue:
    """The first place in the masked texts where one of the marks stands."""
    for number, text in enumerate(line.bank.texts):
        for mark in marks:
            start = text.find(f"[{mark}]")
            if start >= 0:
                return Clue(kind, value, number, start, start + len(mark) + 2)
    return Clue(kind, value)


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
