"""The accounts that a book touches (grootboekrekeningen): what each is for, and on which statement.

An account has one name in everything we write. It is named after its role; an account that only a
person named in a decision has no role, and is shown by its number.
"""

from dataclasses import dataclass

from koppeling.model.book import Book
from koppeling.reports.words import ROLES, word

NAMED = "account:"
PROFIT_AND_LOSS = frozenset(
    {
        "revenue",
        "revenue_prior",
        "correction",
        "writeoff",
        "difference",
        "fee",
        "charges",
        "interest",
        "unbilled_revenue",
        "provision_cost",
    }
)
# In the Dutch decimal chart of accounts costs and results begin with 4 and above.
FIRST_RESULT_DIGITS = frozenset("456789")


@dataclass(frozen=True, slots=True)
class Account:
    """Grootboekrekening: its number, words, and whether it is closed to the result each year."""

    number: str
    words: str
    result: bool


def accounts(book: Book) -> dict[str, Account]:
    """Every account of the book's own entries, by number, in order of number."""
    roles: dict[str, str] = {}
    booked = {(p.account, p.role) for e in book.entries for p in e.postings}
    chosen = {(r.account, role) for role, rows in book.mapping.accounts.items() for r in rows}
    for account, role in sorted(booked, key=lambda found: (found[1].startswith(NAMED), found)):
        roles.setdefault(account, role)
    for account, role in sorted(chosen):
        if roles.get(account, "").startswith(NAMED):
            roles[account] = role
    return {number: _account(number, role) for number, role in sorted(roles.items())}


def _account(number: str, role: str) -> Account:
    if role.startswith(NAMED):
        return Account(number, f"Rekening {number}", number[:1] in FIRST_RESULT_DIGITS)
    return Account(number, word(ROLES, role, "nl"), role in PROFIT_AND_LOSS)
