"""Claims sent and not answered when the books are closed (afsluiten): what then is accrued.

A closing is a decision like any other, so the book stays a function of its inputs: its date is the
day on which the accounts are drawn up, its subject the day that they are of. What was known when
they were drawn up counts. Only what is booked when it is awarded is accrued: under outstanding it
is revenue already. Why so: docs/decisions, *Closing*.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from koppeling.matching.decisions import Effects
from koppeling.matching.facts import View
from koppeling.matching.lives import Life
from koppeling.matching.positions import Position
from koppeling.model.entries import Evidence
from koppeling.model.groups import Group
from koppeling.model.mapping import Booking
from koppeling.model.movements import Movement

ACTION = "close"


@dataclass(frozen=True, slots=True)
class Closing:
    """Afsluiting: the last day of the period; `known` = answers up to that day count as read."""

    day: date
    known: date
    evidence: tuple[Evidence, ...] = ()


def closing_day(subject: str) -> date | None:
    """The day that a decision closes, `JJJJ-MM-DD`; None when it is none."""
    try:
        return date.fromisoformat(subject)
    except ValueError:
        return None


def accrued(positions: Iterable[Position], effects: Effects, view: View) -> list[Movement]:
    """An accrual of each claim at each closing, where there is one to make."""
    closings = _closings(effects, view)
    made = (_accrual(p, c) for p in positions for c in closings)
    return [m for m in made if m is not None]


def _closings(effects: Effects, view: View) -> list[Closing]:
    """One a day: drawn up again, the last time counts."""
    found: dict[date, Closing] = {}
    for ruling in effects.rulings:
        day = closing_day(ruling.decision.subject)
        if ruling.decision.action == ACTION and day is not None:
            source = Evidence(ruling.sha256, ruling.decision.record)
            found[day] = Closing(day, ruling.decision.date, (source,))
    if view.close is not None:
        found[view.close] = Closing(view.close, date.max)
    return [found[day] for day in sorted(found)]


def _accrual(position: Position, closing: Closing) -> Movement | None:
    life, booking = position.life, position.item.booking
    if booking.recognise != "awarded" or booking.accrue == "no" or not position.movements:
        return None
    if life.date > closing.day or life.returned:
        return None
    groups = tuple(_unrecognised(life, booking, closing))
    if not groups:
        return None
    base = position.movements[0]
    return replace(
        base,
        key=f"accrued/{closing.day}/{position.item.key}",
        kind="accrued",
        date=closing.day,
        cents=sum(g.declared for g in groups),
        answer_date=None,
        groups=groups,
        evidence=(*base.evidence, *closing.evidence),
    )


def _unrecognised(life: Life, booking: Booking, closing: Closing) -> Iterable[Group]:
    """What is in no period up to the closing yet, each group with what is accrued as declared."""
    answered = life.answer_date
    if answered is not None and (answered <= closing.day or booking.period != "remittance"):
        return  # revenue by service or claim month: the award itself stands before the closing
    won = life.answered if answered is not None and answered <= closing.known else None
    for group in life.submitted if won is None else won:
        cents = group.declared if won is None else group.awarded + group.non_financial
        # care that is still to be given belongs to a later period
        due = booking.period != "service" or group.month <= closing.day.isoformat()[:7]
        if cents and due:
            yield replace(group, declared=cents, awarded=0, non_financial=0, code="")
