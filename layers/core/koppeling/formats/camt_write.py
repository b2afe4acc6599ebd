"""Writing CAMT.053 statements (afschriften maken): for tests and samples."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from koppeling.model.cents import euros


@dataclass(frozen=True, slots=True)
class Booked:
    """Boeking om te schrijven: signed cents; `details` = a batch, each with its own counterparty."""

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
    extra: str = field(default="")


def statement(  # noqa: PLR0913 - a statement is these facts
    iban: str,
    opening: int,
    entries: Sequence[Booked],
    *,
    version: str = "02",
    number: str = "1",
    day: date | None = None,
    closing: int | None = None,
    currency: str = "EUR",
) -> bytes:
    """One statement; `closing` is worked out unless a wrong one is asked for."""
    end = day or max((e.day for e in entries), default=date(2026, 1, 31))
    total = opening + sum(e.cents for e in entries if e.status == "BOOK")
    closing = total if closing is None else closing
    body = "".join(_entry(e, version, currency) for e in entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId>"
        f"<CreDtTm>{end}T06:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>S{escape(number)}</Id><ElctrncSeqNb>{escape(number)}</ElctrncSeqNb>"
        f"<CreDtTm>{end}T06:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', opening, end, currency)}{_balance('CLBD', closing, end, currency)}"
        f"{body}</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _sign(cents: int) -> str:
    return "DBIT" if cents < 0 else "CRDT"


def _amount(cents: int, currency: str) -> str:
    return f'<Amt Ccy="{currency}">{euros(abs(cents))}</Amt>'


def _balance(kind: str, cents: int, day: date, currency: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(cents, currency)}"
        f"<CdtDbtInd>{_sign(cents)}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(entry: Booked, version: str, currency: str) -> str:
    status = entry.status if version == "02" else f"<Cd>{entry.status}</Cd>"
    reference = f"<AcctSvcrRef>{escape(entry.reference)}</AcctSvcrRef>" if entry.reference else ""
    batch = f"<Btch><NbOfTxs>{entry.announced}</NbOfTxs></Btch>" if entry.announced else ""
    details = entry.details or ([] if entry.announced else [entry])
    return (
        f"<Ntry>{_amount(entry.cents, currency)}<CdtDbtInd>{_sign(entry.cents)}</CdtDbtInd>"
        f"<RvslInd>{'true' if entry.returned else 'false'}</RvslInd>"
        f"<Sts>{status}</Sts><BookgDt><Dt>{entry.day}</Dt></BookgDt>"
        f"<ValDt><Dt>{entry.day}</Dt></ValDt>{reference}"
        f"<BkTxCd><Prtry><Cd>541</Cd></Prtry></BkTxCd><NtryDtls>{batch}"
        f"{''.join(_detail(d, version, currency) for d in details)}</NtryDtls>{entry.extra}</Ntry>"
    )


def _detail(detail: Booked, version: str, currency: str) -> str:
    side = "Dbtr" if detail.cents >= 0 else "Cdtr"
    name = f"<Nm>{escape(detail.name)}</Nm>"
    party = f"<Pty>{name}</Pty>" if version != "02" else name
    amount = _amount(detail.cents, currency)
    own = f"{amount}<CdtDbtInd>{_sign(detail.cents)}</CdtDbtInd>" if version != "02" else ""
    account = f"<{side}Acct><Id><IBAN>{detail.iban}</IBAN></Id></{side}Acct>" if detail.iban else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{escape(detail.end_to_end or 'NOTPROVIDED')}</EndToEndId>"
        f"</Refs>{own}<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
        f"<RltdPties><{side}>{party}</{side}>{account}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(detail.text)}</Ustrd></RmtInf></TxDtls>"
    )
