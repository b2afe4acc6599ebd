"""What is this, where is it booked, why, and what is open (zoeken)? One question, one answer.

An amount as people type it, a claim number in whatever form, a word of a bank text or of a booking,
a key or the beginning of one: whatever fits is found. A bank text is searched as it is kept.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from koppeling.formats.amounts import cents_of
from koppeling.matching.conclusions import Received
from koppeling.matching.lines import Line
from koppeling.matching.redaction import Marker, forms, key_forms, marker, shown
from koppeling.model.book import Book
from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Parked
from koppeling.model.found import Card, Found, LineFound
from koppeling.model.movements import OpenItem
from koppeling.settle.book import Desktop, book_at, desktop_of
from koppeling.settle.cards import cards_of
from koppeling.settle.held import state_of
from koppeling.settle.ports import Workshop

SHORTEST = 6
"""Characters of a key or hash that may stand for the whole of it."""
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Query:
    """Vraag: `cents` when it is an amount (without its sign), its words, its forms as a number."""

    text: str
    cents: int | None
    words: tuple[str, ...]
    numbers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Query":
        """Read a question.

        >>> Query.of("€ 1.234,56").cents, Query.of("1234.56").cents, Query.of("1.234").cents
        (123456, 123456, 123400)
        >>> Query.of("f-2026/001").cents, sorted(Query.of("f-2026/001").numbers)
        (None, ['F2026001'])
        """
        bare = text.strip()
        digits = bare.replace(".", "") if _THOUSANDS.fullmatch(bare) else bare
        cents = cents_of(digits)
        words = tuple(w.casefold() for w in _WORD.findall(bare))
        amount = None if cents is None else abs(cents)
        return cls(bare, amount, words, frozenset(forms(bare)))

    def amount(self, *cents: int) -> bool:
        """Whether it is one of these amounts, whatever the sign."""
        return bool(self.cents) and self.cents in {abs(c) for c in cents}

    def said(self, *texts: str) -> bool:
        """Whether all its words stand in the texts; the beginning of a word is enough."""
        tokens = [t.casefold() for text in texts for t in _WORD.findall(text)]
        if not self.words or not self.text:
            return False
        return all(any(_begins(token, word) for token in tokens) for word in self.words)

    def names(self, *keys: str) -> bool:
        """Whether it is one of these keys, or begins it."""
        text = self.text.casefold()
        return len(text) >= SHORTEST and any(k.casefold().startswith(text) for k in keys)


def _begins(token: str, word: str) -> bool:
    """A number must be the whole of it: 500 is not in 5001."""
    return token == word or (not word.isdecimal() and token.startswith(word))


def find(shop: Workshop, text: str) -> Found | None:
    """Everything that a question is about; None while no mapping is adopted."""
    table = desktop_of(shop)
    if table is None:
        return None
    book, query = book_at(shop, table), Query.of(text)
    every = (*book.entries, *book.expected)
    cards = tuple(
        c for c in cards_of(table.derived, table.log, every).values() if _is_card(query, c)
    )
    lines = tuple(_lines(query, table, book, marker(shop.key)))
    told = {k for card in cards for k in card.entries} | {k for x in lines for k in x.entries}
    asked = {line.parked.id for line in lines if line.parked}
    hits = tuple(e.key for e in every if e.key not in told and _is_entry(query, e))
    booked = {e.key: e for e in every if e.key in told or e.key in hits}
    releases = table.ledger.releases
    return Found(
        query=query.text,
        cards=tuple(sorted(cards, key=lambda c: (c.item.opened, c.item.invoice))),
        lines=tuple(sorted(lines, key=lambda x: (x.date, x.id))),
        entries=hits,
        questions=tuple(p for p in book.parked if p.id not in asked and _is_question(query, p)),
        files=tuple(f for f in book.files if query.names(f.sha256) or query.amount(f.total)),
        booked=booked,
        states={
            i.key: state_of(i, book.mapping, releases) for i in table.intents if i.key in booked
        },
        payers={p.label: p.name for p in book.mapping.payers},
        precision=book.precision,
    )


def _is_card(query: Query, card: Card) -> bool:
    item = card.item
    if query.numbers & {f for number in item.keys for f in key_forms(number)}:
        return True
    paid = (p.cents for p in card.payments)
    figures = (card.declared, card.awarded, card.non_financial, card.rejected, card.open, *paid)
    return query.amount(*figures) or query.names(item.key)


def _is_entry(query: Query, entry: JournalEntry) -> bool:
    if query.names(entry.key, entry.reference):
        return True
    debit = sum(p.cents for p in entry.postings if p.cents > 0)
    figures = (debit, *(p.cents for p in entry.postings))
    return query.amount(*figures) or query.said(entry.text, *(p.text for p in entry.postings))


def _is_question(query: Query, parked: Parked) -> bool:
    return query.names(parked.id) or query.amount(parked.cents) or query.said(parked.about)


def _lines(query: Query, table: Desktop, book: Book, mark: Marker) -> Iterable[LineFound]:
    """Bank lines by amount, by a number that stands in them, by their words or their question."""
    known = _known(book.items, mark)
    marks = {mark(f) for f in query.numbers}
    asked = {p.id: p for p in book.parked}
    received = {r.line.id: r for r in table.derived.received}
    lines = [*(r.line for r in table.derived.received), *table.derived.unbooked]
    for line in {x.id: x for x in lines}.values():
        text = " ".join(shown(t, known) for t in line.bank.texts)
        parked = asked.get(f"L{line.id}")
        fits = query.amount(line.cents) or bool(marks & set(line.bank.marks))
        fits = fits or query.names(line.id, f"L{line.id}") or query.said(text)
        if fits or (parked and query.said(parked.about)):
            yield _line(line, text, parked, received.get(line.id), table, book)


def _known(items: Iterable[OpenItem], mark: Marker) -> dict[str, str]:
    """Numbers of claims by their mark: the only ones that are shown of a text."""
    return {mark(f): f for item in items for number in item.keys for f in key_forms(number)}


def _line(
    line: Line,
    text: str,
    parked: Parked | None,
    received: Received | None,
    table: Desktop,
    book: Book,
) -> LineFound:
    match = next((m for m in table.derived.matches if m.line == line.id), None)
    names = {f"paid/{line.id}", f"explained/{line.id}"}
    own = {m.name for m in table.log if m.key in names or (m.mirror and m.mirror.key in names)}
    every = (*book.entries, *book.expected)
    explained = sum(p.cents for p in received.answer.parts) if received else 0
    return LineFound(
        id=line.id,
        date=line.bank.date,
        cents=line.cents,
        payer=received.paid.payer if received else "",
        text=text,
        where=line.where,
        match=match,
        parked=parked,
        entries=tuple(e.key for e in every if e.movement in own),
        open=line.cents - explained if received or parked else 0,
    )
