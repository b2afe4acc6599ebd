"""What stood open at the cut-over: a row opens an item, is its claim's, or contradicts it."""

from datetime import date

import pytest

from koppeling.matching.derive import Derived
from koppeling.model.documents import BankLine, Document, OpenItems, OpenRow
from tests.matching.histories import File, History
from tests.matching.nouns import BOTH, ONE, Files, answer, claim, concluded, header, paid, view_of
from tests.matching.properties import Books, accounts_agree, same_books

BEFORE = date(2025, 12, 1)
SENT = claim("OUD1", 5000, BEFORE, ONE)


def rows(*said: tuple[str, str, int], payer: str = ONE, year: int = 2025) -> OpenItems:
    made = (
        OpenRow(i + 1, role, payer, "Zvw", year, invoice, BEFORE, cents)
        for i, (role, invoice, cents) in enumerate(said)
    )
    return OpenItems(header("open", said, payer, year), tuple(made))


def opened(*files: Document | BankLine) -> Derived:
    return concluded(*files, view=view_of(recognise="awarded"))


@pytest.mark.parametrize(
    ("role", "declared", "awarded", "rejected"),
    [("debtor", 700, 0, 0), ("clearing", 700, 700, 0), ("rejected", 700, 0, 700)],
)
def test_a_row_of_an_unknown_claim(role: str, declared: int, awarded: int, rejected: int) -> None:
    (item,) = opened(rows((role, "OUD9", 700))).items
    assert (item.declared, item.awarded, item.rejected) == (declared, awarded, rejected)
    assert item.booking.recognise == "outstanding"


def test_what_stands_on_another_role_is_nobodys_item() -> None:
    assert opened(rows(("advance", "OUD9", 700))).items == ()


@pytest.mark.parametrize(("invoice", "cents"), [("", -700), ("OUD9", 700)])
def test_what_is_repayable_is_an_item_only_under_a_number(invoice: str, cents: int) -> None:
    assert opened(rows(("repayable", invoice, cents))).items == ()
    (item,) = opened(rows(("repayable", "OUD9", -700))).items
    assert (item.remaining, item.debtor, item.clearing) == (-700, 0, 0)


def test_rows_without_a_number_are_items_of_their_own() -> None:
    found = opened(rows(("clearing", "", 700), ("clearing", "", 700)))
    assert [i.remaining for i in found.items] == [700, 700]


@pytest.mark.parametrize(
    ("said", "row", "fits"),
    [
        (None, ("debtor", "OUD1", 5000), True),
        (None, ("debtor", "OUD1", 4999), False),
        (None, ("clearing", "OUD1", 5000), False),
        (3000, ("clearing", "OUD1", 3000), True),
        (3000, ("debtor", "OUD1", 3000), True),
        (3000, ("rejected", "OUD1", 2000), True),
        (3000, ("rejected", "OUD1", 3000), False),
    ],
)
def test_a_row_of_a_claim_that_was_read(
    said: int | None, row: tuple[str, str, int], *, fits: bool
) -> None:
    files: Files = [SENT, *([] if said is None else [answer(SENT, said, BEFORE)])]
    found = opened(*files, rows(row))
    assert len(found.items) == 1
    assert [p.reason for p in found.parked if p.id.startswith("O")] == ["contradicts"] * (not fits)
    assert (found.items[0].booking.recognise == "outstanding") is fits


def test_a_claim_after_the_cut_over_or_returned_was_not_open() -> None:
    later = claim("OUD1", 5000, date(2026, 1, 1), ONE)
    back = answer(SENT, None, BEFORE, status="returned")
    cases: list[tuple[Files, int]] = [([later], 2026), ([SENT, back], 2025)]
    for files, year in cases:
        found = opened(*files, rows(("debtor", "OUD1", 5000), year=year))
        assert [p.reason for p in found.parked] == ["contradicts"]


def test_two_claims_of_one_number_fit_no_row() -> None:
    other = claim("OUD1", 5000, date(2026, 3, 1), ONE)
    listed = rows(("debtor", "OUD1", 5000), year=2026)
    found = opened(SENT, other, listed)
    assert [p.reason for p in found.parked] == ["contradicts"]


def test_a_row_of_an_unknown_payer_keeps_its_label() -> None:
    found = opened(rows(("clearing", "OUD9", 700), payer="uzovi:9999"))
    assert [i.payer for i in found.items] == ["uzovi:9999"]


def test_an_opened_item_is_paid_by_its_number() -> None:
    found = opened(rows(("clearing", "OUD2025001", 700)), paid(700, "2025001", iban=BOTH))
    assert [i.remaining for i in found.items] == [0]


@pytest.mark.parametrize("claim_first", [True, False])
def test_a_claim_and_its_row_in_two_commits(*, claim_first: bool) -> None:
    files = [File((SENT,)), File((rows(("debtor", "OUD1", 5000)),))]
    history = History(view_of(recognise="awarded"), tuple(files), {})
    at_once, bit_by_bit = Books(history), Books(history)
    at_once.commit(files, ())
    bit_by_bit.commit(files[:1] if claim_first else files[1:], ())
    accounts_agree(bit_by_bit.commit(files, ()), bit_by_bit)
    same_books(bit_by_bit, at_once)
