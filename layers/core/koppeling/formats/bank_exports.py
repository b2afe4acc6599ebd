"""The table of bank exports (bankexports): which columns a bank's CSV has, and where each fact is.

>>> [found.name for found in exports()]
['CSV Rabobank', 'CSV ING', 'CSV ABN AMRO', 'CSV ASN', 'CSV Knab']
"""

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", re.ASCII)
NUMBER = re.compile(r"[0-9]{7,10}", re.ASCII)
LINE_END = re.compile(r"\r\n|\n|\r")
SHAPES = {"YYYY": "(?P<y>[0-9]{4})", "MM": "(?P<m>[0-9]{2})", "DD": "(?P<d>[0-9]{2})"}
LOOSE = {"YYYY": SHAPES["YYYY"], "M": "(?P<m>[0-9]{1,2})", "D": "(?P<d>[0-9]{1,2})"}
# facts of which every column counts, instead of the first that is there
MANY = frozenset({"currency", "texts", "references"})
CHECKED = ("iban", "currency", "day", "cents", "before", "after")


class Export(NamedTuple):
    """Bankexport: one row of the table; see the head of `layouts/bank_exports.toml`."""

    name: str
    status: str
    source: str
    delimiters: tuple[str, ...]
    quote: str
    decimal: str
    exact: bool
    dates: tuple[re.Pattern[str], ...]
    columns: Mapping[str, tuple[str, ...]]
    titles: tuple[str, ...]
    headless: tuple[tuple[str, ...], ...]
    preamble: str
    bank_code: str
    sides: Mapping[str, int]
    returns: frozenset[str]
    inside: Mapping[str, re.Pattern[str]]

    def places(self, titles: Sequence[str]) -> "Places | None":
        """Where each fact stands under these titles; None when one that must be there is not."""
        at = {title: i for i, title in reversed(list(enumerate(titles)))}
        found: Places = {}
        for fact, names in self.columns.items():
            there = tuple(at[name] for name in names if name in at)
            found[fact] = there if fact in MANY else there[:1]
        needed = {"iban", "day", "cents"} | ({"side"} if self.sides else set())
        return found if all(found[fact] for fact in needed) else None

    def cells(self, line: str, delimiter: str, titles: Sequence[str] = ()) -> list[str] | None:
        """The cells of a line, one a title; None when it is no row under these titles."""
        for quote in self.quotes(line):
            found = [cell.strip() for cell in _split(line, delimiter, quote)]
            if titles and not titles[-1] and len(found) == len(titles) - 1:
                found.append("")  # the titles end with a delimiter and the rows do not
            if found and len(found) == (len(titles) or len(found)):
                return found
        return None

    def quotes(self, line: str) -> tuple[str, ...]:
        """The quotes to try; a name may begin with an apostrophe that quotes nothing."""
        if self.quote and line.startswith('"'):
            return ('"',)
        return ("'", "") if self.quote == "'" else (self.quote,)

    def day(self, text: str) -> date | None:
        """A date in one of the forms of this bank."""
        for form in self.dates:
            if found := form.fullmatch(text):
                try:
                    return date(int(found["y"]), int(found["m"]), int(found["d"]))
                except ValueError:
                    return None
        return None

    def cents(self, text: str) -> int | None:
        """Signed cents of an amount; None when it is none."""
        found = _amount(self.decimal, self.exact).fullmatch(text)
        if not found:
            return None
        sign, whole, part = found[1], re.sub("[.,]", "", found[2]), found[3] or ""
        cents = int(whole) * 100 + int(part.ljust(2, "0"))
        return -cents if sign == "-" else cents

    def iban(self, text: str) -> str:
        """The account as IBAN, '' when it is none; an old number of the bank is made one."""
        bare = text.replace(" ", "").upper()
        if self.bank_code and NUMBER.fullmatch(bare):
            return _iban(self.bank_code + bare.rjust(10, "0"))
        return bare if IBAN.fullmatch(bare) else ""

    def fits(self, cells: Sequence[str], places: "Places") -> bool:
        """Whether a first row without titles can be this bank's: every fact has its form."""
        read = {"iban": self.iban, "currency": _currency, "day": self.day}
        return all(
            read.get(fact, self.cents)(cells[at]) not in {"", None}
            for fact in CHECKED
            for at in places.get(fact, ())
        )


