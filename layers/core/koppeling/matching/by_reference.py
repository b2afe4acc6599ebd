"""An answer that names its lines by number (antwoord op regelnummer): awarded per product.

What a line is and what was declared on it stands in the claim. Lines that the answer does not
repeat are undecided by themselves: its stated totals decide about all of them together. Together
they are awarded in full, or not at all; anything else fits no reading, and nothing is booked.
"""

from typing import NamedTuple

from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Group, GroupSums, Key
from koppeling.model.references import columns


class Difference(NamedTuple):
    """Verschil: the control identity that an answer breaks, with both of its figures."""

    identity: str
    lines: int
    stated: int


Unlisted = dict[int, tuple[int, int]]
"""Lines that the answer leaves out: how many and their cents, by place in the claim's groups."""


Lines = dict[str, tuple[str, int]]
"""Place in the claim's groups and declared cents, by reference."""


def by_reference(sent: Claim, said: Remittance) -> tuple[Group, ...] | Difference | None:
    """The answered groups; None when the lines are not those of this claim.

    All of it by column: an answer may have a million lines.
    """
    references, places, declared = columns(sent.references, 3)
    named, *figures, codes = columns(said.references, 4)
    place_of = dict(zip(references, zip(places, map(int, declared), strict=True), strict=True))
    if len(place_of) != len(references) or len(set(named)) != len(named):
        return None
    if not place_of.keys() >= set(named):
        return None
    sums: dict[tuple[str, str], list[int]] = {}
    awarded, other = (list(map(int, column)) for column in figures)
    for (place, cents), won, non_financial, code in zip(
        map(place_of.__getitem__, named), awarded, other, codes, strict=True
    ):
        key = (place, "" if cents == won + non_financial else code)
        found = sums.get(key)
        if found is None:
            sums[key] = [1, cents, won, non_financial]
        else:
            found[0] += 1
            found[1] += cents
            found[2] += won
            found[3] += non_financial
    left = (said.awarded - sum(awarded), said.non_financial - sum(other))
    return _groups(sent, said, sums, _unlisted(place_of, set(named)), left)


def _unlisted(place_of: Lines, named: set[str]) -> Unlisted:
    """Lines that the answer leaves out, by the place of their group."""
    found: Unlisted = {}
    for reference in place_of.keys() - named if len(named) < len(place_of) else ():
        place, line = place_of[reference]
        count, cents = found.get(int(place), (0, 0))
        found[int(place)] = (count + 1, cents + line)
    return found


def _groups(
    sent: Claim,
    said: Remittance,
    listed: dict[tuple[str, str], list[int]],
    unlisted: Unlisted,
    left: tuple[int, int],
) -> tuple[Group, ...] | Difference:
    sums = GroupSums()
    for (place, code), (count, cents, won, other) in listed.items():
        sums.count(_key(sent.groups[int(place)], code), count, cents, won, other)
    if not _close(sums, sent, said, unlisted, left):
        stated = said.awarded + said.non_financial
        rest = sum(cents for _, cents in unlisted.values())
        return Difference("C1", stated - sum(left) + rest, stated)
    return sums.groups()


def _close(
    sums: GroupSums, sent: Claim, said: Remittance, unlisted: Unlisted, left: tuple[int, int]
) -> bool:
    """Count the lines that were not repeated by what the totals leave for them; False = no way.

    `left` = cents (financial, not) that no line explains.
    """
    won, other = left
    if won + other != sum(cents for _, cents in unlisted.values()):
        if left != (0, 0):
            return False
        code = said.groups[0].code if said.groups and not said.references else ""
        for group, (count, cents) in sorted(unlisted.items()):
            sums.count(_key(sent.groups[group], code), count, cents)
        return True
    for group, (count, cents) in sorted(unlisted.items()):
        # which of these lines is paid out the answer does not say; its totals do for all of them
        part = sorted((0, other, cents))[1]
        other -= part
        sums.count(_key(sent.groups[group], ""), count, cents, cents - part, part)
    return other == 0


def _key(group: Group, code: str) -> Key:
    return (group.law, group.product, group.category, group.agb, group.vat, group.month, code)
