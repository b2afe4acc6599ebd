"""What payers set off and what came on the bank, for a random history: named, half named or not."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from koppeling.model.documents import BankLine, Netting
from tests.matching.nouns import BOTH, IBAN_OF, STRANGER, Row, netting, numbered, paid
from tests.scenario import OWN

FIRST = date(2026, 2, 10)
DAYS = (0, 0, 3, 7, 7, 14, 30)
Won = tuple[str, str, int, str]
"""Payer, claim number, cents awarded, and the day of the answer."""


@dataclass(slots=True)
class Payouts:
    """Writes set-offs and statements about what was `won`."""

    r: Random
    payers: list[str]
    won: tuple[Won, ...]
    documents: list[Netting] = field(default_factory=list)
    lines: list[BankLine] = field(default_factory=list)

    def nettings(self) -> list[Netting]:
        """Set-offs and reclaim letters, one or none most of the time."""
        for _ in range(self.r.choice((0, 0, 1, 1, 1, 2, 3))):
            payer = self.r.choice(self.payers)
            rows = self._letter(payer) if self.r.random() < 0.3 else self._rows(payer)
            number = f"V26{self.r.choice((1, len(self.documents))):04}"
            day = FIRST + timedelta(days=self.r.choice(DAYS))
            payout = sum(cents for *_, cents in rows) if self.r.random() < 0.9 else None
            self.documents.append(netting(number, day, *rows, payer=payer, payout=payout))
        return self.documents

    def _of(self, payer: str, most: int) -> list[Won]:
        own = [w for w in self.won if w[0] == payer]
        return self.r.sample(own, min(len(own), self.r.randint(1, most)))

    def _letter(self, payer: str) -> list[Row]:
        known = next(iter(self._of(payer, 1)), (payer, "F269999", 4000, ""))
        return [("reclaim", known[1], -min(abs(known[2]), self.r.choice((1000, 3650))))]

    def _rows(self, payer: str) -> list[Row]:
        r = self.r
        rows: list[Row] = [
            ("declaration" if cents > 0 else "credit", invoice, cents - r.choice((0, 0, 0, 1)))
            for _, invoice, cents, _ in self._of(payer, 3)
        ]
        for _ in range(r.choice((0, 1, 1, 2))):
            invoice = r.choice([w[1] for w in self.won] or ["F269998"])
            more: tuple[Row, ...] = (
                ("reclaim", invoice, -1000),
                ("reclaim", "F269997", -3650),
                ("credit", invoice, -2000),
                ("advance", "VS1", r.choice((-3000, 3000))),
                ("interest", "", 12),
                ("fee", "", -25),
                ("carried", r.choice(("", "V260001")), r.choice((-1000, -2000))),
                ("declaration", "F269996", 4000),
            )
            rows.append(r.choice(more))
        total = sum(cents for *_, cents in rows)
        if not rows or total < 0 or r.random() < 0.15:
            rows.append(("carried", "", -total or 1000))
        return rows

    def statements(self) -> list[list[BankLine]]:
        """The lines of one statement or two, which may overlap; each line in one or in both."""
        for _ in range(self.r.choice((0, 1, 2, 3, 4, 6))):
            self.lines += self._line()
        lines = numbered(self.lines)
        cut = self.r.randint(0, len(lines))
        whole = self.r.random() < 0.2
        parts = [lines] if whole else [self._until(lines, cut), self._from(lines, cut)]
        return [part for part in parts if part]

    def _until(self, lines: list[BankLine], cut: int) -> list[BankLine]:
        return [line for line in lines if cut and line.date <= lines[cut - 1].date]

    def _from(self, lines: list[BankLine], cut: int) -> list[BankLine]:
        """Whole days, from the last one of the other on: a day in both is an overlap."""
        first = lines[max(0, cut - self.r.choice((0, 1))) :][:1]
        return [line for line in lines if first and line.date >= first[0].date]

    def _line(self) -> list[BankLine]:
        r = self.r
        payer = r.choice(self.payers)
        day = FIRST + timedelta(days=r.choice(DAYS))
        cents, numbers = self._amount(payer)
        text = " ".join([r.choice(("declaratie", "betaling", "afrekening")), *numbers])
        iban = IBAN_OF[payer] if r.random() < 0.85 else r.choice((STRANGER, OWN, BOTH))
        line = paid(
            cents,
            text,
            day,
            iban=iban,
            name="Payer Two" if r.random() < 0.1 else "x",
            reference=r.choice(("", f"E{len(self.lines)}", "NOTPROVIDED")),
            batch=r.random() < 0.04,
        )
        odd = r.random()
        if odd < 0.08:
            later = day + timedelta(days=r.choice((0, 2)))
            return [line, replace(line, date=later, cents=-cents, returned=True)]
        return [line, line] if odd > 0.95 else [line]

    def _amount(self, payer: str) -> tuple[int, list[str]]:
        """What is paid and what is named of it."""
        r = self.r
        if self.documents and r.random() < 0.5:
            document = r.choice(self.documents)
            named = [document.number] if r.random() < 0.5 else []
            return document.total or 1000, named
        own = self._of(payer, 3)
        if own and r.random() < 0.2:
            run = [w for w in self.won if w[0] == payer and w[3] == own[0][3]]
            return sum(w[2] for w in run) or 1000, []
        cents = sum(w[2] for w in own) if own else r.choice((3000, 500000))
        cents += r.choice((0, 0, 0, 0, 0, 1, -1000, 2000))
        invoices = [w[1] for w in own]
        named = r.choice((invoices, invoices, invoices[:1], [], [], ["F269995"]))
        if r.random() < 0.06:
            reclaims = [i for d in self.documents for i in d.items if i.cents < 0]
            if reclaims:
                taken = r.choice(reclaims)
                return taken.cents, [taken.reference]
        return cents or 1000, list(named)
