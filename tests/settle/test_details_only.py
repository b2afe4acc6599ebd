"""CAMT.052 and CAMT.054 beside a statement: they are read, and never booked a second time.

1. With or without them, before or after the statement, the books are the same.
2. Alone they book nothing, and no identity is judged on them.
"""

import pytest

from koppeling.formats.camt_write import Booked, statement
from koppeling.model.book import Book
from tests.scenario import INSURER, OWN, Case, booked, day, mapping, plain

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
