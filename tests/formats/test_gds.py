"""GDS801 and GDS802 (vektis: versions 1 and 2).

1. What was written is read back: lines, totals, groups, to the cent, credits included.
2. An 801 whose lines do not add up is refused; so is an 802 that repeats its lines and whose lines
   do not add up, and one without lines whose totals cannot be those of the claim's lines.
3. Status follows contract section 3; law and payer come from the payer's side.
4. Plain amounts and {Bedrag, DebetCreditCode} say the same; so does any prefix.
5. No line is handed out of a file that breaks off; nothing of a person leaves the room.
6. A message of 100,000 lines is read in bounded memory.
"""

import re
import tracemalloc
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.formats import gds_message
from koppeling.formats.gds_write import Parties, Performed, answer, claim, returned
from koppeling.formats.return_codes import is_known
from koppeling.model.documents import Claim, Document, Remittance
from koppeling.model.groups import UNSEEN, Group, Line
from koppeling.model.references import answered, claimed
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
WHO = Parties("5555", "41000001", "G2026001", SENT)
TOTAL = (
    "<g:TotaalDeclaratiebedragInclBtw><g:Bedrag>500.00</g:Bedrag>"
    "<g:DebetCreditCode>D</g:DebetCreditCode></g:TotaalDeclaratiebedragInclBtw>"
)
LINES = (
    Performed("999900006", "CO0001", 24_000, JANUARY, "R1", begin=date(2026, 1, 1)),
    Performed("999900018", "TC0002", 30_000, JANUARY, "R2"),
    Performed("999900018", "TC0002", -4_000, date(2025, 12, 31), "R3", previous="R0"),
)


@pytest.mark.parametrize("version", ["1.0", "2.0", "2.1"])
def test_an_801_says_who_claims_what_from_whom(version: str) -> None:
    found = the_claim(claim(replace(WHO, version=version), LINES))
    assert found.header.problems == ()
    assert (found.header.standard, found.header.version) == ("GDS801", version)
    assert (found.law, found.payer, found.payee) == ("Zvw", "uzovi:5555", "41000001")
    assert (found.agbs, found.invoice, found.date) == (("41000001",), "G2026001", SENT)
    assert (found.lines, found.declared) == (3, 50_000)
    assert found.groups == (
        Group("Zvw", "CO0001", "071", "94000001", 0, "2026-01", "", 1, 24_000),
        Group("Zvw", "TC0002", "071", "94000001", 0, "2025-12", "", 1, -4_000),
        Group("Zvw", "TC0002", "071", "94000001", 0, "2026-01", "", 1, 30_000),
    )
    assert claimed(found.references) == {"R1": (0, 24_000), "R2": (2, 30_000), "R3": (1, -4_000)}


def test_every_line_reaches_the_sink_with_a_pseudonym_for_its_client() -> None:
    lines: list[Line] = []
    read(claim(replace(WHO, role="5"), LINES), lines.append)
    assert [(x.record, x.reference, x.previous, x.declared, x.law) for x in lines] == [
        (1, "R1", "", 24_000, "Wlz"),
        (2, "R2", "", 30_000, "Wlz"),
        (3, "R3", "R0", -4_000, "Wlz"),
    ]
    assert (lines[0].begin, lines[0].end) == ("20260101", "20260131")
    first, second, third = (x.client for x in lines)
    assert second == third != first
    assert re.fullmatch("[0-9a-f]{32}", first)


def test_an_802_says_what_each_line_was_awarded() -> None:
    lines: list[Line] = []
    data = answer(WHO, SAID, LINES, awarded={"R1": 20_000}, codes={"R1": "0611"})
    (found,) = read(data, lines.append)
    assert isinstance(found, Remittance)
    assert found.header.problems == ()
    assert (found.header.standard, found.header.version) == ("GDS802", "2.0")
    assert (found.law, found.payer, found.payee) == ("Zvw", "uzovi:5555", "41000001")
    assert (found.invoice, found.invoice_date, found.date) == ("G2026001", SENT, SAID)
    assert (found.reference, found.answers, found.by_reference) == ("ZV1", "", True)
    assert (found.status, found.lines) == ("partial", 3)
    assert (found.declared, found.awarded, found.non_financial) == (50_000, 46_000, 0)
    assert answered(found.references) == {
        "R1": (20_000, 0, "0611"),
        "R2": (30_000, 0, ""),
        "R3": (-4_000, 0, ""),
    }
    totals = Group("Zvw", UNSEEN, "", "", 0, "2026-02", "0611", 3, 50_000, 46_000)
    assert found.groups == (totals,), "its period runs from December to January"
    assert (lines[0].reference, lines[0].awarded, lines[0].codes) == ("R1", 20_000, ("0611",))


