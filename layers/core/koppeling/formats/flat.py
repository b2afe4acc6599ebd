"""Flat Vektis EI messages (vaste recordlengte): one engine over the layout tables.

Two paths with one result. The fast one unpacks whole chunks and needs every record to have its
exact length and line end and every numeric field its digits; at the first irregularity the file is
read again by the tolerant one (`flat_tolerant.py`), which allows what the standard and practice
allow and names record and field of what it does not.
"""

from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from typing import Any

from koppeling.formats.flat_cut import GROUPED, cut_of
from koppeling.formats.flat_days import valid_days
from koppeling.formats.flat_figures import Figures, document
from koppeling.formats.flat_lines import Liner
from koppeling.formats.flat_order import may_follow
from koppeling.formats.flat_suffix import read_suffix
from koppeling.formats.flat_tolerant import read_tolerant
from koppeling.formats.layout import Layout, layout_of
from koppeling.formats.looks import may_answer, message_name, name_of
from koppeling.formats.source import Source
from koppeling.model.documents import Document, Header, Unknown
from koppeling.model.problems import Where, problem

RECORDS_A_CHUNK = 1024
SHORTEST = 7


class Irregular(Exception):  # noqa: N818 - a signal between the two paths, never seen outside
    """Onregelmatig: the fast path cannot judge this file; the tolerant one will."""


def claims(head: bytes) -> bool:
    """A flat EI message starts with record 01 and a three-digit EI code."""
    head = head.removeprefix(BOM_UTF8)
    return head[:2] == b"01" and len(head) > SHORTEST and head[2:SHORTEST].isdigit()


def read(source: Source) -> Iterator[Document]:
    """The one document of a flat file."""
    source = source.behind(BOM_UTF8)
    head = source.head(16)
    layout = layout_of(head[2:5].decode(), int(head[5:7]))
    if layout is None:
        ei, number = head[2:5].decode(), int(head[5:7])
        found = read_suffix(source, name_of(ei)) if may_answer(ei) else None
        if found is not None:
            yield found
            return
        where = Where(source.sha256, 1, "0102")
        looks = message_name(ei, number)
        wrong = problem("no_format", where, looks_like=looks)
        yield Unknown(Header(source.sha256, "", "", (wrong,), source.member), looks)
        return
    try:
        figures = read_fast(layout, source)
    except Irregular:
        figures = read_tolerant(layout, source)
    yield document(layout, figures, source.sha256, source.member)


SIGN = {b"D": 1, b"C": -1}

Key = tuple[Any, ...]
"""What one sum is kept under: pieces of the money record; in ZH (those pieces, end date)."""


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
            if chunk.count(b"\n") != count or b"\r" in chunk[size - 3 :: size]:
                raise Irregular  # a line end inside a record: the tolerant path will name it
            try:
                run.take(chunk, count)
            except (KeyError, ValueError) as error:
                raise Irregular from error
    return run.done()


