"""CSV exports of Dutch banks: the fallback, one engine over a table of columns.

1. What was written is read back, for every bank, with and without titles, oldest or newest first.
2. A running balance is the gate: every row goes from one balance to the next, in any order.
3. Exactly one form claims a file, and no other CSV is taken for a bank's.
4. What cannot be read is named by line and column; a file that is cut off is refused, or holds
   fewer whole rows: the format states no number of rows.
5. An amount is proven by the balances around it; with one balance a row, that of the oldest (after)
   or newest (before) row is not, and without balances none is.
6. A line has the same id in every download; equal lines have one each.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppeling.formats import bank_csv
from koppeling.formats.bank_csv_write import OWN, SAMPLE, export
from koppeling.formats.bank_exports import exports, forms_of
from koppeling.formats.camt_write import Booked, statement
from koppeling.formats.reading import FORMATS, describe_file
from koppeling.formats.source import Source
from koppeling.model.documents import Document, Statement, Unknown, content_digest
from tests import sizes
from tests.formats.damage import KEY, codes, cut, everything_said, mutated, one, read

FORMS = [
    (table.name, headless)
    for table in exports()
    for headless in range(0 if table.titles else 1, len(table.headless) + 1)
]
BALANCED = [form for form in FORMS if form[0] != "CSV Knab"]
OTHER = "NL20INGB0001234567"
MORE = (*SAMPLE, Booked(date(2026, 2, 18), -99, "Kosten"), Booked(date(2026, 2, 18), 5_000, "x"))


def found_in(document: Document) -> list[str]:
    """The findings, but for the one that every export has."""
    every = codes(document)
    assert not isinstance(document, Statement) or every[-1] == "fallback"
    return [code for code in every if code != "fallback"]


def the_statement(data: bytes) -> Statement:
    document = one(data)
    assert isinstance(document, Statement), document
    return document


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(("name", "headless"), FORMS)
def test_an_export_says_what_happened_on_the_account(
    name: str, headless: int, newest_first: bool
) -> None:
    data = export(name, SAMPLE, opening=100_000, headless=headless, newest_first=newest_first)
    found = the_statement(data)
    assert not found.header.refused, found.header.problems
    assert (found.header.standard, found.header.version) == (name, "")
    assert (found.iban, found.currency, found.number) == (OWN, "EUR", "")
    assert (found.begin, found.end) == (date(2026, 2, 16), date(2026, 2, 17))
    assert (found.entries, found.net) == (2, 21_450)
    lines = sorted(found.lines, key=lambda x: x.date)
    assert [(x.date, x.cents, x.counter_iban, x.counter_name) for x in lines] == [
        (b.day, b.cents, b.iban, b.name) for b in SAMPLE
    ]
    assert ["F1" in " ".join(x.texts) for x in lines] == [True, False]
    # record = line of the file
    rows = data.decode().split("\r\n")
    assert all(x.counter_name in rows[x.record - 1] for x in lines)
    if name == "CSV Knab":
        assert (found.opening, found.closing, found.balanced) == (None, None, None)
        assert found_in(found) == ["no_balance"]
    else:
        assert (found.opening, found.closing, found.balanced) == (100_000, 121_450, True)
        assert found_in(found) == []


@pytest.mark.parametrize(("name", "headless"), FORMS)
def test_exactly_one_form_and_one_format_claim_it(name: str, headless: int) -> None:
    data = export(name, SAMPLE, headless=headless)
    assert [form.export.name for form in forms_of(data.decode())] == [name]
    assert [f.name for f in FORMATS if f.claims(data)] == ["CSV"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";;;;;;;;",
        "date;action;subject;seen\n",
        "payer;document;date;kind;reference;counter_reference;cents;text\n",
        "Datum;Bedrag;Rekening\n20260101;1,00;NL91ABNA0417164300\n",
        "Datum;Naam / Omschrijving;Rekening;Bedrag (EUR)\n",
        "NL91ABNA0417164300\tEUR\t20260230\t1,00\t2,00\t20260101\t1,00\tx\n",
        "NL91ABNA0417164300\tEUR\t20260101\t1,00\t2,00\t20260101\t1,00\n",
        "12\tEUR\t20260101\t1,00\t2,00\t20260101\t1,00\tx\n",
        "1-1-2026,NL91ABNA0417164300,,,EUR,x,EUR,1.00,1-1-2026,1-1-2026,,,1,,,,\n",
        "KNAB EXPORT;;;",
    ],
)
def test_no_other_text_is_taken_for_a_bank(text: str) -> None:
    assert not bank_csv.claims(text.encode())


def test_a_file_holds_several_accounts() -> None:
    first = export("CSV Rabobank", SAMPLE, opening=100)
    second = export("CSV Rabobank", SAMPLE, opening=9, iban=OTHER).split(b"\r\n", 1)[1]
    documents = read(first + second)
    assert [d.header.part for d in documents] == [0, 1]
    found = [d for d in documents if isinstance(d, Statement)]
    assert [(d.iban, d.opening, d.balanced) for d in found] == [(OWN, 100, True), (OTHER, 9, True)]
    assert [[x.record for x in d.lines] for d in found] == [[2, 3], [4, 5]]


# --- the running balance --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "headless"), BALANCED)
def test_a_missing_row_breaks_the_balance(name: str, headless: int) -> None:
    whole = export(name, MORE, opening=100, headless=headless)
    rows = whole.split(b"\r\n")
    first = len(rows) - 1 - len(MORE)
    for gone in range(first + 1, first + len(MORE) - 1):
        found = the_statement(b"\r\n".join(r for i, r in enumerate(rows) if i != gone))
        assert found_in(found) == ["unbalanced"]
        assert found.balanced is False
        assert found.entries == len(MORE) - 1


def test_rows_in_any_order_are_one_way() -> None:
    head, *rows = export("CSV ING", MORE, opening=100).rstrip().split(b"\r\n")
    for order in itertools.permutations(rows):
        found = the_statement(b"\r\n".join((head, *order, b"")))
        assert (found.opening, found.closing, found_in(found)) == (100, 26_451, [])


def test_changes_that_cancel_out_are_seen() -> None:
    data = export("CSV ING", MORE, opening=100)
    swapped = data.replace(b'"350', b'"351').replace(b'"341,00"', b'"342,00"')
    assert data != swapped
    head, *rows = data.rstrip().split(b"\r\n")
    rows[1] = rows[1].replace(b"215,50", b"217,50")
    found = the_statement(b"\r\n".join((head, *rows, b"")))
    assert found.balanced is True
    assert found_in(found) == ["totals_differ"]
    assert found.header.problems[0].where.record is not None
    assert found.header.refused


def test_opening_and_closing_of_a_row_must_fit_its_amount() -> None:
    data = export("CSV ABN AMRO", SAMPLE, opening=1_000, headless=1)
    found = the_statement(data.replace(b"\t340,00\t", b"\t341,00\t"))
    assert found.header.refused
    assert found_in(found) == ["totals_differ"]


def test_a_way_that_ends_where_it_began() -> None:
    there_and_back = [Booked(date(2026, 2, 16), 500, "a"), Booked(date(2026, 2, 17), -500, "b")]
    for newest_first in (False, True):
        data = export("CSV ING", there_and_back, opening=70, newest_first=newest_first)
        found = the_statement(data)
        assert (found.balanced, found_in(found)) == (True, [])
        assert found.opening == found.closing


def test_without_a_balance_there_is_no_gate() -> None:
    data = export("CSV ING", SAMPLE, without=("Saldo na mutatie", "Tag"), delimiter=",")
    found = the_statement(data)
    assert (found.opening, found.closing, found.balanced) == (None, None, None)
    assert found_in(found) == ["no_balance"]
    assert found.net == 21_450


# --- what banks do --------------------------------------------------------------------------------


def test_the_english_export_of_ing_says_the_same() -> None:
    dutch = export("CSV ING", SAMPLE, opening=1_000).decode()
    titles = (
        '"Date";"Name / Description";"Account";"Counterparty";"Code";"Debit/credit";'
        '"Amount (EUR)";"Transaction type";"Notifications";"Resulting balance";"Tag"'
    )
    english = titles + dutch[dutch.index("\r\n") :].replace('"Af"', '"Debit"')
    english = english.replace('"Bij"', '"Credit"')
    assert the_statement(english.encode()).lines == the_statement(dutch.encode()).lines


def test_an_account_number_of_abn_amro_is_made_an_iban() -> None:
    data = export("CSV ABN AMRO", SAMPLE, iban="417164300", headless=1)
    assert the_statement(data).iban == OWN


def test_both_ways_in_which_abn_amro_writes_a_text() -> None:
    text = (
        "SEPA Overboeking                 IBAN: NL69INGB0123456789        BIC: INGBNL2A"
        "                    Naam: Testverzekeraar            Omschrijving: F2026-001"
        "          Kenmerk: ZV1"
    )
    row = f"417164300\tEUR\t20260216\t10,00\t350,00\t20260216\t340,00\t{text}\r\n"
    (line,) = the_statement(row.encode()).lines
    assert (line.counter_iban, line.counter_name) == ("NL69INGB0123456789", "Testverzekeraar")
    assert line.references == ("ZV1",)
    assert not line.returned
    back = [replace(SAMPLE[0], returned=True, end_to_end="ZV1")]
    (line,) = the_statement(export("CSV ABN AMRO", back, headless=1)).lines
    assert (line.counter_iban, line.counter_name) == ("NL69INGB0123456789", "Testverzekeraar")
    assert (line.references, line.returned) == (("ZV1",), True)


@pytest.mark.parametrize("name", ["CSV Rabobank", "CSV ASN"])
def test_a_return_is_called_one(name: str) -> None:
    rows = [replace(SAMPLE[0], returned=True), SAMPLE[1]]
    assert [x.returned for x in the_statement(export(name, rows)).lines] == [True, False]


def test_a_name_may_begin_with_an_apostrophe() -> None:
    rows = [replace(SAMPLE[0], name="'t Zorghuis"), replace(SAMPLE[1], name="d'Hondt")]
    for headless in range(4):
        found = the_statement(export("CSV ASN", rows, headless=headless))
        assert [x.counter_name for x in found.lines] == ["'t Zorghuis", "d'Hondt"]


def test_quoted_texts_of_asn_may_hold_the_delimiter() -> None:
    data = export("CSV ASN", SAMPLE, headless=1).replace(b",F1,", b",'F1, deel 1',")
    assert the_statement(data).lines[0].texts == ("F1, deel 1",)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("340,00", 34_000),
        ("+340,00", 34_000),
        ("-1.234,56", -123_456),
        ("1.234.567,00", 123_456_700),
        ("340,0", None),
        ("340", None),
        ("340.00", None),
        ("1.23,00", None),
        ("12.3456,00", None),
        ("3 40,00", None),
        ("٣٤٠,00", None),
        ("--1,00", None),
        ("", None),
    ],
)
def test_an_amount_has_two_decimals_and_dots_only_at_thousands(
    text: str, cents: int | None
) -> None:
    data = export("CSV Rabobank", SAMPLE[:1]).replace(
        b'"340,00","340', b'"%s","340' % text.encode()
    )
    found = the_statement(data)
    if cents is None:
        assert found_in(found) == ["bad_value"]
        assert found.header.problems[0].where.record == 2
        assert "Bedrag" in found.header.problems[0].message()
    else:
        assert found.net == cents


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ((b'"20260216"', b'"20260231"'), "Datum"),
        ((b'"20260216"', b'""'), "Datum"),
        ((b'"Bij"', b'"Erbij"'), "Af Bij"),
        ((b'"340,00"', b'"-340,00"'), "Bedrag (EUR)"),
        ((b'"350,00"', b'"veel"'), "Saldo na mutatie"),
        ((b'"350,00"', b'""'), "Saldo na mutatie"),
        ((b'"NL91ABNA0417164300"', b'"1234"'), "Rekening"),
        ((b'"NL91ABNA0417164300"', b'""'), "Rekening"),
    ],
)
def test_what_has_not_its_form_is_named(change: tuple[bytes, bytes], title: str) -> None:
    data = export("CSV ING", SAMPLE, opening=1_000)
    document = one(data.replace(*change, 1))
    assert document.header.refused
    found = document.header.problems[0]
    assert (found.code, found.where.record, found.where.field) == ("bad_value", 2, title)
    assert title in found.message()


def test_another_currency_is_refused() -> None:
    for name, headless in FORMS:
        if name != "CSV ING":
            found = the_statement(export(name, SAMPLE, headless=headless, currency="USD"))
            assert "currency" in found_in(found)


def test_a_row_with_other_columns_refuses_the_file() -> None:
    data = export("CSV ING", SAMPLE)
    for change in ((b'"F1"', b'"F1";"x"'), (b'"F1";', b""), (b'"F1"', b'"F"1"')):
        (document,) = read(data.replace(*change))
        assert isinstance(document, Unknown)
        assert found_in(document) == ["unreadable"]
        assert "regel 2" in document.header.problems[0].message()


def test_titles_that_end_with_a_delimiter_may_have_rows_that_do_not() -> None:
    data = export("CSV Knab", SAMPLE)
    expected = the_statement(data).lines
    head, titles, *rows = data.split(b"\r\n")
    for ended in (rows, [row + b";" if row else row for row in rows]):
        found = the_statement(b"\r\n".join((head, titles + b";", *ended)))
        assert found.lines == expected


def test_titles_without_rows_are_no_statement() -> None:
    assert found_in(one(export("CSV ING", []))) == ["missing_element"]


def test_other_line_ends_code_pages_and_a_mark_in_front_make_no_difference() -> None:
    rows = [replace(SAMPLE[0], name="Zorg café"), SAMPLE[1]]
    data = export("CSV Rabobank", rows)
    expected = content_digest(one(data))
    text = data.decode()
    assert text.isascii() is False
    for same in (
        data.replace(b"\r\n", b"\n"),
        data.replace(b"\r\n", b"\r"),
        text.encode("utf-8-sig"),
        text.encode("cp1252"),
        data.replace(b"\r\n", b"\r\n\r\n"),
        data + b"\x1a",
        data.rstrip(),
    ):
        assert not one(same).header.refused, same
        assert content_digest(one(same)) == expected
    assert found_in(one(data.replace("é".encode(), b"\x81"))) == ["unreadable"]


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = export("CSV ING", SAMPLE)
    monkeypatch.setattr(bank_csv, "MOST_ROWS", 2)
    assert found_in(one(data)) == ["too_large"]
    monkeypatch.setattr(bank_csv, "LARGEST", 100)
    assert found_in(one(data)) == ["too_large"]


# --- identity -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "headless"), FORMS)
def test_overlapping_downloads_share_the_ids_of_their_lines(name: str, headless: int) -> None:
    early = the_statement(export(name, MORE[:3], headless=headless))
    late = the_statement(export(name, MORE[1:], headless=headless, newest_first=True))
    both = {x.id for x in early.lines} & {x.id for x in late.lines}
    assert len(both) == 2
    assert len({x.id for x in (*early.lines, *late.lines)}) == 4


def test_equal_lines_have_an_id_each() -> None:
    same = [replace(SAMPLE[0], reference="")] * 3
    for name, headless in FORMS:
        found = the_statement(export(name, same, headless=headless))
        assert len({x.id for x in found.lines}) == 3


def test_with_and_without_titles_the_lines_are_the_same() -> None:
    found = [the_statement(export("CSV ASN", SAMPLE, headless=h)) for h in range(4)]
    assert len({tuple(x.id for x in s.lines) for s in found}) == 1


# --- damage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "headless"), FORMS)
def test_a_file_that_is_cut_off_holds_whole_rows_or_is_refused(name: str, headless: int) -> None:
    whole = export(name, SAMPLE, opening=100_000, headless=headless)
    right = the_statement(whole).lines
    for short in cut(whole):
        for document in read(short):
            if isinstance(document, Statement) and not document.header.refused:
                assert document.lines == right[: len(document.lines)]


@pytest.mark.parametrize(("name", "headless"), BALANCED)
def test_damage_to_money_breaks_the_balance(name: str, headless: int) -> None:
    dice = sizes.generator(f"{name}{headless}")
    whole = export(name, MORE, opening=100_000, headless=headless)
    right = [x.cents for x in the_statement(whole).lines]
    for data in _damaged(whole, dice, sizes.of(60, 2_000)):
        found = [d for d in read(data) if isinstance(d, Statement) and not d.header.refused]
        # of a row with one balance the other follows from its amount: at one end nothing proves it
        for document in found:
            assert len({x.cents for x in document.lines} - set(right)) <= (name != "CSV ABN AMRO")
        list(describe_file(Source.of(data, key=KEY)))


def _damaged(whole: bytes, dice: random.Random, count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield mutated(whole, dice)
        changed = bytearray(whole)
        changed[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        yield bytes(changed)


def test_describing_shows_money_and_masks_people() -> None:
    for name, headless in FORMS:
        data = export(name, SAMPLE, opening=1_000, headless=headless)
        told = "\n".join(describe_file(Source.of(data, key=KEY)))
        assert OWN in told
        assert "340" in told
        for person in ("Testverzekeraar", "Verhuurder", "Huur", "NL69INGB0123456789"):
            assert person not in told
        everything_said(data)


texts = st.text(st.characters(codec="latin-1", exclude_categories=["Cc", "Zs"]), max_size=12)


@settings(max_examples=sizes.of(60, 2_000))
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**9), 10**9), st.dates(date(2000, 1, 1), date(2099, 12, 31)), texts
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([f for f in FORMS if f[0] not in {"CSV ASN", "CSV ABN AMRO"}]),
    st.integers(-(10**9), 10**9),
)
def test_any_month_survives_the_export(
    rows: list[tuple[int, date, str]], form: tuple[str, int], opening: int
) -> None:
    booked = [Booked(day, cents, text, name=text) for cents, day, text in rows]
    found = the_statement(export(form[0], booked, opening=opening, headless=form[1]))
    assert not found.header.refused, found.header.problems
    assert [(x.cents, x.date) for x in found.lines] == [(b.cents, b.day) for b in booked]
    assert found.balanced is not False


def test_a_statement_and_an_export_carry_the_same_facts() -> None:
    exported = the_statement(export("CSV Rabobank", SAMPLE, opening=1_000))
    stated = the_statement(statement(OWN, 1_000, SAMPLE))
    for a, b in zip(exported.lines, stated.lines, strict=True):
        assert replace(a, record=0, id="", references=()) == replace(
            b, record=0, id="", references=()
        )
