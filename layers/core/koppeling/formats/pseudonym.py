"""The keyed pseudonym of a client (pseudoniem): all that leaves this room of a person.

HMAC-SHA256 under the tenant's key: the same client gives the same pseudonym within one tenant, and
nobody without the key can go back or link two tenants.
"""

import hmac
from collections.abc import Callable

REMEMBERED = 20_000
"""Clients of a file are together: this many at a time bound the memory, not the result."""


def pseudonyms(key: bytes) -> Callable[[bytes], str]:
    """A function from a client number to its pseudonym (32 hex), '' for an empty number."""
    seen: dict[bytes, str] = {}
    empty = {b"", b"000000000", b"999999999"}

    def pseudonym(number: bytes) -> str:
        found = seen.get(number)
        if found is None:
            bare = number.strip()
            digest = hmac.digest(key, b"client:" + bare, "sha256")[:16].hex()
            if len(seen) >= REMEMBERED:
                seen.clear()
            found = seen[number] = "" if bare in empty else digest
        return found

    return pseudonym
