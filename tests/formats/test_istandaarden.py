"""iWmo/iJw 323 and 325 (vektis: release 3.2).

1. What was written is read back: lines, totals, groups, to the cent, credits included.
2. A 323 whose lines do not add up is refused; so is a 325 whose rejected lines do not explain the
   difference between submitted and awarded.
3. A 325 says rejected lines only; its status follows contract section 3.
4. No line is handed out of a file that breaks off; no BSN leaves the room.
"""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats.istandaarden_write import Performed, answer, claim
from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Group, Line
from tests import sizes
from tests.formats.damage import (
    accepted,
    codes,
    cut,
    everything_said,
    hold_damaged,
    one,
    read,
    the_answer,
    the_claim,
)

SENT, SAID = date(2026, 2, 2), date(2026, 2, 9)
JANUARY = date(2026, 1, 31)
LINES = (
    Performed("999900006", "45A04", 24_000, JANUARY, "R1", begin=date(2026, 1, 1)),
    Performed("999900018", "45A48", 30_000, JANUARY, "R2"),
    Performed("999900018", "45A48", 4_000, date(2025, 12, 31), "R3", previous="R0"),
)


def sent(lines: tuple[Performed, ...] = LINES, law: str = "jw", **more: int) -> bytes:
    return claim(law, "0363", "41000001", "F2026001", SENT, lines, message="B1", **more)


def said(lines: tuple[Performed, ...] = LINES, law: str = "jw", **more: object) -> bytes:
    made: bytes = answer(
        law,
        "0363",
        "41000001",
        "F2026001",
        SAID,
        lines,
        answers="B1",
        **more,  # type: ignore[arg-type]
    )
    return made


@pytest.mark.parametrize(("law", "word"), [("jw", "Jw"), ("wmo", "Wmo")])
def test_a_323_says_who_claims_what_from_whom(law: str, word: str) -> None:
    found = the_claim(sent(law=law))
    assert found.header.problems == ()
    assert (found.header.standard, found.header.version) == (f"{law.upper()}323", "3.2")
    assert (found.law, found.payer, found.payee) == (word, "gemeente:0363", "41000001")
    assert found.agbs == ("41000001",)
    assert (found.invoice, found.date, found.message_id) == ("F2026001", SENT, "B1")
    assert (found.lines, found.declared) == (3, 58_000)
    assert found.groups == (
        Group(word, "45A04", "45", "", 0, "2026-01", "", 1, 24_000),
        Group(word, "45A48", "45", "", 0, "2025-12", "", 1, 4_000),
        Group(word, "45A48", "45", "", 0, "2026-01", "", 1, 30_000),
    )


def test_every_line_reaches_the_sink_with_a_pseudonym_for_its_client() -> None:
    lines: list[Line] = []
    read(sent(), lines.append)
    assert [(x.record, x.reference, x.previous, x.declared) for x in lines] == [
        (1, "R1", "", 24_000),
        (2, "R2", "", 30_000),
        (3, "R3", "R0", 4_000),
    ]
    assert (lines[0].begin, lines[0].end) == ("20260101", "20260131")
    first, second, third = (x.client for x in lines)
    assert second == third != first
    assert re.fullmatch("[0-9a-f]{32}", first)


def test_a_325_says_what_is_rejected_and_the_rest_is_awarded() -> None:
    lines: list[Line] = []
    (found,) = read(said(rejected={"R2": "9321"}), lines.append)
    assert isinstance(found, Remittance)
    assert found.header.problems == ()
    assert (found.header.standard, found.header.version) == ("JW325", "3.2")
    assert (found.payer, found.payee, found.agbs) == ("gemeente:0363", "41000001", ("41000001",))
    assert (found.invoice, found.invoice_date, found.date) == ("F2026001", None, SAID)
    assert (found.answers, found.reference, found.rejected_only) == ("B1", "", True)
    assert (found.status, found.lines) == ("partial", 1)
    assert (found.declared, found.awarded, found.non_financial) == (58_000, 28_000, 0)
    assert found.groups == (Group("Jw", "45A48", "45", "", 0, "2026-01", "9321", 1, 30_000),)
    assert [(x.reference, x.declared, x.awarded, x.codes) for x in lines] == [
        ("R2", 30_000, 0, ("9321",))
    ]


