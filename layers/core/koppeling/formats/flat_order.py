"""The order of records (recordvolgorde): 01, then 02 (98) [03 (98)] 04 (98)..., last 99.

In the hospital standard (ZH) a 04 is followed by its 06 (and 16). Source: the published layouts.
"""

from functools import cache


@cache
def may_follow(money: str, previous: bytes, kind: bytes) -> bool:
    """Whether a record kind may come after another; `previous` b'' = the start of the file."""
    allowed: dict[bytes, set[bytes]] = {
        b"": {b"01"},
        b"01": {b"02", b"98", b"99"},
        b"02": {b"03", b"04", b"98"},
        b"03": {b"04", b"98"},
        b"04": {b"02", b"03", b"04", b"98", b"99"},
        b"98": {b"02", b"03", b"04", b"98", b"99"},
        b"99": set(),
    }
    if money == "06":
        allowed[b"04"] |= {b"06"}
        allowed[b"98"] |= {b"06", b"16"}
        allowed[b"06"] = {b"02", b"03", b"04", b"06", b"16", b"98", b"99"}
        allowed[b"16"] = {b"02", b"03", b"04", b"06", b"16", b"98", b"99"}
    return kind in allowed.get(previous, set())
