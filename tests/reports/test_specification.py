"""The clearing account is explained item by item, to the cent (C6).

1. In every scheme, with every owner of the bank and of the claims, the parts are the balance.
2. An award is awaited, a receipt on hold stands against it with its reason; per payer with a total.
3. What Koppeling did not book itself, because it is from before the cut-over, is one line.
4. Receipts that nobody can place are explained the same way where there is no clearing account.
5. The age counts to the newest date read; what a set-off has not taken yet is called what it is.
6. The table and the sheet hold the same rows, and their amounts add up to the balance.
"""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from koppeling.formats.workbook import read_sheet
from koppeling.reports import clearing
from koppeling.reports.specification import Specification, specification
from tests.reports.builder import PAYER, TOWN, a_book, item, parked
from tests.reports.worked import worked
from tests.scenario import SCHEME_NAMES, STRANGER, Case, mapping
from tests.stories import Story


def explained(found: Specification) -> int:
    return sum(p.cents for group in found.payers for p in group.parts)


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("bank", ["koppeling", "package"])
@pytest.mark.parametrize("other_lines", ["leave", "unidentified"])
def test_the_parts_are_the_balance(scheme: str, bank: str, other_lines: str) -> None:
    book = worked(scheme, bank=bank, other_lines=other_lines)
    for role in ("clearing", "unidentified"):
        found = specification(book, role)
        assert found.balance == dict(book.expected_balances).get(role, 0)
        assert explained(found) == found.balance
        assert found.before == 0
        assert all(g.cents == sum(p.cents for p in g.parts) for g in found.payers)


def test_each_part_says_what_it_is() -> None:
    book = a_book()
    (group,) = specification(book).payers
    assert group.payer == PAYER
    assert [(p.kind, p.about, p.cents) for p in group.parts] == [
        ("awarded", "F1", 100_000),
        ("awarded", "F2", 5_075),
        ("awarded", "F3", 20_000),
        ("unexplained", "Toelichting L1", -12_345),
    ]
    assert group.cents == dict(book.balances)["clearing"]


def test_a_claim_of_the_payer_on_us_is_called_so_and_payers_stand_apart() -> None:
    credit = item("F8", declared=-50, awarded=-50)
    other = replace(item("F9", declared=70, awarded=70), payer=TOWN)
    book = replace(a_book(), items=(other, credit), parked=())
    assert [(g.payer, g.parts[0].kind, g.cents) for g in specification(book).payers] == [
        (TOWN, "awarded", 70),
        (PAYER, "reclaimed", -50),
    ]


def test_what_stood_there_before_the_start_is_one_line() -> None:
    case = Case().claim("F1", 1_000, "2025-12-10", month="2025-11-30")
    case.answer("F1", when="2025-12-20")
    found = specification(case.book(mapping()))
    assert (explained(found), found.before, found.balance) == (1_000, -1_000, 0)


def test_receipts_that_nobody_can_place_are_explained_too() -> None:
    case = Case().bank(1_200, "onbekend").bank(-900, "huur", iban=STRANGER)
    chosen: dict[str, Any] = {"other_lines": "unidentified"}
    found = specification(case.book(mapping(**chosen), "outstanding"), "unidentified")
    assert [(p.kind, p.cents) for g in found.payers for p in g.parts] == [
        ("other_lines", 900),
        ("unexplained", -1_200),
    ]
    assert (found.before, found.balance) == (0, -300)


def test_an_account_without_anything_explains_nothing() -> None:
    book = replace(a_book(), items=(), parked=(parked("R1", "refused", 5, None),))
    book = replace(book, expected_balances=())
    assert specification(book) == Specification("clearing", (), 0)


def test_age_and_what_is_still_to_be_set_off() -> None:
    story = Story().claim("F1", 1_000).answer("F1", when="02-10")
    story.set_off("V1", ("declaration", "F1", 1_000), ("advance", "2026", -300), when="02-12")
    story.bank(77, "betaling", "02-20")
    (group,) = specification(story.told()).payers
    assert [(p.kind, p.cents, p.age) for p in group.parts] == [
        ("awarded", 1_000, 10),
        ("advance_open", -300, 8),
        ("unexplained", -77, 0),
    ]


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
@pytest.mark.parametrize("bank", ["koppeling", "package"])
def test_the_table_and_the_sheet_add_up(scheme: str, bank: str) -> None:
    book = worked(scheme, bank=bank)
    text = clearing.table(book).removeprefix("\ufeff")
    cents = [int(row["centen"]) for row in csv.DictReader(io.StringIO(text), delimiter=";")]
    assert sum(cents[:-1]) == cents[-1] == dict(book.expected_balances).get("clearing", 0)
    sheet = read_sheet(clearing.workbook(book), "", {"tussenrekening"})
    amounts = [cells[5] for _, cells in sheet.rows]
    assert [round(Decimal(a) * 100) for a in amounts[1:]] == [*cents, cents[-1]]
    assert clearing.workbook(book) == clearing.workbook(book)
