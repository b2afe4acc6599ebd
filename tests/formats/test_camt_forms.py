"""The fast path of CAMT gives what the parser alone gives, whatever the bytes.

1. Any file, whole or damaged, whatever its prefix, line ends and order: the same documents with the
   same lines and findings by both ways, and by one that cuts the stream anywhere.
2. Entries of a known form do go the fast way, and only those.
3. A mark cannot be forged, hidden or moved.
4. Memory stays small: lines that are handed over are not kept.
"""

import random
import re
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats import camt_fields, camt_forms, xml_stream
from koppeling.formats.camt_forms import Forms
from koppeling.formats.camt_write import Booked, statement
from koppeling.formats.ordinals import Ordinals
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.documents import BankLine, Document, Statement
from tests import sizes
from tests.formats.damage import accepted, cut, mutated, read

OWN = "NL91ABNA0417164300"
PAYER = "NL69INGB0123456789"
DAY = date(2026, 2, 16)
PAID = Booked(DAY, 34_000, "Declaratie F1", PAYER, "Testverzekeraar", reference="BANK1")
BATCH = replace(PAID, details=[replace(PAID, cents=30_000), replace(PAID, cents=4_000)])
# every form twice, so that the second of each goes the fast way
MANY = [
    *(replace(PAID, cents=c, text=f"Declaratie F{c}") for c in (100, 200, 300)),
    replace(PAID, name="A & B <C>"),
    Booked(DAY, -5_000, announced=3),
    Booked(DAY, -6_000, announced=3),
    BATCH,
    BATCH,
    replace(PAID, cents=-1, returned=True),
    replace(PAID, cents=-2, returned=True),
    replace(PAID, status="PDNG"),
]


def made(*entries: Booked, **more: object) -> bytes:
    data: bytes = statement(OWN, 100_000, entries or MANY, **more)  # type: ignore[arg-type]
    return data


def by_the_parser(data: bytes) -> tuple[Document, ...]:
    """The slow way only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(camt_forms, "PLAIN", re.compile(b"(?P<prefix>never)\\b\\B"))
        return read(data)


def in_chunks(data: bytes, size: int) -> tuple[Document, ...]:
    """The fast way, over a stream that is cut at every so many bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xml_stream, "CHUNK", size)
        return read(data)


def test_a_known_form_goes_the_fast_way() -> None:
    data = made(*[PAID] * 10)
    forms = Forms(Source.of(data, key=b""))
    left = forms.cut(data) + forms.cut(b"")
    (run,) = forms.waiting.values()
    assert len(run) == 9, "all but the first"
    assert left.count(b"<Ntry>") == 1
    assert left.count(f'<Ntry {forms.mark}="1"/>'.encode()) == 1
    assert len(left) + 9 * len(made(PAID)) - 9 * len(made()[: made().index(b"<Ntry>")]) > 0


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize("prefix", ["", "n", None])
@pytest.mark.parametrize("message", ["camt.052", "camt.053", "camt.054"])
@pytest.mark.parametrize("gap", ["", "\n", "\r\n    ", "\r"])
def test_both_ways_read_the_same(version: str, prefix: str | None, message: str, gap: str) -> None:
    data = made(version=version, prefix=prefix, message=message)
    data = data.replace(b"><", f">{gap}<".encode())
    expected = by_the_parser(data)
    assert read(data) == expected
    for size in (1, 7, 100, 1_000):
        assert in_chunks(data, size) == expected


def test_both_ways_read_damaged_files_the_same() -> None:
    dice = sizes.generator("camt forms")
    data = made(version="08")
    for _ in range(sizes.of(400, 20_000)):
        damaged = mutated(data, dice)
        assert read(damaged) == by_the_parser(damaged)


INSERTED = (
    *(b"<!-- ", b" -->", b"<![CDATA[", b"]]>", b"<?a ", b"?>", b"<Ntry>", b"</Ntry>", b"<Ntry/>"),
    *(b"&amp;", b"&#65;", b"&amp;lt;", b"&x;", b"\r", b"\0", b"\xff", b"\xef\xbf\xbf", b"  "),
    *(b"<NtryDtls>", b"</NtryDtls>", b"<TxDtls/>", b" Ccy='EUR'", b"<Stmt>", b"</Stmt>", b">"),
)


def test_both_ways_read_files_with_odd_pieces_the_same() -> None:
    dice = sizes.generator("camt odd pieces")
    tags = [m.start() for m in re.finditer(rb"<|>", made())]
    for _ in range(sizes.of(400, 20_000)):
        data = made()
        for _ in range(dice.randint(1, 3)):
            at = dice.choice(tags) + dice.randint(0, 1)
            data = data[:at] + dice.choice(INSERTED) + data[at:]
        assert read(data) == by_the_parser(data), data


def test_both_ways_read_files_with_moved_pieces_the_same() -> None:
    dice = sizes.generator("camt moved pieces")
    whole = made(version="08")
    pieces = re.findall(rb"<[^>]*>[^<]*", whole)
    for _ in range(sizes.of(200, 10_000)):
        shuffled = _shuffled(pieces, dice)
        assert read(shuffled) == by_the_parser(shuffled)


