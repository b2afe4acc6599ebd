"""The mapping (inrichting) of one administration: contract section 1 as types.

The TOML is the stored form. Unknown keys are refused by name, an added key needs a default under
which every older file gives the same books. Reading and checking is `accounting/mapping_file.py`;
here is only the shape, and the two questions that rooms ask of it: which booking policy holds, and
which payers an IBAN can mean.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from koppeling.model.roles import PACK, Law, Role

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
Account = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[^\s:;]+$")]
Iban = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")]
Agb = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Label = Annotated[str, StringConstraints(pattern=r"^(uzovi|gemeente|zorgkantoor):[0-9]{4}$")]
Rgs = Annotated[str, StringConstraints(pattern=r"^[BW]([A-Z][A-Za-z0-9]{2}){1,9}$")]
Post = Annotated[str, StringConstraints(pattern=r"^(review|now|after:[0-9]{1,3})$")]
Cents = Annotated[int, Field(ge=0, le=10**11)]


class _Table(BaseModel):
    # built at the first mapping that is read, not when a function starts
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Administration(_Table):
    """Administratie: whose books these are."""

    tenant: Name
    name: Name
    iban: tuple[Iban, ...] = Field(min_length=1)
    agb: tuple[Agb, ...] = Field(min_length=1)
    start: date
    company: str = ""
    tax_id: str = ""
    closed_until: date | None = None


class Booking(_Table):
    """Boekingswijze: the switches of contract section 1, first value = default."""

    recognise: Literal["outstanding", "awarded"]
    clearing: bool
    claims: Literal["koppeling", "package"] = "koppeling"
    bank: Literal["package", "koppeling"] = "package"
    other_lines: Literal["leave", "unidentified"] = "leave"
    rejected: Literal["hold", "debtor", "reverse"] = "hold"
    settles: Literal["payout", "advance"] = "payout"
    non_financial: Literal["advance", "park"] = "advance"
    detail: Literal["month", "claim", "line"] = "month"
    period: Literal["service", "claim", "remittance"] = "service"
    prior_year: Literal["separate", "same"] = "separate"
    accrue: Literal["no", "month", "year"] = "no"
    tolerance_cents: Cents = 0
    writeoff_limit_cents: Cents = 0
    post: Post = "review"

    @property
    def position(self) -> str:
        """The role where an award waits for its payout."""
        return "clearing" if self.clearing else "debtor"

    @property
    def hold(self) -> str:
        """The role where an unexplained receipt waits (contract 2, *Hold*)."""
        if self.clearing:
            return "clearing"
        return "debtor" if self.bank == "package" else "unidentified"


class BookingFor(_Table):
    """Afwijkende boekingswijze: any key of `[booking]` but `bank`, for a law, a payer or both."""

    law: Law | None = None
    payer: Label | None = None
    recognise: Literal["outstanding", "awarded"] | None = None
    clearing: bool | None = None
    claims: Literal["koppeling", "package"] | None = None
    other_lines: Literal["leave", "unidentified"] | None = None
    rejected: Literal["hold", "debtor", "reverse"] | None = None
    settles: Literal["payout", "advance"] | None = None
    non_financial: Literal["advance", "park"] | None = None
    detail: Literal["month", "claim", "line"] | None = None
    period: Literal["service", "claim", "remittance"] | None = None
    prior_year: Literal["separate", "same"] | None = None
    accrue: Literal["no", "month", "year"] | None = None
    tolerance_cents: Cents | None = None
    writeoff_limit_cents: Cents | None = None
    post: Post | None = None

    def switches(self) -> dict[str, object]:
        """The keys of `[booking]` that this row sets."""
        return self.model_dump(exclude={"law", "payer"}, exclude_none=True)


class Rejection(_Table):
    """Afwijsregel: `rejected` for lines whose first refusing code is listed."""

    codes: tuple[str, ...] = Field(min_length=1)
    do: Literal["hold", "debtor", "reverse"]


class Package(_Table):
    """Pakket: other keys belong to the package and are checked by its connector.

    `exempt_code` = the VAT code that revenue at 0 % is posted with, where its row names none.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: Literal[
        "files",
        "tryton",
        "exact",
        "afas",
        "twinfield",
        "snelstart",
        "multivers",
        "eboekhouden",
        "moneybird",
        "odoo",
        "businesscentral",
        "csv",
    ]
    journal: str = "MEM"
    exempt_code: str | None = None


