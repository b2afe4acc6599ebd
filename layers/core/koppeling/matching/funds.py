"""What is put aside for a payer (reservering, voorziening), and what draws on it.

A reserve is what a payer will probably take back (a ceiling): by payer, law and year. A reclaim of
which no claim is known takes of it first, the oldest year first. A provision is for what will not
be paid: by payer, or of the administration. A claim given up as uncollectable takes of its payer's
provision, then of the administration's; the rest is written off. Above the limit of the mapping two
persons must give it up. A negative amount releases what is left. All in order of date, so whatever
comes late ends the same. Source: accounting cases S10, S12.
"""

from collections.abc import Mapping as Known
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from koppeling.matching.decisions import Effects
from koppeling.matching.desk import Desk
from koppeling.matching.facts import Ruling, View
from koppeling.matching.four_eyes import Waiting
from koppeling.matching.positions import Position
from koppeling.model.entries import Evidence
from koppeling.model.movements import Movement, MovementKind, OpenItem, Part

Fund = tuple[str, int, str]
"""Payer ('' = the administration), year (0 = none) and law ('' = none)."""
KINDS: dict[str, MovementKind] = {"reserve": "reserved", "provision": "provisioned"}
ROLES = {"reserve": "repayable", "provision": "provision"}
UNCOLLECTABLE = "uncollectable"
Event = tuple[date, int, str, Ruling | Movement]
"""Day; 0 put aside, 1 drawn on, 2 released; the key of what happens; what happens."""


@dataclass(slots=True)
class Funds:
    """Voorzieningen: what is left in each and what came of them; by item: given up, and who waits.

    A fault of a row that repeats another is not told: it is that of the first.
    """

    effects: Effects
    desk: Desk
    positions: Known[str, Position]
    view: View
    movements: list[Movement] = field(default_factory=list)
    reclaims: dict[str, Movement] = field(default_factory=dict)
    given_up: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    left: dict[tuple[str, Fund], int] = field(default_factory=dict)

    @property
    def booked(self) -> tuple[Movement, ...]:
        """The reclaims, and all else that came of the funds."""
        return (*self.reclaims.values(), *self.movements)

    def happen(self, fact: Ruling | Movement) -> None:
        """One fact, in its turn."""
        if isinstance(fact, Movement):
            self.reclaims[fact.key] = self._reclaim(fact)
            return
        give_up = fact.decision.action == UNCOLLECTABLE
        fault = self._give_up(fact) if give_up else self._put_aside(fact)
        if fault and not fact.again:
            self.effects.fail(fact, fault)

    def _put_aside(self, ruling: Ruling) -> str:
        """Put aside or release what a decision says; why it cannot be."""
        decision, cents = ruling.decision, ruling.decision.cents or 0
        fund = fund_of(decision.action, decision.subject, self.view)
        if fund is None:
            return f"'{decision.subject}' staat niet in de inrichting"
        left = self.left.get((decision.action, fund), 0)
        if left + cents < 0:
            return f"er is nog {left} cent over om vrij te laten"
        self.left[decision.action, fund] = left + cents
        self.movements.append(_put_aside(ruling, fund, cents, self.view))
        return ""

    def _draw(self, action: str, payer: str, cents: int) -> list[Part]:
        """As much as there is, the oldest first: of the payer, then of the administration."""
        taken: list[Part] = []
        own = [f for a, f in self.left if a == action and f[0] in {payer, ""}]
        for fund in sorted(own, key=lambda f: (not f[0], f)):
            part = min(self.left[action, fund], cents - sum(p.cents for p in taken))
            if part > 0:
                self.left[action, fund] -= part
                taken.append(_part(action, fund, part, self.view))
        return taken

    def _reclaim(self, movement: Movement) -> Movement:
        """A reclaim of which no claim is known takes of the payer's reserves first."""
        parts = self._draw("reserve", movement.payer, movement.cents)
        if not parts:
            return movement
        if rest := movement.cents - sum(p.cents for p in parts):
            own = Part(rest, movement.payer, movement.role, version=movement.version)
            parts.append(replace(own, reason=movement.reason))
        return replace(movement, policy="reserved", role="repayable", parts=tuple(parts))

    def _give_up(self, ruling: Ruling) -> str:
        """A claim that will not be paid: off its position, against provision and cost."""
        decision, subject = ruling.decision, ruling.decision.subject
        item = self.desk.items.get(subject) or self.desk.by_invoice(subject, 1)
        if item is None:
            if not ruling.again:
                self.effects.wait(ruling)
            return ""
        waiting = self.waiting.setdefault(item.key, Waiting(item.booking.writeoff_limit_cents))
        if decision.id in waiting.done:
            return ""
        left = self.desk.left(item.key) - self.given_up.get(item.key, 0)
        cents = left if decision.cents is None else decision.cents
        if fault := _fault(item, left, cents):
            return fault
        if by := waiting.by(ruling, cents):
            self._write_off(by, item, cents)
        return ""

    def _write_off(self, by: tuple[Ruling, ...], item: OpenItem, cents: int) -> None:
        """What these rulings gave up: provision as far as there is one, the rest is cost."""
        self.given_up[item.key] = self.given_up.get(item.key, 0) + cents
        parts = self._draw("provision", item.payer, cents)
        if rest := cents - sum(p.cents for p in parts):
            parts.append(replace(item.part(rest), role="writeoff", reason=UNCOLLECTABLE))
        base = self.positions[item.key].movements[0]
        self.movements.append(_given_up(by, item, base, parts))


