"""What a person must decide (uit te zoeken): rejections, documents that wait, lines on hold."""

from collections.abc import Iterable
from datetime import date

from koppeling.matching.facts import Gated, Taken, View, question_id
from koppeling.matching.openings import Openings
from koppeling.matching.positions import Position, question_of
from koppeling.matching.setoffs import SetOff
from koppeling.model.canonical import identity
from koppeling.model.documents import Document, OpenRow, Remittance
from koppeling.model.entries import Evidence
from koppeling.model.explanations import Parked

ASKED = frozenset({"refused", "wrong_administration", "unknown_payer"})
"""Verdicts of the gate that are a question about the document."""


def parked_of(
    gated: Iterable[Gated],
    unplaced: Iterable[tuple[Taken, str]],
    positions: Iterable[Position],
    openings: Openings,
    set_offs: Iterable[SetOff],
    view: View,
) -> tuple[Parked, ...]:
    """Questions about documents and rejections, in order of reason, date and id.

    `unplaced` = documents that belong to no claim;
    `set_offs` = the documents of which neither the bank nor the document itself settles anything.
    """
    found: list[Parked] = []
    for position in positions:
        for rejected in position.rejected:
            question = question_of(rejected, position, view)
            if question:
                found.append(question)
    for taken, reason in unplaced:
        found.append(_document(taken, reason, view))
    found += [_document(s.taken, s.reason or "residual", view) for s in set_offs]
    found += [_opening(taken, row, label) for taken, row, label in openings.unfit]
    found += [_document(g.taken, g.verdict, view) for g in gated if g.verdict in ASKED]
    return in_order(found)


def in_order(found: Iterable[Parked]) -> tuple[Parked, ...]:
    """Questions as they are shown, each once: of equal files the one with the smallest hash."""
    unique = {p.id: p for p in sorted(found, key=lambda p: p.where.sha256, reverse=True)}
    return tuple(sorted(unique.values(), key=lambda p: (p.reason, p.date or date.min, p.id)))


def _number(document: Document) -> str:
    """What a document calls itself: an invoice, a set-off or a statement by its number."""
    return getattr(document, "invoice", "") or getattr(document, "number", "") or ""


def _document(taken: Taken, reason: str, view: View) -> Parked:
    """A whole document that waits for a person: its stated total, nothing booked."""
    document = taken.document
    label = getattr(document, "payer", "")
    payer = view.mapping.payer(label) if label else None
    dated = document.date if isinstance(document, Remittance) else document.own_date
    known = dated and date.min < dated < date.max
    return Parked(
        id=question_id(taken),
        reason=reason,
        cents=document.total,
        held_on=None,
        where=Evidence(taken.sha256),
        payer=payer.label if payer else label,
        date=dated if known else None,
        about=f"{document.header.standard} {_number(document)}".strip(),
    )


def _opening(taken: Taken, row: OpenRow, label: str) -> Parked:
    """A row of `openstaand` that says another amount than the claim that was read."""
    return Parked(
        id="O" + identity("opened", [taken.digest, row.record], size=15),
        reason="contradicts",
        cents=row.cents,
        held_on=None,
        where=Evidence(taken.sha256, row.record),
        payer=label,
        date=row.date,
        about=f"openstaand {row.invoice}".strip(),
    )
