"""GDS801 and GDS802 of Vektis, versions 1 and 2: claims and answers of insurers in XML.

An answer names its lines by number and says what was awarded, financially and not; what they are
and what was declared stands in the claim. So a claim hands over its lines by number, an answer too,
and its one group is the totals until the claim is there (`matching/by_reference.py`). Whether an
answer repeats the lines that are awarded in full is not published: both are read. One that repeats
a line without a refusal repeats all of them, so then its lines must add up to its totals. VECOZO
sends an 802 too, for a message that never reached the payer. Source: the public validation rules
of Vektis.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from koppeling.formats.gds_header import (
    NUMBER,
    STANDARDS,
    VECOZO,
    header_of,
    month_of,
    parties_of,
    payer_of,
    version_of,
)
from koppeling.formats.gds_message import Message, codes_of, read_message, refusing
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused, described, head_of, root_of
from koppeling.model.documents import Claim, Document, Header, Remittance, Status, Unknown
from koppeling.model.groups import UNSEEN, Group, GroupSums, Key, Line, group_key
from koppeling.model.messages import tariffs_of
from koppeling.model.problems import Problem, Where, problem
from koppeling.model.references import rows

NAMESPACE = re.compile(r"/declaratiebericht(573|574)/?", re.ASCII)
VERSIONS = frozenset({1, 2})
PERSONAL = frozenset(
    {
        *("BSN", "Verzekerdennummer", "PatientIdentificatienummer", "Geboortedatum", "Geslacht"),
        *("AanvullendeVerzekerdegegevens", "BuitenlandVerzekerde", "Debiteur", "Bankgegevens"),
        *("Naamgegevens", "Adresgegevens", "Contactgegevens", "NaamZorgverlener", "Elementwaarde"),
        *("Diagnose", "DiagnoseCode", "Naam", "Postcode", "LocatiePostcode4"),
    }
)
DECLARED = "TotaalDeclaratiebedragInclBtw"
AWARDED = "TotaalToegekendBedragInclBtwFinancieel"
NON_FINANCIAL = "TotaalToegekendBedragInclBtwNietFinancieel"
Totals = tuple[int, int, int]
"""Declared, awarded financially and not."""


def claims(head: bytes) -> bool:
    """The root is a Bericht in the namespace of message 573 or 574."""
    return _code(head) != ""


def _code(head: bytes) -> str:
    root = root_of(head)
    found = NAMESPACE.search(root.namespace)
    return found[1] if found and root.name == "Bericht" else ""


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; what is of a person masked."""
    return described(source, PERSONAL)


class _Lines:
    """Regels bij elkaar: groups, lines by number, and what says how they are repeated."""

    def __init__(self) -> None:
        self.sums = GroupSums()
        self.seen: dict[Key, int] = {}
        self.claimed: list[tuple[str, int, int]] = []
        self.answered: list[tuple[str, int, int, str]] = []
        self.refusals: set[str] = set()
        self.repeats = False

    def claim(self, line: Line, code: str) -> None:
        del code
        self.sums.add(line, "")
        place = self.seen.setdefault(group_key(line, ""), len(self.seen))
        self.claimed.append((line.reference, place, line.declared))

    def answer(self, line: Line, code: str) -> None:
        self.answered.append((line.reference, line.awarded, line.non_financial, code))
        self.refusals |= {code} - {""}
        self.repeats |= not code and bool(line.awarded) and not line.non_financial

    def groups(self, law: str) -> tuple[Group, ...]:
        """The groups of a claim: a message is of one law."""
        return tuple(replace(g, law=law) for g in self.sums.groups())

    def references(self) -> str:
        """The lines of a claim by number, each with the place of its group."""
        order = {key: i for i, key in enumerate(sorted(self.seen))}
        places = [order[key] for key in self.seen]
        return rows((number, places[seen], cents) for number, seen, cents in self.claimed)


