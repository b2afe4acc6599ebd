"""The trace of one booking or one file (spoor), gathered and verified; nothing is changed.

What is shown is what is kept; what proves it is checked on the way, with the checks of the whole
book: the chain, the movements and the snapshot of the commit, the entry drafted again, the bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from koppeling.model.canonical import digest
from koppeling.model.entries import Evidence, JournalEntry
from koppeling.model.explanations import Explanation, Precision
from koppeling.model.movements import Movement
from koppeling.model.proof import Fault
from koppeling.model.traces import FileSeen, FileTrace, Recorded, Trace
from koppeling.settle.chain import (
    UNREADABLE,
    Found,
    commits_of,
    document_faults,
    documents_of,
    link_faults,
    mapping_faults,
    raw_faults,
)
from koppeling.settle.held import state_of
from koppeling.settle.ledger import derived_of
from koppeling.settle.ports import Commit, Intent, Workshop
from koppeling.settle.proof import Holds, Kept, booked_faults, gathered, redraft_of
from koppeling.settle.redraft import Redraft, readable

SHORTEST = 4
"""Characters of a key or hash that may stand for the whole of it."""


@dataclass(frozen=True, slots=True)
class Traced:
    """Alles wat bewaard is, eenmaal gelezen: commits, what they name, and the entries made of it.

    `links` = where the chain itself is broken, `stored` = movements and snapshots that are.
    """

    shop: Workshop
    holds: Holds
    kept: Kept
    redraft: Redraft
    links: tuple[Fault, ...]
    stored: tuple[Fault, ...]

    def named(self, subject: str) -> list[str]:
        """Entry keys and file hashes that a key, a reference or the beginning of one means."""
        wanted = subject.strip()
        names: dict[str, set[str]] = {}
        for intent in self.redraft.intents:
            entry = readable(intent)
            names[intent.key] = {intent.key, entry.reference if entry else ""}
        for name, _ in self.kept.inputs:
            if not name.startswith("map-"):
                names[name] = {name}
        exact = [n for n, forms in names.items() if wanted in forms]
        if exact or len(wanted) < SHORTEST:
            return exact
        return sorted(n for n, forms in names.items() if any(f.startswith(wanted) for f in forms))


def traced(shop: Workshop, holds: Holds) -> Traced:
    """Read everything that a trace may need."""
    commits, found = commits_of(shop), Found()
    kept = gathered(shop, commits, found)
    links = tuple(link_faults(commits))
    return Traced(shop, holds, kept, redraft_of(shop, kept), links, tuple(found.faults))


def trace(all_: Traced, key: str, *, recorded: bool = True) -> Trace | None:
    """The trace of an entry by its whole key; None when it or its movement cannot be read.

    `recorded` = False for a book that was only tried: its commits were kept nowhere.
    """
    intent = next(i for i in all_.redraft.intents if i.key == key)
    entry = readable(intent)
    found = all_.redraft.movements.get(entry.movement) if entry else None
    if entry is None or found is None:
        return None
    sequence, movement = found
    commit = next(c for c in all_.kept.commits if c.sequence == sequence)
    about = _about(all_.shop, entry.mapping_version)
    why, precision = _why(all_, movement)
    back = (n for n, m in all_.redraft.movements.values() if m.of == movement.name)
    receipt = intent.receipt or {}
    newest = all_.kept.versions.get(all_.kept.ledger.newest)
    return Trace(
        entry=entry,
        state=state_of(intent, newest, all_.kept.ledger.releases),
        package=str(receipt.get("package", "")),
        entry_id=str(receipt.get("entry_id", "")),
        posted_at=str(receipt.get("at", "")),
        movement=movement,
        why=why,
        precision=precision,
        taken_back=next(back, 0),
        recorded=_recorded(commit) if recorded else None,
        mapping_digest=digest(about["mapping"]) if "mapping" in about else "",
        mapping_file=str(about.get("sha256", "")),
        files=tuple(_seen(all_, movement.evidence)),
        faults=tuple(_faults(all_, intent, entry, commit)),
    )


def trace_file(all_: Traced, sha256: str, record: int | None = None) -> FileTrace:
    """The entries that rest on a file, or on one record of it."""
    sequence = next((n for name, n in all_.kept.inputs if name == sha256), 0)
    entries = []
    for intent in all_.redraft.intents:
        entry = readable(intent)
        if entry is None:
            continue
        own = [e for e in entry.evidence if e.sha256 == sha256]
        if own and (record is None or record in {e.record for e in own}):
            entries.append((entry, _records(own)))
    (seen,) = _seen(all_, [Evidence(sha256, record)])
    found = sorted(entries, key=lambda e: (e[0].date, e[0].movement, e[0].part))
    faults = _file_faults(all_, sha256, sequence)
    return FileTrace(seen, sequence, tuple(found), (*all_.links, *faults))


def _about(shop: Workshop, version: int) -> dict[str, object]:
    try:
        return shop.store.document(f"map-{version}") or {}
    except UNREADABLE:
        return {}


def _why(all_: Traced, movement: Movement) -> tuple[Explanation | None, tuple[Precision, ...]]:
    """The explanation that a receipt was booked by, if it still stands, and how often such hold."""
    kind, _, line = movement.key.partition("/")
    if kind not in {"paid", "explained"} or not all_.kept.ledger.mappings:
        return None, ()
    derived = derived_of(all_.shop, all_.kept.ledger)
    found = (m.why for m in derived.matches if m.line == line and _says(m.why, movement))
    return next(found, None), derived.precision


def _says(why: Explanation, movement: Movement) -> bool:
    """Whether an explanation is of what was booked: a receipt on hold had none yet."""
    return [(p.item, p.cents) for p in why.parts] == [(p.item, p.cents) for p in movement.parts]


def _recorded(commit: Commit) -> Recorded:
    return Recorded(
        commit.sequence,
        commit.hash,
        commit.previous,
        commit.movements,
        commit.snapshot,
        commit.engine,
    )


def _seen(all_: Traced, evidence: Iterable[Evidence]) -> Iterator[FileSeen]:
    documents = documents_of(all_.kept.ledger)
    by_file: dict[str, list[Evidence]] = {}
    for each in evidence:
        by_file.setdefault(each.sha256, []).append(each)
    for sha256, own in by_file.items():
        read = documents.get(sha256, [])
        data = all_.shop.raw(sha256)
        yield FileSeen(
            sha256,
            _records(own),
            tuple(dict.fromkeys(d.kind for d in read)),
            tuple(dict.fromkeys(d.header.standard for d in read if d.header.standard)),
            None if data is None else len(data),
        )


def _records(evidence: Iterable[Evidence]) -> tuple[int, ...]:
    return tuple(sorted({e.record for e in evidence if e.record is not None}))


def _faults(all_: Traced, intent: Intent, entry: JournalEntry, commit: Commit) -> Iterator[Fault]:
    """Everything on the way from this entry to the bytes, and the chain that proves its commit."""
    yield from all_.links
    yield from (f for f in all_.stored if f.sequence == commit.sequence)
    yield from all_.redraft.faults_of(intent)
    if intent.receipt is not None:
        yield from booked_faults(intent, all_.holds)
    version = entry.mapping_version
    yield from mapping_faults(all_.shop, all_.kept.ledger, version, commit.sequence)
    taken = dict(all_.kept.inputs)
    for sha256 in dict.fromkeys(e.sha256 for e in entry.evidence):
        yield from _file_faults(all_, sha256, taken.get(sha256, 0))


def _file_faults(all_: Traced, sha256: str, sequence: int) -> Iterator[Fault]:
    yield from raw_faults(all_.shop, sha256, sequence)
    if 0 < sequence <= all_.kept.ledger.sequence:
        told = documents_of(all_.kept.ledger).get(sha256, [])
        yield from document_faults(all_.shop, told, sha256, sequence)
