"""An entry that is too large for its package (splitsen): parts that each balance by themselves.

Between claims where it is about several, by service month where it is about one, and only a month
that is too large by itself is cut. Every part balances on one posting, which the whole has too:
the claim's own counter posting, or the hold of a receipt. There the parts together leave exactly
what the whole would have left, on every account. Source: contract 1, `reference/books` 5.
"""

from collections.abc import Iterable
from dataclasses import replace

from koppeling.model.entries import Posting

Postings = tuple[Posting, ...]


def split(postings: Postings, spine: Posting, most: int) -> tuple[Postings, ...]:
    """Parts of at most `most` postings, each in balance on the `spine` (whose cents do not count).

    >>> sales = tuple(Posting("8000", "revenue", -5, "", item=str(i)) for i in range(3))
    >>> whole = (Posting("1300", "debtor", 15, ""), *sales)
    >>> [sum(p.cents for p in part) for part in split(whole, whole[0], 3)]
    [0, 0]
    """
    nothing = replace(spine, cents=0)
    loose = [p for p in postings if replace(p, cents=0) != nothing]
    return tuple(_balanced(part, nothing) for part in _packed(_units(loose), most - 1))


def _units(postings: Iterable[Posting]) -> Iterable[list[Posting]]:
    """What is kept together: all of one claim, or of one service month of it."""
    found: dict[tuple[str, str], list[Posting]] = {}
    for posting in postings:
        named = dict(posting.dimensions)
        claim = posting.item or named.get("invoice", "")
        found.setdefault((claim, named.get("month", "")), []).append(posting)
    return found.values()


def _packed(units: Iterable[list[Posting]], most: int) -> Iterable[list[Posting]]:
    """Units in as few parts as their order allows; one that fits in none is cut."""
    part: list[Posting] = []
    for unit in units:
        if part and len(part) + len(unit) > most:
            yield part
            part = []
        part = [*part, *unit]
        while len(part) > most:
            yield part[:most]
            part = part[most:]
    yield part


def _balanced(part: list[Posting], nothing: Posting) -> Postings:
    cents = -sum(p.cents for p in part)
    made = [*part, *([replace(nothing, cents=cents)] if cents else [])]
    return tuple(sorted(made, key=lambda p: (p.cents < 0, p.account, p.dimensions, p.item)))