def test_the_month_of_the_totals_is_that_of_the_period_when_it_is_one() -> None:
    january = LINES[:2]
    assert the_answer(answer(WHO, SAID, january)).groups[0].month == "2026-01"


def without(x: Performed) -> Performed:
    return replace(x, product="")


@pytest.mark.parametrize(
    ("data", "status", "given"),
    [
        (answer(WHO, SAID, LINES), "awarded", (50_000, 0)),
        (answer(WHO, SAID, LINES, repeat=False), "awarded", (50_000, 0)),
        (answer(WHO, SAID, LINES, codes={"R1": "8001"}), "awarded", (50_000, 0)),
        (answer(WHO, SAID, LINES, non_financial={"R2": 30_000}), "awarded", (20_000, 30_000)),
        (
            answer(WHO, SAID, LINES, non_financial={"R2": 30_000}, repeat=False),
            "awarded",
            (20_000, 30_000),
        ),
        (
            answer(WHO, SAID, LINES, awarded={"R1": 0}, codes={"R1": "9334"}, repeat=False),
            "partial",
            (26_000, 0),
        ),
        (
            answer(
                WHO,
                SAID,
                LINES,
                awarded=dict.fromkeys(("R1", "R2", "R3"), 0),
                codes=dict.fromkeys(("R1", "R2", "R3"), "9334"),
            ),
            "rejected",
            (0, 0),
        ),
        (
            answer(WHO, SAID, LINES, header=["8097"], totals=(0, 0), repeat=False),
            "rejected",
            (0, 0),
        ),
        (returned(WHO, SAID, LINES, codes={"R2": "9334"}), "returned", (0, 0)),
        (returned(WHO, SAID, LINES, header=["9262"]), "returned", (0, 0)),
        (
            answer(WHO, SAID, LINES, header=["0001"], totals=(0, 0), repeat=False),
            "returned",
            (0, 0),
        ),
        (
            answer(WHO, SAID, LINES, header=["8074"], totals=(0, 0), repeat=False),
            "returned",
            (0, 0),
        ),
    ],
)
def test_the_status_of_an_answer(data: bytes, status: str, given: tuple[int, int]) -> None:
    found = the_answer(data)
    assert found.header.problems == ()
    assert found.status == status
    assert (found.declared, found.awarded, found.non_financial) == (50_000, *given)


def test_a_whole_message_may_be_a_credit() -> None:
    found = the_answer(answer(WHO, SAID, LINES[2:]))
    assert the_claim(claim(WHO, LINES[2:])).declared == -4_000
    assert (found.declared, found.awarded, found.status) == (-4_000, -4_000, "awarded")


@pytest.mark.parametrize(
    ("role", "payer", "law"),
    [("3", "5555", "Zvw"), ("4", "9992", "Fz"), ("4", "5555", "Fz"), ("5", "5555", "Wlz"),
     ("3", "9992", "Fz"), ("7", "5555", "Zvw")],
)  # fmt: skip
def test_law_and_payer_come_from_the_payers_side(role: str, payer: str, law: str) -> None:
    who = replace(WHO, role=role, payer=payer)
    for data in (claim(who, LINES), answer(who, SAID, LINES)):
        document = one(data)
        assert isinstance(document, (Claim, Remittance))
        assert document.header.problems == ()
        assert (document.payer, document.law) == (f"uzovi:{payer}", law)
        assert document.groups[0].law == law


def test_behind_a_service_bureau_the_insurer_is_the_payer() -> None:
    who = replace(WHO, role="2", payer="98000001")
    insured = [replace(x, insurer="5555") for x in LINES]
    assert the_claim(claim(who, insured)).payer == "uzovi:5555"
    assert the_answer(answer(who, SAID, insured)).payer == "uzovi:5555"
    assert codes(one(claim(who, [*insured[1:], replace(LINES[0], insurer="5556")]))) == [
        "bad_value"
    ]
    assert codes(one(claim(who, LINES))) == ["bad_value"], "an AGB number is no insurer"


