"""What a package is set up with (verkenning): what onboarding proposes from and checks against.

Read through a connector's `discover`, never stored: debtors can be persons.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """Grootboekrekening: `settles` = its items can be matched; `needs` = dimensions it must have.

    `vat_code` = what the package adds where a line names none ('' = nothing).
    """

    code: str
    name: str
    blocked: bool = False
    settles: bool = False
    result: bool = False
    needs: tuple[Literal["cost_centre", "cost_carrier", "debtor"], ...] = ()
    vat_code: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """Dagboek: `adds_vat` = VAT lines are made in it by the package itself."""

    code: str
    name: str
    kind: Literal["general", "bank", "cash", "sales", "purchase", "other"]
    blocked: bool = False
    adds_vat: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """Verbijzondering: a cost centre (kostenplaats) or cost carrier (kostendrager)."""

    kind: Literal["cost_centre", "cost_carrier"]
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Debtor:
    """Debiteur: its number and name in the package."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Period:
    """Boekperiode: `month` = YYYY-MM."""

    month: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Discovery:
    """Verkenning: everything that a mapping may name, as the package has it."""

    accounts: tuple[LedgerAccount, ...]
    journals: tuple[Journal, ...]
    dimensions: tuple[Dimension, ...] = ()
    debtors: tuple[Debtor, ...] = ()
    periods: tuple[Period, ...] = ()
    vat_codes: tuple[str, ...] = ()

    @property
    def closed(self) -> frozenset[str]:
        """Months in which the package takes nothing any more."""
        return frozenset(p.month for p in self.periods if p.closed)
