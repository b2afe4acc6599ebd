"""What really happened (waarheid): items, lines, and which cents of a line pay which item.

Cents are signed: a receipt and what a payer owes are positive. Every cent of every line stands in
its parts; what is of no payer stands under `OTHER`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

OTHER = "other"
ADVANCE = "advance"

Said = Literal["answer", "letter", "contradicts", "nothing"]


@dataclass(frozen=True, slots=True)
class Item:
    """Post: a claim, a credit or a reclaim as the payer settles it.

    `number` is the provider's (of a reclaim the payer's), `payer_number` what the payer calls it;
    `cents` what is paid, `declared` what was asked; `said` the document that tells `cents`. `first`
    = declared cents of a version that was technically returned before (0 = none).
    """

    id: str
    payer: str
    number: str
    payer_number: str
    kind: Literal["claim", "credit", "reclaim"]
    declared: int
    cents: int
    opened: date
    answered: date
    said: Said = "answer"
    claimed: bool = True
    first: int = 0


def item_id(payer: str, number: str, year: int) -> str:
    """How an item is called in the truth and in every engine's outcome.

    >>> item_id("uzovi:5555", "F2026001", 2026)
    'uzovi:5555/F2026001/2026'
    """
    return f"{payer}/{number}/{year}"


def is_role(item: str) -> bool:
    """Whether it is no item but a role of a payer, such as an advance or what is on hold."""
    return item.endswith("/0")


Parts = tuple[tuple[str, int], ...]
"""Item and cents, in order of item."""


@dataclass(frozen=True, slots=True)
class Line:
    """Bankmutatie with its truth.

    `case` = what kind of case it is, `proof` = by what it may book by itself ('' = not provable);
    `reference` the end-to-end reference, `returned` = the bank calls it a return. `undone` = the
    line that undoes this one, or that this one undoes: the two may also be settled with each other.
    """

    id: str
    day: date
    cents: int
    iban: str
    name: str
    text: str
    reference: str
    parts: Parts
    case: str
    proof: str = ""
    returned: bool = False
    undone: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """What it pays of payers' items."""
        return tuple(item for item, _ in self.parts if item != OTHER)


def parts_of(pairs: list[tuple[Item, int]]) -> Parts:
    """Parts in order of item."""
    return tuple(sorted((item.id, cents) for item, cents in pairs))
