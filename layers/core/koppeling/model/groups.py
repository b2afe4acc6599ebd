"""Lines and what they add up to (declaratieregels en prestatiegroepen).

A line is the hot path's only row; a group is what accounting asks for. Cents are signed; a credit
is negative. Months are `YYYY-MM`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

UNSEEN = "?"
"""Product of a group whose lines say nothing about it: no row may be chosen by guessing it."""

Key = tuple[str, str, str, str, int, str, str]


class Line(NamedTuple):
    """One line of a claim (declaratieregel), as sent or as answered; the hot path's only row.

    `record` counts from 1 (line of a flat file, money element in XML); `client` is the keyed
    pseudonym (32 hex) or ''; `begin` and `end` are `YYYYMMDD` or ''; `vat` is in hundredths of a
    percent; `awarded` is financial, `non_financial` not, both 0 on a claim; `codes` are the return
    codes as received.
    """

    record: int
    reference: str
    previous: str
    client: str
    law: str
    category: str
    product: str
    agb: str
    vat: int
    begin: str
    end: str
    declared: int
    awarded: int
    non_financial: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Prestatiegroep: lines of one message that share everything the accounting may ask for.

    `product` is `UNSEEN` where no line that was read names it; then category, performer and VAT are
    unknown too. `month` is the month of the end date of the performance; `code` the first refusing
    return code of lines not wholly awarded, '' for wholly awarded lines and on a claim. `reference`
    is always '': it is part of what a document is known by.
    """

    law: str
    product: str
    category: str
    agb: str
    vat: int
    month: str
    code: str
    count: int
    declared: int
    awarded: int = 0
    non_financial: int = 0
    reference: str = ""

    @property
    def rejected(self) -> int:
        """Cents declared and not awarded in any way (contract 2: r = s - f - n)."""
        return self.declared - self.awarded - self.non_financial


def group_key(line: Line, code: str) -> Key:
    """What a line shares with the others of its group; `code` as in `Group`."""
    month = f"{line.end[:4]}-{line.end[4:6]}" if line.end else ""
    return (line.law, line.product, line.category, line.agb, line.vat, month, code)


@dataclass(slots=True)
class GroupSums:
    """Adds lines up into groups; the one place where a line becomes a group (per-line work)."""

    sums: dict[Key, list[int]] = field(default_factory=dict)

    def add(self, line: Line, code: str) -> None:
        """Count one line under its group key; `code` as in `Group`."""
        self.count(group_key(line, code), 1, line.declared, line.awarded, line.non_financial)

    def count(
        self, key: Key, count: int, declared: int, awarded: int = 0, non_financial: int = 0
    ) -> None:
        """Count figures under a key."""
        found = self.sums.get(key)
        if found is None:
            self.sums[key] = [count, declared, awarded, non_financial]
        else:
            found[0] += count
            found[1] += declared
            found[2] += awarded
            found[3] += non_financial

    def groups(self) -> tuple[Group, ...]:
        """The groups in key order, so that equal content gives equal documents."""
        return tuple(
            Group(*key, count, declared, awarded, non_financial)
            for key, (count, declared, awarded, non_financial) in sorted(self.sums.items())
        )


def without(groups: Iterable[Group], rejected: Iterable[Group]) -> tuple[Group, ...]:
    """Answered groups of a claim whose answer lists rejected lines only (325).

    Awarded = claim minus rejected, per law, product, category, AGB, VAT and month (OP303, IV087).
    A rejected group that the claim does not have stays visible with nothing awarded against it, so
    that C3 breaks instead of money moving between products.
    """
    rest: dict[tuple[str, str, str, str, int, str], list[int]] = {}
    for g in groups:
        key = (g.law, g.product, g.category, g.agb, g.vat, g.month)
        found = rest.setdefault(key, [0, 0])
        found[0] += g.count
        found[1] += g.declared
    answered: list[Group] = []
    for r in rejected:
        key = (r.law, r.product, r.category, r.agb, r.vat, r.month)
        found = rest.setdefault(key, [0, 0])
        found[0] -= r.count
        found[1] -= r.declared
        answered.append(r)
    answered += [
        Group(*key, "", count, cents, cents)
        for key, (count, cents) in rest.items()
        if count or cents
    ]
    return tuple(sorted(answered, key=lambda g: (*_key(g), g.code)))


def _key(g: Group) -> tuple[str, str, str, str, int, str]:
    return (g.law, g.product, g.category, g.agb, g.vat, g.month)
