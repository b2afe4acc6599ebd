"""The worklist (uitzoeklijst) as a workbook: every question, and room to decide.

The first sheet is the form `besluiten`: the columns date, author, reason, action, subject, target,
cents and seen come back as decisions; subject and seen are filled in. A row without an action stays
a question. The second sheet says how to fill it in.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from koppeling.model.book import Book
from koppeling.model.canonical import digest
from koppeling.model.entries import JournalEntry, content
from koppeling.model.explanations import Parked
from koppeling.reports.guide import guide
from koppeling.reports.terms import terms
from koppeling.reports.words import NEXT, REASONS, ROLES, advice, word

SHEET = "besluiten"
CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # no clock: the same bytes
LONGEST = 2_000  # characters of a cell; Excel drops what is much longer
LINE = 15  # points: one line of text
GUIDE_WIDTH = 100
A4 = 9
QUESTION: tuple[tuple[str, int], ...] = (
    ("finding", 26),
    ("payer", 24),
    ("dated", 11),
    ("amount", 13),
    ("stands_on", 24),
    ("about", 44),
    ("possible", 24),
    ("next", 54),
)
DECISION: tuple[tuple[str, int], ...] = (
    ("date", 12),
    ("author", 16),
    ("reason", 26),
    ("action", 12),
    ("subject", 36),
    ("target", 22),
    ("cents", 12),
    ("seen", 16),
)
# what a person may fill in is text, so that Excel makes no number of a claim number
FORMATS = {"date": "yyyy-mm-dd", "cents": "0"}


@dataclass(frozen=True, slots=True)
class Question:
    """Vraag: one row of the sheet, as it is shown; `seen` = the digest of what was shown."""

    finding: str
    payer: str
    dated: date | None
    amount: int | None
    stands_on: str
    about: str
    possible: str
    next: str
    subject: str
    seen: str


def worklist(book: Book, language: str = "nl") -> bytes:
    """The workbook; the same book gives the same bytes. `language` = `nl` or `en`."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties({"title": "Uitzoeklijst", "created": CREATED})
    sheet = _lay_out(workbook, terms(language))
    styles = _Styles(workbook)
    number = 0
    for number, question in enumerate(_questions(book, language), 1):
        _write(sheet, styles, number, question)
    sheet.autofilter(0, 0, max(number, 1), len(QUESTION) + len(DECISION) - 1)
    sheet.print_area(0, 0, max(number, 1), len(QUESTION) - 1)  # paper is for reading
    _explain(workbook, language)
    workbook.close()
    return out.getvalue()


