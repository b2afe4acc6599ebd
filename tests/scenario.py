"""A provider, its payers and their files, in as few words as a worked case needs.

Files are made by the project's own writers and booked by the whole engine, offline. Cents are
signed; days are in 2026 unless said otherwise.
"""

import tomllib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Figures
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from koppeling.accounting.mapping_file import read_mapping
from koppeling.formats import besluiten, camt_write, flat_write, istandaarden_write
from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.documents import Decision
from koppeling.model.mapping import Mapping
from koppeling.reports.result import result
from koppeling.settle.book import book_of
from koppeling.settle.draft import draft
from koppeling.settle.offline import SCHEMES, Offline, run, with_scheme
from koppeling.settle.reconcile import reconcile

KEY = b"k" * 32
AGB = "41000001"
OWN = "NL91ABNA0417164300"
INSURER = "NL69INGB0123456789"
TOWN = "NL44RABO0123456789"
STRANGER = "NL02RABO0111111111"
CLIENTS = ("999900006", "999900018", "999900043")
SCHEME_NAMES = tuple(SCHEMES)

MAPPING = f"""
[administration]
tenant = "zorggroep"
name = "noord"
iban = ["{OWN}"]
agb = ["{AGB}"]
start = 2026-01-01

[booking]
recognise = "outstanding"
clearing = true
bank = "koppeling"
post = "now"

[package]
kind = "files"

[accounts]
bank = "1100"
debtor = "1300"
clearing = "1390"
unidentified = "1395"
rejected = "1380"
advance = "1650"
repayable = "1660"
correction = "8980"
writeoff = "4890"
client = "1310"
revenue = "8000"
revenue_prior = "8990"

[[payers]]
id = "uzovi:5555"
name = "Testverzekeraar"
debtor = "D1001"
iban = ["{INSURER}"]

[[payers]]
id = "gemeente:9999"
name = "Gemeente Teststad"
debtor = "D1002"
iban = ["{TOWN}"]
"""


def mapping(text: str = MAPPING, **booking: Any) -> Mapping:
    """The mapping with other switches of [booking]."""
    found, problems, _ = read_mapping(text.encode())
    assert found is not None, [p.message() for p in problems]
    changed = found.booking.model_copy(update=booking)
    return found.model_copy(update={"booking": changed})