def test_fully_awarded_has_no_lines() -> None:
    found = the_answer(said())
    assert (found.status, found.awarded, found.groups) == ("awarded", 58_000, ())
    assert found.codes == ("0200", "8001")


def test_everything_rejected_line_by_line() -> None:
    found = the_answer(said(rejected=dict.fromkeys(("R1", "R2", "R3"), "9321")))
    assert (found.status, found.declared, found.awarded) == ("rejected", 58_000, 0)
    assert found.header.problems == ()


def test_the_header_alone_is_a_return_without_number_or_total() -> None:
    found = the_answer(said(header="0001", header_only=True))
    assert found.status == "returned"
    assert (found.invoice, found.declared, found.awarded, found.lines) == (None, None, 0, 0)
    assert (found.answers, found.date, found.codes) == ("B1", SAID, ("0001",))
    assert found.header.problems == ()


@pytest.mark.parametrize("law", ["wmo", "jw"])
def test_a_header_alone_that_refuses_nothing_is_no_return_but_a_broken_message(law: str) -> None:
    found = the_answer(said(law=law, header="0200", header_only=True))
    assert [(p.code, p.where.field) for p in found.header.problems] == [
        ("missing_element", "DeclaratieAntwoord")
    ]
    assert found.header.refused


def test_0001_in_the_header_is_a_return_that_keeps_its_total() -> None:
    found = the_answer(said(header="0001", awarded=0))
    assert (found.status, found.declared, found.awarded) == ("returned", 58_000, 0)
    assert found.header.problems == ()


def test_an_error_on_the_declaration_without_lines_is_a_return() -> None:
    found = the_answer(said(code="9333", awarded=0))
    assert (found.status, found.declared, found.awarded) == ("returned", 58_000, 0)
    assert found.codes == ("0200", "9333")
    assert found.header.problems == ()


def test_a_line_without_a_refusal_takes_its_clients() -> None:
    data = said(rejected={"R2": "0200"})
    refused = b"<m:RetourCode>0200</m:RetourCode></m:RetourCodes></m:Client>"
    assert refused in data
    found = the_answer(data.replace(refused, refused.replace(b"0200", b"8187")))
    assert [g.code for g in found.groups] == ["8187"]


def test_a_credit_counts_negative_and_a_whole_declaration_may_be_one() -> None:
    lines = (Performed("999900006", "45A04", -24_000, JANUARY, "R4", previous="R1"), LINES[2])
    assert the_claim(sent(lines)).declared == -20_000
    assert the_claim(sent(lines)).header.problems == ()
    back = the_answer(said(lines, rejected={"R4": "8017"}))
    assert (back.declared, back.awarded, back.status) == (-20_000, 4_000, "partial")
    assert back.header.problems == ()


def test_the_amount_is_never_worked_out_from_tariff_and_volume() -> None:
    data = sent().replace(
        b"<m:GeleverdVolume>1</m:GeleverdVolume>",
        b"<m:GeleverdVolume>16</m:GeleverdVolume><m:ProductTarief>1500</m:ProductTarief>",
    )
    assert the_claim(data).declared == 58_000


def test_a_323_whose_lines_do_not_add_up_is_refused_with_both_figures() -> None:
    found = the_claim(sent(total=58_001))
    (problem,) = found.header.problems
    assert problem.code == "totals_differ"
    assert dict(problem.figures) == {
        "what": "TotaalIngediendBedrag",
        "lines": "58000",
        "stated": "58001",
    }
    assert found.declared == 58_001, "the totals stay visible"


def test_a_325_that_does_not_explain_its_difference_is_refused() -> None:
    found = the_answer(said(rejected={"R2": "9321"}, awarded=28_001))
    assert codes(found) == ["totals_differ"]
    assert codes(the_answer(said(awarded=57_000))) == ["totals_differ"], "no line, yet less"


