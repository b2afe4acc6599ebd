"""A million flat EI lines, read with all checks and sums, against a dict of all fields.

The dict of all fields is what a hand-written importer does at its fastest: it cuts every field of
every record and adds the declared and awarded amounts. pandas.read_fwf gets the names and widths of
all fields. Neither checks anything; `wc -l` only counts lines, and says how far off the machine is.
Ours checks record length, line ends, order, digits, dates, signs, counts and totals, and adds
groups.
"""

import json
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.measure import Target, best, one, own, peer, told
from koppeling.formats.flat_write import Sent, answer, claim
from koppeling.formats.layout import standard
from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.documents import Remittance

LINES = 1_000_000
LINES_A_CLIENT = 8
FWF, WC = "pandas.read_fwf", "wc -l"
TARGETS = [
    Target("ours", {"dict of all fields": 3.5, FWF: 10, WC: 0}, 40),
    Target("ours with pseudonyms", {"dict of all fields": 3.0}, 40),
]


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "AW320.txt"
        write(path)
        size = path.stat().st_size
        print(f"AW320, {LINES:,} records, {size / 1e6:.0f} MB")
        commands = {name: own("bench.flat", name, str(path)) for name in VARIANTS}
        found = best(commands, expected(path))
        # minutes, so once
        found |= best({FWF: peer("read_fwf", str(path), columns())}, expected(path), 1)
    return 0 if told(found, TARGETS, size) else 1


def columns() -> str:
    """All fields of the money record by name and place, for a reader of fixed widths."""
    fields = standard("AW320").records["04"]
    parts = {f.part: f.id for f in fields if f.part}
    return json.dumps(
        {
            "names": [f.id for f in fields],
            "colspecs": [[f.start, f.end] for f in fields],
            "amounts": [parts["declared"], parts["awarded"]],
            "signs": [parts["declared_dc"], parts["awarded_dc"]],
        }
    )


def expected(path: Path) -> list[int]:
    """The totals of the closing record."""
    layout = standard("AW320")
    with path.open("rb") as stream:
        stream.seek(-(layout.length + 2), 2)
        close = stream.read()
    return [int(layout.need("99", part).of(close)) for part in ("declared", "awarded")]


def write(path: Path) -> None:
    """A valid answer of a million records, made by repeating a small one with new numbers."""
    lines = [
        Sent("999900006", "12345", 4500 + i, date(2026, 1, 1 + i % 31), f"R{i:06d}", agb="41000001")
        for i in range(1000)
    ]
    clients = [f"{900000000 + i // LINES_A_CLIENT:09d}" for i in range(1000)]
    sent = claim(
        "AW319",
        "5555",
        "41000001",
        "F2026001",
        date(2026, 2, 2),
        [replace(x, client=c) for x, c in zip(lines, clients, strict=True)],
    )
    awarded = {f"R{i:06d}": 4000 for i in range(0, 1000, 20)}
    small = answer(
        sent, awarded=awarded, codes=dict.fromkeys(awarded, "0611"), day=date(2026, 2, 9)
    )
    records = small.split(b"\r\n")[:-1]
    body = records[1:-1]
    layout = standard("AW320")
    times = (LINES - 2) // len(body)
    bsn = layout.need("04", "bsn")
    close = bytearray(records[-1])
    for f in layout.records["99"]:
        if f.part.startswith("count_") or f.part in {"declared", "awarded"}:
            value = int(f.of(records[-1])) * times
            close[f.start : f.end] = str(value).rjust(f.length, "0").encode()
    with path.open("wb") as out:
        out.write(records[0] + b"\r\n")
        for time_ in range(times):
            for record in body:
                made = bytearray(record)
                number = int(made[bsn.start : bsn.end]) + time_ * 1000
                made[bsn.start : bsn.end] = f"{number:09d}".encode()
                out.write(bytes(made) + b"\r\n")
        out.write(bytes(close) + b"\r\n")


def dict_of_all_fields(path: Path) -> list[int]:
    """Every field of every record in a dict; sums of the money records."""
    layout = standard("AW320")
    cuts = {
        kind.encode(): [(f.id, f.start, f.end) for f in fields]
        for kind, fields in layout.records.items()
    }
    declared = awarded = 0
    with path.open("rb") as stream:
        for record in stream:
            row = {name: record[start:end] for name, start, end in cuts[record[:2]]}
            if row.get("0401") == b"04":
                declared += int(row["0429"]) * (-1 if row["0430"] == b"C" else 1)
                awarded += int(row["0483"]) * (-1 if row["0484"] == b"C" else 1)
    return [declared, awarded]


def ours(path: Path) -> list[int]:
    """The reader, as intake calls it."""
    source = Source("0" * 64, lambda: path.open("rb"), b"k" * 32)
    (document,) = read_file(source)
    assert isinstance(document, Remittance)
    assert not document.header.refused, document.header.problems
    return [document.declared or 0, document.awarded]


def ours_with_pseudonyms(path: Path) -> list[int]:
    """The reader, then the pseudonym of the client of every money record, in a pass of its own."""
    found = ours(path)
    layout = standard("AW320")
    bsn, size = layout.need("04", "bsn"), layout.length + 2
    cut = struct.Struct(f"2s{bsn.start - 2}x{bsn.length}s{size - bsn.end}x")
    pseudonym = pseudonyms(b"k" * 32)
    with path.open("rb") as stream:
        while chunk := stream.read(size * 1024):
            numbers = [number for kind, number in cut.iter_unpack(chunk) if kind == b"04"]
            assert all(map(pseudonym, numbers))
    return found


def wc(path: Path) -> list[int]:
    """What counting the lines costs and nothing else; the figures are the file's own."""
    done = subprocess.run(["/usr/bin/env", "wc", "-l", path], check=True, capture_output=True)
    assert LINES - 1000 < int(done.stdout.split()[0]) <= LINES
    return expected(path)


VARIANTS: dict[str, Callable[[Path], list[int]]] = {
    WC: wc,
    "dict of all fields": dict_of_all_fields,
    "ours": ours,
    "ours with pseudonyms": ours_with_pseudonyms,
}


if __name__ == "__main__":
    one(lambda: VARIANTS[sys.argv[1]](Path(sys.argv[2])))
