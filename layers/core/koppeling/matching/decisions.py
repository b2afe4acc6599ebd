"""What people decided (besluiten): which rows hold, and what they do to lines and rejections.

A decision is a fact like any other. Its verdict is given once, when it is taken: decided before =
nothing, the question changed since `seen` = refused. What it rests on may still be to come.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Known
from dataclasses import dataclass, field, replace

from koppeling.matching.desk import Desk
from koppeling.matching.facts import Ruling
from koppeling.matching.lines import Answer, Line
from koppeling.matching.positions import Position, Rejected, undecided
from koppeling.model.actions import fault as fault_of
from koppeling.model.documents import Decision
from koppeling.model.explanations import Explanation, Match, Parked
from koppeling.model.movements import OpenItem, Part

ON_LINES = frozenset({"match", "explain", "accept"})
HOLDS = frozenset({"clearing", "debtor", "unidentified"})
"""Where a receipt waits: only a return goes there and back without an item."""


@dataclass(slots=True)
class Effects:
    """Uitwerking: rulings that hold by subject, and what stays undone with the reason."""

    rulings: list[Ruling] = field(default_factory=list)
    idle: list[tuple[Ruling, str, str]] = field(default_factory=list)
    by_subject: dict[str, list[Ruling]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find rulings by subject: every bank line asks for its own."""
        for ruling in self.rulings:
            self.by_subject.setdefault(ruling.subject, []).append(ruling)

    def on(self, subjects: Iterable[str], actions: frozenset[str]) -> list[Ruling]:
        """Rulings about any of these subjects, oldest first."""
        found = [r for s in subjects for r in self.by_subject.get(s, ())]
        found = [r for r in found if r.decision.action in actions]
        return sorted(found, key=lambda r: (r.decision.date, r.decision.id))

    @property
    def refused(self) -> frozenset[str]:
        """Explanations that a person refused: they are not concluded and not proposed again."""
        return frozenset(r.option for r in self.rulings if r.decision.action == "refuse")

    @property
    def learned(self) -> dict[str, str]:
        """What people matched by hand: the item or its number, by line."""
        return {
            r.subject.removeprefix("L"): r.chosen[0][0] if r.chosen else r.decision.target
            for r in self.rulings
            if r.decision.action in {"match", "accept"}
        }

    def documents(self, action: str) -> frozenset[str]:
        """Questions about whole documents that were decided so."""
        return frozenset(r.decision.subject for r in self.rulings if r.decision.action == action)

    def fail(self, ruling: Ruling, reason: str) -> None:
        """A ruling that cannot be carried out: shown, never silent."""
        self.idle.append((ruling, "decision_refused", reason))

    def unclear(self, ruling: Ruling, *, known: bool) -> None:
        """A subject with several answers is refused, one that nobody knows yet waits."""
        if known:
            self.fail(ruling, "het onderwerp is niet eenduidig")
        else:
            self.wait(ruling)

    def wait(self, ruling: Ruling) -> None:
        """A ruling whose subject is not known yet."""
        self.idle.append((ruling, "decision_waits", ""))


def effects_of(rulings: Iterable[Ruling]) -> Effects:
    """The rulings that hold, undone ones left out."""
    rulings = sorted(rulings, key=lambda r: (r.decision.date, r.decision.id))
    accepted = [r for r in rulings if not r.refused and not r.again]
    undone = {r.decision.subject for r in accepted if r.decision.action == "undo"}
    return Effects([r for r in accepted if r.decision.id not in undone])


def form_fault(decision: Decision) -> str:
    """Why a row can never be carried out ('' = it can), whatever the book holds."""
    return fault_of(decision.action, decision.target)


def options_of(
    parked: Iterable[Parked], matches: Iterable[Match]
) -> dict[str, tuple[str, Explanation]]:
    """Explanations that are shown or concluded, by id, with the question that they answer."""
    found = {o.id: (p.id, o) for p in parked for o in p.options}
    return found | {m.id: (f"L{m.line}", m.why) for m in matches}


def chosen(
    row: Decision, asked: Known[str, Parked], shown: Known[str, tuple[str, Explanation]]
) -> tuple[str, Explanation | None]:
    """The question that a row is about and the explanation it means: named, or the best."""
    if row.action not in {"accept", "refuse"}:
        return row.subject, None
    for name in (row.target, row.subject):
        if name in shown:
            return shown[name]
    question = asked.get(row.subject)
    options = question.options if question else ()
    concluded = [o for about, o in shown.values() if about == row.subject]
    return row.subject, next(iter((*options, *concluded)), None)


def unknown_option(row: Decision, option: Explanation | None, *, asked: bool) -> str:
    """Why there is nothing to accept or refuse; a whole document may be accepted as it is."""
    if row.action == "refuse" and option is None:
        return "er is geen voorstel of aflettering met dit nummer"
    if row.action == "accept" and option is None and not asked:
        return "er is geen voorstel met dit nummer"
    return ""


def decide_line(line: Line, desk: Desk, effects: Effects) -> Answer | None:
    """What people said about a line: parts for as far as they go; None = nobody said anything."""
    rulings = effects.on((f"L{line.id}", line.id), ON_LINES)
    parts: list[Part] = []
    dates = []
    for ruling in rulings:
        left = line.bank.cents - sum(p.cents for p in parts)
        if ruling.decision.action == "accept":
            made, fault = _accepted(ruling, line, desk, left)
        else:
            made, fault = _parts(ruling.decision, line, desk, left)
        if fault:
            effects.fail(ruling, fault)
            continue
        desk.take(made)
        parts += made
        dates.append(ruling.decision.date)
    if not parts:
        return None
    paid = [desk.items[p.item] for p in parts if p.item]
    dates += [item.answered or item.opened for item in paid]
    whole = sum(p.cents for p in parts) == line.bank.cents
    return Answer("decision", tuple(parts), max(dates), "" if whole else "residual")