@pytest.mark.parametrize(
    ("before", "after", "code", "field"),
    [
        ("<m:BerichtCode>490", "<m:BerichtCode>491", "bad_value", "Header/BerichtCode"),
        ("<m:Afzender>41000001", "<m:Afzender>4100", "bad_value", "Header/Afzender"),
        ("<m:Ontvanger>0363", "<m:Ontvanger>363", "bad_value", "Header/Ontvanger"),
        (
            "<m:DeclaratieNummer>F2026001</m:DeclaratieNummer>",
            "",
            "missing_element",
            "DeclaratieNummer",
        ),
        (
            "<m:DeclaratieDagtekening>2026-02-02",
            "<m:DeclaratieDagtekening>2026-02-30",
            "bad_value",
            "DeclaratieDagtekening",
        ),
        ("<b:TotaalBedrag>58000", "<b:TotaalBedrag>580,00", "bad_value", "TotaalIngediendBedrag"),
        ("<b:Bedrag>24000", "<b:Bedrag>-24000", "bad_value", "IngediendBedrag"),
        ("<b:DebetCredit>D", "<b:DebetCredit>X", "bad_value", "TotaalIngediendBedrag"),
        ("m:IngediendBedrag", "m:Bedrag", "missing_element", "IngediendBedrag"),
        ("<b:Einddatum>2026-01-31", "<b:Einddatum>20260131", "bad_value", "ProductPeriode"),
        (
            "<b:Identificatie>B1</b:Identificatie>",
            "",
            "missing_element",
            "Header/BerichtIdentificatie/Identificatie",
        ),
    ],
)
def test_a_wrong_or_missing_value_is_named(before: str, after: str, code: str, field: str) -> None:
    data = sent()
    assert before.encode() in data
    # the last one: the period of the declaration itself is not read
    at = data.rfind(before.encode()) if field == "ProductPeriode" else data.find(before.encode())
    broken = data[:at] + after.encode() + data[at + len(before) :]
    broken = broken.replace(b"</m:IngediendBedrag>", b"</m:Bedrag>", "m:Bedrag" in after)
    found = one(broken)
    assert found.header.refused
    assert any(p.code == code and p.where.field.startswith(field) for p in found.header.problems), (
        found.header.problems
    )


def test_a_fault_in_a_line_names_the_line() -> None:
    found = one(sent().replace(b"<b:Bedrag>4000<", b"<b:Bedrag>4e3<"))
    assert [(p.code, p.where.record) for p in found.header.problems if p.where.record] == [
        ("bad_value", 3)
    ]


def test_an_unknown_return_code_is_kept_and_told_once() -> None:
    found = the_answer(said(rejected={"R1": "7777", "R2": "7777"}))
    assert codes(found) == ["unknown_code"]
    assert not found.header.refused
    assert {g.code for g in found.groups} == {"7777"}


def test_children_may_stand_in_either_namespace() -> None:
    data = sent()
    moved = re.sub(rb"(</?)b:", rb"\1m:", data)
    assert accepted(read(moved)) == accepted(read(data)) != []


def of_release(data: bytes, space: str, version: str) -> bytes:
    """The same message under the namespace and with the version of another release."""
    major, _, minor = version.partition(".")
    moved = data.replace(b"/3_2/", f"/{space}/".encode())
    moved = moved.replace(b"BerichtVersie>3<", f"BerichtVersie>{major}<".encode())
    return moved.replace(b"Subversie>2<", f"Subversie>{minor}<".encode())


@pytest.mark.parametrize("release", ["3.0", "3.1", "3.2", "3.3"])
@pytest.mark.parametrize("law", ["jw", "wmo"])
def test_any_release_3_is_read(law: str, release: str) -> None:
    for data in (sent(law=law), said(law=law, rejected={"R2": "9321"})):
        moved = one(of_release(data, release.replace(".", "_"), release))
        assert moved.header.problems == ()
        assert moved.header.version == release
        same = replace(moved.header, sha256="", version="")
        asked = replace(one(data).header, sha256="", version="")
        assert replace(moved, header=same) == replace(one(data), header=asked)


