"""The journal in hledger notation (journaal): plain text that an outside program can check.

`hledger check --strict ordereddates` must accept it: every account, the commodity, every payee and
every tag is declared. `*` marks an entry that may go or is in the package, `!` one that waits for a
person. Only Koppeling's own entries; what the package books itself is not in it.
"""

from collections.abc import Iterator
from urllib.parse import quote

from koppeling.model.book import Book
from koppeling.model.cents import euros
from koppeling.model.entries import JournalEntry, Posting
from koppeling.model.links import NO_LINKS, Links, links
from koppeling.reports.accounts import Account, accounts

# Signs that start a comment, a tag, a date, a note or a quoted commodity.
SIGNS = frozenset(';,|"[]')
OUR_TAGS = (
    *("key", "movement", "period", "journal", "evidence", "back", "reverses", "reversedby"),
    *("payer", "role"),
)


def journal(book: Book) -> str:
    """The whole journal, in order of date."""
    names = {number: _name(account) for number, account in accounts(book).items()}
    return "\n".join([*_declarations(book, names), *_entries(book, names)]) + "\n"


def _name(account: Account) -> str:
    """`1300:Debiteuren zorgfinanciers`: the number first, so that it sorts like the ledger."""
    return f"{quote(account.number, safe='')}:{clean(account.words)}"


def _declarations(book: Book, names: dict[str, str]) -> Iterator[str]:
    administration = book.mapping.administration
    yield f"; Koppeling {administration.tenant}/{administration.name}, vastlegging {book.sequence}"
    yield "; alleen eigen boekingen; wat het pakket zelf boekt staat hier niet in"
    yield "commodity EUR 1000.00"
    yield from (f"account {name}" for name in names.values())
    yield from (f"payee {text}" for text in sorted({clean(e.text) for e in book.entries}))
    dimensions = {name for e in book.entries for p in e.postings for name, _ in p.dimensions}
    yield from (f"tag {tag}" for tag in (*OUR_TAGS, *sorted(dimensions - {*OUR_TAGS})))
    yield ""


def _entries(book: Book, names: dict[str, str]) -> Iterator[str]:
    waiting = {*book.held, *(key for key, _ in book.stuck)}
    found = links(book.entries)
    for entry in sorted(book.entries, key=lambda e: (e.date, e.movement, e.part, e.key)):
        others = found.get(entry.key, NO_LINKS)
        yield from _entry(entry, names, "!" if entry.key in waiting else "*", others)


def _entry(entry: JournalEntry, names: dict[str, str], mark: str, others: Links) -> Iterator[str]:
    yield f"{entry.date.isoformat()} {mark} ({entry.reference}) {clean(entry.text)}"
    yield f"    ; key:{entry.key}, movement:{clean(entry.movement)}"
    yield f"    ; period:{entry.period}, journal:{clean(entry.journal)}"
    for e in entry.evidence:
        yield f"    ; evidence:{e.sha256}{f'/{e.record}' if e.record else ''}"
    if entry.back_reference:
        yield f"    ; back:{clean(entry.back_reference)}"
    for tag, some in (("reverses", others.of), ("reversedby", others.reversed_by)):
        yield from (f"    ; {tag}:{other.reference}" for other in some)
    for p in entry.postings:
        yield f"    {names[p.account]}  EUR {euros(p.cents)}{_tags(p)}"
    yield ""


def _tags(posting: Posting) -> str:
    tags = [f"role:{clean(posting.role)}"]
    if posting.payer:
        tags.append(f"payer:{clean(posting.payer)}")
    tags += [f"{name}:{clean(value)}" for name, value in posting.dimensions]
    return f"  ; {', '.join(tags)}"


def clean(text: str) -> str:
    """Nothing in a text may start a comment, a tag, a date, a line or a double blank.

    >>> clean("Declaratie 1; date:[2026-01-01]")
    'Declaratie 1 date-2026-01-01'
    """
    kept = "".join(c if c.isprintable() and c not in SIGNS else " " for c in text)
    return " ".join(kept.replace(":", "-").split()) or "-"
