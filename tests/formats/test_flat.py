"""Flat EI messages: read exactly or refused with record and field; no money ever changes unseen.

1. What is written is read, for every layout, claim and answer, credits and negative totals too.
2. The fast and the tolerant path give the same document for every file that both can judge.
3. A file cut anywhere, or with any bit of it changed, is refused or says the same money.
4. What practice allows is allowed: LF, no final line end, 0x1A, blanks where zeros belong.
5. Status, test messages and messages returned unread are as contract section 3 says.
6. Whatever is wrong is named by record and field, and no person is in any of it.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats import flat, flat_describe
from koppeling.formats.flat_figures import document
from koppeling.formats.flat_tolerant import read_tolerant
from koppeling.formats.flat_write import Sent, answer, claim
from koppeling.formats.layout import Layout, layout_of, layouts, standard
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.documents import Claim, Document, Remittance
from koppeling.model.groups import Line
from tests import sizes

KEY = b"k" * 32
CLAIMS = [x for x in layouts() if not x.answers]
AW319 = standard("AW319")
NAMES = [f"{x.standard} v{x.version}" for x in CLAIMS]
DAY = date(2026, 1, 31)
BSN = "999900006"


def lines(*cents: int, layout: Layout = AW319) -> list[Sent]:
    width = layout.need(layout.money, "product").length
    return [
        Sent(BSN, "120001"[:width], c, DAY, f"R{i}", agb="41000001") for i, c in enumerate(cents)
    ]


def sent(layout: Layout = AW319, cents: tuple[int, ...] = (4500, 1500), **more: Any) -> bytes:
    return claim(
        layout.standard,
        "5555",
        "41000001",
        "F2026001",
        DAY,
        lines(*cents, layout=layout),
        version=layout.version,
        **more,
    )


def read(data: bytes) -> Document:
    (found,) = read_file(Source.of(data, key=KEY))
    return found


def tolerant(data: bytes) -> Document:
    layout = layout_of(data[2:5].decode(), int(data[5:7]))
    assert layout is not None
    source = Source.of(data, key=KEY)
    return document(layout, read_tolerant(layout, source), source.sha256, None)


def codes(found: Document) -> list[str]:
    return [p.code for p in found.header.problems if p.level == "error"]


def money(found: Document) -> tuple[object, ...]:
    assert isinstance(found, (Claim, Remittance))
    groups = [(g.product, g.month, g.declared, g.awarded) for g in found.groups]
    return (found.declared, getattr(found, "awarded", 0), groups)


@pytest.mark.parametrize("layout", CLAIMS, ids=NAMES)
@given(cents=st.lists(st.integers(-99_999_999, 99_999_999), min_size=1, max_size=6))
def test_what_is_written_is_read(layout: Layout, cents: list[int]) -> None:
    data = sent(layout, tuple(cents))
    found = read(data)
    assert isinstance(found, Claim)
    assert codes(found) == []
    assert (found.declared, found.lines) == (sum(cents), len(cents))
    assert sum(g.declared for g in found.groups) == sum(cents)
    assert {g.month for g in found.groups} == {"2026-01"}
    won = {f"R{i}": c // 2 for i, c in enumerate(cents)}
    back = read(answer(data, awarded=won, day=date(2026, 2, 9), reference="ZV1"))
    assert isinstance(back, Remittance)
    assert codes(back) == []
    assert (back.declared, back.awarded) == (sum(cents), sum(won.values()))
    assert (back.invoice, back.reference, back.date) == ("F2026001", "ZV1", date(2026, 2, 9))
    assert tolerant(data) == found


def test_the_layout_is_chosen_by_code_and_version_never_by_subversion() -> None:
    data = sent()
    other = data[:7] + b"09" + data[9:]
    assert money(read(other)) == money(read(data))


def small(layout: Layout = AW319) -> bytes:
    data = sent(layout)
    code = "100" if layout.standard == "HA304" else "0611"
    return answer(data, awarded={"R1": 1000}, codes={"R1": code}, day=date(2026, 2, 9))


@pytest.mark.parametrize("layout", CLAIMS, ids=NAMES)
def test_cut_at_every_byte_it_is_refused(layout: Layout) -> None:
    data = small(layout)
    allowed = {len(data), len(data) - 1, len(data) - 2}
    for end in range(len(data)):
        found = read(data[:end])
        assert end in allowed or found.header.refused, end


@pytest.mark.parametrize("layout", CLAIMS, ids=NAMES)
def test_with_any_bit_changed_it_is_refused_or_says_the_same_money(layout: Layout) -> None:
    data = small(layout)
    expected = money(read(data))
    step = 1 if layout is AW319 else sizes.of(37, 1)
    for bit in range(0, len(data) * 8, step):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        found = read(bytes(changed))
        if not found.header.refused:
            declared, awarded, groups = money(found)
            assert (declared, awarded) == expected[:2], bit
            assert sum(g[2] for g in groups) == declared, bit  # type: ignore[attr-defined]


@pytest.mark.parametrize("layout", CLAIMS, ids=NAMES)
def test_both_paths_agree_on_damaged_files(layout: Layout) -> None:
    dice = sizes.generator(f"flat damage {layout.standard} {layout.version}")
    data = small(layout)
    judged = 0
    for _ in range(sizes.of(8_000, 80_000)):
        changed = bytearray(data)
        for _ in range(dice.randint(1, 3)):
            changed[dice.randrange(len(changed))] = dice.choice(b"0123456789 DCPT\xe9\r\n")
        raw = bytes(changed)
        if not flat.claims(raw[:16]):
            continue
        other = layout_of(raw[2:5].decode(), int(raw[5:7]))
        if other is None:
            continue
        source = Source.of(raw, key=KEY)
        try:
            figures = flat.read_fast(other, source)
        except flat.Irregular:
            continue
        judged += 1
        slow = read_tolerant(other, source)
        found = document(other, figures, source.sha256, None)
        # the same figures give the same document: it is made twice only where they differ
        assert figures == slow or found == document(other, slow, source.sha256, None)
    assert judged > 100


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.replace(b"\r\n", b"\n"),
        lambda d: d[:-2],
        lambda d: d + b"\x1a",
        lambda d: d + b"\r\n\r\n",
    ],
)
def test_line_ends_of_practice_are_allowed(change: Any) -> None:
    assert money(read(change(small()))) == money(read(small()))


def test_blanks_where_zeros_belong_are_zeros() -> None:
    layout = layout_of("188", 1)
    assert layout is not None
    data = small().split(b"\r\n")
    place = next(i for i, r in enumerate(data) if r[:2] == b"04")
    field = next(f for f in layout.records["04"] if f.code.startswith("BED165"))
    data[place] = data[place][: field.start] + b" " * field.length + data[place][field.end :]
    assert money(read(b"\r\n".join(data))) == money(read(small()))


@pytest.mark.parametrize(
    ("won", "header", "unread", "status"),
    [
        ({}, "0200", False, "awarded"),
        ({"R1": 1000}, "0200", False, "partial"),
        ({"R0": 0, "R1": 0}, "0200", False, "rejected"),
        ({}, "0001", True, "returned"),
        ({}, "8074", True, "returned"),
        ({"R0": 0, "R1": 0}, "8073", False, "rejected"),
    ],
)
def test_the_status_is_the_contracts(
    won: dict[str, int], header: str, unread: bool, status: str
) -> None:
    data = answer(sent(), awarded=won, day=date(2026, 2, 9), header=header, unread=unread)
    found = read(data)
    assert isinstance(found, Remittance)
    assert codes(found) == []
    assert found.status == status
    assert found.declared == 6000
    assert (found.lines == 0) == unread


def test_a_test_message_is_said() -> None:
    found = read(sent(kind="T"))
    assert found.header.test
    assert [p.code for p in found.header.problems] == ["test_message"]


def broken(name: str) -> bytes:
    records = small().split(b"\r\n")[:-1]
    money_at = next(i for i, r in enumerate(records) if r[:2] == b"04")
    if name == "order":
        records[1], records[-2] = records[-2], records[1]
    elif name == "length":
        records[money_at] += b" "
    elif name == "counts":
        del records[money_at]
    elif name == "twice":
        records.insert(money_at, records[money_at])
    elif name == "digit":
        records[money_at] = records[money_at][:106] + b"x" + records[money_at][107:]
    elif name == "date":
        records[money_at] = records[money_at][:113] + b"20260231" + records[money_at][121:]
    elif name == "sign":
        records[money_at] = records[money_at][:193] + b"X" + records[money_at][194:]
    return b"".join(r + b"\r\n" for r in records)


@pytest.mark.parametrize(
    ("name", "code", "field"),
    [
        ("order", "record_order", "04"),
        ("length", "record_length", "04"),
        ("counts", "counts_differ", "9904"),
        ("twice", "counts_differ", "9904"),
        ("digit", "bad_value", "0414"),
        ("date", "bad_value", "0415"),
        ("sign", "bad_value", "0430"),
    ],
)
def test_what_is_wrong_is_named_by_record_and_field(name: str, code: str, field: str) -> None:
    found = read(broken(name))
    problem = next(p for p in found.header.problems if p.code == code)
    assert problem.where.field == field
    assert problem.where.record
    assert str(problem.where.record) or problem.message()


def test_every_byte_may_stand_in_a_text_field() -> None:
    layout = layout_of("188", 1)
    assert layout is not None
    field = next(f for f in layout.records["02"] if f.code.startswith("NAM193"))
    records = small().split(b"\r\n")
    for value in set(range(256)) - {10, 13}:
        changed = [*records]
        name = bytes([value]) * field.length
        changed[1] = records[1][: field.start] + name + records[1][field.end :]
        assert money(read(b"\r\n".join(changed))) == money(read(small())), value


def test_an_unknown_return_code_is_kept_and_said_once() -> None:
    data = answer(sent(), awarded={"R0": 0, "R1": 0}, codes={"R0": "7Z7Z", "R1": "7Z7Z"}, day=DAY)
    found = read(data)
    assert isinstance(found, Remittance)
    assert {g.code for g in found.groups} == {"7Z7Z"}
    assert [p.code for p in found.header.problems] == ["unknown_code"]


def test_lines_reach_who_wants_them_with_a_pseudonym_and_nobody_else() -> None:
    seen: list[Line] = []
    source = replace(Source.of(small(), key=KEY), lines=seen.append)
    (found,) = read_file(source)
    assert [(x.reference, x.declared, x.awarded) for x in seen] == [
        ("R0", 4500, 4500),
        ("R1", 1500, 1000),
    ]
    assert seen[0].client == seen[1].client
    assert len(seen[0].client) == 32
    shown = "\n".join(flat_describe.describe(source))
    for text in (repr(found), repr(seen), shown, repr(read(broken("digit")))):
        assert BSN not in text
    assert "BURGERSERVICENUMMER (BSN) VERZEKERDE: ***" in shown
