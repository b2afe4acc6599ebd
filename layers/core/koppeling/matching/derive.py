"""The conclusions that the facts allow (afleiding): one pure function of the set of inputs.

Gate, claims with their answers, decisions on rejections, then the bank lines in order of date.
Nothing here remembers an earlier conclusion: whatever no longer follows is simply not derived
again, and `changes.py` takes back what was booked on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from koppeling.matching.claims import Life, lives_of
from koppeling.matching.decisions import (
    Effects,
    Verdict,
    decide_line,
    decide_rejections,
    effects_of,
    with_decided,
)
from koppeling.matching.facts import Gated, Ruling, Taken, View, gate
from koppeling.matching.lines import Answer, Desk, Line, climb, desk_of, lines_of
from koppeling.matching.positions import position_of
from koppeling.matching.questions import parked_of
from koppeling.matching.redaction import fold, shown
from koppeling.model.canonical import identity
from koppeling.model.cents import euros_nl
from koppeling.model.entries import Evidence
from koppeling.model.groups import Group
from koppeling.model.movements import Match, Movement, OpenItem, Parked, Part

ROLES = {"writeoff": "writeoff", "revenue": "revenue", "prior": "revenue_prior", "client": "client"}


@dataclass(frozen=True, slots=True)
class Received:
    """Ontvangst: the line as a fact, and the explanation that follows now (no parts = on hold)."""

    line: Line
    paid: Movement
    answer: Answer


@dataclass(frozen=True, slots=True)
class Derived:
    """Afgeleide stand: everything that follows from the facts, nothing about what was booked."""

    gated: tuple[Gated, ...]
    lives: tuple[Life, ...]
    items: tuple[OpenItem, ...]
    movements: tuple[Movement, ...]
    received: tuple[Received, ...]
    matches: tuple[Match, ...]
    parked: tuple[Parked, ...]
    others: tuple[Line, ...]
    unbooked: tuple[Line, ...]
    broken_c3: tuple[Taken, ...]
    idle: tuple[tuple[Ruling, str, str], ...]


def derive(taken: tuple[Taken, ...], rulings: Iterable[Ruling], view: View) -> Derived:
    """Open items, movements, matches and questions of a set of facts."""
    gated = gate(taken, view)
    claims = lives_of(gated)
    rulings = tuple(rulings)
    effects = effects_of(rulings)
    positions = {life.key: position_of(life, view) for life in claims.lives}
    verdicts = decide_rejections(positions, effects)
    positions = {
        k: with_decided(p, [v for v in verdicts if v.position.item.key == k])
        for k, p in positions.items()
    }
    items = {k: p.item for k, p in positions.items()}
    desk = desk_of(items, view)
    bank = _bank(gated, desk, effects, view)
    paid = {k: replace(i, paid=i.remaining - desk.left(k)) for k, i in items.items()}
    _name_unknown_subjects(effects, bank)
    return Derived(
        gated=gated,
        lives=tuple(claims.lives),
        items=tuple(paid[k] for k in sorted(paid)),
        movements=(
            *(m for k in sorted(positions) for m in positions[k].movements),
            *(_decided(v) for v in verdicts),
        ),
        received=tuple(bank.received),
        matches=tuple(_match(r) for r in bank.received if r.answer.parts),
        parked=parked_of(gated, claims, positions.values(), bank.questions, view),
        others=tuple(bank.others),
        unbooked=tuple(bank.unbooked),
        broken_c3=tuple(t for t, reason in claims.unplaced if reason == "c3"),
        idle=(
            *((r, "decision_refused", r.refused) for r in rulings if r.refused),
            *effects.idle,
        ),
    )


def _decided(verdict: Verdict) -> Movement:
    """The movement of a decision on a rejection; a part of it keeps the one row it stands on."""
    rejected, decision = verdict.rejected, verdict.ruling.decision
    base = verdict.position.movements[0]
    groups: tuple[Group, ...] = rejected.groups
    if verdict.cents != rejected.cents:
        one = groups[0]
        groups = (replace(one, declared=verdict.cents, awarded=0, non_financial=0),)
    answered = verdict.position.life.answer_date or verdict.position.life.date
    return replace(
        base,
        key=f"decided_rejection/{decision.id}",
        kind="decided_rejection",
        date=max(decision.date, answered),
        cents=verdict.cents,
        answer_date=answered,
        groups=groups,
        policy=rejected.policy,
        role=ROLES[decision.target],
        reason=groups[0].code,
        evidence=(Evidence(verdict.ruling.sha256, decision.record), rejected.where),
    )


@dataclass(slots=True)
class _Bank:
    received: list[Received]
    others: list[Line]
    unbooked: list[Line]
    questions: list[Parked]
    subjects: set[str]


def _bank(gated: tuple[Gated, ...], desk: Desk, effects: Effects, view: View) -> _Bank:
    """Every line in order of date: people's decisions first, then the ladder."""
    bank = _Bank([], [], [], [], set())
    lines = lines_of(gated, view)
    decided = {x.id: a for x in lines if x.payers and (a := decide_line(x, desk, effects))}
    for line in lines:
        bank.subjects |= {line.id, f"L{line.id}"}
        if line.payers and _is_payment(line):
            answer = decided.get(line.id) or climb(line, desk, view)
            if answer.rule and answer.rule != "decision":
                desk.take(answer.parts)
            bank.received.append(Received(line, _paid(line, view), answer))
            if answer.reason:
                bank.questions.append(_question(bank.received[-1], view, desk))
        else:
            _other(line, desk, bank, view)
    return bank


