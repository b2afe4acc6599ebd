"""From two sides to journal entries (boekingen samenstellen): journal, texts, parts, keys.

The one place where an entry is made, so that what holds for every entry is said once: it fits its
package, it has one journal, and its key is of the movement and the part alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from koppeling.accounting.desk import Desk
from koppeling.accounting.splitting import split
from koppeling.accounting.texts import fitted, numbered
from koppeling.model.entries import Evidence, JournalEntry, Posting, entry_key
from koppeling.model.movements import Movement


@dataclass(frozen=True, slots=True)
class Sheet:
    """Boekblad: all of an entry but its key. `spine` gives the posting on which parts balance.

    `first` = the part number of the first entry that comes of it; `of` = the entry it mirrors.
    """

    postings: tuple[Posting, ...]
    period: str
    date: date
    text: str
    spine: Callable[[], Posting]
    journal: str = ""
    first: int = 0
    evidence: tuple[Evidence, ...] = ()
    own: bool = True
    back_reference: str = ""
    of: str = ""


def entries_of(desk: Desk, movement: Movement, sheet: Sheet) -> tuple[JournalEntry, ...]:
    """The entry of a sheet, or its parts when it is larger than an entry of the package may be."""
    parts: tuple[tuple[Posting, ...], ...] = (sheet.postings,)
    if desk.too_many(sheet.postings):
        parts = split(sheet.postings, sheet.spine(), desk.limits.postings or 0)
    return tuple(
        _entry(desk, movement, replace(sheet, postings=postings), at, len(parts))
        for at, postings in enumerate(parts, 1)
    )


def _entry(desk: Desk, movement: Movement, sheet: Sheet, at: int, parts: int) -> JournalEntry:
    limits, number = desk.limits, sheet.first + at - 1
    made = (desk.tenant, desk.administration, movement.key, number, movement.revision)
    return JournalEntry(
        key=entry_key(*made, own=sheet.own),
        movement=movement.name,
        part=number,
        revision=movement.revision,
        date=sheet.date,
        period=sheet.period,
        journal=sheet.journal or desk.mapping.package.journal,
        text=numbered(sheet.text, at, parts, limits.entry_text),
        postings=_short(sheet.postings, limits.posting_text),
        evidence=sheet.evidence or movement.evidence,
        mapping_version=desk.newest,
        own=sheet.own,
        back_reference=sheet.back_reference,
        of=sheet.of,
    )


def _short(postings: tuple[Posting, ...], most: int | None) -> tuple[Posting, ...]:
    if most is None:
        return postings
    return tuple(replace(p, text=fitted(p.text, most)) for p in postings)
