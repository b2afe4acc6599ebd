"""What people decided on rejections (besluit op een afwijzing), each within what is still open.

Above the limit of the mapping a decision waits until a second principal decides the same; what is
to be done about a rejection (claim again, correct, dispute) is a mark that books nothing.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Known
from dataclasses import dataclass, field, replace

from koppeling.matching.decisions import Effects
from koppeling.matching.facts import Ruling, View
from koppeling.matching.four_eyes import Waiting
from koppeling.matching.portions import Portion
from koppeling.matching.positions import Position, Rejected, client_barred, undecided
from koppeling.model.actions import MARKS
from koppeling.model.documents import Decision
from koppeling.model.entries import Evidence
from koppeling.model.groups import Group
from koppeling.model.movements import Movement

ROLES = {"writeoff": "writeoff", "revenue": "revenue", "prior": "revenue_prior", "client": "client"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Besluit op een afwijzing: the cents that it is about and whose decision it is.

    `by` = the rulings that it took, the last carried it out; `groups` = what the cents are of, ()
    where that cannot be told.
    """

    by: tuple[Ruling, ...]
    rejected: Rejected
    position: Position
    cents: int
    groups: tuple[Group, ...]


@dataclass(slots=True)
class File:
    """Dossier van een afwijzing: what was decided on it so far.

    `mark` = the last word on what is to be done.
    """

    rejected: Rejected
    position: Position
    portion: Portion
    waiting: Waiting
    used: int = 0
    mark: Ruling | None = None

    @property
    def left(self) -> int:
        """Cents that nobody decided on."""
        return self.rejected.open - self.used

    @property
    def memo(self) -> bool:
        """Nothing of it stands in the books any more."""
        awarded = self.position.item.booking.recognise == "awarded"
        return awarded or self.rejected.policy == "reverse"

    def carry_out(self, by: tuple[Ruling, ...], cents: int) -> Verdict:
        """Less what is decided; what can be told of which groups it is."""
        groups = self.portion.of(cents)
        self.portion.take(cents, groups)
        self.used += cents
        return Verdict(by, self.rejected, self.position, cents, groups)


@dataclass(slots=True)
class Decided:
    """Uitkomst: verdicts in order, and the file of every rejection by its id."""

    verdicts: list[Verdict] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)


def decide_rejections(positions: Known[str, Position], effects: Effects, view: View) -> Decided:
    """Rulings on rejections, oldest first, each within what is still open."""
    found = Decided()
    subjects: dict[str, list[File]] = {}
    for position in positions.values():
        for rejected in position.rejected:
            file = found.files[rejected.id] = _file(rejected, position)
            for name in (rejected.id, position.item.invoice, position.item.key):
                subjects.setdefault(name, []).append(file)
    for ruling in effects.repeated_too("rejection"):
        candidates = subjects.get(ruling.decision.subject, [])
        if len(candidates) == 1:
            fault = _rule(ruling, candidates[0], found.verdicts, view)
            if fault and not ruling.again:
                effects.fail(ruling, fault)
        elif not ruling.again:
            effects.unclear(ruling, known=bool(candidates))
    for file in found.files.values():
        effects.idle += file.waiting.idle
    return found


def _file(rejected: Rejected, position: Position) -> File:
    """Nothing is decided yet, but what was claimed again: of which groups, nobody knows."""
    limit = position.item.booking.writeoff_limit_cents
    return File(rejected, position, Portion(rejected.groups, rejected.decided), Waiting(limit))


def _rule(ruling: Ruling, file: File, verdicts: list[Verdict], view: View) -> str:
    """Carry one ruling out, let it wait or take it as a mark; else why it cannot be."""
    decision = ruling.decision
    if decision.id in file.waiting.done:
        return ""
    cents = file.left if decision.cents is None else decision.cents
    if not file.left or abs(cents) > abs(file.left) or cents * file.left < 0:
        return f"er staat {file.left} cent afgewezen open"
    if decision.target in MARKS:
        fault = _mark_fault(decision, file)
        file.mark = file.mark if fault else ruling
        return fault
    fault = _fault(decision.target, cents, file, view)
    if fault:
        return fault
    if by := file.waiting.by(ruling, cents):
        verdicts.append(file.carry_out(by, cents))
    return ""


def _mark_fault(decision: Decision, file: File) -> str:
    """Why a rejection cannot be marked so."""
    if decision.cents is not None:
        return f"'{decision.target}' geldt voor de hele afwijzing; laat cents leeg"
    if decision.target == "final" and not file.memo:
        return "de omzet van deze afwijzing staat in de boeken; kies waar het bedrag heen gaat"
    return ""


def _fault(target: str, cents: int, file: File, view: View) -> str:
    """Why these cents of a rejection cannot go there."""
    if file.memo and target != "client":
        return "de omzet van deze afwijzing staat niet in de boeken; alleen 'client' kan"
    if target == "client" and (source := client_barred(file.position, view)):
        return (
            "deze financier verbiedt een rekening aan de cliënt voor gecontracteerde zorg"
            f" ({source}); zonder contract: contracted = false bij de financier in de inrichting"
        )
    on_revenue = file.memo or target in {"revenue", "prior"}
    if on_revenue and not file.portion.of(cents):
        return (
            "niet te zeggen van welke omzet dit deel is; noem het bedrag van een retourcode of van"
            " een zorgmaand, of beslis over het geheel"
        )
    return ""


def with_decided(position: Position, verdicts: Iterable[Verdict]) -> Position:
    """The position with its rejections less what was decided."""
    used: dict[str, int] = {}
    for v in verdicts:
        used[v.rejected.id] = used.get(v.rejected.id, 0) + v.cents
    rejected = tuple(replace(r, decided=r.decided + used.get(r.id, 0)) for r in position.rejected)
    return replace(position, rejected=rejected, item=undecided(position.item, rejected))


def movement_of(verdict: Verdict) -> Movement:
    """The movement of a decision on a rejection."""
    rejected, ruling = verdict.rejected, verdict.by[-1]
    life = verdict.position.life
    answered = life.answer_date or life.date
    codes = {g.code for g in verdict.groups}
    sources = (Evidence(r.sha256, r.decision.record) for r in verdict.by)
    return replace(
        verdict.position.movements[0],
        key=f"decided_rejection/{ruling.decision.id}",
        kind="decided_rejection",
        date=max(*(r.decision.date for r in verdict.by), answered),
        cents=verdict.cents,
        answer_date=answered,
        groups=verdict.groups,
        policy=rejected.policy,
        role=ROLES[ruling.decision.target],
        reason=codes.pop() if len(codes) == 1 else "",
        evidence=(*sources, rejected.where),
    )