class _Pass:
    """One run over the chunks: what is remembered from chunk to chunk.

    `sums` = count, declared and awarded without their signs, by the key of the cut and whether the
    line was awarded as declared. The signs are part of the key, so that a sum is nil only when
    every line of it is.
    """

    def __init__(self, layout: Layout, source: Source) -> None:
        self.layout, self.size = layout, layout.length + 2
        self.cut = cut_of(layout.standard, layout.version)
        self.figures = Figures()
        self.money = layout.money.encode()
        self.ended = layout.money != "04"
        self.kind = self.end = b""
        self.counts: dict[bytes, int] = {}
        self.number = 0
        self.sums: dict[tuple[Key, bool], list[int]] = {}
        self.line = Liner(layout, source)
        self.refusals = layout.answers and not source.figures_only

    def take(self, chunk: bytes, count: int) -> None:
        """One chunk of whole records: the few without money one by one, the others together."""
        size, pair = self.size, tuple(self.money)
        kinds = zip(chunk[::size], chunk[1::size], strict=True)
        others = [i for i, kind in enumerate(kinds) if kind != pair]
        held: dict[bytes, list[bytes]] = {}
        runs: list[tuple[int, int, bytes]] = []
        start = 0
        for i in (*others, count):
            if i > start:
                if self.kind != self.money:
                    self.follows(self.money)
                runs.append((start, i, self.end))
            if i < count:
                record = chunk[i * size : (i + 1) * size]
                held.setdefault(record[:2], []).append(record)
                self.other(record, self.number + i + 1)
            start = i + 1
        if runs:
            held[self.money] = [chunk[a * size : b * size] for a, b, _ in runs]
        whole = {kind: b"".join(records) for kind, records in held.items()}
        if not all(self.digits(kind, records) for kind, records in whole.items()):
            raise Irregular
        self.add(whole.get(self.money, b""), runs)
        if sink := self.line.sink:
            for a, b, end in runs:
                for i in range(a, b):
                    sink(self.line(self.number + i + 1, chunk[i * size : (i + 1) * size], end))
        self.number += count

    def refused(self, money: bytes, runs: Iterable[tuple[int, int, bytes]]) -> None:
        """Keep the records that were not wholly awarded, each as its line."""
        ends = chain.from_iterable(repeat(end, b - a) for a, b, end in runs)
        amounts = self.cut.amounts.iter_unpack(money)
        for i, ((raw, won), end) in enumerate(zip(amounts, ends, strict=True)):
            if raw != won:
                record = money[i * self.size : (i + 1) * self.size]
                self.figures.refusals.add(self.line(0, record, end), self.line.code(record))

    def follows(self, kind: bytes) -> None:
        """The order of records."""
        if not may_follow(self.layout.money, self.kind, kind):
            raise Irregular
        self.kind = kind

    def digits(self, kind: bytes, records: bytes) -> bool:
        """Whether every numeric field of records of one kind holds digits, column by column."""
        return all(records[c :: self.size].isdigit() for c in self.cut.columns[kind])

    def add(self, money: bytes, runs: Iterable[tuple[int, int, bytes]]) -> None:
        """Add money records to their sums: the only work that is done for every line."""
        keys: Iterator[Key] = self.cut.key.iter_unpack(money)
        if self.ended:  # the end date stands in the record 04 before it
            ends = chain.from_iterable(repeat(end, b - a) for a, b, end in runs)
            keys = zip(keys, ends, strict=True)
        amounts = self.cut.amounts.iter_unpack(money)
        whole: defaultdict[Key, list[bytes]] = defaultdict(list)
        partly: defaultdict[Key, list[tuple[bytes, bytes]]] = defaultdict(list)
        if self.layout.answers:
            for key, (raw, won) in zip(keys, amounts, strict=True):
                if raw == won:
                    whole[key].append(raw)
                else:
                    partly[key].append((raw, won))
        else:
            for key, (raw,) in zip(keys, amounts, strict=True):
                whole[key].append(raw)
            self.figures.saw(map(int, set(chain.from_iterable(whole.values()))))
        for key, raws in whole.items():
            cents = sum(map(int, raws))
            self.sum(key, len(raws), cents, cents, whole=True)
        if partly and self.refusals:
            self.refused(money, runs)
        for key, pairs in partly.items():
            declared, awarded = (sum(map(int, column)) for column in zip(*pairs, strict=True))
            self.sum(key, len(pairs), declared, awarded, whole=False)

    def sum(self, key: Key, count: int, declared: int, awarded: int, *, whole: bool) -> None:
        """Add the lines of one key in one chunk."""
        found = self.sums.setdefault((key, whole), [0, 0, 0])
        found[0] += count
        found[1] += declared
        found[2] += awarded

    def other(self, record: bytes, number: int) -> None:
        """A record without money: order, and what later records need of it."""
        kind = record[:2]
        self.follows(kind)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if kind == b"01":
            self.figures.head = record[:-2]
            self.line.begin(record)
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
        try:
            for (key, whole), values in self.sums.items():
                self.group(key, values, whole=whole)
        except KeyError as error:
            raise Irregular from error
        return self.figures

    def group(self, key: Key, values: list[int], *, whole: bool) -> None:
        """Add one sum, checked and signed, under the key that both paths share."""
        pieces, end = key if self.ended else (key, b"")
        joined = b"".join(pieces)
        part = {name: self.cut.part(name, joined) for name in self.cut.parts}
        sign, won = SIGN[part["declared_dc"]], part.get("awarded_dc", b"D")
        day = end or part[self.cut.day.part]
        if day not in valid_days() or (
            whole and self.layout.answers and won != part["declared_dc"]
        ):
            raise Irregular
        codes = part.get("codes", b"")
        if codes:
            self.figures.codes.add(codes)
        named = (day, *(part[p] for p in GROUPED), None if whole else codes, won)
        awarded = SIGN[won] * values[2] if self.layout.answers else 0
        self.figures.add(named, values[0], sign * values[1], awarded)
