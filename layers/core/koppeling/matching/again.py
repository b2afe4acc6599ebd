"""Which refused lines were claimed again (opnieuw gedeclareerd), as far as the lines can tell.

By itself a re-submission is known only when payer, client, product, dates and the refused amount
are equal, it is later, and there is exactly one (contract section 2). What is looser is told with
the rejection, because revenue may stand in the books twice: the same client over the same days.
A line that was refused again has a rejection of its own: what comes after that is about the newer.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Known
from dataclasses import dataclass, field
from datetime import date as Day  # noqa: N812 - fields are called date

from koppeling.matching.by_reference import refused_by_reference
from koppeling.matching.lives import Life
from koppeling.matching.positions import Position
from koppeling.model.care import RefusedLine, claimed_lines, key_of, refused_lines, who
from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Group, Key


@dataclass(frozen=True, slots=True)
class Refused:
    """Afgewezen regel: `rejection` its question, `key` its group; `date` claimed, `said` refused.

    `declared` and `cents` (refused) are positive.
    """

    rejection: str
    item: str
    care: str
    declared: int
    cents: int
    key: Key
    date: Day
    said: Day


@dataclass(frozen=True, slots=True)
class Sent:
    """Regel van een latere declaratie over dezelfde zorg: `key` its group."""

    item: str
    care: str
    cents: int
    key: Key
    date: Day


@dataclass(frozen=True, slots=True)
class Pair:
    """Herindiening van een regel: the refused line, and the line that claims it again."""

    refused: Refused
    sent: Sent

    @property
    def ids(self) -> tuple[str, str]:
        """The rejection and the new claim."""
        return self.refused.rejection, self.sent.item

    @property
    def cents(self) -> int:
        """Cents that stand on both."""
        return min(self.refused.cents, self.sent.cents)


@dataclass(slots=True)
class Pairs:
    """Paren: `proven` may be taken over by themselves, `possible` are for a person."""

    proven: list[Pair] = field(default_factory=list)
    possible: list[Pair] = field(default_factory=list)


def pairs_of(positions: Known[str, Position]) -> Pairs:
    """Every refused line with the later lines that may be its re-submission."""
    refused: dict[tuple[str, str], list[Refused]] = {}
    for position in positions.values():
        if position.rejected:
            for line in _refused(position):
                refused.setdefault((position.item.payer, who(line.care)), []).append(line)
    sent: dict[tuple[str, str], list[Sent]] = {}
    for position in positions.values() if refused else ():
        for again in _sent(position):
            if (key := (position.item.payer, who(again.care))) in refused:
                sent.setdefault(key, []).append(again)
    found = Pairs()
    for key, lines in sent.items():
        _pair(refused[key], lines, found)
    return found


def _pair(refused: list[Refused], sent: list[Sent], found: Pairs) -> None:
    """Lines of one client over the same days: proven is what has no other on either side."""
    likely = [
        Pair(x, y)
        for x in refused
        for y in sent
        if x.item != y.item and x.date < y.date and not _refused_again(x, y, refused)
    ]
    equal = [p for p in likely if _equal(p.refused, p.sent.care, p.sent.cents, p.sent.date)]
    proven = [
        p
        for p in equal
        if sum(e.refused is p.refused for e in equal) == sum(e.sent is p.sent for e in equal) == 1
    ]
    known = {id(line) for p in proven for line in (p.refused, p.sent)}
    found.proven += proven
    found.possible += [p for p in likely if not {id(p.refused), id(p.sent)} & known]


def _equal(x: Refused, care: str, cents: int, day: Day) -> bool:
    """The same care for the refused amount, claimed when that was known."""
    return x.care == care and x.cents == cents and x.said <= day


def _refused_again(x: Refused, y: Sent, refused: Iterable[Refused]) -> bool:
    """Whether a claim between the two took the line over and was refused in its turn."""
    return any(
        z.item not in {x.item, y.item}
        and x.date < z.date < y.date
        and z.said <= y.date
        and _equal(x, z.care, z.declared, z.date)
        for z in refused
    )


def _refused(position: Position) -> Iterator[Refused]:
    """The refused lines of a claim, each with the question that its amount stands in."""
    life = position.life
    asked = {key_of(g): r.id for r in position.rejected for g in r.groups}
    for line, key in refused_of(life):
        if line.care and line.cents > 0 and key in asked:
            day = life.answer_date or life.date
            yield Refused(
                asked[key], position.item.key, line.care, line.declared, line.cents, key,
                life.date, day,
            )  # fmt: skip


def refused_of(life: Life) -> Iterator[tuple[RefusedLine, Key]]:
    """Refused lines of an answer, with the key of their group: as it lists them, or as claimed."""
    said = life.remittance
    assert said is not None, "only an answer refuses"
    for line in refused_lines(said.refused):
        yield line, key_of(said.groups[line.place])
    claim = life.claim.document if life.claim else None
    if not isinstance(claim, Claim) or not claim.again:
        return
    code = next(iter(said.codes), "")
    by_number = refused_by_reference(claim, said) if said.by_reference else {}
    for own in claimed_lines(claim.again):
        group = claim.groups[own.place]
        if own.reference in by_number:
            declared, cents, code = by_number[own.reference]
        elif refused_as_a_whole(said):
            declared = cents = own.cents
        else:
            continue
        line = RefusedLine(own.care, declared, cents, own.place)
        yield line, (*key_of(group)[:-1], code)


def refused_as_a_whole(said: Remittance) -> bool:
    """Judged and refused without naming a line: then every line of the claim is refused."""
    listed = said.groups or said.rejected_only or said.by_reference
    return not listed and said.status != "returned" and bool(said.declared)


def _sent(position: Position) -> Iterator[Sent]:
    """Lines of a claim about care that was refused before."""
    life = position.life
    claim = life.claim.document if life.claim and not life.returned else None
    if isinstance(claim, Claim) and claim.again:
        for line in claimed_lines(claim.again):
            if line.care and line.cents > 0:
                group: Group = claim.groups[line.place]
                yield Sent(position.item.key, line.care, line.cents, key_of(group), life.date)
