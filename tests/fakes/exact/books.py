"""One administration: its chart, what is booked in it, and what it refuses, in its own words.

The sentences are the ones that people showed (`Periode is afgesloten`, `Bestaat al`, `niet in
evenwicht`); where nobody showed one it is the same pattern with another field. Validation is
refused with a 500, as the package does it; a field that is not there with a 400.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from tests.fakes.exact.chart import (
    ACCOUNTS,
    CENTRES,
    DEBTORS,
    JOURNALS,
    UNITS,
    VAT_ACCOUNT,
    VAT_CODES,
    guid,
)

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HEADER = {
    "JournalCode", "EntryNumber", "FinancialYear", "FinancialPeriod", "Currency", "ExchangeRate",
    "Reversal", "EntryID",
}  # fmt: skip
BANK_HEADER = (HEADER - {"Reversal", "ExchangeRate", "EntryID"}) | {
    "OpeningBalanceFC", "ClosingBalanceFC", "BankStatementDocument",
}  # fmt: skip
LINE = {
    "GLAccount", "Account", "AmountFC", "AmountVATFC", "Asset", "CostCenter", "CostUnit", "Date",
    "Description", "Document", "Notes", "OffsetID", "OurRef", "Project", "Quantity", "VATCode",
    "VATPercentage", "EntryID",
}  # fmt: skip
BANK_LINE = LINE - {"OffsetID"} | {"ExchangeRate"}
LONGEST = 60
US, THEM = guid("user", "koppeling"), guid("user", "bookkeeper")


class SaidNoError(Exception):
    """The package refuses: its status and its words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


@dataclass
class Line:
    """A line as it stands in the books."""

    account: str
    cents: int
    day: date
    text: str
    debtor: str
    number: int
    matched: bool = False


@dataclass
class Entry:
    """An entry; `seen_from` = when a question sees it."""

    key: str
    number: int
    journal: str
    year: int
    period: int
    user: str
    lines: list[Line]
    seen_from: int = 0


