"""The package Exact Online (Exact Online): memorial and bank entries under a number of our own.

The package has no key by which it refuses a repeat, and no text of an entry as a whole. So every
line begins with the reference, and the entry number is ours: reserved before posting and written
down with the intent, so that a repeat of the same posting finds its number taken. That it refuses a
number twice was seen for a sales journal by others; that a memorial does the same is an inference.

Entries cannot be changed or deleted over its API: a mirror takes one back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from koppeling.connectors.contract import Capabilities, Settlement, booked
from koppeling.connectors.exact_api import Api, known
from koppeling.connectors.exact_budget import Budget
from koppeling.connectors.exact_chart import Chart, literal
from koppeling.connectors.exact_entry import SELECT, Line, body_of, line_of, package_lines, shape
from koppeling.connectors.exact_matching import match_set, refused
from koppeling.connectors.exact_settings import Settings
from koppeling.connectors.wire import Send, Token
from koppeling.model.discovery import Discovery
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import ConnectorRefused, ConnectorUnavailable, OutcomeUnknown

PACKAGE = "exact"
LINES = "financialtransaction/TransactionLines"
BULK = "bulk/Financial/TransactionLines"
CAPABILITIES = Capabilities(
    find=True,
    unique_reference=False,  # a reference under another number would be booked again
    lateness=120,  # declared, not measured: a request that the package still carries out
    query_lag=60,  # declared, not measured: a line is asked of the books themselves
    numbers=True,
    settles=True,
    lists=True,
)
_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


@dataclass(slots=True)
class ExactConnector:
    """Pakket `exact`: one administration. `budget` may be kept longer than a connector."""

    settings: Settings
    send: Send
    token: Token
    budget: Budget = field(default_factory=Budget)
    capabilities: Capabilities = CAPABILITIES
    _api: Api = field(init=False)
    _chart: Chart = field(init=False)
    _last: dict[tuple[str, int], int] = field(default_factory=dict, init=False)
    _made: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """The parts that speak and that remember."""
        self._api = Api(self.settings, self.send, self.token, self.budget)
        self._chart = Chart(self._api)

    def discover(self) -> Discovery:
        """Accounts with their VAT code, journals, cost centres and units, debtors, periods."""
        return self._chart.discovery()

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        """What stands on accounts; ours by the reference with which the text of a line begins.

        Asked of the bulk service, 1,000 lines a call: a filter by code would depend on how the
        package pads it, and what the filter lets through is looked at again.
        """
        chart = self._chart.accounts(accounts)
        keys = sorted(chart[code][0] for code in accounts if code in chart)
        if not keys:
            return ()
        either = " or ".join(f"GLAccount eq guid'{key}'" for key in keys)
        days = f"Date ge datetime'{since}T00:00:00' and Date le datetime'{until}T23:59:59'"
        found = self._lines(f"({either}) and {days}", path=BULK)
        return package_lines(
            [line for line in found if line.account in accounts and since <= line.day <= until]
        )

    def find(self, entry: JournalEntry, now: str) -> tuple[Receipt, ...]:
        """Every entry with a line whose text begins with the reference."""
        self.budget.learn(now)
        lines = self._lines(f"startswith(Description,{literal(entry.reference)}) eq true")
        keys = dict.fromkeys(line.key for line in lines if line.ours == entry.reference)
        return tuple(Receipt(PACKAGE, key, now, verified=False) for key in keys)

    def reserve_number(self, entry: JournalEntry) -> str:
        """The highest number of the journal and year and one, or our last one and one."""
        period = self._chart.period(entry.date)
        if period is None:  # posting will say so; there is no number to reserve
            return str(self.settings.number_from)
        key = (entry.journal, period.year)
        if key not in self._last:
            where = f"JournalCode eq {literal(entry.journal)} and FinancialYear eq {period.year}"
            highest = self._lines(where, orderby="EntryNumber desc", top="1")
            self._last[key] = max(
                self.settings.number_from - 1, *(line.number for line in highest), 0
            )
        return str(self._last[key] + 1)

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        """Check all that the package would refuse, book, and read a taken number's holder."""
        self.budget.learn(now)
        number = number or self.reserve_number(entry)
        path, body = body_of(self._chart, entry, int(number))
        try:
            key = self._api.book(path, body)
        except ConnectorRefused as why:
            if why.code != "number_taken":
                raise
            return self._holder(entry, number, now)
        except OutcomeUnknown:
            self._took(entry, number)
            raise
        self._took(entry, number)
        self._made.add(key)
        return Receipt(PACKAGE, key, now, verified=False)

    def reverse(self, entry: JournalEntry, of: str, now: str, number: str = "") -> Receipt:
        """A mirror is an entry like any other: the package can take none back by itself."""
        return self.post(entry, now, number)

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        """The lines that the package has under a key, its own among them.

        What was booked a moment ago and does not show yet is no answer.
        """
        lines = self._entry(entry_id)
        if not lines and entry_id in self._made:
            raise ConnectorUnavailable(said=LINES)
        return shape(self._chart, lines) if lines else None

    def settle(self, settlement: Settlement) -> None:
        """Match lines of a debtor; what is refused and no longer open was matched before."""
        assert not sum(cents for _, cents in settlement.lines), "matched lines are nothing together"
        key = self._chart.debtors([settlement.debtor]).get(settlement.debtor)
        if key is None:
            raise ConnectorRefused("unknown_debtor", settlement.account)
        lines = []
        for entry_id, cents in settlement.lines:
            found = self._entry(entry_id)
            if not found:
                raise ConnectorRefused("other", entry_id)
            lines.append((found[0], cents))
        document = match_set(settlement.account, settlement.debtor, lines)
        against = refused(self._api.upload("MatchSets", document))
        if against is not None and self._open(key, [line for line, _ in lines]):
            raise ConnectorRefused(known(against)[0] or "other", "MatchSets")

    def _open(self, debtor: str, lines: list[Line]) -> bool:
        """Whether any of these entries still has an open item of the debtor (its key)."""
        left = self._api.rows(
            "read/financial/ReceivablesList",
            lambda r: (str(r["JournalCode"]).strip(), int(r["EntryNumber"])),
            f"AccountId eq guid'{debtor}'",
        )
        return bool({(line.journal, line.number) for line in lines} & set(left))

    def _holder(self, entry: JournalEntry, number: str, now: str) -> Receipt:
        """Who has the number: this entry, another content of it, somebody else, or nobody knows."""
        period = self._chart.period(entry.date)
        assert period is not None, "an entry with a period was sent"
        where = (
            f"JournalCode eq {literal(entry.journal)} and FinancialYear eq {period.year}"
            f" and EntryNumber eq {int(number)}"
        )
        try:
            lines = self._lines(where)
            found = shape(self._chart, lines) if lines else None
        except ConnectorUnavailable as error:
            raise OutcomeUnknown(said=number) from error
        if found is None:
            raise OutcomeUnknown(said=number)
        if not any(line.ours == entry.reference for line in lines):
            self._last.pop((entry.journal, period.year), None)
            raise ConnectorRefused("number_taken", number)
        if found != booked(entry):
            raise ConnectorRefused("exists", number)
        self._took(entry, number)
        return Receipt(PACKAGE, lines[0].key, now, verified=False)

    def _took(self, entry: JournalEntry, number: str) -> None:
        """The next number follows; a question might not see this one yet."""
        period = self._chart.period(entry.date)
        assert period is not None, "an entry with a period was sent"
        key = (entry.journal, period.year)
        self._last[key] = max(int(number), self._last.get(key, 0))

    def _entry(self, entry_id: str) -> list[Line]:
        """The lines of an entry; what is no key is nobody's, and asking it would be an error."""
        return self._lines(f"EntryID eq guid'{entry_id}'") if _KEY.fullmatch(entry_id) else []

    def _lines(self, where: str, path: str = LINES, **options: str) -> list[Line]:
        return self._api.rows(path, line_of, where, select=SELECT, **options)


def settings(keys: Mapping[str, object]) -> Settings:
    """The settings in the keys of `[package]`; ValueError says what is wrong with them."""
    return Settings.of(keys)


def connect(settings: Settings, send: Send, token: Token, kept: dict[str, Any]) -> ExactConnector:
    """A connector to one administration; its budgets outlive it."""
    budget = kept.setdefault(f"exact {settings.base_url} {settings.division}", Budget())
    return ExactConnector(settings, send, token, budget)
