"""What a Tryton is set up with (verkenning van Tryton): accounts, journals, dimensions, periods."""

from collections.abc import Iterator
from typing import Any, Literal

from koppeling.connectors.tryton_fields import Row, date_of
from koppeling.connectors.tryton_rest import Rest
from koppeling.model.discovery import (
    Debtor,
    Dimension,
    Discovery,
    Journal,
    LedgerAccount,
    Period,
)

KINDS: dict[str, Literal["general", "bank", "sales", "purchase"]] = {
    "general": "general",
    "cash": "bank",
    "revenue": "sales",
    "expense": "purchase",
}
"""Soorten dagboek: Tryton has one kind for bank and cash."""


def discovery(rest: Rest) -> Discovery:
    """Everything with a code. Nothing adds VAT: a move has the lines that it was given."""
    ours: list[Any] = ["company", "=", rest.settings.company]
    coded = ["code", "!=", None]
    standard = ["type", "=", "standard"]
    accounts = ("code", "name", "closed", "reconcile", "party_required", "type.statement")
    dimensions = ("code", "name", "root.code")
    periods = ("start_date", "end_date", "state")
    return Discovery(
        tuple(map(_account, rest.rows("account.account", [ours, coded], *accounts))),
        tuple(map(_journal, rest.rows("account.journal", [coded], "code", "name", "type"))),
        tuple(
            found
            for row in rest.rows(
                "analytic_account.account", [ours, coded, ["type", "=", "normal"]], *dimensions
            )
            for found in _dimension(rest, row)
        ),
        tuple(
            Debtor(x["code"], x["name"] or "")
            for x in rest.rows("party.party", [coded], "code", "name")
        ),
        tuple(
            period
            for row in rest.rows("account.period", [ours, standard], *periods)
            for period in _months(row)
        ),
    )


def _account(row: Row) -> LedgerAccount:
    kind = row["type"]
    return LedgerAccount(
        code=row["code"],
        name=row["name"],
        blocked=row["closed"] or not kind,
        settles=row["reconcile"],
        result=bool(kind) and kind["statement"] == "income",
        needs=("debtor",) if row["party_required"] else (),
    )


def _journal(row: Row) -> Journal:
    return Journal(row["code"], row["name"], KINDS.get(row["type"], "other"))


def _dimension(rest: Rest, row: Row) -> Iterator[Dimension]:
    """Of which kind it is, by its root; without roots in the mapping it is a cost centre."""
    root = row["root"]["code"]
    if root and root == rest.settings.cost_carriers:
        yield Dimension("cost_carrier", row["code"], row["name"])
    elif rest.settings.cost_centres in {"", root}:
        yield Dimension("cost_centre", row["code"], row["name"])


def _months(row: Row) -> Iterator[Period]:
    """A period of a quarter is three months."""
    first, last = date_of(row["start_date"]), date_of(row["end_date"])
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield Period(f"{month // 12}-{month % 12 + 1:02}", row["state"] != "open")
