"""A million flat EI lines, read with all checks and sums, against a dict of all fields.

The dict of all fields is what a hand-written importer does at its fastest: it cuts every field of
every record and adds the declared and awarded amounts. pandas.read_fwf gets the names and widths of
all fields. Neither checks anything; `wc -l` only counts lines, and says how far off the machine is.
Ours checks record length, line ends, order, digits, dates, signs, counts and totals, and adds
groups. At `SIZE=night` ours also reads a file of a gigabyte: memory must not grow with the file.
"""

import json
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.measure import NIGHT, Target, best, one, own, peer, told
from koppeling.formats.flat_write import Sent, answer, claim
from koppeling.formats.layout import standard
from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.documents import Remittance

LINES = 1_000_000
NIGHT_LINES = 1_000_000_000 // (standard("AW320").length + 2)
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
        write(path, LINES, LINES_A_CLIENT)
        size = path.stat().st_size
        print(f"AW320, {LINES:,} records, {size / 1e6:.0f} MB")
        commands = {name: own("bench.flat", name, str(path)) for name in VARIANTS}
        found = best(commands, expected(path))
        # minutes, so once
        found |= best({FWF: peer("read_fwf", str(path), columns())}, expected(path), 1)
        good = told(found, TARGETS, size)
        if NIGHT:
            good = large(path) and good
    return 0 if good else 1


def large(path: Path) -> bool:
    """Whether a gigabyte is read in as little memory; it takes the place of the smaller file.

    A message counts at most 999,999 records of a kind: so every line has a client and a remark.
    """
    write(path, NIGHT_LINES, 1, remark)
    size = path.stat().st_size
    print(f"AW320, {NIGHT_LINES:,} records, {size / 1e6:.0f} MB")
    commands = {target.name: own("bench.flat", target.name, str(path)) for target in TARGETS}
    alone = [replace(target, times={}) for target in TARGETS]
    return told(best(commands, expected(path), 1), alone, size)


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


def remark(record: bytes) -> list[bytes]:
    """A money record with a record 98 behind it."""
    layout = standard("AW320")
    filled = ((b"0" if f.type == "N" else b" ") * f.length for f in layout.records["98"][1:])
    return [record, b"98" + b"".join(filled)] if record[:2] == b"04" else [record]


def write(
    path: Path,
    count: int,
    lines_a_client: int,
    as_sent: Callable[[bytes], list[bytes]] = lambda record: [record],
) -> None:
    """A valid answer of about so many records: a small one repeated with new client numbers."""
    first, *small, last = a_thousand_lines(lines_a_client)
    body = [made for record in small for made in as_sent(record)]
    times = (count - 2) // len(body)
    bsn = standard("AW320").need("04", "bsn")
    with path.open("wb") as out:
        out.write(first + b"\r\n")
        for time_ in range(times):
            for record in body:
                made = bytearray(record)
                number = int(made[bsn.start : bsn.end]) + time_ * 1000
                made[bsn.start : bsn.end] = f"{number:09d}".encode()
                out.write(bytes(made) + b"\r\n")
        out.write(closing(last, body, times) + b"\r\n")


def a_thousand_lines(lines_a_client: int) -> list[bytes]:
    """The records of a small answer, one line in twenty of it not fully awarded."""
    lines = [
        Sent("999900006", "12345", 4500 + i, date(2026, 1, 1 + i % 31), f"R{i:06d}", agb="41000001")
        for i in range(1000)
    ]
    clients = [f"{900000000 + i // lines_a_client:09d}" for i in range(1000)]
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
    return small.split(b"\r\n")[:-1]


def closing(record: bytes, body: list[bytes], times: int) -> bytes:
    """The closing record of a body that is repeated."""
    made = bytearray(record)
    counts = Counter(f"count_{record[:2].decode()}" for record in body)
    counts["count_all"] = len(body)
    for f in standard("AW320").records["99"]:
        if f.part.startswith("count_") or f.part in {"declared", "awarded"}:
            once = counts[f.part] if f.part.startswith("count_") else int(f.of(record))
            made[f.start : f.end] = f"{once * times:0{f.length}d}".encode()
    return bytes(made)


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
