"""Forty-five thousand MT940 entries in daily statements, against the library `mt-940`.

Each variant runs in a process of its own, in turn, three rounds; the best round counts. The peer
parses the same file with its defaults. Ours decides the code page, holds opening + entries =
closing of every statement, splits the code words, and gives every line its identity. It also reads
a file four times as large: memory must not grow with the file.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from koppeling.formats import mt940
from koppeling.formats.mt940_write import Mutation, statement
from koppeling.formats.source import Source
from koppeling.model.documents import Statement

ENTRIES = 45_000
A_DAY = 500
ROUNDS = 3
TARGET = 5
LARGEST_MB = 24
GROWTH = 1.2
ACCOUNTS = {
    "ing": "NL69INGB0123456789",
    "abn": "NL91ABNA0417164300",
    "rabobank": "NL44RABO0123456789",
}
NUMBERING = "ing"
"""The bank whose entries carry a reference of the bank itself."""


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for style in ACCOUNTS:
            small, large = Path(folder) / f"{style}.940", Path(folder) / f"{style}-large.940"
            write(small, style, ENTRIES)
            write(large, style, 4 * ENTRIES)
            size = small.stat().st_size / 1e6
            print(f"MT940 of {style}, {ENTRIES:,} entries, {size:.0f} MB; best of {ROUNDS}")
            best = measure(small)
            _, memory = one("ours", large)
            ratio = best["mt-940"][0] / best["ours"][0]
            steady = memory <= best["ours"][1] * GROWTH and memory <= LARGEST_MB
            good = good and steady and ratio >= TARGET
            for name, (seconds, megabytes) in best.items():
                print(f"  {name:<24} {seconds:6.2f} s CPU  {megabytes:6.1f} MB")
            print(f"  {ratio:.2f}x as fast (at least {TARGET}x)")
            print(f"  {memory:.1f} MB for a file four times as large (at most {LARGEST_MB})")
    print("targets met" if good else "TARGETS MISSED")
    return 0 if good else 1


def measure(path: Path) -> dict[str, tuple[float, float]]:
    """Name -> (CPU seconds, peak MB), the best of the rounds, variants in turn."""
    best: dict[str, tuple[float, float]] = {}
    for _ in range(ROUNDS):
        for name in VARIANTS:
            seconds, megabytes = one(name, path)
            before = best.get(name, (1e9, 0.0))
            best[name] = (min(before[0], seconds), max(before[1], megabytes))
    return best


def one(name: str, path: Path) -> tuple[float, float]:
    """CPU seconds and peak MB of one variant in a process of its own."""
    command = [sys.executable, "-m", "bench.mt940", name, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, megabytes, entries, net = json.loads(done.stdout)
    assert entries % ENTRIES == 0, (name, entries)
    assert net == NET * entries // A_DAY, (name, net)
    return seconds, megabytes


NET = sum(1_000 + i for i in range(A_DAY))


def write(path: Path, style: str, entries: int) -> None:
    """Statements of a day each, every one beginning where the one before it ended."""
    opening = 0
    with path.open("wb") as out:
        for number in range(entries // A_DAY):
            day = date(2026, 1, 1) + timedelta(days=number)
            booked = [
                Mutation(
                    day,
                    1_000 + i,
                    f"DECLARATIE F{number:04d}{i:03d} PERIODE 2026-01 TRANCHE {i} VAN 500",
                    "NL69INGB0123456789",
                    "TESTVERZEKERAAR ZORG NV",
                    reference=f"{number:08d}{i:06d}" if style == NUMBERING else "",
                    end_to_end=f"EV12341REP{number:04d}{i:03d}T1234",
                )
                for i in range(A_DAY)
            ]
            iban = ACCOUNTS[style]
            out.write(statement(style, iban, opening, booked, number=f"{number + 1}/1"))
            opening += NET


def ours(path: Path) -> Callable[[], tuple[int, int]]:
    """The reader, statement by statement, as a caller that keeps none of them."""
    entries = net = 0
    for document in mt940.read(Source("0" * 64, lambda: path.open("rb"), b"")):
        assert isinstance(document, Statement)
        assert not document.header.refused, document.header.problems
        entries += len(document.lines)
        net += document.net
    return lambda: (entries, net)


def theirs(path: Path) -> Callable[[], tuple[int, int]]:
    """The library, with its defaults; what it found is added up when the clock has stopped."""
    import mt940 as peer  # not in ours: it would be counted as our memory

    found = peer.parse(str(path)).transactions
    return lambda: (len(found), sum(int(t.data["amount"].amount.scaleb(2)) for t in found))


VARIANTS = {"mt-940": theirs, "ours": ours}


if __name__ == "__main__":
    start = time.process_time()
    result = VARIANTS[sys.argv[1]](Path(sys.argv[2]))
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([spent, peak, *result()]))
