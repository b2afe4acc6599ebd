"""`result.json`: the book as the outside relies on it (contract section 6).

No clock, path or host name; ids come from content, so the same book gives the same bytes.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from koppeling.model.book import Behind, Book, FileOutcome, Identity, RollForward
from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Explanation, Match, Parked
from koppeling.model.links import NO_LINKS, Links, links
from koppeling.model.rejections import Opinion
from koppeling.model.standing import CutOver
from koppeling.reports.base_figures import base_figures
from koppeling.reports.rejections import Row, rejection_rows


def result(book: Book) -> dict[str, Any]:
    """The JSON object of `koppeling run`."""
    return {
        "entries": _entries(book.entries),
        "expected": _entries(book.expected),
        "parked": [parked_plain(p) for p in book.parked],
        # a line that is no payer's pays nothing: it is counted, and asked about, elsewhere
        "matches": [match_plain(m) for m in book.matches if m.rule != "other"],
        "other_lines": {"count": book.other_count, "cents": book.other_cents},
        "balances": dict(book.balances),
        "expected_balances": dict(book.expected_balances),
        "identities": {i.name: _identity(i) for i in book.identities},
        "files": [file_plain(f) for f in book.files],
        "held": list(book.held),
        "roll_forward": [_roll_forward(row) for row in book.roll_forward],
        "reclassification": [
            {
                "account": m.account,
                "role": m.role,
                "payer": m.payer,
                "cents": m.cents,
                "invoices": list(m.invoices),
            }
            for m in book.reclassification
        ],
        "cut_over": _cut_over(book.cut_over) if book.cut_over else None,
        "base_figures": [asdict(f) for f in base_figures(book)],
        "rejections": [_rejection(r) for r in rejection_rows(book)],
    }


def _cut_over(found: CutOver) -> dict[str, Any]:
    return {
        "date": found.day.isoformat(),
        "holds": found.holds,
        "why": found.why,
        "accounts": [
            {
                "account": a.account,
                "roles": list(a.roles),
                "listed_cents": a.listed,
                "package_cents": a.package,
                "difference_cents": a.difference,
                "items": [
                    {"role": r.role, "payer": r.payer, "invoice": r.invoice, "cents": r.cents}
                    for r in a.rows
                ],
            }
            for a in found.accounts
        ],
    }


def result_json(plain: dict[str, Any]) -> str:
    """The object as text: two blanks of indent, keys in the order of the contract."""
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def _entries(entries: Iterable[JournalEntry]) -> list[dict[str, Any]]:
    entries = tuple(entries)
    found = links(entries)
    return [entry_plain(e) | _links(found.get(e.key, NO_LINKS)) for e in entries]


def _links(found: Links) -> dict[str, list[str]]:
    """Keys of the entries that an entry has to do with: reversed, booked again, and back."""
    return {
        "reversal_of": [e.key for e in found.of],
        "reversed_by": [e.key for e in found.reversed_by],
        "replaces": [e.key for e in found.replaces],
        "replaced_by": [e.key for e in found.replaced_by],
    }


def entry_plain(entry: JournalEntry) -> dict[str, Any]:
    """An entry as the contract shows it."""
    return {
        "key": entry.key,
        "date": entry.date.isoformat(),
        "period": entry.period,
        "journal": entry.journal,
        "text": entry.text,
        "reference": entry.reference,
        "back_reference": entry.back_reference,
        "postings": [
            {
                "account": p.account,
                "role": p.role,
                "cents": p.cents,
                "text": p.text,
                "payer": p.payer,
                "dimensions": dict(p.dimensions),
            }
            for p in entry.postings
        ],
        "evidence": [{"sha256": e.sha256, "record": e.record} for e in entry.evidence],
    }


def parked_plain(parked: Parked) -> dict[str, Any]:
    """A question as the contract shows it."""
    return {
        "id": parked.id,
        "reason": parked.reason,
        "cents": parked.cents,
        "held_on": parked.held_on,
        "where": {"sha256": parked.where.sha256, "record": parked.where.record},
        "payer": parked.payer,
        "about": parked.about,
        "candidates": list(parked.candidates),
        "seen": parked.seen,
        "options": [_option(o) for o in parked.options],
        "again": [{"invoice": invoice, "cents": cents} for invoice, cents in parked.again],
    }


def _option(option: Explanation) -> dict[str, Any]:
    return {
        "id": option.id,
        "rule": option.rule,
        "class": option.evidence_class,
        "items": [{"invoice": p.invoice, "cents": p.cents, "role": p.role} for p in option.parts],
        "residual_cents": option.residual,
        "why": why_plain(option),
    }


def why_plain(found: Explanation) -> dict[str, Any]:
    """The evidence as data; a clue that stands at no one place has no text, start and end."""
    return {
        "texts": list(found.texts),
        "clues": [
            {"kind": c.kind, "value": c.value}
            | {n: None if c.text < 0 else getattr(c, n) for n in ("text", "start", "end")}
            for c in found.clues
        ],
        "ruled_out": [
            {"what": r.what, "searched": r.searched, "found": r.found, "complete": r.complete}
            for r in found.ruled_out
        ],
        "needs": found.needs,
    }


def match_plain(match: Match) -> dict[str, Any]:
    """A match as the contract shows it."""
    return {
        "id": match.id,
        "bank_line": {"sha256": match.evidence.sha256, "record": match.evidence.record},
        "items": [
            {"invoice": p.invoice, "cents": p.cents, "role": p.role, "payer": p.payer}
            for p in match.items
        ],
        "cents": match.cents,
        "rule": match.rule,
        "class": match.why.evidence_class,
        "why": why_plain(match.why),
    }


def _rejection(row: Row) -> dict[str, Any]:
    """Cents of an open rejection with one last day; what a person typed as a reason is left out."""
    found = row.rejection
    return {
        "id": found.id,
        "payer": found.payer,
        "invoice": found.invoice,
        "codes": list(found.codes),
        "cents": row.cents,
        "state": row.state,
        "last_day": row.last_day.isoformat() if row.last_day else None,
        "days_left": row.days,
        "asked": found.asked,
        "mark": _opinion(found.mark) if found.mark else None,
        "waiting": [_opinion(o) for o in found.waiting],
    }


def _opinion(found: Opinion) -> dict[str, Any]:
    return {
        "decision": found.decision,
        "target": found.target,
        "cents": found.cents,
        "date": found.date.isoformat(),
        "principal": found.principal,
    }


def _identity(identity: Identity) -> dict[str, Any]:
    return {
        "holds": identity.holds,
        "difference_cents": identity.difference,
        "why": identity.why,
        "items": [_behind(item) for item in identity.items],
    }


def _behind(item: Behind) -> dict[str, Any]:
    """A line of the package says more: where it stands there."""
    plain: dict[str, Any] = {"payer": item.payer, "about": item.about, "cents": item.cents}
    if not item.kind:
        return plain
    return plain | {
        "kind": item.kind,
        "account": item.account,
        "date": item.date.isoformat() if item.date else None,
        "journal": item.journal,
        "number": item.number,
        "user": item.user or None,
    }


def _roll_forward(row: RollForward) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("payer", "law", *row.names)}


def file_plain(file: FileOutcome) -> dict[str, Any]:
    """What became of a file, as the contract shows it."""
    return {
        "sha256": file.sha256,
        "kind": file.kind,
        "outcome": file.outcome,
        "problems": [problem_plain(p) for p in file.problems],
    }


def problem_plain(found: Any, language: str = "nl") -> dict[str, Any]:  # noqa: ANN401 - a Problem
    """A problem as the contract shows it."""
    return {
        "level": found.level,
        "code": found.code,
        "message": found.message(language),
        "where": {"record": found.where.record, "field": found.where.field},
    }
