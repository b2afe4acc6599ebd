"""The four schemes side by side show one payout from claim to bank, and the end balances.

1. Each cell holds what that scheme booked, to the cent; an empty cell means that it books nothing.
2. The payout that is followed is explained in every scheme, and shows most kinds of events.
3. The same figures stand in the terminal and on the page; the page loads nothing from outside.
"""

import re

import pytest

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl
from koppeling.reports.comparison import Comparison, comparison
from koppeling.reports.comparison_page import page
from koppeling.reports.terminal import compared
from tests.reports.worked import worked
from tests.scenario import SCHEME_NAMES, Case, mapping

E = 100
O_K, O_, T_K, T_ = range(4)


def books(case: Case, **booking: str) -> dict[str, Book]:
    return {s: case.book(mapping(**booking), s) for s in SCHEME_NAMES}


def partly() -> Case:
    """S2 of the worked cases, beside a payout with nothing special to it."""
    case = Case().claim("F100001", 1000 * E).answer("F100001", 950 * E)
    case.bank(950 * E, "declaratie F100001")
    return case.claim("F100002", 5000 * E).answer("F100002").bank(5000 * E, "declaratie F100002")


def rows(found: Comparison) -> list[list[list[tuple[str, int]]]]:
    assert found.payout is not None
    return [[[(p.role, p.cents) for p in c] for c in e.cells] for e in found.payout.events]


def test_a_payout_is_followed_as_the_worked_case_says() -> None:
    found = comparison(books(partly()))
    assert found.schemes == SCHEME_NAMES
    assert found.payout is not None
    assert (found.payout.cents, found.payout.invoices) == (950 * E, ("F100001",))
    sent = [("debtor", 1000 * E), ("revenue", -1000 * E)]
    refused = [("rejected", 50 * E), ("debtor", -50 * E)]
    assert rows(found) == [
        [sent, sent, [], []],
        [
            [("clearing", 950 * E), ("debtor", -950 * E)],
            [],
            [("clearing", 950 * E), ("revenue", -950 * E)],
            [("debtor", 950 * E), ("revenue", -950 * E)],
        ],
        [refused, refused, [], []],
        [
            [("bank", 950 * E), ("clearing", -950 * E)],
            [("bank", 950 * E), ("debtor", -950 * E)],
            [("bank", 950 * E), ("clearing", -950 * E)],
            [("bank", 950 * E), ("debtor", -950 * E)],
        ],
    ]


def test_the_balances_are_those_of_each_book() -> None:
    found = books(partly())
    shown = comparison(found).balances
    assert [r for r, _ in shown] == ["bank", "rejected", "revenue"]
    for column, book in enumerate(found.values()):
        assert {r: c[column] for r, c in shown if c[column]} == dict(book.expected_balances)


def test_what_the_package_books_stands_beside_it() -> None:
    found = comparison(books(partly(), bank="package"))
    assert found.payout is not None
    last = found.payout.events[-1]
    assert not last.own
    assert [sum(p.cents for p in c if p.cents > 0) for c in last.cells] == [950 * E] * 4
    assert "boekt het pakket zelf" in compared(found)


def test_without_a_payout_the_balances_remain() -> None:
    found = comparison(books(Case().claim("F1", 10 * E)))
    assert found.payout is None
    assert "Geen uitbetaling" in page(found)
    assert dict(found.balances)["debtor"] == (10 * E, 10 * E, 0, 0)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_and_terminal_show_the_same_figures(language: str) -> None:
    found = comparison({s: worked(s) for s in SCHEME_NAMES})
    html, text = page(found, language), compared(found)
    assert not re.search(r"https?://|<script|@import|url\(|src=", html)
    assert re.findall(r'href="([^"]*)"', html) == [f"{s}/report.html" for s in SCHEME_NAMES]
    assert found.payout is not None
    amounts = {p.cents for e in found.payout.events for c in e.cells for p in c}
    assert amounts
    for cents in {abs(c) for c in amounts}:
        assert euros_nl(cents) in text
        if language == "nl":
            assert euros_nl(cents) in html
