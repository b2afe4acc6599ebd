"""The lines of one message, as kept for who books each of them (regels): `lines/<sha256>`.

Only with `detail = "line"` anything asks for them. Kept is what tells one posting from another and
nothing of a person: the provider's own reference of a line, its group, its cents and what refused
it. All lines are one text, a row a line, like those of `model/references.py`: a message may have a
million, and per line nothing may cost more than its own text.

>>> kept = Lines()
>>> kept.add("R1", ("Zvw", "12000", "", "", 0, "2026-01"), 5000, 0, 0, "")
>>> kept.last(1, "claim").columns()[:3]
[['R1'], ['0'], ['5000']]
"""

from dataclasses import dataclass, field
from typing import Literal

from koppeling.model.references import columns, rows

Place = tuple[str, str, str, str, int, str]
"""What a line shares with its group, but for the code: law, product, category, AGB, VAT, month."""
TableKind = Literal["claim", "answer", "rejected", "reference"]
WIDTH = 6


@dataclass(frozen=True, slots=True)
class LineTable:
    """Regels van een bericht: `places` of the lines, and in `text` a row a line.

    A row is reference, number of its place, cents declared, awarded financially and not, and the
    first refusing code. `kind` = a claim; an answer that repeats every line; one that lists only
    the `rejected` ones; one that names them by `reference` alone.
    """

    kind: TableKind
    places: tuple[Place, ...]
    text: str

    def columns(self) -> list[list[str]]:
        """The rows by column, as text."""
        return columns(self.text, WIDTH)


@dataclass(slots=True)
class Lines:
    """Regels in opbouw: lines in the order of the message."""

    places: dict[Place, int] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)

    def add(
        self, reference: str, place: Place, declared: int, awarded: int, other: int, code: str
    ) -> None:
        """Add one line."""
        number = self.places.setdefault(place, len(self.places))
        named = " ".join(reference.split())  # no tab, no line end: they part the columns
        self.rows.append(rows([(named, number, declared, awarded, other, code)]))

    def last(self, count: int, kind: TableKind) -> LineTable:
        """The table of the last lines that were added."""
        first = len(self.rows) - count
        return LineTable(kind, tuple(self.places), "\n".join(self.rows[first:]))
