"""What stood open at the cut-over (openstaande posten bij overgang): rows that open items.

A row opens an item and books nothing; it counts as booked under outstanding (contract section 4).
Where the claim itself was read too, the two are one item: the row only says under which scheme it
was opened, and a row that says another amount than the claim is a question.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from koppeling.matching.facts import Gated, Taken, View
from koppeling.matching.lives import Life
from koppeling.model.canonical import identity
from koppeling.model.documents import OpenItems, OpenRow, Remittance
from koppeling.model.groups import UNSEEN, Group
from koppeling.model.mapping import same_payer
from koppeling.model.movements import OpenItem

ON_ITEMS = frozenset({"debtor", "clearing", "rejected"})
"""Roles on which a claim stands. Of the others only what is repayable is an item."""


@dataclass(slots=True)
class Openings:
    """Beginstand: lives of claims that are only known by a row, and rows that do not fit.

    `claimed` = keys of lives that a row stands for: booked under outstanding, whatever the scheme.
    `repayables` = what we owe a payer under a number, by key.
    `unfit` = (document, row, payer's label) with another amount than its claim.
    """

    lives: list[Life] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    repayables: dict[str, OpenItem] = field(default_factory=dict)
    unfit: list[tuple[Taken, OpenRow, str]] = field(default_factory=list)


def openings_of(gated: Iterable[Gated], lives: Iterable[Life], view: View) -> Openings:
    """Every row of every list of open items that passed the gate."""
    found = Openings()
    known: dict[tuple[str, str], list[Life]] = {}
    for life in lives:
        known.setdefault((_label(life.payer, view), life.invoice), []).append(life)
    for g in gated:
        document = g.taken.document
        if g.verdict != "used" or not isinstance(document, OpenItems):
            continue
        for row in document.rows:
            label = _label(row.payer, view)
            same = [x for x in known.get((label, row.invoice), ()) if _same_year(x, row)]
            if row.role not in ON_ITEMS:
                if row.role == "repayable" and row.invoice and row.cents < 0:
                    owed = _repayable(g.taken, row, label, view)
                    found.repayables[owed.key] = owed
                continue
            if not same or not row.invoice:
                found.lives.append(_life(g.taken, row, label, view))
            elif len(same) == 1 and _fits(same[0], row, view):
                found.claimed.add(same[0].key)
            else:
                found.unfit.append((g.taken, row, label))
    return found


def _label(payer: str, view: View) -> str:
    known = view.mapping.payer(payer)
    return known.label if known else same_payer(payer)


def _same_year(life: Life, row: OpenRow) -> bool:
    return life.date.year in {row.date.year, row.year}


def _fits(life: Life, row: OpenRow, view: View) -> bool:
    """Whether the claim that was read stood on the row's role for its amount at the cut-over."""
    start = view.mapping.administration.start
    answered = life.answer_date is not None and life.answer_date < start
    if life.date >= start or life.returned:
        return False
    if not answered:
        return row.role == "debtor" and row.cents == sum(g.declared for g in life.submitted)
    stood = {
        "clearing": sum(g.awarded for g in life.answered),
        "rejected": sum(g.rejected for g in life.answered),
    }
    return row.cents in {stood.get(row.role), stood["clearing"] if row.role == "debtor" else None}


def _life(taken: Taken, row: OpenRow, label: str, view: View) -> Life:
    """The item of a row: as claimed (debtor), as awarded (clearing) or as rejected."""
    document = taken.document
    assert isinstance(document, OpenItems)
    payee = view.mapping.administration.agb[0]
    # a row opens and never books, also when its date says otherwise
    opened = min(row.date, view.mapping.administration.start - timedelta(days=1))
    sent = Group(row.law, UNSEEN, "", "", 0, f"{row.year}-01", "", 1, row.cents)
    said = None
    answered: tuple[Group, ...] = ()
    if row.role != "debtor":
        won = row.cents if row.role == "clearing" else 0
        answered = (replace(sent, awarded=won),)
        said = Remittance(
            document.header, row.law, label, payee, (payee,), row.invoice, opened, opened, "", "",
            "awarded" if won else "rejected", 1, row.cents, won, 0, answered,
        )  # fmt: skip
    number = identity("opened", [taken.digest, row.record], 8)
    return Life(
        key=f"{label}/{payee}/{row.invoice}/{row.year}#open-{number}",
        payer=same_payer(label),
        payee=payee,
        law=row.law,
        invoice=row.invoice,
        date=opened,
        claim=taken,
        answer=replace(taken, document=said) if said else None,
        submitted=(sent,),
        answered=answered,
        opening=True,
    )


def _repayable(taken: Taken, row: OpenRow, label: str, view: View) -> OpenItem:
    """What we owe a payer: paid back by a transfer or a set-off that names it."""
    key = f"repayable/{label}/{identity('opened', [taken.digest, row.record], 15)}"
    opened = min(row.date, view.mapping.administration.start - timedelta(days=1))
    return OpenItem(
        key=key,
        payer=label,
        law=row.law,
        invoice=row.invoice,
        agb="",
        year=row.year,
        opened=opened,
        booking=view.booking_of(key, label, row.law),
        version=view.version_of(key),
        keys=(row.invoice,),
        answered=opened,
        awarded=row.cents,
        kind="repayable",
    )
