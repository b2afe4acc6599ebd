"""The auditfile (XAF 3.x and 4.0) of the present ledger: read for the quick scan, never booked.

A year of a large ledger is hundreds of megabytes, so every line is handed over as it closes and
nothing piles up. The file is judged by what it says of itself: number of lines, total debit and
credit. A salary journal counts for those totals and is otherwise passed by; descriptions and names
of relations stay in this room. Source: the XML schemas of XAF 3.2, 3.2.1 and 4.0.

>>> from koppeling.formats.xaf_write import Booked, auditfile
>>> source = Source.of(auditfile("3.2", [Booked("1300", 1000), Booked("8000", -1000)]), key=b"")
>>> [(line.account, line.cents) for line in ledger_lines(source)]
[('1300', 1000), ('8000', -1000)]
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element, Refused, described, parts, root_of
from koppeling.model.cents import parse_decimal
from koppeling.model.documents import Auditfile, Document, Header, Unknown
from koppeling.model.problems import Problem, Where, problem

STANDARD = "XAF"
VERSION = re.compile(r"[0-9]+(\.[0-9]+)+$", re.ASCII)
READ = ("3.", "4.")
ACCOUNT = "company/generalLedger/ledgerAccount"
TRANSACTIONS = "company/transactions"
JOURNAL = f"{TRANSACTIONS}/journal"
JOURNAL_ID, JOURNAL_NAME, JOURNAL_TYPE = (f"{JOURNAL}/{n}" for n in ("jrnID", "desc", "jrnTp"))
TRANSACTION = f"{JOURNAL}/transaction"
NUMBER, PERIOD, DATE = (f"{TRANSACTION}/{n}" for n in ("nr", "periodNumber", "trDt"))
LINE = f"{TRANSACTION}/trLine"
# whatever may come by the thousand is handed over, read or not, so that it does not pile up
WANTED = frozenset(
    {
        *("header", ACCOUNT, JOURNAL, JOURNAL_ID, JOURNAL_NAME, JOURNAL_TYPE),
        *(TRANSACTION, NUMBER, PERIOD, DATE, LINE),
        "company/customersSuppliers/customerSupplier",
        "company/generalLedger/basics/basic",
        *(f"company/openingBalance/{n}" for n in ("obLine", "obSubledgers/obSubledger/obSbLine")),
        f"{TRANSACTIONS}/subledgers/subledger/sbLine",
    }
)
PERSONAL = frozenset(
    {
        *("companyName", "customersSuppliers", "streetAddress", "postalAddress", "desc", "docRef"),
        *("recRef", "invRef", "sourceID", "userID", "Source", "User", "changeInfo"),
        *("custSupID", "bankAccNr", "offsetBankAccNr", "bankAccount"),
    }
)
SALARY = "Y"
SALARY_WORDS = re.compile(r"salaris|salary|payroll|verloning|\b(loon|lonen)", re.IGNORECASE)
SIGNS = {"D": 1, "C": -1}
MOST_PROBLEMS = 100
NINE = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])", re.ASCII)
ELEVEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class LedgerAccount(NamedTuple):
    """Grootboekrekening: `kind` = B balance, P result, M memo; `rgs` its reference code or ''."""

    number: str
    name: str
    kind: str
    rgs: str


class LedgerLine(NamedTuple):
    """Boekingsregel in het grootboek: signed cents, debit positive; references without a BSN."""

    journal: str
    journal_type: str
    transaction: str
    date: str
    period: str
    account: str
    cents: int
    document: str
    invoice: str
    relation: str
    effective: str


def claims(head: bytes) -> bool:
    """The root is an auditfile."""
    return root_of(head).name == "auditfile"


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; relations, people and free text masked."""
    return described(source, PERSONAL)


def read(source: Source) -> Iterator[Document]:
    """The one document of an auditfile."""
    found = VERSION.search(root_of(source.head()).namespace)
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


def ledger_accounts(source: Source) -> Iterator[LedgerAccount]:
    """The chart of accounts of a file that `read` did not refuse."""
    with suppress(Refused):
        for path, element in parts(source, WANTED):
            if path == ACCOUNT:
                yield LedgerAccount(
                    element.value("accID"),
                    _safe(element.value("accDesc")),
                    element.value("accTp"),
                    element.value("RGScode") or element.value("leadCode"),
                )


