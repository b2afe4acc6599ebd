"""The forms `verrekening` and `openstaand` (contract section 4), as CSV and as a workbook.

1. What was written is read back, a set-off a payer and document.
2. All rows but the payout add up to the payout, else it is refused and the difference is named.
3. A reclaim letter is one row and payout 0; without a payout the sum stands, and it is said.
4. Free text is not kept, only a payer's own word in it.
5. One wrong row keeps its document out, and is named.
6. A cut file gives no other money where a payout or a last cell can tell; rows that are gone as a
   whole can only be missed where a payout is named (`openstaand` names no total).
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats import forms_write as write
from koppeling.formats import sheet, workbook
from koppeling.model.documents import (
    Document,
    Header,
    Netting,
    NettingItem,
    OpenItems,
    OpenRow,
    Unknown,
    content_digest,
)
from tests import sizes
from tests.formats.damage import codes, cut, everything_said, hold_damaged, one, read

NONE = Header("", "", "")
DAY = date(2026, 2, 16)
PAID = NettingItem(0, "declaration", "F2026B", "", 50_000)
BACK = NettingItem(0, "reclaim", "CM96-12", "F2026B", -30_000, mark="CM96")
SET_OFF = Netting(NONE, "uzovi:5555", "V77", DAY, (PAID, BACK), 20_000)
OPEN = OpenRow(0, "debtor", "uzovi:5555", "Zvw", 2025, "F2025001", date(2025, 11, 30), 123_456)
HEADER = "payer;document;date;kind;reference;counter_reference;cents;text"
OPEN_HEADER = "role;payer;law;year;invoice;date;cents"


def both(table: write.Table) -> tuple[bytes, bytes]:
    return write.as_csv(table), write.as_workbook(table)


def bare(document: Document) -> Document:
    """The document by what it says, wherever its rows stand."""
    assert isinstance(document, Netting | OpenItems), document
    if isinstance(document, OpenItems):
        rows = tuple(replace(r, record=0) for r in document.rows)
        return replace(document, header=NONE, rows=rows)
    return replace(document, header=NONE, items=tuple(replace(i, record=0) for i in document.items))


def netting(data: bytes) -> Netting:
    document = one(data)
    assert isinstance(document, Netting), document
    return document


def rows(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines, "")).encode()


def open_rows(*lines: str) -> bytes:
    return "\n".join((OPEN_HEADER, *lines, "")).encode()


# --- verrekening ----------------------------------------------------------------------------------


def test_what_was_written_is_read() -> None:
    for data in both(write.verrekening([SET_OFF])):
        found = netting(data)
        assert (found.header.standard, found.header.version, found.kind) == (
            "verrekening",
            "",
            "netting",
        )
        assert found.header.problems == ()
        assert [i.record for i in found.items] == [2, 3]
        assert bare(found) == SET_OFF
        assert (found.sum, found.balanced, found.total) == (20_000, True, 20_000)


def test_a_document_each_in_the_order_of_their_first_rows() -> None:
    other = replace(SET_OFF, payer="gemeente:0363", items=(PAID,), payout=50_000)
    third = replace(other, number="V78")
    table = write.verrekening([SET_OFF, other, third])
    mixed = [table[0], table[4], *table[1:4], *table[5:]]
    found = [netting_of(d) for d in read(write.as_csv(mixed))]
    assert [(d.payer, d.number, d.header.part) for d in found] == [
        ("gemeente:0363", "V77", 0),
        ("uzovi:5555", "V77", 1),
        ("gemeente:0363", "V78", 2),
    ]
    assert [bare(d) for d in found] == [other, SET_OFF, third]


def netting_of(document: Document) -> Netting:
    assert isinstance(document, Netting)
    return document


@pytest.mark.parametrize(
    ("payout", "difference"), [(20_001, "-0,01"), (0, "200,00"), (-20_000, "400,00")]
)
def test_a_set_off_that_does_not_add_up_is_refused_with_the_difference(
    payout: int, difference: str
) -> None:
    for data in both(write.verrekening([replace(SET_OFF, payout=payout)])):
        found = netting(data)
        assert codes(found) == ["totals_differ"]
        assert found.balanced is False
        said = found.header.problems[0].message()
        assert f"verschil € {difference}" in said
        assert "op tot € 200,00" in said


def test_one_wrong_document_leaves_the_others() -> None:
    wrong = replace(SET_OFF, number="V78", payout=1)
    found = read(write.as_csv(write.verrekening([SET_OFF, wrong])))
    assert [d.header.refused for d in found] == [False, True]


@pytest.mark.parametrize("payout", [None, 0])
def test_a_reclaim_letter_is_one_row_and_payout_0(payout: int | None) -> None:
    found = netting(
        write.as_csv(write.verrekening([replace(SET_OFF, items=(BACK,), payout=payout)]))
    )
    assert found.header.problems == ()
    assert (found.payout, found.letter, found.balanced, found.total) == (0, True, True, 0)


def test_what_is_wholly_set_off_pays_nothing_and_carries_the_rest() -> None:
    rest = NettingItem(0, "carried", "V77", "", 30_000)
    whole = replace(SET_OFF, items=(PAID, replace(BACK, cents=-80_000), rest), payout=0)
    found = netting(write.as_csv(write.verrekening([whole])))
    assert (found.header.problems, found.balanced, found.letter) == ((), True, False)


def test_a_reclaim_that_adds_to_a_payout_of_nothing_is_no_letter() -> None:
    upside_down = replace(SET_OFF, items=(replace(BACK, cents=30_000),), payout=0)
    assert codes(one(write.as_csv(write.verrekening([upside_down])))) == ["totals_differ"]


def test_without_a_payout_the_sum_stands_and_it_is_said() -> None:
    found = netting(write.as_csv(write.verrekening([replace(SET_OFF, payout=None)])))
    assert codes(found) == ["no_payout"]
    assert not found.header.refused
    assert (found.payout, found.balanced, found.total) == (None, None, 20_000)


def test_free_text_is_not_kept() -> None:
    line = "uzovi:5555;V77;2026-02-16;advance;;;-5;Salderen voorschot mevr. Jansen 999900006"
    data = rows(line, "uzovi:5555;V77;2026-02-16;declaration;F1;;5;t.n.v. mevr. Jansen")
    found = netting(data)
    assert [i.mark for i in found.items] == ["salderen voorschot", ""]
    said = everything_said(data)
    assert "Jansen" not in said
    assert "999900006" not in said


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("VGZ;V77;2026-02-16;reclaim;;;-5;", ["payer"]),
        ("uzovi:5555;;2026-02-16;reclaim;;;-5;", ["document"]),
        ("uzovi:5555;V77;16-02-2026;reclaim;;;-5;", ["date"]),
        ("uzovi:5555;V77;;reclaim;;;-5;", ["date"]),
        ("uzovi:5555;V77;2026-02-16;vordering;;;-5;", ["kind"]),
        ("uzovi:5555;V77;2026-02-16;reclaim;;;-5,00;", ["cents"]),
        ("uzovi:5555;V77;2026-02-16;reclaim;;;;", ["cents"]),
        (f"uzovi:5555;V77;2026-02-16;reclaim;{'x' * 65};;-5;", ["reference"]),
        (f"uzovi:5555;V77;2026-02-16;reclaim;;{'x' * 65};-5;", ["counter_reference"]),
        ("uzovi:5555;V77;2026-02-16;reclaim;;;-5;a;b", [""]),
    ],
)
def test_a_wrong_row_is_named(line: str, fields: Sequence[str]) -> None:
    found = one(rows(line))
    assert [(p.code, p.where.record, p.where.field) for p in found.header.problems] == [
        ("bad_value", 2, field) for field in fields
    ]


def test_one_document_has_one_date() -> None:
    found = one(
        rows(
            "uzovi:5555;V77;2026-02-16;declaration;F1;;5;",
            "uzovi:5555;V77;2026-02-17;payout;;;5;",
        )
    )
    assert [(p.where.record, p.where.field) for p in found.header.problems] == [(3, "date")]


def test_a_form_without_rows_is_refused() -> None:
    found = one(rows())
    assert isinstance(found, Unknown)
    assert codes(found) == ["missing_element"]


def test_our_own_forms_are_utf_8_with_a_semicolon() -> None:
    table = write.verrekening([SET_OFF], "René")
    assert codes(one(write.as_csv(table, encoding="cp1252"))) == ["unreadable"]
    assert codes(one(write.as_csv(table, delimiter=","))) == ["no_format"]
    assert codes(one(write.as_csv(table, encoding="utf-8-sig"))) == []


def test_titles_above_and_columns_beside_are_passed_by() -> None:
    table = write.verrekening([SET_OFF])
    wider: write.Table = [["Verrekening februari"], [], *([*row, "notitie"] for row in table)]
    for data in both(wider):
        assert bare(netting(data)) == SET_OFF


def test_a_header_line_of_two_forms_is_nobodys() -> None:
    columns = {*HEADER.split(";"), *OPEN_HEADER.split(";")}
    assert codes(one((";".join(sorted(columns)) + "\n").encode())) == ["two_formats"]


def two_sheets(first: str, second: str, rest: write.Table) -> bytes:
    """A workbook as XlsxWriter makes it, the set-off on its first sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name, table in ((first, write.verrekening([SET_OFF])), (second, rest)):
        sheet_ = book.add_worksheet(name)
        for number, row in enumerate(table):
            for column, value in enumerate(row):
                sheet_.write(number, column, str(value))
    book.close()
    return out.getvalue()


