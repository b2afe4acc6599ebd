"""Matching by size: a million lines joined by number, bank lines against open items, uniqueness.

The join is held beside a join of two dicts without any check, which is what a hand-written one does
at its fastest. `make bench ARGS="match --write"` writes figures and plot into docs/.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bench.history.documents import mapping_of, messages_of
from bench.history.payers import Payer
from bench.history.styles import TRAIN
from bench.history.truth import Item
from bench.match_plot import Points, plot, slope
from bench.measure import NIGHT
from bench.page import DOCS, put
from koppeling.matching.bank import take_lines
from koppeling.matching.by_reference import by_reference
from koppeling.matching.conclusions import Told
from koppeling.matching.decisions import effects_of
from koppeling.matching.desk import Desk
from koppeling.matching.facts import View
from koppeling.matching.lines import Line
from koppeling.matching.redaction import marker, redact
from koppeling.matching.subset import subsets
from koppeling.model.documents import BankLine, Claim, Remittance, Statement
from koppeling.model.entries import Evidence
from koppeling.model.headers import Header
from koppeling.model.movements import OpenItem
from koppeling.model.references import rows

COMMAND = 'make bench ARGS="match --write"'
LINES = 1_000_000
SIZES = (10_000, 31_600, 100_000, 316_000, 1_000_000)
PAYERS, NAMED, CREDITS = 100, 8, 20
LONGEST = 900 if NIGHT else 90
ROUNDS = 3
JOIN, MATCHED, GROWTH, UNIQUE = 1.5, 10.0, 1.15, 0.05
DAY = date(2026, 6, 1)
PLOT = DOCS / "matching-speed.svg"


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    join, plain = best(_joined()), best(_plain())
    points, kinds = growth()
    at = dict(points).get(100_000)
    grows = slope(points)
    unique = best(lambda: _unique(30))
    told = [
        _row(f"{LINES:,} claim lines joined to as many of the answer", join, JOIN),
        f"| the same by a dict, without checks | {plain:.2f} s | stated: {join / plain:.1f} x |",
        _row("10,000 bank lines against 100,000 open items", at, MATCHED),
        f"| growth to {points[-1][0]:,} items: exponent | {grows:.2f} | at most {GROWTH} |",
        _row("uniqueness proven among 30 candidates", unique, UNIQUE),
    ]
    text = "\n".join(["| work, on one core | CPU | target |", "|---|---:|---|", *told])
    spent = ", ".join(f"{kind} {seconds:.2f} s" for kind, seconds in kinds.items())
    text += f"\n\nOf the largest of these, by part: {spent}."
    if points[-1][0] < SIZES[-1]:
        text += f" More items would have taken over {LONGEST} s."
    print(text)
    if "--write" in sys.argv:
        PLOT.write_text(plot(points, SIZES), encoding="utf-8")
        put(COMMAND, text)
    enough = points[-1][0] == SIZES[-1] and grows <= GROWTH
    good = join <= JOIN and at is not None and at <= MATCHED and enough and unique <= UNIQUE
    print("  targets met" if good else "  TARGETS MISSED")
    return 0 if good else 1


def _row(work: str, seconds: float | None, target: float) -> str:
    measured = "not reached" if seconds is None else f"{seconds:.3g} s"
    return f"| {work} | {measured} | {target:g} s |"


def best(work: Callable[[], object]) -> float:
    """CPU seconds of the best round."""
    found = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)


def _pair() -> tuple[Claim, Remittance]:
    """A claim and its answer with a line each a number; one in fifty is refused in part."""
    item = Item("", "uzovi:3000", "F1", "1", "claim", 0, 0, DAY, DAY)
    sent, said = messages_of(item)
    assert isinstance(sent, Claim)
    assert isinstance(said, Remittance)
    cents = [4500 + i % 700 for i in range(LINES)]
    won = [c if i % 50 else c - 500 for i, c in enumerate(cents)]
    group = sent.groups[0]
    groups = tuple(replace(group, product=f"{p:06d}") for p in range(40))
    sent = replace(
        sent,
        declared=sum(cents),
        groups=groups,
        references=rows((f"R{i:07d}", i % 40, c) for i, c in enumerate(cents)),
    )
    answers = (
        (f"R{i:07d}", w, 0, "" if w == c else "0611")
        for i, (w, c) in enumerate(zip(won, cents, strict=True))
    )
    said = replace(said, declared=sum(cents), awarded=sum(won), by_reference=True)
    return sent, replace(said, references=rows(answers))


def _joined() -> Callable[[], object]:
    sent, said = _pair()

    def work() -> None:
        groups = by_reference(sent, said)
        assert isinstance(groups, tuple)
        assert sum(g.awarded for g in groups) == said.awarded

    return work


def _plain() -> Callable[[], object]:
    sent, said = _pair()

    def work() -> None:
        ours = dict(row.split("\t", 1) for row in sent.references.split("\n"))
        sums: Counter[tuple[str, str]] = Counter()
        for row in said.references.split("\n"):
            reference, won, _, code = row.split("\t")
            sums[ours[reference].partition("\t")[0], code] += int(won)
        assert sum(sums.values()) == said.awarded

    return work


def _unique(count: int) -> None:
    dice = random.Random(count)
    cents = [-dice.randint(10_000, 10**12) for _ in range(count)]
    assert subsets(cents, sum(cents[::3])).only is not None


def growth() -> tuple[Points, dict[str, float]]:
    """CPU seconds by size, as far as one size stays in bounds; of the last by part."""
    points: list[tuple[int, float]] = []
    kinds: dict[str, float] = {}
    for size in SIZES:
        if len(points) > 1:
            (n, s), (m, t) = points[-2:]
            power = slope([(n, s), (m, t)])
            if t * (size / m) ** power > LONGEST:
                break
        kinds = explained(size)
        points.append((size, sum(kinds.values())))
    return points, kinds


def explained(size: int) -> dict[str, float]:
    """CPU seconds of the desk and of all lines: named, set off, without a number."""
    payers = [
        Payer(f"uzovi:{3000 + p}", f"P{p}", f"NL10INGB{p:010d}", "", TRAIN[0], "year", 0, *FLAGS)
        for p in range(PAYERS)
    ]
    mapping = mapping_of(payers)
    view = View({1: mapping}, 1, {}, marker(b"k" * 32))
    items = {i.key: i for i in (_item(view, payers, n, size) for n in range(size))}
    every, share = list(items.values()), size // PAYERS
    owned = [every[p * share : (p + 1) * share] for p in range(PAYERS)]
    bank = [
        _line(view, payers[p], owned[p], place, p * (share // 10) + place)
        for p in range(PAYERS)
        for place in range(share // 10)
    ]
    lines = tuple(line for _, line in bank)
    begin = time.process_time()
    desk = Desk(items, view.mark, {})
    spent = {"desk": time.process_time() - begin}
    begin = time.process_time()
    taken = take_lines(lines, desk, (), effects_of(()), view, Told({}, DAY))
    spent["lines"] = time.process_time() - begin
    matched = sum(bool(r.answer.rule) for r in taken.received)
    assert matched >= len(bank) * 8 // 10, (matched, len(bank))
    return spent


FLAGS = (False, False)


def _item(view: View, payers: list[Payer], place: int, size: int) -> OpenItem:
    """Items of a payer stand together; the last of each are credits."""
    own = size // PAYERS
    payer, within = payers[place // own], place % own
    cents = -(1000 + within) if within >= own - CREDITS else 10_000 + place * 7 % 90_001
    number = f"F2026{place:07d}"
    booking = view.mapping.booking
    return OpenItem(
        key=f"{payer.label}/41000001/{number}/2026#1",
        payer=payer.label,
        law="zvw",
        invoice=number,
        agb="41000001",
        year=2026,
        opened=DAY,
        booking=booking,
        version=1,
        keys=(number,),
        answered=DAY,
        declared=cents,
        awarded=cents,
    )


def _line(
    view: View, payer: Payer, own: list[OpenItem], place: int, count: int
) -> tuple[str, Line]:
    """One in twenty is set off, one in ten has no number, the others name what they pay.

    `place` counts the lines of the payer, `count` all of them.
    """
    paid = own[place * NAMED : (place + 1) * NAMED]
    kind = "set off" if count % 20 == 7 else "no number" if count % 10 == 3 else "named"
    credit = own[-1 - place // 20 % CREDITS].awarded if kind == "set off" else 0
    cents = sum(i.awarded for i in paid) + credit
    words = {"named": "Declaratie", "set off": "Afrekening", "no number": "Betaling"}[kind]
    numbers = "" if kind == "no number" else " ".join(i.invoice for i in paid)
    name = f"{payer.label}/{place}"
    bank = BankLine(name, 1, 0, DAY, cents, payer.iban, "", (f"{words} {numbers}",), ())
    header = Header("0" * 64, "CAMT.053", "1")
    page = Statement(header, "", "EUR", "", DAY, DAY, None, None, cents, 1, (bank,))
    (kept,) = redact(page, view.mapping, view.mark).lines
    return kind, Line(kept, "", Evidence("0" * 64, 1), view.mapping.payers_of(payer.iban))
