"""An answer that names its lines by number (antwoord op regelnummer): awarded per product.

What a line is and what was declared on it stands in the claim. Lines that the answer does not
repeat are undecided by themselves: its stated totals decide about all of them together. Together
they are awarded in full, or not at all; anything else fits no reading, and nothing is booked.
"""

from collections.abc import Sequence
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


def by_reference(sent: Claim, said: Remittance) -> tuple[Group, ...] | Difference | None:
    """The answered groups; None when the lines are not those of this claim.

    All of it by column: an answer may have a million lines, and a tuple for each of them would be
    most of the work.
    """
    references, places, declared = columns(sent.references, 3)
    named, *figures, codes = columns(said.references, 4)
    order = _order(references, named)
    if order is None:
        return None
    cents = list(map(int, declared))
    awarded, other = (list(map(int, column)) for column in figures)
    sums: dict[str, dict[str, list[int]]] = {place: {} for place in set(places)}
    for line, won, rest, code in zip(order, awarded, other, codes, strict=True):
        asked, of_group = cents[line], sums[places[line]]
        key = "" if asked == won + rest else code
        if found := of_group.get(key):
            found[0] += 1
            found[1] += asked
            found[2] += won
            found[3] += rest
        else:
            of_group[key] = [1, asked, won, rest]
    left = (said.awarded - sum(awarded), said.non_financial - sum(other))
    return _groups(sent, said, sums, _unlisted(places, cents, order), left)


def refused_by_reference(sent: Claim, said: Remittance) -> dict[str, tuple[int, int, str]]:
    """Lines not wholly awarded by their number: cents declared, cents refused, first code.

    None of an answer that is not to this claim. Of lines that it leaves out its totals decide, as
    they do for the groups.
    """
    references, _, declared = columns(sent.references, 3)
    named, *figures, codes = columns(said.references, 4)
    order = _order(references, named)
    if order is None:
        return {}
    cents = list(map(int, declared))
    awarded, other = (list(map(int, column)) for column in figures)
    found: dict[str, tuple[int, int, str]] = {}
    for line, won, rest, code in zip(order, awarded, other, codes, strict=True):
        if cents[line] > won + rest:
            found[references[line]] = (cents[line], cents[line] - won - rest, code)
    left = set(range(len(cents))).difference(order) if len(order) < len(cents) else ()
    nothing_left = (said.awarded, said.non_financial) == (sum(awarded), sum(other))
    if nothing_left and sum(cents[i] for i in left) > 0:
        code = said.groups[0].code if said.groups and not said.references else ""
        found |= {references[i]: (cents[i], cents[i], code) for i in left if cents[i] > 0}
    return found


def _order(references: list[str], named: list[str]) -> Sequence[int] | None:
    """The place in the claim of each line of the answer; None: one is unknown or there twice."""
    if named == references:  # most answers repeat the claim line by line
        return range(len(named)) if len(set(named)) == len(named) else None
    index = dict(zip(references, range(len(references)), strict=True))
    if len(index) != len(references):
        return None
    try:
        order = list(map(index.__getitem__, named))
    except KeyError:
        return None
    return order if len(set(order)) == len(order) else None


def _unlisted(places: list[str], cents: list[int], order: Sequence[int]) -> Unlisted:
    """Lines that the answer leaves out, by the place of their group."""
    found: Unlisted = {}
    for line in set(range(len(cents))).difference(order) if len(order) < len(cents) else ():
        count, total = found.get(int(places[line]), (0, 0))
        found[int(places[line])] = (count + 1, total + cents[line])
    return found


def _groups(
    sent: Claim,
    said: Remittance,
    listed: dict[str, dict[str, list[int]]],
    unlisted: Unlisted,
    left: tuple[int, int],
) -> tuple[Group, ...] | Difference:
    sums = GroupSums()
    for place, by_code in listed.items():
        for code, (count, cents, won, other) in by_code.items():
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
