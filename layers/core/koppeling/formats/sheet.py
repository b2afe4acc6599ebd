"""A table that a person or a payer sends (tabel): rows of text, from CSV or from a workbook.

A form is known by its header line, wherever its columns stand; other columns, and title rows above
the header line, are allowed. Our own forms are UTF-8 with `;` (contract section 4); what a payer
exports may also have `,` or a tab, and the code page of Windows.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice

from koppeling.formats.source import Source
from koppeling.formats.workbook import MOST_ROWS, Rows, read_sheet
from koppeling.formats.xml_stream import Refused
from koppeling.model.documents import Document, Header
from koppeling.model.problems import Problem, Where, problem

LARGEST = 20_000_000
TITLE_ROWS = 20
OWN_DELIMITER, DELIMITERS = ";", ";,\t"
CHARSETS = ("utf-8-sig", "cp1252")
WORKBOOK = b"PK\x03\x04"
MEMBERS = (b"[Content_Types].xml", b"xl/", b"docProps/", b"_rels/")
Row = tuple[int, list[str]]
Days = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class Table:
    """Tabel: names of the columns in lower case, the rows below them, the title rows above.

    A row is its number (line of a CSV, row of a sheet) and its cells; `days` gives the date of a
    cell that Excel keeps as a number.
    """

    names: list[str]
    rows: list[Row]
    above: list[Row]
    days: Days

    def records(self, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
        """Every row as these columns; '' for a column that the table does not have."""
        for number, cells in self.rows:
            said = {n: cell(c) for n, c in zip(self.names, cells, strict=False) if n in columns}
            yield number, dict.fromkeys(columns, "") | said

    def too_wide(self, where: Where) -> list[Problem]:
        """A row with more cells than there are columns: its amounts may stand in the wrong one."""
        width = len(self.names)
        expected = f"{width} kolommen; zet tekst met een scheidingsteken tussen aanhalingstekens"
        return [
            problem("bad_value", Where(where.sha256, number), name="regel", expected=expected)
            for number, cells in self.rows
            if any(cells[width:])
        ]


@dataclass(frozen=True, slots=True)
class Form:
    """Formulier: known by the names of its columns; `own` = of our own, so UTF-8 and `;`."""

    name: str
    knows: Callable[[Sequence[str]], bool]
    read: Callable[[Table, Header], Iterator[Document]]
    own: bool = True


def cell(text: str) -> str:
    """The text; an apostrophe that keeps a spreadsheet from calculating it is no part of it."""
    bare = text.strip()
    return bare[1:] if bare[:2] in {"'=", "'+", "'-", "'@"} else bare


def is_workbook(head: bytes) -> bool:
    """A ZIP that begins with what only Office files have."""
    return head.startswith(WORKBOOK) and any(member in head for member in MEMBERS)


def claims(head: bytes, forms: Sequence[Form]) -> bool:
    """Any workbook, or a CSV with the header line of one of the forms."""
    if head.startswith(WORKBOOK):
        return is_workbook(head)
    texts = {head.decode(charset, "replace") for charset in CHARSETS}
    # every form has more than one column: without the delimiter there is no row to look for
    tried = ((text, d) for text in texts for d in DELIMITERS if d in text)
    return any(_known(csv_rows(text, d), forms, d) for text, d in tried)


def read_table(source: Source, forms: Sequence[Form]) -> tuple[Form, Table]:
    """The form that a file is, with its rows. Raises `Refused`."""
    where = Where(source.sha256)
    data = whole(source)
    return _workbook(data, where, forms) if is_workbook(data) else _csv(data, where, forms)


def whole(source: Source) -> bytes:
    """The bytes of a file that is read at once. Raises `Refused` when it is too large for that."""
    with source.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refused(problem("too_large", Where(source.sha256), limit=f"{LARGEST} bytes"))
    return data


def csv_rows(text: str, delimiter: str) -> Iterator[Row]:
    """Rows with the number of their last line; strict, so that a lost quote swallows no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return ((reader.line_num, row) for row in reader)


def _known(
    rows: Iterator[Row], forms: Sequence[Form], delimiter: str = ""
) -> tuple[list[Form], list[str], list[Row]] | None:
    """The forms that a header line names, its names, and the rows above it; None if there is none.

    Stops behind the header line, so what is left of `rows` is the table.
    """
    above: list[Row] = []
    with suppress(csv.Error):
        for number, cells in islice(rows, TITLE_ROWS):
            names = [name.strip().lower() for name in cells]
            allowed = [f for f in forms if not f.own or delimiter in {"", OWN_DELIMITER}]
            if found := [f for f in allowed if f.knows(names)]:
                return found, names, above
            above.append((number, cells))
    return None


def _csv(data: bytes, where: Where, forms: Sequence[Form]) -> tuple[Form, Table]:
    text, utf8 = _decoded(data, where)
    for delimiter in DELIMITERS:
        rows = csv_rows(text, delimiter)
        if not (header := _known(rows, forms, delimiter)):
            continue
        form = _only(header[0], where)
        if form.own and not utf8:
            raise _unreadable(where, "geen UTF-8")
        try:
            found = list(islice(((n, row) for n, row in rows if any(row)), MOST_ROWS + 1))
        except csv.Error as error:
            raise _unreadable(where, "geen geldige CSV") from error
        if len(found) > MOST_ROWS:
            raise Refused(problem("too_large", where, limit=f"{MOST_ROWS} regels"))
        _, names, above = header
        if found and len(found[-1][1]) < len(names) and not data.endswith((b"\n", b"\r")):
            # half an amount is an amount too
            raise _unreadable(where, "de laatste regel is afgebroken")
        return form, Table(names, found, above, lambda _: None)
    raise Refused(problem("no_format", where, looks_like="een CSV-bestand met onbekende kolommen"))


def _decoded(data: bytes, where: Where) -> tuple[str, bool]:
    """The text, and whether it was UTF-8."""
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError):
            return data.decode("cp1252"), False
    raise _unreadable(where, "geen UTF-8")


def _workbook(data: bytes, where: Where, forms: Sequence[Form]) -> tuple[Form, Table]:
    sheet = read_sheet(data, where.sha256, {form.name for form in forms}, TITLE_ROWS)
    rows = _cells(sheet.rows)
    if not (header := _known(rows, forms)):
        looks = "een Excel-bestand zonder een bekende kopregel"
        raise Refused(problem("no_format", where, looks_like=looks))
    found, names, above = header
    for name, head in sheet.beside:
        if _known(_cells(head), forms):
            # one would be read, and what the other says would go under
            formats = f"werkblad {name} en een ander"
            raise Refused(problem("two_formats", where, formats=formats))
    # notes beside the table are a person's own
    below = [(n, cells[: len(names)]) for n, cells in rows]
    return _only(found, where), Table(names, below, above, sheet.day)


def _cells(rows: Rows) -> Iterator[Row]:
    return ((n, [c.get(i, "") for i in range(max(c) + 1)]) for n, c in rows)


def _only(found: Sequence[Form], where: Where) -> Form:
    if len(found) > 1:
        names = ", ".join(form.name for form in found)
        raise Refused(problem("two_formats", where, formats=names))
    return found[0]


def _unreadable(where: Where, reason: str) -> Refused:
    return Refused(problem("unreadable", where, reason=reason))
