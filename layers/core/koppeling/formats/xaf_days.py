"""What an auditfile says of each account of the balance sheet, a sum a day (saldoverloop).

Enough to know the balance of an account on any day the file covers, and nothing about who was paid
or owes: no line, text or relation is kept. Source: the XML schemas of XAF 3.2 and 4.0.

>>> days = Days()
>>> days.add("1300", "2026-01-31", 1000)
>>> days.add("1300", "2026-01-31", 250)
>>> days.sums()
(('1300', datetime.date(2026, 1, 31), 1250),)
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from koppeling.formats.xaf_lines import cents_of
from koppeling.formats.xml_stream import Element

RESULT = "P"


@dataclass(slots=True)
class Days:
    """Saldoverloop in wording: signed cents by account and day; `opened` = a balance is stated."""

    result: set[str] = field(default_factory=set)
    found: dict[tuple[str, date | None], int] = field(default_factory=dict)
    opened: bool = False

    def account(self, element: Element) -> None:
        """A row of the chart of accounts: an account of the result has no balance to carry."""
        if element.value("accTp") == RESULT:
            self.result.add(element.value("accID"))

    def opening(self, element: Element) -> None:
        """What stood on an account at the beginning of the file."""
        self.opened = True
        self._count(element.value("accID"), None, cents_of(element) or 0)

    def add(self, account: str, day: str, cents: int) -> None:
        """One line; of a line whose date cannot be read the balance is not known on any day."""
        with suppress(ValueError):
            self._count(account, date.fromisoformat(day[:10]), cents)

    def _count(self, account: str, day: date | None, cents: int) -> None:
        if account and account not in self.result:
            self.found[account, day] = self.found.get((account, day), 0) + cents

    def sums(self) -> tuple[tuple[str, date | None, int], ...]:
        """(account, day, cents) in that order, the beginning first, without zeros."""
        rows = ((a, d, cents) for (a, d), cents in self.found.items() if cents)
        return tuple(sorted(rows, key=lambda r: (r[0], r[1] or date.min)))
