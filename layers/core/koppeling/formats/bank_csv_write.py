"""Writing the CSV exports of Dutch banks (bankexports maken): for samples and tests.

>>> print(export("CSV ASN", SAMPLE[:1], opening=1000, headless=3).decode().rstrip())
16-02-2026,NL91ABNA0417164300,NL69INGB0123456789,Testverzekeraar,EUR,10.00,EUR,340.00,16-02-2026,16-02-2026,,,1,,F1,,
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from koppeling.formats.bank_exports import Export, exports
from koppeling.formats.camt_write import Booked

OWN = "NL91ABNA0417164300"
SAMPLE = (
    Booked(date(2026, 2, 16), 34000, "F1", "NL69INGB0123456789", "Testverzekeraar", "1"),
    Booked(date(2026, 2, 17), -12550, "Huur", "NL44RABO0123456789", "Verhuurder", "2"),
)
WORDS = {"D": ("D", "C"), "Af": ("Af", "Bij")}


def export(  # noqa: PLR0913 - an export is these facts
    name: str,
    booked: Sequence[Booked],
    *,
    iban: str = OWN,
    opening: int = 0,
    headless: int = 0,
    delimiter: str = "",
    without: Collection[str] = (),
    newest_first: bool = False,
    currency: str = "EUR",
    line_end: str = "\r\n",
) -> bytes:
    """The export of one account; `headless` = the number of the titles that are left unsaid."""
    (table,) = (found for found in exports() if found.name == name)
    every = table.headless[headless - 1] if headless else table.titles or table.headless[0]
    titles = [title for title in every if title not in without]
    rows = list(_rows(table, titles, booked, (iban, opening, currency)))
    lines = [titles] if table.titles and not headless else []
    lines += reversed(rows) if newest_first else rows
    mark = delimiter or table.delimiters[0]
    text = line_end.join(_line(table, line, mark) for line in lines) + line_end
    if table.preamble:
        text = table.preamble + mark * len(titles) + line_end + text
    return text.encode()


def _rows(
    table: Export, titles: Sequence[str], booked: Sequence[Booked], account: tuple[str, int, str]
) -> Iterator[list[str]]:
    iban, opening, currency = account
    balances = list(accumulate((b.cents for b in booked), initial=opening))
    for number, b in enumerate(booked):
        facts = {
            "iban": iban,
            "currency": currency,
            "day": _day(table, b.day),
            "value_day": _day(table, b.day),
            "cents": _amount(table, abs(b.cents) if table.sides else b.cents),
            "side": _side(table, b.cents),
            "before": _amount(table, balances[number]),
            "after": _amount(table, balances[number + 1]),
            "reference": b.reference,
            "counter": b.iban,
            "name": b.name,
            "texts": _text(table, b),
            "references": b.end_to_end,
            "returned": "AC04" if b.returned else "",
            "kind": "STO" if b.returned and table.returns else "",
        }
        yield [_cell(table, title, facts) for title in titles]


def _cell(table: Export, title: str, facts: Mapping[str, str]) -> str:
    """What stands under a title: the fact that it is first in line for."""
    for fact, names in table.columns.items():
        many = fact in {"texts", "references"}
        if title in names[:1] if many else title in names:
            return facts[fact]
    # the dates that an export has beside the one that counts
    return facts["day"] if title in {"Datum", "Boekingsdatum", "Transactiedatum"} else ""


def _text(table: Export, b: Booked) -> str:
    """The bank that puts everything in one text, as it does that."""
    if not table.inside:
        return b.text
    parts = {"IBAN": b.iban, "NAME": b.name, "RTRN": "MS02" if b.returned else ""}
    said = "".join(f"/{key}/{value}" for key, value in parts.items() if value)
    return f"/TRTP/SEPA OVERBOEKING{said}/REMI/{b.text}/EREF/{b.end_to_end or 'NOTPROVIDED'}"


def _side(table: Export, cents: int) -> str:
    return next((word for word, sign in table.sides.items() if (sign < 0) == (cents < 0)), "")


def _amount(table: Export, cents: int) -> str:
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}{table.decimal}{part:02d}"


def _day(table: Export, day: date) -> str:
    if table.dates[0].fullmatch(day.isoformat()):
        return day.isoformat()
    return day.strftime("%Y%m%d" if table.dates[0].fullmatch("20260101") else "%d-%m-%Y")


def _line(table: Export, cells: Sequence[str], delimiter: str) -> str:
    if table.quote == '"':
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="").writerow(
            cells
        )
        return out.getvalue()
    return delimiter.join(cells)
