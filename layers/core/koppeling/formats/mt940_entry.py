"""The entries of one MT940 statement (mutaties), as bank lines; all per-line work of the format.

Field 61: value date, entry date, mark, amount, kind, reference, then the bank's reference behind
`//`. The booking date is the entry date, else the value date. `RC` takes back a credit and so is a
debit, `RD` the other way round; a bank calls both a reversal. Source: SWIFT, category 9.
"""

import re
from datetime import date

from koppeling.formats.bank_identity import NOTHING, key_of
from koppeling.formats.bank_line import bank_line
from koppeling.formats.mt940_dialects import Dialect
from koppeling.formats.mt940_said import Said, reader_of
from koppeling.formats.mt940_usual import usual_of
from koppeling.formats.mt940_values import DECIMALS, booking_day, cents_of, day_of, year_of
from koppeling.model.documents import BankLine, id_among_equals
from koppeling.model.problems import Problem, Where, problem

ENTRY = (
    r"([0-9]{6}(?:[0-9]{4})?)[ \n]*"  # value date, entry date
    r"(R?[CD]|r?[cd])[A-Z]?[ \n]?"  # mark, third letter of the currency
    r"([0-9]{1,15})(?:(?:,|\.(?![0-9]{3}))([0-9]*))?"  # amount; a dot never before thousands
    r"([A-Z][A-Z0-9]{2}(?:(?=NONREF)|[A-Z0-9 ])?)"  # kind, of some banks one letter short
    r"([^\n]*)(?:\n((?s:.*)))?"  # references, and what stands on the next line
)
SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1, "c": 1, "d": -1, "rc": -1, "rd": 1}
REVERSALS = frozenset({"RC", "RD", "rc", "rd"})
RETURNS = frozenset({"NRTI", "FRTI", "SRTI"})
"""Kinds by which a bank calls an entry a return."""

SILENT = NOTHING | {"EREF", "PREF", "MARF", "IREF", "KREF"}
"""What stands for a reference that is not there, or for the code word of field 86 that has it."""

YYMMDD = 6
FIELD = ":61:"
EXPECTED = "datum, C of D, bedrag met hele centen, soort"


Days = tuple[date, str, str]
"""Booking date, the same as text, value date as text."""


class Entries:
    """Mutaties: the lines of one account and period, with what is counted over them."""

    def __init__(self, sha256: str, iban: str, dialect: Dialect) -> None:
        """No line yet."""
        self._sha256, self._iban = sha256, iban
        self._usual, self._parts_of = usual_of(dialect)
        self._match = re.compile(ENTRY).fullmatch
        self._read = reader_of(dialect)
        self._seen: dict[str, int] = {}
        self._days: dict[str, Days] = {}
        self.lines: list[BankLine] = []
        self.problems: list[Problem] = []
        self.net = 0

    @property
    def count(self) -> int:
        """Every entry, also what could not be read."""
        return len(self.lines) + len(self.problems)

    def add(self, record: int, value: str, details: str) -> None:
        """The line of a field 61 and the fields 86 behind it, or a finding."""
        folded = details.replace("\n", "")
        found = self._usual(f"{value}\n:86:{folded}")
        if found is None:
            self._by_words(record, value, details)
            return
        dates, mark, whole, part, iban, name, text, said, reference = self._parts_of(found.groups())
        days = self._days.get(dates) or self._days_of(dates)
        cents = SIGNS[mark] * int(whole + part.ljust(DECIMALS, "0"))
        text = " ".join(text.split()) if "  " in text else text.strip()
        said = said.strip()
        references = [said] if said.upper() not in NOTHING else []
        if reference and reference != said:
            references.append(reference)
        texts = (text,) if text else ()
        self._keep(record, cents, days, reference, iban, name.strip(), texts, tuple(references))

    def _by_words(self, record: int, value: str, details: str) -> None:
        """The same for an entry of any shape."""
        # the line may be broken somewhere before the reference
        found = self._match(value) or self._match(value.replace("\n", ""))
        if found is None:
            self._bad(record)
            return
        dates, mark, whole, part, kind, references, behind = found.groups("")
        unsigned = cents_of(whole, part)
        if unsigned is None:
            self._bad(record)
            return
        own, _, reference = references.partition("//")
        told = self._read(own, behind, details)
        if mark in REVERSALS or kind in RETURNS:
            told.returned = True
        reference = "" if reference in SILENT else reference.strip()
        if reference or own not in SILENT:
            _add_references(told, own.strip(), reference)
        self._keep(
            record,
            unsigned * SIGNS[mark],
            self._days.get(dates) or self._days_of(dates),
            reference,
            told.iban,
            told.name,
            tuple(told.texts),
            tuple(told.references),
            returned=told.returned,
            batch=told.count > 1,
        )

    def _keep(  # noqa: PLR0913, PLR0917 - a bank line is these facts, in a hot path
        self,
        record: int,
        cents: int,
        days: Days | None,
        reference: str,
        iban: str,
        name: str,
        texts: tuple[str, ...],
        references: tuple[str, ...],
        *,
        returned: bool = False,
        batch: bool = False,
    ) -> None:
        self.net += cents
        if days is None:
            self._bad(record)
            return
        day, booked, value_day = days
        key = key_of(self._iban, booked, cents, iban, 0, reference, value_day, texts)
        ordinal = self._seen[key] = self._seen.get(key, 0) + 1
        known = key if ordinal == 1 else id_among_equals(key, ordinal)
        self.lines.append(
            bank_line(known, record, day, cents, iban, name, texts, references, returned, batch)
        )

    def _days_of(self, dates: str) -> Days | None:
        """The dates of an entry, None when there is none; those that were seen are remembered."""
        value_day, entered = day_of(dates), dates[YYMMDD:]
        day = booking_day(value_day, year_of(dates), entered) if entered else value_day
        if day is None:
            return None
        found = (day, day.isoformat(), value_day.isoformat() if value_day else "")
        self._days[dates] = found
        return found

    def _bad(self, record: int) -> None:
        where = Where(self._sha256, record, FIELD)
        self.problems.append(problem("bad_value", where, name=FIELD, expected=EXPECTED))


def _add_references(told: Said, own: str, reference: str) -> None:
    """The entry's own two behind those of field 86, when they say something else."""
    for said in (own, reference):
        party = told.iban and told.iban in said
        if not party and said not in SILENT and said not in told.references:
            told.references.append(said)
