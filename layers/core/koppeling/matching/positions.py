"""From a life to its open item and its movements (posten en gebeurtenissen).

Every movement is keyed by the claim, never by order of arrival; what has no money is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from koppeling.matching.facts import Taken, View
from koppeling.matching.lives import Life
from koppeling.model.canonical import identity
from koppeling.model.cents import euros_nl
from koppeling.model.entries import Evidence
from koppeling.model.explanations import Parked
from koppeling.model.groups import Group
from koppeling.model.mapping import Booking
from koppeling.model.movements import Movement, MovementKind, OpenItem
from koppeling.model.payer_terms import client_is_barred


@dataclass(frozen=True, slots=True)
class Rejected:
    """Open afwijzing: the refused groups of one claim under one policy, and its question.

    `decided` = cents that people decided on; the question is open while cents are left. `again` =
    claims that may claim it again, with the cents that may then be revenue twice.
    """

    id: str
    item: str
    policy: str
    groups: tuple[Group, ...]
    where: Evidence
    decided: int = 0
    again: tuple[tuple[str, int], ...] = ()

    @property
    def cents(self) -> int:
        """Cents rejected in all."""
        return sum(g.rejected for g in self.groups)

    @property
    def open(self) -> int:
        """Cents that nobody decided on yet."""
        return self.cents - self.decided


@dataclass(frozen=True, slots=True)
class Position:
    """Stand van een declaratie: item, movements, rejections that ask for a decision.

    `was` = the item that this one is under a new number ('' = it is new).
    """

    life: Life
    item: OpenItem
    movements: tuple[Movement, ...]
    rejected: tuple[Rejected, ...]
    was: str = ""


def position_of(life: Life, view: View, *, listed: bool = False) -> Position:
    """The open item and the movements of one life; `listed` = in the list of open items.

    What is in that list counts as booked under outstanding (contract section 4).
    """
    booking = view.booking_of(life.key, life.payer, life.law)
    if listed:
        booking = booking.model_copy(update={"recognise": "outstanding"})
    version = view.version_of(life.key)
    owner = view.versions[version].payer(life.payer) or view.mapping.payer(life.payer)
    label = owner.label if owner else life.payer
    base = _base(life, booking, version, label)
    submitted = _movement(base, "submitted", life.submitted, _source(life.claim, life.answer))
    answered, rejected = (
        ((_returned(life, base),), ()) if life.returned else _answer(life, base, view)
    )
    cents = {m.kind: m.cents for m in answered}
    item = OpenItem(
        key=life.key,
        payer=label,
        law=life.law,
        invoice=life.invoice,
        agb=life.payee,
        year=base.year,
        opened=life.date,
        booking=booking,
        version=version,
        keys=_keys(life),
        answered=life.answer_date,
        declared=0 if life.returned else sum(g.declared for g in life.submitted),
        awarded=cents.get("awarded", 0),
        non_financial=cents.get("awarded_non_financial", 0),
        settled=cents.get("advance_settled", 0),
    )
    movements = _with_money(submitted, *answered)
    return Position(life, undecided(item, rejected) if rejected else item, movements, rejected)


def _returned(life: Life, base: Movement) -> Movement:
    """The claim taken back: it was never delivered."""
    dated = replace(base, date=life.answer_date or life.date)
    return _movement(dated, "returned", life.submitted, _source(life.answer))


def _base(life: Life, booking: Booking, version: int, label: str) -> Movement:
    years = {g.month[:4] for g in life.submitted if g.month}
    by_line = [t for t in (life.claim, life.answer) if t and booking.detail == "line"]
    return Movement(
        key="",
        kind="submitted",
        date=life.date,
        cents=0,
        payer=label,
        law=life.law,
        booking=booking,
        version=version,
        evidence=(),
        item=life.key,
        invoice=life.invoice,
        agb=life.payee,
        year=int(years.pop()) if len(years) == 1 else None,
        claim_date=life.date,
        answer_date=life.answer_date,
        sources=tuple((t.sha256, t.document.header.part) for t in by_line),
    )


def _keys(life: Life) -> tuple[str, ...]:
    """The numbers by which a payer may name this claim."""
    reference = life.remittance.reference if life.remittance else ""
    return tuple(dict.fromkeys(k for k in (life.invoice, reference) if k))


def _source(*taken: Taken | None) -> tuple[Evidence, ...]:
    """The first document there is: the fact's own evidence."""
    first = next(t for t in taken if t is not None)
    return (Evidence(first.sha256),)


