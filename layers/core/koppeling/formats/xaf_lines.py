"""The lines of an auditfile (grootboekregels), one by one: what the quick scan reads of a ledger.

A salary journal gives none. A reference keeps no number that can be a BSN; descriptions and names
of relations are not handed over at all.

>>> from koppeling.formats.xaf_write import Booked, auditfile
>>> source = Source.of(auditfile("3.2", [Booked("1300", 1000), Booked("8000", -1000)]), key=b"")
>>> [(line.account, line.cents) for line in ledger_lines(source)]
[('1300', 1000), ('8000', -1000)]
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element, Refused, parts
from koppeling.model.cents import parse_decimal

ACCOUNT = "company/generalLedger/ledgerAccount"
TRANSACTIONS = "company/transactions"
JOURNAL = f"{TRANSACTIONS}/journal"
JOURNAL_ID, JOURNAL_NAME, JOURNAL_TYPE = (f"{JOURNAL}/{n}" for n in ("jrnID", "desc", "jrnTp"))
TRANSACTION = f"{JOURNAL}/transaction"
NUMBER, PERIOD, DATE = (f"{TRANSACTION}/{n}" for n in ("nr", "periodNumber", "trDt"))
LINE = f"{TRANSACTION}/trLine"
OPENING = "company/openingBalance"
OPENING_LINE = f"{OPENING}/obLine"
# whatever may come by the thousand is handed over, read or not, so that it does not pile up
WANTED = frozenset(
    {
        *("header", ACCOUNT, JOURNAL, JOURNAL_ID, JOURNAL_NAME, JOURNAL_TYPE),
        *(TRANSACTION, NUMBER, PERIOD, DATE, LINE),
        "company/customersSuppliers/customerSupplier",
        "company/generalLedger/basics/basic",
        *(OPENING_LINE, f"{OPENING}/obSubledgers/obSubledger/obSbLine"),
        f"{TRANSACTIONS}/subledgers/subledger/sbLine",
    }
)
SALARY = "Y"
SALARY_WORDS = re.compile(r"salaris|salary|payroll|verloning|\b(loon|lonen)", re.IGNORECASE)
SIGNS = {"D": 1, "C": -1}
NINE = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])", re.ASCII)
ELEVEN = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class LedgerAccount(NamedTuple):
    """Grootboekrekening: `kind` = B balance, P result, M memo; `rgs` its reference code or ''."""

    number: str
    name: str
    kind: str
    rgs: str


class LedgerLine(NamedTuple):
    """Boekingsregel in het grootboek: signed cents, debit positive; references without a BSN."""

    journal: str
    journal_type: str
    transaction: str
    date: str
    period: str
    account: str
    cents: int
    document: str
    invoice: str
    relation: str
    effective: str


def ledger_accounts(source: Source) -> Iterator[LedgerAccount]:
    """The chart of accounts of a file that `read` did not refuse."""
    with suppress(Refused):
        for path, element in parts(source, WANTED):
            if path == ACCOUNT:
                yield LedgerAccount(
                    element.value("accID"),
                    _safe(element.value("accDesc")),
                    element.value("accTp"),
                    element.value("RGScode") or element.value("leadCode"),
                )


def ledger_lines(source: Source) -> Iterator[LedgerLine]:
    """Every line of a file that `read` did not refuse, salary journals left out."""
    with suppress(Refused):
        for place, element in _placed(source):
            cents = cents_of(element)
            if cents is not None and not place.salary:
                yield LedgerLine(
                    place.journal,
                    place.kind,
                    _safe(place.transaction),
                    place.date,
                    place.period,
                    element.value("accID"),
                    cents,
                    _safe(element.value("docRef")),
                    _safe(element.value("invRef")),
                    _safe(element.value("custSupID")),
                    element.value("effDate"),
                )


@dataclass(slots=True)
class Place:
    """Waar de lezer is: the journal and the transaction that are open."""

    journal: str = ""
    name: str = ""
    kind: str = ""
    transaction: str = ""
    period: str = ""
    date: str = ""

    @property
    def salary(self) -> bool:
        """By its type, or by its name: many book salaries in a journal of type M."""
        return self.kind == SALARY or bool(SALARY_WORDS.search(self.name))

    def at(self, path: str, text: str) -> None:
        """A value of the open journal or transaction; the end of one clears it."""
        match path.removeprefix(JOURNAL):
            case "/jrnID":
                self.journal = text
            case "/desc":
                self.name = text
            case "/jrnTp":
                self.kind = text
            case "/transaction/nr":
                self.transaction = text
            case "/transaction/periodNumber":
                self.period = text
            case "/transaction/trDt":
                self.date = text
            case "/transaction":
                self.transaction = self.period = self.date = ""
            case "":
                self.journal = self.name = self.kind = ""


def _placed(source: Source) -> Iterator[tuple[Place, Element]]:
    place = Place()
    for path, element in parts(source, WANTED):
        if path == LINE:
            yield place, element
        elif path.startswith(JOURNAL):
            place.at(path, element.text)


def cents_of(line: Element, amount: str = "amnt", side: str = "amntTp") -> int | None:
    """Signed cents; a minus in front turns the side around, as some packages write it."""
    cents, sign = parse_decimal(line.value(amount)), SIGNS.get(line.value(side))
    return None if cents is None or sign is None else sign * cents


def _safe(text: str) -> str:
    """The reference with every number that can be a BSN masked.

    >>> _safe("F2026-1 999900006"), _safe("123456789")
    ('F2026-1 ***', '123456789')
    """
    return NINE.sub(lambda m: "***" if _elevenproof(m[0]) else m[0], text)


def _elevenproof(digits: str) -> bool:
    return sum(w * int(d) for w, d in zip(ELEVEN, digits, strict=True)) % 11 == 0