def read(source: Source) -> Iterator[Document]:
    """The one document of an 801 or 802.

    The lines go to the sink in a second pass, when the first has reached the end of the file: so
    none is handed out of a file that turns out to be broken.
    """
    code = _code(head_of(source))
    answers, lines = code == "574", _Lines()
    try:
        message = read_message(source, lines.answer if answers else lines.claim, answers=answers)
    except Refused as refused:
        yield Unknown(_bare(source, code, "", refused.problem), STANDARDS[code])
        return
    major = message.root.value("Header", "Berichtversie")
    if NUMBER.fullmatch(major) and int(major) not in VERSIONS:
        version = version_of(message)
        looks = f"{STANDARDS[code]} versie {version}, die deze versie nog niet leest"
        found = problem("no_format", Where(source.sha256), looks_like=looks)
        yield Unknown(_bare(source, code, version, found), STANDARDS[code])
        return
    document = _answer(message, lines) if answers else _claim(message, lines)
    if sink := source.lines:
        law = document.law
        read_message(source, lambda line, _: sink(line._replace(law=law)), answers=answers)
    yield document


def _bare(source: Source, code: str, version: str, found: Problem) -> Header:
    return Header(source.sha256, STANDARDS[code], version, (found,), source.member)


def _claim(message: Message, lines: _Lines) -> Claim:
    payer, law = payer_of(message, "Ontvanger")
    payee, agbs, invoice, day = parties_of(message)
    declared = message.total(DECLARED)
    message.differs(DECLARED, message.declared, declared)
    return Claim(
        header=header_of(message),
        law=law,
        payer=payer,
        payee=payee,
        agbs=agbs,
        invoice=invoice,
        date=day or date.min,
        message_id="",
        lines=message.lines,
        declared=declared or 0,
        groups=lines.groups(law),
        references=lines.references(),
        tariffs=tariffs_of(cents for _, _, cents in lines.claimed),
    )


def _answer(message: Message, lines: _Lines) -> Remittance:
    root = message.root
    codes = tuple(dict.fromkeys(codes_of(root)))
    returned = _returned(message, codes)
    payer, law = payer_of(message, "Verzender")
    payee, agbs, invoice, invoiced = parties_of(message)
    sent = message.day(root, "Header", "Verzenddatum")
    declared, awarded, other = (message.total(x) for x in (DECLARED, AWARDED, NON_FINANCIAL))
    totals = (declared or 0, awarded or 0, other or 0)
    if None not in {declared, awarded, other}:
        _check(message, lines, totals, returned=returned)
    code = ("".join(lines.refusals) if len(lines.refusals) == 1 else "") or refusing(codes)
    alike = (law, UNSEEN, "", "", 0, month_of(message, invoiced), code)
    return Remittance(
        header=header_of(message),
        law=law,
        payer=payer,
        payee=payee,
        agbs=agbs,
        invoice=invoice,
        invoice_date=invoiced,
        date=sent,
        reference=root.value("DeclaratieContext", "DeclaratienummerVerzekeraar"),
        answers="",
        status="returned" if returned else _status(lines, totals),
        lines=message.lines,
        declared=totals[0],
        awarded=totals[1],
        non_financial=totals[2],
        groups=() if returned else (Group(*alike, message.lines, *totals),),
        codes=codes,
        by_reference=True,
        references=rows(lines.answered),
    )


def _returned(message: Message, codes: tuple[str, ...]) -> bool:
    """Never delivered (contract 3): then its lines are there for their codes alone."""
    unread = "0001" in codes or ("8074" in codes and not message.lines)
    returned = unread or message.root.value("Header", "VerzenderRol") == VECOZO
    if returned:
        message.problems = [p for p in message.problems if p.where.record is None]
    return returned


def _check(message: Message, lines: _Lines, totals: Totals, *, returned: bool) -> None:
    """C1, as far as the answer alone can tell: the lines it leaves out may explain the rest."""
    declared, awarded, other = totals
    if returned:
        message.differs(AWARDED, 0, awarded)
        message.differs(NON_FINANCIAL, 0, other)
    elif lines.repeats:
        message.differs(AWARDED, message.awarded, awarded)
        message.differs(NON_FINANCIAL, message.non_financial, other)
    elif not message.lines and awarded + other:
        message.differs(AWARDED, declared, awarded + other)


def _status(lines: _Lines, totals: Totals) -> Status:
    """Contract 3, of an answer of the payer; awarded without payment counts as awarded."""
    declared, *given = totals
    if declared == sum(given) and not lines.refusals:
        return "awarded"
    said = any(won or other for _, won, other, _ in lines.answered)
    return "partial" if said or any(given) else "rejected"
