"""Bank lines and the ladder (bankmutaties aflettern): gate, payer, named items; else a question.

Lines are taken in the order of their own dates, so that the same lines and items always give the
same conclusions. A payer's line is matched by itself as a whole or not at all.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Items
from dataclasses import dataclass, field
from datetime import date

from koppeling.matching.facts import Gated, View
from koppeling.matching.packs import pack
from koppeling.matching.redaction import forms
from koppeling.matching.setoff import only_subset
from koppeling.matching.successive import lines_once
from koppeling.model.documents import BankLine
from koppeling.model.entries import Evidence
from koppeling.model.mapping import Payer
from koppeling.model.movements import OpenItem, Part

MAX_CHOICES = 64


@dataclass(frozen=True, slots=True)
class Line:
    """Mutatie met haar plaats: the kept bank line, the account it is on, who it can be from."""

    bank: BankLine
    iban: str
    where: Evidence
    payers: tuple[Payer, ...]

    @property
    def id(self) -> str:
        """The identity that survives overlapping downloads."""
        return self.bank.id

    @property
    def payer(self) -> str:
        """The payer's label when there is exactly one."""
        return self.payers[0].label if len(self.payers) == 1 else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Uitkomst van de ladder: parts that explain the line (rule), or the reason that it is parked.

    `dated` = the latest date among the facts of the explanation.
    """

    rule: str = ""
    parts: tuple[Part, ...] = ()
    dated: date | None = None
    reason: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Desk:
    """Werkblad: what is still expected on each item while the lines are taken in turn."""

    items: Items[str, OpenItem]
    index: dict[str, list[str]]
    remaining: dict[str, int] = field(default_factory=dict)

    def left(self, key: str) -> int:
        """Cents still expected on an item."""
        return self.remaining.get(key, self.items[key].remaining)

    def take(self, parts: Iterable[Part]) -> None:
        """Use up what the parts pay."""
        for part in parts:
            if part.item:
                self.remaining[part.item] = self.left(part.item) - part.cents

    def named(self, line: Line) -> list[list[str]]:
        """Items whose number stands in the line, grouped by number; foreign payers left out."""
        labels = {p.label for p in line.payers}
        groups = []
        for mark in line.bank.marks:
            found = [k for k in self.index.get(mark, ()) if self.items[k].payer in labels]
            if found:
                groups.append(sorted(found))
        return [list(g) for g in dict.fromkeys(tuple(g) for g in groups)]


def desk_of(items: Items[str, OpenItem], view: View) -> Desk:
    """A fresh desk: every item by the marks of its numbers."""
    index: dict[str, list[str]] = {}
    for key, item in items.items():
        for mark in {view.mark(f) for number in item.keys for f in forms(number)}:
            index.setdefault(mark, []).append(key)
    return Desk(items, index)


def lines_of(gated: Iterable[Gated], view: View) -> tuple[Line, ...]:
    """Every line once, in order of date; of overlapping downloads the oldest statement's."""
    found: dict[str, Line] = {}
    for taken, statement, bank in lines_once(g.taken for g in gated if g.verdict == "used"):
        payers = view.mapping.payers_of(bank.counter_iban) if bank.counter_iban else ()
        where = Evidence(taken.sha256, bank.record)
        found.setdefault(bank.id, Line(bank, statement.iban, where, payers))
    return tuple(sorted(found.values(), key=lambda x: (x.bank.date, x.bank.cents, x.id)))


def climb(line: Line, desk: Desk, view: View) -> Answer:
    """The ladder for a payer's line: the first rule that proves it, else why it is parked."""
    if line.bank.returned:
        return Answer(reason="unexplained")
    groups = desk.named(line)
    shown = tuple(desk.items[k].invoice for k in sorted({k for g in groups for k in g}))
    open_ = [g for g in ([k for k in g if desk.left(k)] for g in groups) if g]
    chosen, ways = _named_sum(open_, line.bank.cents, desk)
    if ways:
        one = _matched("named_sum", chosen, desk)
        return one if ways == 1 else Answer(reason="ambiguous", candidates=shown)
    if any(desk.items[k].answered is None for g in groups for k in g):
        return Answer(reason="awaiting_remittance", candidates=shown)
    if open_:
        return _set_off(line, [k for g in open_ for k in g], desk, shown)
    return _unnamed(line, desk, view, shown)


def _unnamed(line: Line, desk: Desk, view: View, shown: tuple[str, ...]) -> Answer:
    """No open item is named: an advance where that is how the payer pays, else a question."""
    if _is_advance(line, desk, view):
        part = Part(line.bank.cents, line.payer, "advance", version=view.newest)
        return Answer("advance", (part,), line.bank.date)
    return Answer(reason="unexplained", candidates=shown)


def _named_sum(groups: list[list[str]], cents: int, desk: Desk) -> tuple[tuple[str, ...], int]:
    """One open item a number that together make the amount: the items, and how many ways."""
    if not groups:
        return (), 0
    everything = tuple(sorted({k for g in groups for k in g}))
    if sum(desk.left(k) for k in everything) == cents:
        return everything, 1
    solutions: set[tuple[str, ...]] = set()
    choices: set[tuple[str, ...]] = {()}
    for group in groups:
        choices = {tuple(sorted({*c, k})) for c in choices for k in group}
        if len(choices) > MAX_CHOICES:
            return (), 0
    for choice in choices:
        if sum(desk.left(k) for k in choice) == cents:
            solutions.add(choice)
    return (min(solutions), len(solutions)) if solutions else ((), 0)


def _set_off(line: Line, named: list[str], desk: Desk, shown: tuple[str, ...]) -> Answer:
    """Named items less exactly one set of open negatives, when the text says set-off."""
    named = sorted(set(named))
    words = [w for p in line.payers for w in pack(p.pack).set_off]
    text = " ".join(line.bank.texts).lower()
    if not any(word in text for word in words):
        return Answer(reason="residual", candidates=shown)
    labels = {p.label for p in line.payers}
    negatives = sorted(
        k
        for k, item in desk.items.items()
        if item.payer in labels and desk.left(k) < 0 and k not in named
    )
    target = line.bank.cents - sum(desk.left(k) for k in named)
    search = only_subset([desk.left(k) for k in negatives], target)
    if search.found is None:
        return Answer(reason="residual", candidates=shown)
    chosen = [negatives[i] for i in search.found]
    if not search.unique:
        invoices = tuple(desk.items[k].invoice for k in (*named, *chosen))
        return Answer(reason="ambiguous", candidates=invoices)
    return _matched("named_sum", [*named, *chosen], desk)


def _matched(rule: str, keys: Iterable[str], desk: Desk) -> Answer:
    items = [desk.items[k] for k in keys]
    dated = max(item.answered or item.opened for item in items)
    return Answer(rule, tuple(part_of(item, desk.left(item.key)) for item in items), dated)


def part_of(item: OpenItem, cents: int) -> Part:
    """Cents of a line that pay an item, on the position it was opened with."""
    return Part(
        cents,
        item.payer,
        item.booking.position,
        law=item.law,
        item=item.key,
        invoice=item.invoice,
        version=item.version,
        agb=item.agb,
        year=item.year,
    )


def _is_advance(line: Line, desk: Desk, view: View) -> bool:
    """`settles = "advance"` for everything this payer is known for, and no open item named."""
    if not line.payer or line.bank.cents <= 0:
        return False
    laws = {item.law for item in desk.items.values() if item.payer == line.payer} or {""}
    return all(view.mapping.booking_of(line.payer, law).settles == "advance" for law in laws)
