"""Others' documented orders of matching (volgordes), each in a few lines of our own.

No product is run here: an order is what a manual says that is tried, first to last. Each is given
the awarded amount of every claim and credit whose answer came, and every reclaim letter, which is
more than a bookkeeping package without the messages has.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.history.truth import Item, Line, Parts
from bench.history.year import History
from bench.outcome import Batches, Outcome

DIGITS = re.compile(r"\d{4,}")


@dataclass(slots=True)
class Ledger:
    """Openstaande posten by account, oldest first, with what is left of each."""

    open: dict[str, list[Item]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def of(self, line: Line) -> list[Item]:
        """What stands open for the account of a line, invoiced by its day."""
        own = self.open.get(line.iban, [])
        return [i for i in own if self.left[i.id] and i.opened <= line.day]


Order = Callable[[Line, list[Item], Ledger], list[tuple[Item, int]]]


def in_order(order: Order) -> Callable[[History, Batches], Outcome]:
    """An engine that takes the lines by day and tries the order on each."""

    def engine(made: History, _: Batches) -> Outcome:
        ledger = _ledger(made)
        found = Outcome()
        begin = time.process_time()
        for line in made.lines:
            if line.cents <= 0 or line.iban not in ledger.open:
                continue
            pairs = order(line, ledger.of(line), ledger)
            if pairs and sum(c for _, c in pairs) == line.cents:
                found.booked[line.id] = _take(pairs, ledger)
            elif pairs:
                found.proposed[line.id] = tuple(i.number for i, _ in pairs)
        found.seconds = time.process_time() - begin
        return found

    return engine


def _take(pairs: list[tuple[Item, int]], ledger: Ledger) -> Parts:
    for item, cents in pairs:
        ledger.left[item.id] -= cents
    return tuple(sorted((i.id, c) for i, c in pairs))


def _ledger(made: History) -> Ledger:
    ledger = Ledger({p.iban: [] for p in made.payers if not p.advance})
    account = {p.label: p.iban for p in made.payers if not p.advance}
    for item in sorted(made.items, key=lambda i: (i.opened, i.id)):
        if item.said in {"answer", "letter"} and item.cents and item.payer in account:
            ledger.open[account[item.payer]].append(item)
            ledger.left[item.id] = item.cents
    return ledger


def equal_amount(line: Line, open_: list[Item], ledger: Ledger) -> list[tuple[Item, int]]:
    """The first open item of the relation with the amount."""
    for item in open_:
        if ledger.left[item.id] == line.cents:
            return [(item, line.cents)]
    return []


def tokens_and_fill(line: Line, open_: list[Item], ledger: Ledger) -> list[tuple[Item, int]]:
    """Items that share digits with the text, most hits first; an equal one, else fill up."""
    said = set(DIGITS.findall(f"{line.text} {line.reference}"))
    hits = {i.id: len(said & set(DIGITS.findall(f"{i.number} {i.payer_number}"))) for i in open_}
    ranked = sorted((i for i in open_ if hits[i.id]), key=lambda i: (-hits[i.id], i.opened))
    for item in ranked:
        if ledger.left[item.id] == line.cents:
            return [(item, line.cents)]
    found, room = [], line.cents
    for item in ranked:
        takes = min(room, ledger.left[item.id])
        if takes:
            found.append((item, takes))
            room -= takes
        if not room:
            break
    return found


def reference_amount_prefix(
    line: Line, open_: list[Item], ledger: Ledger
) -> list[tuple[Item, int]]:
    """The items named, if they make the amount; one item with it; the oldest so many that do."""
    named = _named(line, open_)
    whole = [(i, ledger.left[i.id]) for i in named]
    if whole and sum(c for _, c in whole) == line.cents:
        return whole
    if one := equal_amount(line, open_, ledger):
        return one
    total, prefix = 0, []
    for item in open_:
        prefix.append((item, ledger.left[item.id]))
        total += ledger.left[item.id]
        if total == line.cents:
            return prefix
    return whole


def named_or_first_set(line: Line, open_: list[Item], ledger: Ledger) -> list[tuple[Item, int]]:
    """The items named, if they make the amount; else the first set of the newest ones that does."""
    named = _named(line, open_)
    whole = [(i, ledger.left[i.id]) for i in named]
    if whole and sum(c for _, c in whole) == line.cents:
        return whole
    window = open_[-12:]
    sums: dict[int, list[Item]] = {0: []}
    for item in window:
        more = {s + ledger.left[item.id]: [*chosen, item] for s, chosen in sums.items()}
        sums = more | sums
        if line.cents in sums:
            return [(i, ledger.left[i.id]) for i in sums[line.cents]]
    return whole


def _named(line: Line, open_: list[Item]) -> list[Item]:
    words = set(re.findall(r"[A-Z0-9]+", f"{line.text} {line.reference}".upper()))
    return [i for i in open_ if {i.number, i.number.lstrip("0"), i.payer_number} & words]


ORDERS: dict[str, Callable[[History, Batches], Outcome]] = {
    "equal amount, first": in_order(equal_amount),
    "tokens and greedy fill": in_order(tokens_and_fill),
    "reference, amount, oldest prefix": in_order(reference_amount_prefix),
    "named, else first set": in_order(named_or_first_set),
}
