"""The two ports of the engine (poorten): where facts are kept and where bytes lie.

There are two adapters of each: AWS (`koppeling.aws`) and in memory (`settle/memory.py`, used by the
command line and by the fault simulations). Both pass the same contract tests. A port belongs to one
administration; nothing in it can reach another tenant.

Every write is conditional, so that a crash, a repeat or a race ends in the same state:
`keep`, `append`, `intend` and `finish` are each one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

InputKind = Literal["document", "mapping"]


@dataclass(frozen=True, slots=True)
class Input:
    """Invoer: something that no commit has taken yet. `id` = file sha-256 or `map-<version>`."""

    id: str
    kind: InputKind
    order: str


@dataclass(frozen=True, slots=True)
class Commit:
    """Vastlegging: one step of the book. `hash` covers everything but itself (design 4.2)."""

    sequence: int
    hash: str
    previous: str
    inputs: tuple[str, ...]
    mapping_version: int
    engine: str
    snapshot: str
    movements: str


@dataclass(frozen=True, slots=True)
class Intent:
    """Voornemen: an entry that must reach the package once. Final when `receipt` or `void`.

    `sequence` = the commit it came from; `attempt_at` = ISO time of the last attempt ('' = never);
    `fence` of that attempt; `receipt` = a plain `Receipt`; `void` = why it will never be posted;
    `problem` = why it stands still (refused, unknown outcome), shown to people; `waited` = the days
    that `post = "after:n"` lets it wait are over; `number` = the entry number reserved in the
    package, '' = none.
    """

    key: str
    sequence: int
    entry: dict[str, Any]
    attempt_at: str = ""
    fence: int = 0
    receipt: dict[str, Any] | None = None
    void: str = ""
    problem: str = ""
    waited: bool = False
    number: str = ""

    @property
    def final(self) -> bool:
        """Nothing is left to do."""
        return self.receipt is not None or bool(self.void)


@dataclass(frozen=True, slots=True)
class State:
    """Stand: the administration's one mutable item besides the lease.

    `acknowledged` = the reason that a person lifted last; `drafted` = the last commit whose
    movements were drafted; `undrafted` = movement names that lack an account and are tried again
    when a mapping is adopted (kept in the snapshot of drafting).
    """

    status: Literal["live", "trial", "paused", "closed"] = "live"
    blocked: str = ""
    blocked_at: int = 0
    acknowledged: str = ""
    drafted: int = 0
    undrafted: tuple[str, ...] = ()
    checked: int = 0


class Store(Protocol):
    """Kaartenbak: documents, commits, intents and the posting lease of one administration."""

    def keep(self, document: Input, about: dict[str, Any]) -> bool:
        """Put `DOC#`/`MAP#` and `NEW#` in one transaction; False when it was known already."""

    def document(self, id: str) -> dict[str, Any] | None:  # noqa: A002 - the field's own word
        """What `keep` was told about an input."""

    def new(self) -> tuple[Input, ...]:
        """Inputs that no commit has taken, in canonical order (`order`, then id)."""

    def head(self) -> Commit | None:
        """The last commit."""

    def commit(self, sequence: int) -> Commit | None:
        """One commit."""

    def append(self, commit: Commit) -> None:
        """Put the next commit if absent and remove its `NEW#`. Raises Conflict when not first."""

    def committed(self, sequence: int) -> int | None:
        """When a commit was made (epoch seconds), None when nobody kept the time."""

    def state(self) -> State:
        """The administration's state."""

    def intend(self, drafted: int, intents: tuple[Intent, ...], undrafted: tuple[str, ...]) -> None:
        """Put intents (and `TODO#`) if absent, then set `drafted` (never back) and `undrafted`.

        An intent that exists stands, whatever its content: who lost the race with another mapping
        must not change what may be on its way already.
        """

    def todo(self) -> tuple[Intent, ...]:
        """Intents that are not final, in order of sequence and key."""

    def intents(self) -> tuple[Intent, ...]:
        """All intents, in order of sequence and key."""

    def lease(self, now: int, seconds: int) -> int | None:
        """Take the posting lease: the new fence, or None while another holder's runs."""

    def lease_until(self) -> int:
        """When the running lease ends (epoch seconds), 0 when free."""

    def release(self, fence: int) -> None:
        """Give the lease back, if it is still this holder's."""

    def begin(self, key: str, fence: int, now: str, number: str = "") -> None:
        """Set `attempt_at`, fence and number of an intent. Raises Conflict.

        On condition that the administration is not blocked, the lease is ours and the intent is not
        final.
        """

    def finish(self, key: str, receipt: dict[str, Any] | None, void: str = "") -> None:
        """Make an intent final and remove its `TODO#`. Idempotent."""

    def redraft(self, key: str, why: str, intent: Intent) -> None:
        """Void an intent and put the one in its place, both or none. Idempotent."""

    def waited(self, key: str) -> None:
        """Note that an intent has waited for as many days as it must. Idempotent."""

    def trouble(self, key: str, problem: str, *, attempted: bool) -> None:
        """Write why an intent stands still; `attempted=False` = proven absent."""

    def block(self, sequence: int, reason: str) -> None:
        """Block posting; reason '' lifts it and keeps the old reason as `acknowledged`.

        `sequence` = the commit that says so.
        """

    def checked(self, sequence: int) -> None:
        """Note that the control identities held up to this commit."""

    def since(self) -> int | None:
        """When the oldest thing that is not settled came (epoch seconds), None when unknown."""

    def use(self, month: str, meter: str, source: str) -> None:
        """Count one use, idempotent by source (accounting reference, section 8)."""


class Objects(Protocol):
    """Bestanden: bytes by name, within one administration's prefix of the books bucket."""

    def put(self, name: str, data: bytes) -> None:
        """Write; names that hold a hash are written once with the same bytes."""

    def get(self, name: str) -> bytes | None:
        """The bytes, None when absent."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Werkplaats: an administration with its two ports; what every step is given.

    `key` = the tenant's key for pseudonyms and marks; `raw` = the archived bytes of a file by hash;
    `owner_of` = the administration of the same tenant that has one of these AGB numbers or IBANs
    ('' when none); `close` = a date at which the books are closed (`koppeling run --close`).
    """

    tenant: str
    administration: str
    store: Store
    objects: Objects
    key: bytes
    raw: Callable[[str], bytes | None]
    owner_of: Callable[[tuple[str, ...]], str] = lambda _: ""
    close: date | None = None
