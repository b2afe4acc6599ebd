"""iWmo/iJw declarations and their answers (323, 325), release 3: XML of gemeenten, in whole cents.

A 325 lists rejected lines only; whatever of the 323 it does not list is awarded in full (rules
OP303, OP304, IV087), so an answer needs its claim. Amounts are what the message says: a sample of
the standard itself has a line that is not tariff times volume. Source: the XML schemas and rules
of iWmo and iJw 3.2.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from koppeling.formats.istandaarden_message import WHOLE, Message, codes_of, read_message, refusing
from koppeling.formats.return_codes import is_known
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Element, Refused, described, head_of, root_of
from koppeling.model.care import Refusals
from koppeling.model.documents import Claim, Document, Header, Remittance, Status, Unknown
from koppeling.model.groups import GroupSums, Line
from koppeling.model.messages import tariffs_of
from koppeling.model.problems import Problem, Where, problem

CODES = {"WMO323": "484", "WMO325": "485", "JW323": "490", "JW325": "491"}
RELEASE = "3"
PERSONAL = frozenset({"Bsn"})
NAMESPACE = re.compile(
    r"(?:/(?P<release>[0-9]+_[0-9]+))?/(?P<message>(?:wmo|jw)32[35])(?:/|$)",
    re.IGNORECASE | re.ASCII,
)
AGB = re.compile(r"[0-9]{8}", re.ASCII)
ANY = re.compile(r".+", re.DOTALL)
GEMEENTE = re.compile(r"[0-9]{4}", re.ASCII)


def claims(head: bytes) -> bool:
    """The namespace of the root names one of the four messages, of any release."""
    return _named(head)[0] != ""


def _named(head: bytes) -> tuple[str, str]:
    """(message, release) as the namespace of the root names them; '' where it does not."""
    root = root_of(head)
    found = NAMESPACE.search(root.namespace)
    if not found or root.name != "Bericht":
        return "", ""
    return found["message"].upper(), (found["release"] or "").replace("_", ".")


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; the BSN masked."""
    return described(source, PERSONAL)


def read(source: Source) -> Iterator[Document]:
    """The one document of a 323 or 325.

    The lines go to the sink in a second pass, when the first has reached the end of the file: so
    none is handed out of a file that turns out to be broken, and none piles up.
    """
    standard, release = _named(head_of(source))
    law = "Jw" if standard.startswith("JW") else "Wmo"
    sums, amounts, refusals = GroupSums(), set[int](), Refusals()
    answers = standard.endswith("5")

    def add(line: Line, code: str) -> None:
        sums.add(line, code)
        amounts.add(line.declared)
        if answers:
            refusals.add(line, code)

    try:
        message = read_message(source, law, add)
    except Refused as refused:
        yield _unknown(source, standard, "", refused.problem)
        return
    others = (v for v in (message.version, release) if v.partition(".")[0] not in {RELEASE, ""})
    if other := next(others, ""):
        looks = f"{standard} van release {other}, die deze versie nog niet leest"
        found = problem("no_format", Where(source.sha256), looks_like=looks)
        yield _unknown(source, standard, other, found)
        return
    sink = source.lines
    if sink:
        read_message(source, law, lambda line, _: sink(line))
    yield (
        replace(_answer(message, standard, sums), refused=refusals.text(sums.groups()))
        if answers
        else replace(_claim(message, standard, sums), tariffs=tariffs_of(amounts))
    )


def _unknown(source: Source, standard: str, version: str, found: Problem) -> Unknown:
    return Unknown(Header(source.sha256, standard, version, (found,), source.member), standard)


def _header(message: Message, standard: str) -> Header:
    source = message.source
    code = re.compile(CODES[standard])
    message.text(message.root, "Header", "BerichtCode", like=code, expected=CODES[standard])
    for name in ("BerichtVersie", "BerichtSubversie"):
        message.text(message.root, "Header", name, like=WHOLE, expected="getal")
    problems = tuple(message.problems)
    return Header(source.sha256, standard, message.version, problems, source.member)


