"""The auditfile (XAF 4.0), one a fiscal year: what an accountant's program reads.

Element order and names as the tax authority's ODB publishes them. Amounts are unsigned with D or C.
There is no opening balance: the file holds what Koppeling booked, the package holds the rest.
"""

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from koppeling.model.book import Book
from koppeling.model.cents import euros
from koppeling.model.entries import JournalEntry, Posting
from koppeling.reports.hledger import account_name
from koppeling.reports.months import last_day

NAMESPACE = (
    "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/XmlauditfileXAF_4.0"
)
PROFIT_AND_LOSS = frozenset(
    {
        "revenue",
        "revenue_prior",
        "correction",
        "writeoff",
        "difference",
        "fee",
        "charges",
        "interest",
        "unbilled_revenue",
        "provision_cost",
    }
)


def auditfiles(book: Book) -> dict[str, str]:
    """`auditfile-<year>.xaf` by name, for every fiscal year (calendar year) with entries."""
    years = sorted({e.period[:4] for e in book.entries})
    return {
        f"auditfile-{year}.xaf": _file(
            book, year, [e for e in book.entries if e.period.startswith(year)]
        )
        for year in years
    }


def _tag(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"


def _amount(cents: int) -> str:
    return _tag("amnt", euros(abs(cents))) + _tag("amntTp", "C" if cents < 0 else "D")


def _file(book: Book, year: str, entries: list[JournalEntry]) -> str:
    administration = book.mapping.administration
    made = book.latest or date(int(year), 12, 31)
    company = administration.company or f"{administration.tenant} {administration.name}"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<auditfile xmlns="{NAMESPACE}"><header>',
        _tag("fiscalYear", year),
        _tag("startDate", f"{year}-01-01"),
        _tag("endDate", f"{year}-12-31"),
        _tag("curCode", "EUR"),
        _tag("dateCreated", made.isoformat()),
        _tag("softwareDesc", "Koppeling"),
        _tag("softwareVersion", "0.1"),
        "</header><company>",
        _tag("companyName", company),
        _tag("taxRegistrationCountry", "NL"),
        _tag("taxRegIdent", administration.tax_id or "onbekend"),
        *_relations(book),
        *_ledger(entries),
        *_periods(year),
        *_transactions(book, entries),
        "</company></auditfile>\n",
    ]
    return "".join(parts)


def _relations(book: Book) -> Iterator[str]:
    yield "<customersSuppliers>"
    for payer in book.mapping.payers:
        yield "<customerSupplier>"
        yield _tag("custSupID", payer.debtor or payer.label)
        yield _tag("custSupName", payer.name[:50])
        yield _tag("custSupTp", "C")
        yield "</customerSupplier>"
    yield "</customersSuppliers>"


def _ledger(entries: list[JournalEntry]) -> Iterator[str]:
    roles: dict[str, str] = {}
    for account, role in sorted({(p.account, p.role) for e in entries for p in e.postings}):
        roles.setdefault(account, role)
    yield "<generalLedger>"
    for account, role in sorted(roles.items()):
        kind = "P" if role in PROFIT_AND_LOSS or role.startswith("account:") else "B"
        yield "<ledgerAccount>"
        yield _tag("accID", account)
        yield _tag("accDesc", account_name(account, role).partition(":")[2] or account)
        yield _tag("accTp", kind)
        yield "</ledgerAccount>"
    yield "</generalLedger>"


def _periods(year: str) -> Iterator[str]:
    yield "<periods>"
    for number in range(1, 13):
        yield "<period>"
        yield _tag("periodNumber", number)
        yield _tag("startDatePeriod", f"{year}-{number:02d}-01")
        yield _tag("endDatePeriod", last_day(int(year), number).isoformat())
        yield "</period>"
    yield "</periods>"


def _transactions(book: Book, entries: list[JournalEntry]) -> Iterator[str]:
    lines = [p for e in entries for p in e.postings]
    yield "<transactions>"
    yield _tag("linesCount", len(lines))
    yield _tag("totalDebit", euros(sum(p.cents for p in lines if p.cents > 0)))
    yield _tag("totalCredit", euros(-sum(p.cents for p in lines if p.cents < 0)))
    journals = sorted({e.journal for e in entries})
    banks = {r.journal for r in book.mapping.accounts.get("bank", ()) if r.journal}
    for journal in journals:
        yield "<journal>"
        yield _tag("jrnID", journal)
        yield _tag("desc", "Bank" if journal in banks else "Memoriaal")
        yield _tag("jrnTp", "B" if journal in banks else "M")
        for entry in entries:
            if entry.journal == journal:
                yield from _transaction(book, entry)
        yield "</journal>"
    yield "</transactions>"


def _transaction(book: Book, entry: JournalEntry) -> Iterator[str]:
    yield "<transaction>"
    yield _tag("nr", entry.reference)
    yield _tag("desc", entry.text)
    yield _tag("periodNumber", int(entry.period[5:]))
    yield _tag("trDt", entry.date.isoformat())
    for number, p in enumerate(entry.postings, 1):
        yield from _line(book, entry, number, p)
    yield "</transaction>"


def _line(book: Book, entry: JournalEntry, number: int, p: Posting) -> Iterator[str]:
    named = dict(p.dimensions)
    payer = book.mapping.payer(p.payer) if p.payer else None
    yield "<trLine>"
    yield _tag("nr", number)
    yield _tag("accID", p.account)
    yield _tag("docRef", named.get("invoice") or entry.reference)
    yield _tag("effDate", entry.date.isoformat())
    yield _tag("desc", p.text)
    yield _amount(p.cents)
    if payer:
        yield _tag("custSupID", payer.debtor or payer.label)
    if named.get("invoice"):
        yield _tag("invRef", named["invoice"])
    if named.get("cost_centre"):
        yield _tag("cost", named["cost_centre"])
    yield "</trLine>"
