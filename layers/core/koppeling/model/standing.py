"""Where balances stand against where they should (standen): what is shown and never booked."""

from dataclasses import dataclass
from datetime import date

from koppeling.model.forms import OpenRow


@dataclass(frozen=True, slots=True)
class Moved:
    """Regel van het voorstel: signed cents on an account, debit positive, and the claims in it."""

    account: str
    role: str
    payer: str
    cents: int
    invoices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """Beginstand van een rekening: cents listed, cents in the package (None = not judged).

    `account` is '' for rows for which the mapping has no account; `rows` are what the list says.
    """

    account: str
    roles: tuple[str, ...]
    listed: int
    package: int | None
    rows: tuple[OpenRow, ...]

    @property
    def difference(self) -> int:
        """Cents in the package that are not in the list; 0 where nothing is judged."""
        return 0 if self.package is None else self.package - self.listed


@dataclass(frozen=True, slots=True)
class CutOver:
    """Aansluiting op de overgangsdatum: `holds` None = not judged, `why` says what is missing."""

    day: date
    accounts: tuple[Opened, ...]
    holds: bool | None
    why: str
