"""The form `openstaand` (open items): what stood open at the cut-over, when Koppeling began.

One row an open item, signed cents; it opens items and books nothing. One wrong row keeps the whole
file out, so that an opening balance is never half. Source: contract section 4.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from koppeling.formats.amounts import iso_day
from koppeling.formats.form_cells import (
    CENTS,
    LONGEST,
    MOST_PROBLEMS,
    PAYER,
    Cells,
    Faults,
    faulty,
)
from koppeling.formats.sheet import Days, Form, Table
from koppeling.model.documents import Document, Header, OpenItems, OpenRow
from koppeling.model.problems import Problem, Where
from koppeling.model.roles import LAWS, ROLES

NAME = "openstaand"
COLUMNS = ("role", "payer", "law", "year", "invoice", "date", "cents")
REQUIRED = frozenset(COLUMNS)
# a receipt that nobody could explain yet may be anybody's
ANYBODY = "unidentified"
# what a payer owes for one invoice is found by its number
BY_INVOICE = frozenset({"debtor", "rejected"})
UNIQUE = f"een factuurnummer, eenmaal per {', '.join(COLUMNS[:4])}"
Key = tuple[str, str, str, int, str]


def knows(names: Sequence[str]) -> bool:
    """The header line of the form."""
    return set(names) >= REQUIRED


def read(table: Table, header: Header) -> Iterator[Document]:
    """The open items of the file, as one document."""
    where = Where(header.sha256)
    problems = table.too_wide(where)
    seen: set[Key] = set()
    rows: list[OpenRow] = []
    for number, cells in table.records(COLUMNS):
        found = _row(number, cells, table.days, where, seen)
        if isinstance(found, OpenRow):
            rows.append(found)
        else:
            problems += found
    yield OpenItems(replace(header, problems=tuple(problems[:MOST_PROBLEMS])), tuple(rows))


def _row(
    number: int, cells: Cells, days: Days, where: Where, seen: set[Key]
) -> OpenRow | list[Problem]:
    """An open item, or a finding for every cell that cannot be used."""
    role, payer, invoice = cells["role"].lower(), cells["payer"].lower(), cells["invoice"]
    law = next((x for x in LAWS if x.lower() == cells["law"].lower()), "")
    day = iso_day(cells["date"]) or days(cells["date"])
    year, cents = CENTS.fullmatch(cells["year"]), CENTS.fullmatch(cells["cents"])
    key = (role, payer, law, int(year[1]) if year else 0, invoice)
    nobody = not payer and role == ANYBODY
    faults: Faults = {
        "role": (role in ROLES, f"een rol uit de inrichting: {', '.join(ROLES)}"),
        "payer": (nobody or bool(PAYER.fullmatch(payer)), "uzovi:NNNN of gemeente:NNNN"),
        "law": (bool(law) or not cells["law"], f"{', '.join(LAWS)} of leeg"),
        "year": (1990 <= key[3] <= 2100, "jaar JJJJ"),  # noqa: PLR2004 - a year, no amount
        "invoice": (_numbered(key, seen), UNIQUE),
        "date": (bool(day), "datum JJJJ-MM-DD"),
        "cents": (bool(cents), "hele centen"),
    }
    wrong = faulty(faults, where, number)
    if wrong or not day or not cents:
        return wrong
    seen.add(key)
    return OpenRow(number, role, payer, law, key[3], invoice, day, int(cents[1]))


def _numbered(key: Key, seen: set[Key]) -> bool:
    """A row that stands there twice would open the item twice."""
    role, invoice = key[0], key[-1]
    if not invoice:
        return role not in BY_INVOICE
    return len(invoice) <= LONGEST and key not in seen


FORM = Form(NAME, knows, read)