def carry_out(
    effects: Effects,
    reclaims: Sequence[Movement],
    desk: Desk,
    positions: Known[str, Position],
    view: View,
) -> Funds:
    """Everything in turn; `reclaims` as they are, or drawn from reserves, in the same order.

    `desk` = what the bank left open of each item.
    """
    funds = Funds(effects, desk, positions, view, reclaims={m.key: m for m in reclaims})
    events: list[Event] = [
        (m.date, 1, m.key, m)
        for m in reclaims
        if m.kind == "reclaimed" and m.role == "correction" and m.cents > 0
    ]
    for ruling in effects.rulings:
        decision = ruling.decision
        if decision.action in KINDS:
            put = 2 if (decision.cents or 0) < 0 else 0
            events.append((decision.date, put, decision.id, ruling))
    given_up = effects.repeated_too(UNCOLLECTABLE)
    events += [(r.decision.date, 1, r.decision.id, r) for r in given_up]
    for *_, fact in sorted(events, key=lambda e: e[:3]):
        funds.happen(fact)
    effects.idle += [each for waiting in funds.waiting.values() for each in waiting.idle]
    return funds


def fund_of(action: str, subject: str, view: View) -> Fund | None:
    """`payer/law/year` of a reserve; a payer, or the administration's name, of a provision."""
    label, _, rest = subject.partition("/")
    payer = view.mapping.payer(label)
    if action == "provision":
        if subject == view.mapping.administration.name:
            return "", 0, ""
        return (payer.label, 0, "") if payer and not rest else None
    law, _, year = rest.partition("/")
    return (payer.label, int(year), law) if payer else None


def _put_aside(ruling: Ruling, fund: Fund, cents: int, view: View) -> Movement:
    decision, (payer, year, law) = ruling.decision, fund
    return Movement(
        key=f"{KINDS[decision.action]}/{decision.id}",
        kind=KINDS[decision.action],
        date=decision.date,
        cents=cents,
        payer=payer,
        law=law,
        booking=view.booking_of("", payer, law),
        version=view.newest,
        evidence=(Evidence(ruling.sha256, decision.record),),
        year=year or None,
        reason=decision.action,
    )


def _part(action: str, fund: Fund, cents: int, view: View) -> Part:
    """Cents that are taken of a fund, on the account where they were put."""
    payer, year, law = fund
    return Part(
        cents, payer, ROLES[action], law, version=view.newest, year=year or None, reason=action
    )


def _fault(item: OpenItem, left: int, cents: int) -> str:
    """Why a claim cannot be given up for so much ('' = it can)."""
    if item.kind != "claim":
        return "alleen een declaratie kan oninbaar zijn"
    if item.answered is None:
        return f"declaratie '{item.invoice}' heeft nog geen retour"
    if not 0 < cents <= left:
        return f"op declaratie '{item.invoice}' staat nog {left} cent open"
    return ""


def _given_up(
    by: tuple[Ruling, ...], item: OpenItem, base: Movement, parts: list[Part]
) -> Movement:
    answered = item.answered or item.opened
    return replace(
        base,
        key=f"{UNCOLLECTABLE}/{by[-1].decision.id}",
        kind="uncollectable",
        date=max(*(r.decision.date for r in by), answered),
        cents=sum(p.cents for p in parts),
        answer_date=answered,
        groups=(),
        parts=tuple(parts),
        policy="",
        role="",
        reason=UNCOLLECTABLE,
        evidence=tuple(Evidence(r.sha256, r.decision.record) for r in by),
    )
