"""CAMT.052 and CAMT.054 beside a statement: they are read, and never booked a second time.

1. With or without them, before or after the statement, the books are the same.
2. Alone they book nothing, and no identity is judged on them.
3. Of an entry that the statement keeps together they say what it is made of, when they are of that
   entry beyond doubt.
"""

import pytest

from koppeling.formats.camt_write import Booked, statement
from koppeling.model.book import Book
from tests.scenario import INSURER, OWN, Case, accounts, booked, day, mapping, plain, settled

E = 100
MESSAGES = ("camt.052", "camt.054")


def case() -> Case:
    return Case().claim("F100001", 950 * E).answer("F100001").bank(950 * E, "declaratie F100001")


def beside(message: str) -> bytes:
    """The same line again, as a report or a notification."""
    again = case().entries
    return statement(OWN, 0, again, message=message, version="08")


def books(book: Book) -> dict[str, object]:
    return {k: v for k, v in plain(book).items() if k != "files"}


@pytest.mark.parametrize("message", MESSAGES)
def test_details_beside_a_statement_change_nothing(message: str) -> None:
    files, chosen = case().everything(), mapping()
    alone = books(booked(files, chosen))
    assert books(booked([*files, beside(message)], chosen)) == alone
    assert books(booked([beside(message), *files], chosen)) == alone


@pytest.mark.parametrize("message", MESSAGES)
def test_details_alone_book_nothing(message: str) -> None:
    outside = plain(booked([beside(message)], mapping()))
    assert outside["entries"] == []
    assert outside["parked"] == []
    assert outside["other_lines"] == {"count": 0, "cents": 0}
    assert outside["identities"]["C11"]["holds"] is None
    (file,) = outside["files"]
    assert (file["kind"], file["outcome"]) == ("statement", "used")
    assert [p["code"] for p in file["problems"]] == ["details_only"]


def test_details_of_another_account_are_another_administration() -> None:
    strange = statement(
        "NL20INGB0001234567", 0, [Booked(day("02-15"), E, "x", INSURER)], message="camt.054"
    )
    (file,) = plain(booked([strange], mapping()))["files"]
    assert file["outcome"] == "refused"


def two_claims() -> list[bytes]:
    case = Case()
    for invoice, cents in (("F100001", 950 * E), ("F100002", 50 * E)):
        case.claim(invoice, cents).answer(invoice)
    return case.files


def batch(message: str = "camt.053", *, told: bool = False, times: int = 1) -> bytes:
    """One entry for two payouts: its details only announced, or told."""
    details = [
        Booked(day("02-15"), cents, f"declaratie {invoice}", INSURER, "Naam van iemand")
        for invoice, cents in (("F100001", 950 * E), ("F100002", 50 * E))
    ]
    entry = Booked(day("02-15"), 1000 * E, details=details if told else (), announced=2)
    return statement(OWN, 0, [entry] * times, message=message, version="08")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_details_of_a_batch_are_paid_one_by_one(order: tuple[int, int]) -> None:
    """The statement announces them, a CAMT.054 tells them: in either order, at once or later."""
    pair = (batch(), batch("camt.054", told=True))
    files = [*two_claims(), *(pair[i] for i in order)]
    for book in (booked(files, mapping()), settled(files, mapping())):
        assert accounts(book) == {"1100": 1000 * E, "8000": -1000 * E}
        assert [(m.rule, m.cents) for m in book.matches] == [
            ("named_sum", 50 * E),
            ("named_sum", 950 * E),
        ]
        assert book.parked == ()


def test_without_its_details_a_batch_is_asked() -> None:
    book = booked([*two_claims(), batch()], mapping())
    assert [(p.reason, p.cents) for p in book.parked] == [("batch_without_details", 1000 * E)]


def test_two_batches_alike_are_split_by_nobody() -> None:
    """Which of them the details are of cannot be known."""
    book = booked([*two_claims(), batch(times=2), batch("camt.054", told=True)], mapping())
    assert {p.reason for p in book.parked} == {"batch_without_details"}
