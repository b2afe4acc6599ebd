"""The one sheet of an Excel workbook that a person returns to us (werkblad), as rows of text.

A workbook is foreign input like any other: a ZIP with XML in it. So every member goes through the
guarded reader of `xml_stream.py`, and sizes are counted while they are unpacked, never believed.
Numbers stay text, as they stand in the file. Source: ECMA-376, part 1 (SpreadsheetML).
"""

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element, Refused, parts
from koppeling.model.problems import Where, problem

LARGEST_MEMBER = 10_000_000
MOST_MEMBERS = 1_000
MOST_ROWS = 100_000
BOOK = "xl/workbook.xml"
COLUMN = re.compile(r"([A-Z]{1,3})[0-9]*", re.ASCII)
ROW = re.compile(r"[0-9]{1,7}", re.ASCII)
SERIAL = re.compile(r"([1-9][0-9]{4})(\.[0-9]+)?", re.ASCII)  # 1927 to 2173
# day 0 of the two calendars of Excel; from March 1900 on its false leap day is past
FIRST_DAY, FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
Rows = list[tuple[int, dict[int, str]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Werkblad: (row number, text by column from 0) of every row that says something.

    `beside` = where no sheet bears the name of a form, the others with their first rows.
    """

    rows: Rows
    first_day: date
    beside: tuple[tuple[str, Rows], ...] = ()

    def day(self, serial: str) -> date | None:
        """The date of a cell that Excel keeps as a number of days; None when it is no such cell."""
        found = SERIAL.fullmatch(serial)
        return self.first_day + timedelta(days=int(found[1])) if found else None


def read_sheet(data: bytes, sha256: str, names: Collection[str], head: int = 0) -> Sheet:
    """The sheet of one of these names, else the first, and `head` rows of the sheets beside it.

    Raises `Refused` for no safe workbook, and for two sheets of these names.
    """
    where = Where(sha256)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Book(archive, sha256).sheet(names, head)
    except BROKEN as error:
        reason = "geen geldig Excel-bestand"
        raise Refused(problem("unreadable", where, reason=reason)) from error


class _Book:
    """An opened workbook."""

    def __init__(self, archive: zipfile.ZipFile, sha256: str) -> None:
        self.archive, self.where = archive, Where(sha256)
        infos = archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise Refused(problem("encrypted", self.where))
        if len(infos) > MOST_MEMBERS:
            limit = f"{MOST_MEMBERS} onderdelen"
            raise Refused(problem("too_large", self.where, limit=limit))
        self.members = {i.filename: i for i in infos}

    def parts(self, member: str, wanted: Collection[str]) -> Iterator[tuple[str, Element]]:
        """The parts of a member; nothing when it is not there."""
        info = self.members.get(member)
        if info is None:
            return iter(())
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            reason = "onbekende compressie"
            raise Refused(problem("unreadable", self.where, reason=reason))
        source = Source(self.where.sha256, lambda: self.archive.open(info), b"")  # type: ignore[arg-type,return-value]
        return parts(source, wanted, largest=LARGEST_MEMBER)

    def root(self, member: str) -> Element:
        """A small member as a whole."""
        return next((part for _, part in self.parts(member, ())), Element("", {}))

    def sheet(self, names: Collection[str], head: int) -> Sheet:
        """The rows of the sheet of one of these names, else of the first."""
        book = self.root(BOOK)
        sheets = book.every("sheets", "sheet")
        if not sheets:
            looks = "een Office-bestand zonder werkblad"
            raise Refused(problem("no_format", self.where, looks_like=looks))
        titled = [
            (s.attributes.get("name", "").strip(), s.attributes.get("id", "")) for s in sheets
        ]
        named = [pair for pair in titled if pair[0].lower() in names]
        if len(named) > 1:
            # one would be read, and what the others say would go under
            formats = ", ".join(name for name, _ in named)
            raise Refused(problem("two_formats", self.where, formats=formats))
        first, *others = named or titled
        strings = [_text(part) for path, part in self.parts("xl/sharedStrings.xml", {"si"}) if path]
        properties = book.first("workbookPr")
        old = properties and properties.attributes.get("date1904", "") in {"1", "true"}
        beside = tuple((n, self.rows(self.target(i), strings, head)) for n, i in others)
        rows = self.rows(self.target(first[1]), strings)
        return Sheet(rows, FIRST_DAY_1904 if old else FIRST_DAY, beside)

    def target(self, identity: str) -> str:
        """The member that a relation of the workbook points to."""
        for relation in self.root("xl/_rels/workbook.xml.rels").children:
            if relation.attributes.get("Id") == identity:
                target = relation.attributes.get("Target", "")
                return target[1:] if target.startswith("/") else f"xl/{target}"
        return ""

    def rows(self, member: str, strings: list[str], most: int | None = None) -> Rows:
        """Every row that is not empty, or the first so many."""
        found: Rows = []
        number = 0
        for path, row in self.parts(member, {"sheetData/row"}):
            if not path:
                continue
            if len(found) == most:
                break
            stated = row.attributes.get("r", "")
            number = int(stated) if ROW.fullmatch(stated) else number + 1
            cells = dict(_cells(row, strings))
            if any(cells.values()):
                found.append((number, cells))
            if len(found) > MOST_ROWS:
                raise Refused(problem("too_large", self.where, limit=f"{MOST_ROWS} regels"))
        return found


def _cells(row: Element, strings: list[str]) -> Iterator[tuple[int, str]]:
    """(column from 0, text); a cell without an address follows the one before it."""
    column = -1
    for cell in row.every("c"):
        found = COLUMN.fullmatch(cell.attributes.get("r", ""))
        column = _column(found[1]) if found else column + 1
        value = cell.value("v")
        match cell.attributes.get("t", "n"):
            case "s":
                place = int(value) if ROW.fullmatch(value) else -1
                yield column, strings[place] if 0 <= place < len(strings) else ""
            case "inlineStr":
                inline = cell.first("is")
                yield column, _text(inline) if inline else ""
            case _:
                yield column, value


def _column(letters: str) -> int:
    """0 for A, 26 for AA."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _text(element: Element) -> str:
    """Plain or in runs of one font each."""
    return "".join(e.text for e in (*element.every("t"), *element.every("r", "t")))
