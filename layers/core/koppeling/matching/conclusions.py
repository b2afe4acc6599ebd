"""What is concluded of the lines of a bank (conclusies): receipts, questions, nobody's lines."""

from collections import Counter
from collections.abc import Mapping as Known
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from koppeling.matching.lines import Answer, Line
from koppeling.matching.setoffs import SetOff
from koppeling.model.explanations import Parked
from koppeling.model.movements import Movement


@dataclass(frozen=True, slots=True)
class Received:
    """Ontvangst: the line as a fact, and the explanation that follows now (no parts = on hold)."""

    line: Line
    paid: Movement
    answer: Answer


@dataclass(slots=True)
class Bank:
    """Bankzijde: receipts with their answers, lines that are nobody's, lines asked but not booked.

    `settled` = set-off documents whose payout is nil and whose items are all there; `paid_out` =
    cents of the lines that name a document or are explained by it, by the document's key.
    """

    received: list[Received] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)
    unbooked: list[Line] = field(default_factory=list)
    questions: list[Parked] = field(default_factory=list)
    settled: list[SetOff] = field(default_factory=list)
    paid_out: dict[str, int] = field(default_factory=dict)

    @property
    def subjects(self) -> set[str]:
        """What a decision on a line may name."""
        lines = (*(r.line for r in self.received), *self.others, *self.unbooked)
        return {name for line in lines for name in (line.id, f"L{line.id}")}


class Told(NamedTuple):
    """Wat verder bekend is: `tariffs` per payer, `latest` = the newest date read.

    `there` = lines that stand in the package already, and where.
    """

    tariffs: dict[str, Counter[int]]
    latest: date
    there: Known[str, tuple[str, ...]] = MappingProxyType({})
