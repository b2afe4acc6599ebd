"""Our engine on a history: the one place where the benchmark touches it."""

import time
from dataclasses import replace

from bench.history.documents import Told, bank_id
from bench.history.truth import Parts, item_id
from bench.history.year import History
from bench.outcome import Batches, Outcome
from koppeling.matching.derive import Derived, derive
from koppeling.matching.facts import Taken, View
from koppeling.matching.redaction import Marker, marker, redact
from koppeling.model.documents import Statement, content_digest
from koppeling.model.explanations import Parked
from koppeling.model.movements import Part

KEY = b"k" * 32


def ours(made: History, batches: Batches) -> Outcome:
    """Every portion is taken in and all is derived again; what passed the gate stays passed."""
    mark = marker(KEY)
    taken: list[Taken] = []
    opened: dict[str, int] = {}
    seconds = 0.0
    derived: Derived | None = None
    for batch in batches:
        taken += [_taken(made, mark, len(taken) + n, each) for n, each in enumerate(batch)]
        begin = time.process_time()
        derived = derive(tuple(taken), (), View({1: made.mapping}, 1, opened, mark))
        seconds += time.process_time() - begin
        passed = {g.taken.digest for g in derived.gated if g.verdict in {"used", "known"}}
        taken = [replace(t, accepted=t.accepted or t.digest in passed) for t in taken]
        for item in derived.items:
            opened.setdefault(item.key, 1)
    assert derived is not None, "no documents, no outcome"
    return _outcome(made, derived, seconds)


def _taken(made: History, mark: Marker, order: int, document: Told) -> Taken:
    """As intake keeps it: a statement without people, and the digest of what was said."""
    seen = redact(document, made.mapping, mark) if isinstance(document, Statement) else document
    return Taken(order, content_digest(document), seen)


def _outcome(made: History, derived: Derived, seconds: float) -> Outcome:
    lines = {bank_id(x): x.id for x in made.lines}
    names = _names(made, derived)
    found = Outcome(seconds=seconds)
    for match in derived.matches:
        found.booked[lines[match.line]] = _parts(match.items, names)
    for question in derived.parked:
        line = lines.get(question.id.removeprefix("L"))
        if line and (shown := _first(question)):
            found.proposed[line] = shown
    return found


def _first(question: Parked) -> tuple[str, ...]:
    """The numbers of the first explanation that may be accepted, else all that it could be."""
    options = question.options
    return tuple(p.invoice for p in options[0].parts) if options else question.candidates


def _names(made: History, derived: Derived) -> dict[str, str]:
    """The truth's name of each item; a credit under its claim's number has one of its own."""
    known = {i.id for i in made.items}
    found = {}
    for item in derived.items:
        # what is taken back in January may be of a claim, or of a letter, of the year before
        years = (item.opened.year, item.opened.year - 1)
        names = [item_id(item.payer, item.invoice, year) for year in years]
        credits_ = [f"{name}/credit" for name in names] if item.awarded < 0 else []
        found[item.key] = next((n for n in (*credits_, *names) if n in known), names[0])
    return found


def _parts(parts: tuple[Part, ...], names: dict[str, str]) -> Parts:
    """By item; what is of no item stands under its payer's role."""
    return tuple(sorted((names.get(p.item) or item_id(p.payer, p.role, 0), p.cents) for p in parts))
