"""What a case needs beside claims and money: set-offs, lists of open items, answers to questions.

`Story` is a `Case` that also tells what a payer set off, what stood open before and what a person
decided. Files are made by the project's own writers; cents are signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from koppeling.formats import camt_write, forms_write, istandaarden_write
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.documents import Decisions, Header, Netting, NettingItem, OpenRow
from koppeling.model.explanations import Parked
from koppeling.model.mapping import Mapping
from koppeling.settle.draft import draft
from koppeling.settle.intake import take_in
from koppeling.settle.offline import Offline, with_scheme
from koppeling.settle.reconcile import reconcile
from tests import sizes
from tests.scenario import (
    AGB,
    CLIENTS,
    INSURER,
    KEY,
    MAPPING,
    OWN,
    Case,
    booked,
    day,
    mapping,
    per_year,
    plain,
    settled,
)

E = 100
PAYER = "uzovi:5555"
SECOND = "NL20INGB0001234567"
AGENT = "NL13TEST0123456789"
MORE = """difference = "4899"
interest = "8200"
fee = "4700"
intercompany = "1700"
revenue = "8000"
"""
RICH = MAPPING.replace('revenue = "8000"\n', MORE)
"""The mapping of the worked cases with every role that set-offs and decisions may need."""
Item = tuple[Any, ...]
Delivered = tuple[bytes, str]
"""A file and the principal who delivered it."""


def rich(text: str = RICH, **booking: Any) -> Mapping:
    """The rich mapping with other switches of [booking]."""
    return mapping(text, **booking)


@dataclass(slots=True)
class Story(Case):
    """Verhaal: everything that came in; `lines` of accounts other than the first by IBAN."""

    elsewhere: dict[str, list[camt_write.Booked]] = field(default_factory=dict)

    def set_off(
        self,
        number: str,
        *items: Item,
        payout: int | None = None,
        when: str = "02-16",
        payer: str = PAYER,
    ) -> Self:
        """A set-off: (kind, reference, cents[, counter reference]); payout = their sum, or said."""
        rows = tuple(
            NettingItem(0, kind, reference, (*more, "")[0], cents)
            for kind, reference, cents, *more in items
        )
        said = sum(r.cents for r in rows) if payout is None else payout
        document = Netting(Header("", "", ""), payer, number, day(when), rows, said)
        self.files.append(forms_write.as_csv(forms_write.verrekening([document])))
        return self

    def letter(self, reference: str, cents: int, when: str = "02-05", number: str = "") -> Self:
        """A reclaim letter: one row, nothing set off yet."""
        item = ("reclaim", reference, -cents)
        return self.set_off(number or f"BRIEF{reference}", item, payout=0, when=when)

    def opened(self, *rows: tuple[str, str, int], when: str = "2025-12-20") -> Self:
        """What stood open at the cut-over: (role, invoice, cents)."""
        made = [
            OpenRow(0, role, PAYER, "Zvw", 2025, invoice, day(when), cents)
            for role, invoice, cents in rows
        ]
        self.files.append(forms_write.as_csv(forms_write.openstaand(made)))
        return self

    def line(self, cents: int, text: str, when: str = "02-15", **more: Any) -> Self:
        """A bank line with any field of its entry; `own` = another account of ours."""
        own = more.pop("own", OWN)
        entries = self.entries if own == OWN else self.elsewhere.setdefault(own, [])
        fields = {"iban": INSURER, "name": "Naam van iemand", "reference": f"BANK{len(entries)}"}
        entries.append(camt_write.Booked(day(when), cents, text, **(fields | more)))
        return self

    def towns(
        self, law: str, invoice: str, cents: int, when: str = "02-02", message: str = "M1"
    ) -> Self:
        """A 323 of one line and the 325 that awards it, 8 days later."""
        lines = [
            istandaarden_write.Performed(CLIENTS[0], "45A04", cents, day("01-31"), f"{invoice}-0")
        ]
        known = (law, "9999", AGB, invoice)
        self.files.append(istandaarden_write.claim(*known, day(when), lines, message=message))
        self.files.append(istandaarden_write.answer(*known, day("02-10"), lines, answers=message))
        return self

    def undo(self, number: int = -1) -> Self:
        """Take back the decision that was given as the so manieth."""
        found = [
            row.id
            for data in self.files
            for document in read_file(Source.of(data, key=KEY))
            if isinstance(document, Decisions)
            for row in document.rows
        ]
        return self.decide("undo", found[number], when="03-20")

    def everything(self) -> list[bytes]:
        """All files, the statements last."""
        first = [self.statement()] if self.entries else []
        others = [camt_write.statement(iban, 0, lines) for iban, lines in self.elsewhere.items()]
        return [*self.files, *first, *others]

    def told(self, chosen: Mapping | None = None, scheme: str = "") -> Book:
        """The book under the rich mapping."""
        used = chosen or rich()
        return booked(self.everything(), with_scheme(used, scheme) if scheme else used)

    def ask(self, reason: str, chosen: Mapping | None = None, cents: int | None = None) -> Parked:
        """The one question of a reason (and an amount) as it stands now."""
        found = [
            p for p in self.told(chosen).parked if p.reason == reason and cents in {None, p.cents}
        ]
        assert len(found) == 1, [(p.reason, p.cents) for p in self.told(chosen).parked]
        return found[0]


def ends(book: Book) -> dict[str, int]:
    """Own balances per role, in cents, without those that are nil."""
    return {k: v for k, v in book.balances if v}


def questions(book: Book) -> list[tuple[str, int]]:
    """Reason and cents of everything parked, sorted."""
    return sorted((p.reason, p.cents) for p in book.parked)


def rules(book: Book) -> list[tuple[str, int]]:
    """Rule and cents of every match, sorted."""
    return sorted((m.rule, m.cents) for m in book.matches)


def shape(book: Book) -> dict[str, object]:
    """What must not depend on the order of arrival."""
    outside = plain(book)
    return {
        "per_year": per_year(book),
        "items": book.items,
        "matches": sorted(map(str, outside["matches"])),
        "parked": sorted(map(str, outside["parked"])),
    }


def in_every_order(files: Sequence[bytes], chosen: Mapping, name: str) -> Book:
    """The book of files, which is the same when they settle one by one in seeded orders."""
    book = booked(files, chosen)
    expected = shape(book)
    dice = sizes.generator(name)
    orders = [list(files), list(reversed(files))]
    for _ in range(sizes.of(1, 30)):
        mixed = list(files)
        dice.shuffle(mixed)
        orders.append(mixed)
    for order in orders:
        assert shape(settled(order, chosen)) == expected, [files.index(f) for f in order]
    return book


def delivered(files: Sequence[Delivered], chosen: Mapping, *, at_once: bool = True) -> Book:
    """The book of files that these principals delivered."""
    office = Offline(chosen, KEY)
    office.adopt()
    for data, principal in files:
        source = Source.of(data, key=KEY)
        office.sources.setdefault(source.sha256, source)
        take_in(office.shop(), source, principal)
        if not at_once:
            reconcile(office.shop())
            draft(office.shop())
    book = office.settle()
    assert not [i for i in book.identities if i.blocking and i.holds is False]
    return book


def said(book: Book) -> list[tuple[str, str]]:
    """Code and reason of every finding about a decision."""
    found = [p for f in book.files for p in f.problems if p.code.startswith("decision")]
    return sorted((p.code, dict(p.figures).get("reason", "")) for p in found)