Places = dict[str, tuple[int, ...]]


class Form(NamedTuple):
    """Vorm van een bestand: its export, delimiter, titles, and the number of its first row."""

    export: Export
    delimiter: str
    titles: tuple[str, ...]
    places: Places
    first: int


@cache
def exports() -> tuple[Export, ...]:
    """Every export of the table."""
    file = resources.files("koppeling.formats") / "layouts" / "bank_exports.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["export"]
    return tuple(_export(row) for row in rows)


def forms_of(text: str) -> list[Form]:
    """The forms that the first lines of a file can have."""
    lines = LINE_END.split(text.removeprefix("\ufeff"), 2)[:2]
    return [
        form
        for export in exports()
        for delimiter in export.delimiters
        if any(delimiter in line for line in lines)  # else it has one column: no bank's export
        if (form := _titled(export, delimiter, lines) or _headless(export, delimiter, lines[0]))
    ]


def _titled(export: Export, delimiter: str, lines: Sequence[str]) -> Form | None:
    skipped = int(bool(export.preamble) and lines[0].lstrip('"').startswith(export.preamble))
    titles = export.cells(lines[skipped], delimiter) if skipped < len(lines) else None
    if not export.titles or not titles:
        return None
    bare = tuple(title.strip("\"'") for title in titles)
    places = export.places(bare)
    return Form(export, delimiter, bare, places, skipped + 1) if places else None


def _headless(export: Export, delimiter: str, line: str) -> Form | None:
    for titles in export.headless:
        cells = export.cells(line, delimiter, titles)
        places = export.places(titles)
        if cells and places and export.fits(cells, places):
            return Form(export, delimiter, titles, places, 0)
    return None


def _split(line: str, delimiter: str, quote: str) -> list[str]:
    try:
        rows = csv.reader(
            [line],
            delimiter=delimiter,
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
            strict=True,
        )
        return next(rows, [])
    except csv.Error:
        return []


@cache
def _amount(decimal: str, exact: bool) -> re.Pattern[str]:
    thousand = "." if decimal == "," else ","
    whole = rf"[0-9]{{1,3}}(?:\{thousand}[0-9]{{3}})+|[0-9]{{1,13}}"
    part = rf"\{decimal}([0-9]{{2}})" if exact else rf"(?:\{decimal}([0-9]{{1,2}}))?"
    return re.compile(rf"([+-]?)({whole}){part}", re.ASCII)


def _currency(text: str) -> str:
    return text if len(text) == 3 and text.isascii() and text.isupper() else ""  # noqa: PLR2004


def _iban(account: str) -> str:
    """The IBAN of a Dutch account; its two digits are worked out (ISO 13616).

    >>> _iban("ABNA0417164300")
    'NL91ABNA0417164300'
    """
    digits = "".join(str(int(c, 36)) for c in f"{account}NL00")
    return f"NL{98 - int(digits) % 97:02d}{account}"


def _dates(form: str) -> re.Pattern[str]:
    names = SHAPES if "DD" in form else LOOSE
    return re.compile(re.sub("YYYY|MM?|DD?", lambda m: names[m[0]], form), re.ASCII)


def _export(row: dict[str, Any]) -> Export:
    return Export(
        name=row["name"],
        status=row["status"],
        source=row["source"],
        delimiters=tuple(row["delimiters"]),
        quote=row["quote"],
        decimal=row["decimal"],
        exact=row["exact"],
        dates=tuple(map(_dates, row["dates"])),
        columns={fact: tuple(names) for fact, names in row["columns"].items()},
        titles=tuple(row.get("titles", ())),
        headless=tuple(map(tuple, row.get("headless", ()))),
        preamble=row.get("preamble", ""),
        bank_code=row.get("bank_code", ""),
        sides=row.get("sides", {}),
        returns=frozenset(row.get("returns", ())),
        inside={fact: re.compile(p) for fact, p in row.get("inside", {}).items()},
    )
