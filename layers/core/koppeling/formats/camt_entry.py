"""One entry of a statement with its details (boeking op het afschrift), as bank lines.

The entry is the accounting unit; details only explain it. They split it when each has an amount in
the entry's currency and they add up to the cent; otherwise (charges, missing amounts) the entry
stays whole with everything that is said. The sign is CdtDbtInd's, never the kind of transaction's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from koppeling.formats.bank_identity import line_key
from koppeling.formats.xml_stream import Element
from koppeling.model.cents import parse_decimal
from koppeling.model.documents import BankLine
from koppeling.model.problems import Problem, Where, problem

SIGNS = {"CRDT": 1, "DBIT": -1}
NOTHING = frozenset({"", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF"})
REFERENCES = ("EndToEndId", "TxId", "InstrId", "PmtInfId", "MsgId", "AcctSvcrRef")
TEXTS = (
    ("RmtInf", "Ustrd"),
    ("RmtInf", "Strd", "CdtrRefInf", "Ref"),
    ("RmtInf", "Strd", "RfrdDocInf", "Nb"),
    ("RmtInf", "Strd", "AddtlRmtInf"),
    ("AddtlTxInf",),
)
AMOUNTS = (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt"))


@dataclass(frozen=True, slots=True)
class Party:
    """Partij: one side of a payment; `behind` = on whose behalf (UltmtDbtr, UltmtCdtr)."""

    name: str = ""
    iban: str = ""
    behind: str = ""


NOBODY = Party()


@dataclass(frozen=True, slots=True)
class Detail:
    """Transactiedetail: what one TxDtls says. `cents` unsigned, None = no exact amount."""

    cents: int | None
    currency: str
    sign: str
    debtor: Party
    creditor: Party
    texts: tuple[str, ...]
    references: tuple[str, ...]
    returned: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Boeking: one booked Ntry, `cents` signed; the details still beside each other."""

    record: int
    cents: int
    currency: str
    day: date
    value_day: str
    reference: str
    references: tuple[str, ...]
    text: str
    returned: bool
    announced: int
    details: tuple[Detail, ...]


def cents_of(amount: Element | None) -> int | None:
    """Exact cents of an Amt; None when it is missing, signed, or has part-cents."""
    if amount is None or amount.text.startswith(("+", "-")):
        return None
    return parse_decimal(amount.text)


def day_of(element: Element | None) -> date | None:
    """The date of a choice of Dt and DtTm."""
    if element is None:
        return None
    try:
        return date.fromisoformat((element.value("Dt") or element.value("DtTm"))[:10])
    except ValueError:
        return None


def detail_of(element: Element) -> Detail:
    """What a TxDtls says."""
    amount = next((a for a in (element.first(*path) for path in AMOUNTS) if a), None)
    parties = element.first("RltdPties") or Element("", {})
    refs = element.first("Refs") or Element("", {})
    debtor, creditor = _party(parties, "Dbtr"), _party(parties, "Cdtr")
    behind = tuple(p.behind for p in (debtor, creditor) if p.behind not in {"", p.name})
    texts = tuple(e.text for path in TEXTS for e in element.every(*path) if e.text)
    return Detail(
        cents=cents_of(amount),
        currency=amount.attributes.get("Ccy", "") if amount else "",
        sign=element.value("CdtDbtInd"),
        debtor=debtor,
        creditor=creditor,
        texts=texts + behind,
        references=_references(refs),
        returned=element.first("RtrInf") is not None,
    )


def _party(parties: Element, side: str) -> Party:
    """.02 has the name right below the side, .08 below a choice (`Pty`, or an agent)."""
    names = (
        parties.value(side, "Nm")
        or parties.value(side, "Pty", "Nm")
        or parties.value(side, "Agt", "FinInstnId", "Nm")
    )
    behind = parties.value(f"Ultmt{side}", "Nm") or parties.value(f"Ultmt{side}", "Pty", "Nm")
    account = parties.first(f"{side}Acct", "Id")
    iban = (account.value("IBAN") or account.value("Othr", "Id")) if account else ""
    if not (names or iban or behind):
        return NOBODY
    return Party(names or behind, iban.replace(" ", "").upper(), behind)


def _references(element: Element) -> tuple[str, ...]:
    found = (element.value(name) for name in REFERENCES)
    return tuple(dict.fromkeys(text for text in found if text.upper() not in NOTHING))


