"""What the control identities are taken over (grondslag), gathered from one commit."""

from collections.abc import Iterable

from koppeling.accounting.effects import Effect, effects, line_item, receipt_of
from koppeling.accounting.ground import Ground, Key, Sums, added, differences, key_of
from koppeling.matching.derive import Derived
from koppeling.matching.facts import Gated, Taken, question_id
from koppeling.matching.lines import Line
from koppeling.matching.lives import Life
from koppeling.matching.questions import ASKED
from koppeling.model.documents import Claim, Netting, OpenItems, Remittance, Statement
from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Parked
from koppeling.model.movements import Movement
from koppeling.model.problems import Problem


def ground_of(
    derived: Derived,
    entries: tuple[JournalEntry, ...],
    opening: tuple[Movement, ...],
    undrafted: tuple[Movement, ...],
    parked: tuple[Parked, ...],
) -> Ground:
    """Entries, open items, lines and documents side by side."""
    documents = [g.taken.document for g in derived.gated if g.verdict != "refused"]
    return Ground(
        entries=entries,
        opening=tuple(e for m in opening for e in effects(m)),
        undrafted=undrafted,
        items=derived.items,
        held=tuple(_held(derived)),
        silent=tuple(_silent(derived, entries, (*opening, *undrafted))),
        claims=tuple(_claim(life) for life in derived.lives),
        refused=tuple(_refused(derived)),
        gaps=tuple(_gaps(derived.gated)),
        documents=tuple(_documents(derived, parked)),
        payouts=tuple(_payouts(derived)),
        lines=tuple((r.line.payer, r.line.id, r.paid.cents) for r in derived.received),
        explained=tuple(_explained(derived, parked)),
        judged_statements=sum(isinstance(d, Statement) and not d.details_only for d in documents),
        judged_documents=sum(isinstance(d, (Claim, Remittance)) for d in documents),
    )


def _held(derived: Derived) -> Iterable[Effect]:
    for r in derived.received:
        left = r.paid.cents - sum(p.cents for p in r.answer.parts)
        yield Effect(r.paid.booking.hold, r.paid.payer, left, "", line_item(r.line.id))


def _silent(
    derived: Derived, entries: Iterable[JournalEntry], others: Iterable[Movement]
) -> Iterable[Effect]:
    """What explanations did without an entry: the part stands where the receipt was on hold.

    So it is with a part that is taken back: its posting stands, and another part follows. `others`
    = movements that count without an entry.
    """
    stands: dict[str, Sums] = {}
    for movement in others:
        line = receipt_of(movement.key)
        for e in effects(movement) if line else ():
            if e.item != line:
                found = stands.setdefault(f"{line} {e.role}", {})
                place = Key(e.payer, e.law, e.item)
                found[place] = found.get(place, 0) + e.cents
    for entry in entries:
        line = receipt_of(entry.movement)
        for p in entry.postings if line else ():
            if p.item:
                found = stands.setdefault(f"{line} {p.role}", {})
                key = key_of(entry, p)
                found[key] = found.get(key, 0) + p.cents
    for r in derived.received:
        hold, line, payer = r.paid.booking.hold, line_item(r.line.id), r.paid.payer
        parts = (p for p in r.answer.parts if p.item and p.role == hold)
        wanted = added((Key(p.payer, p.law, p.item), -p.cents) for p in parts)
        for key, cents in differences(wanted, stands.get(f"{line} {hold}", {})).items():
            if key.payer == payer:
                yield Effect(hold, payer, cents, key.law, key.item)
                yield Effect(hold, payer, -cents, "", line)


def _payouts(derived: Derived) -> Iterable[tuple[str, str, int, int]]:
    documents = {d.key: d for d in derived.set_offs}
    for key, cents in derived.paid_out:
        found = documents[key]
        yield found.payer, found.document.number, found.payout, cents


def _claim(life: Life) -> tuple[str, str, int, int | None]:
    declared = sum(g.declared for g in life.submitted)
    if life.remittance is None or life.returned:
        return (life.payer, life.invoice, declared, None)
    return (life.payer, life.invoice, declared, sum(g.declared for g in life.answered))


def _explained(derived: Derived, parked: Iterable[Parked]) -> Iterable[tuple[str, str, int]]:
    """What lines were matched to, and what is parked of them while it is on hold."""
    received = {r.line.id: r for r in derived.received}
    for match in derived.matches:
        yield received[match.line].line.payer, match.line, match.cents
    payers = {k: r.line.payer for k, r in received.items() if r.answer.rule != "other"}
    for question in parked:
        line = question.id.removeprefix("L")
        if question.id.startswith("L") and line in payers:
            booked = question.held_on is not None
            matched = sum(m.cents for m in derived.matches if m.line == line)
            # a line that could not be booked at all is parked whole: its match does not count
            yield payers[line], line, question.cents if booked else question.cents - matched


