"""The posting protocol (boeken in het pakket): intent before effect, ask before posting again.

One poster an administration, by a lease that outlasts its own time-out. Each attempt is written
down first, with the number it takes, on condition that posting is not blocked. An unknown outcome
waits the quiet time and is then looked up by its reference; only what is surely absent is posted
again, under the same number where the package has numbers. What can neither be found nor be
refused by the package itself is never posted again: a person decides.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from koppeling.accounting.next_period import in_next_open
from koppeling.connectors.contract import Connector, booked
from koppeling.model.codec import to_plain
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.entry_codec import entry_plain
from koppeling.model.errors import (
    Conflict,
    ConnectorRefused,
    ConnectorUnavailable,
    OutcomeUnknown,
)
from koppeling.model.mapping import Mapping
from koppeling.settle.before_bank import overlap, takes_bank
from koppeling.settle.bounds import Bounds
from koppeling.settle.clock import epoch, iso
from koppeling.settle.draft import entry_of
from koppeling.settle.held import UNKNOWN, ready, refused
from koppeling.settle.ledger import Ledger, load, mapping_of, movements_of
from koppeling.settle.ports import Intent, Workshop
from koppeling.settle.settling import settle_items
from koppeling.settle.sweep import sweep

Clock = Callable[[], int]
CLOSED, EXPIRED = "closed_period", "consent_expired"
TRIES = 3
"""Numbers tried for one entry in a round: people book in the same journal, but not that fast."""


@dataclass(slots=True)
class Tally:
    """Telling: what one round of posting came to; `wait_until` ISO, '' = no need to wait.

    `moved` = drafted again in the next open period; `faults` = entries that the package holds
    twice, altered or not at all; `away` = the code of why it could not be reached.
    """

    posted: int = 0
    found: int = 0
    refused: int = 0
    unknown: int = 0
    moved: int = 0
    faults: int = 0
    left: int = 0
    away: str = ""
    wait_until: str = ""

    def wait(self, until: int, least: int = 0) -> None:
        """The earliest moment at which it makes sense to go on, `least` at the earliest."""
        moment = iso(max(until, least))
        self.wait_until = min(self.wait_until or moment, moment)


def post(
    shop: Workshop, connector: Connector, clock: Clock, bounds: Bounds, deadline: int
) -> dict[str, int | str | bool]:
    """Post what may be posted while time is left. `done` = nothing is left that can go now."""
    bounds.check(connector.capabilities)
    tally = Tally()
    ledger = load(shop)
    if shop.store.state().blocked or not ledger.mappings:
        return _answer(tally, done=True)
    fence = shop.store.lease(clock(), bounds.lease)
    if fence is None:
        # the holder gives its lease back when it is done, long before the lease would end
        tally.wait(min(shop.store.lease_until(), clock() + bounds.retry), clock() + bounds.pause)
        return _answer(tally, done=False)
    poster = Poster(shop, connector, clock, bounds, fence, tally)
    try:
        poster.round(ledger, deadline)
        poster.look(deadline)
    except Conflict:  # blocked meanwhile, or our lease ran out: another round will decide
        tally.wait(clock(), clock() + bounds.pause)
    except ConnectorUnavailable as away:  # at whatever call: nothing more can be done here now
        tally.away = away.code
        tally.wait(clock() + max(away.wait, bounds.retry))
    finally:
        shop.store.release(fence)
    # what takes longer than an execution may sleep is resumed by watch
    asleep = tally.wait_until > iso(clock() + bounds.patience) or tally.away == EXPIRED
    if asleep:
        tally.wait_until = ""
    return _answer(tally, done=asleep or not (tally.left or tally.wait_until))


def _answer(tally: Tally, *, done: bool) -> dict[str, int | str | bool]:
    return {"done": done, **to_plain(tally)}


@dataclass(frozen=True)
class Poster:
    """Boeker: one holder of the lease at work."""

    shop: Workshop
    connector: Connector
    clock: Clock
    bounds: Bounds
    fence: int
    tally: Tally

    @cached_property
    def posted(self) -> dict[str, tuple[str, JournalEntry]]:
        """What is in the package, by entry key: its id there and the entry."""
        return {
            i.key: (str(i.receipt["entry_id"]), entry_of(i))
            for i in self.shop.store.intents()
            if i.receipt is not None
        }

    def round(self, ledger: Ledger, deadline: int) -> None:
        """Every intent in order; what builds on an entry that stands still waits with it."""
        mapping = mapping_of(self.shop, ledger.newest)
        stopped: set[str] = set()
        for intent, entry in ready(self.shop.store.todo(), mapping, ledger.releases):
            items = {p.item for p in entry.postings if p.item}
            if items & stopped:
                continue
            if self.clock() >= deadline:
                self.tally.left += 1
                self.tally.wait(self.clock(), self.clock() + self.bounds.pause)
                return
            if not (self.was_found(intent, entry) or self.may_post(intent, entry, mapping)):
                stopped |= items
        if self.connector.capabilities.settles:
            settle_items(self.shop, self.connector, self.posted.values())

    def look(self, deadline: int) -> None:
        """Count what is there, once a day; what it finds is judged by C10 before the next round.

        A list too long for the calls of a minute must not keep anything from being posted.
        """
        if self.clock() < deadline:
            with contextlib.suppress(ConnectorUnavailable):
                found = sweep(self.shop, self.connector, self.clock(), self.bounds.quiet)
                self.tally.faults += found.wrong if found else 0

    def was_found(self, intent: Intent, entry: JournalEntry) -> bool:
        """An attempt whose outcome is unknown is asked for, once the quiet time is over."""
        if not intent.attempt_at or self.clock() < self.quiet_until(intent):
            return False
        if not self.connector.capabilities.find:
            return False
        found = self.connector.find(entry, iso(self.clock()))
        if not found:
            return False
        self.finish(entry, found[0])
        self.tally.found += 1
        self.tally.faults += len(found) > 1
        return True

    def quiet_until(self, intent: Intent) -> int:
        """When an unknown outcome may be asked for."""
        return epoch(intent.attempt_at) + self.bounds.quiet

    def may_post(self, intent: Intent, entry: JournalEntry, mapping: Mapping) -> bool:
        """Post, unless an earlier attempt may still land or can never be asked for."""
        if intent.attempt_at and self.clock() < self.quiet_until(intent):
            self.tally.wait(self.quiet_until(intent))
            return False
        asked = self.connector.capabilities.find or self.connector.capabilities.unique_reference
        if intent.attempt_at and not asked:
            self.unknown(intent)
            return False
        earlier = [entry for _, entry in self.posted.values()] if takes_bank(entry) else []
        there = overlap(self.connector, mapping.administration.start, intent, entry, earlier)
        if there:
            self.refuse(intent, *there)
            return False
        for _ in range(TRIES):
            done = self.attempt(intent, entry)
            if done is not None:
                return done
            intent = replace(intent, number="")
        self.tally.wait(self.clock() + self.bounds.retry)
        return False

    def attempt(self, intent: Intent, entry: JournalEntry) -> bool | None:
        """Intent before effect; True = it is in the package, None = its number is another's."""
        store, now = self.shop.store, iso(self.clock())
        number = intent.number
        if self.connector.capabilities.numbers and not number:
            number = self.connector.reserve_number(entry)
        store.begin(intent.key, self.fence, now, number)
        try:
            receipt = self.send(entry, number)
        except ConnectorUnavailable:
            store.trouble(intent.key, "", attempted=False)
            raise
        except ConnectorRefused as why:
            return self.was_refused(intent, entry, why)
        except OutcomeUnknown:
            self.unknown(intent)
            self.tally.wait(self.clock() + self.bounds.quiet)
            return False
        try:
            self.finish(entry, receipt)
        except ConnectorUnavailable:  # booked, and not read back: found again after the quiet time
            self.unknown(intent)
            raise
        self.tally.posted += 1
        return True

    def send(self, entry: JournalEntry, number: str) -> Receipt:
        """A mirror is posted as such where what it mirrors is in the package."""
        now = iso(self.clock())
        of = self.posted.get(entry.of) if entry.of else None
        if of:
            return self.connector.reverse(entry, of[0], now, number)
        return self.connector.post(entry, now, number)

    def was_refused(
        self, intent: Intent, entry: JournalEntry, why: ConnectorRefused
    ) -> bool | None:
        """Proven absent: another number, the next open period, or a question to a person."""
        if why.code == "number_taken":
            self.shop.store.trouble(intent.key, "", attempted=False)
            return None
        if why.code != "closed_period" or not self.moved(intent, entry):
            self.refuse(intent, why.code, why.said)
        return False

    def moved(self, intent: Intent, entry: JournalEntry) -> bool:
        """Whether the entry was drafted again in the first period that the package has open."""
        ledger = load(self.shop)
        movements = {m.name: m for m in movements_of(self.shop, intent.sequence)}
        document = movements[entry.movement].date
        closed = self.connector.discover().closed | {entry.period}
        mapping = mapping_of(self.shop, ledger.newest)
        later = in_next_open(mapping, ledger.newest, entry, document, closed)
        if later is None:
            return False
        made = Intent(later.key, intent.sequence, entry_plain(later), waited=intent.waited)
        self.shop.store.redraft(intent.key, f"{CLOSED}|{entry.period}", made)
        self.tally.moved += 1
        self.tally.left += 1
        self.tally.wait(self.clock(), self.clock() + self.bounds.pause)
        return True

    def refuse(self, intent: Intent, code: str, said: str) -> None:
        """It stands still until a person posts it again."""
        head = self.shop.store.head()
        problem = refused(head.sequence if head else 0, code, said)
        self.shop.store.trouble(intent.key, problem, attempted=False)
        self.tally.refused += 1

    def unknown(self, intent: Intent) -> None:
        """It may be in the package."""
        self.shop.store.trouble(intent.key, UNKNOWN, attempted=True)
        self.tally.unknown += 1

    def finish(self, entry: JournalEntry, receipt: Receipt) -> None:
        """Read back what was booked and compare (C10), then make the intent final."""
        same = self.connector.verify(receipt.entry_id) == booked(entry)
        self.shop.store.finish(entry.key, to_plain(replace(receipt, verified=same)))
        if "posted" in self.__dict__:
            self.posted[entry.key] = (receipt.entry_id, entry)
