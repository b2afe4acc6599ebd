"""An administration in the real Tryton, for the tests of its connector."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import urllib3

from koppeling.connectors.tryton import TrytonConnector
from koppeling.connectors.tryton_settings import Settings
from koppeling.connectors.wire import NoAnswer, NotSent, Reply, Send
from koppeling.model.entries import JournalEntry
from local.tryton import COMPANY, KEYS, Administration
from tests.connectors.trouble import Line, over
from tests.connectors.world import World
from tests.reports.builder import entry as simple_entry
from tests.reports.builder import posting

REFUSAL = Reply(
    400,
    {"content-type": "application/json"},
    json.dumps(
        {
            "message": 'To post move "7", you must balance all its lines debits and credits.',
            "description": "",
        }
    ).encode(),
)


def real() -> Send:
    """Over HTTP, with a connection that is kept."""
    pool = urllib3.PoolManager(retries=False, timeout=30)

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            got = pool.request(method, url, headers=headers, body=body)
        except urllib3.exceptions.NewConnectionError as why:
            raise NotSent from why
        except urllib3.exceptions.HTTPError as why:
            raise NoAnswer from why
        return Reply(got.status, {k.lower(): v for k, v in got.headers.items()}, got.data)

    return send


class Books(World):
    """An administration in the real package, behind a line that can fail."""

    name = "tryton"

    def __init__(self, books: Administration, *, concept: bool = False) -> None:
        self.books, self.line, self.send = books, Line(), real()
        self.concept = concept

    def connector(
        self, key: str = "koppeling", send: Send | None = None, **settings: Any
    ) -> TrytonConnector:
        send = send or over(self.line, self.send, REFUSAL)
        chosen = Settings(self.books.server.url, self.books.database, COMPANY, "tryton")
        if self.concept:
            settings = {"state": "concept", **settings}
        return TrytonConnector(replace(chosen, **settings), send, lambda: KEYS[key])

    def meddling(self, part: str, meddle: Callable[[bytes], bytes]) -> TrytonConnector:
        """A connector of which the body of each write to such an address is changed on its way."""

        def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
            there = method != "GET" and part in url
            return self.send(method, url, headers, meddle(body) if there else body)

        return self.connector(send=send)

    def losing(self, part: str, effect: Literal["never", "once"] = "once") -> TrytonConnector:
        """A connector that hears nothing of its writes to such an address."""

        def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
            lost = method != "GET" and part in url
            if not lost or effect == "once":
                reply = self.send(method, url, headers, body)
            if lost:
                raise NoAnswer
            return reply

        return self.connector(send=send)

    def bookings(self) -> int:
        drafts = " or state = 'draft'" if self.concept else ""
        asked = f"select count(*) from account_move where state = 'posted'{drafts}"  # noqa: S608
        return int(self.books.sql(asked))

    def drafts(self, entry: JournalEntry) -> int:
        """Drafts that hold its reference."""
        found = self.books.sql("select description from account_move where state = 'draft'")
        return sum(line.startswith(entry.reference) for line in found.splitlines())

    def age(self, seconds: int) -> None:
        """What is committed is seen at once."""

    def lag(self) -> None:
        """And stays seen."""

    def stranger(self, account: str, day: date, cents: int, journal: str) -> None:
        """A bookkeeper books it in the package."""
        postings = [posting(account, "clearing", cents), posting("1650", "advance", -cents)]
        made = simple_entry("by hand", postings, day, journal=journal)
        values = self.connector("clerk").codes.values(made) | {"description": "Eigen boeking"}
        rest = self.connector("clerk").rest
        number = rest.create("account.move", values)["id"]
        rest.act("account.move", number, "post")
