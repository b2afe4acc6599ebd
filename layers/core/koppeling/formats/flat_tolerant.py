"""The tolerant path over a flat file (regel voor regel): slower, and it names what is wrong.

Allowed: line ends CR LF or LF, none after the last record, empty lines and 0x1A after it, blanks
where zeros belong in an N field that is not filled. Everything else is a Problem with record and
field; at most `MOST` are collected.
"""

from collections.abc import Iterator
from typing import BinaryIO

from koppeling.formats.flat_days import valid_days
from koppeling.formats.flat_figures import Figures
from koppeling.formats.flat_lines import liner
from koppeling.formats.flat_order import may_follow
from koppeling.formats.layout import Layout, law_of
from koppeling.formats.source import Source
from koppeling.model.problems import Where, problem

MOST = 25
LONGEST = 4096


def read_tolerant(layout: Layout, source: Source) -> Figures:
    """The figures of any file that starts like this layout."""
    figures = Figures()
    run = _Run(layout, source, figures)
    with source.open() as stream:
        for number, record in records(stream):
            if len(figures.problems) >= MOST:
                break
            run.take(number, record)
    if not figures.close and len(figures.problems) < MOST:
        where = Where(source.sha256, run.number, "99")
        figures.problems.append(problem("missing_element", where, name="SLUITRECORD"))
    return figures


def records(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(number from 1, record without line end); trailing empty lines and 0x1A are left out."""
    pending: list[tuple[int, bytes]] = []
    number = 0
    while raw := stream.readline(LONGEST):
        number += 1
        record = raw.rstrip(b"\r\n") if raw.endswith(b"\n") else raw.rstrip(b"\r")
        if record.strip(b"\x1a \r") == b"":
            pending.append((number, record))
            continue
        yield from pending
        pending = []
        yield number, record


class _Run:
    """What is remembered from record to record."""

    def __init__(self, layout: Layout, source: Source, figures: Figures) -> None:
        self.layout, self.source, self.figures = layout, source, figures
        self.previous = b""
        self.number = 0
        self.end = b""
        self.line = liner(layout, source, law_of(layout.ei[0], "")) if source.lines else None

    def wrong(self, code: str, number: int, field: str, **figures: object) -> None:
        """One finding at a record and field."""
        where = Where(self.source.sha256, number, field)
        self.figures.problems.append(problem(code, where, **figures))

    def take(self, number: int, record: bytes) -> None:
        """Check and add up one record."""
        self.number = number
        kind = record[:2]
        name = kind.decode("latin-1")
        if name not in self.layout.records or not may_follow(
            self.layout.money, self.previous, kind
        ):
            self.wrong("record_order", number, name, type=name)
            return
        if len(record) != self.layout.length:
            self.wrong(
                "record_length",
                number,
                name,
                type=name,
                found=len(record),
                expected=self.layout.length,
            )
            return
        self.previous = kind
        self.figures.counts[name] = self.figures.counts.get(name, 0) + 1
        record = self.digits(number, name, record)
        if name == "01":
            self.figures.head = record
        elif name == "99":
            self.figures.close, self.figures.last = record, number
        elif name == self.layout.money:
            self.money(number, record)
        elif name == "04":
            end = self.layout.field("04", "end")
            self.end = end.of(record) if end else b""
        elif name in {"02", "03"}:
            self.end = b""

    def digits(self, number: int, name: str, record: bytes) -> bytes:
        """Every N field holds digits; blanks are zeros. The record with zeros in their place."""
        made = bytearray(record)
        for f in self.layout.records[name]:
            if f.type != "N":
                continue
            raw = f.of(record)
            if not raw.strip(b" "):
                made[f.start : f.end] = b"0" * f.length
            elif not raw.isdigit():
                self.wrong("bad_value", number, f.id, name=f.name, expected="cijfers")
                made[f.start : f.end] = b"0" * f.length
        return bytes(made)

    def money(self, number: int, record: bytes) -> None:
        """Add up one money record."""
        part = {f.part: f for f in self.layout.records[self.layout.money] if f.part}
        day = part.get("end") or part.get("day") or part["begin"]
        end = self.end or day.of(record)
        if end not in valid_days():
            self.wrong("bad_value", number, day.id, name=day.name, expected="datum EEJJMMDD")
            end = b"00000000"
        declared = self.cents(number, "declared", record)
        awarded = self.cents(number, "awarded", record) if self.layout.answers else 0
        codes = None
        if self.layout.answers:
            raw = b"".join(
                f.of(record) for f in self.layout.records[self.layout.money] if f.part == "code"
            )
            self.figures.codes.add(raw)
            codes = None if declared == awarded else raw
        key = (end, *(part[p].of(record) for p in ("category", "product", "agb", "vat")), codes)
        found = self.figures.sums.setdefault(key, [0, 0, 0])
        found[0] += 1
        found[1] += declared
        found[2] += awarded
        if self.line:
            self.line(number, record, end)

    def cents(self, number: int, name: str, record: bytes) -> int:
        """An amount with its sign; D or C is mandatory (blank counts as D for zero only)."""
        amount = self.layout.need(self.layout.money, name).of(record)
        field = self.layout.need(self.layout.money, f"{name}_dc")
        sign = field.of(record)
        value = int(amount)
        if sign not in {b"D", b"C"} and not (sign == b" " and value == 0):
            self.wrong("bad_value", number, field.id, name=field.name, expected="D of C")
        return -value if sign == b"C" else value
