"""A rejection that was claimed again (herindiening): the new claim takes over what was rejected.

The chain keeps its age: it counts from the first submission. What is claimed again is no new
revenue: of the new claim only the rest is Submitted (contract section 2, *Resubmitted*). What lines
prove is taken over by itself, before what people decide of a later day; what they said before of
that rejection, or of that very pair, goes first (docs/decisions/0022).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from koppeling.matching.again import Pair, Pairs, pairs_of
from koppeling.matching.decisions import Effects
from koppeling.matching.facts import Ruling
from koppeling.matching.positions import Position, Rejected, undecided
from koppeling.model.care import key_of
from koppeling.model.entries import Evidence
from koppeling.model.groups import Group, Key
from koppeling.model.movements import Movement

Pieces = list[tuple[Key, int, int]]
"""Of a group: cents, and how many lines that are wholly these cents."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Keten: a rejection, the claim that takes over cents of it, and the lines that say so."""

    rejected: Rejected
    old: Position
    claim: Position
    lines: tuple[Pair, ...]

    @property
    def known(self) -> int:
        """Cents that the lines have in common."""
        refused = {id(p.refused): p.refused.cents for p in self.lines}
        sent = {id(p.sent): p.sent.cents for p in self.lines}
        return min(sum(refused.values()), sum(sent.values()))

    @property
    def most(self) -> int:
        """Cents that may be taken over: open, and new in the claim."""
        return min(self.rejected.open, _new(self.claim))


def resubmitted(positions: dict[str, Position], effects: Effects) -> list[Movement]:
    """What was claimed again, by the lines or by a decision; positions are brought up to date."""
    pairs = pairs_of(positions)
    found = _recognised(positions, effects, pairs)
    for ruling in effects.rulings:
        if ruling.decision.action != "resubmission":
            continue
        rejected = _rejection(positions, ruling.decision.subject)
        claim = _claim(positions, ruling.decision.target)
        if rejected is None or claim is None:
            effects.unclear(ruling, known=False)
            continue
        lines = tuple(p for p in pairs.possible if p.ids == (rejected.id, claim.item.key))
        chain = _Chain(rejected, positions[rejected.item], claim, lines)
        cents = _cents(ruling, chain)
        if fault := _fault(chain, cents):
            effects.fail(ruling, fault)
            continue
        evidence = Evidence(ruling.sha256, ruling.decision.record)
        left = replace(rejected, decided=rejected.decided + cents)
        found += _take_over(positions, chain, left, cents, (ruling.decision.id, evidence))
    _tell(positions, effects, pairs)
    return _on_their_accounts(positions, found)


def _on_their_accounts(positions: dict[str, Position], found: list[Movement]) -> list[Movement]:
    """An item with a new number keeps the accounts that it was opened with, whatever it is now.

    Last of all, because what a claim was may itself turn out to be an older one.
    """
    versions: dict[str, int] = {}
    for key in [k for k, position in positions.items() if position.was]:
        first, steps = positions[key], 0
        while first.was and steps < len(positions):
            first, steps = positions[first.was], steps + 1
        versions[key] = first.item.version
    for key, version in versions.items():
        position = positions[key]
        positions[key] = replace(
            position,
            item=replace(position.item, version=version),
            movements=tuple(replace(m, version=version) for m in position.movements),
        )
    return [replace(m, version=versions.get(m.item, m.version)) for m in found]


def _recognised(positions: dict[str, Position], effects: Effects, pairs: Pairs) -> list[Movement]:
    """Take over what the lines prove; the rest of them is for a person."""
    found: list[Movement] = []
    for chain in _chains(positions, pairs.proven):
        cents = chain.known
        if _people_say(effects, chain) or _fault(chain, cents):
            pairs.possible += chain.lines
            continue
        sent = chain.claim.life.claim
        assert sent is not None, "lines are of a claim that was read"
        refused: Pieces = [
            (p.refused.key, p.cents, int(p.refused.declared == p.cents)) for p in chain.lines
        ]
        groups = tuple(g for g in _less(chain.rejected.groups, refused) if g.rejected)
        left = replace(chain.rejected, groups=groups)
        source = (f"{chain.rejected.id}/{chain.claim.item.key}", Evidence(sent.sha256))
        found += _take_over(positions, chain, left, cents, source)
    return found


