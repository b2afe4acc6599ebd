"""The tolerant path over a flat file (regel voor regel): slower, and it names what is wrong.

Allowed: line ends CR LF or LF, none after the last record, empty lines and 0x1A after it, blanks
where zeros belong in an N field that is not filled. Everything else is a Problem with record and
field; at most `MOST` are collected.
"""

from collections.abc import Iterator
from operator import itemgetter
from typing import BinaryIO

from koppeling.formats.flat_cut import GROUPED, cut_of, day_of
from koppeling.formats.flat_days import valid_days
from koppeling.formats.flat_figures import Figures
from koppeling.formats.flat_lines import Liner
from koppeling.formats.flat_order import may_follow
from koppeling.formats.layout import Field, Layout
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
    blank: tuple[int, bytes] | None = None  # the first of a series: enough to name it, and no more
    number = 0
    while raw := stream.readline(LONGEST):
        number += 1
        record = raw.rstrip(b"\r\n") if raw.endswith(b"\n") else raw.rstrip(b"\r")
        if record.strip(b"\x1a \r") == b"":
            blank = blank or (number, record)
            continue
        if blank:
            yield blank
            blank = None
        yield number, record


class _Run:
    """What is remembered from record to record."""

    def __init__(self, layout: Layout, source: Source, figures: Figures) -> None:
        self.layout, self.source, self.figures = layout, source, figures
        self.previous = self.end = b""
        self.number = 0
        fields = layout.records[layout.money]
        self.part = {f.part: f for f in fields if f.part and f.part != "code"}
        self.codes = layout.codes(layout.money)
        self.day = day_of(layout)
        self.line = Liner(layout, source)
        self.refusals = layout.answers and not source.figures_only
        columns = cut_of(layout.standard, layout.version).columns
        self.columns = {kind.decode(): itemgetter(*found) for kind, found in columns.items()}

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
            self.line.begin(record)
        elif name == "99":
            self.figures.close, self.figures.last = record, number
        elif name == self.layout.money:
            self.money(number, record)
        elif name == "04":
            self.end = self.dated(number, self.layout.need("04", "end"), record)
        elif name in {"02", "03"}:
            self.end = b""

    def digits(self, number: int, name: str, record: bytes) -> bytes:
        """Every N field holds digits; blanks are zeros. The record with zeros in their place."""
        if bytes(self.columns[name](record)).isdigit():
            return record
        made = bytearray(record)
        for f in self.layout.records[name]:
            raw = f.of(record)
            if f.type == "N" and f.part != "unfilled" and not raw.isdigit():
                if raw.strip(b" "):
                    self.wrong("bad_value", number, f.id, name=f.name, expected="cijfers")
                made[f.start : f.end] = b"0" * f.length
        return bytes(made)

    def dated(self, number: int, field: Field, record: bytes) -> bytes:
        """A date of the record, zeros for one that does not exist."""
        found = field.of(record)
        if found in valid_days():
            return found
        self.wrong("bad_value", number, field.id, name=field.name, expected="datum EEJJMMDD")
        return b"0" * field.length

    def money(self, number: int, record: bytes) -> None:
        """Add up one money record."""
        end = self.end or self.dated(number, self.day, record)
        declared = self.cents(number, "declared", record)
        awarded, codes, won = 0, None, b"D"
        if self.layout.answers:
            awarded = self.cents(number, "awarded", record)
            raw = b"".join(f.of(record) for f in self.codes)
            self.figures.codes.add(raw)
            codes = None if declared == awarded else raw
            won = b"C" if awarded < 0 else b"D"
        else:
            self.figures.saw((declared,))
        key = (end, *(self.part[p].of(record) for p in GROUPED), codes, won)
        self.figures.add(key, 1, declared, awarded)
        if self.line.sink or (self.refusals and codes is not None):
            line = self.line(number, record, end)
            if self.line.sink:
                self.line.sink(line)
            if self.refusals and codes is not None:
                self.figures.refusals.add(line, self.line.code(record))

    def cents(self, number: int, name: str, record: bytes) -> int:
        """An amount with its sign; D or C is mandatory (blank counts as D for zero only)."""
        field = self.part[f"{name}_dc"]
        sign = field.of(record)
        value = int(self.part[name].of(record))
        if sign not in {b"D", b"C"} and not (sign == b" " and value == 0):
            self.wrong("bad_value", number, field.id, name=field.name, expected="D of C")
        return -value if sign == b"C" else value
