"""What is still open while bank lines are taken in turn (werkblad), found by number, sum or payer.

Every look-up is by key, so that a line costs the same whether a hundred items are open or a
hundred thousand.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Items
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from koppeling.matching.lines import Line
from koppeling.matching.redaction import Marker, key_forms
from koppeling.model.movements import OpenItem, Part

PREFIX = 6
"""Characters of a cut-off number that may still name an item."""
Structure = tuple[Literal["file", "run"], str]
"""What was answered together: `file` or `run`, and the file or the day."""
Whole = tuple[str, Structure]
"""A structure of one payer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Wat er staat: items by the mark of their number, and how many numbers nobody knows.

    `full` = the text has no room for more and ends in a number; `cut` = that number is nobody's;
    `scraps` = short runs among the numbers, which may be pieces of one.
    """

    groups: list[tuple[str, list[str]]]
    unknown: int
    full: bool
    cut: bool
    scraps: int


class Desk:
    """Werkblad: `items` by key; what is left of each; and who is open, by payer and amount.

    `structures` = the file and the run that an item was answered in, by its key; `ahead` = what
    people paid on claims that have no answer yet.
    """

    def __init__(
        self,
        items: Items[str, OpenItem],
        mark: Marker,
        structures: Items[str, tuple[Structure, ...]],
    ) -> None:
        """Put every item where it will be looked for."""
        self.items, self.mark, self.structures = items, mark, structures
        self.remaining: dict[str, int] = {}
        self.ahead: dict[str, int] = {}
        self.index: dict[str, list[str]] = {}
        self.laws: dict[str, set[str]] = {}
        self.by_amount: dict[tuple[str, int], set[str]] = {}
        self.ever: dict[tuple[str, int], list[date]] = {}
        self.amounts: dict[str, Counter[int]] = {}
        self.members: dict[Whole, list[str]] = {}
        self.sums: dict[Whole, int] = {}
        self.by_sum: dict[tuple[str, int], set[Whole]] = {}
        self.dated: dict[str, list[tuple[date, str]]] = {}
        self.negative: dict[str, set[str]] = {}
        self._prefixes: dict[str, list[str]] = {}
        self._invoices: dict[str, list[OpenItem]] = {}
        for key, item in items.items():
            for found in {mark(f) for number in item.keys for f in key_forms(number)}:
                self.index.setdefault(found, []).append(key)
            self.laws.setdefault(item.payer, set()).add(item.law)
            self._place(key, item)
        for dated in self.dated.values():
            dated.sort()
        self.usual = self._usual()

    def _usual(self) -> frozenset[str]:
        """Payers whose totals prove nothing: two files or days, or an item, ever were equal."""
        totals: dict[tuple[str, int], set[tuple[str, ...]]] = {}
        for (payer, _), keys in self.members.items():
            if len(keys) > 1:
                total = sum(self.items[k].remaining for k in keys)
                totals.setdefault((payer, total), set()).add(tuple(sorted(keys)))
        return frozenset(
            payer
            for (payer, total), sets in totals.items()
            if len(sets) > 1 or (payer, total) in self.ever
        )

    def _place(self, key: str, item: OpenItem) -> None:
        """Put an answered item where it is looked for."""
        cents = item.remaining
        if item.answered is None:
            return
        self.dated.setdefault(item.payer, []).append((item.answered, key))
        for structure in self._wholes(key):
            self.members.setdefault(structure, []).append(key)
            self._add(structure, cents)
        if cents:
            self.by_amount.setdefault((item.payer, cents), set()).add(key)
            self.ever.setdefault((item.payer, cents), []).append(item.answered)
            self.amounts.setdefault(item.payer, Counter())[cents] += 1
        if cents < 0:
            self.negative.setdefault(item.payer, set()).add(key)

    def _add(self, structure: Whole, cents: int) -> None:
        payer, before = structure[0], self.sums.get(structure, 0)
        if before:
            self.by_sum[payer, before].discard(structure)
        self.sums[structure] = after = before + cents
        if after:
            self.by_sum.setdefault((payer, after), set()).add(structure)

    def left(self, key: str) -> int:
        """Cents still expected on an item."""
        return self.remaining.get(key, self.items[key].remaining)

    def payable(self, key: str) -> int:
        """Cents that a person may pay on an item: before its answer as much as it declared."""
        item = self.items[key]
        return item.payable - self.ahead.get(key, 0) if item.answered is None else self.left(key)

    def paid(self, key: str) -> int:
        """Cents that were taken of an item, or were paid ahead of its answer."""
        return self.items[key].remaining - self.left(key) + self.ahead.get(key, 0)

    def take(self, parts: Iterable[Part]) -> None:
        """Use up what the parts pay."""
        for part in parts:
            if part.item:
                self._take(part.item, part.cents)

    def _take(self, key: str, cents: int) -> None:
        item, before = self.items[key], self.left(key)
        if item.answered is None:
            # no rule looks at it: what nobody awarded is neither open nor to be set off
            self.ahead[key] = self.ahead.get(key, 0) + cents
            return
        self.remaining[key] = after = before - cents
        self.by_amount.get((item.payer, before), set()).discard(key)
        if after:
            self.by_amount.setdefault((item.payer, after), set()).add(key)
        negative = self.negative.setdefault(item.payer, set())
        (negative.add if after < 0 else negative.discard)(key)
        for structure in self._wholes(key):
            self._add(structure, -cents)

    def _wholes(self, key: str) -> list[Whole]:
        payer = self.items[key].payer
        return [(payer, structure) for structure in self.structures.get(key, ())]

    def by_invoice(self, invoice: str, cents: int = 0) -> OpenItem | None:
        """The one item of a claim number: of several the one open for money the way of `cents`.

        What is reclaimed of a claim bears the number of that claim.
        """
        if not self._invoices:
            for item in self.items.values():
                self._invoices.setdefault(item.invoice, []).append(item)
        found = self._invoices.get(invoice, [])
        if len(found) > 1:
            open_ = [item for item in found if self.left(item.key)]
            found = open_ or [item for item in found if self.payable(item.key)]
        if len(found) > 1:
            found = [item for item in found if self.payable(item.key) * cents > 0]
        return found[0] if len(found) == 1 else None

    def read(self, line: Line) -> Reading:
        """Items whose number stands in the line, and what else does.

        The longest way to read a run wins: what is a known number as a whole is not read again in
        parts. Items of payers who cannot have paid the line are left out.
        """
        found: dict[tuple[str, ...], str] = {}
        read: set[int] = set()
        for number in sorted(line.bank.numbers, key=lambda n: (n.pieced, -n.size)):
            places = range(number.at, number.at + number.size)
            if read.intersection(places):
                continue
            for mark in number.marks:
                if mark in self.index:
                    read.update(places)
                    if keys := self._of(self.index[mark], line):
                        found.setdefault(tuple(keys), mark)
                    break
        unknown = sum(n.long and n.at not in read for n in line.bank.numbers)
        cut = False
        for tail in line.bank.tails:
            if tail not in self.index:
                # a number that was cut off names an item only when it is no other's beginning
                begun = [k for k in self._of(self._begun(tail), line) if self.left(k)]
                cut = cut or len(begun) != 1
                if len(begun) == 1:
                    found.setdefault(tuple(begun), tail)
        return Reading(
            [(mark, list(keys)) for keys, mark in found.items()],
            unknown,
            bool(line.bank.tails),
            cut,
            _scraps(line, read),
        )

    def _of(self, keys: Iterable[str], line: Line) -> list[str]:
        return sorted(k for k in keys if self.items[k].payer in line.labels)

    def _begun(self, tail: str) -> list[str]:
        """Items whose number begins so; the beginnings are marked when first asked for."""
        if not self._prefixes:
            for key, item in self.items.items():
                for number in item.keys:
                    for form in key_forms(number):
                        for size in range(PREFIX, len(form)):
                            self._prefixes.setdefault(self.mark(form[:size]), []).append(key)
        return list(dict.fromkeys(self._prefixes.get(tail, ())))

    def written(self, mark: str) -> str:
        """The known number behind a mark, in the form that was marked ('' = not known)."""
        keys = self.index.get(mark, ())
        forms = (f for k in keys for n in self.items[k].keys for f in key_forms(n))
        return next((f for f in forms if self.mark(f) == mark), "")

    def equal(self, line: Line, cents: int) -> list[str]:
        """Open items of the line's payers with exactly so much left."""
        found = (k for p in line.labels for k in self.by_amount.get((p, cents), ()))
        return sorted(found)

    def open_between(self, line: Line, begin: date, end: date, most: int) -> list[str] | None:
        """Open answered items of the line's payers in a period, oldest first; None = too many."""
        found: list[tuple[date, str]] = []
        for payer in line.labels:
            for day, key in _slice(self.dated.get(payer, []), begin, end):
                if self.left(key):
                    found.append((day, key))
                    if len(found) > most:
                        return None
        return self._netted(key for _, key in sorted(found))

    def _netted(self, keys: Iterable[str]) -> list[str]:
        """Less what is nothing together under one number, such as a credit and what it credits.

        With such a pair every sum would have two explanations, with and without it.
        """
        kept = list(keys)
        sums: dict[tuple[str, str], int] = {}
        for item in map(self.items.__getitem__, kept):
            number = item.payer, item.invoice
            sums[number] = sums.get(number, 0) + self.left(item.key)
        return [k for k in kept if sums[self.items[k].payer, self.items[k].invoice]]

    def negatives(self, line: Line) -> list[str]:
        """Open negative items of the line's payers: credits, reclaims, advances, rests."""
        return sorted(k for p in line.labels for k in self.negative.get(p, ()))

    def whole(self, line: Line) -> list[tuple[Whole, tuple[str, ...]]]:
        """Files and runs of two items or more that add up to the line: one a set of items."""
        found: dict[tuple[str, ...], Whole] = {}
        for payer in sorted(line.labels):
            for structure in sorted(self.by_sum.get((payer, line.cents), ())):
                keys = tuple(sorted(k for k in self.members[structure] if self.left(k)))
                if len(keys) > 1:
                    found.setdefault(keys, structure)
        return [(structure, keys) for keys, structure in found.items()]

    def seen_within(self, payer: str, cents: int, day: date, days: int) -> int:
        """How many items of a payer were ever open for exactly so much, around a day."""
        span = timedelta(days=days)
        return sum(abs(d - day) <= span for d in self.ever.get((payer, cents), ()))


def _scraps(line: Line, read: set[int]) -> int:
    """Short runs between two that are read: each may be a piece of a number that nobody knows."""
    return sum(
        n.size == 1 and not n.long and n.at not in read and min(read) < n.at < max(read)
        for n in line.bank.numbers
        if read
    )


def _slice(found: list[tuple[date, str]], begin: date, end: date) -> Iterator[tuple[date, str]]:
    low, high = bisect_left(found, (begin, "")), bisect_right(found, (end, "\uffff"))
    return iter(found[low:high])
