"""What every document has (kop): its file, its standard, and what is wrong with it."""

from dataclasses import dataclass
from typing import Literal

from koppeling.model.problems import Problem

Kind = Literal[
    "claim", "remittance", "netting", "statement", "decisions", "open_items", "auditfile", "unknown"
]

# Files given together are taken in the order of their own dates, then in this order, then by hash.
KIND_ORDER: tuple[Kind, ...] = (
    "open_items",
    "claim",
    "remittance",
    "netting",
    "statement",
    "decisions",
    "auditfile",
    "unknown",
)


@dataclass(frozen=True, slots=True)
class Header:
    """Kop: what every document has.

    `member` = name in a ZIP, `inside` = its number there (0 = no ZIP); `part` = place among all
    documents of the file.
    """

    sha256: str
    standard: str
    version: str
    problems: tuple[Problem, ...] = ()
    member: str | None = None
    part: int = 0
    test: bool = False
    inside: int = 0

    @property
    def refused(self) -> bool:
        """True when an error-level problem keeps the document out of the books."""
        return any(p.level == "error" for p in self.problems)
