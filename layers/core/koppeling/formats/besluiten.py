"""The form `besluiten` (beslissingen): a CSV, or the worklist that a bookkeeper returns as xlsx.

Columns by their name in the header line, in any order; others are ignored, so the worklist itself
is the form. A row without an action is a question that nobody answered. One wrong row keeps the
whole file out: its rows carry the id of their question, so dropping it again repairs it and repeats
nothing. Source: contract section 4.

>>> from datetime import date
>>> made = write([Decision(2, date(2026, 2, 1), "Anna", "akkoord", "post", "all", "", None, "")])
>>> [row.action for document in read(Source.of(made, key=b"")) for row in document.rows]
['post']
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from koppeling.formats.source import Source
from koppeling.formats.workbook import MOST_ROWS, read_sheet
from koppeling.formats.xml_stream import Refused
from koppeling.model.documents import Decision, Decisions, Document, Header, Unknown
from koppeling.model.problems import Problem, Where, problem

NAME = "besluiten"
COLUMNS = ("date", "author", "reason", "action", "subject", "target", "cents", "seen")
REQUIRED = frozenset({"date", "action", "subject", "seen"})
LARGEST = 20_000_000
TITLE_ROWS = 20  # a returned worklist may carry a title above its header line
MOST_PROBLEMS = 100
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?", re.ASCII)
# Excel writes a whole number with or without a decimal point
CENTS = re.compile(r"(-?[0-9]{1,15})(\.0*)?", re.ASCII)
WORKBOOK = b"PK\x03\x04"
MEMBERS = (b"[Content_Types].xml", b"xl/", b"docProps/", b"_rels/")
Days = Callable[[str], date | None]
Row = tuple[int, dict[str, str]]


def claims(head: bytes) -> bool:
    """A CSV whose header line names the form's columns, or any workbook."""
    if head.startswith(WORKBOOK):
        return any(member in head for member in MEMBERS)
    first = head.decode("utf-8-sig", "replace").split("\n", 1)[0]
    return set(_names(cell.strip().strip('"') for cell in first.split(";"))) >= REQUIRED


def read(source: Source) -> Iterator[Document]:
    """The decisions of the file."""
    where = Where(source.sha256)
    try:
        rows, days = _table(source, where)
    except Refused as refused:
        header = Header(source.sha256, NAME, "", (refused.problem,), source.member)
        yield Unknown(header, NAME)
        return
    problems: list[Problem] = []
    made = [_decision(row, days, where, problems) for row in rows if row[1]["action"]]
    header = Header(source.sha256, NAME, "", tuple(problems[:MOST_PROBLEMS]), source.member)
    yield Decisions(header, tuple(decision for decision in made if decision))


def _table(source: Source, where: Where) -> tuple[list[Row], Days]:
    with source.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(problem("too_large", where, limit=f"{LARGEST} bytes"))
    return _workbook(data, where) if data.startswith(WORKBOOK) else _csv(data, where)


def _names(cells: Iterable[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


def _csv(data: bytes, where: Where) -> tuple[list[Row], Days]:
    reason = "geen UTF-8"
    try:
        lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
        reason = "geen geldige CSV"
        names = _names(next(lines, []))
        cells = [(lines.line_num, row) for row in lines if any(row)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(problem("unreadable", where, reason=reason)) from error
    if len(cells) > MOST_ROWS:
        raise Refused(problem("too_large", where, limit=f"{MOST_ROWS} regels"))
    if cells and len(cells[-1][1]) < len(names) and not data.endswith((b"\n", b"\r")):
        # half an amount is an amount too
        reason = "de laatste regel is afgebroken"
        raise Refused(problem("unreadable", where, reason=reason))
    return [(number, _row(names, row)) for number, row in cells], lambda _: None


def _workbook(data: bytes, where: Where) -> tuple[list[Row], Days]:
    sheet = read_sheet(data, where.sha256, NAME)
    for place, (_, cells) in enumerate(sheet.rows[:TITLE_ROWS]):
        names = _names(cells.get(i, "") for i in range(max(cells) + 1))
        if set(names) >= REQUIRED:
            below = sheet.rows[place + 1 :]
            rows = [(n, _row(names, [c.get(i, "") for i in range(len(names))])) for n, c in below]
            return rows, sheet.day
    looks = "een Excel-bestand dat geen besluitenlijst is"
    raise Refused(problem("no_format", where, looks_like=looks))


def _row(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    said = {n: _cell(c) for n, c in zip(names, cells, strict=False) if n in COLUMNS}
    return dict.fromkeys(COLUMNS, "") | said


def _cell(text: str) -> str:
    """The text; an apostrophe that keeps a spreadsheet from calculating it is no part of it."""
    bare = text.strip()
    return bare[1:] if bare[:2] in {"'=", "'+", "'-", "'@"} else bare


def _decision(row: Row, days: Days, where: Where, problems: list[Problem]) -> Decision | None:
    """A decision, or None with a finding for every cell that cannot be used."""
    number, cells = row
    day = _day(cells["date"]) or days(cells["date"])
    cents = CENTS.fullmatch(cells["cents"] or "0")
    faults = {
        "date": (day, "datum JJJJ-MM-DD"),
        "cents": (cents, "hele centen"),
        "subject": (cells["subject"], "waarover besloten is"),
    }
    wrong = [(name, words) for name, (value, words) in faults.items() if not value]
    problems += [
        problem("bad_value", Where(where.sha256, number, name), name=name, expected=words)
        for name, words in wrong
    ]
    if wrong or not day or not cents:
        return None
    return Decision(
        record=number,
        date=day,
        author=cells["author"],
        reason=cells["reason"],
        action=cells["action"].lower(),
        subject=cells["subject"],
        target=cells["target"],
        cents=int(cents[1]) if cells["cents"] else None,
        seen=cells["seen"],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10] if DAY.fullmatch(text) else "")
    except ValueError:
        return None


def write(rows: Iterable[Decision]) -> bytes:
    """The form as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for d in rows:
        cents = "" if d.cents is None else d.cents
        writer.writerow(
            [d.date.isoformat(), d.author, d.reason, d.action, d.subject, d.target, cents, d.seen]
        )
    return out.getvalue().encode()


def describe(source: Source) -> Iterator[str]:
    """Every decision, column by column; who wrote it masked."""
    for document in read(source):
        for d in document.rows if isinstance(document, Decisions) else ():
            for name in COLUMNS:
                value = getattr(d, name)
                if value not in {None, ""}:
                    yield f"{d.record} {name}: {'***' if name == 'author' else value}"
        for found in document.header.problems:
            yield found.message()
