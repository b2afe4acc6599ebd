"""What stood open at the cut-over against the package (aansluiting beginstand), account by account.

The list `openstaand` opens items and books nothing; in the package the same items stand on its
accounts at the start of the cut-over date. A difference is a question to the bookkeeper: an item
that is missing in the list, or one too many. Without an auditfile of the package nothing is judged.
"""

from collections.abc import Iterable

from koppeling.accounting.package_balances import balances_on, covering
from koppeling.accounting.roles import Facts, Missing, resolve
from koppeling.model.documents import Auditfile, OpenRow
from koppeling.model.mapping import Mapping
from koppeling.model.roles import Role
from koppeling.model.standing import CutOver, Opened

ROLES: tuple[Role, ...] = ("debtor", "clearing", "rejected", "unidentified", "advance", "repayable")
"""Roles on which something may stand open when Koppeling begins."""


def cut_over(rows: Iterable[OpenRow], files: Iterable[Auditfile], mapping: Mapping) -> CutOver:
    """The list and the package side by side, on every account of a role that can stand open."""
    day = mapping.administration.start
    listed: dict[str, list[OpenRow]] = {}
    roles: dict[str, set[str]] = {}
    for role in ROLES:
        for row in mapping.accounts.get(role, ()):
            listed.setdefault(row.account, [])
            roles.setdefault(row.account, set()).add(role)
    for each in rows:
        account = _account(mapping, each)
        listed.setdefault(account, []).append(each)
        roles.setdefault(account, set()).add(each.role)
    file = covering(files, day)
    known = balances_on(file, day) if file else {}
    accounts = tuple(
        Opened(
            account,
            tuple(sorted(roles[account])),
            sum(r.cents for r in listed[account]),
            None if file is None else known.get(account, 0),
            tuple(listed[account]),
        )
        for account in sorted(listed)
    )
    if file is None:
        why = "geen auditfile van het pakket die de stand op de overgangsdatum kent"
        return CutOver(day, accounts, None, why)
    return CutOver(day, accounts, not any(a.difference for a in accounts), "")


def _account(mapping: Mapping, row: OpenRow) -> str:
    if row.role not in ROLES:
        return ""
    found = resolve(mapping, row.role, Facts(law=row.law, payer=row.payer, year=row.year))
    return "" if isinstance(found, Missing) else found.account
