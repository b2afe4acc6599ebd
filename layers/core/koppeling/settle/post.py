"""The posting protocol (boeken in het pakket): intent before effect, ask before posting again.

One poster an administration, by a lease that outlasts its own time-out. Each attempt is written
down first, on condition that posting is not blocked. An unknown outcome waits the quiet time and
is then looked up by its reference; only what is surely absent is posted again.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from koppeling.connectors.contract import Connector, booked
from koppeling.model.codec import to_plain
from koppeling.model.entries import JournalEntry, Receipt
from koppeling.model.errors import (
    Conflict,
    ConnectorRefused,
    ConnectorUnavailable,
    OutcomeUnknown,
)
from koppeling.model.refusals import told
from koppeling.settle.bounds import Bounds
from koppeling.settle.held import REFUSED, ready
from koppeling.settle.ledger import Ledger, load, mapping_of
from koppeling.settle.ports import Intent, Workshop

Clock = Callable[[], int]
UNKNOWN = "unknown"


@dataclass(slots=True)
class Tally:
    """Telling: what one round of posting came to; `wait_until` ISO, '' = no need to wait."""

    posted: int = 0
    found: int = 0
    refused: int = 0
    unknown: int = 0
    left: int = 0
    wait_until: str = ""

    def wait(self, until: int, least: int = 0) -> None:
        """The earliest moment at which it makes sense to go on, `least` at the earliest."""
        moment = iso(max(until, least))
        self.wait_until = min(self.wait_until or moment, moment)


def iso(moment: int) -> str:
    """Epoch seconds as UTC text with a zone."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch(text: str) -> int:
    """Epoch seconds of such a text."""
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return calendar.timegm(moment.utctimetuple())


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
    except Conflict:  # blocked meanwhile, or our lease ran out: another round will decide
        tally.wait(clock(), clock() + bounds.pause)
    finally:
        shop.store.release(fence)
    return _answer(tally, done=not tally.left and not tally.wait_until)


def _answer(tally: Tally, *, done: bool) -> dict[str, int | str | bool]:
    return {"done": done, **to_plain(tally)}


@dataclass(frozen=True, slots=True)
class Poster:
    """Boeker: one holder of the lease at work."""

    shop: Workshop
    connector: Connector
    clock: Clock
    bounds: Bounds
    fence: int
    tally: Tally

    def round(self, ledger: Ledger, deadline: int) -> None:
        """Every intent in order; what builds on an entry that stands still waits with it."""
        mapping = mapping_of(self.shop, ledger.newest)
        stopped: set[str] = set()
        for intent, entry in ready(self.shop.store.todo(), mapping, ledger):
            items = {p.item for p in entry.postings if p.item}
            if items & stopped:
                continue
            if self.clock() >= deadline:
                self.tally.left += 1
                self.tally.wait(self.clock(), self.clock() + self.bounds.pause)
                return
            if not (self.was_found(intent, entry) or self.may_post(intent, entry)):
                stopped |= items

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
        return True

    def quiet_until(self, intent: Intent) -> int:
        """When an unknown outcome may be asked for."""
        return epoch(intent.attempt_at) + self.bounds.quiet

    def may_post(self, intent: Intent, entry: JournalEntry) -> bool:
        """Post, unless an earlier attempt may still land or can never be asked for."""
        if intent.attempt_at and self.clock() < self.quiet_until(intent):
            self.tally.wait(self.quiet_until(intent))
            return False
        asked = self.connector.capabilities.find or self.connector.capabilities.unique_reference
        if intent.attempt_at and not asked:
            self.shop.store.trouble(intent.key, UNKNOWN, attempted=True)
            self.tally.unknown += 1
            return False
        return self.attempt(intent, entry)

    def attempt(self, intent: Intent, entry: JournalEntry) -> bool:
        """Intent before effect; True when the entry is in the package."""
        store = self.shop.store
        store.begin(intent.key, self.fence, iso(self.clock()))
        try:
            receipt = self.connector.post(entry, iso(self.clock()))
        except ConnectorUnavailable:
            store.trouble(intent.key, "", attempted=False)
            self.tally.wait(self.clock() + self.bounds.retry)
        except ConnectorRefused as refused:
            head = store.head()
            said = told(refused.code, refused.said)
            reason = f"{REFUSED}|{head.sequence if head else 0}|{said}"
            store.trouble(intent.key, reason, attempted=False)
            self.tally.refused += 1
        except OutcomeUnknown:
            store.trouble(intent.key, UNKNOWN, attempted=True)
            self.tally.unknown += 1
            self.tally.wait(self.clock() + self.bounds.quiet)
        else:
            self.finish(entry, receipt)
            self.tally.posted += 1
            return True
        return False

    def finish(self, entry: JournalEntry, receipt: Receipt) -> None:
        """Read back what was booked and compare (C10), then make the intent final."""
        same = self.connector.verify(receipt.entry_id) == booked(entry)
        self.shop.store.finish(entry.key, to_plain(replace(receipt, verified=same)))
