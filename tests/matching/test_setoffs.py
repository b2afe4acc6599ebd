"""Set-off documents: what they open, what they take, and when they settle anything.

1. No item is taken beyond what is left of it, not by two rows of one document either.
2. A rest that is carried is opened by one document and closed by the next, by its number or as the
   only one of that amount.
3. A row that cannot be placed keeps the whole document from settling, with the reason.
"""

import pytest

from koppeling.matching.derive import Derived
from koppeling.model.movements import OpenItem
from tests.matching.nouns import ONE, SECOND, Files, Row, answer, claim, concluded, netting, paid

CLAIM = claim("F260001", 5000)
CREDIT = claim("F260009", -3000)


def item(found: Derived, number: str, kind: str = "claim") -> OpenItem:
    (one,) = (i for i in found.items if i.kind == kind and number in i.keys)
    return one


def reasons(found: Derived) -> list[str]:
    return [p.reason for p in found.parked if p.about.startswith("verrekening")]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ((("credit", "F260009", -3000), ("reclaim", "F260009", -1000)), (0, 5000)),
        ((("declaration", "F260001", 5000), ("declaration", "F260001", 5000)), (-3000, 5000)),
        ((("declaration", "F260001", 2000), ("declaration", "F260001", 3000)), (-3000, 0)),
        ((("declaration", "F260001", 3000), ("credit", "F260009", -3000)), (0, 2000)),
    ],
)
def test_two_rows_take_an_item_once(rows: tuple[Row, ...], left: tuple[int, int]) -> None:
    rest = -sum(cents for *_, cents in rows)
    more = [("carried", "", rest)] if rest > 0 else []
    document = netting("V1", "02-01", *rows, *more)
    files: Files = [CLAIM, answer(CLAIM), CREDIT, answer(CREDIT), document]
    if rest < 0:
        files.append(paid(-rest, "V1", "02-05"))
    found = concluded(*files)
    assert (item(found, "F260009").remaining, item(found, "F260001").remaining) == left


def test_a_row_that_takes_a_reclaim_again_opens_one_of_its_own() -> None:
    letter = netting("T1", "01-25", ("reclaim", "F260001", -2000))
    rows = (("declaration", "F260001", 5000), ("reclaim", "F260001", -2000))
    found = concluded(CLAIM, answer(CLAIM), letter, netting("V1", "02-01", *rows), paid(3000, "V1"))
    assert item(found, "F260001", "reclaim").remaining == 0
    assert item(found, "F260001").remaining == 0


def test_more_than_a_letter_reclaimed_is_a_question() -> None:
    letter = netting("T1", "01-25", ("reclaim", "F260001", -2000))
    rows = (("declaration", "F260001", 5000), ("reclaim", "F260001", -2500), ("carried", "", -2500))
    found = concluded(CLAIM, answer(CLAIM), letter, netting("V1", "02-01", *rows))
    assert item(found, "F260001", "reclaim").remaining == -2000
    assert item(found, "F260001").remaining == 5000
    assert reasons(found) == ["residual"]


def test_a_carried_rest_is_taken_by_the_next_document() -> None:
    first = netting("V1", "02-01", ("credit", "F260009", -3000), ("carried", "", 3000))
    second = netting("V2", "02-08", ("declaration", "F260001", 5000), ("carried", "V1", -3000))
    found = concluded(
        CLAIM, answer(CLAIM), CREDIT, answer(CREDIT), first, second, paid(2000, "V2", "02-10")
    )
    assert [i.remaining for i in found.items] == [0, 0, 0]
    assert not found.parked


@pytest.mark.parametrize(
    ("reference", "counter", "settles"),
    [("", "", False), ("V1", "", True), ("", "V2", True), ("V9", "", False)],
)
def test_of_two_equal_rests_the_one_that_is_named(
    reference: str, counter: str, *, settles: bool
) -> None:
    other = claim("F260008", -3000)
    rests = [
        netting(f"V{n}", "02-01", ("credit", number, -3000), ("carried", "", 3000))
        for n, number in ((1, "F260009"), (2, "F260008"))
    ]
    rows = (("declaration", "F260001", 5000), ("carried", reference, -3000))
    last = netting("V3", "02-08", *rows, counter=counter)
    files: Files = [
        CLAIM,
        answer(CLAIM),
        CREDIT,
        answer(CREDIT),
        other,
        answer(other),
        *rests,
        last,
    ]
    found = concluded(*files, paid(2000, "V3", "02-10"))
    assert (item(found, "F260001").remaining == 0) is settles
    open_ = [i.remaining for i in found.items if i.kind == "carried"]
    assert sorted(open_) == ([-3000, 0] if settles else [-3000, -3000])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("declaration", "F260001", 6000), "unexplained"),
        (("declaration", "F269999", 6000), "unexplained"),
        (("declaration", "F260003", 6000), "awaiting_remittance"),
        (("credit", "F269999", -100), "unexplained"),
        (("credit", "F260004", -100), "awaiting_remittance"),
        (("carried", "", -100), "unexplained"),
    ],
)
def test_a_row_without_a_place(row: Row, reason: str) -> None:
    silent, awaited = claim("F260003", 6000), claim("F260004", -100)
    found = concluded(CLAIM, answer(CLAIM), silent, awaited, netting("V1", "02-01", row))
    assert [d.reason for d in found.set_offs] == [reason]
    assert all(not i.paid for i in found.items)


