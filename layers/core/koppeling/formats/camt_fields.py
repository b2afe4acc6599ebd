"""Where CAMT says what (velden): the paths of an entry and of its details, as two tables.

The versions differ in a few alternative paths, tried in order: .02 has a name right below the
side, .08 below a choice; .02 has the amount of a detail in AmtDtls only. A field is what stands at
the first path that says something; a list is all that is said at any of its paths.

>>> from koppeling.formats.xml_stream import Element
>>> amount = Element("Amt", {"Ccy": "EUR"}, "340.00")
>>> found = entry_said(Element("Ntry", {}, "", [amount, Element("CdtDbtInd", {}, "CRDT")]))
>>> found.amount, found.currency, found.sign, found.day, found.counts
('340.00', 'EUR', 'CRDT', '', ())
"""

from collections.abc import Iterator
from typing import NamedTuple

from koppeling.formats.xml_stream import Element

REFERENCES = ("EndToEndId", "TxId", "InstrId", "PmtInfId", "MsgId", "AcctSvcrRef")
AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
CURRENCY = "Ccy"


class EntrySaid(NamedTuple):
    """Boeking zoals gezegd: the texts of an Ntry without its details, '' where nothing is said."""

    amount: str
    currency: str
    sign: str
    status: str
    day: str
    value_day: str
    servicer_reference: str
    entry_reference: str
    reversal: str
    text: str
    references: tuple[str, ...]
    counts: tuple[str, ...]


class DetailSaid(NamedTuple):
    """Transactiedetail zoals gezegd: the texts of a TxDtls; `returned` is '' or not."""

    amount: str
    currency: str
    sign: str
    debtor: str
    debtor_iban: str
    behind_debtor: str
    creditor: str
    creditor_iban: str
    behind_creditor: str
    returned: str
    texts: tuple[str, ...]
    references: tuple[str, ...]


Paths = dict[str, tuple[str, ...]]

ENTRY: Paths = {
    "amount": ("Amt",),
    "currency": ("Amt@Ccy",),
    "sign": ("CdtDbtInd",),
    "status": ("Sts", "Sts/Cd", "Sts/Prtry"),
    "day": ("BookgDt/Dt", "BookgDt/DtTm"),
    "value_day": ("ValDt/Dt", "ValDt/DtTm"),
    "servicer_reference": ("AcctSvcrRef",),
    "entry_reference": ("NtryRef",),
    "reversal": ("RvslInd",),
    "text": ("AddtlNtryInf",),
    "references": (*REFERENCES, *(f"NtryDtls/Btch/{name}" for name in REFERENCES)),
    "counts": ("NtryDtls/Btch/NbOfTxs",),
}


def _side(name: str) -> Paths:
    below = f"RltdPties/{name}"
    behind = f"RltdPties/Ultmt{name}"
    return {
        "name": (f"{below}/Nm", f"{below}/Pty/Nm", f"{below}/Agt/FinInstnId/Nm"),
        "iban": (f"{below}Acct/Id/IBAN", f"{below}Acct/Id/Othr/Id"),
        "behind": (f"{behind}/Nm", f"{behind}/Pty/Nm"),
    }


DETAIL: Paths = {
    "amount": AMOUNTS,
    "currency": tuple(f"{path}@Ccy" for path in AMOUNTS),
    "sign": ("CdtDbtInd",),
    "debtor": _side("Dbtr")["name"],
    "debtor_iban": _side("Dbtr")["iban"],
    "behind_debtor": _side("Dbtr")["behind"],
    "creditor": _side("Cdtr")["name"],
    "creditor_iban": _side("Cdtr")["iban"],
    "behind_creditor": _side("Cdtr")["behind"],
    "returned": ("RtrInf?",),
    "texts": (
        "RmtInf/Ustrd",
        "RmtInf/Strd/CdtrRefInf/Ref",
        "RmtInf/Strd/RfrdDocInf/Nb",
        "RmtInf/Strd/AddtlRmtInf",
        "AddtlTxInf",
    ),
    "references": tuple(f"Refs/{name}" for name in REFERENCES),
}
LISTS = frozenset({"texts", "references", "counts"})


def entry_said(entry: Element) -> EntrySaid:
    """What an Ntry says, its details left out."""
    return EntrySaid._make(_fields(ENTRY, entry))


def detail_said(detail: Element) -> DetailSaid:
    """What a TxDtls says."""
    return DetailSaid._make(_fields(DETAIL, detail))


def _fields(table: Paths, element: Element) -> Iterator[str | tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    _gather(element, "", found)
    for name, paths in table.items():
        said = [text for path in paths for text in found.get(path, ())]
        yield tuple(said) if name in LISTS else said[0] if said else ""


def _gather(element: Element, above: str, found: dict[str, list[str]]) -> None:
    """Path -> texts of everything below an element; `path@Ccy` = its currency, `path?` = is there.

    Only what stands right below the element is ever asked whether it is there.
    """
    for child in element.children:
        path = above + child.name
        if child.text:
            found.setdefault(path, []).append(child.text)
        if CURRENCY in child.attributes:
            found.setdefault(f"{path}@{CURRENCY}", []).append(child.attributes[CURRENCY])
        if not above:
            found.setdefault(f"{path}?", []).append("ja")
        if child.children:
            _gather(child, f"{path}/", found)