def toml(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def day(text: str) -> date:
    """`02-10` is in 2026, a whole date is itself."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


@dataclass(slots=True)
class Case:
    """Everything that came in, in order; `files` are bytes."""

    files: list[bytes] = field(default_factory=list)
    entries: list[camt_write.Booked] = field(default_factory=list)
    claims: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, Sequence[istandaarden_write.Performed]] = field(default_factory=dict)
    opening: int = 0

    def claim(
        self,
        invoice: str,
        cents: int | Sequence[int],
        when: str = "02-02",
        *,
        standard: str = "PM304",
        month: str = "01-31",
        keep: bool = True,
        payer: str = "5555",
        **line: Any,
    ) -> Self:
        """A claim of one line an amount; `keep=False` makes it without giving it."""
        amounts = [cents] if isinstance(cents, int) else list(cents)
        lines = [
            flat_write.Sent(
                client=CLIENTS[i % len(CLIENTS)],
                product="120001"[: 6 if standard == "PM304" else 5],
                cents=amount,
                end=day(month),
                reference=f"{invoice}-{i}",
                agb="04000001",
                **line,
            )
            for i, amount in enumerate(amounts)
        ]
        data = flat_write.claim(standard, payer, AGB, invoice, day(when), lines)
        self.claims[invoice] = data
        if keep:
            self.files.append(data)
        return self

    def answer(
        self, invoice: str, won: int | Sequence[int] | None = None, when: str = "02-10", **more: Any
    ) -> Self:
        """The insurer's answer: cents awarded a line; None = everything as declared."""
        amounts = [won] if isinstance(won, int) else won
        awarded = {f"{invoice}-{i}": c for i, c in enumerate(amounts or [])}
        codes = more.pop("codes", dict.fromkeys(awarded, "0611"))
        data = flat_write.answer(
            self.claims[invoice],
            awarded=awarded,
            codes=codes,
            day=day(when) if when else None,
            reference=more.pop("reference", f"ZV{invoice}"),
            **more,
        )
        self.files.append(data)
        return self

    def town(
        self, invoice: str, cents: Sequence[int], when: str = "02-02", message: str = "M1"
    ) -> Self:
        """A 323 to the municipality."""
        lines = [
            istandaarden_write.Performed(
                client=CLIENTS[i % len(CLIENTS)],
                product="45A04",
                cents=c,
                end=day("01-31"),
                reference=f"{invoice}-{i}",
            )
            for i, c in enumerate(cents)
        ]
        self.sent[message] = lines
        self.files.append(
            istandaarden_write.claim("jw", "9999", AGB, invoice, day(when), lines, message=message)
        )
        return self

    def town_answer(
        self, invoice: str, message: str = "M1", when: str = "02-10", **more: Any
    ) -> Self:
        """Its 325."""
        rejected = {f"{invoice}-{i}": "9333" for i in more.pop("rejected", ())}
        self.files.append(
            istandaarden_write.answer(
                "jw",
                "9999",
                AGB,
                invoice,
                day(when),
                self.sent[message],
                answers=message,
                rejected=rejected,
                **more,
            )
        )
        return self

    def bank(self, cents: int, text: str, when: str = "02-15", iban: str = INSURER) -> Self:
        """One line on the own account; all lines come as one statement at the end."""
        number = len(self.entries) + 1
        self.entries.append(
            camt_write.Booked(
                day(when), cents, text, iban, "Naam van iemand", reference=f"BANK{number}"
            )
        )
        return self

    def decide(self, action: str, subject: str, target: str = "", **more: Any) -> Self:
        """One decision."""
        row = Decision(
            record=2,
            date=day(more.get("when", "03-01")),
            author="boekhouder",
            reason="test",
            action=action,
            subject=subject,
            target=target,
            cents=more.get("cents"),
            seen=more.get("seen", ""),
        )
        self.files.append(besluiten.write([row]))
        return self

    def statement(self) -> bytes:
        """The lines as a statement."""
        ordered = sorted(self.entries, key=lambda e: e.day)
        return camt_write.statement(OWN, self.opening, ordered)

    def everything(self) -> list[bytes]:
        """All files, the statement last."""
        return [*self.files, *([self.statement()] if self.entries else [])]

    def book(self, chosen: Mapping | None = None, scheme: str = "") -> Book:
        """The book of the case."""
        used = chosen or mapping()
        return booked(self.everything(), with_scheme(used, scheme) if scheme else used)


def booked(files: Iterable[bytes], chosen: Mapping) -> Book:
    """The book of files under a mapping; our own identities hold, always."""
    book = run(chosen, [Source.of(f, key=KEY) for f in files], KEY)
    broken = [i for i in book.identities if i.blocking and i.holds is False]
    assert not broken, broken
    return book


def settled(files: Iterable[bytes], chosen: Mapping) -> Book:
    """The same, with each file settled before the next one comes."""
    office = Offline(chosen, KEY)
    office.adopt()
    for data in files:
        office.give(Source.of(data, key=KEY))
        reconcile(office.shop())
        draft(office.shop())
    book = book_of(office.shop())
    assert book is not None
    assert not [i for i in book.identities if i.blocking and i.holds is False]
    return book


def balances(book: Book) -> dict[str, int]:
    """Own balances per role in whole euros where that is exact, as the worked cases write them."""
    return dict(book.balances)


def parked(book: Book) -> list[tuple[str, int, str | None]]:
    """Reason, cents and where it is held, of every question."""
    return [(p.reason, p.cents, p.held_on) for p in book.parked]


def plain(book: Book) -> dict[str, Any]:
    """What the outside sees."""
    return result(book)


def per_year(book: Book) -> Figures[tuple[str, str, str], int]:
    """Balance per account, payer and year: what must not depend on the order of arrival."""
    found: dict[tuple[str, str, str], int] = {}
    for entry in (*book.entries, *book.expected):
        for p in entry.postings:
            key = (p.account, p.payer, entry.period[:4])
            found[key] = found.get(key, 0) + p.cents
    return {k: v for k, v in found.items() if v}


def accounts(book: Book) -> dict[str, int]:
    """The same per account alone; nothing of those that are nil."""
    found: dict[str, int] = {}
    for (account, _, _), cents in per_year(book).items():
        found[account] = found.get(account, 0) + cents
    return {k: v for k, v in found.items() if v}
