"""What a commit adds (wijzigingen): conclusions that follow now against what was booked before.

A fact is booked once. A conclusion that no longer follows is taken back by Reversed and, when
another follows, drawn again as the next revision. Of a receipt only the explanation is taken back;
the receipt itself only when it turns out to be another payer's, or nobody's.
"""

from dataclasses import dataclass, field, replace

from koppeling.matching.conclusions import Received
from koppeling.matching.derive import Derived
from koppeling.model.canonical import digest
from koppeling.model.codec import to_plain
from koppeling.model.movements import Movement


@dataclass(slots=True)
class Booked:
    """Vastgelegd: the movements that stand, by key, and the next revision of keys taken back.

    A receipt stands under `paid/<line>`; its explanation under `explained/<line>`, also when it was
    booked inside the receipt (`inside` names those lines).
    """

    standing: dict[str, Movement] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    inside: set[str] = field(default_factory=set)


def changes(derived: Derived, booked: Booked) -> tuple[Movement, ...]:
    """The movements of this commit, in order; `booked` is brought up to date."""
    wanted = {m.key: m for m in derived.movements}
    owners = {r.paid.key: (r.paid.payer, r.paid.booking.hold) for r in derived.received}
    explained: dict[str, Movement] = {}
    made: list[Movement] = [
        movement
        for key, paid in sorted(booked.standing.items())
        if paid.kind == "paid" and owners.get(key) != (paid.payer, paid.booking.hold)
        for movement in _not_ours(key, booked)
    ]
    for received in derived.received:
        _receive(received, booked, explained, made)
    wanted |= explained
    gone = [
        key
        for key in sorted(booked.standing)
        if not key.startswith("paid/") and not _same(wanted.get(key), booked.standing[key])
    ]
    made += [_take_back(key, booked) for key in gone]
    for key in sorted(wanted):
        if key not in booked.standing:
            movement = replace(wanted[key], revision=booked.revisions.get(key, 0))
            booked.standing[key] = movement
            made.append(movement)
    return tuple(sorted(made, key=_order))


ORDER = (
    "reversed",
    "submitted",
    "returned",
    "awarded",
    "awarded_non_financial",
    "rejected",
    "resubmitted",
    "reclaimed",
    "advance_settled",
    "netted",
    "paid",
    "explained",
    "decided_rejection",
    "decided_receipt",
    "accrued",
    "reserved",
    "provisioned",
    "uncollectable",
)


def _order(movement: Movement) -> tuple[str, int, str]:
    return (movement.date.isoformat(), ORDER.index(movement.kind), movement.name)


def _receive(
    received: Received, booked: Booked, explained: dict[str, Movement], made: list[Movement]
) -> None:
    """Book the receipt once; its explanation inside it when both are of the same date."""
    paid, answer = received.paid, received.answer
    explanation = _explanation(received) if answer.parts else None
    if paid.key in booked.standing:
        if explanation is not None:
            explained[explanation.key] = explanation
        return
    inside = explanation is not None and explanation.date == paid.date and _whole(received)
    if explanation is not None and inside:
        paid = replace(paid, parts=answer.parts)
        revision = booked.revisions.get(explanation.key, 0)
        booked.standing[explanation.key] = replace(explanation, revision=revision)
        booked.inside.add(explanation.key)
    paid = replace(paid, revision=booked.revisions.get(paid.key, 0))
    booked.standing[paid.key] = paid
    made.append(paid)
    if explanation is not None:
        explained[explanation.key] = explanation


def _whole(received: Received) -> bool:
    return sum(p.cents for p in received.answer.parts) == received.paid.cents


def _explanation(received: Received) -> Movement:
    """Explained later, dated at the last fact it rests on and never before the line itself."""
    paid, answer = received.paid, received.answer
    assert answer.dated is not None, "an explanation is dated"
    roles = any(not p.item for p in answer.parts)
    decided = answer.rule == "decision" and roles
    return replace(
        paid,
        key=f"explained/{received.line.id}",
        kind="decided_receipt" if decided else "explained",
        date=max(paid.date, answer.dated),
        cents=sum(p.cents for p in answer.parts),
        parts=answer.parts,
        reason=answer.rule,
    )


def _not_ours(key: str, booked: Booked) -> list[Movement]:
    """The reversal of a receipt that turns out to be nobody's, or another payer's."""
    made: list[Movement] = []
    explained = f"explained/{key.removeprefix('paid/')}"
    if explained in booked.inside:  # it goes with the receipt that it was booked in
        booked.inside.discard(explained)
        booked.revisions[explained] = booked.standing.pop(explained).revision + 1
    elif explained in booked.standing:
        made.append(_take_back(explained, booked))
    return [*made, _take_back(key, booked)]


def _take_back(key: str, booked: Booked) -> Movement:
    """The reversal of what stands under a key; inside a receipt it mirrors that receipt's parts."""
    old = booked.standing.pop(key)
    booked.revisions[key] = old.revision + 1
    mirror = old
    if key in booked.inside:
        booked.inside.discard(key)
        mirror = booked.standing[f"paid/{key.removeprefix('explained/')}"]
    return replace(
        old,
        key=f"reversed/{old.name}",
        kind="reversed",
        cents=-old.cents,
        revision=0,
        of=old.name,
        mirror=mirror,
        groups=(),
        parts=(),
    )


def _same(wanted: Movement | None, standing: Movement) -> bool:
    # most are equal as they stand, and the digest of a movement takes long
    return wanted is not None and (wanted == standing or meaning(wanted) == meaning(standing))


def meaning(movement: Movement) -> str:
    """Digest of what a movement says; not where it was read.

    The mapping version counts where an open item has its accounts by it: a claim that turns out to
    be an older one under a new number is on the accounts of that. Of an item it says the scheme
    too: a claim that turns out to be in the list of open items counts as booked under outstanding.
    """
    plain = to_plain(replace(movement, evidence=(), sources=(), revision=0, mirror=None))
    for each in (plain, *plain["parts"]):
        each["version"] = each["version"] if each["item"] else 0
    plain["booking"] = movement.booking.recognise if movement.item else ""
    return digest(plain)
