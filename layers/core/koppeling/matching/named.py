"""What a bank line names (wat een mutatie noemt), and how its text may be meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from koppeling.matching.desk import Desk, Reading
from koppeling.matching.lines import Line
from koppeling.model.explanations import Clue, ClueKind

EARLY = timedelta(days=3)
"""How much later than the payment its remittance may be dated."""


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

    def now(self) -> "Named":
        """The same line with what is open now.

        Its numbers are read again only where one is cut off: what is open tells which it is.
        """
        found = Named(self.line, self.desk, self.of)
        if not self.line.bank.tails:
            found.read, found.groups = self.read, self.groups
        return found

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
