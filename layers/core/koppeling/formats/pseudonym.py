"""The keyed pseudonym of a client (pseudoniem): all that leaves this room of a person.

HMAC-SHA256 under the tenant's key: the same client gives the same pseudonym within one tenant, and
nobody without the key can go back or link two tenants.
"""

import hmac
from collections.abc import Callable

REMEMBERED = 20_000
"""Clients of a file are together: this many at a time bound the memory, not the result."""


NOBODY = frozenset({b"", b"000000000", b"999999999"})


def pseudonyms(key: bytes) -> Callable[[bytes], str]:
    """A function from a client number to its pseudonym (32 hex), '' for an empty number."""
    return _Seen(key).__getitem__


class _Seen(dict[bytes, str]):
    """Number -> pseudonym, made on first sight: a client seen before costs a lookup and no call."""

    def __init__(self, key: bytes) -> None:
        self._begun = hmac.new(key, b"client:", "sha256")

    def __missing__(self, number: bytes) -> str:
        bare = number.strip()
        if len(self) >= REMEMBERED:
            self.clear()
        if bare in NOBODY:
            made = ""
        else:
            digest = self._begun.copy()  # the key is hashed once: half the time of a new one
            digest.update(bare)
            made = digest.hexdigest()[:32]
        self[number] = made
        return made
