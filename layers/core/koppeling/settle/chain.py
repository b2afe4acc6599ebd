"""The chain of commits (keten): every stored thing that a commit names, held against its hash.

A commit names its inputs, its movements and its snapshot by hash, and the commit before it. So the
last hash proves all of them; where one was changed or lost afterwards, the fault names it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from koppeling.model.canonical import digest, sha256
from koppeling.model.codec import to_plain, within
from koppeling.model.documents import Auditfile, Claim, Document
from koppeling.model.proof import Counted, Fault, Head
from koppeling.settle.ledger import Ledger, document_from, document_plain
from koppeling.settle.ports import Commit, Workshop


@dataclass(slots=True)
class Found:
    """Bevindingen: how many of each kind were looked at, and what is broken."""

    counts: dict[Counted, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def saw(self, kind: Counted, faults: Iterable[Fault]) -> None:
        """One more of a kind, with what is wrong with it."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.faults += faults


UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, AssertionError)
"""What reading raises of something whatever a changed byte made of it."""


def commits_of(shop: Workshop) -> list[Commit | None]:
    """Every commit from 1 to the last; None for one that is not there or cannot be read."""
    found: list[Commit | None] = []
    last = _last(shop)
    while True:
        try:
            commit = shop.store.commit(len(found) + 1)
        except UNREADABLE:
            found.append(None)
            continue
        if commit is None and len(found) >= last:
            return found
        found.append(commit)


def _last(shop: Workshop) -> int:
    try:
        head = shop.store.head()
    except UNREADABLE:
        return 0
    return head.sequence if head else 0


def is_whole(commit: Commit) -> bool:
    """Whether the hash of a commit is that of its content."""
    facts = {k: v for k, v in to_plain(commit).items() if k != "hash"}
    return digest(facts) == commit.hash


def link_faults(commits: Iterable[Commit | None]) -> Iterator[Fault]:
    """Where the chain itself is broken: a commit lacks, was altered, or follows from another."""
    previous: str | None = ""
    for number, commit in enumerate(commits, 1):
        if commit is None:
            yield Fault("commit_missing", str(number), number)
            previous = None
            continue
        if commit.sequence != number or not is_whole(commit):
            yield Fault("commit_altered", str(number), number)
        if previous is not None and commit.previous != previous:
            yield Fault("commit_unlinked", str(number), number)
        previous = commit.hash


def chain_is_whole(shop: Workshop) -> str:
    """'' when every commit's hash covers its content and its predecessor; else what is broken."""
    return next((f.message() for f in link_faults(commits_of(shop))), "")


def stored_faults(shop: Workshop, commit: Commit) -> tuple[list[Fault], list[Fault]]:
    """What is wrong with the movements and with the snapshot that a commit names."""
    movements = _by_hash(shop, "movements", f"commit/{commit.movements}.json.gz", commit.movements)
    snapshot = _by_hash(shop, "snapshot", f"book/{commit.snapshot}.json.gz", commit.snapshot)
    return [Fault(*f, commit.sequence) for f in movements], [
        Fault(*f, commit.sequence) for f in snapshot
    ]


def _by_hash(shop: Workshop, kind: str, name: str, hash_: str) -> Iterator[tuple[str, str]]:
    data = shop.objects.get(name)
    if data is None:
        yield f"{kind}_missing", name
    elif sha256(data) != hash_:
        yield f"{kind}_altered", name


def raw_faults(shop: Workshop, name: str, sequence: int) -> Iterator[Fault]:
    """The archived bytes of a file against its hash."""
    data = shop.raw(name)
    if data is None:
        yield Fault("raw_missing", name, sequence)
    elif sha256(data) != name:
        yield Fault("raw_altered", name, sequence)


def documents_of(ledger: Ledger) -> dict[str, list[Document]]:
    """What the snapshot holds of each file; the snapshot itself is proven by its hash."""
    found: dict[str, list[Document]] = {}
    for taken in ledger.taken:
        found.setdefault(taken.sha256, []).append(taken.document)
    return found


def document_faults(
    shop: Workshop, told: list[Document], name: str, sequence: int
) -> Iterator[Fault]:
    """The kept documents of a file against what the snapshot holds of them.

    Read, not byte by byte: what an older version wrote lacks fields that have a default now. And as
    it was read first: what a later commit looked for in the archived file is in the snapshot.
    """
    kept = shop.objects.get(f"doc/{name}.json")
    if kept is None:
        yield Fault("document_missing", f"doc/{name}.json", sequence)
    elif not _says(kept, told):
        yield Fault("document_altered", f"doc/{name}.json", sequence)


def _says(kept: bytes, told: list[Document]) -> bool:
    try:
        plain = json.loads(kept)
        read = [document_from(each) for each in plain]
    except UNREADABLE:
        return False
    first = [_as_read(d) for d in told]
    return read == first and within(plain, [document_plain(d) for d in first])


def _as_read(document: Document) -> Document:
    """Without what is brought up to date from the archived bytes at later commits."""
    if isinstance(document, Claim):
        return replace(document, again="", asked="")
    return replace(document, kept=()) if isinstance(document, Auditfile) else document


def mapping_faults(shop: Workshop, ledger: Ledger, version: int, sequence: int) -> Iterator[Fault]:
    """An adopted mapping against the digest in the snapshot."""
    expected = ledger.digests.get(str(version))
    try:
        about = shop.store.document(f"map-{version}")
        altered = about is not None and digest(about["mapping"]) != expected
    except UNREADABLE:
        about, altered, expected = {}, True, "?"
    if about is None:
        yield Fault("mapping_missing", str(version), sequence)
    elif altered and expected:  # a snapshot of an earlier engine holds no digest
        yield Fault("mapping_altered", str(version), sequence)


def head_faults(commits: list[Commit | None], heads: Iterable[Head]) -> Iterator[Fault]:
    """The chain as it is now against what it was on earlier days."""
    for head in heads:
        there = commits[head.sequence - 1] if 0 < head.sequence <= len(commits) else None
        if head.sequence < 0 or bool(head.hash) != bool(head.sequence):
            yield Fault("head_altered", head.day, head.sequence)
        elif head.sequence > len(commits):
            yield Fault("head_ahead", head.day, head.sequence)
        elif there is not None and there.hash != head.hash:
            yield Fault("head_differs", head.day, head.sequence)
