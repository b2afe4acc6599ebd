"""The two sides of a movement as postings (boekingsregels): detail, VAT, texts and dimensions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from koppeling.accounting.roles import Facts, Missing, resolve
from koppeling.model.cents import net_of
from koppeling.model.entries import Posting
from koppeling.model.groups import UNSEEN, Group
from koppeling.model.mapping import Mapping, Row
from koppeling.model.movements import Movement
from koppeling.model.roles import REVENUE_ROLES


@dataclass(slots=True)
class Side:
    """Boekingsregels in wording: equal accounts and dimensions add up; gaps are collected."""

    newest: Mapping
    opened: Mapping
    postings: dict[Posting, int] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    journal: str = ""

    def account(self, role: str, facts: Facts, *, opened: Mapping | None = None) -> Row | None:
        """The row of a role: as the item was opened with, else as the newest mapping says."""
        found = resolve(opened or self.opened, role, facts)
        if isinstance(found, Missing):
            found = resolve(self.newest, role, facts)
        if isinstance(found, Missing):
            self.missing.append(found)
            return None
        self.journal = self.journal or found.journal or ""
        return found

    def add(self, row: Row | None, posting: Posting) -> None:
        """Add cents to the posting of the same account, role, item and dimensions."""
        if row is None or not posting.cents:
            return
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
    side: Side, movement: Movement, amounts: Iterable[tuple[Group, int]], role: str, text: str
) -> None:
    """Revenue (and VAT) per group, detailed as `detail` says; cents signed, debit positive."""
    for group, cents in amounts:
        year = int(group.month[:4]) if group.month else None
        facts = Facts(
            group.law, movement.payer, group.product, group.category, group.agb, year, group.vat
        )
        revenue = net_of(cents, group.vat)
        dimensions = _detail(movement, group)
        row = side.account(role, facts)
        side.add(row, Posting("", role, revenue, text, movement.payer, "", dimensions))
        # what nobody has read may hold VAT, wherever the mapping has a place for it
        if group.vat or (group.product == UNSEEN and side.newest.accounts.get("vat")):
            row = side.account("vat", facts)
            if row is not None and row.vat is None:
                side.missing.append(Missing("no_account", "vat", f"vat: {facts.words()}"))
            vat = Posting("", "vat", cents - revenue, text, movement.payer, "", dimensions)
            side.add(row, vat)


def _detail(movement: Movement, group: Group) -> tuple[tuple[str, str], ...]:
    """What keeps two revenue postings of one document apart (contract 2, *Detail*)."""
    detail = movement.booking.detail
    named = {"law": group.law, "month": group.month, "invoice": movement.invoice}
    if detail != "month":
        named["product"] = group.product
    if detail == "line":
        named["line"] = group.reference
    return _named(**named)


def _named(**dimensions: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((k, v) for k, v in dimensions.items() if v))


def is_revenue(role: str) -> bool:
    """Revenue-type postings and their counter posting follow `period`."""
    return role in REVENUE_ROLES
