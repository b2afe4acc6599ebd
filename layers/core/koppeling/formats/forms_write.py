"""Writes the forms and the documents that payers publish (formulieren schrijven).

For tests, samples and a synthetic payer: the same rows as CSV, as a workbook and as a PDF. The
workbook and the PDF are the smallest that a reader takes; what people get is made in `reports/`.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from html import escape  # not of xml.sax: that loads a web client

from koppeling.formats.amounts import cents_of
from koppeling.formats.netting import COLUMNS as NETTING
from koppeling.formats.openstaand import COLUMNS as OPEN
from koppeling.formats.payer_packs import Layout
from koppeling.model.cents import euros_nl
from koppeling.model.documents import Netting, NettingItem, OpenRow

Cell = str | int | Decimal | date
Table = list[list[Cell]]
FIRST_DAY = date(1899, 12, 30)
FIXED = (1980, 1, 1, 0, 0, 0)
LINES_A_PAGE = 50
COLUMN_WIDTH = 85  # points
PARTS = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": '<workbook><sheets><sheet name="{name}" id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": (
        '<Relationships><Relationship Id="r1" Target="sheet.xml"/></Relationships>'
    ),
}


def verrekening(documents: Iterable[Netting], text: str = "") -> Table:
    """The form `verrekening`; a payout that is None has no row."""
    table: Table = [list(NETTING)]
    for d in documents:
        head: list[Cell] = [d.payer, d.number, d.date]
        for x in d.items:
            said = x.mark or text
            table.append([*head, x.kind, x.reference, x.counter_reference, x.cents, said])
        if d.payout is not None:
            table.append([*head, "payout", "", "", d.payout, text])
    return table


def openstaand(rows: Iterable[OpenRow]) -> Table:
    """The form `openstaand`."""
    made: Table = [[r.role, r.payer, r.law, r.year, r.invoice, r.date, r.cents] for r in rows]
    return [list(OPEN), *made]


def published(layout: Layout, document: Netting, *, sides: bool = False) -> Table:
    """A payer's own document: labels, header line, rows, and the payout below them.

    `sides`: an amount is followed by D or C, as in a PDF where columns cannot be told apart.
    """
    names = [field for field, _ in layout.columns]
    table: Table = [[layout.document.capitalize()]]
    table.append([layout.titles["number"], document.number] if document.number else [])
    table.append([layout.titles["date"], f"{document.date:%d-%m-%Y}"])
    table.append([layout.titles[name] for name in names])
    declared = {i.reference: i for i in document.items if i.cents > 0}
    for item in document.items:
        cells = _cells(layout, item, declared) | {"date": f"{document.date:%d-%m-%Y}"}
        row: list[Cell] = [cells.get(name, "") for name in names]
        if sides:
            row = [*(c for c in row if c), "C" if cells.get("paid") else "D"]
        table.append(row)
    if document.payout is not None:
        table.append([layout.titles["payout"], euros_nl(document.payout)])
    return table


def _cells(layout: Layout, item: NettingItem, declared: dict[str, NettingItem]) -> dict[str, str]:
    """The cells of an item by our name of their column."""
    own = {"reference": item.reference, "payer_reference": item.payer_reference}
    if item.cents > 0:
        text = "" if layout.has("off_reference") else "declaratie"
        return own | {"paid": euros_nl(item.cents), "text": item.mark or text}
    off = euros_nl(-item.cents if layout.off == "plus" else item.cents)
    if not layout.has("off_reference"):
        return own | {"off": off, "text": item.mark}
    cells = {"off_reference": item.reference, "off_payer_reference": item.payer_reference}
    if beside := declared.get(item.counter_reference):
        cells |= {
            "reference": beside.reference,
            "payer_reference": beside.payer_reference,
            "paid": euros_nl(beside.cents),
        }
    return cells | {"off": off, "text": item.mark}


def as_csv(table: Table, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """The rows as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([_text(cell) for cell in row] for row in table)
    return out.getvalue().encode(encoding)


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def as_workbook(table: Table, name: str = "Blad1") -> bytes:
    """The rows as a workbook, not compressed: the same rows are the same bytes everywhere."""
    rows = "".join(
        f'<row r="{number}">{"".join(map(_cell, row))}</row>' for number, row in enumerate(table, 1)
    )
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    parts = PARTS | {"xl/sheet.xml": sheet}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member, text in parts.items():
            info = zipfile.ZipInfo(member, FIXED)
            archive.writestr(info, text.replace("{name}", escape(name)))
    return out.getvalue()


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    days = (cell - FIRST_DAY).days if isinstance(cell, date) else cell
    return f"<c><v>{days}</v></c>"


def as_numbers(table: Table) -> Table:
    """The same with Dutch amounts as the numbers that a spreadsheet keeps."""
    return [[_number(cell) for cell in row] for row in table]


def _number(cell: Cell) -> Cell:
    cents = cents_of(cell) if isinstance(cell, str) and "," in cell else None
    return cell if cents is None else Decimal(cents).scaleb(-2)


def as_pdf(table: Table) -> bytes:
    """The rows as a PDF, a cell at the place of its column."""
    pages = [table[i : i + LINES_A_PAGE] for i in range(0, len(table), LINES_A_PAGE)] or [[]]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font,
    ]
    for place, rows in enumerate(pages):
        content = _content(rows)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents {5 + 2 * place} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    return pdf_of(objects)


def _content(rows: Table) -> bytes:
    """Every cell as text at its place, in a page description."""
    shown = []
    for line, row in enumerate(rows):
        # a label and its value stand together, a row of the table in columns
        cells = row if len(row) > 2 else [" ".join(map(_text, row))]  # noqa: PLR2004
        for column, cell in enumerate(cells):
            text = _text(cell).encode("cp1252", "replace")
            for sign in (b"\\", b"(", b")"):
                text = text.replace(sign, b"\\" + sign)
            place = (30 + COLUMN_WIDTH * column, 560 - 11 * line)
            shown.append(b"BT /F1 8 Tf 1 0 0 1 %d %d Tm (%s) Tj ET" % (*place, text))
    return b"\n".join(shown)


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of numbered objects, the first its catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    begin = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % begin)
