"""Flat Vektis EI messages (vaste recordlengte): one engine over the layout tables.

Two paths with one result. The fast one unpacks whole chunks and needs every record to have its
exact length and line end and every numeric field its digits; at the first irregularity the file is
read again by the tolerant one (`flat_tolerant.py`), which allows what the standard and practice
allow and names record and field of what it does not.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat

from koppeling.formats.flat_days import valid_days
from koppeling.formats.flat_figures import Figures, document
from koppeling.formats.flat_lines import liner
from koppeling.formats.flat_order import may_follow
from koppeling.formats.flat_tolerant import read_tolerant
from koppeling.formats.layout import Layout, law_of, layout_of
from koppeling.formats.layout import standard as layout_named
from koppeling.formats.source import Source
from koppeling.model.documents import Document, Header, Unknown
from koppeling.model.problems import Where, problem

RECORDS_A_CHUNK = 1024
SHORTEST = 7


class Irregular(Exception):  # noqa: N818 - a signal between the two paths, never seen outside
    """Onregelmatig: the fast path cannot judge this file; the tolerant one will."""


def claims(head: bytes) -> bool:
    """A flat EI message starts with record 01 and a three-digit EI code."""
    return head[:2] == b"01" and len(head) > SHORTEST and head[2:SHORTEST].isdigit()


def read(source: Source) -> Iterator[Document]:
    """The one document of a flat file."""
    head = source.head(16)
    layout = layout_of(head[2:5].decode(), int(head[5:7]))
    if layout is None:
        where = Where(source.sha256, 1, "0102")
        looks = f"EI-bericht {head[2:5].decode()} versie {int(head[5:7])}, nog zonder indeling"
        found = problem("no_format", where, looks_like=looks)
        yield Unknown(Header(source.sha256, "", "", (found,), source.member), looks)
        return
    try:
        figures = read_fast(layout, source)
    except Irregular:
        figures = read_tolerant(layout, source)
    yield document(layout, figures, source.sha256, source.member)


@dataclass(frozen=True, slots=True)
class Cut:
    """Snijplan of the money record: a struct for what is asked for, and the columns of digits.

    The struct gives the parts of a group's key in the order of the record (`names`), then the
    amount that was declared and its sign, and in an answer the amount awarded, its sign and the
    three codes as one. `columns` = every position that must hold a digit.
    """

    unpack: struct.Struct
    names: tuple[str, ...]
    columns: tuple[int, ...]


KEY = frozenset({"end", "day", "begin", "category", "product", "agb", "vat"})
MONEY = frozenset({"declared", "declared_dc", "awarded", "awarded_dc"})


@cache
def cut_of(standard: str, version: str) -> Cut:
    """The cutting plan of a layout, made once from its table."""
    layout = layout_named(standard, version)
    fields = layout.records[layout.money]
    names = [f.part for f in fields if f.part in KEY]
    day = next(n for n in ("end", "day", "begin") if n in names)
    kept = {day, "category", "product", "agb", "vat"}
    codes = sum(f.length for f in fields if f.part == "code")
    pattern, coded = [], False
    for f in fields:
        if f.part in kept | MONEY:
            pattern.append(f"{f.length}s")
        elif f.part == "code":
            pattern += [] if coded else [f"{codes}s"]
            coded = True
        else:
            pattern.append(f"{f.length}x")
    columns = [c for f in fields if f.type == "N" for c in range(f.start, f.end)]
    return Cut(
        struct.Struct("".join([*pattern, "2x"])),
        tuple("end" if n == day else n for n in names if n in kept),
        tuple(columns),
    )


def digits_of(layout: Layout, kind: str) -> Callable[[bytes], bytes]:
    """Every digit that a record of a kind must hold, as one."""
    fields = layout.records[kind]
    pattern = "".join(f"{f.length}{'s' if f.type == 'N' else 'x'}" for f in fields)
    unpack = struct.Struct(pattern + "2x").unpack
    return lambda record: b"".join(unpack(record))


SIGN = {b"D": 1, b"C": -1}


def read_fast(layout: Layout, source: Source) -> Figures:
    """The figures of a regular file; raises Irregular at the first thing out of the ordinary."""
    run = _Pass(layout, source)
    size = layout.length + 2
    with source.open() as stream:
        while chunk := stream.read(size * RECORDS_A_CHUNK):
            count, rest = divmod(len(chunk), size)
            ends = chunk[size - 2 :: size] + chunk[size - 1 :: size]
            if rest or ends != b"\r" * count + b"\n" * count:
                raise Irregular
            if chunk.count(b"\r") + chunk.count(b"\n") != 2 * count:
                raise Irregular  # a line end inside a record: the tolerant path will name it
            try:
                run.take(chunk, count)
            except (KeyError, ValueError) as error:
                raise Irregular from error
    return run.done()


class _Pass:
    """One run over the chunks: what is remembered from chunk to chunk."""

    def __init__(self, layout: Layout, source: Source) -> None:
        self.layout, self.size = layout, layout.length + 2
        self.cut = cut_of(layout.standard, layout.version)
        self.figures = Figures()
        self.money = layout.money.encode()
        self.kind = self.end = b""
        self.counts: dict[bytes, int] = {}
        self.number = 0
        self.digits = {k.encode(): digits_of(layout, k) for k in layout.records}
        self.sums: dict[tuple[tuple[bytes, ...], bytes | None, bytes], list[int]] = {}
        law = law_of(layout.ei[0], "")
        self.line = liner(layout, source, law) if source.lines else None

    def take(self, chunk: bytes, count: int) -> None:
        """One chunk of whole records: the few without money one by one, the others together."""
        size, pair = self.size, tuple(self.money)
        kinds = zip(chunk[::size], chunk[1::size], strict=True)
        others = [i for i, kind in enumerate(kinds) if kind != pair]
        runs: list[tuple[int, int, bytes]] = []
        start = 0
        for i in (*others, count):
            if i > start:
                if self.kind != self.money:
                    self.follows(self.money)
                runs.append((start, i, self.end))
            if i < count:
                self.other(chunk[i * size : (i + 1) * size], self.number + i + 1)
            start = i + 1
        money = b"".join([chunk[a * size : b * size] for a, b, _ in runs])
        if not all(money[column::size].isdigit() for column in self.cut.columns if money):
            raise Irregular
        self.add(money, chain.from_iterable(repeat(end, b - a) for a, b, end in runs))
        if self.line is not None:
            for a, b, end in runs:
                for i in range(a, b):
                    self.line(self.number + i + 1, chunk[i * size : (i + 1) * size], end)
        self.number += count

    def follows(self, kind: bytes) -> None:
        """The order of records."""
        if not may_follow(self.layout.money, self.kind, kind):
            raise Irregular
        self.kind = kind

    def add(self, money: bytes, ends: Iterable[bytes]) -> None:
        """Add money records to their groups: the only work that is done for every line."""
        sums, codes, sign, answers = self.sums, self.figures.codes, SIGN, self.layout.answers
        at = len(self.cut.names)
        day, days = self.cut.names.index("end"), valid_days()
        for record, end in zip(self.cut.unpack.iter_unpack(money), ends, strict=True):
            raw, dc, triple = record[at], record[at + 1], None
            cents = awarded = sign[dc] * int(raw)
            if answers:
                won, won_dc, code = record[at + 2 :]
                codes.add(code)
                if won != raw or won_dc != dc:
                    awarded = sign[won_dc] * int(won)
                    triple = code if awarded != cents else None
            else:
                awarded = 0
            key = (record[:at], triple, end)
            found = sums.get(key)
            if found is None:
                if record[day] not in days:
                    raise Irregular
                sums[key] = [1, cents, awarded]
            else:
                found[0] += 1
                found[1] += cents
                found[2] += awarded

    def other(self, record: bytes, number: int) -> None:
        """A record without money: order, digits, and what later records need of it."""
        kind = record[:2]
        self.follows(kind)
        if not self.digits[kind](record).isdigit():
            raise Irregular
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if kind == b"01":
            self.figures.head = record[:-2]
        elif kind == b"99":
            self.figures.close, self.figures.last = record[:-2], number
        elif kind in {b"02", b"03"}:
            self.end = b""
        elif kind == b"04" and (field := self.layout.field("04", "end")):
            self.end = field.of(record)
            if self.end not in valid_days():
                raise Irregular

    def done(self) -> Figures:
        """The figures of a file that ended where it should."""
        if self.kind != b"99":
            raise Irregular
        counts = {kind.decode(): n for kind, n in self.counts.items()}
        money = self.number - sum(counts.values())
        self.figures.counts = counts | ({self.layout.money: money} if money else {})
        for (key, triple, end), values in self.sums.items():
            part = dict(zip(self.cut.names, key, strict=True))
            group = (end or part["end"], *(part[p] for p in GROUP), triple)
            found = self.figures.sums.setdefault(group, [0, 0, 0])
            for i, value in enumerate(values):
                found[i] += value
        return self.figures


GROUP = ("category", "product", "agb", "vat")
