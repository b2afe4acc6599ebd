"""Is the book what it was (bewijs)? Everything that is kept, held against everything else.

Offline: nothing is asked of a clock, a payer or a bank. The chain of commits first, then what they
name by hash, the files they rest on, the entries made of them, what the package holds, and the
heads of earlier days.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from koppeling.model.entries import JournalEntry
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement
from koppeling.model.proof import Fault, Head, Proof
from koppeling.settle.chain import (
    UNREADABLE,
    Found,
    commits_of,
    document_faults,
    documents_of,
    head_faults,
    is_whole,
    link_faults,
    mapping_faults,
    raw_faults,
    stored_faults,
)
from koppeling.settle.ledger import Ledger, mapping_of, movements_of, unpack
from koppeling.settle.ports import Commit, Intent, Workshop
from koppeling.settle.redraft import Redraft, readable

Holds = Callable[[JournalEntry], bool | None]
"""Whether the package holds an entry as it was sent; None when it is not there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Wat bewaard is: commits that are there, the movements of each, and the newest snapshot.

    What was altered is left out: nothing is judged by it. `versions` = the mappings that can be
    read; `last` = the number of commits, whole or not.
    """

    commits: tuple[Commit, ...]
    log: dict[int, tuple[Movement, ...]]
    ledger: Ledger
    versions: dict[int, Mapping]
    last: int

    @property
    def inputs(self) -> Iterable[tuple[str, int]]:
        """Every input with its commit."""
        return ((name, c.sequence) for c in self.commits for name in c.inputs)


def prove(shop: Workshop, holds: Holds = lambda _: True, heads: Iterable[Head] = ()) -> Proof:
    """Look at everything. `holds` asks the package, `heads` are those of earlier days."""
    found, commits, heads = Found(), commits_of(shop), tuple(heads)
    found.counts["commits"] = len(commits)
    found.faults += link_faults(commits)
    kept = gathered(shop, commits, found)
    _inputs(shop, kept, found)
    entries = redraft_of(shop, kept)
    for intent in entries.intents:
        found.saw("entries", entries.faults_of(intent))
        if intent.receipt is not None:
            found.saw("booked", booked_faults(intent, holds))
    state = shop.store.state()
    found.faults += entries.missing(state.drafted, state.undrafted)
    found.counts["heads"] = len(heads)
    found.faults += head_faults(commits, heads)
    last = max(kept.commits, key=lambda c: c.sequence, default=None)
    return Proof(
        last.sequence if last else 0,
        last.hash if last else "",
        tuple(found.counts.items()),
        tuple(sorted(found.faults, key=lambda f: (not f.sequence, f.sequence))),
    )


def gathered(shop: Workshop, commits: Iterable[Commit | None], found: Found) -> Kept:
    """What the commits name, as far as it is what it was."""
    log: dict[int, tuple[Movement, ...]] = {}
    versions: dict[int, Mapping] = {}
    ledger = Ledger()
    commits = tuple(commits)
    there = tuple(c for n, c in enumerate(commits, 1) if c and c.sequence == n and is_whole(c))
    newest: Commit | None = None
    for commit in there:
        movements, snapshot = stored_faults(shop, commit)
        found.saw("movements", movements)
        found.saw("snapshots", snapshot)
        if not movements:
            log[commit.sequence] = movements_of(shop, commit.sequence)
        newest = newest if snapshot else commit
        for name in commit.inputs:
            if name.startswith("map-"):
                versions |= _mapping(shop, _version(name))
    if newest is not None:
        ledger = unpack(shop.objects.get(f"book/{newest.snapshot}.json.gz") or b"")
    return Kept(there, log, ledger, versions, len(commits))


def redraft_of(shop: Workshop, kept: Kept) -> Redraft:
    """The entries that were kept, beside what they are made of."""
    engines = {c.sequence: c.engine for c in kept.commits}
    adopted = frozenset(_version(n) for n, _ in kept.inputs if n.startswith("map-"))
    return Redraft(shop, kept.log, engines, kept.versions, adopted, kept.last, shop.store.intents())


def _version(name: str) -> int:
    return int(name.removeprefix("map-"))


def _mapping(shop: Workshop, version: int) -> dict[int, Mapping]:
    try:
        return {version: mapping_of(shop, version)}
    except UNREADABLE:
        return {}


def _inputs(shop: Workshop, kept: Kept, found: Found) -> None:
    """Files and mappings of each commit; documents as far as the snapshot reaches."""
    documents = documents_of(kept.ledger)
    for name, sequence in kept.inputs:
        if name.startswith("map-"):
            version = _version(name)
            found.saw("mappings", mapping_faults(shop, kept.ledger, version, sequence))
            continue
        found.saw("files", raw_faults(shop, name, sequence))
        if sequence <= kept.ledger.sequence:
            told = documents.get(name, [])
            found.saw("documents", document_faults(shop, told, name, sequence))


def booked_faults(intent: Intent, holds: Holds) -> Iterable[Fault]:
    """What the package holds of an entry that it confirmed, against what was sent (C10)."""
    entry = readable(intent)
    there = holds(entry) if entry else True
    verified = intent.receipt is not None and bool(intent.receipt.get("verified"))
    if there is None:
        yield Fault("booked_missing", intent.key, intent.sequence)
    elif not there or not verified:
        yield Fault("booked_altered", intent.key, intent.sequence)
