"""The ports in memory: for the command line, the quick scan and the fault simulations.

The same conditional writes as in the cloud, so that a crash, a repeat or a race ends the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from koppeling.model.errors import Conflict
from koppeling.settle.ports import Commit, Input, Intent, State
from koppeling.settle.vault import Connection, Secret


@dataclass(slots=True)
class MemoryObjects:
    """Bestanden in het geheugen."""

    held: dict[str, bytes] = field(default_factory=dict)

    def put(self, name: str, data: bytes) -> None:
        """Write or write again."""
        self.held[name] = data

    def get(self, name: str) -> bytes | None:
        """The bytes, None when absent."""
        return self.held.get(name)


@dataclass(slots=True)
class MemoryStore:
    """Kaartenbak in het geheugen."""

    inputs: dict[str, tuple[Input, dict[str, Any]]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    commits: list[Commit] = field(default_factory=list)
    stand: State = field(default_factory=State)
    outbox: dict[str, Intent] = field(default_factory=dict)
    fence: int = 0
    leased_until: int = 0
    uses: set[tuple[str, str, str]] = field(default_factory=set)
    clock: Callable[[], int | None] = lambda: None
    moments: dict[int, int | None] = field(default_factory=dict)

    def keep(self, document: Input, about: dict[str, Any]) -> bool:
        """Put the input and its `NEW#` if absent."""
        if document.id in self.inputs:
            return False
        self.inputs[document.id] = (document, about)
        self.waiting.add(document.id)
        return True

    def document(self, id: str) -> dict[str, Any] | None:  # noqa: A002 - the field's own word
        """What `keep` was told."""
        found = self.inputs.get(id)
        return found[1] if found else None

    def new(self) -> tuple[Input, ...]:
        """Inputs that no commit has taken, in canonical order."""
        found = (self.inputs[i][0] for i in self.waiting)
        return tuple(sorted(found, key=lambda i: (i.order, i.id)))

    def head(self) -> Commit | None:
        """The last commit."""
        return self.commits[-1] if self.commits else None

    def commit(self, sequence: int) -> Commit | None:
        """One commit, counted from 1."""
        return self.commits[sequence - 1] if 0 < sequence <= len(self.commits) else None

    def append(self, commit: Commit) -> None:
        """The next commit, or Conflict."""
        if commit.sequence != len(self.commits) + 1:
            message = f"commit {commit.sequence} is not next"
            raise Conflict(message)
        if not set(commit.inputs) <= self.waiting:
            message = "an input was taken already"
            raise Conflict(message)
        self.commits.append(commit)
        self.moments[commit.sequence] = self.clock()
        self.waiting -= set(commit.inputs)

    def committed(self, sequence: int) -> int | None:
        """When a commit was made, by the clock that was given; None without one."""
        return self.moments.get(sequence)

    def state(self) -> State:
        """The state."""
        return self.stand

    def intend(self, drafted: int, intents: tuple[Intent, ...], undrafted: tuple[str, ...]) -> None:
        """Put intents if absent; the one that is there stands."""
        for intent in intents:
            self.outbox.setdefault(intent.key, intent)
        if drafted >= self.stand.drafted:
            self.stand = replace(self.stand, drafted=drafted, undrafted=undrafted)

    def todo(self) -> tuple[Intent, ...]:
        """Intents that are not final."""
        return tuple(i for i in self.intents() if not i.final)

    def intents(self) -> tuple[Intent, ...]:
        """All intents, in order of sequence and key."""
        return tuple(sorted(self.outbox.values(), key=lambda i: (i.sequence, i.key)))

    def lease(self, now: int, seconds: int) -> int | None:
        """The new fence, or None while another holder's lease runs."""
        if self.leased_until > now:
            return None
        self.fence += 1
        self.leased_until = now + seconds
        return self.fence

    def lease_until(self) -> int:
        """When the running lease ends."""
        return self.leased_until

    def release(self, fence: int) -> None:
        """Give the lease back."""
        if fence == self.fence:
            self.leased_until = 0

    def begin(self, key: str, fence: int, now: str, number: str = "") -> None:
        """Intent before effect."""
        found = self.outbox[key]
        if self.stand.blocked or fence != self.fence or found.final:
            message = f"entry {key} may not be attempted"
            raise Conflict(message)
        self.outbox[key] = replace(found, attempt_at=now, fence=fence, number=number)

    def finish(self, key: str, receipt: dict[str, Any] | None, void: str = "") -> None:
        """Make an intent final, once."""
        found = self.outbox[key]
        if not found.final:
            self.outbox[key] = replace(found, receipt=receipt, void=void, problem="")

    def redraft(self, key: str, why: str, intent: Intent) -> None:
        """The next in its place."""
        if not self.outbox[key].final:
            self.finish(key, None, why)
            self.outbox.setdefault(intent.key, intent)

    def waited(self, key: str) -> None:
        """Its days are over."""
        self.outbox[key] = replace(self.outbox[key], waited=True)

    def trouble(self, key: str, problem: str, *, attempted: bool) -> None:
        """Why an intent stands still."""
        found = self.outbox[key]
        if not found.final:
            attempt = found.attempt_at if attempted else ""
            self.outbox[key] = replace(found, problem=problem, attempt_at=attempt)

    def block(self, sequence: int, reason: str) -> None:
        """Block or lift."""
        seen = self.stand.blocked if not reason else self.stand.acknowledged
        self.stand = replace(self.stand, blocked=reason, blocked_at=sequence, acknowledged=seen)

    def checked(self, sequence: int) -> None:
        """The identities held up to here."""
        self.stand = replace(self.stand, checked=max(self.stand.checked, sequence))

    def since(self) -> int | None:
        """Memory has no clock."""
        return None

    def use(self, month: str, meter: str, source: str) -> None:
        """Count one use, once."""
        self.uses.add((month, meter, source))


@dataclass(slots=True)
class MemoryVault:
    """Kluis in het geheugen."""

    item: Connection | None = None
    kept: dict[str, Secret] = field(default_factory=dict)
    fence: int = 0
    leased_until: int = 0
    told: bool = False

    def read(self) -> Connection | None:
        """The item."""
        return self.item

    def open(self, connection: Connection) -> None:
        """Make the item unless it is there."""
        self.item = self.item or connection

    def lease(self, now: int, seconds: int) -> int | None:
        """The new fence, or None while another holder's lease runs."""
        if self.item is None or self.leased_until > now:
            return None
        self.fence += 1
        self.leased_until = now + seconds
        return self.fence

    def release(self, fence: int) -> None:
        """Give the lease back."""
        if fence == self.fence:
            self.leased_until = 0

    def secret(self, version: str) -> Secret | None:
        """Exactly this version."""
        return self.kept.get(version)

    def keep(self, version: str, secret: Secret) -> None:
        """A new version, once."""
        if self.kept.setdefault(version, secret) != secret:
            raise Conflict(version)

    def move(self, fence: int, connection: Connection) -> None:
        """The item, and the lease back."""
        if fence != self.fence:
            message = "the lease is another's"
            raise Conflict(message)
        self.item, self.leased_until = connection, 0
        self.told = self.told and bool(connection.lost)

    def first_told(self) -> bool:
        """Whether nobody was told yet."""
        before, self.told = self.told, True
        return not before
