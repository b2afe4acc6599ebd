"""Items that stand elsewhere than the mapping now says (herrubricering): shown, not booked.

An open item keeps the accounts that it was opened with, and whatever closes it uses those (contract
section 2). When an account or the scheme changes, its balance therefore stands on the old account
until it is closed. The one entry that would show all of it on the new accounts is proposed here;
who books it, books it back too. Source: accounting case S43.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Versions

from koppeling.accounting.roles import Facts, Missing, resolve
from koppeling.model.mapping import Mapping
from koppeling.model.movements import OpenItem
from koppeling.model.standing import Moved


def reclassification(
    items: Iterable[OpenItem], versions: Versions[int, Mapping], newest: int
) -> tuple[Moved, ...]:
    """The proposed postings, which add up to nothing; empty when all stands where it should.

    An item for which the mapping has no account any more stays where it is: nobody invents one.
    """
    sums: dict[tuple[str, str, str], int] = {}
    named: dict[tuple[str, str, str], list[str]] = {}
    for item in items:
        if versions.get(item.version, versions[newest]) is versions[newest]:
            continue
        for role, now, cents in _stands(item, versions[newest]):
            old = _account(versions[item.version], role, item)
            new = _account(versions[newest], now, item)
            if not old or not new or old == new:
                continue
            for place, part in (((old, role, item.payer), -cents), ((new, now, item.payer), cents)):
                sums[place] = sums.get(place, 0) + part
                named.setdefault(place, []).append(item.invoice)
    return tuple(
        Moved(*place, cents, tuple(sorted(set(named[place]))))
        for place, cents in sorted(sums.items(), key=lambda row: (row[1] < 0, row[0]))
        if cents
    )


def _stands(item: OpenItem, mapping: Mapping) -> Iterable[tuple[str, str, int]]:
    """(role as opened, role as it would be now, cents) of what is open.

    Only the account of an award changes with the scheme. A claim that was booked when it was sent
    stays so: its revenue stands in the books, and booking by award would not take that out.
    """
    position = mapping.booking_of(item.payer, item.law).position
    claimed = item.debtor - (0 if item.booking.clearing else item.remaining)
    found = (
        (item.booking.position, position, item.remaining),
        ("debtor", "debtor", claimed),
        ("rejected", "rejected", item.rejected),
    )
    return [row for row in found if row[2]]


def _account(mapping: Mapping, role: str, item: OpenItem) -> str:
    facts = Facts(law=item.law, payer=item.payer, agb=item.agb, year=item.year)
    row = resolve(mapping, role, facts)
    return "" if isinstance(row, Missing) else row.account