def _chains(positions: dict[str, Position], pairs: Iterable[Pair]) -> Iterator[_Chain]:
    """The pairs by rejection and claim, in order of the new claims: a chain grows from its start.

    Each is read when its turn comes, as those before left it.
    """
    lines: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        lines.setdefault(pair.ids, []).append(pair)
    for _, own in sorted(lines.items(), key=lambda kv: (kv[1][0].sent.date, kv[0][1], kv[0][0])):
        old = positions[own[0].refused.item]
        rejected = next(r for r in old.rejected if r.id == own[0].refused.rejection)
        yield _Chain(rejected, old, positions[own[0].sent.item], tuple(own))


def _people_say(effects: Effects, chain: _Chain) -> bool:
    """Whether a person decided about this pair, or finally about the rejection before the claim."""
    item, new = chain.old.item, chain.claim.item
    names = (chain.rejected.id, item.key, item.invoice)
    pair = effects.on(names, frozenset({"refuse", "resubmission"}))
    final = effects.on(names, frozenset({"rejection"}))
    return any(r.decision.target in {new.key, new.invoice} for r in pair) or any(
        r.decision.date < chain.claim.life.date for r in final
    )


def _tell(positions: dict[str, Position], effects: Effects, pairs: Pairs) -> None:
    """Name with each open rejection the claims in which its revenue may stand a second time."""
    for chain in list(_chains(positions, pairs.possible)):
        old = positions[chain.rejected.item]
        rejected = next(r for r in old.rejected if r.id == chain.rejected.id)
        names = (rejected.id, old.item.key, old.item.invoice)
        new = chain.claim.item
        refused = effects.on(names, frozenset({"refuse"}))
        no = any(r.decision.target in {new.key, new.invoice} for r in refused)
        cents = min(chain.known, chain.most)
        if no or cents <= 0 or _fault(replace(chain, rejected=rejected), cents, asked=True):
            continue
        told = replace(rejected, again=(*rejected.again, (new.invoice, cents)))
        kept = tuple(told if r.id == rejected.id else r for r in old.rejected)
        positions[rejected.item] = replace(old, rejected=kept)


def _rejection(positions: dict[str, Position], subject: str) -> Rejected | None:
    """The open rejection of an id, an item or a claim number."""
    found = [
        r
        for p in positions.values()
        for r in p.rejected
        if r.open and subject in {r.id, p.item.key, p.item.invoice}
    ]
    return found[0] if len(found) == 1 else None


def _claim(positions: dict[str, Position], target: str) -> Position | None:
    found = [p for p in positions.values() if target in {p.item.key, p.item.invoice}]
    found = [p for p in found if not p.life.returned] if len(found) > 1 else found
    return found[0] if len(found) == 1 else None


def _cents(ruling: Ruling, chain: _Chain) -> int:
    """As decided, else what the lines say, else all that was rejected as far as it is claimed."""
    if ruling.decision.cents is not None:
        return ruling.decision.cents
    return min(chain.known, chain.most) if chain.lines else chain.most


def _new(claim: Position) -> int:
    """Cents of a claim that are no rejection submitted again so far."""
    return sum(m.cents for m in claim.movements if m.kind == "submitted")


