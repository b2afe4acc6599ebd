"""A CAMT.053 of 45 MB (SIZE=night: 500 MB), read with all checks, against what others offer.

The peers only pick the texts out: lxml by iterparse with loops over the children, which is the
fastest way to read XML in Python, and bankstatementparser, the widest used reader of statements.
Ours refuses hostile XML, holds limits, balance and details, and makes bank lines with identities.
`figures` is what `koppeling read` and intake ask; `lines handed over` what an engine does that
takes each line as it comes; `lines kept` holds every line in the statement.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bench.measure import NIGHT, Target, best, one, own, peer, told
from koppeling.formats.camt_write import Booked, statement
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.documents import BankLine, Statement

MEGABYTES = 500 if NIGHT else 45
BLOCK = 1000
IBAN = "NL91ABNA0417164300"
FIGURES, OURS, KEPT = "figures", "lines handed over", "lines kept"
BANKSTATEMENTPARSER = "bankstatementparser"
# it keeps everything and refuses more than 100 MB
PARSERS = {} if NIGHT else {BANKSTATEMENTPARSER: 3.0}
TARGETS = [Target(OURS, {"lxml": 0.6, **PARSERS}, 40), Target(FIGURES, {"lxml": 0.6}, 40)]


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "camt053.xml"
        expected, count = write(path)
        size = path.stat().st_size
        print(f"CAMT.053.001.08, {count:,} entries, {size / 1e6:.0f} MB")
        commands = {name: own("bench.camt", name, str(path)) for name in VARIANTS}
        if NIGHT:
            del commands[KEPT]
        commands |= {name: peer(name, str(path)) for name in ("lxml", *PARSERS)}
        found = best(commands, [expected], 1 if NIGHT else 3)
    return 0 if told(found, TARGETS, size) else 1


def entries() -> Iterator[Booked]:
    """A block of a busy account: payouts, bills, batches without details, batches that add up."""
    for i in range(BLOCK):
        day = date(2026, 1, 1) + timedelta(days=i % 28)
        paid = Booked(
            day,
            10_000 + i * 37,
            f"Declaratie F2026{i:06d} periode januari 2026",
            f"NL{10 + i % 80}INGB0{123456789 + i:09d}",
            "Testverzekeraar Noord N.V." if i % 33 else "Jansen & Zonen B.V.",
            reference=f"BLOCK{i:06d}",
            end_to_end=f"E2E-{i:08d}",
        )
        if i % 50 == 1:
            yield Booked(day, -90_000 - i, "Salarissen", reference=paid.reference, announced=40)
        elif i % 50 == 2:
            half = replace(paid, cents=5_000)
            yield replace(paid, cents=10_000, details=[half, replace(half, text="Declaratie F2")])
        else:
            yield paid if i % 3 else replace(paid, cents=-paid.cents)


def write(path: Path) -> tuple[int, int]:
    """A valid statement made by repeating a block with new references; its sum, and its entries."""
    block = list(entries())
    net = sum(e.cents for e in block)
    one_ = statement(IBAN, 0, block, version="08")
    begin, end = one_.index(b"<Ntry>"), one_.rindex(b"</Ntry>") + len(b"</Ntry>")
    times = MEGABYTES * 1_000_000 // len(one_) + 1
    # the same head and tail, with the closing balance of them all
    frame = statement(IBAN, 0, block, version="08", closing=net * times)
    body = one_[begin:end]
    with path.open("wb") as out:
        out.write(frame[: frame.index(b"<Ntry>")])
        for number in range(times):
            out.write(body.replace(b">BLOCK", f">B{number:06d}".encode()))
        out.write(one_[end:])
    return net * times, BLOCK * times


def judged(source: Source) -> Statement:
    """The statement, as the product reads it."""
    (found,) = read_file(source)
    assert isinstance(found, Statement)
    assert found.header.problems == ()
    assert found.balanced
    return found


def handed_over(path: Path) -> list[int]:
    """Every line goes to a sink, which adds it up."""
    total = 0

    def add(line: BankLine) -> None:
        nonlocal total
        total += line.cents

    found = judged(Source("0" * 64, lambda: path.open("rb"), b"k" * 32, bank_lines=add))
    assert total == found.net
    return [found.net]


def kept(path: Path) -> list[int]:
    """Every line stays in the statement."""
    found = judged(Source("0" * 64, lambda: path.open("rb"), b"k" * 32))
    assert len({line.id for line in found.lines}) == len(found.lines)
    return [found.net]


def figures(path: Path) -> list[int]:
    """Figures and findings, no lines."""
    found = judged(Source("0" * 64, lambda: path.open("rb"), b"k" * 32).figures())
    return [found.net]


VARIANTS = {FIGURES: figures, OURS: handed_over, KEPT: kept}

if __name__ == "__main__":
    one(lambda: VARIANTS[sys.argv[1]](Path(sys.argv[2])))