def _parts(decision: Decision, line: Line, desk: Desk, left: int) -> tuple[list[Part], str]:
    """What one ruling explains of a line, or why it cannot."""
    wanted = left if decision.cents is None else decision.cents
    if not left or abs(wanted) > abs(left) or wanted * left < 0:
        return [], f"er is {left} cent over op deze ontvangst"
    if decision.action == "explain":
        return [Part(wanted, line.payer, decision.target)], ""
    made: list[Part] = []
    items, fault = _payable([n.strip() for n in decision.target.split(",")], desk)
    # what takes something off goes first: a claim less a reclaim is then paid whole
    for item in sorted(items, key=lambda i: desk.left(i.key) * wanted > 0):
        rest = wanted - sum(p.cents for p in made)
        open_ = desk.left(item.key) - sum(p.cents for p in made if p.item == item.key)
        cents = _paid(open_, rest, exact=decision.cents is not None)
        if cents * open_ <= 0:
            return [], f"op declaratie '{item.invoice}' staat nog {open_} cent open"
        made.append(item.part(cents))
    if fault:
        return [], fault
    total = sum(p.cents for p in made)
    if total * left < 0 or abs(total) > abs(left):
        return [], "de declaraties zijn samen meer dan de ontvangst"
    return made, ""


def _accepted(ruling: Ruling, line: Line, desk: Desk, left: int) -> tuple[list[Part], str]:
    """The parts of the explanation that was accepted, for as long as its items are there."""
    made: list[Part] = []
    for key, role, cents in ruling.chosen:
        if not key and role in HOLDS:
            return [], "de retour en de eerdere mutatie horen niet meer bij elkaar"
        item = desk.items.get(key)
        if key and (item is None or desk.left(key) * cents <= 0):
            return [], f"op {item.invoice if item else 'een post'} staat dat bedrag niet meer open"
        if item is not None and abs(desk.left(key)) < abs(cents):
            return [], f"op {item.invoice} staat nog {desk.left(key)} cent open"
        made.append(item.part(cents) if item else Part(cents, line.payer, role))
    total = sum(p.cents for p in made)
    if not made or total * left < 0 or abs(total) > abs(left):
        return [], f"er is {left} cent over op deze ontvangst"
    return made, ""


def _payable(names: Iterable[str], desk: Desk) -> tuple[list[OpenItem], str]:
    """The claims of these numbers or keys, or why one of them cannot be paid."""
    found: list[OpenItem] = []
    for name in names:
        item = desk.items.get(name) or desk.by_invoice(name)
        if item is None:
            return [], f"declaratie '{name}' is niet bekend of niet eenduidig"
        if item.answered is None:
            return [], f"declaratie '{name}' heeft nog geen retour"
        found.append(item)
    return found, ""


def _paid(open_: int, rest: int, *, exact: bool) -> int:
    """What of the rest one claim takes: all that is open on it, or what is left to give."""
    if (exact or abs(open_) > abs(rest)) and abs(rest) <= abs(open_):
        return rest
    return open_


@dataclass(frozen=True, slots=True)
class Verdict:
    """Besluit op een afwijzing: who decided what about which cents."""

    ruling: Ruling
    rejected: Rejected
    position: Position
    cents: int


def decide_rejections(positions: Known[str, Position], effects: Effects) -> list[Verdict]:
    """Rulings on rejections, each within what is still open."""
    found: list[Verdict] = []
    used: dict[str, int] = {}
    subjects: dict[str, list[tuple[Rejected, Position]]] = {}
    for position in positions.values():
        for rejected in position.rejected:
            for name in (rejected.id, position.item.invoice, position.item.key):
                subjects.setdefault(name, []).append((rejected, position))
    for ruling in effects.rulings:
        if ruling.decision.action != "rejection":
            continue
        candidates = subjects.get(ruling.decision.subject, [])
        if len(candidates) != 1:
            effects.unclear(ruling, known=bool(candidates))
            continue
        rejected, position = candidates[0]
        left = rejected.open - used.get(rejected.id, 0)
        cents = left if ruling.decision.cents is None else ruling.decision.cents
        fault = _rejection_fault(ruling.decision, rejected, position, cents, left)
        if fault:
            effects.fail(ruling, fault)
            continue
        used[rejected.id] = used.get(rejected.id, 0) + cents
        found.append(Verdict(ruling, rejected, position, cents))
    return found


def _rejection_fault(
    decision: Decision, rejected: Rejected, position: Position, cents: int, left: int
) -> str:
    booking = position.item.booking
    if not left or abs(cents) > abs(left) or cents * left < 0:
        return f"er staat {left} cent afgewezen open"
    memo = booking.recognise == "awarded" or rejected.policy == "reverse"
    if memo and decision.target != "client":
        return "de omzet van deze afwijzing staat niet in de boeken; alleen 'client' kan"
    limit = booking.writeoff_limit_cents
    if limit and abs(cents) > limit:
        return f"boven de grens van {limit} cent is een tweede persoon nodig"
    if decision.target != "writeoff" and cents != rejected.cents and len(rejected.groups) > 1:
        return "een deel kan alleen als alles op een omzetrij staat; beslis over het geheel"
    return ""


def with_decided(position: Position, verdicts: Iterable[Verdict]) -> Position:
    """The position with its rejections less what was decided."""
    used: dict[str, int] = {}
    for v in verdicts:
        used[v.rejected.id] = used.get(v.rejected.id, 0) + v.cents
    rejected = tuple(replace(r, decided=r.decided + used.get(r.id, 0)) for r in position.rejected)
    return replace(position, rejected=rejected, item=undecided(position.item, rejected))