class _Styles:
    """Opmaak: what is asked is plain, what a person fills in is yellow, what is ours is grey."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - untyped library
        top = {"valign": "top"}
        self.text = workbook.add_format(top | {"text_wrap": True})
        self.day = workbook.add_format(top | {"num_format": "dd-mm-yyyy", "align": "left"})
        self.money = workbook.add_format(top | {"num_format": "#,##0.00_ ;[Red]-#,##0.00_ "})
        lines = top | {"border": 1, "border_color": "#E0D8C0"}
        self.ours = workbook.add_format(
            lines | {"bg_color": "#F2F2F2", "font_color": "#5D6F78", "num_format": "@"}
        )
        self.answer = {
            name: workbook.add_format(
                lines | {"bg_color": "#FFF8E1", "num_format": FORMATS.get(name, "@")}
            )
            for name, _ in DECISION
        }


def _lay_out(workbook: Any, t: dict[str, str]) -> Any:  # noqa: ANN401 - untyped library
    sheet = workbook.add_worksheet(SHEET)
    white = {"bold": True, "font_color": "#FFFFFF", "valign": "vcenter"}
    asked = workbook.add_format(white | {"bg_color": "#1F4E5F"})
    decided = workbook.add_format(white | {"bg_color": "#8F4A08"})
    for column, (name, width) in enumerate(QUESTION):
        # the form's own names are English: no column of ours may be called like one of them
        sheet.write_string(0, column, t[name].lower(), asked)
        sheet.set_column(column, column, width)
    for column, (name, width) in enumerate(DECISION, len(QUESTION)):
        sheet.write_string(0, column, name, decided)
        sheet.set_column(column, column, width)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _write(sheet: Any, styles: _Styles, number: int, asked: Question) -> None:  # noqa: ANN401
    sheet.set_row(number, LINE * _lines(asked))
    for column, (name, _) in enumerate(QUESTION):
        value = getattr(asked, name)
        if isinstance(value, date):
            sheet.write_datetime(number, column, value, styles.day)
        elif isinstance(value, int):
            sheet.write_number(number, column, Decimal(value).scaleb(-2), styles.money)
        elif value:
            sheet.write_string(number, column, _cut(value), styles.text)
    ours = {"subject": asked.subject, "seen": asked.seen}
    for column, (name, _) in enumerate(DECISION, len(QUESTION)):
        if name in ours:
            sheet.write_string(number, column, ours[name], styles.ours)
        else:
            sheet.write_blank(number, column, None, styles.answer[name])


def _lines(asked: Question) -> int:
    """Lines of text that the row needs; not every program finds that out by itself."""
    widths = dict(QUESTION)
    shown = {name: _cut(str(getattr(asked, name))) for name in ("about", "possible", "next")}
    return max(1 + len(text) // (widths[name] + 6) for name, text in shown.items())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _questions(book: Book, language: str) -> Iterator[Question]:
    """What is parked, then what review holds, then one row to release all of it."""
    names = {p.label: p.name for p in book.mapping.payers}
    stuck = {key for key, _ in book.stuck}
    for p in book.parked:
        yield _parked(p, names, language, advice(p, stuck, language))
    held = [e for e in book.entries if e.key in set(book.held)]
    t = terms(language)
    for entry in held:
        yield _held(entry, names, t, word(NEXT, "held", language))
    if held:
        yield Question(
            finding=t["waiting"].lower(),
            payer="",
            dated=None,
            amount=None,
            stands_on=t["not_sent"],
            about=f"{len(held)} {t['entries']}",
            possible="",
            next=t["released_all"],
            subject="all",
            seen=digest([e.key for e in held])[:12],
        )


def _parked(parked: Parked, names: dict[str, str], language: str, then: str) -> Question:
    on = word(ROLES, parked.held_on, language) if parked.held_on else terms(language)["not_booked"]
    return Question(
        finding=word(REASONS, parked.reason, language),
        payer=names.get(parked.payer, parked.payer),
        dated=parked.date,
        amount=parked.cents,
        stands_on=on,
        about=parked.about,
        # what a rejection can become stands in `next`
        possible="" if parked.reason == "rejection_undecided" else ", ".join(parked.candidates),
        next=then,
        subject=parked.id,
        seen=parked.seen,
    )


def _held(entry: JournalEntry, names: dict[str, str], t: dict[str, str], advice: str) -> Question:
    payer = next((p.payer for p in entry.postings if p.payer), "")
    return Question(
        finding=t["waiting"].lower(),
        payer=names.get(payer, payer),
        dated=entry.date,
        amount=sum(p.cents for p in entry.postings if p.cents > 0),
        stands_on=t["not_sent"],
        about=f"{entry.text} ({entry.reference})",
        possible="",
        next=advice,
        subject=entry.key,
        seen=content(entry)[:12],
    )


def _explain(workbook: Any, language: str) -> None:  # noqa: ANN401 - untyped library
    sheet = workbook.add_worksheet("uitleg" if language == "nl" else "help")
    bold = workbook.add_format({"bold": True, "valign": "top"})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, GUIDE_WIDTH)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    for number, (name, words) in enumerate(guide(language)):
        sheet.set_row(number, LINE * (1 + len(words) // GUIDE_WIDTH))
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, words, wrap)
