"""Open rejections are shown by how soon they are lost, everywhere alike.

1. Report, worklist and `result.json` have every open rejection with its cents, last day, mark and
   who must still decide; the soonest first, disputed and expired apart, without a term last.
2. Days count from the newest date read; at 30, 14 and 7 days people are told once more.
3. What a person typed as a reason is shown without long numbers, and is not in `result.json`.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl
from koppeling.model.rejections import NEAR, OpenRejection, Opinion
from koppeling.reports.asked import questions
from koppeling.reports.rejections import STATES, rejection_rows, still_to_save
from koppeling.reports.report import report
from koppeling.reports.result import result
from tests.reports.builder import PAYER, a_book, parked
from tests.reports.test_report import text_of

TODAY = date(2026, 3, 1)
DISPUTED = Opinion("B1", "dispute", 777, TODAY, "p1", "Anna", "bezwaar over 999900006")
WAITS = Opinion("B2", "writeoff", 777, TODAY, "p2", "", "te laat")


def rejection(number: str, cents: int = 777, days: int | None = 20, **more: Any) -> OpenRejection:
    last = TODAY + timedelta(days=days) if days is not None else None
    terms = more.pop("terms", ((last, cents),))
    codes = ("3010",)
    asked = more.pop("asked", True)
    return OpenRejection(number, PAYER, "F1", TODAY, codes, cents, asked, terms, **more)


def book_of(*found: OpenRejection) -> Book:
    shown = (r for r in found if r.asked)
    asked = tuple(parked(r.id, "rejection_undecided", r.cents, "rejected") for r in shown)
    return replace(a_book(), parked=asked, rejections=found, latest=TODAY)


SOME = (
    rejection("R1", days=None),
    rejection("R2", days=-1),
    rejection("R3", days=90),
    rejection("R4", days=3, mark=DISPUTED),
    rejection("R5", days=5, waiting=(WAITS,)),
    rejection("R6", days=0),
)
ORDER = ["R6", "R5", "R3", "R1", "R4", "R2"]


def test_the_soonest_comes_first_everywhere() -> None:
    book = book_of(*SOME)
    assert [r["id"] for r in result(book)["rejections"]] == ORDER
    assert [q.subject for q in questions(book, "nl")][: len(ORDER)] == ORDER
    part = text_of(report(book)).partition(" Open afwijzingen ")[2].partition(" Stand ")[0]
    assert [word for word in part.split() if word in ORDER] == ORDER
    heads = [part.index(words) for words in ("Nog te redden", "In geschil", "Verlopen")]
    assert heads == sorted(heads)
    assert part.count(euros_nl(777)) == len(SOME) + 3, "each, twice where it is the only one"
    assert euros_nl(4 * 777) in part


def test_the_worklist_says_until_when_and_what_was_said() -> None:
    rows = {q.subject: q for q in questions(book_of(*SOME), "nl") if q.subject in ORDER}
    assert rows["R6"].possible == "Uiterlijk 01-03-2026: 0 dagen over"
    assert rows["R1"].possible == ""
    assert rows["R2"].finding.endswith("\nverlopen")
    assert rows["R4"].finding.endswith("\nin geschil")
    assert "in geschil, 01-03-2026, p1 (Anna): bezwaar over ***" in rows["R4"].possible
    assert "wacht op tweede persoon: afboeken als kosten, 01-03-2026, p2: te laat, 7,77 (B2)" in (
        rows["R5"].possible
    )
    english = {q.subject: q for q in questions(book_of(*SOME), "en")}
    assert "waits for a second person: written off as cost, 2026-03-01" in english["R5"].possible


def test_what_is_not_in_the_books_is_listed_and_not_asked() -> None:
    book = book_of(rejection("R1", asked=False))
    assert "R1" not in [q.subject for q in questions(book, "nl")]
    assert "niet in de boeken" in report(book)
    assert "Open afwijzingen" not in report(replace(book, rejections=()))


def test_the_targets_are_what_the_question_takes() -> None:
    asked = parked("R1", "rejection_undecided", 777, "rejected")
    words = ("writeoff", "revenue", "prior")
    (row,) = [
        q
        for q in questions(replace(a_book(), parked=(replace(asked, candidates=words),)), "nl")
        if q.subject == "R1"
    ]
    assert row.targets == (*words, "resubmit", "correct", "dispute")


def test_a_reason_stays_out_of_the_result_and_numbers_off_the_page() -> None:
    book = book_of(*SOME)
    assert "bezwaar" not in json.dumps(result(book))
    assert "999900006" not in report(book)
    (found,) = [r for r in result(book)["rejections"] if r["id"] == "R4"]
    assert (found["state"], found["days_left"]) == ("in_dispute", 3)
    assert found["last_day"] == "2026-03-04"
    assert found["mark"]["principal"] == "p1"


@pytest.mark.parametrize(
    ("days", "near"),
    [(31, None), (30, 30), (15, 30), (14, 14), (8, 14), (7, 7), (0, 7), (-1, None), (None, None)],
)
def test_people_are_told_again_at_thirty_fourteen_and_seven_days(
    days: int | None, near: int | None
) -> None:
    (row,) = rejection_rows(book_of(rejection("R1", days=days)))
    assert row.near == near
    (row,) = rejection_rows(book_of(rejection("R1", days=days, mark=DISPUTED)))
    assert row.near is None


def test_what_the_clock_is_held_against() -> None:
    credit = rejection("R7", cents=-5, days=9)
    assert [row[2] for row in still_to_save(book_of(*SOME, credit))] == ["R6", "R5", "R3", "R2"]


terms = st.lists(st.tuples(st.none() | st.integers(-60, 400), st.integers(1, 999)), min_size=1)


@given(st.lists(terms, max_size=4))
def test_every_cent_is_in_one_row(drawn: list[list[tuple[int | None, int]]]) -> None:
    found = tuple(
        rejection(
            f"R{number}",
            sum(c for _, c in rows),
            terms=tuple((None if d is None else TODAY + timedelta(d), c) for d, c in rows),
        )
        for number, rows in enumerate(drawn)
    )
    rows = rejection_rows(book_of(*found))
    assert sum(r.cents for r in rows) == sum(r.cents for r in found)
    places = [(STATES.index(r.state), r.last_day or date.max) for r in rows]
    assert places == sorted(places)
    assert {r.near for r in rows} <= {None, *NEAR}
