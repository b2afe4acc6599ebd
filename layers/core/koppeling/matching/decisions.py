"""What people decided (besluiten): which rows hold, and what they do to lines and rejections.

A decision is a fact like any other. Its verdict is given once, when it is taken: decided before =
nothing, the question changed since `seen` = refused. What it rests on may still be to come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from koppeling.matching.desk import Desk
from koppeling.matching.facts import Ruling
from koppeling.matching.lines import Answer, Line
from koppeling.matching.said import reason_on
from koppeling.model.documents import Decision
from koppeling.model.movements import OpenItem, Part

ON_LINES = frozenset({"match", "explain", "accept"})
HOLDS = frozenset({"clearing", "debtor", "unidentified"})
"""Where a receipt waits: only a return goes there and back without an item."""


@dataclass(slots=True)
class Effects:
    """Uitwerking: rulings that hold by subject, and what stays undone with the reason.

    `repeated` = rows that say again what a ruling that holds said: nothing, but where a second
    person must say the same, and where the last word counts.
    """

    rulings: list[Ruling] = field(default_factory=list)
    repeated: list[Ruling] = field(default_factory=list)
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

    def repeated_too(self, action: str) -> list[Ruling]:
        """Rulings with this action and the rows that repeat one, oldest first."""
        found = [r for r in (*self.rulings, *self.repeated) if r.decision.action == action]
        return sorted(found, key=_age)

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
    """The rulings that hold, oldest first."""
    rulings = tuple(rulings)
    found = sorted(in_force(rulings), key=lambda r: (r.decision.date, r.decision.id))
    standing = {r.decision.id for r in found}
    again = (r for r in rulings if r.again and not r.refused and r.decision.id in standing)
    return Effects(found, list(again))


def _age(ruling: Ruling) -> tuple[date, str, str, str, int]:
    """Where a ruling stands among others, whatever came first."""
    d = ruling.decision
    return (d.date, d.id, d.principal, ruling.sha256, d.record)


def in_force(rulings: Iterable[Ruling]) -> list[Ruling]:
    """The rulings that hold, in the order given: an undo may be undone as well."""
    accepted = [r for r in rulings if not (r.refused or r.again or r.waits)]
    undoing: dict[str, list[str]] = {}
    for ruling in accepted:
        if ruling.decision.action == "undo":
            undoing.setdefault(ruling.decision.subject, []).append(ruling.decision.id)

    def stands(number: str) -> bool:
        # the id of an undo covers its subject, so that no two can undo each other
        return not any(stands(undo) for undo in undoing.get(number, ()))

    return [r for r in accepted if stands(r.decision.id)]


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
        return [_to_role(wanted, decision.target, line, desk)], ""
    made: list[Part] = []
    items, fault = _payable([n.strip() for n in decision.target.split(",")], desk, wanted)
    # what takes something off goes first: a claim less a reclaim is then paid whole
    for item in sorted(items, key=lambda i: desk.payable(i.key) * wanted > 0):
        rest = wanted - sum(p.cents for p in made)
        open_ = desk.payable(item.key) - sum(p.cents for p in made if p.item == item.key)
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
        made.append(item.part(cents) if item else _to_role(cents, role, line, desk))
    total = sum(p.cents for p in made)
    if not made or total * left < 0 or abs(total) > abs(left):
        return [], f"er is {left} cent over op deze ontvangst"
    return made, ""


def _to_role(cents: int, role: str, line: Line, desk: Desk) -> Part:
    """A part without an item: the payer's mark on the line may choose its account."""
    return Part(cents, line.payer, role, reason=reason_on(line, desk.mark))


def _payable(names: Iterable[str], desk: Desk, wanted: int) -> tuple[list[OpenItem], str]:
    """The claims of these numbers or keys, or why one of them cannot be paid.

    A person may say that a claim was paid before its answer: a payment is no award, the position
    waits for it on the other side. Not where the award itself is set off against an advance.
    """
    found: list[OpenItem] = []
    for name in names:
        item = desk.items.get(name) or desk.by_invoice(name, wanted)
        if item is None:
            return [], f"declaratie '{name}' is niet bekend of niet eenduidig"
        if item.answered is None and item.booking.settles == "advance":
            return [], f"declaratie '{name}' wordt na de retour met het voorschot verrekend"
        found.append(item)
    return found, ""


def _paid(open_: int, rest: int, *, exact: bool) -> int:
    """What of the rest one claim takes: all that is open on it, or what is left to give."""
    if (exact or abs(open_) > abs(rest)) and abs(rest) <= abs(open_):
        return rest
    return open_
