"""Flat Vektis EI messages (vaste recordlengte): one engine over the layout tables.

Two paths with one result. The fast one unpacks whole chunks and needs every record to have its
exact length and line end and every numeric field its digits; at the first irregularity the file is
read again by the tolerant one (`flat_tolerant.py`), which allows what the standard and practice
allow and names record and field of what it does not.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from operator import itemgetter

from koppeling.formats.flat_figures import Figures, document
from koppeling.formats.flat_lines import liner
from koppeling.formats.flat_order import may_follow
from koppeling.formats.flat_tolerant import read_tolerant
from koppeling.formats.layout import Layout, law_of, layout_of
from koppeling.formats.source import Source
from koppeling.model.documents import Document, Header, Unknown
from koppeling.model.problems import Where, problem

RECORDS_A_CHUNK = 2048


class Irregular(Exception):  # noqa: N818 - a signal between the two paths, never seen outside
    """Onregelmatig: the fast path cannot judge this file; the tolerant one will."""


def claims(head: bytes) -> bool:
    """A flat EI message starts with record 01 and a three-digit EI code."""
    return head[:2] == b"01" and head[2:7].isdigit()


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


@cache
def valid_days() -> frozenset[bytes]:
    """Every date from 1990 to 2059 as eight digits, and the two ways to leave one open."""
    first = date(1990, 1, 1)
    days = (first + timedelta(n) for n in range(70 * 365 + 17))
    return frozenset([*(d.strftime("%Y%m%d").encode() for d in days), b"00000000"])


@dataclass(frozen=True, slots=True)
class Cut:
    """Snijplan: one struct for every record of a file, laid out for the money record.

    `pick` reorders what is unpacked to: end, category, product, agb, vat, declared, its sign and,
    in an answer, awarded, its sign and the three codes as one; `numeric` is every N field.
    """

    unpack: struct.Struct
    pick: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]
    numeric: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]
    tail: int


@cache
def cut_of(standard: str, version: str) -> Cut:
    """The cutting plan of a layout, made once from its table."""
    from koppeling.formats.layout import standard as layout_named

    layout = layout_named(standard, version)
    fields = layout.records[layout.money]
    spans: list[tuple[str, int, str]] = []
    for f in fields:
        kind = (
            f.part if f.part and f.part not in {"personal", "bsn", "reference", "previous"} else ""
        )
        plain = "" if kind else f.type
        merges = spans and spans[-1][2] == plain and plain and not spans[-1][0]
        if kind == "code" and spans and spans[-1][0] == "code":
            spans[-1] = ("code", spans[-1][1] + f.length, "")
        elif merges:
            spans[-1] = ("", spans[-1][1] + f.length, plain)
        else:
            spans.append((kind, f.length, plain or f.type))
    wanted = ["end", "category", "product", "agb", "vat", "declared", "declared_dc"]
    wanted += ["awarded", "awarded_dc", "code"] if layout.answers else []
    names = [kind for kind, _, _ in spans]
    day = {"end": next((n for n in ("end", "day", "begin") if n in names), "")}
    index = [names.index(day.get(w, w)) for w in wanted]
    numeric = [i for i, (_, _, type_) in enumerate(spans) if type_ == "N"]
    pattern = "".join(f"{length}s" for _, length, _ in spans)
    return Cut(struct.Struct(pattern + "2s"), itemgetter(*index), itemgetter(*numeric), len(spans))


SIGN = {b"D": 1, b"C": -1}


def read_fast(layout: Layout, source: Source) -> Figures:
    """The figures of a regular file; raises Irregular at the first thing out of the ordinary."""
    cut = cut_of(layout.standard, layout.version)
    figures = Figures()
    size = layout.length + 2
    line = liner(layout, source, law_of(layout.ei[0], "")) if source.lines else None
    state = _Pass(layout, cut, figures, line)
    with source.open() as stream:
        while chunk := stream.read(size * RECORDS_A_CHUNK):
            if len(chunk) % size:
                raise Irregular
            try:
                state.take(chunk)
            except (KeyError, ValueError) as error:
                raise Irregular from error
    if not figures.close or state.kind != b"99":
        raise Irregular
    figures.counts = {k.decode(): n for k, n in state.counts.items()}
    figures.last = state.number
    return figures


class _Pass:
    """One run over the chunks: what is remembered from record to record."""

    __slots__ = ("counts", "cut", "end", "figures", "kind", "layout", "line", "number")

    def __init__(
        self,
        layout: Layout,
        cut: Cut,
        figures: Figures,
        line: Callable[[int, bytes, bytes], None] | None,
    ) -> None:
        self.layout, self.cut, self.figures, self.line = layout, cut, figures, line
        self.kind = b""
        self.counts: dict[bytes, int] = {}
        self.number = 0
        self.end: bytes | None = None

    def take(self, chunk: bytes) -> None:
        """Add up one chunk of whole records. The loop is the only per-line work there is."""
        layout, cut, counts, days = self.layout, self.cut, self.counts, valid_days()
        pick, numeric, tail = cut.pick, cut.numeric, cut.tail
        sums, codes_seen, sign = self.figures.sums, self.figures.codes, SIGN
        money, answers, join = layout.money.encode(), layout.answers, b"".join
        size, previous, line, carried = layout.length + 2, self.kind, self.line, self.end
        carries = "end" in {f.part for f in layout.records["04"]} and money != b"04"
        number = self.number
        for offset, record in enumerate(cut.unpack.iter_unpack(chunk)):
            if record[tail] != b"\r\n":
                raise Irregular
            # the first span may be longer than the record kind: N fields are merged
            kind = record[0][:2]
            if kind != money:
                at = offset * size
                carried = self.other(kind, previous, chunk[at : at + size], number + offset + 1)
                carried = carried if carries else None
                previous = kind
                counts[kind] = counts.get(kind, 0) + 1
                continue
            if previous != money and not may_follow(layout.money, previous, kind):
                raise Irregular
            previous = kind
            counts[kind] = counts.get(kind, 0) + 1
            if not join(numeric(record)).isdigit():
                raise Irregular
            if answers:
                end, category, product, agb, vat, cents, dc, won, won_dc, codes = pick(record)
                declared, awarded = sign[dc] * int(cents), sign[won_dc] * int(won)
                full = declared == awarded
                codes_seen.add(codes)
                key = (carried or end, category, product, agb, vat, None if full else codes)
            else:
                end, category, product, agb, vat, cents, dc = pick(record)
                declared, awarded = sign[dc] * int(cents), 0
                key = (carried or end, category, product, agb, vat, None)
            if end not in days:
                raise Irregular
            found = sums.get(key)
            if found is None:
                sums[key] = [1, declared, awarded]
            else:
                found[0] += 1
                found[1] += declared
                found[2] += awarded
            if line is not None:
                at = offset * size
                line(number + offset + 1, chunk[at : at + size], key[0] or b"")
        self.number = number + len(chunk) // size
        self.kind, self.end = previous, carried

    def other(self, kind: bytes, previous: bytes, record: bytes, number: int) -> bytes | None:
        """A record without money: order, digits, and what later records need of it."""
        layout = self.layout
        if not may_follow(layout.money, previous, kind):
            raise Irregular
        fields = layout.records[kind.decode()]
        digits = b"".join(f.of(record) for f in fields if f.type == "N")
        if not digits.isdigit():
            raise Irregular
        if kind == b"01":
            if number != 1:
                raise Irregular
            self.figures.head = record[:-2]
        if kind == b"99":
            self.figures.close = record[:-2]
        if kind == b"04":
            field = layout.field("04", "end")
            end = field.of(record) if field else None
            if end is not None and end not in valid_days():
                raise Irregular
            return end
        return self.end if kind in {b"98", b"16"} else None