def test_vecozo_names_the_insurer_of_its_lines_or_none() -> None:
    assert the_answer(returned(WHO, SAID, LINES, codes={"R1": "9334"})).payer == "uzovi:5555"
    found = the_answer(returned(WHO, SAID, LINES, header=["9262"]))
    assert (found.payer, found.reference, found.codes) == ("", "", ("9262",))


def test_a_payer_without_its_number_is_the_insurer_of_its_lines() -> None:
    sender = b"<g:Verzender>5555</g:Verzender>"
    assert the_answer(answer(WHO, SAID, LINES).replace(sender, b"")).payer == "uzovi:5555"
    silent = answer(WHO, SAID, LINES, repeat=False).replace(sender, b"")
    assert codes(one(silent)) == ["missing_element"]


def test_a_return_that_awards_is_refused() -> None:
    data = returned(WHO, SAID, LINES, header=["9262"])
    at = data.rfind(b"<g:Bedrag>0.00")
    assert codes(one(data[:at] + b"<g:Bedrag>1.00" + data[at + 14 :])) == ["totals_differ"]


def test_what_is_wrong_in_the_lines_of_a_return_is_why_it_came_back() -> None:
    data = returned(WHO, SAID, LINES, codes={"R1": "9334"})
    found = the_answer(data.replace(b"<g:Referentienummer>R1</g:Referentienummer>", b""))
    assert found.header.problems == ()


def test_an_801_whose_lines_do_not_add_up_is_refused_with_both_figures() -> None:
    found = the_claim(claim(WHO, LINES, total=50_001))
    (problem,) = found.header.problems
    assert problem.code == "totals_differ"
    assert dict(problem.figures) == {
        "what": "TotaalDeclaratiebedragInclBtw",
        "lines": "50000",
        "stated": "50001",
    }


def test_an_802_that_repeats_its_lines_must_add_up() -> None:
    partly = {"awarded": {"R1": 20_000}, "codes": {"R1": "0611"}}
    for totals in ((46_001, 0), (46_000, 1)):
        found = one(answer(WHO, SAID, LINES, **partly, totals=totals))  # type: ignore[arg-type]
        assert codes(found) == ["totals_differ"]
    less = answer(WHO, SAID, LINES, **partly, repeat=False, totals=(46_001, 0))  # type: ignore[arg-type]
    assert codes(one(less)) == [], "which lines it leaves out only the claim can tell"


def test_an_802_without_lines_awards_all_or_nothing() -> None:
    assert codes(one(answer(WHO, SAID, LINES, repeat=False, totals=(49_999, 0)))) == [
        "totals_differ"
    ]
    assert codes(one(answer(WHO, SAID, LINES, repeat=False, totals=(20_000, 30_000)))) == []


@pytest.mark.parametrize(
    ("before", "after", "code", "field"),
    [
        ("Berichtcode>573", "Berichtcode>574", "bad_value", "Header/Berichtcode"),
        ("Berichtversie>2", "Berichtversie>x", "bad_value", "Header/Berichtversie"),
        ("Berichtsoort>P", "Berichtsoort>Q", "bad_value", "Header/Berichtsoort"),
        ("OntvangerRol>3", "OntvangerRol>9", "bad_value", "Header/OntvangerRol"),
        ("Ontvanger>5555", "Ontvanger>555", "bad_value", "Header/Ontvanger"),
        ("Zorgaanbiedercode>41000001", "Zorgaanbiedercode>4100", "bad_value", "Declarant"),
        ("<g:Factuurnummer>G2026001</g:Factuurnummer>", "", "missing_element", "Factuurnummer"),
        ("Factuurdatum>2026-02-02", "Factuurdatum>2026-02-30", "bad_value", "Factuurdatum"),
        ("Valutacode>EUR", "Valutacode>USD", "currency", "Valutacode"),
        ("<g:Bedrag>500.00", "<g:Bedrag>500,00", "bad_value", "TotaalDeclaratiebedragInclBtw"),
        ("<g:Bedrag>500.00", "<g:Bedrag>500.001", "bad_value", "TotaalDeclaratiebedragInclBtw"),
        ("DebetCreditCode>D", "DebetCreditCode>X", "bad_value", "TotaalDeclaratiebedragInclBtw"),
        ("InclBtw>240.00", "InclBtw>-240.00", "bad_value", "DeclaratieBedragInclBtw"),
        ("g:DeclaratieBedragInclBtw>240", "g:X>240", "unreadable", ""),
        (
            "<g:DeclaratieBedragInclBtw>240.00</g:DeclaratieBedragInclBtw>",
            "",
            "missing_element",
            "DeclaratieBedragInclBtw",
        ),
        (TOTAL, "", "missing_element", "TotaalDeclaratiebedragInclBtw"),
        ("<g:Begindatum>2026-01-01", "<g:Begindatum>20260101", "bad_value", "Begindatum"),
        ("<g:Referentienummer>R2</g:Referentienummer>", "", "missing_element", "Referentienummer"),
        ("Prestatiecode>TC0002<", f"Prestatiecode>{'T' * 51}<", "bad_value", "Prestatiecode"),
        ("Referentienummer>R2<", f"Referentienummer>{'R' * 51}<", "bad_value", "Referentienummer"),
    ],
)
def test_a_wrong_or_missing_value_is_named(before: str, after: str, code: str, field: str) -> None:
    data = claim(WHO, LINES).decode()
    assert before in data
    found = one(data.replace(before, after, 1).encode())
    assert found.header.refused
    assert any(p.code == code and field in p.where.field for p in found.header.problems), (
        found.header.problems
    )


