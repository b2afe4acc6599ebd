"""The worklist (uitzoeklijst) as a workbook: every question, and room to decide.

The first sheet is the form `besluiten`: what a person fills in comes back as decisions, subject and
seen are filled in. A row without an action stays a question. Only what can be answered is open for
writing; the second sheet says how, the third (hidden) holds the lists to choose from.
"""

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from koppeling.model.actions import ACTIONS
from koppeling.model.book import Book
from koppeling.reports.asked import Question, questions
from koppeling.reports.dropdowns import SHEET as LISTS
from koppeling.reports.dropdowns import Dropdowns
from koppeling.reports.guide import guide
from koppeling.reports.terms import terms

SHEET = "besluiten"
CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # no clock: the same bytes
LONGEST = 2_000  # characters of a cell; Excel drops what is much longer
LINE = 15  # points: one line of text
TALLEST = 400  # points; Excel takes no row above 409
GUIDE_WIDTH = 100
A4 = 9
QUESTION: tuple[tuple[str, int], ...] = (
    ("finding", 25),
    ("payer", 22),
    ("dated", 12),
    ("amount", 16),
    ("stands_on", 28),
    ("about", 42),
    ("possible", 30),
    ("next", 44),
)
WRAPPED = ("finding", "about", "possible", "next")
# in the order in which a person fills them in; the form goes by the names
DECISION: tuple[tuple[str, int], ...] = (
    ("action", 13),
    ("target", 22),
    ("cents", 12),
    ("reason", 28),
    ("date", 12),
    ("author", 16),
    ("subject", 36),
    ("seen", 15),
)
FIRST = len(QUESTION)
PLACES = {name: FIRST + place for place, (name, _) in enumerate(DECISION)}
OURS = ("subject", "seen")
# every program shows it with the separators of its own user: 1.234,56 for a Dutch one
MONEY = "[$€-413] #,##0.00;[Red][$€-413] -#,##0.00"
DAY = "dd-mm-yyyy"
# what a person may fill in is text, so that Excel makes no number of a claim number
FORMATS = {"date": DAY, "cents": "0"}
REQUIRED = {
    "date": tuple(ACTIONS),
    "target": tuple(a.name for a in ACTIONS.values() if a.wants_target),
}
PROTECTED = {
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
}


def worklist(book: Book, language: str = "nl") -> bytes:
    """The workbook; the same book gives the same bytes. `language` = `nl` or `en`."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(out, options)
    workbook.set_properties({"title": "Uitzoeklijst", "created": CREATED})
    sheet = _lay_out(workbook, terms(language))
    _explain(workbook, language)
    lists = workbook.add_worksheet(LISTS)
    lists.hide()
    last = _fill(workbook, sheet, Dropdowns(sheet, lists, language), questions(book, language))
    sheet.autofilter(0, 0, last, FIRST + len(DECISION) - 1)
    sheet.print_area(0, 0, last, FIRST - 1)  # paper is for reading
    sheet.protect("", PROTECTED)  # no password: against a slip, not against a person
    workbook.close()
    return out.getvalue()


class _Styles:
    """Opmaak: what is asked is plain, what a person fills in is yellow, what is ours is grey."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - untyped library
        top = {"valign": "top"}
        asked = top | {"bottom": 1, "bottom_color": "#D0D5D8"}
        self.text = workbook.add_format(asked | {"text_wrap": True})
        self.day = workbook.add_format(asked | {"num_format": DAY, "align": "left"})
        self.money = workbook.add_format(
            asked | {"num_format": MONEY, "align": "right", "indent": 1}
        )
        lines = top | {"border": 1, "border_color": "#D0C9B4"}
        self.ours = workbook.add_format(
            lines | {"bg_color": "#F2F2F2", "font_color": "#44525A", "num_format": "@"}
        )
        self.answer = {
            name: workbook.add_format(
                lines
                | {"bg_color": "#FFF8E1", "num_format": FORMATS.get(name, "@"), "locked": False}
                | {"text_wrap": name in {"reason", "target"}}
            )
            for name, _ in DECISION
        }
        self.missing = workbook.add_format({"bg_color": "#F4B183"})


