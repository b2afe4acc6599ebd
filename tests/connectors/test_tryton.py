"""Tryton keeps the contract of every connector, and it is the real one: 8.2 on PostgreSQL.

1. Whatever goes wrong on the line, an entry ends as one posted move, and no draft of it is left.
2. What the package refuses has a code, and leaves no draft, for that would keep its period open.
3. Who posts beside others waits for their locks, and books once.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st

from koppeling.connectors.contract import booked
from koppeling.connectors.tryton import TrytonConnector
from koppeling.connectors.tryton_settings import Settings
from koppeling.connectors.wire import NoAnswer, NotSent, Reply, Send
from koppeling.model.entries import JournalEntry
from local.tryton import COMPANY, KEYS, Administration
from tests import sizes
from tests.connectors.contract import ConnectorContract
from tests.connectors.trouble import Line, over
from tests.connectors.world import NOW, World, an_entry
from tests.reports.builder import entries, entry, posting

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

    def __init__(self, books: Administration) -> None:
        self.books, self.line, self.send = books, Line(), real()

    def connector(self, key: str = "koppeling", **settings: str) -> TrytonConnector:
        send = over(self.line, self.send, REFUSAL)
        chosen = Settings(self.books.server.url, self.books.database, COMPANY, "tryton")
        return TrytonConnector(replace(chosen, **settings), send, lambda: KEYS[key])

    def bookings(self) -> int:
        return int(self.books.sql("select count(*) from account_move where state = 'posted'"))

    def drafts(self) -> int:
        return int(self.books.sql("select count(*) from account_move where state = 'draft'"))

    def age(self, seconds: int) -> None:
        """What is committed is seen at once."""

    def lag(self) -> None:
        """And stays seen."""

    def stranger(self, account: str, day: date, cents: int, journal: str) -> None:
        """A bookkeeper books it in the package."""
        postings = [posting(account, "clearing", cents), posting("1650", "advance", -cents)]
        made = entry("by hand", postings, day, journal=journal)
        values = self.connector("clerk").values(made) | {"description": "Eigen boeking"}
        rest = self.connector("clerk").rest
        number = rest.create("account.move", values)["id"]
        rest.act("account.move", number, "post")


def as_theirs(made: JournalEntry, texts: str) -> JournalEntry:
    """The same amounts and texts on accounts and journals that stand in the package."""
    known = {"*12": "1380", "(99)": "1650", "!x@y=z": "9100"}
    postings = tuple(
        replace(
            p,
            account=known.get(p.account, p.account),
            dimensions=(("debtor", "D1001"), ("invoice", texts)),
        )
        for p in made.postings
    )
    return replace(
        made,
        key=an_entry().key,
        journal={"A": "MEM", "B": "BNK"}[made.journal],
        postings=postings,
    )


class TestTryton(ConnectorContract):
    """The contract of every connector."""

    @pytest.fixture(autouse=True)
    def _books(self, books: Administration) -> None:
        self.books = books

    def world(self) -> Books:
        return Books(self.books)

    @settings(max_examples=sizes.of(25, 300))
    @given(entries(1), st.text(max_size=30))
    def test_any_entry_reads_back_as_it_was_sent(  # type: ignore[override]
        self, made: JournalEntry, texts: str
    ) -> None:
        world, theirs = self.world(), as_theirs(made, texts)
        receipt = world.connector().post(theirs, NOW)
        assert world.connector().verify(receipt.entry_id) == booked(theirs)