def _shuffled(pieces: list[bytes], dice: random.Random) -> bytes:
    """Some pieces doubled, left out or in another place."""
    moved = list(pieces)
    for _ in range(dice.randint(1, 4)):
        at, to = dice.randrange(len(moved)), dice.randrange(len(moved))
        piece = moved[at] if dice.random() < 0.5 else moved.pop(at)
        if dice.random() < 0.7:
            moved.insert(to, piece)
    return b"".join(moved)


def test_cut_off_anywhere_both_ways_refuse() -> None:
    data = made(PAID, PAID)
    whole = accepted(read(data))
    for short in cut(data):
        found = accepted(read(short))
        assert not found or (found == whole and len(short) >= len(data) - 1)


@pytest.mark.parametrize("place", ["<Stmt>", "<Ntry>", "</Ntry>"])
def test_a_mark_cannot_be_forged(place: str) -> None:
    data = made(*[PAID] * 4)
    for forged in ('<Ntry c="1"/>', f'<Ntry {Forms(Source.of(data, key=b"")).mark}="1"/>'):
        bad = data.replace(place.encode(), f"{forged}{place}".encode(), 1)
        assert read(bad) == by_the_parser(bad)


@pytest.mark.parametrize(
    ("before", "after"),
    [("<!--", "-->"), ("<Other>", "</Other>"), ("<?x ", "?>"), ("<Ntry>", "</Ntry>")],
)
def test_entries_where_none_belong_are_none(before: str, after: str) -> None:
    data = made(*[PAID] * 6)
    begin, end = data.index(b"<Ntry>"), data.rindex(b"</Ntry>") + 7
    hidden = data[:end] + before.encode() + data[begin:end] + after.encode() + data[end:]
    assert read(hidden) == by_the_parser(hidden)
    (found,) = read(hidden)
    assert isinstance(found, Statement)
    assert found.net == 6 * 34_000


def test_marks_that_never_come_back_stop_the_cutting() -> None:
    inside = made(PAID)
    entry = inside[inside.index(b"<Ntry>") : inside.index(b"</Ntry>") + 7]
    piece = entry * 3 + b"<x/>"
    data = made(PAID, PAID).replace(b"</Stmt>", b"<Other>" + piece * 300 + b"</Other></Stmt>")
    forms = Forms(Source.of(data, key=b""))
    for at in range(0, len(data), 1_000):
        forms.cut(data[at : at + 1_000])
    assert len(forms.waiting) <= camt_forms.MOST_WAITING + 2
    assert read(data) == by_the_parser(data)


def test_very_many_forms_and_very_long_entries_are_read_all_the_same() -> None:
    odd = [replace(PAID, extra=f"<X{i}/>" * 2) for i in range(camt_forms.MOST_FORMS + 5)] * 2
    data = made(*odd, replace(PAID, text="x" * camt_forms.LONGEST), PAID)
    assert read(data) == by_the_parser(data)


def test_the_tables_and_the_records_have_the_same_fields() -> None:
    assert tuple(camt_fields.ENTRY) == camt_fields.EntrySaid._fields
    assert tuple(camt_fields.DETAIL) == camt_fields.DetailSaid._fields


def test_another_reader_counts_the_same() -> None:
    """A tree of the standard library, with nothing of ours, as a second opinion."""
    for version in ("02", "08"):
        data = made(version=version)
        (ours,) = read(data)
        assert isinstance(ours, Statement)
        net = count = 0
        for entry in ET.fromstring(data).findall(".//{*}Ntry"):  # noqa: S314 - our own
            if "".join(entry.find("{*}Sts").itertext()) == "BOOK":  # type: ignore[union-attr]
                sign = 1 if entry.findtext("{*}CdtDbtInd") == "CRDT" else -1
                net += sign * int((entry.findtext("{*}Amt") or "").replace(".", ""))
                count += 1
        assert (ours.entries, ours.net) == (count, net)


# --- memory ---------------------------------------------------------------------------------------


def test_lines_that_are_handed_over_are_not_kept() -> None:
    data = made()
    taken: list[BankLine] = []
    (kept,) = read(data)
    (found,) = read_file(replace(Source.of(data, key=b"k" * 32), bank_lines=taken.append))
    assert isinstance(kept, Statement)
    assert found == replace(kept, lines=())
    assert tuple(taken) == kept.lines
    assert read_file(Source.of(data, key=b"k" * 32).figures()) == (found,)


def test_memory_does_not_grow_with_the_statement() -> None:
    """But for the eight bytes of each line, in rows that fill up."""

    def peak(count: int) -> int:
        many = [replace(PAID, reference=f"BANK{i}") for i in range(count)]
        source = Source.of(made(*many), key=b"k" * 32)
        taken: list[int] = []
        tracemalloc.start()
        (found,) = read_file(replace(source, bank_lines=lambda line: taken.append(line.record)))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert isinstance(found, Statement)
        assert found.entries == len(taken) == count
        return most

    peak(10)
    assert peak(4_000) < peak(1_000) + 1_000_000


@given(st.lists(st.integers(0, 40), max_size=300))
def test_the_place_among_equals_is_counted(numbers: list[int]) -> None:
    ordinal, count = Ordinals(), Counter[int]()
    for number in numbers:
        count[number] += 1
        # keys that share their bytes in another place must not be taken for each other
        assert ordinal(f"{number % 2:08x}{number:08x}") == count[number]
