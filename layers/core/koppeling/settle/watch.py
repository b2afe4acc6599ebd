"""What stands still or runs out (waken): work that was not finished, terms that nobody met."""

import json
from dataclasses import dataclass
from datetime import date

from koppeling.model.rejections import NEAR, TERMS
from koppeling.settle.draft import drafting, entry_of
from koppeling.settle.held import days_of, ready
from koppeling.settle.ledger import load, mapping_of
from koppeling.settle.ports import Workshop

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Seen:
    """Gezien: why settle should run, and how long the oldest input waits in seconds.

    `due` = it is time to start it; `late` = seconds of what should have been done by itself, 0 for
    what was only just let go.
    """

    reasons: tuple[str, ...]
    age: int
    due: bool
    late: int


def look(shop: Workshop, now: int, stale: int) -> Seen:
    """What a round sees of one administration; `stale` = seconds that an event may take."""
    since = shop.store.since()
    age = now - since if since is not None else 0
    freed = let_go(shop, now)
    reasons = work_left(shop)
    due = bool(reasons) and (bool(freed) or age >= stale)
    return Seen(reasons, age, due, age if reasons and not freed else 0)


def let_go(shop: Workshop, now: int) -> int:
    """Note which entries have waited for the days of `post = "after:n"`; how many that are new.

    The days count from the commit that an entry came from. Counted in seconds, so that it is as
    long in summer as in winter.
    """
    ledger = load(shop)
    if not ledger.mappings:
        return 0
    mapping = mapping_of(shop, ledger.newest)
    found = 0
    for intent in shop.store.todo():
        days = days_of(entry_of(intent), mapping)
        if days and not intent.waited:
            since = shop.store.committed(intent.sequence)
            if since is not None and since + days * DAY <= now:
                shop.store.waited(intent.key)
                found += 1
    return found


def work_left(shop: Workshop) -> tuple[str, ...]:
    """Why settle should run for this administration, as words; empty = everything is done.

    Inputs that wait for a mapping, entries that review holds and refusals that a person must see
    are not work: no run would move them.
    """
    ledger = load(shop)
    reasons = []
    new = shop.store.new()
    if new and (ledger.mappings or any(i.kind == "mapping" for i in new)):
        reasons.append("new")
    state = shop.store.state()
    if ledger.sequence > state.drafted:
        reasons.append("undrafted")
    if not ledger.mappings or state.blocked:
        return tuple(reasons)
    mapping = mapping_of(shop, ledger.newest)
    if ready(shop.store.todo(), mapping, ledger.releases):
        reasons.append("unposted")
    if state.undrafted and len(drafting(shop).undrafted) < len(state.undrafted):
        reasons.append("account")
    return tuple(reasons)


def terms_ending(shop: Workshop, today: date) -> tuple[int, ...]:
    """Cents of each rejection whose term to claim again ends in 30, 14 or 7 days from today.

    On these days only: an alarm that rings for a month is not heard. Nothing is written off by it.
    """
    found = json.loads(shop.objects.get(TERMS) or b"[]")
    days = ((date.fromisoformat(last) - today).days for last, _, _ in found)
    return tuple(cents for left, (_, cents, _) in zip(days, found, strict=True) if left in NEAR)