def _fault(chain: _Chain, cents: int, *, asked: bool = False) -> str:
    """Why a rejection cannot have been submitted again as this claim ('' = it can).

    `asked` = nobody says yet how many cents of which row.
    """
    before, now = chain.old.item, chain.claim.item
    earlier = now.key == before.key or chain.claim.life.date < chain.old.life.date
    package = "package" in {before.booking.claims, now.booking.claims}
    new = _new(chain.claim)
    rows = next((m.groups for m in chain.claim.movements if m.kind == "submitted"), ())
    partly = cents != new and len(rows) > 1 and _pieces(chain.lines, cents, rows) is None
    faults = (
        (earlier, "een herindiening is een latere declaratie dan de afgewezen"),
        (now.payer != before.payer, "een herindiening gaat naar dezelfde financier"),
        (package, "het pakket boekt de declaraties zelf; ook de herindiening"),
        (
            now.booking.recognise != before.booking.recognise,
            "de twee declaraties staan onder een andere boekingswijze",
        ),
        (
            not 0 < cents <= min(chain.rejected.open, new),
            f"er staat {chain.rejected.open} cent afgewezen open, en {new} cent nieuw gedeclareerd",
        ),
        (
            partly and not asked,
            "een deel kan alleen als de nieuwe declaratie op een omzetrij staat",
        ),
    )
    return next((text for holds, text in faults if holds), "")


def _pieces(lines: Iterable[Pair], cents: int, rows: Iterable[Group]) -> Pieces | None:
    """The rows of the new claim that these cents stand on; None = the lines do not say.

    `rows` = what is new in the claim: of a row that was taken over before there may be too little.
    """
    sent = {id(p.sent): p.sent for p in lines}.values()
    total, keys = sum(y.cents for y in sent), {y.key for y in sent}
    found: Pieces = []
    if total == cents:
        found = [(y.key, y.cents, 1) for y in sent]
    elif len(keys) == 1 and 0 < cents < total:
        found = [(keys.pop(), cents, 0)]
    left = {key_of(g): g.declared for g in rows}
    for key, part, _ in found:
        left[key] = left.get(key, 0) - part
    return found if found and all(cents >= 0 for cents in left.values()) else None


def _less(groups: tuple[Group, ...], pieces: Pieces) -> tuple[Group, ...]:
    """Groups without these cents; one of which nothing is left is gone."""
    found = {key_of(g): g for g in groups}
    for key, cents, count in pieces:
        g = found[key]
        found[key] = replace(g, declared=g.declared - cents, count=g.count - count)
    return tuple(g for g in found.values() if g.declared or g.rejected)


def _take_over(
    positions: dict[str, Position],
    chain: _Chain,
    left: Rejected,
    cents: int,
    source: tuple[str, Evidence],
) -> list[Movement]:
    """The new claim takes cents of a rejection over; `left` = what is left of that."""
    old, claim, rejected = chain.old, chain.claim, chain.rejected
    kept = tuple(left if r.id == rejected.id else r for r in old.rejected)
    positions[rejected.item] = replace(old, rejected=kept, item=undecided(old.item, kept))
    item = replace(claim.item, first=old.item.since)
    submitted = next(m for m in claim.movements if m.kind == "submitted")
    if rejected.policy == "reverse":
        positions[item.key] = replace(claim, item=item)
        return []
    rest = _without(submitted, chain, cents)
    others = (m for m in claim.movements if m is not submitted)
    # nothing in it is new: the open item took a new number
    was = "" if rest or item.booking.recognise == "awarded" else old.item.key
    positions[item.key] = replace(claim, item=item, movements=(*rest, *others), was=was)
    answered = old.life.answer_date or old.life.date
    return [
        replace(
            submitted,
            key=f"resubmitted/{source[0]}",
            kind="resubmitted",
            date=max(submitted.date, answered),
            cents=cents,
            groups=(),
            policy=rejected.policy,
            evidence=(source[1], rejected.where),
        )
    ]


def _without(submitted: Movement, chain: _Chain, cents: int) -> tuple[Movement, ...]:
    """What of the new claim is new: nothing when all of it was claimed before."""
    rest = submitted.cents - cents
    pieces = _pieces(chain.lines, cents, submitted.groups)
    if pieces is None:
        groups = tuple(replace(g, declared=rest) for g in submitted.groups[:1]) if rest else ()
    else:
        groups = tuple(g for g in _less(submitted.groups, pieces) if g.declared)
    return (replace(submitted, cents=rest, groups=groups),) if groups else ()
