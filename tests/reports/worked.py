"""A month that the whole engine booked, over three years, for the reports to be made of."""

from typing import Any

from koppeling.model.book import Book
from tests.scenario import STRANGER, TOWN, Case, mapping

E = 100


def worked(scheme: str = "outstanding+clearing", **booking: Any) -> Book:
    """Claims, answers, a rejection, receipts (one not explained), rent, and a later year."""
    case = Case()
    case.claim("F200000", [10 * E], "2025-12-30", month="2025-12-31").answer("F200000")
    case.claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.claim("F100002", [700 * E], "02-20", month="02-28")
    case.town("JW1", [500 * E, 80 * E]).town_answer("JW1", rejected=[1])
    case.claim("F100009", [30 * E], "2027-01-05", month="2026-12-31").answer(
        "F100009", when="2027-01-09"
    )
    case.bank(1000 * E, "declaratie F100001").bank(12 * E, "onbekend 123456789")
    case.bank(-900 * E, "huur", iban=STRANGER).bank(500 * E, "JW1", "02-20", TOWN)
    return case.book(mapping(**booking), scheme)


def three() -> Book:
    """A set-off that is named, a whole day, and an amount with two ways to make it."""
    case = Case()
    for invoice, cents, when in (
        ("F260001", 45_023, "02-10"),
        ("F260002", 33_107, "02-11"),
        ("F260003", 8_750, "02-14"),
        ("F260004", 9_925, "02-14"),
        ("F260005", 100, "02-24"),
        ("F260006", 200, "02-25"),
        ("F260007", 300, "02-26"),
    ):
        case.claim(invoice, cents).answer(invoice, when=when)
    case.bank(78_130, "afrekening F260001 en F260002 J. de Vries", "02-20")
    case.bank(18_675, "mevrouw Jansen 999900006", "02-21").bank(300, "", "02-27")
    return case.bank(99, "", "03-20").book(mapping())
