"""One way to turn data into bytes and bytes into an identity.

Ids are derived from content, never drawn: the same thing has the same id on every machine and in
every order of arrival.

>>> canonical({"b": 1, "a": [True, None]})
b'{"a":[true,null],"b":1}'
>>> identity("line", {"a": 1}, size=8)
'83dd2a5b'
"""

import hashlib
import json
from typing import Any

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
)


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """UTF-8 bytes of a JSON value: sorted keys, no blanks, no float (a float is a defect)."""
    return _ENCODER.encode(value).encode()


def sha256(data: bytes) -> str:
    """64 hex digits of the SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """SHA-256 (hex) of the canonical bytes of a JSON value."""
    return sha256(canonical(value))


def identity(kind: str, value: Any, size: int = 16) -> str:  # noqa: ANN401 - any JSON value
    """First `size` hex digits of the digest of a value within a kind of thing."""
    return digest([kind, value])[:size]
