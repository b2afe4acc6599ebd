"""An answer that names its lines by number (antwoord op regelnummer): awarded per product.

What a line is and what was declared on it stands in the claim. Lines that the answer does not
repeat are undecided by themselves: its stated totals decide about all of them together. Together
they are awarded in full, or not at all; anything else fits no reading, and nothing is booked.
"""

from typing import NamedTuple

from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Group, GroupSums, Key
from koppeling.model.references import answered, claimed, unique


class Difference(NamedTuple):
    """Verschil: the control identity that an answer breaks, with both of its figures."""

    identity: str
    lines: int
    stated: int


Unlisted = dict[int, tuple[int, int]]
"""Lines that the answer leaves out: how many and their cents, by place in the claim's groups."""


def by_reference(sent: Claim, said: Remittance) -> tuple[Group, ...] | Difference | None:
    """The answered groups; None when the lines are not those of this claim."""
    ours, theirs = claimed(sent.references), answered(said.references)
    if not (unique(sent.references, ours) and unique(said.references, theirs)):
        return None
    if not theirs.keys() <= ours.keys():
        return None
    sums = GroupSums()
    unlisted: Unlisted = {}
    won, other = said.awarded, said.non_financial
    for reference, line in ours.items():
        found = theirs.get(reference)
        if found is None:
            count, cents = unlisted.get(line[0], (0, 0))
            unlisted[line[0]] = (count + 1, cents + line[1])
            continue
        awarded, non_financial, code = found
        won, other = won - awarded, other - non_financial
        whole = line[1] == awarded + non_financial
        key = _key(sent.groups[line[0]], "" if whole else code)
        sums.count(key, 1, line[1], awarded, non_financial)
    if not _close(sums, sent, said, unlisted, (won, other)):
        stated = said.awarded + said.non_financial
        rest = sum(cents for _, cents in unlisted.values())
        return Difference("C1", stated - won - other + rest, stated)
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
