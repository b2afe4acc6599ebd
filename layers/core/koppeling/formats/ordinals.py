"""The place of a line among equals (volgnummer), for a million lines in a few megabytes.

Two lines of a statement may be equal in all that is said of them, and both be real. A dict of a
million keys takes a hundred megabytes; this takes eight bytes a key in a table of its own, and a
dict for the few that come back.

>>> ordinal = Ordinals()
>>> [ordinal(key) for key in ("0a", "0b", "0a", "0a")]
[1, 1, 2, 3]
"""

from array import array

SMALLEST = 1 << 10


class Ordinals:
    """Volgnummers: how often each key, up to 16 hex digits of a digest, was asked for."""

    def __init__(self) -> None:
        """Nothing was asked for yet."""
        self.table = array("Q", bytes(8 * SMALLEST))
        self.used = 0
        self.again: dict[int, int] = {}

    def __call__(self, key: str) -> int:
        """1 the first time, then 2 and so on."""
        number = int(key, 16) or 1  # 0 is a free place
        place = self._place(number)
        if self.table[place] == number:
            found = self.again[number] = self.again.get(number, 1) + 1
            return found
        self.table[place] = number
        self.used += 1
        if 2 * self.used > len(self.table):
            self._grow()
        return 1

    def _place(self, number: int) -> int:
        """Where a number stands, or where it may: the first place from its own that is free."""
        table, last = self.table, len(self.table) - 1
        place = number & last
        while table[place] not in {0, number}:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        old = self.table
        self.table = array("Q", bytes(2 * 8 * len(old)))
        for number in old:
            if number:
                self.table[self._place(number)] = number
