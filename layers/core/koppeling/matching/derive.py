"""The conclusions that the facts allow (afleiding): one pure function of the set of inputs.

Gate, claims with their answers, what stood open before, decisions on rejections, set-offs, then the
bank lines. Nothing here remembers an earlier conclusion: whatever no longer follows is simply not
derived again, and `changes.py` takes back what was booked on it.
"""

from collections import Counter
from collections.abc import Container, Iterable
from collections.abc import Mapping as Known
from dataclasses import dataclass, replace
from datetime import date

from koppeling.matching.bank import match_of, take_lines
from koppeling.matching.by_reference import Difference
from koppeling.matching.claims import Claims, lives_of
from koppeling.matching.closings import accrued
from koppeling.matching.conclusions import Bank, Received, Told
from koppeling.matching.decisions import Effects, effects_of
from koppeling.matching.desk import Desk, Structure
from koppeling.matching.facts import Gated, Ruling, Taken, View, gate
from koppeling.matching.funds import carry_out
from koppeling.matching.lines import Line, lines_of, with_learned
from koppeling.matching.lives import Life
from koppeling.matching.openings import Openings, openings_of
from koppeling.matching.package import in_package
from koppeling.matching.positions import Position, position_of
from koppeling.matching.precision import measured
from koppeling.matching.questions import in_order, parked_of
from koppeling.matching.rejections import Decided, decide_rejections, movement_of, with_decided
from koppeling.matching.repayables import reserved
from koppeling.matching.resubmissions import resubmitted
from koppeling.matching.setoffs import SetOff, SetOffs, netted, set_offs
from koppeling.matching.unfinished import unfinished
from koppeling.model.documents import Claim, Netting, Remittance, Statement
from koppeling.model.explanations import Match, Parked, Precision
from koppeling.model.movements import Movement, OpenItem
from koppeling.model.rejections import OpenRejection


@dataclass(frozen=True, slots=True)
class Derived:
    """Afgeleide stand: everything that follows from the facts, nothing about what was booked.

    `superseded` = answers that another one replaced; `set_offs` = the documents that were read;
    `paid_out` = cents that came for them on the bank, by their key; `precision` = by class;
    `rejections` = what is still to be saved.
    """

    gated: tuple[Gated, ...]
    lives: tuple[Life, ...]
    items: tuple[OpenItem, ...]
    movements: tuple[Movement, ...]
    received: tuple[Received, ...]
    matches: tuple[Match, ...]
    parked: tuple[Parked, ...]
    others: tuple[Line, ...]
    unbooked: tuple[Line, ...]
    broken: tuple[tuple[Taken, Difference], ...]
    idle: tuple[tuple[Ruling, str, str], ...]
    superseded: tuple[Taken, ...] = ()
    set_offs: tuple[SetOff, ...] = ()
    paid_out: tuple[tuple[str, int], ...] = ()
    precision: tuple[Precision, ...] = ()
    rejections: tuple[OpenRejection, ...] = ()


def derive(taken: tuple[Taken, ...], rulings: Iterable[Ruling], view: View) -> Derived:
    """Open items, movements, matches and questions of a set of facts."""
    gated, rulings = gate(taken, view), tuple(rulings)
    effects = effects_of(rulings)
    claims = lives_of(gated, effects.documents("replace"), effects.documents("accept"))
    openings = openings_of(gated, claims.lives, view)
    positions, decided, made = _positions(claims, openings, effects, view)
    documents = set_offs(gated, positions, view, openings.repayables)
    items = {k: p.item for k, p in positions.items()} | documents.items
    desk = Desk(items, view.mark, _structures(claims.lives))
    bank = _bank(gated, desk, documents, effects, view)
    funds = carry_out(effects, reserved(documents.movements, bank.received), desk, positions, view)
    left = [d for d in documents.documents if _unsettled(d, bank)]
    open_ = parked_of(gated, claims.unplaced, positions.values(), openings, left, view)
    parked = in_order((*bank.questions, *open_))
    _name_unknown(effects, bank.subjects, parked)
    return Derived(
        gated=gated,
        lives=(*claims.lives, *openings.lives),
        items=_closed(items, desk, funds.given_up),
        movements=(
            *(m for k in sorted(positions) for m in positions[k].movements),
            *made,
            *funds.booked,
            *accrued(positions.values(), effects, view),
            *(netted(d, view) for d in bank.settled if len(d.parts) > 1),
        ),
        received=tuple(bank.received),
        matches=tuple(match_of(r, desk) for r in bank.received if r.answer.parts),
        parked=parked,
        others=tuple(bank.others),
        unbooked=tuple(bank.unbooked),
        broken=tuple(claims.broken),
        idle=(*_without_effect(rulings, bank.subjects | {p.id for p in parked}), *effects.idle),
        superseded=tuple(claims.superseded),
        set_offs=tuple(documents.documents),
        paid_out=tuple(sorted(bank.paid_out.items())),
        precision=measured(bank.received, effects),
        rejections=unfinished(positions.values(), decided, view),
    )


