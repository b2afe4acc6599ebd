"""Exact Online in a test: an administration of its own in the fake, behind a line that can fail."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from koppeling.connectors.exact import ExactConnector
from koppeling.connectors.exact_budget import Budget
from koppeling.connectors.exact_settings import Settings
from koppeling.connectors.wire import Reply
from koppeling.model.cents import euros
from koppeling.model.entries import JournalEntry, Posting
from tests.connectors.trouble import Line, over
from tests.connectors.world import World, an_entry
from tests.fakes.exact.chart import guid
from tests.fakes.exact.client import address, control, send
from tests.reports.builder import entry, posting

CLOSED = Reply(
    500,
    {"content-type": "application/json"},
    json.dumps({"error": {"message": {"value": "Periode is afgesloten"}}}).encode(),
)

DAY = date(2026, 2, 10)


class Exact(World):
    """`minute` = calls a minute, when a test needs less or more than the package gives."""

    name = "exact"

    def __init__(self, page: int = 7, **package: object) -> None:
        self.division = int(control("administration")["division"])
        self.line = Line()
        self.page = page
        self.package = package
        self.token = ""
        control("set", division=self.division, page=page)

    def connector(self, budget: Budget | None = None) -> ExactConnector:
        """A connector a minute: the troubles of the suite have nothing to do with limits."""
        self.age(61)
        return self.here(budget)

    def here(self, budget: Budget | None = None) -> ExactConnector:
        """A connector, and no time goes by."""
        keys = {"division": self.division, "connection": "exact", "base_url": address()}
        settings = Settings.of({**keys, **self.package})
        self.token = control("token")["access_token"]
        sending = over(self.line, send, CLOSED)
        return ExactConnector(settings, sending, lambda: self.token, budget or Budget())

    def state(self) -> dict[str, Any]:
        return control("state", division=self.division)

    def bookings(self) -> int:
        return int(self.state()["bookings"])

    def age(self, seconds: int) -> None:
        control("clock", seconds=seconds)
        self.token = control("token")["access_token"]

    def lag(self) -> None:
        lag = self.connector().capabilities.query_lag
        control("set", division=self.division, lag=lag)

    def by_hand(self, journal: str, day: date, lines: list[tuple[str, int]], **head: int) -> None:
        body = {
            "JournalCode": journal,
            **head,
            "GeneralJournalEntryLines": [
                {
                    "GLAccount": guid("account", account),
                    "AmountFC": euros(cents),
                    "Date": f"{day}T00:00:00",
                }
                for account, cents in lines
            ],
        }
        control("by_hand", division=self.division, kind="general", body=body)

    def stranger(self, account: str, day: date, cents: int, journal: str) -> None:
        self.by_hand(journal, day, [(account, cents), ("0500", -cents)])

    def occupy(self, entry: JournalEntry, number: str) -> None:
        self.by_hand(
            entry.journal, entry.date, [("0500", 1), ("1390", -1)], EntryNumber=int(number)
        )

    def settled(self, account: str, debtor: str) -> int:
        matched: list[list[str]] = self.state()["matched"]
        return matched.count([account, guid("debtor", debtor)])


def memorial(*lines: Posting, journal: str = "MEM", day: date = DAY) -> JournalEntry:
    """Lines against `0500`, which takes anything."""
    made = [*lines, posting("0500", "account:0500", -sum(p.cents for p in lines))]
    return replace(entry("awarded/x", made, day, journal=journal), key=an_entry().key)