def booked(element: Element) -> bool:
    """Whether an Ntry is booked: Sts as text (.02) or as a code (.08); unsaid counts as booked."""
    status = element.value("Sts") or element.value("Sts", "Cd") or element.value("Sts", "Prtry")
    return status in {"", "BOOK"}


def entry_of(
    element: Element, details: tuple[Detail, ...], record: int, sha256: str
) -> Entry | list[Problem]:
    """A booked entry, or what is wrong with it."""
    cents, sign = cents_of(element.first("Amt")), SIGNS.get(element.value("CdtDbtInd"))
    day = day_of(element.first("BookgDt")) or day_of(element.first("ValDt"))
    if cents is None or sign is None or day is None:
        expected = {
            "Amt": (cents, "bedrag met hele centen"),
            "CdtDbtInd": (sign, "CRDT of DBIT"),
            "BookgDt": (day, "datum"),
        }
        return [
            problem("bad_value", Where(sha256, record, name), name=name, expected=words)
            for name, (value, words) in expected.items()
            if value is None
        ]
    amount = element.first("Amt")
    value_day = day_of(element.first("ValDt"))
    batches = element.every("NtryDtls", "Btch")
    counts = [count.text for batch in batches for count in batch.every("NbOfTxs")]
    own = (element.value("AcctSvcrRef"), element.value("NtryRef"))
    reference = next((text for text in own if text.upper() not in NOTHING), "")
    return Entry(
        record=record,
        cents=sign * cents,
        currency=amount.attributes.get("Ccy", "") if amount else "",
        day=day,
        value_day=value_day.isoformat() if value_day else "",
        reference=reference,
        references=tuple(text for part in (element, *batches) for text in _references(part)),
        text=element.value("AddtlNtryInf"),
        returned=element.value("RvslInd") in {"true", "1"},
        announced=sum(int(text) for text in counts if text.isascii() and text.isdigit()),
        details=details,
    )


def lines_of(entry: Entry, iban: str, sha256: str) -> Iterator[BankLine | Problem]:
    """The bank lines of an entry, without their final id, and a finding when details do not fit."""
    details = entry.details
    parts = [_signed(detail, entry) for detail in details]
    known = [cents for cents in parts if cents is not None]
    if len(details) > 1 and len(known) == len(details) and sum(known) == entry.cents:
        for number, (detail, cents) in enumerate(zip(details, known, strict=True), 1):
            yield _line(entry, iban, number, cents, (detail,))
        return
    if len(details) > 1 and known:
        where = Where(sha256, entry.record, "TxDtls")
        yield problem("vague_number", where, entry=entry.record)
    yield _line(entry, iban, 0, entry.cents, details)


def _signed(detail: Detail, entry: Entry) -> int | None:
    """Signed cents of a detail; None when it has none in the currency of the entry."""
    sign = SIGNS.get(detail.sign, 1 if entry.cents >= 0 else -1)
    if detail.cents is None or (detail.currency and detail.currency != entry.currency):
        return None
    return sign * detail.cents


def _line(
    entry: Entry, iban: str, number: int, cents: int, details: tuple[Detail, ...]
) -> BankLine:
    parties = {_counterparty(detail, cents, iban) for detail in details}
    party = parties.pop() if len(parties) == 1 else NOBODY
    texts = [text for detail in details for text in detail.texts]
    references = [text for detail in details for text in detail.references]
    if number == 0:
        # what is said of the whole belongs to no single detail
        texts += [entry.text] if entry.text else []
        references += entry.references
    return BankLine(
        id="",
        record=entry.record,
        detail=number,
        date=entry.day,
        cents=cents,
        counter_iban=party.iban,
        counter_name=party.name,
        texts=tuple(dict.fromkeys(texts)),
        references=tuple(dict.fromkeys(references)),
        returned=entry.returned or any(detail.returned for detail in details),
        batch=number == 0 and entry.announced > max(len(details), 1),
    )


def _counterparty(detail: Detail, cents: int, iban: str) -> Party:
    """Who is at the other side: who paid, or who was paid. A return keeps the original's sides."""
    other, own = (
        (detail.debtor, detail.creditor) if cents >= 0 else (detail.creditor, detail.debtor)
    )
    return own if other.iban == iban and own is not NOBODY else other


def key_of(line: BankLine, entry: Entry, iban: str) -> str:
    """What a line is known by in every download that holds it; equal lines share it."""
    return line_key(line, iban, entry.reference, entry.value_day)