def _lay_out(workbook: Any, t: dict[str, str]) -> Any:  # noqa: ANN401 - untyped library
    sheet = workbook.add_worksheet(SHEET)
    white = {"bold": True, "font_color": "#FFFFFF", "valign": "vcenter"}
    asked = workbook.add_format(white | {"bg_color": "#1F4E5F"})
    amount = workbook.add_format(white | {"bg_color": "#1F4E5F", "align": "right", "indent": 1})
    decided = workbook.add_format(white | {"bg_color": "#8F4A08"})
    ours = workbook.add_format(white | {"bg_color": "#5F6B72"})
    for column, (name, width) in enumerate(QUESTION):
        # the form's own names are English: no column of ours may be called like one of them
        style = amount if name == "amount" else asked
        sheet.write_string(0, column, t[name].lower(), style)
        sheet.set_column(column, column, width)
    for column, (name, width) in enumerate(DECISION, FIRST):
        sheet.write_string(0, column, name, ours if name in OURS else decided)
        sheet.set_column(column, column, width)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _fill(workbook: Any, sheet: Any, lists: Dropdowns, asked: Iterable[Question]) -> int:  # noqa: ANN401
    """Every question; the last row that was used."""
    styles = _Styles(workbook)
    number = 0
    for number, question in enumerate(asked, 1):
        _write(sheet, styles, number, question)
        if question.answers:
            lists.offer(number, question, PLACES)
    last = max(number, 1)
    for name, actions in REQUIRED.items():
        # the decision would be refused, so it is shown while it can still be mended
        area = (1, PLACES[name], last, PLACES[name])
        rule = {"type": "formula", "criteria": _lacks(name, actions), "format": styles.missing}
        sheet.conditional_format(*area, rule)
    return last


def _lacks(name: str, actions: Iterable[str]) -> str:
    """True in a row with one of these actions where this cell is empty."""
    action, cell = (f"${xl_col_to_name(PLACES[n])}2" for n in ("action", name))
    chosen = ",".join(f'{action}="{a}"' for a in actions)
    return f'=AND(OR({chosen}),{cell}="")'


def _write(sheet: Any, styles: _Styles, number: int, asked: Question) -> None:  # noqa: ANN401
    sheet.set_row(number, min(LINE * _lines(asked), TALLEST))
    for column, (name, _) in enumerate(QUESTION):
        value = getattr(asked, name)
        if isinstance(value, date):
            sheet.write_datetime(number, column, value, styles.day)
        elif isinstance(value, int):
            sheet.write_number(number, column, Decimal(value).scaleb(-2), styles.money)
        else:
            _text(sheet, number, column, value or "", styles.text)
    ours = {"subject": asked.subject, "seen": asked.seen}
    for name, column in PLACES.items():
        if name in ours:
            sheet.write_string(number, column, ours[name], styles.ours)
        elif asked.answers and (asked.wants_target or name not in {"target", "cents"}):
            sheet.write_blank(number, column, None, styles.answer[name])
        else:
            sheet.write_blank(number, column, None, styles.ours)


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:  # noqa: ANN401
    """A text, or an empty cell that looks like its row."""
    if text:
        sheet.write_string(row, column, _cut(text), style)
    else:
        sheet.write_blank(row, column, None, style)


def _lines(asked: Question) -> int:
    """Lines of text that the row needs; not every program finds that out by itself."""
    shown = {name: _cut(str(getattr(asked, name))) for name in WRAPPED}
    widths = dict(QUESTION)
    return max(
        sum(1 + len(line) // (widths[name] - 2) for line in text.split("\n"))
        for name, text in shown.items()
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _explain(workbook: Any, language: str) -> None:  # noqa: ANN401 - untyped library
    sheet = workbook.add_worksheet("uitleg" if language == "nl" else "help")
    bold = workbook.add_format({"bold": True, "valign": "top"})
    target = workbook.add_format({"valign": "top", "align": "left", "indent": 2})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, GUIDE_WIDTH)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    for number, (name, words) in enumerate(guide(language)):
        sheet.set_row(number, LINE * (1 + len(words) // GUIDE_WIDTH))
        main = name in ACTIONS or name in PLACES
        sheet.write_string(number, 0, name, bold if main else target)
        sheet.write_string(number, 1, words, wrap)
