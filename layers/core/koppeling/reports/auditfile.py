"""The auditfile (XAF 4.0), one a fiscal year: what an accountant's program reads.

Element order, names and lengths as the tax authority's ODB publishes them; amounts are unsigned
with D or C. The file holds what Koppeling booked and nothing else. So the first year has no opening
balance, and every later year opens with what Koppeling itself left on the balance sheet; the result
of the years before stands on one line of its own, because which equity account the package closes
to is not ours to say.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from xml.sax.saxutils import escape

from koppeling.model.book import Book
from koppeling.model.cents import euros
from koppeling.model.entries import JournalEntry, Posting
from koppeling.reports.accounts import Account, accounts
from koppeling.reports.months import last_day

NAMESPACE = (
    "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/XmlauditfileXAF_4.0"
)
RESULT = Account("RESULTAAT", "Resultaat voorgaande jaren, volgens Koppeling", result=False)
LENGTHS = {
    "companyName": 255,
    "taxRegIdent": 30,
    "custSupID": 35,
    "custSupName": 50,
    "accID": 35,
    "accDesc": 255,
    "jrnID": 35,
    "docRef": 255,
    "invRef": 255,
    "cost": 999,
    "product": 999,
}


def auditfiles(book: Book) -> dict[str, str]:
    """`auditfile-<year>.xaf` by name, for every fiscal year (calendar year) with entries."""
    years = sorted({e.period[:4] for e in book.entries})
    return {f"auditfile-{year}.xaf": "".join(_file(book, year)) for year in years}


def _tag(name: str, value: object) -> str:
    """An element with its text: legal in XML, within the length of the schema, no outer blanks."""
    text = "".join(c if c.isprintable() else " " for c in str(value)).strip()
    return f"<{name}>{escape(text[: LENGTHS.get(name)].strip())}</{name}>"


def _amount(cents: int) -> str:
    return _tag("amnt", euros(abs(cents))) + _tag("amntTp", "C" if cents < 0 else "D")


def _file(book: Book, year: str) -> Iterator[str]:
    entries = [e for e in book.entries if e.period[:4] == year]
    known = accounts(book)
    opening = _opening(book, year, known)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<auditfile xmlns="{NAMESPACE}">'
    yield from _header(book, year)
    yield "<company>"
    yield from _company(book)
    yield from _relations(book)
    used = {p.account for e in entries for p in e.postings} | {number for number, _ in opening}
    shown = [a for a in (*known.values(), RESULT) if a.number in used]
    yield from _ledger(shown, book.mapping.rgs)
    yield from _periods(int(year))
    yield from _opening_balance(opening)
    yield from _transactions(book, entries)
    yield "</company></auditfile>\n"


def _header(book: Book, year: str) -> Iterator[str]:
    made = book.latest or date(int(year), 12, 31)
    yield "<header>"
    yield _tag("fiscalYear", year)
    yield _tag("startDate", f"{year}-01-01")
    yield _tag("endDate", f"{year}-12-31")
    yield _tag("curCode", "EUR")
    yield _tag("dateCreated", made.isoformat())
    yield _tag("softwareDesc", "Koppeling")
    yield _tag("softwareVersion", "0.1")
    yield "</header>"


def _company(book: Book) -> Iterator[str]:
    administration = book.mapping.administration
    name = administration.company or f"{administration.tenant} {administration.name}"
    yield _tag("companyName", name)
    yield _tag("taxRegistrationCountry", "NL")
    yield _tag("taxRegIdent", administration.tax_id or "onbekend")


def _relation(book: Book, posting: Posting) -> str:
    """The debtor number that was booked on, else the payer's own, else its label."""
    debtor = dict(posting.dimensions).get("debtor", "")
    payer = book.mapping.payer(posting.payer) if posting.payer else None
    return (debtor or (payer.debtor or payer.label if payer else posting.payer))[:35].strip()


def _relations(book: Book) -> Iterator[str]:
    """Every payer of the mapping and whoever else was booked on, one a debtor number."""
    found = {(p.debtor or p.label)[:35].strip(): p.name for p in book.mapping.payers}
    for posting in (p for e in book.entries for p in e.postings):
        payer = book.mapping.payer(posting.payer) if posting.payer else None
        found.setdefault(_relation(book, posting), payer.name if payer else posting.payer)
    yield "<customersSuppliers>"
    for number, name in sorted(found.items()):
        if number:
            yield "<customerSupplier>"
            yield _tag("custSupID", number)
            yield _tag("custSupName", name)
            yield _tag("custSupTp", "C")
            yield "</customerSupplier>"
    yield "</customersSuppliers>"


def _ledger(used: Iterable[Account], rgs: Mapping[str, str]) -> Iterator[str]:
    yield "<generalLedger>"
    for account in used:
        yield "<ledgerAccount>"
        yield _tag("accID", account.number)
        yield _tag("accDesc", account.words)
        yield _tag("accTp", "P" if account.result else "B")
        if account.number in rgs:
            yield _tag("RGScode", rgs[account.number])
        yield "</ledgerAccount>"
    yield "</generalLedger>"


def _periods(year: int) -> Iterator[str]:
    yield "<periods>"
    for number in range(1, 13):
        yield "<period>"
        yield _tag("periodNumber", number)
        yield _tag("startDatePeriod", date(year, number, 1).isoformat())
        yield _tag("endDatePeriod", last_day(year, number).isoformat())
        yield "</period>"
    yield "</periods>"


def _opening(book: Book, year: str, known: dict[str, Account]) -> list[tuple[str, int]]:
    """(account, signed cents) at the start of a year; sums to nought, empty for the first."""
    before = [p for e in book.entries if e.period[:4] < year for p in e.postings]
    sums: dict[str, int] = {}
    for p in before:
        number = RESULT.number if known[p.account].result else p.account
        sums[number] = sums.get(number, 0) + p.cents
    return [(number, cents) for number, cents in sorted(sums.items()) if cents]


def _totals(cents: Iterable[int]) -> str:
    every = list(cents)
    return (
        _tag("linesCount", len(every))
        + _tag("totalDebit", euros(sum(c for c in every if c > 0)))
        + _tag("totalCredit", euros(-sum(c for c in every if c < 0)))
    )


def _opening_balance(opening: list[tuple[str, int]]) -> Iterator[str]:
    if not opening:
        return
    yield "<openingBalance>"
    yield _totals(cents for _, cents in opening)
    for number, (account, cents) in enumerate(opening, 1):
        yield f"<obLine>{_tag('nr', number)}{_tag('accID', account)}{_amount(cents)}</obLine>"
    yield "</openingBalance>"


def _transactions(book: Book, entries: list[JournalEntry]) -> Iterator[str]:
    yield "<transactions>"
    yield _totals(p.cents for e in entries for p in e.postings)
    banks = {r.journal for r in book.mapping.accounts.get("bank", ()) if r.journal}
    for journal in sorted({e.journal for e in entries}):
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
    yield "<trLine>"
    yield _tag("nr", number)
    yield _tag("accID", p.account)
    yield _tag("docRef", named.get("invoice") or entry.reference)
    yield _tag("effDate", entry.date.isoformat())
    yield _tag("desc", p.text)
    yield _amount(p.cents)
    relation = _relation(book, p)
    optional = {
        "custSupID": relation,
        "invRef": named.get("invoice"),
        "cost": named.get("cost_centre"),
        "product": named.get("cost_carrier"),
    }
    yield from (_tag(name, value) for name, value in optional.items() if value)
    yield "</trLine>"
