"""The form `besluiten`: decisions as CSV or as a returned worklist (xlsx), contract section 4.

Columns `date;author;reason;action;subject;target;cents;seen` in any order; others are ignored. A row
without an action is a question that nobody answered: skipped.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree as ET

from koppeling.formats.source import Source
from koppeling.model.documents import Decision, Decisions, Document, Header, Unknown
from koppeling.model.problems import Problem, Where, problem

COLUMNS = ("date", "author", "reason", "action", "subject", "target", "cents", "seen")
REQUIRED = frozenset({"date", "action", "subject"})
LARGEST = 20_000_000
MOST_ROWS = 100_000
MOST_MEMBERS = 1_000
Row = tuple[int, dict[str, str]]


def claims(head: bytes) -> bool:
    """A workbook, or a CSV whose header line names the form's columns."""
    if head.startswith(b"PK\x03\x04"):
        return any(sign in head for sign in (b"xl/", b"[Content_Types].xml", b"docProps/"))
    first = head.decode("utf-8-sig", "replace").split("\n", 1)[0]
    return {c.strip().lower() for c in first.split(";")} >= REQUIRED | {"seen"}


def read(source: Source) -> Iterator[Document]:
    """The decisions of a file; a wrong row is a problem and keeps the whole file out."""
    with source.open() as stream:
        data = stream.read(LARGEST + 1)
    where = Where(source.sha256)
    if len(data) > LARGEST:
        yield _refused(source, problem("too_large", where, limit=f"{LARGEST} bytes"))
        return
    try:
        rows = list(_workbook(data) if data.startswith(b"PK") else _csv(data))
    except _Unreadable as error:
        yield _refused(source, problem(error.code, where, reason=str(error)))
        return
    problems: list[Problem] = []
    found = [d for r in rows if r[1].get("action") for d in _decision(r, source.sha256, problems)]
    header = Header(source.sha256, "besluiten", "1", tuple(problems), source.member)
    yield Decisions(header, tuple(found))


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: str, code: str = "unreadable") -> None:
        self.code = code
        super().__init__(reason)


def _refused(source: Source, found: Problem) -> Unknown:
    return Unknown(Header(source.sha256, "besluiten", "", (found,), source.member))


def _csv(data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = "geen UTF-8"
        raise _Unreadable(reason) from error
    rows = csv.reader(io.StringIO(text), delimiter=";")
    names = [n.strip().lower() for n in next(rows, [])]
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row):
            yield number, {n: c.strip() for n, c in zip(names, row, strict=False)}


def _workbook(data: bytes) -> Iterator[Row]:
    """Rows of the sheet that holds the form, by openpyxl in read-only mode."""
    # a workbook is rare and its reader heavy: loaded only when one comes in
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _safe(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            found = list(_sheet(sheet.iter_rows(values_only=True, max_row=MOST_ROWS)))
            if found:
                yield from (row for row in found if row[0])
                return
    except (
        InvalidFileException,
        ET.ParseError,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        zipfile.BadZipFile,
    ) as error:
        reason = "geen geldig Excel-bestand"
        raise _Unreadable(reason) from error
    reason = "geen blad met de kolommen van het besluitenformulier"
    raise _Unreadable(reason)


def _sheet(rows: Iterator[tuple[object, ...]]) -> Iterator[Row]:
    """Rows below the header line, which may stand below a title; starts with an empty marker."""
    names: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = [_cell(c) for c in row]
        if not names:
            lower = [c.lower() for c in cells]
            if set(lower) >= REQUIRED:
                names = lower
                yield 0, {}
        elif any(cells):
            yield number, dict(zip(names, cells, strict=False))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _safe(data: bytes) -> None:
    """A workbook is a ZIP of XML: bounded, not encrypted, without document types."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if any(i.flag_bits & 1 for i in infos):
                reason = "versleuteld"
                raise _Unreadable(reason, "encrypted")
            if sum(i.file_size for i in infos) > LARGEST * 5 or len(infos) > MOST_MEMBERS:
                reason = "uitgepakt te groot"
                raise _Unreadable(reason)
            for info in infos:
                with archive.open(info) as member:
                    if info.filename.endswith((".xml", ".rels")) and b"<!" in member.read(2048):
                        reason = "een DOCTYPE in het werkblad"
                        raise _Unreadable(reason, "doctype")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        reason = "geen geldig ZIP-bestand"
        raise _Unreadable(reason) from error


def _decision(row: Row, sha256: str, problems: list[Problem]) -> Iterator[Decision]:
    number, cells = row
    day = _day(cells.get("date", ""))
    cents = cells.get("cents", "")
    if day is None:
        where = Where(sha256, number, "date")
        problems.append(problem("bad_value", where, name="date", expected="JJJJ-MM-DD"))
    if cents and not cents.removeprefix("-").isdecimal():
        where = Where(sha256, number, "cents")
        problems.append(problem("bad_value", where, name="cents", expected="hele centen"))
        return
    if not cells.get("subject"):
        problems.append(
            problem("missing_element", Where(sha256, number, "subject"), name="subject")
        )
        return
    if day is not None:
        yield Decision(
            record=number,
            date=day,
            author=cells.get("author", ""),
            reason=cells.get("reason", ""),
            action=cells["action"].lower(),
            subject=cells["subject"],
            target=cells.get("target", ""),
            cents=int(cents) if cents else None,
            seen=cells.get("seen", ""),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def write(rows: list[Decision]) -> bytes:
    """The form as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for d in rows:
        cents = "" if d.cents is None else d.cents
        writer.writerow(
            [d.date.isoformat(), d.author, d.reason, d.action, d.subject, d.target, cents, d.seen]
        )
    return out.getvalue().encode()


def describe(source: Source) -> Iterator[str]:
    """Every decision in one line."""
    for document in read(source):
        if isinstance(document, Decisions):
            for d in document.rows:
                cents = "alles" if d.cents is None else f"{d.cents} cent"
                yield f"{d.record}: {d.date} {d.action} {d.subject} {d.target} ({cents})".strip()
        for found in document.header.problems:
            yield found.message()
