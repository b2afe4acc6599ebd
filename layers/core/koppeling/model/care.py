"""What a line was about (zorg van een regel), so short that it can be kept: to know it again.

A line that was refused may be claimed again. What is kept of it is a digest of the client's keyed
pseudonym with the first and last day (`who`), then one of the product: nobody can go back from it,
and two lines are about the same care when theirs are equal. Of an answer the lines not wholly
awarded are kept, of a claim only lines about care that was refused before (docs/decisions/0022).

>>> care = care_of(("0f" * 16, "20260101", "20260131", "", "45A04"))
>>> len(care), who(care) == who(care_of(("0f" * 16, "20260101", "20260131", "", "45A48")))
(24, True)
>>> care_of(("", "20260101", "20260131", "", "45A04"))
''
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from koppeling.model.groups import Group, Key, Line, group_key
from koppeling.model.references import columns, rows

WHO = 16
"""Characters of a digest that say who and when; what follows says what."""

Care = tuple[str, str, str, str, str]
"""Client, first day, last day, list of products, product."""


class RefusedLine(NamedTuple):
    """Niet (geheel) toegekende regel: cents declared and refused, `place` in the groups."""

    care: str
    declared: int
    cents: int
    place: int


class ClaimedLine(NamedTuple):
    """Gedeclareerde regel: its number where an answer may use it, cents, place in the groups."""

    reference: str
    care: str
    cents: int
    place: int


def care_of(care: Care) -> str:
    """The digest of what a line was about; '' when nobody or no day is named."""
    client, begin, end, category, product = care
    if not client or not end:
        return ""
    named = blake2b(f"{client}/{begin}/{end}".encode(), digest_size=WHO // 2).hexdigest()
    return named + _what(category, product)


@lru_cache(maxsize=4096)
def _what(category: str, product: str) -> str:
    return blake2b(f"{category}/{product}".encode(), digest_size=4).hexdigest()


def who(care: str) -> str:
    """The part of a digest that two lines of one client over the same days share."""
    return care[:WHO]


def care(line: Line) -> str:
    """The digest of what a line was about."""
    return care_of((line.client, line.begin, line.end, line.category, line.product))


class Refusals:
    """Afgewezen regels van een antwoord: what is kept of them while a file is read."""

    def __init__(self) -> None:
        """Nothing is refused yet."""
        self.lines: list[tuple[str, int, int, Key]] = []

    def add(self, line: Line, code: str) -> None:
        """Keep a line of which less was awarded than declared, when it is about somebody."""
        cents = line.declared - line.awarded - line.non_financial
        if cents > 0 and (known := care(line)):
            self.lines.append((known, line.declared, cents, group_key(line, code)))

    def text(self, groups: tuple[Group, ...]) -> str:
        """The lines as `refused_lines` reads them, in the order in which they were read."""
        places = _places(groups)
        return rows((*kept, places[key]) for *kept, key in self.lines)


def claimed_rows(lines: Iterable[tuple[Line, str]], groups: tuple[Group, ...]) -> str:
    """The text of lines of a claim, each with its digest; those of no group are left out."""
    places = _places(groups)
    return rows(
        (line.reference, known, line.declared, place)
        for line, known in lines
        if (place := places.get(group_key(line, ""))) is not None
    )


def _places(groups: tuple[Group, ...]) -> dict[Key, int]:
    return {key_of(g): place for place, g in enumerate(groups)}


def key_of(g: Group) -> Key:
    """What the lines of a group share."""
    return (g.law, g.product, g.category, g.agb, g.vat, g.month, g.code)


def refused_lines(text: str) -> list[RefusedLine]:
    """The lines of `refused_rows`."""
    cares, *figures = columns(text, 4)
    numbers = (map(int, f) for f in figures)
    return [RefusedLine(*found) for found in zip(cares, *numbers, strict=True)]


def claimed_lines(text: str) -> list[ClaimedLine]:
    """The lines of `claimed_rows`."""
    references, cares, *figures = columns(text, 4)
    numbers = (map(int, f) for f in figures)
    return [ClaimedLine(*found) for found in zip(references, cares, *numbers, strict=True)]