def test_a_part_that_is_known_beside_one_that_is_not() -> None:
    rows = (("declaration", "F260001", 5000), ("declaration", "F269999", 100))
    found = concluded(CLAIM, answer(CLAIM), netting("V1", "02-01", *rows), paid(5100, "V1"))
    assert [d.reason for d in found.set_offs] == ["residual"]
    assert [(r.answer.reason, r.answer.parts) for r in found.received] == [("residual", ())]


def test_a_reclaim_of_one_row_is_on_that_row_and_of_several_on_the_whole() -> None:
    two = claim("F260002", (3000, 1000))
    documents: Files = [CLAIM, answer(CLAIM), two, answer(two)]
    letters = [
        netting("T1", "01-25", ("reclaim", "F260001", -2000)),
        netting("T2", "01-26", ("reclaim", "F260002", -4000)),
        netting("T3", "01-27", ("reclaim", "F269999", -700)),
    ]
    found = concluded(*documents, *letters)
    reclaimed = {m.cents: m for m in found.movements if m.kind == "reclaimed"}
    assert {c: (m.role, m.policy, len(m.groups)) for c, m in reclaimed.items()} == {
        2000: ("revenue", "", 1),
        4000: ("revenue", "", 2),
        700: ("correction", "", 0),
    }


def test_a_reclaim_of_what_was_never_awarded_is_a_correction() -> None:
    letter = netting("T1", "01-25", ("reclaim", "F260001", -2000))
    found = concluded(CLAIM, answer(CLAIM, 0), letter)
    assert [m.role for m in found.movements if m.kind == "reclaimed"] == ["correction"]


def test_a_number_of_two_claims_reclaims_neither() -> None:
    years = [claim("F260001", 5000, "01-10", ONE), claim("F260001", 5000, "12-10", ONE)]
    later = [answer(years[0]), answer(years[1], None, "12-20")]
    letter = netting("T1", "12-25", ("reclaim", "F260001", -2000), payer=ONE)
    found = concluded(*years[:1], *later[:1], letter)
    assert [m.role for m in found.movements if m.kind == "reclaimed"] == ["revenue"]
    prior = claim("F260001", 5000, years[0].date.replace(year=2025), ONE)
    found = concluded(years[0], later[0], prior, answer(prior, None, "01-05"), letter)
    assert [m.role for m in found.movements if m.kind == "reclaimed"] == ["correction"]


def test_interest_fee_and_advances_need_no_item() -> None:
    rows = (
        ("declaration", "F260001", 5000),
        ("interest", "", 12),
        ("fee", "", -25),
        ("advance", "", 1000),
        ("advance", "VS1", -500),
    )
    found = concluded(CLAIM, answer(CLAIM), netting("V1", "02-01", *rows), paid(5487, "V1"))
    assert sum(p.cents for m in found.matches for p in m.items) == 5487
    assert [m.kind for m in found.movements if "advance" in m.kind] == ["advance_settled"]


def test_two_documents_with_one_payout_are_told_apart_by_nobody() -> None:
    other = claim("F260002", 5000)
    documents = [
        netting("V1", "02-01", ("declaration", "F260001", 5000)),
        netting("V2", "02-01", ("declaration", "F260002", 5000)),
    ]
    files: Files = [CLAIM, answer(CLAIM), other, answer(other), *documents]
    assert not concluded(*files, paid(5000)).matches
    (match,) = concluded(*files, paid(5000, "V2")).matches
    assert [p.invoice for p in match.items] == ["F260002"]


def test_a_document_of_another_payer_pays_nothing_here() -> None:
    document = netting("V1", "02-01", ("declaration", "F260001", 5000))
    found = concluded(CLAIM, answer(CLAIM), document, paid(5000, "V1", iban=SECOND))
    assert not found.matches
