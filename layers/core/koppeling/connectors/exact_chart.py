"""How an administration of Exact Online is set up (inrichting), asked once and remembered.

The package knows ledger accounts and debtors by a key of its own, and so must who posts. Only what
an entry names is asked for: a chart of accounts takes many pages of 60 rows, and calls are counted.

Codes of debtors are 18 wide, blanks in front, and a filter must have them so.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from koppeling.connectors.exact_api import Api, Row
from koppeling.model.discovery import (
    Debtor,
    Dimension,
    Discovery,
    Journal,
    LedgerAccount,
    Period,
)

RECEIVABLE, MANDATORY, CLOSED = 20, 1, 1
Need = Literal["cost_centre", "cost_carrier", "debtor"]
DIMENSIONS: dict[Literal["cost_centre", "cost_carrier"], str] = {
    "cost_centre": "hrm/Costcenters",
    "cost_carrier": "hrm/Costunits",
}
KINDS: dict[int, Literal["general", "bank", "cash", "sales", "purchase"]] = {
    10: "cash",
    12: "bank",
    20: "sales",
    22: "purchase",
    90: "general",
}
ACCOUNT = (
    "ID,Code,Description,IsBlocked,Matching,BalanceType,Type,UseCostcenter,UseCostunit,VATCode"
)
STATUS = "read/financial/JournalStatusByFinancialPeriod"
AT_ONCE = 20
"""Codes in one filter: an address has a length."""
_MOMENT = re.compile(r"/Date\((-?[0-9]+)", re.ASCII)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class FinancialPeriod:
    """Boekperiode: a period of a fiscal year of the package and its days."""

    year: int
    number: int
    first: date
    last: date

    @property
    def month(self) -> str:
        """The month in which it begins."""
        return self.first.isoformat()[:7]


@dataclass(slots=True)
class Chart:
    """Inrichting: what was asked of it so far. Methods raise ConnectorUnavailable."""

    api: Api
    _accounts: dict[str, tuple[str, LedgerAccount]] = field(default_factory=dict)
    _debtors: dict[str, str] = field(default_factory=dict)
    _journals: dict[str, tuple[Journal, str]] = field(default_factory=dict)
    _dimensions: dict[str, set[str]] = field(default_factory=dict)
    _periods: list[FinancialPeriod] = field(default_factory=list)
    _closed: dict[tuple[str, int, int], bool] = field(default_factory=dict)
    _without_vat: set[str] | None = None

    def accounts(self, codes: Iterable[str]) -> dict[str, tuple[str, LedgerAccount]]:
        """Key and account by code, of those that exist."""
        for where in _asked("Code", set(codes) - self._accounts.keys()):
            found = self.api.rows("financial/GLAccounts", _account, where, select=ACCOUNT)
            self._accounts |= {account.code: (key, account) for key, account in found}
        return self._accounts

    def debtors(self, codes: Iterable[str]) -> dict[str, str]:
        """Key by code, of those that exist."""
        missing = {code.rjust(18) for code in set(codes) - self._debtors.keys()}
        for where in _asked("Code", missing):
            found = self.api.rows(
                "crm/Accounts", lambda r: (_text(r, "Code"), str(r["ID"])), where, select="ID,Code"
            )
            self._debtors |= dict(found)
        return self._debtors

    def journal(self, code: str) -> tuple[Journal, str] | None:
        """The journal and the account that it books against ('' = none); None = there is none."""
        if code not in self._journals:
            for found in self.api.rows("financial/Journals", _journal, f"Code eq {literal(code)}"):
                self._journals[code] = found
        return self._journals.get(code)

    def dimensions(self, kind: Literal["cost_centre", "cost_carrier"]) -> set[str]:
        """The codes of a kind; few, so all are asked."""
        if kind not in self._dimensions:
            self._dimensions[kind] = set(self.api.rows(DIMENSIONS[kind], _code, select="Code"))
        return self._dimensions[kind]

    def period(self, day: date) -> FinancialPeriod | None:
        """The period of a day; None = the fiscal year is not there."""
        moment = f"datetime'{day.isoformat()}T00:00:00'"
        return self._period(
            lambda p: p.first <= day <= p.last, f"StartDate le {moment} and EndDate ge {moment}"
        )

    def numbered(self, year: int, number: int) -> FinancialPeriod | None:
        """The period by its number in the package."""
        return self._period(
            lambda p: (p.year, p.number) == (year, number),
            f"FinYear eq {year} and FinPeriod eq {number}",
        )

    def is_closed(self, journal: str, period: FinancialPeriod) -> bool:
        """Whether a journal takes nothing in a period any more; it may be closed after we asked."""
        key = (journal, period.year, period.number)
        if key not in self._closed:
            where = f"Journal eq {literal(journal)} and Year eq {key[1]} and Period eq {key[2]}"
            self._closed[key] = any(closed for _, closed in self.api.rows(STATUS, _status, where))
        return self._closed[key]

    def without_vat(self) -> set[str]:
        """VAT codes by which the package adds nothing."""
        if self._without_vat is None:
            found = self.api.rows(
                "vat/VATCodes", lambda r: (_text(r, "Code"), _nothing(r)), select="Code,Percentage"
            )
            self._without_vat = {code for code, nothing in found if nothing}
        return self._without_vat

    def discovery(self) -> Discovery:
        """All of it. `Period.closed` is about the journal of the settings."""
        api = self.api
        statuses = api.rows(STATUS, _status, f"Journal eq {literal(api.settings.journal)}")
        closed = {period for period, closed in statuses if closed}
        periods = api.rows("financial/FinancialPeriods", _financial)
        return Discovery(
            accounts=tuple(
                account for _, account in api.rows("financial/GLAccounts", _account, select=ACCOUNT)
            ),
            journals=tuple(journal for journal, _ in api.rows("financial/Journals", _journal)),
            dimensions=tuple(
                Dimension(kind, code, name)
                for kind, path in DIMENSIONS.items()
                for code, name in api.rows(path, _named, select="Code,Description")
            ),
            debtors=tuple(api.rows("crm/Accounts", _debtor, "Status eq 'C'", select="Code,Name")),
            periods=tuple(Period(p.month, (p.year, p.number) in closed) for p in periods),
            vat_codes=tuple(api.rows("vat/VATCodes", _code, select="Code")),
        )

    def _period(
        self, fits: Callable[[FinancialPeriod], bool], where: str
    ) -> FinancialPeriod | None:
        found = next(filter(fits, self._periods), None)
        if found is None:
            self._periods += self.api.rows("financial/FinancialPeriods", _financial, where)
            found = next(filter(fits, self._periods), None)
        return found


def literal(text: str) -> str:
    """A text in a filter: between quotes, a quote doubled."""
    return "'" + text.replace("'", "''") + "'"


def day_of(moment: object) -> date:
    """The day of `/Date(1770681600000)/`: milliseconds, always midnight.

    >>> day_of("/Date(1770681600000)/")
    datetime.date(2026, 2, 10)
    """
    found = _MOMENT.match(str(moment))
    if found is None:
        message = f"no date: {moment!r}"
        raise ValueError(message)
    return _EPOCH + timedelta(days=int(found[1]) // 86_400_000)


def _asked(name: str, codes: set[str]) -> Iterator[str]:
    wanted = sorted(codes)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        yield " or ".join(f"{name} eq {literal(code)}" for code in some)


def _account(row: Row) -> tuple[str, LedgerAccount]:
    needs: list[Need] = []
    if row["UseCostcenter"] == MANDATORY:
        needs.append("cost_centre")
    if row["UseCostunit"] == MANDATORY:
        needs.append("cost_carrier")
    if row["Type"] == RECEIVABLE:
        needs.append("debtor")
    account = LedgerAccount(
        code=_text(row, "Code"),
        name=_text(row, "Description"),
        blocked=bool(row["IsBlocked"]),
        settles=bool(row["Matching"]),
        result=row["BalanceType"] == "W",
        needs=tuple(needs),
        vat_code=_text(row, "VATCode"),
    )
    return str(row["ID"]), account


def _journal(row: Row) -> tuple[Journal, str]:
    journal = Journal(
        code=_text(row, "Code"),
        name=_text(row, "Description"),
        kind=KINDS.get(row["Type"], "other"),
        blocked=bool(row.get("IsBlocked")),
        adds_vat=bool(row["AllowVAT"]),
    )
    return journal, _text(row, "GLAccountCode")


def _financial(row: Row) -> FinancialPeriod:
    first, last = day_of(row["StartDate"]), day_of(row["EndDate"])
    return FinancialPeriod(int(row["FinYear"]), int(row["FinPeriod"]), first, last)


def _status(row: Row) -> tuple[tuple[int, int], bool]:
    return (int(row["Year"]), int(row["Period"])), row["Status"] == CLOSED


def _debtor(row: Row) -> Debtor:
    return Debtor(_text(row, "Code"), _text(row, "Name"))


def _named(row: Row) -> tuple[str, str]:
    return _text(row, "Code"), _text(row, "Description")


def _code(row: Row) -> str:
    return _text(row, "Code")


def _nothing(row: Row) -> bool:
    """Whether a VAT code has no percentage: nothing, or a zero however it is written."""
    return not str(row["Percentage"] or "").strip("0.")


def _text(row: Row, name: str) -> str:
    return str(row[name] or "").strip()
