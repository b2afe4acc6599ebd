"""The worklist as a person really uses it: opened, filled in and saved by a spreadsheet program.

1. The program reads the lists of each row: the actions that are possible there, and their targets.
   Only the cells that can hold an answer are open; amounts and dates stand there in Dutch.
2. Chosen, typed and saved, as xlsx or as CSV, the file says the same, and the decision is taken.
3. Saved again (other bytes, same rows) and dropped again: nothing happens, nothing alarms.
4. A row whose question has changed since it was shown is refused; both states are told in words.
"""

from pathlib import Path

import pytest

from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.documents import Decision, Decisions
from koppeling.reports.asked import questions
from koppeling.reports.worklist import worklist
from koppeling.settle.offline import Offline
from tests.reports.spreadsheet import Spreadsheet
from tests.scenario import KEY, Case, mapping

TYPED = {"date": "1-3-2026", "reason": 'gebeld met "Jan"; akkoord', "author": "A. Boekhouder"}


def a_case() -> Case:
    """A rejection, a receipt that names more than it pays, and one that names nothing."""
    case = Case().claim("F1", [1_000, 50]).answer("F1", [1_000, 0]).claim("F2", [700]).answer("F2")
    return case.bank(1_200, "F1 en F2").bank(333, "vraag het maar")


class Desk:
    """An administration that lives on, and the files that were dropped there."""

    def __init__(self, case: Case) -> None:
        self.office = Offline(mapping(post="review"), KEY)
        self.office.adopt()
        self.book = self.drop(*case.everything())

    def drop(self, *files: bytes) -> Book:
        for data in files:
            self.office.give(Source.of(data, key=KEY))
        self.book = self.office.settle()
        return self.book

    def question(self, reason: str) -> str:
        (found,) = [p.id for p in self.book.parked if p.reason == reason]
        return found

    def told(self) -> list[str]:
        """What was said of the decisions."""
        found = [f for f in self.book.files if f.kind == "decisions"]
        return [p.message() for f in found for p in f.problems]


def decisions(data: bytes) -> list[Decision]:
    (document,) = read_file(Source.of(data, key=KEY))
    assert isinstance(document, Decisions), document
    assert not document.header.problems
    return list(document.rows)


def figures(book: Book) -> object:
    return book.balances, book.entries, book.matches, book.parked, book.held


@pytest.fixture
def desk() -> Desk:
    return Desk(a_case())


def test_each_row_offers_what_is_possible_there(soffice: str, tmp_path: Path, desk: Desk) -> None:
    rows = list(questions(desk.book, "nl"))
    sheet = Spreadsheet(soffice, tmp_path / "home")
    for row in rows:
        for column in ("action", "target"):
            sheet.ask("list", row.subject, column)
        for column in ("action", "target", "date", "subject", "seen", "toelichting"):
            sheet.ask("locked", row.subject, column)
    _, _, said = sheet.work(worklist(desk.book))
    told = {(verb, subject, column): rest for verb, subject, column, *rest in said}
    for row in rows:
        expected = [a.name for a in row.answers]
        assert told["list", row.subject, "action"] == (expected or [""])
        assert told["list", row.subject, "target"] == (list(row.targets) or [""])
        open_ = {c for v, s, c in told if s == row.subject and told[v, s, c] == ["False"]}
        cells = {"action", "date"} | ({"target"} if row.wants_target else set())
        assert open_ == (cells if expected else set())
    offered = {r.finding: ([a.name for a in r.answers], r.targets) for r in rows}
    receipt = ("advance", "interest", "intercompany", "repayable")
    assert offered == {
        "telt niet op": (["match", "explain"], ("F1", "F2", "F1,F2", *receipt)),
        "niet verklaard": (["match", "explain"], ("F2", "F1", *receipt)),
        "afgewezen, in behandeling": (
            ["rejection", "resubmission"],
            ("writeoff", "revenue", "client", "prior", "resubmit", "correct", "dispute"),
        ),
        "wacht op vrijgave": (["post"], ()),
    }


