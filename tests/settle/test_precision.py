"""How often a class of evidence was right is counted, and only what a person took back was wrong.

1. Each automatic match counts in its class; what a person decided counts in none.
2. Refused, or decided otherwise: taken back once, however many rows say so.
3. Accepting or matching by hand what was concluded, a decision that cannot be
   carried out, or one on an open question takes nothing back; nor does an undone refusal.
4. It is the same whether files come together or one by one.
"""

from copy import deepcopy
from datetime import date

import pytest

from koppeling.model.book import Book
from koppeling.model.documents import Decision
from tests.scenario import Case, mapping, settled


def month() -> Case:
    """Two receipts that name their claim (A), one of a whole day (B), one that is a question."""
    case = Case()
    for invoice, cents, when in (
        ("F1001", 12_311, "02-10"),
        ("F1002", 45_023, "02-11"),
        ("F1003", 8_750, "02-14"),
        ("F1004", 9_925, "02-14"),
        ("F1005", 777, "02-17"),
    ):
        case.claim(invoice, cents).answer(invoice, when=when)
    case.bank(12_311, "F1001").bank(45_023, "F1002").bank(18_675, "uitbetaling", "02-18")
    return case.bank(501, "iets", "02-25")


def counted(book: Book) -> dict[str, tuple[int, int]]:
    return {p.evidence_class: (p.standing, p.taken_back) for p in book.precision}


def match_on(book: Book, invoice: str) -> tuple[str, str]:
    """The id of the match that pays a claim, and the subject of its line."""
    return next((m.id, f"L{m.line}") for m in book.matches if m.items[0].invoice == invoice)


def decision_id(action: str, subject: str) -> str:
    return Decision(2, date(2026, 3, 1), "", "", action, subject, "", None, "").id


UNTOUCHED = {"A": (2, 0), "B": (1, 0), "C": (0, 0)}


def test_each_automatic_match_counts_in_its_class() -> None:
    assert counted(month().book(mapping())) == UNTOUCHED


def rows(name: str, book: Book) -> list[tuple[str, str, str]]:
    """Action, subject and target of a way to decide on the receipt of F1001, or of the question."""
    option, line = match_on(book, "F1001")
    (asked,) = (p.id for p in book.parked if p.cents == 501)
    return {
        "refuse": [("refuse", option, "")],
        "refuse by line": [("refuse", line, option)],
        "explain": [("explain", line, "advance")],
        "match other": [("match", line, "F1002")],
        "match same": [("match", line, "F1001")],
        "refuse and explain": [("refuse", option, ""), ("explain", line, "interest")],
        "accept": [("accept", line, option)],
        "not possible": [("match", line, "F9999")],
        "the question": [("explain", asked, "interest")],
    }[name]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("refuse", (1, 1)),
        ("refuse by line", (1, 1)),
        ("explain", (1, 1)),
        ("refuse and explain", (1, 1)),
        ("accept", (1, 0)),
        ("match same", (1, 0)),
        ("match other", (0, 1)),
        ("not possible", (2, 0)),
        ("the question", (2, 0)),
    ],
)
def test_what_a_person_took_back_and_nothing_else(name: str, expected: tuple[int, int]) -> None:
    case = month()
    together = deepcopy(case)
    for action, subject, target in rows(name, case.book(mapping())):
        together.decide(action, subject, target)
    found = counted(together.book(mapping()))
    assert found == UNTOUCHED | {"A": expected}
    decisions = together.files[len(case.files) :]
    one_by_one = settled([*case.everything(), *decisions], mapping())
    assert counted(one_by_one) == found


def test_a_refusal_that_is_undone_took_nothing_back() -> None:
    case = month()
    option, _ = match_on(case.book(mapping()), "F1001")
    case.decide("refuse", option)
    case.decide("undo", decision_id("refuse", option), when="03-02")
    assert counted(case.book(mapping())) == UNTOUCHED