class Row(_Table):
    """Rij van een rol: conditions that must all hold, and the account with its dimensions."""

    law: Law | None = None
    payer: Label | None = None
    product: str | None = None
    category: str | None = None
    agb: Agb | None = None
    year: int | None = None
    vat: int | str | None = None
    iban: Iban | None = None
    reason: str | None = None
    account: Account
    debtor: str | None = None
    cost_centre: str | None = None
    cost_carrier: str | None = None
    vat_code: str | None = None
    journal: str | None = None


CONDITIONS = ("law", "payer", "product", "category", "agb", "year", "vat", "iban", "reason")


class Payer(_Table):
    """Zorgfinancier: labels of one debtor; the first is printed.

    `contracted` (gecontracteerd) = what its pack says of contracted care holds;
    `claim_within_months` = the provider's own contract, from the end of the month of care, instead
    of what the pack says.
    """

    ids: tuple[Label, ...] = Field(min_length=1)
    name: str = Field(min_length=1)
    debtor: str = ""
    iban: tuple[Iban, ...] = ()
    pack: str = "generic"
    paid_by: str = ""
    term_days: int = Field(default=30, ge=0, le=730)
    contracted: bool = True
    claim_within_months: int | None = Field(default=None, ge=1, le=120)

    @property
    def label(self) -> str:
        """The label that is printed and stored."""
        return self.ids[0]


class Agent(_Table):
    """Betaalkantoor: who pays for others, such as the CAK for the Wlz."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    iban: tuple[Iban, ...] = ()


class Mapping(_Table):
    """Inrichting: everything an administration has chosen. Immutable; a change is a new version.

    `rgs` = the code in the reference chart (referentiegrootboekschema) by account number, where the
    administration knows it: for the auditfile, nothing is booked by it.
    """

    administration: Administration
    booking: Booking
    booking_for: tuple[BookingFor, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    package: Package
    accounts: dict[Role, tuple[Row, ...]]
    payers: tuple[Payer, ...] = Field(min_length=1)
    agents: tuple[Agent, ...] = ()
    rgs: dict[Account, Rgs] = {}

    def payer(self, label: str) -> Payer | None:
        """The payer of a label; `zorgkantoor:NNNN` is the same payer as `uzovi:NNNN`.

        `pack:NAME` is the only payer with that pack: with two of them nobody knows which is meant.
        """
        if label.startswith(PACK):
            found = [p for p in self.payers if p.pack == label.removeprefix(PACK)]
            return found[0] if len(found) == 1 else None
        wanted = same_payer(label)
        return next((p for p in self.payers if wanted in map(same_payer, p.ids)), None)

    def payers_of(self, iban: str) -> tuple[Payer, ...]:
        """Every payer that may pay from an IBAN: its own, its labels', or its agent's."""
        agents = {a.id for a in self.agents if iban in a.iban}
        return tuple(p for p in self.payers if iban in p.iban or (p.paid_by in agents))

    def booking_of(self, payer: str, law: str) -> Booking:
        """The switches in force for a payer and a law ('' = not known): most specific wins.

        A row for law and payer goes before one for the payer, that before one for the law; `check`
        refuses two rows for the same pair.
        """
        wanted = same_payer(payer) if payer else ""
        found = self.payer(payer) if payer else None
        labels = {same_payer(i) for i in found.ids} if found else {wanted}
        changes: dict[str, object] = {}
        for row in sorted(self.booking_for, key=_specificity):
            if row.law in (None, law) and (row.payer is None or same_payer(row.payer) in labels):
                changes |= row.switches()
        return self.booking.model_copy(update=changes) if changes else self.booking

    @property
    def accrues(self) -> bool:
        """Whether closing the books can accrue anything: what is booked as awarded, and wanted."""
        rows = (self.booking.model_copy(update=r.switches()) for r in self.booking_for)
        return any(b.recognise == "awarded" and b.accrue != "no" for b in (self.booking, *rows))

    def rejection_of(self, booking: Booking, code: str) -> str:
        """`hold`, `debtor` or `reverse` for lines refused with a code."""
        return next((r.do for r in self.rejections if code in r.codes), booking.rejected)


def _specificity(row: BookingFor) -> tuple[bool, bool]:
    return (row.payer is not None, row.law is not None)


def same_payer(label: str) -> str:
    """One spelling for the two labels of a Wlz payer.

    >>> same_payer("zorgkantoor:5505"), same_payer("gemeente:0363")
    ('uzovi:5505', 'gemeente:0363')
    """
    return label.replace("zorgkantoor:", "uzovi:")


def labels(payers: Iterable[Payer]) -> tuple[str, ...]:
    """The printed labels of payers, in the order of the mapping."""
    return tuple(p.label for p in payers)