def test_a_fault_in_a_line_names_the_line() -> None:
    found = one(claim(WHO, LINES).replace(b">40.00<", b">4e1<"))
    assert ("bad_value", 3) in [(p.code, p.where.record) for p in found.header.problems]


def test_a_thousand_faults_give_a_hundred_findings() -> None:
    many = [replace(LINES[0], reference=f"R{i}") for i in range(300)]
    found = one(claim(WHO, many).replace(b">240.00<", b">x<"))
    assert len(found.header.problems) == 100
    assert found.header.refused


@pytest.mark.parametrize("version", ["0.9", "3.0", "12.1"])
def test_another_version_is_named(version: str) -> None:
    for data, standard in (
        (claim(replace(WHO, version=version), LINES), "GDS801"),
        (answer(replace(WHO, version=version), SAID, LINES), "GDS802"),
    ):
        found = one(data)
        assert codes(found) == ["no_format"]
        assert f"{standard} versie {version}" in found.header.problems[0].message()


def test_a_test_message_is_marked() -> None:
    for data in (
        claim(replace(WHO, kind="T"), LINES),
        answer(replace(WHO, kind="T"), SAID, LINES),
    ):
        found = one(data)
        assert found.header.test
        assert codes(found) == ["test_message"]


def said(document: Document) -> object:
    assert isinstance(document, (Claim, Remittance))
    return replace(document, header=replace(document.header, sha256=""))


@pytest.mark.parametrize("prefix", ["", "ns1", "gen"])
def test_prefix_and_form_of_an_amount_change_nothing(prefix: str) -> None:
    whole = replace(WHO, prefix=prefix)
    plain = replace(whole, plain=True)
    assert said(one(claim(whole, LINES))) == said(one(claim(WHO, LINES)))
    assert said(one(claim(plain, LINES))) == said(one(claim(WHO, LINES)))
    assert said(one(answer(plain, SAID, LINES))) == said(one(answer(WHO, SAID, LINES)))
    data = answer(WHO, SAID, LINES).decode()
    line = r"(<g:Toegekend(?:Credit)?BedragInclBtw(?:Niet)?Financieel>)([0-9.]+)<"
    both = re.sub(line, r"\1<g:Bedrag>\2</g:Bedrag><g:DebetCreditCode>D</g:DebetCreditCode><", data)
    assert said(one(both.encode())) == said(one(data.encode()))
    credit = re.sub(r"(<g:ToegekendCredit.*?)Code>D<", r"\1Code>C<", both)
    assert credit != both
    assert said(one(credit.encode())) == said(one(data.encode())), "a credit counts negative once"


def test_an_801_credit_may_use_either_name_and_list_071_names_no_last_day() -> None:
    data = claim(WHO, LINES).replace(
        b"ToegekendBedragInclBtwFinancieel", b"DeclaratieBedragInclBtw"
    )
    assert the_claim(data).declared == 50_000
    lines: list[Line] = []
    read(data, lines.append)
    assert lines[1].begin == lines[1].end == "20260131"


