"""Lines that look alike, on one day, in statements that follow each other by number and balance.

1. Both happened: both are booked, with or without a reference that restarts in each statement.
2. One download of both days adds nothing, in any order of arrival.
3. Without the link of number and balance two statements may overlap: then one line counts once.
"""

from datetime import date
from itertools import permutations

import pytest

from koppeling.formats import mt940_write
from koppeling.formats.camt_write import Booked, statement
from tests.scenario import INSURER, OWN, booked, mapping, plain

DAY = date(2026, 2, 16)


def line(text: str = "a", reference: str = "") -> Booked:
    return Booked(DAY, 1000, text, INSURER, "Testverzekeraar", reference=reference)


def camt(number: int, opening: int, *lines: Booked) -> bytes:
    return statement(OWN, opening, lines, number=str(number))


def mt940(number: int, opening: int) -> bytes:
    entry = mt940_write.Mutation(DAY, 1000, "a", INSURER, "Testverzekeraar")
    return mt940_write.statement("abn", OWN, opening, [entry], number=f"{number}/1")


def received(*files: bytes) -> tuple[int, int]:
    """Cents booked on the bank, and entries."""
    found = plain(booked(list(files), mapping()))
    return found["balances"].get("bank", 0), len(found["entries"])


@pytest.mark.parametrize(
    "files",
    [
        (camt(1, 0, line()), camt(2, 1000, line())),
        (camt(1, 0, line("a", "1")), camt(2, 1000, line("b", "1"))),
        (mt940(1, 0), mt940(2, 1000)),
        (mt940(1, 0) + mt940(2, 1000),),
        (camt(1, 0, line()), camt(2, 1000), camt(3, 1000, line())),
    ],
    ids=["camt", "a reference that restarts", "mt940", "one file", "an empty one between"],
)
def test_both_happened(files: tuple[bytes, ...]) -> None:
    assert received(*files) == (2000, 2)


def test_three_in_a_row_and_a_download_of_all() -> None:
    days = [camt(n, 1000 * (n - 1), line()) for n in (1, 2, 3)]
    whole = camt(9, 0, line(), line(), line())
    for files in permutations([*days, whole]):
        assert received(*files) == (3000, 3)


@pytest.mark.parametrize(("number", "opening"), [(3, 1000), (2, 500)])
def test_without_the_link_they_may_overlap(number: int, opening: int) -> None:
    assert received(camt(1, 0, line()), camt(number, opening, line())) == (1000, 1)