def _closed(
    items: Known[str, OpenItem], desk: Desk, given_up: Known[str, int]
) -> tuple[OpenItem, ...]:
    """The items less what was paid on them and what was given up, by key."""
    return tuple(
        replace(item, paid=desk.paid(key), written_off=given_up.get(key, 0))
        for key, item in sorted(items.items())
    )


def _positions(
    claims: Claims, openings: Openings, effects: Effects, view: View
) -> tuple[dict[str, Position], Decided, list[Movement]]:
    """Every claim with what people decided on its rejections, and the movements of all that."""
    lives = {life.key: life for life in (*claims.lives, *openings.lives)}
    positions = {
        key: position_of(life, view, listed=life.opening or key in openings.claimed)
        for key, life in lives.items()
    }
    chained = resubmitted(positions, effects)
    decided = decide_rejections(positions, effects, view)
    for key in {v.position.item.key for v in decided.verdicts}:
        own = [v for v in decided.verdicts if v.position.item.key == key]
        positions[key] = with_decided(positions[key], own)
    return positions, decided, [*map(movement_of, decided.verdicts), *chained]


def _structures(lives: Iterable[Life]) -> dict[str, tuple[Structure, ...]]:
    """By item: the file and the day that it was answered in."""
    found: dict[str, tuple[Structure, ...]] = {}
    for life in lives:
        if life.answer is not None and life.answer_date is not None:
            header = life.answer.document.header
            file = f"{header.sha256}/{header.inside}"
            found[life.key] = (("file", file), ("run", life.answer_date.isoformat()))
    return found


def _bank(
    gated: tuple[Gated, ...], desk: Desk, documents: SetOffs, effects: Effects, view: View
) -> Bank:
    lines = lines_of(gated, view)
    if learned := _learned(lines, desk, effects.learned):
        lines = with_learned(lines, learned, view)
    told = Told(_tariffs(gated, view), _latest(gated), in_package(lines, gated, view))
    return take_lines(lines, desk, documents.documents, effects, view, told)


def _learned(lines: Iterable[Line], desk: Desk, matched: dict[str, str]) -> dict[str, str]:
    """Payers by the mark of an account that people matched to them; of two, neither.

    `matched` = the item or its number, by line.
    """
    found: dict[str, set[str]] = {}
    for line in lines if matched else ():
        named = matched.get(line.id)
        if named and line.bank.counter_mark and not line.payers:
            item = desk.items.get(named) or desk.by_invoice(named.split(",")[0].strip(), line.cents)
            if item is not None:
                found.setdefault(line.bank.counter_mark, set()).add(item.payer)
    return {mark: next(iter(payers)) for mark, payers in found.items() if len(payers) == 1}


def _tariffs(gated: Iterable[Gated], view: View) -> dict[str, Counter[int]]:
    """Amounts of single lines in the claims of each payer: in how many claims each stands."""
    found: dict[str, Counter[int]] = {}
    for g in gated:
        document = g.taken.document
        if g.verdict == "used" and isinstance(document, Claim):
            payer = view.mapping.payer(document.payer)
            found.setdefault(payer.label if payer else "", Counter()).update(document.tariffs)
    return found


def _latest(gated: Iterable[Gated]) -> date:
    """The newest date of what payers and banks sent."""
    kinds = (Claim, Remittance, Netting, Statement)
    dates = (
        g.taken.document.own_date
        for g in gated
        if g.verdict in {"used", "known"} and isinstance(g.taken.document, kinds)
    )
    return max((d for d in dates if d < date.max), default=date.min)


def _unsettled(found: SetOff, bank: Bank) -> bool:
    """A document that explains nothing yet, and that no line of the bank speaks of."""
    if found.key in bank.paid_out or found in bank.settled:
        return False
    return bool(found.reason) or not found.payout


def _without_effect(
    rulings: Iterable[Ruling], known: Container[str]
) -> Iterable[tuple[Ruling, str, str]]:
    """Rulings that were refused when they were taken, and those about what was not shown yet.

    `known` = bank lines and questions that are there, though nothing is proposed for them.
    """
    for ruling in rulings:
        if ruling.refused:
            yield ruling, "decision_refused", ruling.refused
        elif ruling.waits:
            there = ruling.subject in known
            yield ruling, "decision_unproposed" if there else "decision_waits", ""


def _name_unknown(effects: Effects, subjects: set[str], parked: Iterable[Parked]) -> None:
    """Rulings about what is not there: of a line that nobody has seen yet waits, and says so.

    `replace` on a document that does not ask for it is refused.
    """
    asked = {p.id for p in parked}
    for ruling in effects.rulings:
        on_line = ruling.subject.startswith("L") or ruling.decision.action in {"match", "explain"}
        wanted = ruling.decision.action in {"match", "explain", "accept"} and on_line
        if wanted and ruling.subject not in subjects:
            effects.wait(ruling)
        if ruling.decision.action == "replace" and ruling.subject in asked:
            effects.fail(ruling, "deze retour vervangt geen andere")
