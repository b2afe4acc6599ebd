"""The two sides of a movement as postings (boekingsregels): detail, VAT, journal, dimensions.

An entry stands in one journal. Rows that name two are a tie like any other: it parks and names
both. Only a bank line does not ask: it stands in the bank journal of its account.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from koppeling.accounting.desk import Desk
from koppeling.accounting.roles import Facts, Missing, resolve
from koppeling.model.cents import net_of
from koppeling.model.entries import Posting
from koppeling.model.groups import UNSEEN, Group
from koppeling.model.mapping import Mapping, Row
from koppeling.model.movements import Movement
from koppeling.model.roles import RESULT_ROLES, REVENUE_ROLES

Lines = Iterable[tuple[str, int]]


@dataclass(slots=True)
class Side:
    """Boekingsregels in wording: equal accounts and dimensions add up; gaps are collected.

    `opened` = the mapping the item was opened with, `rows` the one whose rows its revenue is on:
    the same, until a person has it booked again.
    """

    newest: Mapping
    opened: Mapping
    rows: Mapping
    postings: dict[Posting, int] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    journals: dict[str, str] = field(default_factory=dict)
    bank_journal: str = ""

    @classmethod
    def of(cls, desk: Desk, movement: Movement) -> Self:
        """An empty page for a movement."""
        opened = desk.opened(movement.version)
        rows = desk.opened(movement.rows) if movement.rows else opened
        return cls(desk.mapping, opened, rows)

    @property
    def journal(self) -> str:
        """The journal that the rows name, '' when they name none."""
        return self.bank_journal or next(iter(self.journals), "")

    def gaps(self) -> tuple[Missing, ...]:
        """Why no entry can be made of it: accounts that are missing, or two journals."""
        if self.bank_journal or len(self.journals) <= 1:
            return tuple(self.missing)
        names = sorted(self.journals)
        words = f"{self.journals[names[0]]}: dagboek {' / '.join(names)}"
        return (*self.missing, Missing("account_tie", self.journals[names[0]], words))

    def account(self, role: str, facts: Facts, *, opened: Mapping | None = None) -> Row | None:
        """The row of a role: as the item was opened with, else as the newest mapping says."""
        first = opened or (self.rows if role in RESULT_ROLES else self.opened)
        found = resolve(first, role, facts)
        if isinstance(found, Missing):
            found = resolve(self.newest, role, facts)
        if isinstance(found, Missing):
            self.missing.append(found)
            return None
        return found

    def add(self, row: Row | None, posting: Posting) -> None:
        """Add cents to the posting of the same account, role, item and dimensions."""
        if row is None or not posting.cents:
            return
        if row.journal:
            self.journals.setdefault(row.journal, posting.role)
        extra = {
            "debtor": row.debtor,
            "cost_centre": row.cost_centre,
            "cost_carrier": row.cost_carrier,
            "vat_code": row.vat_code,
        }
        known = dict(posting.dimensions) | {k: v for k, v in extra.items() if v}
        key = Posting(
            row.account,
            posting.role,
            0,
            posting.text,
            posting.payer,
            posting.item,
            tuple(sorted(known.items())),
        )
        self.postings[key] = self.postings.get(key, 0) + posting.cents

    def done(self) -> tuple[Posting, ...]:
        """The postings, debit first within a stable order of content."""
        made = [
            Posting(p.account, p.role, cents, p.text, p.payer, p.item, p.dimensions)
            for p, cents in self.postings.items()
            if cents
        ]
        return tuple(sorted(made, key=lambda p: (p.cents < 0, p.account, p.dimensions, p.item)))


def debtor_of(mapping: Mapping, payer: str, role: str) -> tuple[tuple[str, str], ...]:
    """The debtor number goes on every posting that can be settled."""
    found = mapping.payer(payer) if payer else None
    if not found or not found.debtor or role not in {"debtor", "clearing", "rejected"}:
        return ()
    return (("debtor", found.debtor),)


def add_total(side: Side, movement: Movement, role: str, cents: int, text: str) -> None:
    """One posting for the whole claim: debtor, clearing, rejected and the like."""
    facts = Facts(
        law=movement.law,
        payer=movement.payer,
        agb=movement.agb,
        year=movement.year,
        reason=movement.reason,
    )
    row = side.account(role, facts)
    dimensions = (
        *debtor_of(side.newest, movement.payer, role),
        *_named(law=movement.law, invoice=movement.invoice),
    )
    side.add(row, Posting("", role, cents, text, movement.payer, movement.item, dimensions))


def add_revenue(
    side: Side, movement: Movement, of: tuple[Group, str], lines: Lines, text: str
) -> None:
    """Revenue (and VAT) of a group under a role, a posting for each of its lines.

    `of` = the group and the role; `lines` = (reference, signed cents), one without a reference
    where the lines are not known or not asked for (`detail`).
    """
    group, role = of
    year = int(group.month[:4]) if group.month else None
    facts = Facts(
        group.law, movement.payer, group.product, group.category, group.agb, year, group.vat
    )
    row = _exempt(side, side.account(role, facts), group)
    # what nobody has read may hold VAT, wherever the mapping has a place for it
    taxed = bool(group.vat or (group.product == UNSEEN and side.newest.accounts.get("vat")))
    vat = side.account("vat", facts) if taxed else None
    if vat is not None and vat.vat is None:
        side.missing.append(Missing("no_account", "vat", f"vat: {facts.words()}"))
    for reference, cents in lines:
        revenue = net_of(cents, group.vat)
        dimensions = _detail(movement, group, reference)
        side.add(row, Posting("", role, revenue, text, movement.payer, "", dimensions))
        if cents != revenue:
            tax = Posting("", "vat", cents - revenue, text, movement.payer, "", dimensions)
            side.add(vat, tax)


def _exempt(side: Side, row: Row | None, group: Group) -> Row | None:
    """Revenue at 0 % says so with the package's own code: no package may choose one by itself."""
    code = side.newest.package.exempt_code
    if row is None or row.vat_code or group.vat or group.product == UNSEEN or not code:
        return row
    return row.model_copy(update={"vat_code": code})


def _detail(movement: Movement, group: Group, reference: str) -> tuple[tuple[str, str], ...]:
    """What keeps two revenue postings of one document apart (contract 2, *Detail*)."""
    named = {"law": group.law, "month": group.month, "invoice": movement.invoice}
    if movement.booking.detail != "month":
        named["product"] = group.product
    return _named(**named, line=reference)


def _named(**dimensions: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((k, v) for k, v in dimensions.items() if v))


def is_revenue(role: str) -> bool:
    """Revenue-type postings and their counter posting follow `period`."""
    return role in REVENUE_ROLES