def test_of_two_forms_in_one_workbook_none_goes_under() -> None:
    """The second was seen to be left out without a word."""
    more = write.openstaand([OPEN])
    assert codes(one(two_sheets("verrekening", "openstaand", more))) == ["two_formats"]
    assert codes(one(two_sheets("Blad1", "Blad2", more))) == ["two_formats"]
    assert codes(one(two_sheets("Blad1", "Blad2", write.verrekening([SET_OFF])))) == ["two_formats"]


def test_a_sheet_beside_the_form_may_hold_anything_else() -> None:
    notes: write.Table = [["Toelichting"], [], ["payer", "document"]]
    assert bare(netting(two_sheets("Blad1", "Blad2", notes))) == SET_OFF
    # a copy under another name, beside the sheet that bears the name of the form
    copy = write.verrekening([SET_OFF])
    assert bare(netting(two_sheets("verrekening", "oud", copy))) == SET_OFF


# --- openstaand -----------------------------------------------------------------------------------


def open_items(data: bytes) -> OpenItems:
    document = one(data)
    assert isinstance(document, OpenItems), document
    return document


def test_open_items_are_read() -> None:
    held = replace(OPEN, role="unidentified", payer="", law="", invoice="", cents=-4_275)
    for data in both(write.openstaand([OPEN, held])):
        found = open_items(data)
        assert (found.header.standard, found.kind, found.header.problems) == (
            "openstaand",
            "open_items",
            (),
        )
        assert bare(found) == OpenItems(NONE, (OPEN, held))
        assert (found.total, found.own_date) == (119_181, OPEN.date)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("debiteur;uzovi:5555;Zvw;2025;F1;2025-11-30;5", ["role"]),
        ("debtor;;Zvw;2025;F1;2025-11-30;5", ["payer"]),
        ("debtor;5555;Zvw;2025;F1;2025-11-30;5", ["payer"]),
        ("debtor;uzovi:5555;AWBZ;2025;F1;2025-11-30;5", ["law"]),
        ("debtor;uzovi:5555;Zvw;25;F1;2025-11-30;5", ["year"]),
        ("debtor;uzovi:5555;Zvw;2025;;2025-11-30;5", ["invoice"]),
        ("debtor;uzovi:5555;Zvw;2025;F1;30-11-2025;5", ["date"]),
        ("debtor;uzovi:5555;Zvw;2025;F1;2025-11-30;5,00", ["cents"]),
        ("debtor;uzovi:5555;Zvw;2025;F1;2025-11-30;5;6", [""]),
    ],
)
def test_a_wrong_open_item_is_named(line: str, fields: Sequence[str]) -> None:
    found = open_items(open_rows("debtor;uzovi:5555;zvw;2025;F0;2025-11-30;5", line))
    assert [(p.code, p.where.record, p.where.field) for p in found.header.problems] == [
        ("bad_value", 3, field) for field in fields
    ]