def _is_payment(line: Line) -> bool:
    """Incoming from a payer; outgoing to one only as a return; else it is asked: `_other`."""
    return line.bank.cents > 0 or line.bank.returned


def _other(line: Line, desk: Desk, bank: _Bank, view: View) -> None:
    """Lines that are no payer's payment: a question when they look like one, else other."""
    booking = view.mapping.booking
    reason = _suspicion(line, desk)
    books = booking.bank == "koppeling" and booking.other_lines == "unidentified"
    if reason:
        bank.questions.append(
            Parked(
                id=f"L{line.id}",
                reason=reason,
                cents=line.bank.cents,
                held_on="unidentified" if books else None,
                where=line.where,
                date=line.bank.date,
                about=_about(line, desk, view),
            )
        )
        bank.unbooked.append(line)
    else:
        bank.others.append(line)
    if books:
        paid = _paid(line, view)
        part = Part(line.bank.cents, "", "unidentified")
        bank.received.append(Received(line, paid, Answer("other", (part,), line.bank.date)))


def _suspicion(line: Line, desk: Desk) -> str:
    """Why a line of an unknown account may still be a payer's ('' = it is nobody's)."""
    if line.bank.own:
        return ""
    if line.payers:
        named = [k for g in desk.named(line) for k in g]
        return "proposal" if any(desk.left(k) < 0 for k in named) else ""
    if line.bank.batch and line.bank.cents > 0:
        return "batch_without_details"
    known = any(mark in desk.index for mark in line.bank.marks)
    return "unknown_payer" if known or line.bank.names_payer else ""


def _paid(line: Line, view: View) -> Movement:
    """The receipt as a fact; its booking policy is that of the payer, or the general one."""
    booking = view.booking_of(f"line/{line.id}", line.payer, "")
    return Movement(
        key=f"paid/{line.id}",
        kind="paid",
        date=line.bank.date,
        cents=line.bank.cents,
        payer=line.payer,
        law="",
        booking=booking,
        version=view.version_of(f"line/{line.id}"),
        evidence=(line.where,),
        iban=line.iban,
    )


def _question(received: Received, view: View, desk: Desk) -> Parked:
    line, answer = received.line, received.answer
    explained = sum(p.cents for p in answer.parts)
    return Parked(
        id=f"L{line.id}",
        reason=answer.reason,
        cents=line.bank.cents - explained,
        held_on=received.paid.booking.hold,
        where=line.where,
        payer=line.payer,
        date=line.bank.date,
        about=_about(line, desk, view),
        candidates=answer.candidates,
    )


def _about(line: Line, desk: Desk, view: View) -> str:
    """The payer's words with unknown numbers hidden; nothing of a line that is no payer's."""
    numbers = {view.mark(n): n for mark in line.bank.marks for n in _numbers(mark, desk)}
    words = " ".join(shown(t, numbers) for t in line.bank.texts)
    return words or f"Bankmutatie {euros_nl(line.bank.cents)}"


def _numbers(mark: str, desk: Desk) -> tuple[str, ...]:
    return tuple(fold(n) for k in desk.index.get(mark, ()) for n in desk.items[k].keys)


def _match(received: Received) -> Match:
    line, answer = received.line, received.answer
    return Match(
        id="M"
        + identity("match", [line.id, [(p.item, p.role, p.cents) for p in answer.parts]], 15),
        line=line.id,
        evidence=line.where,
        items=answer.parts,
        cents=sum(p.cents for p in answer.parts),
        rule=answer.rule,
    )


def _name_unknown_subjects(effects: Effects, bank: _Bank) -> None:
    """A ruling about a line that nobody has seen yet waits, and says so."""
    for ruling in effects.rulings:
        decision = ruling.decision
        if decision.action in {"match", "explain"} and decision.subject not in bank.subjects:
            effects.wait(ruling)
