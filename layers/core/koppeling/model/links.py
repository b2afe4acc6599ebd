"""What an entry has to do with others (verwijzingen): reversed, booked again, and the way back.

An entry that reached the package is never changed: it is reversed and booked again. An entry names
the one that it mirrors; everything else follows from the movements, so it is worked out here once
for all who show it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from koppeling.model.entries import JournalEntry


@dataclass(frozen=True, slots=True)
class Links:
    """Verwijzingen van een boeking, to other entries.

    `of` = what it mirrors, `reversed_by` its mirrors; `replaces` = what stood here until it was
    reversed, `replaced_by` = what stands here now.
    """

    of: tuple[JournalEntry, ...] = ()
    reversed_by: tuple[JournalEntry, ...] = ()
    replaces: tuple[JournalEntry, ...] = ()
    replaced_by: tuple[JournalEntry, ...] = ()


NO_LINKS = Links()


def links(entries: Iterable[JournalEntry]) -> dict[str, Links]:
    """The links of every entry that has any, by its key."""
    entries = tuple(entries)
    by_key = {e.key: e for e in entries}
    mirrors: dict[str, list[JournalEntry]] = {}
    revisions: dict[tuple[str, int, bool], list[JournalEntry]] = {}
    for e in entries:
        revisions.setdefault((_movement(e), e.revision, e.own), []).append(e)
        if e.of in by_key:
            mirrors.setdefault(e.of, []).append(e)
    found = {}
    for e in entries:
        made = Links(
            of=(by_key[e.of],) if e.of in by_key else (),
            reversed_by=tuple(mirrors.get(e.key, ())),
            replaces=tuple(revisions.get((_movement(e), e.revision - 1, e.own), ())),
            replaced_by=tuple(revisions.get((_movement(e), e.revision + 1, e.own), ())),
        )
        if made != NO_LINKS:
            found[e.key] = made
    return found


def _movement(entry: JournalEntry) -> str:
    return entry.movement.partition("~")[0]
