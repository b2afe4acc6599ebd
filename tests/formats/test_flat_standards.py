"""What holds for every standard of the EI family, with a layout table or without.

1. An answer repeats the claim's record in place: same positions, same kind, same use.
2. Both amount mechanisms are read: the suffix that all share, and those of AP305 and HA305.
3. Without a table an answer is read by its header and suffix, if its own figures prove it, and says
   the same payer, invoice, status and totals as with a table; else it is refused by its name.
4. Any byte in any kind of field: refused, or the same money; never anything but a finding.
"""

from datetime import date
from itertools import product

import pytest

from koppeling.formats.flat_suffix import read_suffix
from koppeling.formats.flat_write import Sent, answer, answers_to, claim
from koppeling.formats.layout import Layout, layout_of, layouts
from koppeling.formats.reading import describe_file
from koppeling.formats.source import Source
from koppeling.model.documents import Remittance, Unknown
from tests import sizes
from tests.formats.damage import KEY, codes, mutated, one

DAY = date(2026, 1, 31)
BACK = date(2026, 2, 9)
CLAIMS = [x for x in layouts() if not x.answers]
NAMES = [f"{x.standard} v{x.version}" for x in CLAIMS]
OTHER_SUFFIX = {"AP304", "HA304"}
SHARED = [x for x in CLAIMS if x.standard not in OTHER_SUFFIX]
SHARED_NAMES = [f"{x.standard} v{x.version}" for x in SHARED]


def sent(layout: Layout, *cents: int, kind: str = "P") -> bytes:
    width = layout.need(layout.money, "product").length
    lines = [
        Sent("999900006", "120001"[:width], c, DAY, f"R{i}", agb="41000001")
        for i, c in enumerate(cents)
    ]
    return claim(
        layout.standard, "5555", "41000001", "F1", DAY, lines, version=layout.version, kind=kind
    )


def answered(layout: Layout, **more: object) -> bytes:
    code = "100" if layout.standard == "HA304" else "0611"
    facts = {"awarded": {"R1": 0, "R2": 1000}, "codes": {"R1": code, "R2": code}} | more
    return answer(sent(layout, 4500, 1500, 2500), day=BACK, reference="ZV1", **facts)  # type: ignore[arg-type]


def unnamed(data: bytes, ei: bytes = b"196", version: bytes = b"07") -> bytes:
    """The same answer, as if of a standard that has no table."""
    return data[:2] + ei + version + data[7:]


def remittance(data: bytes) -> Remittance:
    found = one(data)
    assert isinstance(found, Remittance)
    return found


@pytest.mark.parametrize("layout", CLAIMS, ids=NAMES)
def test_an_answer_repeats_the_claims_record_in_place(layout: Layout) -> None:
    answers = answers_to(layout)
    for kind in layout.records.keys() - {"99"}:
        own = [(f.id, f.start, f.length, f.type, f.part) for f in layout.records[kind]]
        there = [(f.id, f.start, f.length, f.type, f.part) for f in answers.records[kind]]
        assert own == there[: len(own)], kind
    assert answers.length - layout.length == (70 if layout.standard == "HA304" else 60)


@pytest.mark.parametrize("layout", CLAIMS, ids=NAMES)
def test_awarded_partly_awarded_and_refused_lines_of_every_standard(layout: Layout) -> None:
    found = remittance(answered(layout))
    assert codes(found) == []
    assert (found.status, found.lines) == ("partial", 3)
    assert (found.declared, found.awarded) == (8500, 5500)
    assert found.reference == "ZV1"
    rejected = {g.code: g.rejected for g in found.groups}
    assert rejected == {"": 0, "100" if layout.standard == "HA304" else "0611": 3000}


def test_what_the_standard_reserves_may_be_blank_or_zero() -> None:
    layout = next(x for x in CLAIMS if x.standard == "AP304")
    data = answered(layout)
    reserved = answers_to(layout).need("04", "unfilled")
    blank = b"\r\n".join(
        r[: reserved.start] + b" " * reserved.length + r[reserved.end :] if r[:2] == b"04" else r
        for r in data.split(b"\r\n")
    )
    assert blank != data
    assert remittance(blank).groups == remittance(data).groups
    assert codes(one(blank)) == []


