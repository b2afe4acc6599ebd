"""The book at the last commit (boek): entries, questions, balances and control identities.

Read by check and prove, by the command line and by everything that people read. Nothing is stored
by it; the same facts give the same book.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Versions
from dataclasses import dataclass, replace
from datetime import date

from koppeling.accounting.cut_over import cut_over
from koppeling.accounting.desk import Desk
from koppeling.accounting.drafting import before_start
from koppeling.accounting.identities import identities
from koppeling.accounting.package_ledger import guarded, package_identity
from koppeling.accounting.reclassify import reclassification
from koppeling.accounting.roll_forward import roll_forward
from koppeling.matching.changes import ORDER
from koppeling.matching.derive import Derived
from koppeling.matching.package import newest
from koppeling.model.book import Book, Identity
from koppeling.model.documents import Auditfile, OpenItems
from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Parked
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement
from koppeling.model.refusals import told
from koppeling.model.standing import CutOver
from koppeling.settle.before_bank import FEED, THERE
from koppeling.settle.draft import EXPECTED, Drafting, drafting, entry_of
from koppeling.settle.ground import ground_of
from koppeling.settle.held import holds, trouble_of
from koppeling.settle.ledger import Ledger, derived_of, load, movements_of, versions_of
from koppeling.settle.outcomes import outcomes
from koppeling.settle.ports import Intent, Workshop
from koppeling.settle.sweep import Seen, as_auditfiles, seen


@dataclass(frozen=True, slots=True)
class Desktop:
    """Tafel: everything that is read once to make a book."""

    ledger: Ledger
    derived: Derived
    versions: Versions[int, Mapping]
    log: tuple[Movement, ...]
    intents: tuple[Intent, ...]
    waiting: Drafting


def book_of(shop: Workshop) -> Book | None:
    """The book, None while no mapping is adopted."""
    table = desktop_of(shop)
    return book_at(shop, table) if table else None


def desktop_of(shop: Workshop) -> Desktop | None:
    """Everything that the book is made of, None while no mapping is adopted."""
    ledger = load(shop)
    if not ledger.mappings:
        return None
    return Desktop(
        ledger,
        derived_of(shop, ledger),
        versions_of(shop, ledger),
        tuple(m for s in range(1, ledger.sequence + 1) for m in movements_of(shop, s)),
        shop.store.intents(),
        drafting(shop),
    )


def book_at(shop: Workshop, table: Desktop) -> Book:
    """The book of what was read."""
    entries = [entry_of(i) for i in table.intents if not i.void]
    expected = [entry_of(i) for i in table.intents if i.void == EXPECTED]
    parked = _parked(table)
    state = shop.store.state()
    ground = ground_of(
        table.derived, (*entries, *expected), _opening(shop, table), _undrafted(table), parked
    )
    mapping = table.versions[table.ledger.newest]
    looked = seen(shop)
    others = table.derived.others
    return Book(
        mapping=mapping,
        version=table.ledger.newest,
        sequence=table.ledger.sequence,
        entries=_sorted(entries),
        expected=_sorted(expected),
        parked=parked,
        matches=table.derived.matches,
        items=table.derived.items,
        other_count=len(others),
        other_cents=sum(line.bank.cents for line in others),
        balances=_balances(entries),
        expected_balances=_balances([*entries, *expected]),
        identities=identities(
            ground, _unlike(table.intents, looked), _package(table, ground.entries, looked)
        ),
        files=outcomes(table.derived),
        held=_held(table, mapping),
        posted=_posted(table.intents),
        stuck=tuple((i.key, i.problem) for i in table.intents if i.problem and not i.final),
        latest=_latest(table.derived),
        blocked=state.blocked,
        precision=table.derived.precision,
        reclassification=reclassification(table.derived.items, table.versions, table.ledger.newest),
        cut_over=_cut_over(table),
        rejections=table.derived.rejections,
        roll_forward=roll_forward(ground),
    )


def _package(
    table: Desktop, entries: tuple[JournalEntry, ...], looked: Seen | None
) -> Identity | None:
    """C13 against what the package itself listed, else against the newest auditfile of a year."""
    used = [g.taken.document for g in table.derived.gated if g.verdict == "used"]
    if looked is not None:
        there = {i.key for i in table.intents if i.receipt and i.receipt["at"] <= looked.until}
        entries = tuple(e for e in entries if e.key in there or not e.own)
        used = list(as_auditfiles(looked))
    start = table.versions[table.ledger.newest].administration.start
    return package_identity(newest(used), entries, guarded(table.versions.values()), start)


def _cut_over(table: Desktop) -> CutOver | None:
    """What stood open at the beginning; None where no list of it was given.

    On the accounts that it was opened with, whatever the mapping says now.
    """
    used = [g.taken.document for g in table.derived.gated if g.verdict == "used"]
    rows = [row for d in used if isinstance(d, OpenItems) for row in d.rows]
    start = table.versions[table.ledger.newest].administration.start
    opened = [i.version for i in table.derived.items if i.opened < start]
    first = table.versions[min(opened, default=table.ledger.newest)]
    return cut_over(rows, [d for d in used if isinstance(d, Auditfile)], first) if rows else None


def _sorted(entries: Iterable[JournalEntry]) -> tuple[JournalEntry, ...]:
    """By date, and within a day as the movements follow from each other."""

    def place(entry: JournalEntry) -> tuple[date, int, str, int]:
        kind = ORDER.index(entry.movement.partition("/")[0])
        return (entry.date, kind, entry.movement, entry.part)

    return tuple(sorted(entries, key=place))


def _balances(entries: Iterable[JournalEntry]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for entry in entries:
        for p in entry.postings:
            found[p.role] = found.get(p.role, 0) + p.cents
    return tuple((role, cents) for role, cents in sorted(found.items()) if cents)


def _posted(intents: Iterable[Intent]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (i.key, str(i.receipt["package"]), str(i.receipt["entry_id"]))
        for i in intents
        if i.receipt is not None
    )


def _unlike(intents: Iterable[Intent], looked: Seen | None) -> tuple[tuple[str, bool], ...]:
    """Entries in the package, and whether they are as they were sent: read back, and last seen."""
    wrong = {key for key, _ in looked.faults} if looked else set()
    return tuple(
        (i.key, bool(i.receipt["verified"]) and i.key not in wrong)
        for i in intents
        if i.receipt is not None
    )


def _latest(derived: Derived) -> date | None:
    """The newest date read; the year that an auditfile is of ends after what it holds."""
    documents = (g.taken.document for g in derived.gated)
    dates = [d.own_date for d in documents if not isinstance(d, Auditfile)]
    return max((d for d in dates if date.min < d < date.max), default=None)


def _undrafted(table: Desktop) -> tuple[Movement, ...]:
    names = {name.partition("|")[2] for name in table.waiting.undrafted}
    return tuple(m for m in table.log if m.name in names)


def _parked(table: Desktop) -> tuple[Parked, ...]:
    """Questions of matching, and movements that could not be drafted."""
    found = {p.id: p for p in table.derived.parked}
    for movement, missing in table.waiting.missing:
        line = movement.key.removeprefix("paid/")
        key = f"L{line}" if movement.kind == "paid" else f"A{movement.key}"
        found[key] = Parked(
            id=key,
            reason=missing.reason,
            cents=movement.cents,
            held_on=None,
            where=movement.evidence[0],
            payer=movement.payer,
            date=movement.date,
            about=missing.words,
        )
    for intent in table.intents:
        if intent.problem and not intent.final:
            found[intent.key] = _stuck(intent)
    order = sorted(found.values(), key=lambda p: (p.reason, p.date or date.min, p.id))
    return tuple(order)


def _stuck(intent: Intent) -> Parked:
    """An entry that the package refused, or whose outcome is not known yet."""
    entry = entry_of(intent)
    trouble = trouble_of(intent)
    words = told(trouble.code, trouble.said) if trouble else "uitkomst nog niet bekend"
    bank = any(p.role == "bank" for p in entry.postings)
    return Parked(
        id=intent.key,
        reason=_why(trouble.code, bank=bank) if trouble else "outcome_unknown",
        cents=sum(p.cents for p in entry.postings if p.cents > 0),
        held_on=None,
        where=entry.evidence[0],
        payer=next((p.payer for p in entry.postings if p.payer), ""),
        date=entry.date,
        about=f"{entry.text}: {words}",
    )


def _why(code: str, *, bank: bool) -> str:
    """The reason of contract section 6 for a refusal."""
    if code in {FEED, THERE}:
        return "already_in_package"
    return "bank_period_closed" if bank and code == "closed_period" else "refused"


def _opening(shop: Workshop, table: Desktop) -> tuple[Movement, ...]:
    """What Koppeling did not book, as if it had: the opening balance of each role."""
    desk = Desk(shop.tenant, shop.administration, table.versions, table.ledger.newest, lambda _: ())
    return tuple(
        _as_ours(movement)
        for movement in table.log
        if before_start(desk, movement) or _booked_elsewhere(movement)
    )


def _booked_elsewhere(movement: Movement) -> bool:
    kinds = {"submitted", "returned"}
    original = movement.mirror or movement
    return original.kind in kinds and original.booking.claims == "package"


def _as_ours(movement: Movement) -> Movement:
    booking = movement.booking.model_copy(update={"claims": "koppeling"})
    mirror = _as_ours(movement.mirror) if movement.mirror else None
    return replace(movement, booking=booking, mirror=mirror)


def _held(table: Desktop, mapping: Mapping) -> tuple[str, ...]:
    releases = table.ledger.releases
    return tuple(sorted(i.key for i in table.intents if holds(i, mapping, releases)))
