"""One row of a payer's set-off (regel van een verrekening): what it pays, and what it takes off.

The columns have our names by now: `paid` and `off` are amounts, `reference` and `payer_reference`
the two numbers of what is paid, `off_reference` and `off_payer_reference` of what it is set off
against. A pack whose document has one pair of numbers uses the first for both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from koppeling.formats.amounts import cents_of
from koppeling.formats.form_cells import LONGEST, Cells, Faults
from koppeling.formats.payer_packs import Layout
from koppeling.model.documents import NettingItem
from koppeling.model.messages import NettingKind

# a payer's number may stand beside words: a declaration and the insurer that it is of
NUMBER = re.compile(r"\S*[0-9]\S*", re.ASCII)
NUMBERS = ("reference", "payer_reference", "off_reference", "off_payer_reference")


@dataclass(frozen=True, slots=True)
class Said:
    """Gezegd: the cells of a row; '' for a column that the document does not have."""

    layout: Layout
    record: int
    cells: Cells

    def text(self, field: str) -> str:
        """The cell of a field."""
        return self.cells.get(field, "")

    def number(self, field: str) -> str:
        """The payer's own number, without the words beside it."""
        found = NUMBER.search(self.text(field))
        return found[0] if found else self.text(field)

    def cents(self, field: str) -> int | None:
        """What is paid, or what is taken off as a negative amount; None when it is no amount."""
        cents = cents_of(self.text(field))
        if field == "paid" or cents is None:
            return cents
        return {"minus": cents, "plus": -cents, "any": -abs(cents)}[self.layout.off]

    @property
    def money(self) -> bool:
        """Whether any amount stands in the row; a row without one is only text."""
        return bool(self.text("paid") or self.text("off"))

    @property
    def faults(self) -> Faults:
        """What every cell should be."""
        paid, off = self.cents("paid"), self.cents("off")
        right = off is not None and (off <= 0 or self.layout.off != "minus")
        expected = "een negatief bedrag" if self.layout.off == "minus" else "een bedrag"
        return {
            "paid": (paid is not None or not self.text("paid"), "een bedrag"),
            "off": (right or not self.text("off"), expected),
        } | {n: (len(self.text(n)) <= LONGEST, "een nummer") for n in NUMBERS}

    def items(self, current: str) -> Iterator[NettingItem]:
        """The items of a row without faults; `current` = the declaration of the rows above."""
        paid, off = self.cents("paid"), self.cents("off")
        if paid is not None:
            alone = not off
            kind, mark = self.layout.kind(self.text("text")) if alone else ("", "")
            usual = "declaration" if paid > 0 else "credit"
            numbers = (self.text("reference"), "", self.number("payer_reference"))
            yield self._item(kind or usual, paid, mark, numbers)
        if off is not None:
            numbers = self._off_numbers(current)
            kind, mark = self.layout.kind(self.text("text"), numbers[0])
            # the payer names what it takes back by the provider's own number: a correction of it
            usual = "credit" if numbers[0] else "reclaim"
            yield self._item(kind or usual, off, mark, numbers)

    def _off_numbers(self, current: str) -> tuple[str, str, str]:
        if not self.layout.has("off_reference"):
            return self.text("reference"), "", self.number("payer_reference")
        against = self.text("reference") or current
        return self.text("off_reference"), against, self.number("off_payer_reference")

    def _item(self, kind: str, cents: int, mark: str, numbers: tuple[str, str, str]) -> NettingItem:
        reference, counter, payer_reference = numbers
        return NettingItem(
            record=self.record,
            kind=cast("NettingKind", kind),
            reference=reference,
            counter_reference=counter,
            cents=cents,
            payer_reference=payer_reference,
            mark=mark,
        )
