"""Flat EI messages at their edges: what few files hold, and every one of them once.

1. Awarded, rejected and partial are judged by the line, not by what lines add up to.
2. A message without lines needs a reason in its header, and awards nothing.
3. A date, a sign or a code that cannot be is named at the record and field where it stands.
4. Both paths hand out the same lines, under the law of the message's own code.
5. A standard that is not read is called by its name.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.formats import flat
from koppeling.formats.flat_tolerant import read_tolerant, records
from koppeling.formats.flat_write import Sent, answer, claim
from koppeling.formats.layout import Layout, layout_of, layouts, standard
from koppeling.formats.source import Source
from koppeling.model.documents import Claim, Remittance, Unknown
from koppeling.model.groups import Line
from koppeling.model.problems import Where
from tests.formats.damage import KEY, one

DAY = date(2026, 1, 31)
BACK = date(2026, 2, 9)
CLAIMS = [x for x in layouts() if not x.answers]
NAMES = [f"{x.standard} v{x.version}" for x in CLAIMS]


def sent(*cents: int, standard: str = "AW319", ei: str = "", payer: str = "5555") -> bytes:
    lines = [
        Sent("999900006", "12345", c, DAY, f"R{i}", agb="41000001") for i, c in enumerate(cents)
    ]
    data = claim(standard, payer, "41000001", "F2026001", DAY, lines)
    return data[:2] + ei.encode() + data[5:] if ei else data


def remittance(data: bytes) -> Remittance:
    found = one(data)
    assert isinstance(found, Remittance)
    return found


def errors(data: bytes) -> list[tuple[str, Where]]:
    found = one(data)
    return [(p.code, p.where) for p in found.header.problems if p.level == "error"]


def changed(data: bytes, kind: str, part: str, value: bytes) -> bytes:
    """The field of the first record of a kind with another content."""
    layout = layout_of(data[2:5].decode(), int(data[5:7]))
    assert layout is not None
    rows = data.split(b"\r\n")
    at = next(i for i, r in enumerate(rows) if r[:2] == kind.encode())
    field = layout.need(kind, part)
    rows[at] = rows[at][: field.start] + value.ljust(field.length) + rows[at][field.end :]
    return b"\r\n".join(rows)


@pytest.mark.parametrize(
    ("cents", "won", "status"),
    [
        ((100, -100), (0, 0), "rejected"),
        ((100, -100), (100, -100), "awarded"),
        ((100, -100, 50), (100, -100, 0), "partial"),
        ((100, 100), (50, 150), "partial"),
        ((100, 200), (-50, 50), "partial"),
        ((0,), (0,), "awarded"),
    ],
)
@pytest.mark.parametrize("code", ["", "0611"])
def test_the_status_is_judged_by_the_line(
    cents: tuple[int, ...], won: tuple[int, ...], status: str, code: str
) -> None:
    awarded = {f"R{i}": c for i, c in enumerate(won)}
    codes = dict.fromkeys(awarded, code)
    data = answer(sent(*cents), awarded=awarded, codes=codes, day=BACK)
    for shape in (data, data.replace(b"\r\n", b"\n")):
        found = remittance(shape)
        assert not found.header.problems
        assert found.status == status
        assert (found.declared, found.awarded) == (sum(cents), sum(won))


@pytest.mark.parametrize("standard", ["AW319", "ZH308"])
def test_a_claim_of_credits_has_a_negative_total(standard: str) -> None:
    found = one(sent(-4500, 1000, standard=standard))
    assert isinstance(found, Claim)
    assert not found.header.problems
    assert (found.declared, found.total) == (-3500, -3500)


def test_a_claim_without_lines_is_read() -> None:
    found = one(sent())
    assert isinstance(found, Claim)
    assert (found.lines, found.declared, found.groups) == (0, 0, ())
    assert not found.header.problems


@pytest.mark.parametrize(
    ("header", "status"),
    [("0001", "returned"), ("8074", "returned"), ("8073", "rejected"), ("8097", "rejected")],
)
def test_without_lines_a_reason_keeps_the_total_of_the_claim(header: str, status: str) -> None:
    found = remittance(answer(sent(4500), day=None, header=header, unread=True))
    assert (found.status, found.declared, found.awarded) == (status, 4500, 0)
    assert (found.date, found.groups) == (None, ())
    assert not found.header.refused


def test_without_lines_and_without_a_reason_it_is_refused() -> None:
    data = answer(sent(4500), day=BACK, header="0200", unread=True)
    assert [code for code, _ in errors(data)] == ["totals_differ"]


def test_without_lines_nothing_can_be_awarded() -> None:
    data = answer(sent(4500), day=BACK, header="0001", unread=True)
    assert [c for c, _ in errors(changed(data, "99", "awarded", b"00000004500"))] == [
        "totals_differ"
    ]


@pytest.mark.parametrize(
    ("kind", "part", "value", "field"),
    [
        ("01", "invoice_date", b"20260231", "0117"),
        ("01", "invoice_date", b"00000000", "0117"),
        ("01", "answer_date", b"20261301", "0182"),
        ("01", "kind", b"X", "0105"),
        ("99", "declared_dc", b"X", "9908"),
        ("99", "awarded_dc", b" ", "9910"),
        ("04", "end", b"20260230", "0415"),
        ("04", "awarded_dc", b"X", "0484"),
        ("04", "vat", b"2 00", "0428"),
    ],
)
def test_what_cannot_be_is_named(kind: str, part: str, value: bytes, field: str) -> None:
    data = changed(answer(sent(4500), day=BACK), kind, part, value)
    assert [(code, where.field) for code, where in errors(data)] == [("bad_value", field)]


@pytest.mark.parametrize(("part", "field"), [("invoice", "0116"), ("currency", "0119")])
def test_a_header_that_lacks_its_number_or_is_no_euro_is_refused(part: str, field: str) -> None:
    data = changed(sent(4500), "01", part, b"USD" if part == "currency" else b"")
    ((code, where),) = errors(data)
    assert (code, where.field, where.record) == (
        "currency" if part == "currency" else "missing_element",
        field,
        1,
    )


def test_a_date_of_the_hospital_standard_is_named_where_it_stands() -> None:
    data = changed(sent(4500, standard="ZH308"), "04", "end", b"20260230")
    ((code, where),) = errors(data)
    assert (code, where.record, where.field) == ("bad_value", 3, "0412")


def test_an_unknown_code_in_the_header_is_said_too() -> None:
    data = answer(sent(4500), day=BACK, header="9Q9Q")
    (found,) = remittance(data).header.problems
    assert (found.code, dict(found.figures)) == ("unknown_code", {"return_code": "9Q9Q"})


def test_the_wrong_line_of_two_is_the_one_that_is_named() -> None:
    rows = answer(sent(4500, 1500), day=BACK).split(b"\r\n")
    rows[3] = rows[3][:100]
    where = next(w for code, w in errors(b"\r\n".join(rows)) if code == "record_length")
    assert (where.record, where.field) == (4, "04")


def test_blank_lines_in_the_middle_are_named_once() -> None:
    rows = answer(sent(4500), day=BACK).split(b"\r\n")
    data = b"\r\n".join([*rows[:2], *[b""] * 500, *rows[2:]])
    found = [(code, where.record) for code, where in errors(data)]
    assert found == [("record_order", 3)]


def test_the_numbers_of_records_are_those_of_the_file() -> None:
    source = Source.of(b"01\r\n\r\n\r\n02\n\x1a\n", key=KEY)
    with source.open() as stream:
        assert list(records(stream)) == [(1, b"01"), (2, b""), (4, b"02")]


def lines_of(layout: Layout, data: bytes, *, tolerant: bool) -> list[Line]:
    seen: list[Line] = []
    source = replace(Source.of(data, key=KEY), lines=seen.append)
    (read_tolerant if tolerant else flat.read_fast)(layout, source)
    return seen


@pytest.mark.parametrize("layout", CLAIMS, ids=NAMES)
def test_both_paths_hand_out_the_same_lines(layout: Layout) -> None:
    data = sent(4500, -1500, standard=layout.standard)
    code = "100" if layout.standard == "HA304" else "0611"
    for made in (data, answer(data, awarded={"R0": 10}, codes={"R0": code}, day=BACK)):
        found = layout_of(made[2:5].decode(), int(made[5:7]))
        assert found is not None
        fast = lines_of(found, made, tolerant=False)
        assert fast == lines_of(found, made, tolerant=True)
        assert [(x.reference, x.declared, x.end) for x in fast] == [
            ("R0", 4500, "20260131"),
            ("R1", -1500, "20260131"),
        ]


@pytest.mark.parametrize(
    ("ei", "payer", "law"),
    [("187", "5555", "Wlz"), ("428", "5555", "Zvw"), ("430", "5555", "Zvw"), ("187", "9992", "Fz")],
)
def test_document_groups_and_lines_are_under_the_law_of_the_message(
    ei: str, payer: str, law: str
) -> None:
    data = sent(4500, ei=ei, payer=payer)
    found = one(data)
    assert isinstance(found, Claim)
    assert {found.law, *(g.law for g in found.groups)} == {law}
    for tolerant in (False, True):
        assert {x.law for x in lines_of(standard("AW319"), data, tolerant=tolerant)} == {law}


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"0111704", "EI-bericht 117 (VE303, vervoer)"),
        (b"0119603", "EI-bericht 196 (GZ322, basis- en gespecialiseerde ggz, retour)"),
        (b"0118802", "EI-bericht 188 (AW320) in versie 2; gelezen wordt versie 1"),
        (b"0110207", "EI-bericht 102 (ZH309) in versie 7; gelezen wordt versie 8 en 9"),
        (b"0199901", "EI-bericht 999, dat"),
    ],
)
def test_a_standard_that_is_not_read_is_called_by_its_name(head: bytes, words: str) -> None:
    found = one(head + sent(4500)[7:])
    assert isinstance(found, Unknown)
    assert words in found.looks_like
    assert words in found.header.problems[0].message()