def test_what_is_typed_and_saved_is_the_decision_that_is_taken(
    soffice: str, tmp_path: Path, desk: Desk
) -> None:
    residual, rejected = desk.question("residual"), desk.question("rejection_undecided")
    sheet = Spreadsheet(soffice, tmp_path / "home")
    sheet.answer(residual, action="match", target="F1", cents="1000", **TYPED)
    sheet.answer(rejected, action="rejection", target="writeoff", **TYPED)
    sheet.ask("shows", residual, "bedrag").ask("shows", residual, "datum")
    xlsx, csv, said = sheet.work(worklist(desk.book))
    assert [s[3] for s in said] == ["€ 12,00", "15-02-2026"]
    assert [d.id for d in decisions(xlsx)] == [d.id for d in decisions(csv)]
    for row in decisions(csv):
        assert (row.date.isoformat(), row.author) == ("2026-03-01", TYPED["author"])
        assert row.reason == TYPED["reason"]
    for data in (xlsx, csv):
        other = Desk(a_case())
        after = other.drop(data)
        assert other.told() == []
        assert dict(after.balances)["writeoff"] == 50
        left = {p.id: (p.reason, p.cents) for p in after.parked}
        assert left[residual] == ("residual", 200)
        assert rejected not in left
        assert [(m.rule, m.cents) for m in after.matches] == [("decision", 1_000)]


def test_a_file_saved_again_does_nothing_more(soffice: str, tmp_path: Path, desk: Desk) -> None:
    residual = desk.question("residual")
    sheet = Spreadsheet(soffice, tmp_path / "first")
    sheet.answer(residual, action="match", target="F1", cents="1000", **TYPED)
    xlsx, csv, _ = sheet.work(worklist(desk.book))
    saved, again, _ = Spreadsheet(soffice, tmp_path / "second").work(xlsx)
    assert len({xlsx, saved, csv}) == 3
    once = figures(desk.drop(xlsx))
    for data in (saved, csv, again):
        assert figures(desk.drop(data)) == once
        assert desk.told() == []
    # another answer in the same file is taken, the rest of it stays as it was
    more = Spreadsheet(soffice, tmp_path / "third")
    other = desk.question("unexplained")
    more.answer(other, action="explain", target="interest", **TYPED)
    desk.drop(more.work(xlsx)[0])
    assert desk.told() == []
    assert other not in {p.id for p in desk.book.parked}
    assert desk.question("residual") == residual


def test_a_question_that_changed_is_refused_and_both_states_are_told(
    soffice: str, tmp_path: Path
) -> None:
    case = a_case()
    desk = Desk(case)
    residual = desk.question("residual")
    sheet = Spreadsheet(soffice, tmp_path / "home")
    sheet.answer(residual, action="explain", target="interest", **TYPED)
    xlsx, _, _ = sheet.work(worklist(desk.book))
    number = next(p for p in desk.book.parked if p.id == residual)
    # meanwhile somebody else explained a part of it
    other = Case().decide("match", residual, "F2", cents=700, seen=number.seen)
    desk.drop(*other.files)
    before = figures(desk.book)
    assert figures(desk.drop(xlsx)) == before
    (message,) = desk.told()
    assert f"gezien: telt niet op, 12,00 euro, mogelijk F1, F2 ({number.seen})" in message
    assert "nu: telt niet op, 5,00 euro" in message
    # saved again it is refused again: it was never carried out
    saved, _, _ = Spreadsheet(soffice, tmp_path / "again").work(xlsx)
    assert figures(desk.drop(saved)) == before
    assert desk.told() == [message, message]


def test_a_question_that_was_answered_meanwhile_is_not_answered_again(desk: Desk) -> None:
    question = next(p for p in desk.book.parked if p.reason == "unexplained")
    first = Case().decide("explain", question.id, "interest", seen=question.seen)
    desk.drop(*first.files)
    once = figures(desk.book)
    second = Case().decide("explain", question.id, "advance", seen=question.seen)
    assert figures(desk.drop(*second.files)) == once
    (message,) = desk.told()
    assert "gezien: niet verklaard, 3,33 euro" in message
    assert "nu: niet meer uit te zoeken" in message
