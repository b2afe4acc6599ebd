"""The snapshot that a commit names (stand van het boek): facts, and what was booked on them.

Conclusions are not stored: they are derived again from the facts. Bytes are canonical, so the
hash of a snapshot is a function of the set of inputs and of the order in which they were taken.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from koppeling.matching.changes import Booked
from koppeling.matching.decisions import in_force
from koppeling.matching.derive import Derived, derive
from koppeling.matching.facts import Ruling, Taken, View
from koppeling.matching.redaction import marker
from koppeling.model.canonical import canonical, sha256
from koppeling.model.codec import from_plain, to_plain
from koppeling.model.documents import (
    Auditfile,
    Claim,
    Decisions,
    Document,
    Netting,
    OpenItems,
    Remittance,
    Statement,
    Unknown,
)
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement
from koppeling.settle.ports import Workshop
from koppeling.settle.shown import History, Shown

KINDS: dict[str, type[Document]] = {
    "claim": Claim,
    "remittance": Remittance,
    "netting": Netting,
    "statement": Statement,
    "decisions": Decisions,
    "open_items": OpenItems,
    "auditfile": Auditfile,
    "unknown": Unknown,
}


@dataclass(slots=True)
class Release:
    """Vrijgave: `post` or `hold` of an entry key, a payer or `all`, as of a commit."""

    sequence: int
    action: str
    subject: str


@dataclass(slots=True)
class Ledger:
    """Boekstand: everything that the next commit starts from."""

    sequence: int = 0
    taken: list[Taken] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    opened: dict[str, int] = field(default_factory=dict)
    booked: Booked = field(default_factory=Booked)
    mappings: list[int] = field(default_factory=list)
    shown: History = field(default_factory=dict)

    @property
    def newest(self) -> int:
        """The newest adopted mapping version, 0 when there is none."""
        return max(self.mappings, default=0)

    @property
    def releases(self) -> list[Release]:
        """What people released or held, oldest first."""
        return [
            Release(r.sequence, r.decision.action, r.decision.subject)
            for r in in_force(self.rulings)
            if r.decision.action in {"post", "hold"}
        ]


def document_plain(document: Document) -> dict[str, Any]:
    """A document with its kind, as stored."""
    return {"kind": document.kind, **to_plain(document)}


def document_from(plain: dict[str, Any]) -> Document:
    """The document that `document_plain` wrote."""
    value = {k: v for k, v in plain.items() if k != "kind"}
    return from_plain(KINDS[plain["kind"]], value)


def pack(ledger: Ledger) -> bytes:
    """Canonical, compressed bytes; the gzip header carries no time."""
    plain = {
        "sequence": ledger.sequence,
        "taken": [
            [t.order, t.digest, t.accepted, document_plain(t.document)] for t in ledger.taken
        ],
        "rulings": [to_plain(r) for r in ledger.rulings],
        "opened": ledger.opened,
        "standing": {k: to_plain(m) for k, m in ledger.booked.standing.items()},
        "revisions": ledger.booked.revisions,
        "inside": sorted(ledger.booked.inside),
        "mappings": ledger.mappings,
        "shown": {k: [to_plain(s) for s in states] for k, states in ledger.shown.items()},
    }
    return gzip.compress(canonical(plain), compresslevel=1, mtime=0)


def unpack(data: bytes) -> Ledger:
    """The ledger of `pack`."""
    plain = json.loads(gzip.decompress(data))
    return Ledger(
        sequence=plain["sequence"],
        taken=[
            Taken(order, digest, document_from(doc), accepted)
            for order, digest, accepted, doc in plain["taken"]
        ],
        rulings=[from_plain(Ruling, r) for r in plain["rulings"]],
        opened=dict(plain["opened"]),
        booked=Booked(
            {k: from_plain(Movement, m) for k, m in plain["standing"].items()},
            dict(plain["revisions"]),
            set(plain["inside"]),
        ),
        mappings=list(plain["mappings"]),
        shown={
            subject: [from_plain(Shown, s) for s in states]
            for subject, states in plain.get("shown", {}).items()  # not in older snapshots
        },
    )


def keep(shop: Workshop, prefix: str, data: bytes) -> str:
    """Store bytes under their hash, before anything names them; the hash."""
    name = sha256(data)
    shop.objects.put(f"{prefix}/{name}.json.gz", data)
    return name


def load(shop: Workshop) -> Ledger:
    """The ledger of the last commit, an empty one before the first."""
    head = shop.store.head()
    if head is None:
        return Ledger()
    data = shop.objects.get(f"book/{head.snapshot}.json.gz")
    assert data is not None, f"snapshot {head.snapshot} is missing"
    return unpack(data)


def movements_of(shop: Workshop, sequence: int) -> tuple[Movement, ...]:
    """The movements of one commit."""
    commit = shop.store.commit(sequence)
    assert commit is not None, f"commit {sequence} is missing"
    data = shop.objects.get(f"commit/{commit.movements}.json.gz")
    assert data is not None, f"movements {commit.movements} are missing"
    return tuple(from_plain(Movement, m) for m in json.loads(gzip.decompress(data)))


def mapping_of(shop: Workshop, version: int) -> Mapping:
    """One adopted mapping version."""
    about = shop.store.document(f"map-{version}")
    assert about is not None, f"mapping version {version} is missing"
    return Mapping.model_validate(about["mapping"])


def versions_of(shop: Workshop, ledger: Ledger) -> dict[int, Mapping]:
    """Every adopted version."""
    return {v: mapping_of(shop, v) for v in ledger.mappings}


def view_of(shop: Workshop, ledger: Ledger) -> View:
    """The mapping versions as deriving sees them."""
    return View(
        versions=versions_of(shop, ledger),
        newest=ledger.newest,
        opened=ledger.opened,
        mark=marker(shop.key),
        owner_of=shop.owner_of,
        close=shop.close,
    )


def derived_of(
    shop: Workshop, ledger: Ledger, *, without: Callable[[Ruling], bool] = lambda _: False
) -> Derived:
    """The conclusions of a ledger; `without` leaves rulings out."""
    rulings = [r for r in ledger.rulings if not without(r)]
    return derive(tuple(ledger.taken), rulings, view_of(shop, ledger))
