"""The place of a line among equals (volgnummer), for a million lines in a few megabytes.

Two lines of a statement may be equal in all that is said of them, and both be real. A dict of a
million keys takes a hundred megabytes; here each takes its eight bytes, in rows that are searched
whole, and a dict holds the few that come back.

>>> ordinal = Ordinals()
>>> [ordinal(key * 8) for key in ("0a", "0b", "0a", "0a")]
[1, 1, 2, 3]
"""

from collections import defaultdict

ROW = 3  # hex digits that choose a row: 4,096 rows of some hundreds of keys
SIZE = 8


class Ordinals:
    """Volgnummers: how often each key, 16 hex digits of a digest, was asked for."""

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self.rows: defaultdict[str, bytearray] = defaultdict(bytearray)
        self.again: dict[bytes, int] = {}

    def __call__(self, key: str) -> int:
        """1 the first time, then 2 and so on."""
        digest, row = bytes.fromhex(key), self.rows[key[:ROW]]
        at = row.find(digest)
        while at >= 0 and at % SIZE:
            at = row.find(digest, at + 1)
        if at < 0:
            row += digest
            return 1
        found = self.again[digest] = self.again.get(digest, 1) + 1
        return found
