"""An entry as Exact Online takes it, and as it gives it back (boeking heen en terug).

Everything that the package would refuse and that can be known is refused here: each refusal of the
package itself is counted, and ten an hour shut the application out.

Amounts are written as decimals with two digits, from cents. The package reads them as such.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from koppeling.connectors.exact_api import Row
from koppeling.connectors.exact_chart import Chart, FinancialPeriod, day_of
from koppeling.model.cents import euros, parse_decimal
from koppeling.model.discovery import Journal, LedgerAccount
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.errors import ConnectorRefused

LONGEST = 60
"""Characters of a description."""
_OURS = re.compile(r"K[A-Z2-7]{15}(?= |$)", re.ASCII)
PATHS = {
    "general": ("generaljournalentry/GeneralJournalEntries", "GeneralJournalEntryLines"),
    "bank": ("financialtransaction/BankEntries", "BankEntryLines"),
}
SELECT = (
    "EntryID,EntryNumber,JournalCode,FinancialYear,FinancialPeriod,Date,GLAccountCode,"
    "AmountDC,Description,Creator"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


def body_of(chart: Chart, entry: JournalEntry, number: int) -> tuple[str, bytes]:
    """Where an entry is posted and the request body; ConnectorRefused when it cannot be."""
    journal, against = _journal(chart, entry.journal)
    period = _period(chart, entry)
    postings = entry.postings
    if journal.kind == "bank":
        # the package books the other side on the account of the journal, and has it once
        postings = tuple(p for p in postings if p.account != against)
        _must(len(postings) == len(entry.postings) - 1, "unknown_journal", entry.journal)
    lines = _lines(chart, journal, entry, postings)
    path, name = PATHS[journal.kind]
    head = {
        "JournalCode": json.dumps(entry.journal),
        "EntryNumber": str(number),
        "FinancialYear": str(period.year),
        "FinancialPeriod": str(period.number),
        name: "[" + ",".join(map(_json, lines)) + "]",
    }
    return path, _json(head).encode()


def _journal(chart: Chart, code: str) -> tuple[Journal, str]:
    found = chart.journal(code)
    if found is None or found[0].blocked or found[0].kind not in PATHS:
        raise ConnectorRefused("unknown_journal", code)
    return found


def _period(chart: Chart, entry: JournalEntry) -> FinancialPeriod:
    period = chart.period(entry.date)
    if period is None:
        raise ConnectorRefused("no_period", entry.period)
    _must(not chart.is_closed(entry.journal, period), "closed_period", entry.period)
    return period


def _lines(
    chart: Chart, journal: Journal, entry: JournalEntry, postings: Sequence[Posting]
) -> list[dict[str, str]]:
    accounts = chart.accounts(p.account for p in postings)
    debtors = chart.debtors(_named(p, "debtor") for p in postings if _named(p, "debtor"))
    made = []
    for p in postings:
        _must(p.account in accounts, "unknown_account", p.account)
        key, account = accounts[p.account]
        _check(chart, account, p, debtors)
        cents = -p.cents if journal.kind == "bank" else p.cents  # what came in stands positive
        text = f"{entry.reference} {_CONTROL.sub(' ', p.text)}"[:LONGEST].strip()
        line = {
            "GLAccount": json.dumps(key),
            "AmountFC": euros(cents),
            "Date": json.dumps(f"{entry.date.isoformat()}T00:00:00"),
            "Description": json.dumps(text),
        }
        if debtor := _named(p, "debtor"):
            line["Account"] = json.dumps(debtors[debtor])
        if centre := _named(p, "cost_centre"):
            line["CostCenter"] = json.dumps(centre)
        if carrier := _named(p, "cost_carrier"):
            line["CostUnit"] = json.dumps(carrier)
        if vat := _vat_code(chart, journal, account, p):
            line["VATCode"] = json.dumps(vat)
        made.append(line)
    return made


def _check(
    chart: Chart, account: LedgerAccount, posting: Posting, debtors: Mapping[str, str]
) -> None:
    """An account that takes it, with the dimensions that it must have, all of them there."""
    _must(not account.blocked, "blocked_account", account.code)
    debtor = _named(posting, "debtor")
    _must(not debtor or debtor in debtors, "unknown_debtor", account.code)
    _must(bool(debtor) or "debtor" not in account.needs, "unknown_debtor", account.code)
    for kind in ("cost_centre", "cost_carrier"):
        code = _named(posting, kind)
        _must(bool(code) or kind not in account.needs, "dimension", account.code)
        _must(not code or code in chart.dimensions(kind), "dimension", code)


def _vat_code(chart: Chart, journal: Journal, account: LedgerAccount, posting: Posting) -> str:
    """The code to send. A journal without VAT refuses any; one that has it is told always.

    With a code that has a percentage the package makes lines of its own: the tax stands in our
    entry already, so such a code is refused.
    """
    if not journal.adds_vat:
        return ""
    code = _named(posting, "vat_code") or chart.api.settings.exempt_code
    _must(bool(code) or not account.vat_code, "vat", account.code)
    _must(not code or code in chart.without_vat(), "vat", code)
    return code


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the package: `key` of its entry, `ours` = the reference in its text.

    Cents are debit positive; `user` = the key of who booked it.
    """

    key: str
    number: int
    journal: str
    year: int
    period: int
    day: date
    account: str
    cents: int
    ours: str
    user: str


def line_of(row: Row) -> Line:
    """A row of TransactionLines; raises ValueError or KeyError when it is none."""
    cents = parse_decimal(str(row["AmountDC"]))
    if cents is None:
        message = "AmountDC"
        raise ValueError(message)
    found = _OURS.match(str(row["Description"] or ""))
    return Line(
        key=str(row["EntryID"]),
        number=int(row["EntryNumber"]),
        journal=str(row["JournalCode"]).strip(),
        year=int(row["FinancialYear"]),
        period=int(row["FinancialPeriod"]),
        day=day_of(row["Date"]),
        account=str(row["GLAccountCode"]).strip(),
        cents=cents,
        ours=found[0] if found else "",
        user=str(row["Creator"] or ""),
    )


def shape(chart: Chart, lines: Sequence[Line]) -> dict[str, Any]:
    """What stands in the package under one entry, as `booked` says what was sent."""
    days = sorted({line.day for line in lines})
    period = chart.numbered(lines[0].year, lines[0].period)
    inside = period is None or period.first <= days[0] <= period.last
    return {
        "date": " ".join(day.isoformat() for day in days),
        "period": days[0].isoformat()[:7] if period is None or inside else period.month,
        "journal": lines[0].journal,
        "lines": sorted([line.account, line.cents] for line in lines),
    }


def package_lines(lines: Sequence[Line]) -> tuple[PackageLine, ...]:
    """Lines as C13 and the look before a bank posting want them; who booked them is a count."""
    users: dict[str, int] = {}
    return tuple(
        PackageLine(
            account=x.account,
            date=x.day,
            journal=x.journal,
            number=str(x.number),
            cents=x.cents,
            ours=x.ours,
            user=users.setdefault(x.user, len(users) + 1) if x.user else 0,
        )
        for x in lines
    )


def _named(posting: Posting, name: str) -> str:
    return dict(posting.dimensions).get(name, "")


def _must(condition: bool, code: str, said: str) -> None:
    if not condition:
        raise ConnectorRefused(code, said)


def _json(values: Mapping[str, str]) -> str:
    """An object of values that are JSON already: so that amounts never become anything else."""
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in values.items()) + "}"
