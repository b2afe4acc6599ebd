"""What was found, as data (gevonden als gegevens): the shape of `find --json`."""

from typing import Any

from koppeling.model.found import Card, Found, LineFound, Payment
from koppeling.reports.result import entry_plain, file_plain, match_plain, parked_plain


def found_plain(found: Found) -> dict[str, Any]:
    """Everything that was found; `entries` holds every booking that anything here names."""
    return {
        "query": found.query,
        "claims": [card_plain(c) for c in found.cards],
        "bank_lines": [_line(x) for x in found.lines],
        "found_entries": list(found.entries),
        "parked": [parked_plain(p) for p in found.questions],
        "files": [file_plain(f) for f in found.files],
        "entries": [
            {"state": found.states[key]} | entry_plain(entry) for key, entry in found.booked.items()
        ],
    }


def card_plain(card: Card) -> dict[str, Any]:
    """The card of a claim; `open_cents` is the sum of the three below it."""
    item = card.item
    return {
        "key": item.key,
        "kind": item.kind,
        "invoice": item.invoice,
        "payer": item.payer,
        "law": item.law,
        "date": item.opened.isoformat(),
        "answered": item.answered.isoformat() if item.answered else None,
        "first_submitted": item.since.isoformat(),
        "returned": card.returned,
        "declared_cents": card.declared,
        "awarded_cents": card.awarded,
        "non_financial_cents": card.non_financial,
        "rejected_cents": card.rejected,
        "settled_cents": item.settled,
        "paid": [_payment(p) for p in card.payments],
        "decided": [
            {"date": day.isoformat(), "role": role, "cents": cents}
            for day, role, cents in card.decided
        ],
        "submitted_again_after": list(card.earlier),
        "submitted_again_as": list(card.later),
        "open_cents": card.open,
        "unanswered_cents": card.unanswered,
        "unpaid_cents": item.remaining,
        "undecided_cents": card.undecided,
        "entries": list(card.entries),
    }


def _payment(paid: Payment) -> dict[str, Any]:
    return {
        "date": paid.date.isoformat(),
        "cents": paid.cents,
        "rule": paid.rule,
        "bank_line": paid.line or None,
        "where": {"sha256": paid.where.sha256, "record": paid.where.record},
        "line_cents": paid.line_cents,
        "set_off_cents": paid.set_off,
    }


def _line(line: LineFound) -> dict[str, Any]:
    return {
        "id": line.id,
        "date": line.date.isoformat(),
        "cents": line.cents,
        "payer": line.payer,
        "text": line.text,
        "where": {"sha256": line.where.sha256, "record": line.where.record},
        "match": match_plain(line.match) if line.match else None,
        "parked": parked_plain(line.parked) if line.parked else None,
        "open_cents": line.open,
        "entries": list(line.entries),
    }
