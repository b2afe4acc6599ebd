"""The access token of a connection (toestemming): rotated by one holder at a time, never lost.

A package gives a new refresh token with every access token, and the old one is refused from then
on: who loses it must ask a person to consent again. So: lease, read the item, read exactly the
version that it names, ask the package, keep the new version, move the item. The lease outlasts the
function, so that there is one holder whatever stalls. What a crash leaves behind:

- before or after the lease: nothing changed; the next holder waits until the lease ends;
- before the package was asked: nothing changed;
- after the package answered, before the new version is kept: the old token is spent and the new
  one is gone. Nothing can prevent it. The next holder is refused, notes the connection as lost and
  raises `consent_expired`. The same when the package rotated and its answer was lost;
- after the new version is kept, before the item moved: the version after the one in the item is
  there, under the name that follows from it. It is looked for before the package is asked;
- after the item moved: nothing is left to do, moving gave the lease back.

While another renews, a token that has not ended is used as it is. The store is asked again until it
has the new version (keeping one twice is keeping it once); no renewal is begun that the function
has no time to keep. A key that does not rotate is the same item, and never due.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from koppeling.connectors.oauth import Grant
from koppeling.model.errors import Conflict, ConnectorUnavailable, OutcomeUnknown
from koppeling.settle.bounds import Bounds
from koppeling.settle.vault import Connection, Secret, Vault, following

Clock = Callable[[], int]
Exchange = Callable[[Connection, str], Grant | None]
"""A connection's refresh token for a new grant; None = too early, what we have still holds.

Raises ConnectorUnavailable (`consent_expired`: refused for good) or OutcomeUnknown.
"""
LEAST = 5
"""Seconds that a token must have left for it to be worth a request."""
STORING = 4
"""A renewal takes less than one part in so many of the function's time-out (aws/wire.py)."""
TRIES = 4
ROUNDS = 3
EXPIRED = "consent_expired"
LOCKED = "locked"


@dataclass(slots=True)
class Consent:
    """Toestemming: gives the secret that a request needs; a `Token` of `connectors/wire.py`.

    `until` = epoch seconds at which the function is stopped; `rest` = seconds after which a
    rotating token is renewed though nobody needs it sooner (0 = when it is due).
    """

    vault: Vault
    exchange: Exchange
    clock: Clock
    bounds: Bounds
    until: int
    rest: int = 0
    held: Secret | None = None

    def __call__(self) -> str:
        """The access token or key. Raises ConnectorUnavailable."""
        if self.held is None or (self.held.due and self.clock() >= self.held.due):
            self.held = self.current()
        return self.held.access

    def current(self) -> Secret:
        """The secret that holds now, renewed when it is due."""
        for _ in range(ROUNDS):
            stands = self.standing()
            found = self.renewed(stands) if self.due(stands) else self.named_by(stands)
            if found is not None:
                return found
        raise self.locked()

    def due(self, connection: Connection) -> bool:
        """Whether it is time; with `rest`, not before that many seconds of use."""
        return bool(connection.due) and self.clock() >= max(
            connection.due, connection.at + self.rest
        )

    def standing(self) -> Connection:
        """The item, of a connection that a person has not to mend."""
        found = self.vault.read()
        if found is None or not found.version or found.lost:
            raise ConnectorUnavailable(EXPIRED)
        return found

    def named_by(self, connection: Connection) -> Secret:
        """Exactly the version that the item names."""
        found = self.vault.secret(connection.version)
        if found is None:  # the store promised to have it
            raise ConnectorUnavailable(EXPIRED)
        return found

    def renewed(self, seen: Connection) -> Secret | None:
        """The secret after renewal, by whomever; None = look again."""
        fence = self.vault.lease(self.clock(), self.bounds.lease)
        if fence is None:
            if self.clock() + LEAST < seen.ends:
                return self.named_by(seen)
            raise self.locked()
        try:
            return self.under(fence)
        except Conflict:  # our lease was over before we were: the other's renewal holds
            raise self.locked() from None
        except ConnectorUnavailable:
            with contextlib.suppress(ConnectorUnavailable):  # then it ends by itself
                self.vault.release(fence)
            raise

    def under(self, fence: int) -> Secret | None:
        """As holder of the lease, who reads everything again."""
        stands = self.standing()
        if not self.due(stands):  # another was faster
            self.vault.release(fence)
            return self.named_by(stands)
        left = self.vault.secret(stands.next)
        if left is not None:  # a crash left it behind
            self.vault.move(fence, stands.holding(stands.next, left))
            return None
        secret = self.named_by(stands)
        newer = self.asked(fence, stands, secret)
        if newer is None:
            self.vault.release(fence)
            return secret
        self.put_down(fence, stands, newer)
        return newer

    def asked(self, fence: int, stands: Connection, secret: Secret) -> Secret | None:
        """What the package gives for the refresh token; refused for good is noted."""
        if self.clock() + self.bounds.timeout // STORING > self.until:
            raise ConnectorUnavailable(said="time")
        at = self.clock()
        try:
            grant = self.answered(stands, secret.refresh)
        except ConnectorUnavailable as why:
            if why.code == EXPIRED:
                self.vault.move(fence, replace(stands, lost=self.clock()))
            raise
        return secret_of(grant, at, secret.refresh) if grant else None

    def answered(self, stands: Connection, refresh: str) -> Grant | None:
        """Ask once more when no answer came: a request that never arrived is beaten by it.

        One that did arrive has spent the token; then the second is refused, and nothing is lost
        that was not lost already.
        """
        try:
            return self.exchange(stands, refresh)
        except OutcomeUnknown:
            try:
                return self.exchange(stands, refresh)
            except OutcomeUnknown as why:
                raise ConnectorUnavailable(said=why.said) from None

    def put_down(self, fence: int, stands: Connection, newer: Secret) -> None:
        """The new version first, then the item that names it."""
        keep(self.vault, stands.next, newer)
        self.vault.move(fence, stands.holding(stands.next, newer))

    def locked(self) -> ConnectorUnavailable:
        """Somebody else renews it at this moment."""
        return ConnectorUnavailable(LOCKED, wait=self.bounds.pause)


