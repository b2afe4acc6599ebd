"""CAMT.053 bank statements (afschriften), version .02 to .13, streaming, with the balance gate.

Elements are taken by local name, so any prefix or no namespace will do; what differs between the
versions is a few alternative paths. Opening + booked entries = closing, else the statement is
refused. Source: the XML schemas .001.02 and .001.08 and files of Dutch banks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from koppeling.formats.bank_identity import id_of
from koppeling.formats.camt_entry import (
    SIGNS,
    Detail,
    Entry,
    booked,
    cents_of,
    day_of,
    detail_of,
    entry_of,
    key_of,
    lines_of,
)
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element, Refused, described, parts, root_of
from koppeling.model.documents import BankLine, Document, Header, Statement, Unknown
from koppeling.model.problems import Problem, Where, problem

STANDARD = "CAMT.053"
STATEMENT = "BkToCstmrStmt/Stmt"
ENTRY = f"{STATEMENT}/Ntry"
DETAIL = f"{ENTRY}/NtryDtls/TxDtls"
OPENING, CLOSING = ("OPBD", "PRCD", "ITBD"), ("CLBD", "ITBD")
PERSONAL = frozenset(
    {"RltdPties", "Ownr", "Nm", "PstlAdr", "Ustrd", "AddtlRmtInf", "AddtlTxInf", "AddtlNtryInf"}
)
MOST_PROBLEMS = 100


def claims(head: bytes) -> bool:
    """The namespace of the root says camt.053; without a namespace the first child tells."""
    root = root_of(head)
    if root.name != "Document":
        return False
    return "camt.053" in root.namespace or (not root.namespace and b"<BkToCstmrStmt" in head)


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; parties and free text masked."""
    return described(source, PERSONAL)


def read(source: Source) -> Iterator[Document]:
    """One document a statement, when the whole file could be read."""
    version = root_of(source.head()).namespace.partition("camt.053.")[2]
    header = Header(source.sha256, STANDARD, version, (), source.member)
    try:
        found = list(_statements(source, header))
    except Refused as refused:
        yield Unknown(replace(header, problems=(refused.problem,)), STANDARD)
        return
    if not found:
        missing = problem("missing_element", Where(source.sha256, None, "Stmt"), name="Stmt")
        yield Unknown(replace(header, problems=(missing,)), STANDARD)
    yield from found


@dataclass(slots=True)
class _Gathered:
    """Wat gelezen is: booked entries and findings of the statement that is open."""

    entries: list[Entry] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    booked: int = 0


def _statements(source: Source, header: Header) -> Iterator[Statement]:
    gathered = _Gathered()
    record = part = 0
    for path, element in parts(source, {STATEMENT, ENTRY, DETAIL}):
        if path == DETAIL:
            gathered.details.append(detail_of(element))
        elif path == ENTRY:
            # counted through the file: hash and record alone must lead back to the entry
            record += 1
            details, gathered.details = tuple(gathered.details), []
            if booked(element):
                gathered.booked += 1
                made = entry_of(element, details, record, source.sha256)
                if isinstance(made, Entry):
                    gathered.entries.append(made)
                else:
                    gathered.problems += made
        elif path == STATEMENT:
            yield _statement(element, gathered, replace(header, part=part))
            gathered = _Gathered()
            part += 1


def _statement(element: Element, gathered: _Gathered, header: Header) -> Statement:
    problems = gathered.problems
    account = element.first("Acct", "Id") or Element("", {})
    iban = (account.value("IBAN") or account.value("Othr", "Id")).replace(" ", "").upper()
    if not iban:
        problems.append(problem("missing_element", Where(header.sha256, None, "Acct"), name="IBAN"))
    currency = _currency(element, gathered.entries, header.sha256, problems)
    lines = tuple(_lines(gathered.entries, iban, header.sha256, problems))
    pair = _balances(element, header.sha256, problems)
    begin, end = _period(element, gathered.entries, pair)
    made = Statement(
        header=header,
        iban=iban,
        currency=currency,
        number=element.value("ElctrncSeqNb") or element.value("LglSeqNb"),
        begin=begin,
        end=end,
        opening=pair[0][0] if pair else None,
        closing=pair[1][0] if pair else None,
        net=sum(entry.cents for entry in gathered.entries),
        entries=gathered.booked,
        lines=lines,
    )
    if made.balanced is False:
        figures = {"opening": made.opening, "net": made.net, "closing": made.closing}
        problems.append(problem("unbalanced", Where(header.sha256, None, "Bal"), **figures))
    return replace(made, header=replace(header, problems=tuple(problems[:MOST_PROBLEMS])))


def _currency(element: Element, entries: list[Entry], sha256: str, problems: list[Problem]) -> str:
    """The account's currency; a finding for each that is not the euro."""
    stated = element.value("Acct", "Ccy")
    amounts = element.every("Bal", "Amt")
    found = [
        stated,
        *(a.attributes.get("Ccy", "") for a in amounts),
        *(e.currency for e in entries),
    ]
    known = [code for code in dict.fromkeys(found) if code]
    problems += [
        problem("currency", Where(sha256, None, "Ccy"), currency=code)
        for code in known
        if code != "EUR"
    ]
    return known[0] if known else "EUR"


Balance = tuple[int, date | None]


def _balances(
    element: Element, sha256: str, problems: list[Problem]
) -> tuple[Balance, Balance] | None:
    """Opening and closing balance; None with a finding when there is no pair.

    A paged statement has interim balances: the opening is the earliest of its kind, the closing
    the latest.
    """
    opening, closing = _balance(element, OPENING, 0), _balance(element, CLOSING, -1)
    where = Where(sha256, None, "Bal")
    if opening is None or closing is None or opening is closing:
        problems.append(problem("no_balance", where))
        return None
    pair: list[Balance] = []
    for found in (opening, closing):
        cents, sign = cents_of(found.first("Amt")), SIGNS.get(found.value("CdtDbtInd"))
        if cents is None or sign is None:
            expected = "bedrag met hele centen, CRDT of DBIT"
            problems.append(problem("bad_value", where, name="Bal", expected=expected))
            return None
        pair.append((sign * cents, day_of(found.first("Dt"))))
    return pair[0], pair[1]


def _balance(element: Element, kinds: tuple[str, ...], place: int) -> Element | None:
    balances = element.every("Bal")
    for kind in kinds:
        found = [b for b in balances if b.value("Tp", "CdOrPrtry", "Cd") == kind]
        if found:
            return sorted(found, key=lambda b: day_of(b.first("Dt")) or date.min)[place]
    return None


def _period(
    element: Element, entries: list[Entry], pair: tuple[Balance, Balance] | None
) -> tuple[date, date]:
    """First and last day: as stated, by the balances and by the entries, whichever is wider."""
    stated = [element.value("FrToDt", name)[:10] for name in ("FrDtTm", "ToDtTm")]
    days = [day for day in map(_day, stated) if day]
    days += [entry.day for entry in entries]
    days += [day for _, day in pair or () if day]
    made = _day(element.value("CreDtTm")[:10])
    days = days or ([made] if made else [date.min])
    return min(days), max(days)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _lines(
    entries: list[Entry], iban: str, sha256: str, problems: list[Problem]
) -> Iterator[BankLine]:
    """Every line with its id: what it is known by, and its place among equals."""
    seen: dict[str, int] = {}
    for entry in entries:
        for found in lines_of(entry, iban, sha256):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            key = key_of(found, entry, iban)
            ordinal = seen[key] = seen.get(key, 0) + 1
            yield replace(found, id=id_of(key, ordinal))
