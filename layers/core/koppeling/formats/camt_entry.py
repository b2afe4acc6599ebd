"""One entry of a statement with its details (boeking op het afschrift), as lines.

Sign comes from CdtDbtInd, never from the kind of transaction. Only booked entries count. Details
split the entry when each has an amount and they add up exactly; otherwise it stays whole with all
texts, and a difference (charges) is never dropped.
"""

from dataclasses import dataclass, field
from datetime import date

from koppeling.model.cents import parse_decimal

TEXTS = frozenset({"Ustrd", "AddtlTxInf", "AddtlNtryInf", "Ref"})
REFERENCES = frozenset({"EndToEndId", "TxId", "InstrId", "PmtInfId", "MsgId", "UETR"})
NOTHING = frozenset({"", "NOTPROVIDED", "NONREF"})


@dataclass(slots=True)
class Detail:
    """Transactiedetail: what one TxDtls says; amounts in text until they are judged."""

    amount: str = ""
    transaction: str = ""
    instructed: str = ""
    sign: str = ""
    names: dict[str, str] = field(default_factory=dict)
    ibans: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    returned: bool = False

    @property
    def cents(self) -> int | None:
        """The detail's own amount: Amt (.08), TxAmt or InstdAmt (.02)."""
        raw = self.amount or self.transaction or self.instructed
        return parse_decimal(raw) if raw else None


@dataclass(frozen=True, slots=True)
class Numbered:
    """Boeking: a finished entry. `cents` None = the amount is no exact number of cents."""

    number: int
    booked: bool
    cents: int | None
    incoming: bool
    booking: date | None
    value_date: date | None
    currency: str
    reference: str
    whole: Detail
    details: tuple[Detail, ...]
    announced: int


@dataclass(slots=True)
class Entry:
    """Boeking in opbouw: filled by the events of one Ntry."""

    number: int
    amount: str = ""
    sign: str = ""
    status: str = ""
    reversal: bool = False
    booking: str = ""
    value_date: str = ""
    reference: str = ""
    announced: int = 0
    code: str = "EUR"
    whole: Detail = field(default_factory=Detail)
    details: list[Detail] = field(default_factory=list)

    def opens(self, path: list[str]) -> None:
        """A detail begins."""
        if path[-1] == "TxDtls":
            self.details.append(Detail())

    def currency(self, path: list[str], code: str) -> None:
        """The currency of the entry's own amount."""
        if path[-2:] == ["Ntry", "Amt"]:
            self.code = code

    def value(self, path: list[str], text: str) -> None:
        """One element with its text; `path` from the root."""
        if "TxDtls" in path:
            _detail(self.details[-1], path[path.index("TxDtls") + 1 :], text)
            return
        inside = path[path.index("Ntry") + 1 :]
        match inside:
            case ["Amt"]:
                self.amount = text
            case ["CdtDbtInd"]:
                self.sign = text
            case ["Sts"] | ["Sts", "Cd" | "Prtry"]:
                self.status = self.status or text
            case ["RvslInd"]:
                self.reversal = text.lower() in {"true", "1"}
            case ["BookgDt", "Dt" | "DtTm"]:
                self.booking = text[:10]
            case ["ValDt", "Dt" | "DtTm"]:
                self.value_date = text[:10]
            case ["AcctSvcrRef"]:
                self.reference = text
            case ["NtryRef"]:
                self.reference = self.reference or text
            case [*_, "Btch", "NbOfTxs"]:
                self.announced = int(text) if text.isascii() and text.isdigit() else 0
            case _:
                _detail(self.whole, inside, text)

    def done(self) -> Numbered:
        """The finished entry."""
        cents = parse_decimal(self.amount)
        incoming = self.sign == "CRDT"
        if self.reversal:
            self.whole.returned = True
        signed = None if cents is None or self.sign not in {"CRDT", "DBIT"} else cents
        if signed is not None and not incoming:
            signed = -signed
        return Numbered(
            number=self.number,
            booked=self.status in {"", "BOOK"},
            cents=signed,
            incoming=incoming,
            booking=_day(self.booking) or _day(self.value_date),
            value_date=_day(self.value_date),
            currency=self.code,
            reference="" if self.reference in NOTHING else self.reference,
            whole=self.whole,
            details=tuple(self.details),
            announced=self.announced,
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _detail(detail: Detail, path: list[str], text: str) -> None:
    """One element below TxDtls (or below Ntry, where a bank gives no details)."""
    if not text:
        if "RtrInf" in path:
            detail.returned = True
        return
    name = path[-1]
    match path:
        case ["Amt"]:
            detail.amount = text
        case ["AmtDtls", "TxAmt", "Amt"]:
            detail.transaction = text
        case ["AmtDtls", "InstdAmt", "Amt"]:
            detail.instructed = text
        case ["CdtDbtInd"]:
            detail.sign = text
        case ["RltdPties", "Dbtr" | "Cdtr" | "UltmtDbtr" | "UltmtCdtr", *_, "Nm"]:
            detail.names.setdefault(path[1], text)
        case ["RltdPties", "DbtrAcct" | "CdtrAcct", "Id", "IBAN"]:
            detail.ibans.setdefault(path[1], text.replace(" ", ""))
        case _ if name in TEXTS:
            detail.texts.append(text)
        case _ if name in REFERENCES and text not in NOTHING:
            detail.references.append(text)
        case _ if "RtrInf" in path:
            detail.returned = True