def secret_of(grant: Grant, at: int, refresh: str = "") -> Secret:
    """A grant as kept; a package that gives no new refresh token lets the old one stand."""
    due = at + grant.renew_after
    return Secret(grant.access, grant.refresh or refresh, at, due, at + grant.lifetime)


def keep(vault: Vault, version: str, secret: Secret) -> None:
    """Keep a version, whatever it takes: it is the only copy there is."""
    for left in reversed(range(TRIES)):
        try:
            vault.keep(version, secret)
        except ConnectorUnavailable:
            if not left:
                raise
        else:
            return


def establish(
    vault: Vault, obtain: Callable[[], Secret], clock: Clock, bounds: Bounds, base: str = ""
) -> Connection:
    """Connect, or connect again: obtain a secret under the lease, keep it, let the item name it.

    `base` = another address of the package than the item has, '' = that one.
    Raises ConnectorUnavailable (`locked`: being renewed at this moment) and what `obtain` raises.
    """
    fence = vault.lease(clock(), bounds.lease)
    if fence is None:
        raise ConnectorUnavailable(LOCKED, wait=bounds.lease)
    try:
        stands = vault.read()
        assert stands is not None, "the connection was opened"
        secret = obtain()
        version = stands.next
        while vault.secret(version) is not None:
            version = following(version)
        keep(vault, version, secret)
        made = replace(stands, base=base or stands.base).holding(version, secret)
        vault.move(fence, made)
    except Conflict:  # whoever connects has no time-out: the lease ended before he did
        raise ConnectorUnavailable(LOCKED, wait=bounds.lease) from None
    except Exception:
        vault.release(fence)
        raise
    return made


def lose(vault: Vault, clock: Clock, bounds: Bounds) -> None:
    """Note that the package refused the secret itself: a key withdrawn, an app taken away."""
    fence = vault.lease(clock(), bounds.lease)
    stands = vault.read()
    if fence is None or stands is None:
        return
    vault.move(fence, replace(stands, lost=stands.lost or clock()))