@pytest.mark.parametrize(
    ("space", "version", "named"),
    [("4_0", "4.0", "4.0"), ("3_2", "4.2", "4.2"), ("4_1", "3.2", "4.1"), ("2_4", "2.4", "2.4")],
)
@pytest.mark.parametrize("law", ["jw", "wmo"])
def test_another_release_is_refused_by_name(law: str, space: str, version: str, named: str) -> None:
    for data, number in ((sent(law=law), "323"), (said(law=law), "325")):
        lines: list[Line] = []
        (found,) = read(of_release(data, space, version), lines.append)
        assert codes(found) == ["no_format"]
        assert f"{law.upper()}{number} van release {named}" in found.header.problems[0].message()
        assert lines == []


def test_the_sample_of_the_standard_a_whole_declaration_in_credit() -> None:
    """58000 submitted less 34000 rejected is 24000 awarded: TR342."""
    lines = (
        Performed("999900006", "45A04", 24_000, JANUARY, "R1"),
        Performed("999900006", "45A04", 34_000, JANUARY, "R2"),
    )
    found = the_answer(said(lines, rejected={"R2": "9333"}))
    assert (found.declared, found.awarded) == (58_000, 24_000)
    credit = tuple(replace(x, cents=-x.cents, previous="R0") for x in lines)
    found = the_answer(said(credit, rejected={"R2": "9333"}))
    assert (found.declared, found.awarded, found.status) == (-58_000, -24_000, "partial")


def test_cut_off_anywhere_nothing_is_read_and_no_line_handed_out() -> None:
    for data in (sent(), said(rejected={"R2": "9321"})):
        whole = accepted(read(data))
        lines: list[Line] = []
        for short in cut(data):
            if got := accepted(read(short, lines.append)):
                # only the line end after the last element may be missing
                assert got == whole
                assert len(short) >= len(data) - 2
                lines.clear()
            assert lines == []


def test_damaged_files_give_findings_never_a_crash() -> None:
    dice = sizes.generator("istandaarden")
    for data in (sent(), said(rejected={"R2": "9321"})):
        hold_damaged(data, dice, sizes.of(300, 10_000))


def test_no_personal_data_leaves_the_room() -> None:
    for data in (sent(), said(rejected={"R2": "9321"}), sent(total=1)):
        told = everything_said(data)
        assert "999900006" not in told
        assert "999900018" not in told
        assert "Bsn: ***" in told


NAMES = st.text("ABCxyz019-&<", min_size=1, max_size=12).map(lambda t: f"R{t}")
PERFORMED = st.builds(
    Performed,
    client=st.sampled_from(["999900006", "999900018", "999900043"]),
    product=st.sampled_from(["45A04", "45A48", "50B01"]),
    cents=st.integers(-99_999_999, 99_999_999),
    end=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    reference=NAMES,
)
MANY = st.lists(PERFORMED, min_size=1, max_size=12, unique_by=lambda x: x.reference).map(tuple)


@given(lines=MANY, law=st.sampled_from(["jw", "wmo"]))
def test_what_was_claimed_is_read(lines: tuple[Performed, ...], law: str) -> None:
    got: list[Line] = []
    (found,) = read(sent(lines, law), got.append)
    assert isinstance(found, Claim)
    assert found.header.problems == ()
    assert found.declared == sum(x.cents for x in lines) == sum(g.declared for g in found.groups)
    assert found.lines == len(lines) == sum(g.count for g in found.groups)
    assert {(x.reference, x.product, x.declared, x.end) for x in got} == {
        (x.reference, x.product, x.cents, f"{x.end:%Y%m%d}") for x in lines
    }


@given(lines=MANY, data=st.data())
def test_what_was_answered_is_read(lines: tuple[Performed, ...], data: st.DataObject) -> None:
    refused = data.draw(st.sets(st.sampled_from([x.reference for x in lines])))
    found = the_answer(said(lines, rejected=dict.fromkeys(refused, "9321")))
    assert found.header.problems == ()
    lost = sum(x.cents for x in lines if x.reference in refused)
    assert found.declared == sum(x.cents for x in lines)
    assert found.awarded == found.declared - lost
    assert sum(g.rejected for g in found.groups) == lost
    assert found.lines == len(refused)
