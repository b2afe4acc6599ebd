"""The package Tryton, over its REST interface: open source, and tested against the real one.

Booking takes two requests: a move is made as a draft, then posted. A draft is no booking, and
posting the same move again changes nothing. So whatever was lost on the way, `post` looks for the
moves with the entry's reference first: it takes what is posted, finishes a draft of its own and
removes what is too much. Tryton keeps no draft that balances from being posted twice under two
numbers, and refuses no repeat; that there is one draft at most is what this module sees to.
"""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from koppeling.connectors.contract import Capabilities, Settlement, booked
from koppeling.connectors.tryton_chart import discovery
from koppeling.connectors.tryton_codes import Codes
from koppeling.connectors.tryton_fields import (
    MOVE,
    Row,
    balance,
    booked_of,
    date_of,
    day,
    reference_in,
)
from koppeling.connectors.tryton_rest import Rest
from koppeling.connectors.tryton_settings import Settings
from koppeling.connectors.wire import Send, Token
from koppeling.model.discovery import Discovery
from koppeling.model.documents import PackageLine
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import (
    ConnectorRefused,
    ConnectorUnavailable,
    OutcomeUnknown,
    SaidError,
)

PACKAGE = "tryton"
CAPABILITIES = Capabilities(
    find=True,
    unique_reference=False,
    lateness=60,
    query_lag=1,
    lists=True,
    concept=True,
)
"""Lateness: ten times what an entry of 1,000 lines takes; what lands later posts the same move.
What PostgreSQL has committed is seen by the next question. Tryton matches items only for who signed
in with a password, so a key cannot settle."""