@pytest.mark.parametrize(
    ("processed", "fault", "code"),
    [("018", "100", "100"), ("019", "000", "019"), ("001", "000", "")],
)
def test_the_older_codes_of_ha305_refuse_by_the_fault_else_by_the_processing(
    processed: str, fault: str, code: str
) -> None:
    layout = next(x for x in CLAIMS if x.standard == "HA304")
    data = answer(sent(layout, 4500), day=BACK, awarded={"R0": 0}, codes={"R0": "100"})
    rows = data.split(b"\r\n")
    first, second = answers_to(layout).codes("04")[:2]
    row = bytearray(rows[2])
    row[first.start : first.end] = processed.encode()
    row[second.start : second.end] = fault.encode()
    rows[2] = bytes(row)
    (group,) = remittance(b"\r\n".join(rows)).groups
    assert group.code == code


@pytest.mark.parametrize("layout", SHARED, ids=SHARED_NAMES)
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"awarded": {}, "codes": {}},
        {"awarded": {"R0": 0, "R1": 0, "R2": 0}},
        {"awarded": {"R0": -4500}},
        {"unread": True, "header": "0001"},
        {"unread": True, "header": "8074"},
    ],
)
def test_without_a_table_the_header_and_the_suffix_say_the_same(
    layout: Layout, more: dict[str, object]
) -> None:
    data = answered(layout, **more)
    known, found = remittance(data), remittance(unnamed(data))
    assert [p.code for p in found.header.problems] == ["totals_only"]
    assert found.header.standard == "GZ322"
    for name in ("payer", "payee", "invoice", "invoice_date", "date", "reference", "status"):
        assert getattr(found, name) == getattr(known, name), name
    for name in ("lines", "declared", "awarded", "codes"):
        assert getattr(found, name) == getattr(known, name), name
    assert sum(g.declared for g in found.groups) == sum(g.declared for g in known.groups)


@pytest.mark.parametrize(
    "data",
    [
        unnamed(answered(next(x for x in CLAIMS if x.standard == "AP304"))),
        unnamed(answered(next(x for x in CLAIMS if x.standard == "HA304"))),
        unnamed(sent(SHARED[0], 4500)),
        unnamed(answered(SHARED[0]), ei=b"117"),
        unnamed(answered(SHARED[0]), ei=b"417"),
        unnamed(answered(SHARED[0]), ei=b"187", version=b"02"),
    ],
    ids=["AP305", "HA305", "a claim", "known as a claim", "of a gemeente", "claim, other version"],
)
def test_without_a_table_nothing_is_taken_on_trust(data: bytes) -> None:
    found = one(data)
    assert isinstance(found, Unknown)
    assert codes(found) == ["no_format"]


def test_without_a_table_every_cut_and_any_other_figure_is_refused() -> None:
    data = unnamed(answered(SHARED[0]))
    assert all(isinstance(one(data[:i]), Unknown) for i in range(7, len(data) - 2))
    dice = sizes.generator("suffix")
    expected = remittance(data)
    for _ in range(sizes.of(2_000, 100_000)):
        changed = mutated(data, dice)
        found = read_suffix(Source.of(changed, key=KEY), "GZ322")
        if found is not None and not found.header.refused:
            assert found.awarded == sum(g.awarded for g in found.groups)
            assert found.lines == expected.lines


def test_without_a_table_its_first_record_is_described() -> None:
    told = list(describe_file(Source.of(unnamed(answered(SHARED[0])), key=KEY)))
    assert "GZ322" in told[0]
    assert "        0116 FACTUURNUMMER DECLARANT: F1" in told


def test_a_newer_version_of_a_known_answer_is_read_by_its_totals() -> None:
    layout = next(x for x in CLAIMS if x.standard == "AW319")
    data = answered(layout)
    found = remittance(data[:5] + b"02" + data[7:])
    assert (found.header.standard, found.law, found.awarded) == ("AW320", "Wlz", 5500)
    assert layout_of("188", 2) is None


KINDS = {"text": ("02", "0210"), "number": ("04", "declared"), "sign": ("04", "awarded_dc")}
KINDS |= {"date": ("04", "end"), "code": ("04", "code"), "number of the file": ("01", "invoice")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_byte_in_every_kind_of_field(kind: str) -> None:
    layout = next(x for x in CLAIMS if x.standard == "AW319")
    record, part = KINDS[kind]
    answers = answers_to(layout)
    field = next(f for f in answers.records[record] if part in {f.id, f.part})
    data = answered(layout)
    whole = remittance(data)
    at = data.index(b"\r\n" + record.encode()) + 2 if record != "01" else 0
    for value, place in product(range(256), range(min(field.length, 8))):
        changed = bytearray(data)
        changed[at + field.start + place] = value
        found = one(bytes(changed))
        if isinstance(found, Remittance) and not found.header.refused:
            assert (found.declared, found.awarded) == (whole.declared, whole.awarded)
            assert sum(g.awarded for g in found.groups) == whole.awarded
