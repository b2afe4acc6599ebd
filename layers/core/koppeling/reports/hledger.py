"""The journal in hledger notation (journaal): plain text that an outside program can check.

`hledger check --strict` must accept it: every account, the commodity and every payee is declared.
Only Koppeling's own entries; what the package books itself is not in it.
"""

from collections.abc import Iterator

from koppeling.model.book import Book
from koppeling.model.cents import euros
from koppeling.model.entries import JournalEntry, Posting
from koppeling.reports.words import ROLES, word


def journal(book: Book) -> str:
    """The whole journal, in order of date."""
    return "\n".join([*_declarations(book), *_entries(book)]) + "\n"


def account_name(account: str, role: str) -> str:
    """`1300:Debiteuren zorgfinanciers`: the number first, so that it sorts like the ledger."""
    return f"{_clean(account)}:{_clean(word(ROLES, role.partition(':')[0], 'nl'))}"


def _names(book: Book) -> dict[str, str]:
    """One name an account, by its first role in order of role."""
    roles: dict[str, str] = {}
    for p in sorted({(p.account, p.role) for e in book.entries for p in e.postings}):
        roles.setdefault(*p)
    return {account: account_name(account, role) for account, role in roles.items()}


def _declarations(book: Book) -> Iterator[str]:
    administration = book.mapping.administration
    yield f"; Koppeling {administration.tenant}/{administration.name}, vastlegging {book.sequence}"
    yield "; alleen eigen boekingen; wat het pakket zelf boekt staat hier niet in"
    yield "commodity EUR 1000.00"
    for name in sorted(_names(book).values()):
        yield f"account {name}"
    for text in sorted({_clean(e.text) for e in book.entries}):
        yield f"payee {text}"
    for tag in (
        "key",
        "period",
        "journal",
        "evidence",
        "back",
        "payer",
        "role",
        *_dimensions(book),
    ):
        yield f"tag {tag}"
    yield ""


def _dimensions(book: Book) -> list[str]:
    names = {name for e in book.entries for p in e.postings for name, _ in p.dimensions}
    return sorted(names - {"key", "period", "journal", "evidence", "back", "payer", "role"})


def _entries(book: Book) -> Iterator[str]:
    names = _names(book)
    for entry in sorted(book.entries, key=lambda e: (e.date, e.movement, e.part)):
        yield from _entry(entry, names)


def _entry(entry: JournalEntry, names: dict[str, str]) -> Iterator[str]:
    yield f"{entry.date} * ({entry.reference}) {_clean(entry.text)}"
    yield f"    ; key:{entry.key}, period:{entry.period}, journal:{_clean(entry.journal)}"
    for e in entry.evidence:
        yield f"    ; evidence:{e.sha256}{f'/{e.record}' if e.record else ''}"
    if entry.back_reference:
        yield f"    ; back:{entry.back_reference}"
    for p in entry.postings:
        yield f"    {names[p.account]}  EUR {euros(p.cents)}{_tags(p)}"
    yield ""


def _tags(posting: Posting) -> str:
    tags = [f"role:{_clean(posting.role)}"]
    if posting.payer:
        tags.append(f"payer:{_clean(posting.payer)}")
    tags += [f"{name}:{_clean(value)}" for name, value in posting.dimensions]
    return f"  ; {', '.join(tags)}"


def _clean(text: str) -> str:
    """Nothing in a text may start a comment, a tag, a line or a double blank."""
    kept = "".join(c if c.isprintable() and c not in ';,|"' else " " for c in text)
    return " ".join(kept.replace(":", "-").split()) or "-"