def _refused(derived: Derived) -> Iterable[tuple[str, str, int]]:
    for g in derived.gated:
        if g.verdict == "refused":
            for found in g.problems:
                if found.code in {"totals_differ", "counts_differ"}:
                    yield "C1", g.taken.sha256, _difference(found, "lines", "stated")
                if found.code == "unbalanced":
                    net = _difference(found, "net", "") + _difference(found, "opening", "closing")
                    yield "C11", g.taken.sha256, net
    for taken, broken in derived.broken:
        yield broken.identity, taken.sha256, broken.lines - broken.stated


def _difference(found: Problem, more: str, less: str) -> int:
    figures = dict(found.figures)
    return _cents(figures.get(more, "0")) - _cents(figures.get(less, "0"))


def _cents(text: str) -> int:
    return int(text) if text.removeprefix("-").isdecimal() else 0


def _gaps(gated: Iterable[Gated]) -> Iterable[str]:
    """Missing statement numbers per account and year (amber)."""
    seen: dict[tuple[str, int], set[int]] = {}
    for g in gated:
        document = g.taken.document
        if not isinstance(document, Statement) or g.verdict not in {"used", "known"}:
            continue
        if document.details_only:
            continue
        if document.number.isdecimal():
            key = (document.iban, document.end.year)
            seen.setdefault(key, set()).add(int(document.number))
    for (iban, year), numbers in sorted(seen.items()):
        for before, after in zip(sorted(numbers), sorted(numbers)[1:], strict=False):
            if after != before + 1:
                yield f"{iban} {year}: na afschrift {before} volgt {after}"


def _documents(derived: Derived, parked: Iterable[Parked]) -> Iterable[tuple[str, int, int]]:
    """C12 per file: its total against its movements, what is parked of it, and what was known."""
    total: dict[str, int] = {}
    found: dict[str, int] = {}
    claim_totals = {(t.sha256, t.document.header.part): d for t, d in _header_only(derived.lives)}
    for g in derived.gated:
        sha256 = g.taken.sha256
        part = g.taken.document.header.part
        stated = g.taken.document.total or claim_totals.get((sha256, part), 0)
        total[sha256] = total.get(sha256, 0) + stated
        found.setdefault(sha256, 0)
        if g.verdict in {"known", "test"}:
            found[sha256] += stated
    for life in derived.lives:
        _add_life(life, found)
    for sha256, cents in _whole_documents(derived, parked):
        found[sha256] += cents
    placed = {name for line in _all_lines(derived) for name in (line.id, line.batch)}
    for g in derived.gated:
        document = g.taken.document
        if g.verdict == "used" and isinstance(document, Statement):
            for line in () if document.details_only else document.lines:
                # placed here or in the other download that holds it: known
                if line.id in placed:
                    found[g.taken.sha256] += line.cents
    return [(sha256, total[sha256], found[sha256]) for sha256 in sorted(total)]


def _whole_documents(derived: Derived, parked: Iterable[Parked]) -> Iterable[tuple[str, int]]:
    """Documents that count as a whole: parked, replaced, or read into items of their own."""
    asked = {q.id: q for q in parked if q.id.startswith("D")}
    for g in derived.gated:
        question = asked.get(question_id(g.taken))
        # every file that asks it, not only the one that is shown
        if question and (g.verdict in ASKED or question.where.sha256 == g.taken.sha256):
            yield g.taken.sha256, question.cents
    for taken in derived.superseded:
        yield taken.sha256, taken.document.total
    for g in derived.gated:
        kept = isinstance(g.taken.document, (Netting, OpenItems)) and g.verdict == "used"
        if kept and question_id(g.taken) not in asked:
            yield g.taken.sha256, g.taken.document.total


def _all_lines(derived: Derived) -> Iterable[Line]:
    return [*(r.line for r in derived.received), *derived.others, *derived.unbooked]


def _header_only(lives: Iterable[Life]) -> Iterable[tuple[Taken, int]]:
    """A header-only 325 states no total: the claim's counts."""
    for life in lives:
        answer = life.remittance
        if answer is not None and answer.declared is None and life.answer is not None:
            yield life.answer, sum(g.declared for g in life.submitted)


def _add_life(life: Life, found: dict[str, int]) -> None:
    if life.opening:
        return  # its list is counted as a whole
    declared = sum(g.declared for g in life.submitted)
    if life.claim is not None:
        found[life.claim.sha256] += declared
    answer = life.remittance
    if answer is not None and life.answer is not None:
        answered = sum(g.awarded + g.non_financial + g.rejected for g in life.answered)
        found[life.answer.sha256] += declared if life.returned else answered
