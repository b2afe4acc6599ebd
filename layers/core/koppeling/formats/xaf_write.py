"""Writing an auditfile (XAF) as a bookkeeping package makes it: for samples and tests.

What Koppeling itself booked is written by `reports/auditfile.py`; here any ledger may be made, in
every version that is read, right or wrong.

>>> made = auditfile("4.0", [Booked("1300", 1000), Booked("8000", -1000)])
>>> b"<totalDebit>10.00</totalDebit>" in made
True
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from xml.sax.saxutils import escape

from koppeling.model.cents import euros

NAMESPACES = {
    "3.0": "http://www.auditfiles.nl/XAF/3.0",
    "3.1": "http://www.auditfiles.nl/XAF/3.1",
    "3.2": "http://www.auditfiles.nl/XAF/3.2",
    "3.2.1": (
        "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.0/structures/"
        "XmlAuditfileFinancieel3.2.1"
    ),
    "4.0": (
        "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP/1.1/structures/XmlauditfileXAF_4.0"
    ),
}
Relation = tuple[str, str]
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Booked:
    """Regel om te schrijven: signed cents, debit positive; `journal` = (id, name, type or '').

    `turned` = written with a minus on the other side, as some packages do.
    """

    account: str
    cents: int
    journal: tuple[str, str, str] = ("MEM", "Memoriaal", "M")
    transaction: str = "1"
    day: date = date(2026, 1, 31)
    document: str = "D1"
    invoice: str = ""
    relation: str = ""
    text: str = "omschrijving"
    turned: bool = False


def auditfile(  # noqa: PLR0913 - a ledger of a year is these facts
    version: str,
    lines: Sequence[Booked],
    *,
    year: int = 2026,
    relations: Iterable[Relation] = (),
    stated: Mapping[str, str] | None = None,
    currency: str = "EUR",
    opening: Mapping[str, int] | None = None,
) -> bytes:
    """A ledger of these lines; `stated` = totals of choice, which make it a wrong one.

    `opening` = signed cents by account at the beginning of the year; None = the file says nothing.
    """
    accounts = dict.fromkeys([*(opening or {}), *(line.account for line in lines)])
    body = "".join(_journal(j, held) for j, held in _by(lines, lambda x: x.journal).items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<auditfile xmlns="{NAMESPACES.get(version, version)}"><header>'
        f"<fiscalYear>{year}</fiscalYear><startDate>{year}-01-01</startDate>"
        f"<endDate>{year}-12-31</endDate><curCode>{escape(currency)}</curCode>"
        f"<dateCreated>{year}-12-31</dateCreated><softwareDesc>Pakket</softwareDesc>"
        "<softwareVersion>1</softwareVersion></header><company>"
        "<companyName>Zorggroep Noord</companyName>"
        "<taxRegistrationCountry>NL</taxRegistrationCountry><taxRegIdent>123456789</taxRegIdent>"
        f"{_relations(relations)}<generalLedger>{''.join(map(_account, accounts))}</generalLedger>"
        f"{_opening(opening, year)}"
        f"<transactions>{_totals(lines, stated or {})}{body}</transactions>"
        "</company></auditfile>\n"
    ).encode()


def _totals(lines: Sequence[Booked], stated: Mapping[str, str]) -> str:
    totals = {
        "linesCount": str(len(lines)),
        "totalDebit": euros(sum(x.cents for x in lines if (x.cents > 0) != x.turned)),
        "totalCredit": euros(-sum(x.cents for x in lines if (x.cents > 0) == x.turned)),
    }
    return "".join(f"<{n}>{t}</{n}>" for n, t in (totals | dict(stated)).items() if t)


def _relations(relations: Iterable[Relation]) -> str:
    found = "".join(
        f"<customerSupplier><custSupID>{escape(number)}</custSupID>"
        f"<custSupName>{escape(name)}</custSupName><custSupTp>C</custSupTp></customerSupplier>"
        for number, name in relations
    )
    return f"<customersSuppliers>{found}</customersSuppliers>" if found else ""


def _account(number: str) -> str:
    kind = "P" if number >= "4" else "B"
    return (
        f"<ledgerAccount><accID>{escape(number)}</accID><accDesc>Rekening {escape(number)}"
        f"</accDesc><accTp>{kind}</accTp></ledgerAccount>"
    )


def _opening(opening: Mapping[str, int] | None, year: int) -> str:
    if opening is None:
        return ""
    rows = "".join(
        f"<obLine><nr>{place}</nr><accID>{escape(account)}</accID><amnt>{euros(abs(cents))}</amnt>"
        f"<amntTp>{'C' if cents < 0 else 'D'}</amntTp></obLine>"
        for place, (account, cents) in enumerate(opening.items(), 1)
    )
    debit = sum(c for c in opening.values() if c > 0)
    credit = -sum(c for c in opening.values() if c < 0)
    return (
        f"<openingBalance><opBalDate>{year}-01-01</opBalDate><linesCount>{len(opening)}</linesCount>"
        f"<totalDebit>{euros(debit)}</totalDebit><totalCredit>{euros(credit)}</totalCredit>"
        f"{rows}</openingBalance>"
    )


def _by(lines: Sequence[Booked], key: Callable[[Booked], K]) -> dict[K, list[Booked]]:
    found: dict[K, list[Booked]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return found


def _journal(journal: tuple[str, str, str], lines: Sequence[Booked]) -> str:
    number, name, kind = map(escape, journal)
    typed = f"<jrnTp>{kind}</jrnTp>" if kind else ""
    held = _by(lines, lambda x: x.transaction)
    body = "".join(_transaction(nr, inside) for nr, inside in held.items())
    return f"<journal><jrnID>{number}</jrnID><desc>{name}</desc>{typed}{body}</journal>"


def _transaction(number: str, lines: Sequence[Booked]) -> str:
    day = lines[0].day
    body = "".join(_line(place, line) for place, line in enumerate(lines, 1))
    return (
        f"<transaction><nr>{escape(number)}</nr><periodNumber>{day.month}</periodNumber>"
        f"<trDt>{day}</trDt>{body}</transaction>"
    )


def _line(place: int, line: Booked) -> str:
    debit = (line.cents > 0) != line.turned
    amount = euros(line.cents if debit else -line.cents)
    optional = {"custSupID": line.relation, "invRef": line.invoice}
    more = "".join(f"<{n}>{escape(v)}</{n}>" for n, v in optional.items() if v)
    return (
        f"<trLine><nr>{place}</nr><accID>{escape(line.account)}</accID>"
        f"<docRef>{escape(line.document)}</docRef><effDate>{line.day}</effDate>"
        f"<desc>{escape(line.text)}</desc><amnt>{amount}</amnt>"
        f"<amntTp>{'D' if debit else 'C'}</amntTp>{more}</trLine>"
    )
