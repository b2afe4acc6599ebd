"""What the package holds, looked at once a day (dagelijkse nacontrole): each entry there, once.

Beyond the bounds of a package nothing can prevent a second booking, and a person may remove or
change what was booked. So every reference is counted in the package itself, and its sums compared.
What is found breaks C10 (our entries) or C13 (accounts that only Koppeling should touch): it is
judged from what is kept here, so that a book can be made without the package.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from koppeling.accounting.package_ledger import guarded
from koppeling.connectors.contract import Connector
from koppeling.model.canonical import canonical
from koppeling.model.codec import from_plain, to_plain
from koppeling.model.documents import Auditfile, Header, PackageLine
from koppeling.model.entries import JournalEntry, reference
from koppeling.settle.clock import iso
from koppeling.settle.draft import entry_of
from koppeling.settle.ledger import load, versions_of
from koppeling.settle.ports import Workshop

SEEN = "package.json"
GONE, DOUBLED, ALTERED, STRANGE = "gone", "doubled", "altered", "strange"
EVERY = 20 * 3600
"""Seconds: less than a day, so that a nightly start always finds it due."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Gezien in het pakket: when (epoch seconds), what is wrong with which entry, and the lines.

    `until` = receipts up to this moment (ISO) were counted: a younger booking may not show yet;
    `faults` = (entry key, or the reference where no entry is ours; what is wrong); `lines` = those
    on accounts that only Koppeling should touch.
    """

    at: int
    until: str
    faults: tuple[tuple[str, str], ...] = ()
    lines: tuple[PackageLine, ...] = ()

    @property
    def wrong(self) -> int:
        """How many of our entries are not there as they were posted."""
        return sum(why != STRANGE for _, why in self.faults)


def seen(shop: Workshop) -> Seen | None:
    """What was last seen; None before the first time."""
    data = shop.objects.get(SEEN)
    return from_plain(Seen, json.loads(data)) if data else None


def sweep(shop: Workshop, connector: Connector, now: int, quiet: int) -> Seen | None:
    """Look, once a day at most; None when it is not due or the package lists nothing.

    `quiet` = seconds after which a booking surely shows.
    """
    before = seen(shop)
    due = before is None or before.at + EVERY <= now or before.wrong
    if not due or not connector.capabilities.lists:
        return None
    intents, shows = shop.store.intents(), iso(now - quiet)
    posted = {
        e.reference: e
        for i in intents
        if i.receipt is not None and str(i.receipt["at"]) <= shows
        for e in (entry_of(i),)
    }
    if not posted:
        return None
    young = {
        entry_of(i).reference
        for i in intents
        if i.attempt_at and not i.void and reference(i.key) not in posted
    }
    own = guarded(versions_of(shop, load(shop)).values())
    accounts = own | {p.account for e in posted.values() for p in e.postings}
    first = min(e.date for e in posted.values())
    until = date(max(e.date for e in posted.values()).year + 1, 12, 31)
    listed = connector.lines(frozenset(accounts), first, until)
    lines = [x for x in listed if x.ours not in young]
    kept = tuple(x for x in lines if x.account in own)
    found = Seen(now, shows, tuple(sorted(_faults(posted, lines))), kept)
    shop.objects.put(SEEN, canonical(to_plain(found)))
    return found


def _faults(
    posted: dict[str, JournalEntry], lines: Iterable[PackageLine]
) -> Iterable[tuple[str, str]]:
    """What is gone, twice there, altered, or has a reference that nobody gave."""
    there: dict[str, list[PackageLine]] = {}
    for line in lines:
        if line.ours:
            there.setdefault(line.ours, []).append(line)
    for ours, entry in posted.items():
        found = there.pop(ours, [])
        if not found:
            yield entry.key, GONE
        elif len({(x.journal, x.number) for x in found}) > 1:
            yield entry.key, DOUBLED
        elif _sums((x.account, x.cents) for x in found) != _sums(
            (p.account, p.cents) for p in entry.postings
        ):
            yield entry.key, ALTERED
    yield from ((ours, STRANGE) for ours in there)


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for account, cents in pairs:
        found[account] = found.get(account, 0) + cents
    return {account: cents for account, cents in found.items() if cents}


def as_auditfiles(found: Seen) -> tuple[Auditfile, ...]:
    """The lines as one ledger a year, for C13."""
    day = datetime.fromtimestamp(found.at, UTC).date()
    years = sorted({x.date.year for x in found.lines} | {day.year})
    return tuple(
        Auditfile(
            header=Header("", "", ""),
            year=str(year),
            begin=date(year, 1, 1),
            end=date(year, 12, 31),
            currency="EUR",
            accounts=0,
            journals=0,
            lines=len(found.lines),
            debit=0,
            credit=0,
            created=day,
            kept=tuple(x for x in found.lines if x.date.year == year),
        )
        for year in years
    )
