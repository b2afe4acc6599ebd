"""What an auditfile says of the accounts that Koppeling books on (grootboek van het pakket).

A ledger of a year is large and mostly not ours to know: only lines on accounts of the mapping are
kept. A new mapping may name other accounts, so then the files are read again.
"""

from collections.abc import Iterable
from dataclasses import replace

from koppeling.formats.source import Source
from koppeling.formats.xaf_package import ledgers
from koppeling.matching.facts import Taken
from koppeling.model.documents import Auditfile
from koppeling.model.mapping import Mapping
from koppeling.model.roles import Role
from koppeling.settle.ports import Workshop

ROLES: tuple[Role, ...] = ("bank", "clearing", "unidentified", "rejected")
"""Rollen waarvan de regels bewaard worden: the bank, and the accounts that C13 compares."""


def accounts_of(mappings: Iterable[Mapping]) -> frozenset[str]:
    """Accounts of these roles in any version of the mapping."""
    return frozenset(
        row.account
        for mapping in mappings
        for role in ROLES
        for row in mapping.accounts.get(role, ())
    )


def with_lines(shop: Workshop, taken: Taken, accounts: frozenset[str]) -> Taken:
    """An auditfile with its lines on these accounts; any other document as it is."""
    document = taken.document
    if not isinstance(document, Auditfile) or document.header.refused:
        return taken
    data = shop.raw(taken.sha256)
    assert data is not None, f"archived file {taken.sha256} is missing"
    found = ledgers(Source.of(data, key=shop.key), accounts)
    return replace(taken, document=replace(document, kept=found.get(document.header.inside, ())))
