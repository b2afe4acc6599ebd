"""The elements around the lines of a GDS message (kop): who, to whom, which invoice, which version.

The payer is the party of the payer's side, by its role; behind a service bureau or VECOZO, which
only pass on, it is the one insurer of all insured persons.
"""

import re
from datetime import date

from koppeling.formats.gds_message import Message, codes_of
from koppeling.formats.return_codes import is_known
from koppeling.formats.xml_stream import Element
from koppeling.model.headers import Header

STANDARDS = {"573": "GDS801", "574": "GDS802"}
VECOZO = "6"
BY_NUMBER = frozenset({"3", "4", "5", "7"})
"""Roles whose own number is the payer's; a service bureau and VECOZO only pass on."""
LAWS = {"4": "Fz", "5": "Wlz"}
JUSTICE = "9992"
NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)
UZOVI = re.compile(r"[0-9]{4}", re.ASCII)
AGB = re.compile(r"[0-9]{8}", re.ASCII)
ANY = re.compile(r".+", re.DOTALL)
KIND = re.compile(r"[PT]", re.ASCII)
ROLE = re.compile(r"[1-7]", re.ASCII)


def version_of(message: Message) -> str:
    """`2.0`, as the header says it."""
    names = ("Berichtversie", "Berichtsubversie")
    found = (message.root.value("Header", name) for name in names)
    return ".".join(v.lstrip("0") or "0" for v in found if v)


def header_of(message: Message) -> Header:
    """What every document has; the warnings come last."""
    code = "574" if message.answers else "573"
    root, source = message.root, message.source
    message.text(root, "Header", "Berichtcode", like=re.compile(code), expected=code)
    for name in ("Berichtversie", "Berichtsubversie"):
        message.text(root, "Header", name, like=NUMBER, expected="getal")
    kind = message.text(root, "Header", "Berichtsoort", like=KIND, expected="P of T")
    currency = root.value("DeclaratieContext", "Valutacode")
    if currency not in {"", "EUR"}:
        message.fault("currency", None, "Valutacode", currency=currency[:3])
    for found in sorted({*codes_of(root), *message.codes}):
        if not is_known(found):
            message.fault("unknown_code", None, "Retourcode", return_code=found)
    if kind == "T":
        message.fault("test_message", None, "Berichtsoort")
    return Header(
        source.sha256,
        STANDARDS[code],
        version_of(message),
        tuple(message.problems),
        source.member,
        test=kind == "T",
    )


def payer_of(message: Message, side: str) -> tuple[str, str]:
    """(payer, law): the number of the payer's side, else the one insurer of all lines."""
    root = message.root
    role = message.text(root, "Header", f"{side}Rol", like=ROLE, expected="1 tot 7")
    number = root.value("Header", side) if role in BY_NUMBER else ""
    if number and not UZOVI.fullmatch(number):
        message.fault("bad_value", None, f"Header/{side}", name=side, expected="4 cijfers")
    if not number and message.insurers:
        number = min(message.insurers)
        if len(message.insurers) > 1 or not UZOVI.fullmatch(number):
            name, expected = "Verzekerde/UzoviNummer", "een UZOVI-nummer in het hele bericht"
            message.fault("bad_value", None, name, name="UzoviNummer", expected=expected)
    if not number and role != VECOZO:
        message.fault("missing_element", None, f"Header/{side}", name=side)
    law = "Fz" if number == JUSTICE else LAWS.get(role, "Zvw")
    return f"uzovi:{number}" if number else "", law


def parties_of(message: Message) -> tuple[str, tuple[str, ...], str, date | None]:
    """(payee, AGB numbers, invoice, invoice date) of the DeclaratieContext."""
    context = message.root.first("DeclaratieContext") or Element("", {})
    number = ("Declarant", "Zorgaanbiedercode")
    payee = message.text(context, *number, like=AGB, expected="8 cijfers")
    invoice = message.text(context, "Factuurnummer", like=ANY, expected="tekst")
    return payee, (payee,) if payee else (), invoice, message.day(context, "Factuurdatum")


def month_of(message: Message, invoiced: date | None) -> str:
    """The service month as the message tells it: its period's when that is one, else its date's."""
    names = ("BegindatumDeclaratieperiode", "EinddatumDeclaratieperiode")
    first, last = (message.root.value("DeclaratieContext", name)[:7] for name in names)
    if first == last and re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", first, re.ASCII):
        return first
    return f"{invoiced:%Y-%m}" if invoiced else ""
