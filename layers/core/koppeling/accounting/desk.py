"""What drafting works with (bureau), and what comes of it (concept)."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Versions
from dataclasses import dataclass

from koppeling.accounting.roles import Missing
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.groups import Group
from koppeling.model.limits import NO_LIMITS, Limits
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement

Lines = Versions[Group, tuple[tuple[str, int], ...]]
"""Reference and cents of every line of a group, as far as they are known and add up to it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Bureau: `versions` of the mapping by number, `newest` the adopted one.

    `entries_of` = what a movement became, for its mirror; `limits_of` = what an entry of a kind of
    package may hold; `lines_of` = the single lines behind a movement (`detail = "line"`).
    """

    tenant: str
    administration: str
    versions: Versions[int, Mapping]
    newest: int
    entries_of: Callable[[str], tuple[JournalEntry, ...]] = lambda _: ()
    limits_of: Callable[[str], Limits] = lambda _: NO_LIMITS
    lines_of: Callable[[Movement], Lines] = lambda _: {}

    @property
    def mapping(self) -> Mapping:
        """The mapping in force."""
        return self.versions[self.newest]

    @property
    def limits(self) -> Limits:
        """What an entry of this package may hold."""
        return self.limits_of(self.mapping.package.kind)

    def too_many(self, postings: Sequence[Posting]) -> bool:
        """Whether an entry of this package cannot hold all of these."""
        return self.limits.postings is not None and len(postings) > self.limits.postings

    def opened(self, version: int) -> Mapping:
        """The mapping that an item was opened with."""
        return self.versions.get(version, self.mapping)


@dataclass(frozen=True, slots=True)
class Draft:
    """Concept: entries, or what is missing. Neither = the movement books nothing, rightly."""

    entries: tuple[JournalEntry, ...] = ()
    missing: tuple[Missing, ...] = ()