@dataclass
class Books:
    """An administration, in which every test may close, block and book what it likes."""

    division: int
    entries: list[Entry] = field(default_factory=list)
    closed: set[tuple[str, int, int]] = field(default_factory=set)
    lag: int = 0
    page: int = 60
    bulk: int = 1_000
    counter: "count[int]" = field(default_factory=lambda: count(1))

    def book(self, kind: str, body: Mapping[str, Any], now: int, user: str = US) -> Entry:
        """Book one request, or say no."""
        name = "BankEntryLines" if kind == "bank" else "GeneralJournalEntryLines"
        head, allowed = (BANK_HEADER, BANK_LINE) if kind == "bank" else (HEADER, LINE)
        _known(body, head | {name}, "Entry")
        wanted = body.get(name) or []
        for line in wanted:
            _known(line, allowed, "EntryLine")
        journal = self._journal(kind, body.get("JournalCode"))
        if not wanted:
            raise SaidNoError(500, "Verplicht: Regels")
        lines = [self._line(kind, journal, line, n) for n, line in enumerate(wanted, 1)]
        year, period = self._period(journal["Code"], body, lines[0].day)
        lines += self._made_by_the_package(kind, journal, wanted, lines)
        left = sum(line.cents for line in lines)
        if left:
            euros = f"{Decimal(left) / 100:.2f}".replace(".", ",")
            raise SaidNoError(
                500,
                f"De boeking is niet in evenwicht op: {year} / {period} (Type: Overige)"
                f" - Verschil: EUR {euros}",
            )
        number = self._number(journal["Code"], year, body.get("EntryNumber"))
        key = guid("entry", f"{self.division}/{next(self.counter)}")
        made = Entry(key, number, journal["Code"], year, period, user, lines, now + self.lag)
        self.entries.append(made)
        return made

    def _journal(self, kind: str, code: object) -> Mapping[str, Any]:
        if not code:
            raise SaidNoError(500, "Verplicht: Dagboek")
        found = next((j for j in JOURNALS if j["Code"] == code), None)
        if found is None:
            raise SaidNoError(500, "Ongeldige referentie: Journals")
        if found["IsBlocked"]:
            raise SaidNoError(500, f"Geblokkeerd: Dagboek - {code}")
        if found["Type"] != (12 if kind == "bank" else 90):
            raise SaidNoError(500, f"Invalid journal. The journal must be a {kind} journal.")
        return found

    def _line(self, kind: str, journal: Mapping[str, Any], line: Mapping[str, Any], n: int) -> Line:
        key = str(line.get("GLAccount") or "")
        if not GUID.fullmatch(key):
            raise SaidNoError(400, "Error processing request stream. Edm.Guid expected.")
        account = next((a for a in ACCOUNTS if a["ID"] == key), None)
        if account is None:
            raise SaidNoError(500, "Ongeldige referentie: Grootboekrekening")
        if account["IsBlocked"]:
            raise SaidNoError(500, f"Geblokkeerd: Grootboekrekening - {account['Code']}")
        for dimension in ("CostCenter", "CostUnit"):
            _dimension(account, dimension, line.get(dimension))
        debtor = line.get("Account")
        if debtor and debtor not in {d["ID"] for d in DEBTORS}:
            raise SaidNoError(500, "Ongeldige referentie: Relatie")
        if account["Type"] == 20 and not debtor:
            raise SaidNoError(500, "Verplicht: Relatie")
        if line.get("VATCode") and not journal["AllowVAT"]:
            raise SaidNoError(500, "Niet toegestaan: BTW-code")
        if line.get("AmountFC") is None:
            raise SaidNoError(500, "Verplicht: Bedrag")
        text = str(line.get("Description") or "")
        if len(text) > LONGEST:
            raise SaidNoError(500, "Te lang: Omschrijving")
        cents = _cents(line["AmountFC"]) * (-1 if kind == "bank" else 1)
        day = date.fromisoformat(str(line["Date"])[:10])
        return Line(account["Code"], cents, day, text, debtor or "", n)

    def _period(self, journal: str, body: Mapping[str, Any], day: date) -> tuple[int, int]:
        year = body.get("FinancialYear") or day.year
        period = body.get("FinancialPeriod") or day.month
        if not (2025 <= year <= 2027 and 1 <= period <= 12):
            raise SaidNoError(500, "Unknown: Financial year (Period-date table)")
        if (journal, year, period) in self.closed:
            raise SaidNoError(500, "Periode is afgesloten")
        return year, period

    def _made_by_the_package(
        self,
        kind: str,
        journal: Mapping[str, Any],
        wanted: Sequence[Mapping[str, Any]],
        lines: Sequence[Line],
    ) -> list[Line]:
        """VAT where the journal has it and a code says so, the account's own when none is given."""
        made = []
        for asked, line in zip(wanted, lines, strict=True):
            account = next(a for a in ACCOUNTS if a["Code"] == line.account)
            code = asked.get("VATCode") or account["VATCode"]
            found = [v for v in VAT_CODES if v["Code"] == code]
            if journal["AllowVAT"] and code and not found:
                raise SaidNoError(500, "Ongeldige referentie: BTW-code")
            rate = int(found[0]["Percentage"] * 100) if found and journal["AllowVAT"] else 0
            if rate:
                tax = round(line.cents * rate / (100 + rate))  # the amount includes it
                line.cents -= tax
                made.append(Line(VAT_ACCOUNT, tax, line.day, line.text, "", 0))
        if kind == "bank":
            total = -sum(line.cents for line in (*lines, *made))
            made.append(Line(journal["GLAccountCode"], total, lines[0].day, lines[0].text, "", 0))
        return made

    def _number(self, journal: str, year: int, wanted: int | None) -> int:
        taken = {e.number for e in self.entries if (e.journal, e.year) == (journal, year)}
        if wanted in taken:
            raise SaidNoError(500, f"Bestaat al - Boekstuknummer: {wanted}, Dagboek: {journal}")
        return wanted or max(taken, default=0) + 1

    def balances(self) -> dict[str, int]:
        """Cents by account, of accounts that have any."""
        found: Counter[str] = Counter()
        for entry in self.entries:
            for line in entry.lines:
                found[line.account] += line.cents
        return {account: cents for account, cents in sorted(found.items()) if cents}

    def open_items(self, now: int) -> list[dict[str, Any]]:
        """The list of receivables: what is not matched on accounts of debtors."""
        codes = {a["Code"] for a in ACCOUNTS if a["Type"] == 20}
        by_key = {d["ID"]: d["Code"] for d in DEBTORS}
        return [
            {
                "AccountCode": by_key[x.debtor],
                "AccountId": x.debtor,
                "EntryNumber": e.number,
                "JournalCode": e.journal,
                "Amount": x.cents / 100,
            }
            for e in self.entries
            for x in e.lines
            if x.account in codes and not x.matched and e.seen_from <= now
        ]

    def transaction_lines(self, now: int) -> list[dict[str, Any]]:
        """Every line that a question sees now."""
        return [
            {
                "EntryID": e.key,
                "EntryNumber": e.number,
                "JournalCode": e.journal,
                "FinancialYear": e.year,
                "FinancialPeriod": e.period,
                "Date": x.day,
                "GLAccountCode": x.account,
                "GLAccount": guid("account", x.account),
                "AmountDC": x.cents / 100,
                "Description": x.text,
                "Creator": e.user,
                "LineNumber": x.number,
            }
            for e in self.entries
            for x in e.lines
            if e.seen_from <= now
        ]

    def statuses(self) -> list[dict[str, Any]]:
        """Which journal is closed in which period: 0 open, 1 closed."""
        return [
            {
                "Journal": j["Code"],
                "Year": y,
                "Period": p,
                "Status": int((j["Code"], y, p) in self.closed),
            }
            for j in JOURNALS
            for y in (2025, 2026, 2027)
            for p in range(1, 13)
        ]


def periods() -> list[dict[str, Any]]:
    """Three fiscal years of months."""
    firsts = [date(y, m, 1) for y in (2025, 2026, 2027) for m in range(1, 13)]
    return [
        {
            "FinYear": d.year,
            "FinPeriod": d.month,
            "StartDate": d,
            "EndDate": (d + timedelta(days=31)).replace(day=1) - timedelta(days=1),
        }
        for d in firsts
    ]


def _known(given: Mapping[str, Any], allowed: set[str], kind: str) -> None:
    for name in given:
        if name not in allowed:
            raise SaidNoError(
                400,
                f"Error processing request stream. The property name '{name}' specified for type"
                f" '{kind}' is not valid.",
            )


def _dimension(account: Mapping[str, Any], name: str, code: object) -> None:
    word, table = ("Kostenplaats", CENTRES) if name == "CostCenter" else ("Kostendrager", UNITS)
    use = account["UseCostcenter" if name == "CostCenter" else "UseCostunit"]
    if code and code not in {row["Code"] for row in table}:
        raise SaidNoError(500, f"Ongeldige referentie: {word}")
    if use == 1 and not code:
        raise SaidNoError(500, f"Verplicht: {word} - {account['Code']}")


def _cents(value: object) -> int:
    cents = Decimal(str(value)) * 100
    if cents != int(cents):
        raise SaidNoError(500, "Ongeldig: Bedrag")
    return int(cents)
