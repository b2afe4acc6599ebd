"""One statement while its entries stream by (afschrift): sums, findings, lines, then the gate.

Nothing is kept of an entry but its lines, and those only where somebody wants them in the statement
(`Source.figures_only`, `Source.bank_lines`): else any statement is read in constant memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from koppeling.formats.camt_entry import (
    BOOKED,
    SIGNS,
    Entry,
    Part,
    cents_of,
    day_of,
    entry_of,
    line_of,
    parts_of,
    stated,
)
from koppeling.formats.camt_fields import DetailSaid, EntrySaid
from koppeling.formats.ordinals import Ordinals
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element
from koppeling.model.documents import BankLine, Header, Statement
from koppeling.model.problems import Problem, Where, problem

OPENING, CLOSING = ("OPBD", "PRCD", "ITBD"), ("CLBD", "ITBD")
MOST_PROBLEMS = 100

Balance = tuple[int, date | None]
Pair = tuple[Balance, Balance]


class Gathered:
    """Wat gelezen is: booked entries and findings of the statement that is open."""

    def __init__(self, source: Source) -> None:
        """A statement that was just opened."""
        self.sha256 = source.sha256
        self.wants_lines = not source.figures_only
        self.kept: list[BankLine] = []
        self.sink = source.bank_lines or self.kept.append
        self.ordinal = Ordinals()
        self.iban: str | None = None
        self.stated_currency = ""
        self.currencies: dict[str, None] = {}
        self.early: list[tuple[Entry, Sequence[Part]]] = []
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.first, self.last = date.max, date.min
        self.booked = self.net = 0

    def finding(self, found: Problem) -> None:
        """Keep a finding about an entry; of very many the first."""
        kept = self.errors if found.level == "error" else self.warnings
        if len(kept) < MOST_PROBLEMS:
            kept.append(found)

    def account(self, account: Element) -> None:
        """Whose statement it is; its number stands before the entries, or they wait for it."""
        if self.iban:
            return
        number = account.value("Id", "IBAN") or account.value("Id", "Othr", "Id")
        self.iban = number.replace(" ", "").upper()
        self.stated_currency = account.value("Ccy")
        for entry, parts in self.early:
            self.lines(entry, parts, self.iban)
        self.early = []

    def entry(self, record: int, said: EntrySaid, details: Sequence[DetailSaid]) -> None:
        """One Ntry; what is not booked counts for nothing."""
        if said.status not in BOOKED:
            return
        self.booked += 1
        made = entry_of(said, details, record, self.sha256)
        if not isinstance(made, Entry):
            self.net += stated(said)
            for found in made:
                self.finding(found)
            return
        self.net += made.cents
        self.first, self.last = min(self.first, made.day), max(self.last, made.day)
        if len(self.currencies) < MOST_PROBLEMS:
            self.currencies[said.currency] = None
        parts, doubt = parts_of(made, self.sha256)
        if doubt:
            self.finding(doubt)
        if not self.wants_lines:
            return
        if self.iban is None:
            self.early.append((made, parts))
        else:
            self.lines(made, parts, self.iban)

    def lines(self, entry: Entry, parts: Sequence[Part], iban: str) -> None:
        """Hand over the lines of an entry."""
        for part in parts:
            self.sink(line_of(entry, part, iban, self.ordinal))

    def statement(self, element: Element, header: Header, *, details_only: bool) -> Statement:
        """The statement as it closes, judged."""
        if self.iban is None:
            self.account(Element("Acct", {}))
        pair, doubts = balances(element, self.sha256)
        own = [*self.account_findings(element), *doubts]
        if details_only:
            only = problem("details_only", Where(self.sha256))
            own = [*(p for p in own if p.where.field != "Bal"), only]
        elif pair and pair[0][0] + self.net != pair[1][0]:
            figures = {"opening": pair[0][0], "net": self.net, "closing": pair[1][0]}
            own.append(problem("unbalanced", Where(self.sha256, None, "Bal"), **figures))
        errors = [p for p in own if p.level == "error"]
        warnings = [p for p in own if p.level != "error"]
        begin, end = self.period(element, pair)
        return Statement(
            header=replace(header, problems=(*self.errors, *errors, *self.warnings, *warnings)),
            iban=self.iban or "",
            currency=next(iter(self.every_currency(element)), "EUR"),
            number=element.value("ElctrncSeqNb") or element.value("LglSeqNb"),
            begin=begin,
            end=end,
            opening=pair[0][0] if pair else None,
            closing=pair[1][0] if pair else None,
            net=self.net,
            entries=self.booked,
            lines=tuple(self.kept),
            details_only=details_only,
        )

    def every_currency(self, element: Element) -> list[str]:
        """The currencies of account, balances and entries, each once."""
        amounts = (amount.attributes.get("Ccy", "") for amount in element.every("Bal", "Amt"))
        found = dict.fromkeys((self.stated_currency, *amounts, *self.currencies))
        return [code for code in found if code]

    def account_findings(self, element: Element) -> Iterator[Problem]:
        """No number, or a currency that is not the euro."""
        if not self.iban:
            yield problem("missing_element", Where(self.sha256, None, "Acct"), name="IBAN")
        for code in self.every_currency(element):
            if code != "EUR":
                yield problem("currency", Where(self.sha256, None, "Ccy"), currency=code)

    def period(self, element: Element, pair: Pair | None) -> tuple[date, date]:
        """First and last day: as stated, by the balances and by the entries, which is wider."""
        stated = [day_of(element.value("FrToDt", name)) for name in ("FrDtTm", "ToDtTm")]
        days = [day for day in (*stated, *(day for _, day in pair or ())) if day]
        days += [self.first, self.last] if self.first <= self.last else []
        days = days or [day_of(element.value("CreDtTm")) or date.min]
        return min(days), max(days)


def balances(element: Element, sha256: str) -> tuple[Pair | None, list[Problem]]:
    """Opening and closing balance; None with a finding when there is no pair.

    A paged statement has interim balances: the opening is the earliest of its kind, the closing
    the latest.
    """
    opening, closing = _balance(element, OPENING, 0), _balance(element, CLOSING, -1)
    where = Where(sha256, None, "Bal")
    if opening is None or closing is None or opening is closing:
        return None, [problem("no_balance", where)]
    pair: list[Balance] = []
    for found in (opening, closing):
        cents, sign = cents_of(found.value("Amt")), SIGNS.get(found.value("CdtDbtInd"))
        if cents is None or sign is None:
            expected = "bedrag met hele centen, CRDT of DBIT"
            return None, [problem("bad_value", where, name="Bal", expected=expected)]
        pair.append((sign * cents, _day(found)))
    return (pair[0], pair[1]), []


def _balance(element: Element, kinds: tuple[str, ...], place: int) -> Element | None:
    for kind in kinds:
        found = [b for b in element.every("Bal") if b.value("Tp", "CdOrPrtry", "Cd") == kind]
        if found:
            return sorted(found, key=lambda b: _day(b) or date.min)[place]
    return None


def _day(balance: Element) -> date | None:
    return day_of(balance.value("Dt", "Dt") or balance.value("Dt", "DtTm"))
