"""Where a connection and its secret are kept (kluis): one item that moves, versions that never do.

The item names the one version of the secret that holds. A version is written once, under a name
that follows from the one before it, so that whoever comes after a crash can ask whether it is
there. There are two adapters: AWS (`koppeling.aws.connections`) and in memory
(`settle/memory.py`, for the simulations); both pass the same contract tests.
"""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Protocol

DIGITS = 8


@dataclass(frozen=True, slots=True)
class Secret:
    """Geheim: what a request carries (`access`), and what the next one is asked with (`refresh`).

    `at` = epoch seconds at which it was asked for, `due` = from then on it is renewed, 0 = a key
    that does not rotate; `ends` = from then on the package refuses it.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    at: int = 0
    due: int = 0
    ends: int = 0


@dataclass(frozen=True, slots=True)
class Connection:
    """Verbinding met een pakket: what of it is no secret.

    `base` = address of the package, '' = the usual one; `version` = the secret that holds; `at`,
    `due` and `ends` are those of that secret; `lost` = epoch seconds at which the package refused
    it for good, 0 = it stands.
    """

    tenant: str
    id: str
    kind: str
    base: str = ""
    version: str = ""
    at: int = 0
    due: int = 0
    ends: int = 0
    lost: int = 0

    def holding(self, version: str, secret: Secret) -> "Connection":
        """The connection once it names this version; it stands again if it was lost."""
        return replace(
            self, version=version, at=secret.at, due=secret.due, ends=secret.ends, lost=0
        )

    @property
    def next(self) -> str:
        """The name of the version that comes after the one that holds."""
        return following(self.version or version_name(self.tenant, self.id, 0))


def version_name(tenant: str, connection: str, number: int) -> str:
    """The name of a version: whose it is (32 characters of a hash), and its number.

    >>> version_name("zorggroep", "exact", 7)
    '05fe0284e28696daf108a8090fea12b0-00000007'
    """
    whose = hashlib.sha256(f"{tenant}/{connection}".encode()).hexdigest()[:32]
    return f"{whose}-{number:0{DIGITS}d}"


def number_of(version: str) -> int:
    """The number in the name of a version."""
    return int(version[-DIGITS:])


def following(version: str) -> str:
    """The name of the next version."""
    return f"{version[:-DIGITS]}{number_of(version) + 1:0{DIGITS}d}"


class Vault(Protocol):
    """Kluis van één verbinding. Raises ConnectorUnavailable when the store is away."""

    def read(self) -> Connection | None:
        """The item as it is now, None when nobody ever connected."""

    def open(self, connection: Connection) -> None:
        """Make the item, without a secret, unless it is there."""

    def lease(self, now: int, seconds: int) -> int | None:
        """Take the lease: the new fence, or None while another holder's runs."""

    def release(self, fence: int) -> None:
        """Give the lease back, if it is still this holder's."""

    def secret(self, version: str) -> Secret | None:
        """Exactly this version, None when it was never kept."""

    def keep(self, version: str, secret: Secret) -> None:
        """Keep a new version; the same again is the same. Raises Conflict for another secret."""

    def move(self, fence: int, connection: Connection) -> None:
        """Write the item and give the lease back. Raises Conflict when it is another holder's."""

    def first_told(self) -> bool:
        """Whether nobody was told yet that it is lost; from now on somebody was."""