def test_vat_and_a_missing_product_are_kept_apart() -> None:
    found = the_claim(claim(WHO, [replace(LINES[0], vat=2100), without(LINES[1])]))
    assert [(g.product, g.vat) for g in found.groups] == [(UNSEEN, 0), ("CO0001", 2100)]


def test_feedback_counts_wherever_it_hangs() -> None:
    data = answer(WHO, SAID, LINES, awarded={"R2": 0}, codes={"R2": "9334"}).decode()
    code = "<g:Feedback><g:Retourcode>9853</g:Retourcode></g:Feedback>"
    for place in ("</g:DeclaratieContext>", "</g:Overzicht>", "</g:Declarant>", "</g:Header>"):
        assert the_answer(data.replace(place, code + place).encode()).codes == ("9853",)
    deep = data.replace("<g:Feedback>", "<g:Verwijzing><g:Feedback>", 1).replace(
        "</g:Feedback>", "</g:Feedback></g:Verwijzing>", 1
    )
    assert answered(the_answer(deep.encode()).references)["R2"] == (0, 0, "9334")
    person = answer(WHO, SAID, LINES[:1], awarded={"R1": 0}, person="0435", repeat=False)
    assert answered(the_answer(person).references)["R1"] == (0, 0, "0435")


def test_an_unknown_return_code_is_kept_and_told_once() -> None:
    refused = dict.fromkeys(("R1", "R2"), "7777")
    found = the_answer(answer(WHO, SAID, LINES, awarded=dict.fromkeys(refused, 0), codes=refused))
    assert codes(found) == ["unknown_code"]
    assert not found.header.refused


@pytest.mark.parametrize("code", ["9262", "9334", "9336", "9459", "9507", "9797", "9853", "0150"])
def test_the_rules_of_the_standard_are_known_codes(code: str) -> None:
    assert is_known(code)


def test_what_is_no_return_code_is_not_repeated() -> None:
    data = answer(WHO, SAID, LINES, header=["mevrouw J. Jansen"])
    assert "Jansen" not in everything_said(data).replace("Retourcode: mevrouw J. Jansen", "")


def test_cut_off_anywhere_nothing_is_read_and_no_line_handed_out() -> None:
    for data in (
        claim(WHO, LINES),
        answer(WHO, SAID, LINES, awarded={"R1": 1}, codes={"R1": "0611"}),
    ):
        whole = accepted(read(data))
        lines: list[Line] = []
        for short in cut(data):
            if got := accepted(read(short, lines.append)):
                # only the line end after the last element may be missing
                assert got == whole
                assert len(short) >= len(data) - 1
                lines.clear()
            assert lines == []


def money(document: Document) -> object:
    if isinstance(document, Claim):
        return (document.declared, document.lines, sum(g.declared for g in document.groups))
    assert isinstance(document, Remittance)
    lines = [row.split("\t")[1:3] for row in document.references.split("\n")]
    return (document.awarded, document.non_financial, lines)


def test_one_flipped_bit_is_seen_or_changes_no_money() -> None:
    """Only the declared total of an answer stands alone: the claim it must equal is elsewhere."""
    for data in (claim(WHO, LINES), answer(WHO, SAID, LINES)):
        whole = money(one(data))
        for at in range(0, len(data), sizes.of(9, 1)):
            for bit in range(8):
                changed = bytearray(data)
                changed[at] ^= 1 << bit
                (document,) = read(bytes(changed))
                if not document.header.refused:
                    assert money(document) == whole, (at, bit, bytes(changed[at - 20 : at + 20]))


def test_damaged_files_give_findings_never_a_crash() -> None:
    dice = sizes.generator("gds")
    for data in (claim(WHO, LINES), answer(WHO, SAID, LINES), returned(WHO, SAID, LINES)):
        hold_damaged(data, dice, sizes.of(300, 10_000))


