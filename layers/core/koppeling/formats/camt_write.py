"""Writing CAMT.052, .053 and .054 (afschriften maken): for samples, tests and a synthetic payer.

>>> from datetime import date
>>> paid = Booked(date(2026, 2, 16), 34000, "Declaratie F1", "NL69INGB0123456789", "Teststad")
>>> both = Booked(date(2026, 2, 18), 34000, details=[paid])
>>> made = statement("NL91ABNA0417164300", 100000, [paid, both], version="08", number="7")
>>> b'<Amt Ccy="EUR">1680.00</Amt>' in made  # the closing balance is worked out
True
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from koppeling.model.cents import euros

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
CONTAINERS = {
    "camt.052": ("BkToCstmrAcctRpt", "Rpt"),
    "camt.053": ("BkToCstmrStmt", "Stmt"),
    "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
FIRST_WITH_AMOUNTS, FIRST_WITH_CHOICES = 3, 7


@dataclass(frozen=True, slots=True)
class Booked:
    """Boeking om te schrijven: signed cents; `iban` and `name` are the counterparty's.

    `details` = the parts of a batch, each with its own counterparty and text; `announced` = a batch
    that says its number and holds no details; `reference` the bank's own, `end_to_end` the payer's;
    `extra` is XML put at the end of the entry as it is.
    """

    day: date
    cents: int
    text: str = ""
    iban: str = ""
    name: str = ""
    reference: str = ""
    end_to_end: str = ""
    details: Sequence["Booked"] = ()
    announced: int = 0
    returned: bool = False
    status: str = "BOOK"
    extra: str = ""


def statement(  # noqa: PLR0913 - a statement is these facts
    iban: str,
    opening: int,
    entries: Sequence[Booked],
    *,
    message: str = "camt.053",
    version: str = "02",
    prefix: str | None = "",
    number: str = "1",
    day: date | None = None,
    closing: int | None = None,
    currency: str = "EUR",
) -> bytes:
    """One statement up to `day` (the last entry's); a `closing` of choice makes it a wrong one.

    `prefix` of the elements; None = no namespace at all. A CAMT.054 has no balances.
    """
    begin = min((e.day for e in entries), default=day or date(2026, 1, 31))
    end = day or max((e.day for e in entries), default=begin)
    total = opening + sum(e.cents for e in entries if e.status == "BOOK")
    last = total if closing is None else closing
    balances = _balance("OPBD", opening, begin, currency) + _balance("CLBD", last, end, currency)
    body = "".join(_entry(e, int(version), currency) for e in entries)
    container, part = CONTAINERS[message]
    bare = (
        f"<Document><{container}>"
        f"<GrpHdr><MsgId>M{escape(number)}</MsgId><CreDtTm>{end}T06:00:00</CreDtTm></GrpHdr>"
        f"<{part}><Id>S{escape(number)}</Id><ElctrncSeqNb>{escape(number)}</ElctrncSeqNb>"
        f"<CreDtTm>{end}T06:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{'' if message == 'camt.054' else balances}"
        f"{body}</{part}></{container}></Document>\n"
    )
    named = _named(bare, f"{NAMESPACE}{message}.001.{version}", prefix)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{named}'.encode()


def _named(bare: str, namespace: str, prefix: str | None) -> str:
    """The elements in their namespace: as the default, behind a prefix, or in none."""
    if prefix is None:
        return bare
    if not prefix:
        return bare.replace("<Document>", f'<Document xmlns="{namespace}">', 1)
    named = re.sub(r"<(/?)(?=[A-Z])", rf"<\1{prefix}:", bare)
    return named.replace("Document>", f'Document xmlns:{prefix}="{namespace}">', 1)


def _sign(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"


def _amount(cents: int, currency: str) -> str:
    return f'<Amt Ccy="{currency}">{euros(abs(cents))}</Amt>'


def _balance(kind: str, cents: int, day: date, currency: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(cents, currency)}"
        f"<CdtDbtInd>{_sign(cents)}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(entry: Booked, version: int, currency: str) -> str:
    status = f"<Cd>{entry.status}</Cd>" if version >= FIRST_WITH_CHOICES else entry.status
    reversal = "<RvslInd>true</RvslInd>" if entry.returned else ""
    reference = f"<AcctSvcrRef>{escape(entry.reference)}</AcctSvcrRef>" if entry.reference else ""
    batch = f"<Btch><NbOfTxs>{entry.announced}</NbOfTxs></Btch>" if entry.announced else ""
    details = entry.details or ([] if entry.announced else [entry])
    return (
        f"<Ntry>{_amount(entry.cents, currency)}<CdtDbtInd>{_sign(entry.cents)}</CdtDbtInd>"
        f"{reversal}<Sts>{status}</Sts><BookgDt><Dt>{entry.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{entry.day}</Dt></ValDt>{reference}"
        f"<BkTxCd><Prtry><Cd>541</Cd></Prtry></BkTxCd><NtryDtls>{batch}"
        f"{''.join(_detail(d, version, currency) for d in details)}</NtryDtls>{entry.extra}</Ntry>"
    )


def _detail(detail: Booked, version: int, currency: str) -> str:
    """After .02 with an amount of its own; from .08 with the name below `Pty`."""
    side = "Dbtr" if detail.cents >= 0 else "Cdtr"
    name = f"<Nm>{escape(detail.name)}</Nm>" if detail.name else ""
    party = f"<Pty>{name}</Pty>" if name and version >= FIRST_WITH_CHOICES else name
    sides = f"<{side}>{party}</{side}>" if party else ""
    account = f"<{side}Acct><Id><IBAN>{detail.iban}</IBAN></Id></{side}Acct>" if detail.iban else ""
    amount = _amount(detail.cents, currency)
    sign = f"<CdtDbtInd>{_sign(detail.cents)}</CdtDbtInd>"
    own = f"{amount}{sign}" if version >= FIRST_WITH_AMOUNTS else ""
    text = f"<RmtInf><Ustrd>{escape(detail.text)}</Ustrd></RmtInf>" if detail.text else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{escape(detail.end_to_end or 'NOTPROVIDED')}</EndToEndId>"
        f"</Refs>{own}<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
        f"<RltdPties>{sides}{account}</RltdPties>{text}</TxDtls>"
    )