def _movement(
    base: Movement,
    kind: MovementKind,
    groups: Iterable[Group],
    evidence: tuple[Evidence, ...],
    policy: str = "",
) -> Movement:
    kept = tuple(groups)
    attribute = {
        "submitted": "declared",
        "returned": "declared",
        "awarded": "awarded",
        "advance_settled": "awarded",
        "awarded_non_financial": "non_financial",
        "rejected": "rejected",
    }[kind]
    key = "/".join(x for x in (kind, policy, base.item) if x)
    date = base.date if kind in {"submitted", "returned"} else base.answer_date or base.date
    cents = sum(getattr(g, attribute) for g in kept)
    # only a movement about the answer may depend on it: the claim alone is never drawn again
    answer_date = None if kind == "submitted" else base.answer_date
    return replace(
        base,
        key=key,
        kind=kind,
        date=date,
        cents=cents,
        groups=kept,
        evidence=evidence,
        policy=policy,
        answer_date=answer_date,
    )


def _with_money(*movements: Movement) -> tuple[Movement, ...]:
    """Movements about nothing are left out (a claim of zero, an award of nothing)."""
    return tuple(m for m in movements if any(_cents(m, g) for g in m.groups))


def _cents(movement: Movement, group: Group) -> int:
    if movement.kind in {"submitted", "returned"}:
        return group.declared
    if movement.kind == "rejected":
        return group.rejected
    if movement.kind == "awarded_non_financial":
        return group.non_financial
    return group.awarded


def _answer(
    life: Life, base: Movement, view: View
) -> tuple[tuple[Movement, ...], tuple[Rejected, ...]]:
    if life.remittance is None:
        return (), ()
    booking = base.booking
    source = _source(life.answer)
    won = [g for g in life.answered if g.awarded]
    other = [g for g in life.answered if g.non_financial]
    movements = [_movement(base, "awarded", won, source)] if won else []
    if other:
        movements.append(_movement(base, "awarded_non_financial", other, source))
    if won and booking.settles == "advance":
        movements.append(_movement(base, "advance_settled", won, source))
    rejected = []
    mapping = view.versions[base.version]
    refused = [g for g in life.answered if g.rejected]
    for policy in ("hold", "debtor", "reverse") if refused else ():
        groups = tuple(g for g in refused if mapping.rejection_of(booking, g.code) == policy)
        if groups:
            movements.append(_movement(base, "rejected", groups, source, policy))
            number = "R" + identity("rejection", [base.item, policy], size=15)
            rejected.append(Rejected(number, base.item, policy, groups, source[0]))
    return tuple(movements), tuple(rejected)


def undecided(item: OpenItem, rejected: Iterable[Rejected]) -> OpenItem:
    """The item with its open rejections by the account they stand on; none under `awarded`."""
    held = {"hold": 0, "debtor": 0, "reverse": 0}
    for r in rejected:
        held[r.policy] += r.open
    if item.booking.recognise == "awarded":
        return item
    return replace(item, rejected=held["hold"], on_debtor=held["debtor"])


def client_barred(position: Position, view: View) -> str:
    """Who says that the client may not be billed for what is rejected of a claim ('' = nobody)."""
    payer = view.mapping.payer(position.item.payer)
    return client_is_barred(payer, position.life.standard) if payer else ""


def question_of(rejected: Rejected, position: Position, view: View) -> Parked | None:
    """The open rejection as a question; None when nothing is held or all is decided."""
    booking = position.item.booking
    if booking.recognise == "awarded" or rejected.policy == "reverse" or not rejected.open:
        return None
    barred = client_barred(position, view)
    return Parked(
        id=rejected.id,
        reason="rejection_undecided",
        cents=rejected.open,
        held_on="rejected" if rejected.policy == "hold" else "debtor",
        where=rejected.where,
        payer=position.item.payer,
        date=position.life.answer_date,
        about=f"Declaratie {position.item.invoice}, retourcode {_codes(rejected)}",
        candidates=("writeoff", "revenue", *(() if barred else ("client",)), "prior"),
        again=tuple((invoice, min(cents, rejected.open)) for invoice, cents in rejected.again),
    )


def _codes(rejected: Rejected) -> str:
    """The refusing codes; of more than one also the amount of each, which a part may be of."""
    cents: dict[str, int] = {}
    for g in rejected.groups:
        cents[g.code or "geen"] = cents.get(g.code or "geen", 0) + g.rejected
    if len(cents) == 1:
        return next(iter(cents))
    return ", ".join(f"{code} ({euros_nl(cents[code])})" for code in sorted(cents))
