"""The topic MatchSets of the XML api: matches lines that are nothing together, or says why not."""

from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from tests.fakes.exact.books import Books, Line
from tests.fakes.exact.chart import ACCOUNTS, DEBTORS


def match(books: Books, body: bytes) -> bytes:
    """The reply: a message for each set, type 2 = done, 0 = not."""
    messages = []
    for found in ET.fromstring(body).iter("MatchSet"):  # noqa: S314 - our own test sends it
        why = _matched(books, found)
        key = found.find("GLAccount")
        name = key.get("code", "") if key is not None else ""
        messages.append(
            f'<Message type="{0 if why else 2}"><Topic code="MatchSets" node="MatchSet">'
            f"<Data keyAlt={quoteattr(name)} /></Topic><Date>2026-11-24T10:00:00</Date>"
            f"<Description>{escape(why or 'Bijgewerkt')}</Description></Message>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><eExact><Messages>'
        + "".join(messages)
        + "</Messages></eExact>"
    ).encode()


def _matched(books: Books, found: ET.Element) -> str:
    """Match one set; '' = done, else what is against it."""
    account = found.find("GLAccount")
    code = account.get("code") if account is not None else ""
    owner = found.find("Account")
    debtor = owner.get("code", "") if owner is not None else ""
    row = next((a for a in ACCOUNTS if a["Code"] == code), None)
    if row is None or not row["Matching"]:
        return f"Ongeldig: Grootboekrekening - {code}"
    keys = {d["Code"].strip(): d["ID"] for d in DEBTORS}
    if debtor and debtor not in keys:
        return "Ongeldig: Klant"
    chosen: list[Line] = []
    for wanted in found.iter("MatchLine"):
        candidates = _lines(books, wanted, code or "", keys.get(debtor, ""))
        line = next((x for x in candidates if all(x is not y for y in chosen)), None)
        if line is None:
            return "Niet gevonden: Openstaande post"
        chosen.append(line)
    total = sum(x.cents for x in chosen)
    if total or not chosen:
        return "De bedragen zijn niet in evenwicht"
    for line in chosen:
        line.matched = True
    return ""


def _lines(books: Books, wanted: ET.Element, account: str, debtor: str) -> Iterator[Line]:
    at = tuple(int(wanted.get(x, "0")) for x in ("finyear", "finperiod", "entry"))
    cents = int(Decimal(wanted.get("amountdc", "0")) * 100)
    for entry in books.entries:
        if (entry.year, entry.period, entry.number) != at or entry.journal != wanted.get("journal"):
            continue
        for line in entry.lines:
            same = (line.account, line.cents, line.matched) == (account, cents, False)
            if same and (not debtor or line.debtor == debtor):
                yield line