def _parties(message: Message, gemeente: str, provider: str) -> tuple[str, str]:
    """(payer, AGB) of the two header elements named."""
    root = message.root
    payer = message.text(root, "Header", gemeente, like=GEMEENTE, expected="4 cijfers")
    agb = message.text(root, "Header", provider, like=AGB, expected="8 cijfers")
    return f"gemeente:{payer}", agb


def _claim(message: Message, standard: str, sums: GroupSums) -> Claim:
    root = message.root
    payer, agb = _parties(message, "Ontvanger", "Afzender")
    number = ("Header", "BerichtIdentificatie", "Identificatie")
    message_id = message.text(root, *number, like=ANY, expected="tekst")
    sent = root.first("Declaratie") or Element("", {})
    invoice = message.text(sent, "DeclaratieNummer", like=ANY, expected="tekst")
    day = message.day(sent, "DeclaratieDagtekening")
    declared = message.amount(sent, "TotaalIngediendBedrag")
    _differs(message, "TotaalIngediendBedrag", message.cents, declared)
    return Claim(
        header=_header(message, standard),
        law=message.law,
        payer=payer,
        payee=agb,
        agbs=(agb,) if agb else (),
        invoice=invoice,
        date=day or date.min,
        message_id=message_id,
        lines=message.lines,
        declared=declared or 0,
        groups=sums.groups(),
    )


def _differs(message: Message, name: str, lines: int, stated: int | None) -> None:
    if stated is not None and lines != stated:
        message.fault("totals_differ", None, name, what=name, lines=lines, stated=stated)


ANSWERS = ("Header", "DeclaratieIdentificatie", "Identificatie")


def _answer(message: Message, standard: str, sums: GroupSums) -> Remittance:
    root = message.root
    payer, agb = _parties(message, "Afzender", "Ontvanger")
    answers = message.text(root, *ANSWERS, like=ANY, expected="tekst")
    day = message.day(root, "Header", "BerichtIdentificatie", "Dagtekening")
    answer = root.first("DeclaratieAntwoord")
    header = codes_of(root.first("Header") or root)
    own = codes_of(answer) if answer else ()
    invoice, declared, awarded = None, None, None
    if answer:
        invoice = message.text(answer, "DeclaratieNummer", like=ANY, expected="tekst")
        declared = message.amount(answer, "TotaalIngediendBedrag")
        awarded = message.amount(answer, "TotaalToegekendBedrag")
    elif not refusing(header):
        message.fault("missing_element", None, "DeclaratieAntwoord", name="DeclaratieAntwoord")
    status = _status(message, header, own, declared, awarded)
    if declared is not None and status != "returned":
        # TR342: what was rejected is what was submitted less what is awarded
        _differs(message, "TotaalToegekendBedrag", declared - message.cents, awarded)
    _unknown_codes(message, {*header, *own, *message.codes})
    return Remittance(
        header=_header(message, standard),
        law=message.law,
        payer=payer,
        payee=agb,
        agbs=(agb,) if agb else (),
        invoice=invoice,
        invoice_date=None,
        date=day,
        reference="",
        answers=answers,
        status=status,
        lines=message.lines,
        declared=declared,
        awarded=awarded or 0,
        non_financial=0,
        groups=sums.groups(),
        rejected_only=True,
        codes=tuple(dict.fromkeys((*header, *own))),
    )


def _unknown_codes(message: Message, codes: set[str]) -> None:
    for code in sorted(codes):
        if not is_known(code):
            message.fault("unknown_code", None, "RetourCode", return_code=code)


def _status(
    message: Message,
    header: tuple[str, ...],
    own: tuple[str, ...],
    declared: int | None,
    awarded: int | None,
) -> Status:
    """Contract 3. Returned = 0001, the header alone, or refused as a whole without a line."""
    alone = message.root.first("DeclaratieAntwoord") is None
    if "0001" in header or alone or (refusing(own) and not awarded and not message.lines):
        return "returned"
    if declared == awarded and not message.lines:
        return "awarded"
    return "partial" if awarded else "rejected"
