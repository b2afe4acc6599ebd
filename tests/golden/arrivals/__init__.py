"""What came in (binnengekomen) in the worked cases, event by event, made by our own writers.

What must be booked stands on the page of each case and nowhere here: `worked/<case>/README.md`.
"""

from dataclasses import dataclass, field
from typing import Any, Self

from koppeling.formats import camt_write
from tests.scenario import OWN
from tests.stories import RICH, E, Story

__all__ = ["RICH", "E", "Events", "paid", "with_"]


@dataclass(slots=True)
class Events(Story):
    """Gebeurtenissen: a story cut into events; bank lines of an event are a statement of it.

    `inrichting` is the mapping of the case, `adopted` the ones that come later, by the number of
    their event; `free` = any order of arrival ends in the same book.
    """

    inrichting: str = RICH
    adopted: dict[int, str] = field(default_factory=dict)
    free: bool = True
    ends: list[int] = field(default_factory=list)
    standing: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    lines: int = 0

    def money(self, cents: int, text: str, when: str, **more: Any) -> Self:
        """A bank line with a reference of its own."""
        self.lines += 1
        return self.line(cents, text, when, reference=f"BANK{self.lines}", **more)

    def event(self) -> Self:
        """Everything since the last event is one."""
        for iban, lines in ((OWN, self.entries), *self.elsewhere.items()):
            if lines:
                self._drop(iban, lines)
        self.ends.append(len(self.files))
        return self

    def adopt(self, inrichting: str) -> Self:
        """Another mapping, that holds from this event on; what is decided then depends on it."""
        self.adopted[len(self.ends) + 1] = inrichting
        self.free = False
        return self.event()

    def _drop(self, iban: str, lines: list[camt_write.Booked]) -> None:
        opening = self.standing.get(iban, 0)
        number = self.numbers[iban] = self.numbers.get(iban, 0) + 1
        made = camt_write.statement(iban, opening, lines, number=str(number))
        self.files.append(made)
        self.standing[iban] = opening + sum(line.cents for line in lines)
        lines.clear()

    def by_event(self) -> list[list[bytes]]:
        """The files of each event."""
        starts = [0, *self.ends[:-1]]
        return [self.files[a:b] for a, b in zip(starts, self.ends, strict=True)]


def paid(invoice: str, euros: int, sent: str = "02-02") -> Events:
    """A claim that is awarded and paid in full, in three events."""
    story = Events().claim(invoice, euros * E, sent).event().answer(invoice).event()
    return story.money(euros * E, f"declaratie {invoice}", "02-15").event()


def with_(*switches: str, text: str = RICH) -> str:
    """The mapping with more switches of [booking]."""
    return text.replace('post = "now"', "\n".join(('post = "now"', *switches)))
