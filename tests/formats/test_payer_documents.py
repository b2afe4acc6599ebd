"""What VGZ, Zilveren Kruis and CZ publish of a set-off, read as the packs describe.

1. VGZ's own worked example reads as VGZ explains it.
2. Every described document says the same as CSV (any delimiter, any code page), workbook and PDF.
3. What the payer takes back is told apart by the pack's words; other text is not kept.
4. A total that does not fit, a sign that cannot be, an amount that is none: refused, and named.
5. No two documents have the same header line.
6. The payer is `pack:NAME`; the only payer of the mapping with that pack is meant.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats import forms_write as write
from koppeling.formats.payer_packs import Layout, kind_of, layouts, marked
from koppeling.formats.source import Source
from koppeling.formats.tables import forms
from koppeling.model.documents import Document, Header, Netting, NettingItem
from koppeling.settle.offline import Offline
from tests import sizes
from tests.formats.damage import codes, cut, everything_said, hold_damaged, one, read
from tests.scenario import KEY, MAPPING, mapping

LAYOUTS = {x.pack: x for x in layouts()}
NONE = Header("", "", "")
DAY = date(2026, 2, 16)
PAID = NettingItem(0, "declaration", "F2026B", "", 50_000, "1234567")


def set_off(name: str, *items: NettingItem, payout: int | None = None) -> Netting:
    total = sum(i.cents for i in items) if payout is None else payout
    return Netting(NONE, f"pack:{name}", "202600077", DAY, items, total)


SAMPLES = {
    "vgz": set_off(
        "vgz",
        PAID,
        NettingItem(0, "credit", "F2025A", "F2026B", -30_000, "1230001"),
        NettingItem(0, "advance", "", "F2026B", -12_000, "", "salderen voorschot"),
        replace(PAID, reference="F2026C", payer_reference="1234568", cents=123_456),
        NettingItem(0, "reclaim", "", "F2026C", -3_456, "", "CM96"),
    ),
    "zilveren_kruis": set_off(
        "zilveren_kruis",
        PAID,
        NettingItem(0, "credit", "F2025A", "", -12_000),
        NettingItem(0, "reclaim", "FC-2025-12", "", -30_000, "", "FC"),
        NettingItem(0, "advance", "V-88", "", -1_000, "", "voorschot"),
    ),
    "cz": set_off(
        "cz",
        PAID,
        NettingItem(0, "reclaim", "F2025A", "", -30_000, "99887766", "terugvordering"),
        NettingItem(0, "credit", "F2025C", "", -10_000, "99887767", "creditnota"),
    ),
}
WAYS: dict[str, Callable[[write.Table], bytes]] = {
    "semicolon": write.as_csv,
    "comma": lambda t: write.as_csv(t, delimiter=","),
    "tab": lambda t: write.as_csv(t, delimiter="\t"),
    "windows": lambda t: write.as_csv(t, encoding="cp1252"),
    "workbook": write.as_workbook,
    "numbers": lambda t: write.as_workbook(write.as_numbers(t)),
    "pdf": write.as_pdf,
}


def table(name: str, way: str = "", sample: Netting | None = None) -> write.Table:
    sides = way == "pdf" and name == "cz"
    return write.published(LAYOUTS[name], sample or SAMPLES[name], sides=sides)


def netting(data: bytes) -> Netting:
    document = one(data)
    assert isinstance(document, Netting), document
    return document


def bare(document: Document) -> Netting:
    assert isinstance(document, Netting)
    items = tuple(replace(i, record=0) for i in document.items)
    return replace(document, header=NONE, items=items)


def vgz(*rows: list[write.Cell], date_row: bool = True) -> bytes:
    head = [LAYOUTS["vgz"].titles[field] for field, _ in LAYOUTS["vgz"].columns]
    above: write.Table = [["Datum: 16 februari 2026"]] if date_row else []
    return write.as_csv([*above, list(head), *rows])


# --- what is published ----------------------------------------------------------------------------


def test_the_worked_example_of_vgz() -> None:
    """Declaration A was paid 600 before; its correction of 300 is set off with B, worth 500."""
    row: list[write.Cell] = ["2002 VGZ", "B", "500,00", "1001 VGZ", "A", "-300,00", ""]
    found = netting(vgz(row, ["Uit te betalen", "200,00"]))
    assert found.header.problems == ()
    assert (found.payer, found.date) == ("pack:vgz", DAY)
    paid, back = found.items
    assert (paid.kind, paid.reference, paid.payer_reference) == ("declaration", "B", "2002")
    assert (back.kind, back.reference, back.payer_reference) == ("credit", "A", "1001")
    assert (paid.cents, back.cents, back.counter_reference) == (50_000, -30_000, "B")
    assert (found.sum, found.payout, found.balanced) == (20_000, 20_000, True)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_document_says_the_same_in_every_way(name: str, way: str) -> None:
    found = netting(WAYS[way](table(name, way)))
    assert found.header.problems == ()
    assert found.header.standard == LAYOUTS[name].document
    assert bare(found) == SAMPLES[name]


def test_a_declaration_that_stands_in_every_row_is_paid_once() -> None:
    once: list[write.Cell] = ["2002", "B", "500,00", "1001", "A", "-300,00", ""]
    again: list[write.Cell] = ["2002", "B", "500,00", "1002", "C", "-100,00", ""]
    left_out: list[write.Cell] = ["", "", "", "1002", "C", "-100,00", ""]
    total: list[write.Cell] = ["Totaal", "", "500,00", "", "", "-400,00", ""]
    for second in (again, left_out):
        found = netting(vgz(once, second, total))
        assert found.header.problems == ()
        assert [i.counter_reference for i in found.items] == ["", "B", "B"]
        assert found.payout == 10_000
    other: list[write.Cell] = ["2002", "B", "200,00", "1002", "C", "-100,00", ""]
    wrong = one(vgz(once, other))
    assert [(p.code, p.where.field) for p in wrong.header.problems] == [("bad_value", "paid")]


def test_titles_may_be_written_otherwise() -> None:
    head = "decl.nr vgz;Uw Factuurnr.;TE BETALEN BEDRAG;verrekend met declaratienummer;uw factuurnr"
    data = f"Betaaldatum;2026-02-16\n{head};Verrekend bedrag\n1;B;500;2;A;300,00-\n"
    found = netting(data.encode())
    assert codes(found) == ["no_payout"]
    assert [(i.reference, i.cents) for i in found.items] == [("B", 50_000), ("A", -30_000)]


def test_words_tell_what_is_taken_back() -> None:
    assert kind_of("VZVL-DS93 12345") == ("credit", "DS93")
    assert kind_of("cm96") == ("reclaim", "CM96")
    assert kind_of("FC-2026") == ("reclaim", "FC")
    assert kind_of("AFC 12", "FCA", "CM961") == ("", "")
    assert marked("afrekening 9001") == "afrekening"
    assert marked("geen reden") == ""


def test_text_is_not_kept() -> None:
    said = "Salderen voorschot mw. Jansen"
    row: list[write.Cell] = ["2002", "B", "500,00", "", "", "-5,00", said]
    data = vgz(["t.a.v. mw. Jansen"], row, ["Vragen? Bel mw. Jansen"])
    assert [i.mark for i in netting(data).items] == ["", "salderen voorschot"]
    assert "Jansen" not in everything_said(data)


def test_a_running_account_is_dated_as_its_last_row_and_says_its_payout_in_a_row() -> None:
    data = (
        "Datum;Omschrijving;Archiefnummer;Notakenmerk;Debet;Credit;Saldo\n"
        "01-02-2026;Declaratie;77001;F1;;1.000,00;1.000,00\n"
        "10-02-2026;Terugvordering controle;77002;F0;250,00;;750,00\n"
        "16-02-2026;Uitbetaling;;;750,00;;0,00\n"
    )
    found = netting(data.encode())
    assert found.header.problems == ()
    assert (found.date, found.payout, len(found.items)) == (DAY, 75_000, 2)


CENTS = st.integers(1, 10**9)
OFF = st.tuples(CENTS, st.sampled_from(["", "advance", "reclaim"]))


def made(name: str, paid: list[int], off: list[tuple[int, str]]) -> Netting:
    """A document of a payer: declarations with their numbers, and what is taken off the last."""
    layout = LAYOUTS[name]
    marks = {word.kind: word.text for word in layout.kinds}
    items = [
        NettingItem(0, "declaration", f"F{n}", "", cents, f"{200_000 + n}")
        for n, cents in enumerate(paid)
    ]
    against = items[-1].reference if layout.has("off_reference") else ""
    for n, (cents, kind) in enumerate(off):
        own = "" if kind and against else f"G{n}"
        number = f"{300_000 + n}" if own else ""
        mark = marks[kind] if kind else ""
        said = kind or "credit"
        items.append(NettingItem(0, cast("Any", said), own, against, -cents, number, mark))
    return set_off(name, *items)


@given(
    name=st.sampled_from(sorted(SAMPLES)),
    paid=st.lists(CENTS, min_size=1, max_size=4),
    off=st.lists(OFF, max_size=4),
    way=st.sampled_from(sorted(WAYS)),
)
def test_any_set_off_survives_the_payers_document(
    name: str, paid: list[int], off: list[tuple[int, str]], way: str
) -> None:
    sample = made(name, paid, off)
    found = netting(WAYS[way](table(name, way, sample)))
    assert found.header.problems == ()
    assert bare(found) == sample


def test_a_running_account_that_pays_nothing_says_so_in_a_row() -> None:
    data = (
        "Datum;Omschrijving;Archiefnummer;Notakenmerk;Debet;Credit\n"
        "01-02-2026;Declaratie;77001;F1;;250,00\n"
        "10-02-2026;Terugvordering;77002;F0;250,00;0,00\n"
        "16-02-2026;Uitbetaling;;;0,00;\n"
    )
    found = netting(data.encode())
    assert found.header.problems == ()
    assert (found.payout, len(found.items)) == (0, 2)


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_total_that_does_not_fit_is_refused_with_the_difference(name: str, way: str) -> None:
    sample = SAMPLES[name]
    wrong = replace(sample, payout=sample.sum + 100)
    found = one(WAYS[way](table(name, way, wrong)))
    assert codes(found) == ["totals_differ"]
    assert "verschil € -1,00" in found.header.problems[0].message()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (["2002", "B", "vijfhonderd", "", "", "-5,00", ""], "paid"),
        (["2002", "B", "1.234", "", "", "-5,00", ""], "paid"),
        (["2002", "B", "500,00", "", "", "5,00", ""], "off"),
        (["2002", "B", "500,00", "", "", "?", ""], "off"),
        (["2002", "B" * 65, "500,00", "", "", "-5,00", ""], "reference"),
        (["2002", "B", "500,00", "", "", "-5,00", "", "00"], ""),
    ],
)
def test_a_wrong_row_is_named(row: list[write.Cell], field: str) -> None:
    found = one(vgz(row))
    assert [(p.code, p.where.record, p.where.field) for p in found.header.problems] == [
        ("bad_value", 3, field)
    ]


def test_an_amount_that_the_delimiter_cuts_in_two_is_refused() -> None:
    data = b"Datum,2026-02-16\nFactuurnummer,Toegekend bedrag,Verrekend bedrag\nF1,,500,25\n"
    assert codes(one(data)) == ["bad_value"]


def test_a_document_without_a_date_or_rows_is_refused() -> None:
    row: list[write.Cell] = ["2002", "B", "500,00", "", "", "-5,00", ""]
    undated = one(vgz(row, date_row=False))
    assert codes(undated) == ["missing_element"]
    assert "Datum" in undated.header.problems[0].message()
    assert codes(one(vgz())) == ["missing_element"]


def test_a_row_without_an_amount_is_only_text() -> None:
    row: list[write.Cell] = ["2002", "B", "500,00", "1001", "A", "-300,00", ""]
    note: list[write.Cell] = ["Vragen? Bel ons.", "", "", "", "", "", ""]
    assert len(netting(vgz(row, note, ["Totaal", "200,00"])).items) == 2


# --- damage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_cut_document_that_names_its_payout_says_no_other_money(name: str) -> None:
    for way in ("semicolon", "numbers"):
        data = WAYS[way](table(name, way))
        for short in cut(data):
            for found in read(short):
                if isinstance(found, Netting) and not found.header.refused:
                    assert found.payout is None or found.sum == SAMPLES[name].sum


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_damaged_documents_give_findings_never_a_crash(name: str) -> None:
    dice = sizes.generator(f"payer document {name}")
    for way in ("windows", "numbers"):
        data = WAYS[way](table(name, way))
        hold_damaged(data, dice, sizes.of(100, 5_000))


# --- the packs ------------------------------------------------------------------------------------


def test_no_two_documents_have_the_same_header_line() -> None:
    for layout in layouts():
        head = [layout.titles[field].lower() for field, _ in layout.columns]
        assert [f.name for f in forms() if f.knows(head)] == [layout.document]


def test_every_payer_whose_document_is_public_has_it_in_its_pack() -> None:
    assert {x.pack for x in layouts()} == {"vgz", "zilveren_kruis", "cz"}


@pytest.mark.parametrize("layout", layouts(), ids=lambda x: x.pack)
def test_no_line_keeps_a_pattern_busy(layout: Layout) -> None:
    pieces = ("1234567 ", "F1 ", "Aa ", "1.234,56 ", "-", "1", "a", " ", ",00", "01-01-2026 ")
    dice = sizes.generator(f"busy {layout.pack}")
    begin = time.process_time()
    for _ in range(300):
        text = "".join(dice.choice(pieces) for _ in range(200))
        for line in (text, text[:1] * 500, "a " * 250, "1" * 500, "1.1" * 160):
            for pattern in layout.lines:
                pattern.fullmatch(line[:500])
    assert time.process_time() - begin < 2


# --- the payer of the mapping ---------------------------------------------------------------------


def payers(text: str) -> set[str]:
    """Whose a set-off of VGZ is taken to be, by the questions that it leaves."""
    office = Offline(mapping(text), KEY)
    office.adopt()
    office.give(Source.of(write.as_csv(table("vgz")), key=KEY))
    asked = office.settle().parked
    return {p.payer + " unknown" * (p.reason == "unknown_payer") for p in asked}


def test_the_payer_is_the_only_one_with_the_pack() -> None:
    alone = MAPPING.replace('name = "Testverzekeraar"', 'name = "Testverzekeraar"\npack = "vgz"')
    assert payers(alone) == {"uzovi:5555"}
    assert payers(MAPPING) == {"pack:vgz unknown"}
    two = alone.replace('name = "Gemeente Teststad"', 'name = "Gemeente Teststad"\npack = "vgz"')
    assert payers(two) == {"pack:vgz unknown"}


def test_the_binary_noise_of_a_workbook_is_read_through() -> None:
    noise = Decimal("0.0000000001")
    rows = write.as_numbers(table("cz"))
    noisy = [[c + noise if isinstance(c, Decimal) else c for c in row] for row in rows]
    assert bare(netting(write.as_workbook(noisy))) == SAMPLES["cz"]