def test_an_open_item_that_stands_there_twice_is_named() -> None:
    line = "debtor;uzovi:5555;Zvw;2025;F1;2025-11-30;5"
    other = line.replace("Zvw", "Wlz")
    found = open_items(open_rows(line, other, line))
    assert [(p.where.record, p.where.field) for p in found.header.problems] == [(4, "invoice")]


def test_an_advance_needs_no_invoice() -> None:
    line = "advance;zorgkantoor:5505;Wlz;2025;;2025-12-31;-9000000"
    assert open_items(open_rows(line, line)).total == -18_000_000


# --- damage, limits, properties -------------------------------------------------------------------


def test_a_cut_set_off_never_says_other_money() -> None:
    data = write.as_csv(write.verrekening([SET_OFF]))
    whole = content_digest(one(data))
    for short in cut(data):
        for document in read(short):
            if isinstance(document, Netting) and not document.header.refused:
                named = document.payout is not None
                assert not named or content_digest(document) == whole
                # rows that are gone as a whole: no payout is left, and that is said
                assert named or codes(document) == ["no_payout"]


def test_cut_open_items_are_the_first_ones() -> None:
    data = write.as_csv(write.openstaand([OPEN, replace(OPEN, invoice="F2", cents=5)]))
    for short in cut(data):
        found = one(short)
        if isinstance(found, OpenItems) and not found.header.refused:
            whole = [123_456, 5][: len(found.rows)]
            # in the last line of a file without a line end half an amount is an amount
            assert [r.cents for r in found.rows[:-1]] == whole[:-1]