@dataclass(frozen=True, slots=True)
class TrytonConnector:
    """Pakket `tryton`: one company in one database."""

    settings: Settings
    send: Send
    token: Token
    capabilities: Capabilities = CAPABILITIES
    seen: dict[tuple[str, str], Row] = field(default_factory=dict)

    @property
    def rest(self) -> Rest:
        """The connection."""
        return Rest(self.settings, self.send, self.token)

    @property
    def codes(self) -> Codes:
        """What the package knows by its codes."""
        return Codes(self.rest, self.seen)

    def find(self, entry: JournalEntry, now: str) -> tuple[Receipt, ...]:
        """Every move with the reference that is booked."""
        return tuple(_receipt(m, now) for m in self._moves(entry) if self._counts(m))

    def post(self, entry: JournalEntry, now: str, number: str = "") -> Receipt:
        """Make the move and post it, or finish what an earlier try left."""
        return self._book(entry, now, {})

    def reverse(self, entry: JournalEntry, of: str, now: str, number: str = "") -> Receipt:
        """A move like any other, that names what it mirrors as its origin."""
        return self._book(entry, now, {"origin": f"account.move,{of}"})

    def verify(self, entry_id: str) -> dict[str, Any] | None:
        """What stands in the package, posted or, for concepts, as a draft."""
        if not entry_id.isdecimal():
            return None
        move = self.rest.row("account.move", int(entry_id), *MOVE)
        return booked_of(move) if move and self._counts(move) else None

    def reserve_number(self, entry: JournalEntry) -> str:
        """Not asked: Tryton numbers what is posted itself."""
        raise NotImplementedError

    def _counts(self, move: Row) -> bool:
        """Whether a person would call it booked."""
        return move["state"] == "posted" or self.settings.state == "concept"

    def _moves(self, entry: JournalEntry) -> list[Row]:
        """All moves with the entry's reference, drafts too, oldest first."""
        like = ["description", "like", f"{entry.reference}%"]
        found = self.rest.rows("account.move", [self._ours, like], *MOVE)
        return [m for m in found if reference_in(m["description"]) == entry.reference]

    @property
    def _ours(self) -> list[object]:
        return ["company", "=", self.settings.company]

    def _book(self, entry: JournalEntry, now: str, more: Row) -> Receipt:
        moves = self._moves(entry)
        there = [m for m in moves if self._counts(m)]
        same = [m for m in there if booked_of(m) == booked(entry)]
        if there and not same:
            raise ConnectorRefused(code="exists", said=there[0]["number"] or "")
        move = same[0] if same else self._draft(entry, moves, more)
        if not self._counts(move):
            self._finish(move)
        return _receipt(move, now)

    def _draft(self, entry: JournalEntry, drafts: list[Row], more: Row) -> Row:
        """One draft with this content: of those that are left of earlier tries, or a new one."""
        try:
            values = self.codes.values(entry) | more
        except ConnectorRefused:
            self._remove(drafts)
            raise
        kept = [m for m in drafts if booked_of(m) == booked(entry)][:1]
        self._remove(m for m in drafts if m not in kept)
        return kept[0] if kept else self.rest.create("account.move", values, *MOVE)

    def _remove(self, drafts: Iterable[Row]) -> None:
        """A draft that is left keeps its period open."""
        for move in drafts:
            try:
                self.rest.delete("account.move", move["id"])
            except ConnectorRefused:
                if self._posted(move):  # by a request that was thought lost
                    raise OutcomeUnknown from None
                raise

    def _finish(self, move: Row) -> None:
        """Post a draft; one that is refused is removed.

        Tryton also refuses to post what is posted, as it may be by a request that was thought lost.
        """
        try:
            self.rest.act("account.move", move["id"], "post", "state")
        except ConnectorRefused:
            posted = self._posted(move)
            if posted is None:  # somebody removed it: the next try makes another
                raise ConnectorUnavailable from None
            if posted:
                return
            with contextlib.suppress(SaidError):
                self.rest.delete("account.move", move["id"])
            raise

    def _posted(self, move: Row) -> bool | None:
        """Whether a move is posted by now, None = it is gone; without an answer nobody knows."""
        try:
            now = self.rest.row("account.move", move["id"], "state")
        except ConnectorUnavailable as why:
            raise OutcomeUnknown from why
        return None if now is None else now["state"] == "posted"

    def lines(self, accounts: frozenset[str], since: date, until: date) -> tuple[PackageLine, ...]:
        """Lines of posted moves; of drafts too where entries stay drafts."""
        domain: list[Any] = [
            ["move.company", "=", self.settings.company],
            ["account.code", "in", sorted(accounts)],
            ["date", ">=", day(since)],
            ["date", "<=", day(until)],
        ]
        if self.settings.state == "definitive":
            domain.append(["move.state", "=", "posted"])
        fields = ("account.code", "move.date", "move.journal.code", "move.number")
        more = ("move.description", "debit", "credit", "create_uid")
        found = self.rest.rows("account.move.line", domain, *fields, *more)
        users: dict[int, int] = {}
        return tuple(
            PackageLine(
                account=x["account"]["code"],
                date=date_of(x["move"]["date"]),
                journal=x["move"]["journal"]["code"] or "",
                number=x["move"]["number"] or "",
                cents=balance(x),
                ours=reference_in(x["move"]["description"]),
                user=users.setdefault(x["create_uid"], len(users) + 1),
            )
            for x in found
        )

    def discover(self) -> Discovery:
        """What stands in the package."""
        return discovery(self.rest)

    def settle(self, settlement: Settlement) -> None:
        """Not asked: a key may not match items in Tryton."""
        raise NotImplementedError


def settings(keys: Mapping[str, object]) -> Settings:
    """The keys of `[package]`; ValueError names the key and what is wrong with it."""
    return Settings.of(keys)


def connect(settings: Settings, send: Send, token: Token, kept: dict[str, Any]) -> TrytonConnector:
    """The connector of one administration."""
    return TrytonConnector(settings, send, token)


def _receipt(move: Row, now: str) -> Receipt:
    return Receipt(PACKAGE, str(move["id"]), now, verified=False)
