"""What the control identities are taken over (grondslag): two views of the same accounts.

`booked` is what entries say, with what Koppeling did not book as opening; `standing` is what should
be there by the open items, the receipts on hold and the movements that wait for an account.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from koppeling.accounting.effects import Effect, effects, receipt_of
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.movements import Movement, OpenItem


@dataclass(frozen=True, slots=True)
class Ground:
    """Grondslag: what the identities are taken over. Cents signed; payers by label.

    `opening` = what Koppeling did not book (before the cut-over, or claims that the package books);
    `undrafted` = movements that wait for an account; `held` = receipts on hold; `silent` = what was
    explained without an entry, because the hold is the position; `claims` = (payer, number,
    declared, answered total or None); `refused` = (identity, sha-256, difference) of files
    refused for C1, C3 or C11; `gaps` = sentences about statement numbers; `documents` = (sha-256,
    total, found) for C12; `payouts` = (payer, number of a set-off, its payout, cents that came for
    it on the bank) for C4; `lines` and `explained` = (payer, line, cents) for C5.
    """

    entries: tuple[JournalEntry, ...]
    opening: tuple[Effect, ...]
    undrafted: tuple[Movement, ...]
    items: tuple[OpenItem, ...]
    held: tuple[Effect, ...]
    silent: tuple[Effect, ...]
    claims: tuple[tuple[str, str, int, int | None], ...]
    refused: tuple[tuple[str, str, int], ...]
    gaps: tuple[str, ...]
    documents: tuple[tuple[str, int, int], ...]
    payouts: tuple[tuple[str, str, int, int], ...]
    lines: tuple[tuple[str, str, int], ...]
    explained: tuple[tuple[str, str, int], ...]
    judged_statements: int
    judged_documents: int

    @property
    def waiting(self) -> Iterable[Effect]:
        """What movements without an account would have booked."""
        return (effect for movement in self.undrafted for effect in effects(movement))


class Key(NamedTuple):
    """Plaats: whose, of which law, and the open item or receipt."""

    payer: str
    law: str
    item: str


Sums = dict[Key, int]


def key_of(entry: JournalEntry, posting: Posting) -> Key:
    """What a posting is about; a receipt on hold by its line."""
    law = dict(posting.dimensions).get("law", "")
    return Key(posting.payer, law, posting.item or receipt_of(entry.movement))


def added(found: Iterable[tuple[Key, int]]) -> Sums:
    """The cents of each key."""
    sums: Sums = {}
    for key, cents in found:
        sums[key] = sums.get(key, 0) + cents
    return sums


def booked(ground: Ground, roles: frozenset[str]) -> Sums:
    """What stands on accounts by the entries, and what stood there before."""
    return added(
        [
            *(
                (key_of(entry, p), p.cents)
                for entry in ground.entries
                for p in entry.postings
                if p.role in roles
            ),
            *_of((*ground.opening, *ground.silent), roles, 1),
        ]
    )


def standing(ground: Ground, roles: frozenset[str]) -> Sums:
    """What should stand on them by the open items, less what is on hold or waits."""
    items = (
        (Key(item.payer, item.law, item.key), getattr(item, role))
        for item in ground.items
        for role in sorted(roles)
    )
    return added([*items, *_of(ground.held, roles, -1), *_of(ground.waiting, roles, -1)])


def _of(found: Iterable[Effect], roles: frozenset[str], sign: int) -> list[tuple[Key, int]]:
    return [(Key(e.payer, e.law, e.item), sign * e.cents) for e in found if e.role in roles]


def differences(one: Sums, other: Sums) -> Sums:
    """One less the other, key by key; what agrees is left out."""
    found = {k: one.get(k, 0) - other.get(k, 0) for k in sorted({*one, *other})}
    return {key: cents for key, cents in found.items() if cents}