def ledger_lines(source: Source) -> Iterator[LedgerLine]:
    """Every line of a file that `read` did not refuse, salary journals left out."""
    with suppress(Refused):
        for place, element in _lines(source):
            cents = _cents(element)
            if cents is not None and not place.salary:
                yield LedgerLine(
                    place.journal,
                    place.kind,
                    _safe(place.transaction),
                    place.date,
                    place.period,
                    element.value("accID"),
                    cents,
                    _safe(element.value("docRef")),
                    _safe(element.value("invRef")),
                    _safe(element.value("custSupID")),
                    element.value("effDate"),
                )


@dataclass(slots=True)
class _Place:
    """Waar de lezer is: the journal and the transaction that are open."""

    journal: str = ""
    name: str = ""
    kind: str = ""
    transaction: str = ""
    period: str = ""
    date: str = ""

    @property
    def salary(self) -> bool:
        """By its type, or by its name: many book salaries in a journal of type M."""
        return self.kind == SALARY or bool(SALARY_WORDS.search(self.name))

    def at(self, path: str, text: str) -> None:
        """A value of the open journal or transaction; the end of one clears it."""
        match path.removeprefix(JOURNAL):
            case "/jrnID":
                self.journal = text
            case "/desc":
                self.name = text
            case "/jrnTp":
                self.kind = text
            case "/transaction/nr":
                self.transaction = text
            case "/transaction/periodNumber":
                self.period = text
            case "/transaction/trDt":
                self.date = text
            case "/transaction":
                self.transaction = self.period = self.date = ""
            case "":
                self.journal = self.name = self.kind = ""


def _lines(source: Source) -> Iterator[tuple[_Place, Element]]:
    place = _Place()
    for path, element in parts(source, WANTED):
        if path == LINE:
            yield place, element
        elif path.startswith(JOURNAL):
            place.at(path, element.text)


def _cents(line: Element, amount: str = "amnt", side: str = "amntTp") -> int | None:
    """Signed cents; a minus in front turns the side around, as some packages write it."""
    cents, sign = parse_decimal(line.value(amount)), SIGNS.get(line.value(side))
    return None if cents is None or sign is None else sign * cents


def _safe(text: str) -> str:
    """The reference with every number that can be a BSN masked.

    >>> _safe("F2026-1 999900006"), _safe("123456789")
    ('F2026-1 ***', '123456789')
    """
    return NINE.sub(lambda m: "***" if _elevenproof(m[0]) else m[0], text)


def _elevenproof(digits: str) -> bool:
    return sum(w * int(d) for w, d in zip(ELEVEN, digits, strict=True)) % 11 == 0


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
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """One pass over the file."""
        place = _Place()
        for path, element in parts(self.source, WANTED):
            if path == LINE:
                self.line(place, element)
            elif path == "header":
                self.header = element
            elif path == ACCOUNT:
                self.accounts += 1
            elif path.startswith(JOURNAL):
                self.journals += path == JOURNAL
                place.at(path, element.text)
            elif not path:
                self.stated = element.first("company", "transactions") or self.stated

    def line(self, place: _Place, element: Element) -> None:
        self.every += 1
        self.lines += not place.salary
        cents = _cents(element)
        if cents is None:
            self.fault("bad_value", "amnt", name="amnt", expected="bedrag in centen met D of C")
            return
        side = element.value("amntTp")
        self.sums[side] += cents * SIGNS[side]
        # a negative amount stands in its own column or as a positive in the other
        self.turned += max(0, -cents * SIGNS[side])

    def fault(self, code: str, field_: str, **figures: object) -> None:
        record = self.every if field_ == "amnt" else None
        self.problems.append(problem(code, Where(self.source.sha256, record, field_), **figures))

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
    debit, credit = counted.sums["D"], counted.sums["C"]
    # an amount that cannot be read explains every total that is off
    if not any(found.where.field == "amnt" for found in counted.problems):
        counted.totals()
    told = problem("for_scan", Where(header.sha256))
    return Auditfile(
        header=replace(header, problems=(*counted.problems[:MOST_PROBLEMS], told)),
        year=counted.header.value("fiscalYear"),
        begin=begin,
        end=end,
        currency=currency,
        accounts=counted.accounts,
        journals=counted.journals,
        lines=counted.lines,
        debit=debit,
        credit=credit,
    )