def test_no_personal_data_leaves_the_room() -> None:
    person = (
        b"<g:AanvullendeVerzekerdegegevens><g:Naamgegevens><g:Naam>Jansen</g:Naam>"
        b"</g:Naamgegevens></g:AanvullendeVerzekerdegegevens>"
    )
    wrong = (
        b"<g:Feedback><g:Retourcode>9268</g:Retourcode><g:BetrokkenElement>"
        b"<g:Elementnaam>BSN</g:Elementnaam><g:Elementwaarde>999900006</g:Elementwaarde>"
        b"</g:BetrokkenElement></g:Feedback>"
    )
    for made in (claim(WHO, LINES), answer(WHO, SAID, LINES), claim(WHO, LINES, total=1)):
        data = made.replace(b"<g:UzoviNummer>", person + b"<g:UzoviNummer>")
        told = everything_said(data.replace(b"</g:Verzekerde>", wrong + b"</g:Verzekerde>"))
        for word in ("999900006", "999900018", "Jansen"):
            assert word not in told
        assert "BSN: ***" in told


def test_memory_is_bounded_however_many_lines() -> None:
    def message(count: int) -> bytes:
        one_ = claim(WHO, LINES[:1], total=24_000 * count)
        begin, end = one_.index(b"<g:Verzekerde>"), one_.index(b"</g:Bericht>")
        body = one_[begin:end]
        return (
            one_[:begin]
            + b"".join(body.replace(b">R1<", b">R%d<" % i) for i in range(count))
            + one_[end:]
        )

    def peak(count: int) -> int:
        data = message(count)
        tracemalloc.start()
        assert the_claim(data).lines == count
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    count = sizes.of(2_000, 20_000)
    assert peak(count) - peak(count // 10) < 600 * count, "a line leaves its number and no more"


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gds_message, "MOST_LINES", 2)
    assert codes(one(claim(WHO, LINES))) == ["too_large"]
    monkeypatch.undo()
    monkeypatch.setattr(gds_message, "MOST_OF_ONE", 1)
    assert codes(one(claim(WHO, LINES))) == ["too_large"]


NAMES = st.text("ABCxyz019-&< ", min_size=1, max_size=12).map(lambda t: f"R{t.strip()}x")
PERFORMED = st.builds(
    Performed,
    client=st.sampled_from(["999900006", "999900018", "999900043"]),
    product=st.sampled_from(["CO0001", "TC0002", "1000"]),
    cents=st.integers(-99_999_999, 99_999_999),
    end=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    reference=NAMES,
)
MANY = st.lists(
    PERFORMED, min_size=1, max_size=12, unique_by=lambda x: " ".join(x.reference.split())
).map(tuple)


@given(lines=MANY, version=st.sampled_from(["1.0", "2.0", "2.1"]))
def test_what_was_claimed_is_read(lines: tuple[Performed, ...], version: str) -> None:
    got: list[Line] = []
    (found,) = read(claim(replace(WHO, version=version), lines), got.append)
    assert isinstance(found, Claim)
    assert found.header.problems == ()
    assert found.declared == sum(x.cents for x in lines) == sum(g.declared for g in found.groups)
    assert found.lines == len(lines) == sum(g.count for g in found.groups)
    assert {(x.reference, x.product, x.declared, x.end) for x in got} == {
        (" ".join(x.reference.split()), x.product, x.cents, f"{x.end:%Y%m%d}") for x in lines
    }
    for reference, (group, cents) in claimed(found.references).items():
        (line,) = [x for x in got if x.reference == reference]
        assert (found.groups[group].product, cents) == (line.product, line.declared)


@given(lines=MANY, data=st.data(), repeat=st.booleans())
def test_what_was_answered_is_read(
    lines: tuple[Performed, ...],
    data: st.DataObject,
    repeat: bool,
) -> None:
    refused = data.draw(st.sets(st.sampled_from([x.reference for x in lines])))
    other = data.draw(st.sets(st.sampled_from([x.reference for x in lines]))) - refused
    found = the_answer(
        answer(
            WHO,
            SAID,
            lines,
            awarded=dict.fromkeys(refused, 0),
            non_financial={x.reference: x.cents for x in lines if x.reference in other},
            codes=dict.fromkeys(refused, "9334"),
            repeat=repeat,
        )
    )
    assert found.header.problems == ()
    lost = sum(x.cents for x in lines if x.reference in refused)
    assert found.declared == sum(x.cents for x in lines)
    assert found.awarded + found.non_financial == found.declared - lost
    assert found.non_financial == sum(x.cents for x in lines if x.reference in other)
    assert sum(g.rejected for g in found.groups) == lost
