"""Every movement not yet drafted becomes entries, each kept as an immutable intent (opstellen).

Level-triggered: it asks which commits are not drafted and which movements lacked an account, and
does those. An intent that is there stands, whatever the mapping says now.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from koppeling.accounting.desk import Desk
from koppeling.accounting.draft import draft as draft_movement
from koppeling.accounting.roles import Missing
from koppeling.connectors.limits import limits_of
from koppeling.model.entries import JournalEntry
from koppeling.model.entry_codec import entry_from, entry_plain
from koppeling.model.movements import Movement
from koppeling.settle.ledger import Ledger, load, movements_of, versions_of
from koppeling.settle.line_archive import LineArchive
from koppeling.settle.ports import Intent, Workshop

EXPECTED = "expected"


@dataclass(slots=True)
class Drafting:
    """Opstelronde: intents made, movements that could not be drafted, entries by movement."""

    intents: list[Intent] = field(default_factory=list)
    undrafted: list[str] = field(default_factory=list)
    missing: list[tuple[Movement, Missing]] = field(default_factory=list)
    by_movement: dict[str, list[JournalEntry]] = field(default_factory=dict)

    def entries_of(self, movement: str) -> tuple[JournalEntry, ...]:
        """Entries that a movement became, for its mirror."""
        return tuple(self.by_movement.get(movement, ()))

    def desk_for(self, desk: Desk, movement: Movement) -> Desk:
        """The desk for a movement: one that stopped half way goes on under the same mapping.

        Its entries are parts of one whole, and those that are there are there for ever.
        """
        there = self.by_movement.get(movement.name)
        return replace(desk, newest=there[0].mapping_version) if there else desk


def entry_of(intent: Intent) -> JournalEntry:
    """The entry of an intent."""
    return entry_from(intent.entry)


def draft(shop: Workshop) -> dict[str, int]:
    """Draft what is still to do; counts of entries made and movements left."""
    ledger = load(shop)
    round_ = drafting(shop)
    shop.store.intend(ledger.sequence, tuple(round_.intents), tuple(round_.undrafted))
    return {
        "drafted": ledger.sequence,
        "entries": len(round_.intents),
        "undrafted": len(round_.undrafted),
    }


def desk_of(shop: Workshop, ledger: Ledger) -> Desk:
    """What drafting works with, at a commit."""
    return Desk(
        shop.tenant,
        shop.administration,
        versions_of(shop, ledger),
        ledger.newest,
        limits_of=limits_of,
        lines_of=LineArchive(shop).lines_of,
    )


def drafting(shop: Workshop) -> Drafting:
    """What drafting would do now; pure apart from reading."""
    ledger = load(shop)
    state = shop.store.state()
    round_ = Drafting()
    if not ledger.mappings:
        return round_
    known: dict[str, str] = {}
    for intent in shop.store.intents():
        known[intent.key] = intent.key
        if intent.void not in {"", EXPECTED}:
            continue  # the package refused it: another stands in its place
        entry = entry_of(intent)
        round_.by_movement.setdefault(entry.movement, []).append(entry)
    desk = replace(desk_of(shop, ledger), entries_of=round_.entries_of)
    todo = list(_todo(shop, state.undrafted, state.drafted, ledger.sequence))
    gone = {m.of for _, m in todo if m.kind == "reversed"}
    lacking: set[str] = set()
    for sequence, movement in todo:
        # taken back before it could be drafted: neither it nor its mirror books anything
        if movement.name in gone and f"{sequence}|{movement.name}" in state.undrafted:
            continue
        if _receipt_of(movement) in lacking:
            round_.undrafted.append(f"{sequence}|{movement.name}")
            continue
        made = draft_movement(round_.desk_for(desk, movement), movement)
        if made.missing and movement.name not in gone:
            lacking |= {movement.key} if movement.kind == "paid" else set()
            round_.undrafted.append(f"{sequence}|{movement.name}")
            round_.missing += [(movement, m) for m in made.missing]
        for entry in made.entries:
            round_.by_movement.setdefault(entry.movement, []).append(entry)
            if entry.key not in known:
                void = "" if entry.own else EXPECTED
                round_.intents.append(Intent(entry.key, sequence, entry_plain(entry), void=void))
    return round_


def _receipt_of(movement: Movement) -> str:
    """The receipt that an explanation is of: it is not booked before the receipt itself."""
    explains = movement.kind in {"explained", "decided_receipt"}
    return movement.key.replace("explained/", "paid/", 1) if explains else ""


def _todo(
    shop: Workshop, undrafted: Iterable[str], drafted: int, head: int
) -> Iterable[tuple[int, Movement]]:
    """Movements that lacked an account, then those of commits not drafted, in commit order."""
    wanted: dict[int, set[str]] = {}
    for each in undrafted:
        sequence, _, name = each.partition("|")
        wanted.setdefault(int(sequence), set()).add(name)
    for earlier in sorted(wanted):
        for movement in movements_of(shop, earlier):
            if movement.name in wanted[earlier]:
                yield earlier, movement
    for later in range(drafted + 1, head + 1):
        for movement in movements_of(shop, later):
            yield later, movement