def test_damaged_forms_give_findings_never_a_crash() -> None:
    dice = sizes.generator("forms")
    for table in (write.verrekening([SET_OFF]), write.openstaand([OPEN])):
        for data in both(table):
            hold_damaged(data, dice, sizes.of(150, 5_000))


def test_a_flipped_bit_in_the_amounts_is_refused_or_changes_nothing() -> None:
    data = write.as_csv(write.verrekening([SET_OFF]))
    for place in range(len(data)):
        for bit in range(8):
            flipped = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
            for found in read(flipped):
                if isinstance(found, Netting) and not found.header.refused and found.payout:
                    assert (found.sum, found.payout) == (20_000, 20_000)


def test_too_many_rows_and_too_large_a_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    for data in both(write.verrekening([SET_OFF])):
        assert codes(one(data)) == ["too_large"]
    monkeypatch.setattr(sheet, "LARGEST", 10)
    for data in both(write.verrekening([SET_OFF])):
        assert codes(one(data)) == ["too_large"]


def test_an_empty_row_and_a_lost_quote() -> None:
    whole = rows("", "uzovi:5555;V77;2026-02-16;payout;;;0;", ";;;;;;;")
    assert [d.header.refused for d in read(whole)] == [False]
    lost = rows('uzovi:5555;V77;2026-02-16;declaration;F1;;5;"oeps', "uzovi:5555;V77;;payout;;;5;")
    assert codes(one(lost)) == ["unreadable"]


NUMBER = st.text("ABF0123456789-/. ", max_size=20).map(str.strip)
ITEM = st.builds(
    NettingItem,
    record=st.just(0),
    kind=st.sampled_from(["declaration", "credit", "reclaim", "advance", "interest", "fee"]),
    reference=NUMBER,
    counter_reference=NUMBER,
    cents=st.integers(-(10**12), 10**12),
    mark=st.sampled_from(["", "voorschot", "FC", "CM96"]),
)


@given(items=st.lists(ITEM, min_size=1, max_size=8), named=st.booleans())
def test_any_set_off_survives_the_form(items: list[NettingItem], named: bool) -> None:
    made = replace(SET_OFF, items=tuple(items))
    made = replace(made, payout=made.sum if named else None)
    header = replace(NONE, standard="verrekening")
    if not named and replace(made, payout=0, header=header).letter:
        made = replace(made, payout=0)
    # a number that starts as a formula is guarded by a spreadsheet, and no payer has one
    for data in both(write.verrekening([made])):
        assert bare(netting(data)) == made
