"""The posting protocol (boeken in het pakket): intent before effect, ask before posting again.

One poster an administration, by a lease that outlasts its own time-out. Each attempt is written
down first, on condition that posting is not blocked. An unknown outcome waits the quiet time and
is then looked up by its reference; only what is surely absent is posted again.
"""

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
from koppeling.settle.bounds import Bounds
from koppeling.settle.draft import entry_of
from koppeling.settle.held import holds
from koppeling.settle.ledger import Ledger, load, mapping_of
from koppeling.settle.ports import Intent, Workshop

Clock = Callable[[], float]
REFUSED = "refused"
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

    def wait(self, until: float) -> None:
        """The earliest moment at which it makes sense to go on."""
        moment = iso(until)
        self.wait_until = min(self.wait_until or moment, moment)


def iso(moment: float) -> str:
    """Epoch seconds as UTC text with a zone, to the second (rounded up: never too early)."""
    whole = int(moment) + (moment > int(moment))
    return datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch(text: str) -> float:
    """Epoch seconds of such a text."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()


def post(
    shop: Workshop, connector: Connector, clock: Clock, bounds: Bounds, deadline: float
) -> dict[str, int | str | bool]:
    """Post what may be posted while time is left. `done` = nothing is left that can go now."""
    bounds.check(connector.capabilities)
    tally = Tally()
    if shop.store.state().blocked:
        return _answer(tally, done=True)
    fence = shop.store.lease(clock(), bounds.lease)
    if fence is None:
        tally.wait(shop.store.lease_until())
        return _answer(tally, done=False)
    try:
        _round(shop, connector, clock, bounds, deadline, fence, tally)
    except Conflict:  # blocked meanwhile, or our lease ran out: another round will decide
        tally.wait(clock() + 1)
    finally:
        shop.store.release(fence)
    return _answer(tally, done=not tally.left and not tally.wait_until)


def _answer(tally: Tally, *, done: bool) -> dict[str, int | str | bool]:
    return {"done": done, **to_plain(tally)}


def _round(  # noqa: PLR0913 - one round is exactly these facts
    shop: Workshop,
    connector: Connector,
    clock: Clock,
    bounds: Bounds,
    deadline: float,
    fence: int,
    tally: Tally,
) -> None:
    ledger = load(shop)
    if not ledger.mappings:
        return
    mapping = mapping_of(shop, ledger.newest)
    stopped: set[str] = set()
    for intent in shop.store.todo():
        entry = entry_of(intent)
        items = {p.item for p in entry.postings if p.item}
        if holds(intent, mapping, ledger) or _stands_refused(intent, ledger):
            stopped |= items
            continue
        if items & stopped:
            continue
        if clock() >= deadline:
            tally.left += 1
            tally.wait(clock())
            return
        if not _attempt(shop, connector, clock, bounds, fence, tally, intent, entry):
            stopped |= items


def _stands_refused(intent: Intent, ledger: Ledger) -> bool:
    """A refusal stands until a person posts that entry again."""
    kind, _, rest = intent.problem.partition("|")
    if kind != REFUSED:
        return False
    since = int(rest.partition("|")[0])
    key = entry_of(intent).key
    return not any(
        r.action == "post" and r.subject == key and r.sequence > since for r in ledger.releases
    )


def _attempt(  # noqa: PLR0913 - one attempt is exactly these facts
    shop: Workshop,
    connector: Connector,
    clock: Clock,
    bounds: Bounds,
    fence: int,
    tally: Tally,
    intent: Intent,
    entry: JournalEntry,
) -> bool:
    """True when the entry is in the package."""
    if intent.attempt_at:
        quiet_until = epoch(intent.attempt_at) + bounds.quiet
        if clock() < quiet_until:
            tally.wait(quiet_until)
            return False
        if not connector.capabilities.find:
            shop.store.trouble(intent.key, UNKNOWN, attempted=True)
            tally.unknown += 1
            return False
        receipt = connector.find(entry.reference, entry.key, iso(clock()))
        if receipt is not None:
            _finish(shop, connector, entry, receipt)
            tally.found += 1
            return True
    shop.store.begin(intent.key, fence, iso(clock()))
    try:
        receipt = connector.post(entry, iso(clock()))
    except ConnectorUnavailable:
        shop.store.trouble(intent.key, "", attempted=False)
        tally.wait(clock() + bounds.retry)
        return False
    except ConnectorRefused as refused:
        head = shop.store.head()
        reason = f"{REFUSED}|{head.sequence if head else 0}|{refused}"
        shop.store.trouble(intent.key, reason, attempted=False)
        tally.refused += 1
        return False
    except OutcomeUnknown:
        shop.store.trouble(intent.key, UNKNOWN, attempted=True)
        tally.unknown += 1
        tally.wait(clock() + bounds.quiet)
        return False
    _finish(shop, connector, entry, receipt)
    tally.posted += 1
    return True


def _finish(shop: Workshop, connector: Connector, entry: JournalEntry, receipt: Receipt) -> None:
    """Read back what was booked and compare (C10), then make the intent final."""
    same = connector.read_back(receipt.entry_id) == booked(entry)
    shop.store.finish(entry.key, to_plain(replace(receipt, verified=same)))
