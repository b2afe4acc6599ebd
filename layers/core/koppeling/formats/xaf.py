"""The auditfile (XAF 3.x and 4.0) of the present ledger: read for the quick scan, never booked.

A year of a large ledger is hundreds of megabytes, so every line is handed over as it closes and
nothing piles up. The file is judged by what it says of itself: number of lines, total debit and
credit. A salary journal counts for those totals and is otherwise passed by; descriptions and names
of relations stay in this room. Source: the XML schemas of XAF 3.2, 3.2.1 and 4.0.

>>> from koppeling.formats.xaf_write import Booked, auditfile
>>> source = Source.of(auditfile("3.2", [Booked("1300", 1000), Booked("8000", -1000)]), key=b"")
>>> [(document.lines, document.debit) for document in read(source)]
[(2, 1000)]
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from koppeling.formats.source import Source
from koppeling.formats.xaf_days import Days
from koppeling.formats.xaf_lines import (
    ACCOUNT,
    JOURNAL,
    LINE,
    OPENING_LINE,
    SIGNS,
    WANTED,
    Place,
    cents_of,
)
from koppeling.formats.xml_stream import Element, Refused, described, head_of, parts, root_of
from koppeling.model.cents import parse_decimal
from koppeling.model.documents import Auditfile, Document, Header, Unknown
from koppeling.model.problems import Problem, Where, problem

STANDARD = "XAF"
VERSION = re.compile(r"[0-9]+(\.[0-9]+)+$", re.ASCII)
READ = ("3.", "4.")
PERSONAL = frozenset(
    {
        *("companyName", "customersSuppliers", "streetAddress", "postalAddress", "desc", "docRef"),
        *("recRef", "invRef", "sourceID", "userID", "Source", "User", "changeInfo"),
        *("custSupID", "bankAccNr", "offsetBankAccNr", "bankAccount"),
    }
)
MOST_PROBLEMS = 100


def claims(head: bytes) -> bool:
    """The root is an auditfile."""
    return root_of(head).name == "auditfile"


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; relations, people and free text masked."""
    return described(source, PERSONAL)


def read(source: Source) -> Iterator[Document]:
    """The one document of an auditfile."""
    found = VERSION.search(root_of(head_of(source)).namespace)
    header = Header(source.sha256, STANDARD, found[0] if found else "", (), source.member)
    if not header.version.startswith(READ):
        looks = "een auditfile van een andere versie; lever XAF 3.2 of 4.0 aan"
        refusal = problem("no_format", Where(source.sha256), looks_like=looks)
        yield Unknown(replace(header, problems=(refusal,)), STANDARD)
        return
    try:
        yield _judged(_Counted(source), header)
    except Refused as refused:
        yield Unknown(replace(header, problems=(refused.problem,)), STANDARD)


@dataclass(slots=True)
class _Counted:
    """Geteld: what the file holds, and what it says it holds."""

    source: Source
    header: Element = field(default_factory=lambda: Element("", {}))
    stated: Element = field(default_factory=lambda: Element("", {}))
    accounts: int = 0
    journals: int = 0
    lines: int = 0
    every: int = 0
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys("DC", 0))
    turned: int = 0
    days: Days = field(default_factory=Days)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """One pass over the file."""
        place = Place()
        for path, element in parts(self.source, WANTED):
            if path == LINE:
                self.line(place, element)
            elif path == "header":
                self.header = element
            elif path == ACCOUNT:
                self.accounts += 1
                self.days.account(element)
            elif path == OPENING_LINE:
                self.days.opening(element)
            elif path.startswith(JOURNAL):
                self.journals += path == JOURNAL
                place.at(path, element.text)
            elif not path:
                self.stated = element.first("company", "transactions") or self.stated

    def line(self, place: Place, element: Element) -> None:
        self.every += 1
        self.lines += not place.salary
        cents = cents_of(element)
        if cents is None:
            self.fault("bad_value", "amnt", name="amnt", expected="bedrag in centen met D of C")
            return
        side = element.value("amntTp")
        self.sums[side] += cents * SIGNS[side]
        # a negative amount stands in its own column or as a positive in the other
        self.turned += max(0, -cents * SIGNS[side])
        if not place.salary:
            self.days.add(element.value("accID"), place.date, cents)

    def fault(self, code: str, field_: str, **figures: object) -> None:
        record = self.every if field_ == "amnt" else None
        if len(self.problems) < MOST_PROBLEMS:
            where = Where(self.source.sha256, record, field_)
            self.problems.append(problem(code, where, **figures))

    def day(self, name: str) -> date:
        """A date of the header."""
        with suppress(ValueError):
            return date.fromisoformat(self.header.value(name)[:10])
        self.fault("bad_value", name, name=name, expected="datum JJJJ-MM-DD")
        return date.min

    def totals(self) -> None:
        """What is stated of the transactions against the lines; debit against credit."""
        if self.every or self.stated.children:
            self.total("totalDebit", "D")
            self.total("totalCredit", "C")
            self.count("linesCount")
        debit, credit = self.sums["D"], self.sums["C"]
        if debit != credit:
            what = "Debet tegenover credit"
            self.fault("totals_differ", "trLine", what=what, lines=debit, stated=credit)

    def count(self, name: str) -> None:
        stated = self.stated.value(name)
        if not (stated.isascii() and stated.isdecimal()):
            self.fault("missing_element", name, name=name)
        elif stated.lstrip("0") != str(self.every or ""):
            self.fault("counts_differ", name, what=name, found=self.every, stated=stated)

    def total(self, name: str, side: str) -> None:
        stated = parse_decimal(self.stated.value(name))
        if stated is None:
            self.fault("missing_element", name, name=name)
        elif stated not in {self.sums[side], self.sums[side] + self.turned}:
            self.fault("totals_differ", name, what=name, lines=self.sums[side], stated=stated)


def _judged(counted: _Counted, header: Header) -> Auditfile:
    begin, end = counted.day("startDate"), counted.day("endDate")
    currency = counted.header.value("curCode") or "EUR"
    if currency != "EUR":
        counted.fault("currency", "curCode", currency=currency)
    # an amount that cannot be read explains every total that is off
    if not any(found.where.field == "amnt" for found in counted.problems):
        counted.totals()
    told = problem("for_scan", Where(header.sha256))
    return Auditfile(
        header=replace(header, problems=(*counted.problems, told)),
        year=counted.header.value("fiscalYear"),
        begin=begin,
        end=end,
        currency=currency,
        accounts=counted.accounts,
        journals=counted.journals,
        lines=counted.lines,
        debit=counted.sums["D"],
        credit=counted.sums["C"],
        days=counted.days.sums(),
        opened=counted.days.opened,
    )
