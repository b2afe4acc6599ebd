"""iWmo/iJw 323 (declaratie) and 325 (declaratie-antwoord), release 3.x.

A 325 lists rejected lines only: a line that is not in it is awarded in full (OP303, IV087). Amounts
are integer cents with DebetCredit. Elements are taken by local name: children of the base schema's
types stand in another namespace than the message.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.return_codes import is_known
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import read_xml, root_of
from koppeling.model.documents import (
    Claim,
    Document,
    GroupSums,
    Header,
    Line,
    Remittance,
    Status,
    Unknown,
)
from koppeling.model.problems import Problem, Where, problem

MESSAGES = {
    "wmo323": ("WMO323", "Wmo"),
    "wmo325": ("WMO325", "Wmo"),
    "jw323": ("JW323", "Jw"),
    "jw325": ("JW325", "Jw"),
}
PERSONAL = frozenset({"Bsn", "Geboortedatum", "Naam", "Achternaam", "Voornamen", "Geslacht"})
FINE = frozenset({"0200", "8001"})


def claims(head: bytes) -> bool:
    """The root names one of the four messages in its namespace."""
    return _message(head) != ""


def _message(head: bytes) -> str:
    root = root_of(head).lower()
    return next((m for m in MESSAGES if f"/{m}/" in root), "")


@dataclass(slots=True)
class _Read:
    """What the events filled: values by path below Bericht, lines, codes by their place."""

    law: str
    source: Source
    path: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    line: dict[str, str] = field(default_factory=dict)
    bsn: str = ""
    codes: dict[str, list[str]] = field(default_factory=dict)
    client_codes: list[str] = field(default_factory=list)
    pending: list[tuple[dict[str, str], list[str], str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    records: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self.path.append(name)
        if name == "Client":
            self.client_codes, self.bsn = [], ""
        if name == "Prestatie":
            self.line = {}
            self.codes["line"] = []

    def end(self, name: str, text: str) -> None:
        where = self.path
        if name == "RetourCode":
            self._code(text)
        elif "Prestatie" in where and name != "Prestatie":
            self.line["/".join(where[where.index("Prestatie") + 1 :])] = text
        elif name == "Bsn":
            self.bsn = text
        elif name == "Prestatie":
            self.records += 1
            self.pending.append((self.line, self.codes.get("line", []), self.bsn))
        elif name == "Client":
            self._client()
        elif text:
            self.values["/".join(where[1:])] = text
        where.pop()

    def _code(self, code: str) -> None:
        if "Prestatie" in self.path:
            self.codes["line"].append(code)
        elif "Client" in self.path:
            self.client_codes.append(code)
        else:
            place = "header" if "Header" in self.path else "answer"
            self.codes.setdefault(place, []).append(code)

    def _client(self) -> None:
        """A client's own codes come after its lines: a line without a refusal takes them."""
        for line, codes, bsn in self.pending:
            refused = [c for c in codes if c not in FINE] or self.client_codes
            self.lines.append(self._line(line, refused or codes, bsn))
        self.pending = []

    def _line(self, line: dict[str, str], codes: list[str], bsn: str) -> Line:
        number = len(self.lines) + 1
        raw = line.get("IngediendBedrag/Bedrag", "")
        if not (raw.isascii() and raw.isdigit()):
            where = Where(self.source.sha256, number, "IngediendBedrag")
            self.problems.append(
                problem("bad_value", where, name="IngediendBedrag", expected="hele centen")
            )
        cents = int(raw) if raw.isascii() and raw.isdigit() else 0
        end = line.get("ProductPeriode/Einddatum", "")
        if _day(end) is None:
            where = Where(self.source.sha256, number, "ProductPeriode/Einddatum")
            self.problems.append(
                problem("bad_value", where, name="Einddatum", expected="datum JJJJ-MM-DD")
            )
            end = ""
        return Line(
            record=number,
            reference=line.get("ProductReferentie/ReferentieNummer", ""),
            previous=line.get("ProductReferentie/VorigReferentieNummer", ""),
            client=pseudonyms(self.source.key)(bsn.encode()),
            law=self.law,
            category=line.get("ProductCategorie", ""),
            product=line.get("ProductCode", ""),
            agb="",
            vat=0,
            begin=line.get("ProductPeriode/Begindatum", "").replace("-", ""),
            end=end.replace("-", ""),
            declared=-cents if line.get("IngediendBedrag/DebetCredit") == "C" else cents,
            awarded=0,
            non_financial=0,
            codes=tuple(codes),
        )


def read(source: Source) -> Iterator[Document]:
    """The one document of a 323 or 325."""
    message = _message(source.head())
    standard, law = MESSAGES[message]
    found = _Read(law, source)
    stopped = read_xml(source, found)
    if stopped:
        yield Unknown(Header(source.sha256, standard, "", (stopped,), source.member), standard)
        return
    if source.lines:
        for line in found.lines:
            source.lines(line)
    yield _claim(found, standard) if message.endswith("323") else _answer(found, standard)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _total(found: _Read, path: str) -> int | None:
    raw = found.values.get(f"{path}/TotaalBedrag", "")
    if not (raw.isascii() and raw.isdigit()):
        return None
    return -int(raw) if found.values.get(f"{path}/DebetCredit") == "C" else int(raw)


def _missing(found: _Read, *paths: str) -> list[Problem]:
    return [
        problem("missing_element", Where(found.source.sha256, None, p), name=p)
        for p in paths
        if not found.values.get(p)
    ]


def _header(found: _Read, standard: str, problems: list[Problem]) -> Header:
    version = "{}.{}".format(
        found.values.get("Header/BerichtVersie", "?"),
        found.values.get("Header/BerichtSubversie", "?"),
    )
    return Header(
        found.source.sha256, standard, version, (*found.problems, *problems), found.source.member
    )


def _groups(found: _Read, *, rejected: bool) -> GroupSums:
    sums = GroupSums()
    for line in found.lines:
        code = next((c for c in line.codes if c not in FINE), "") if rejected else ""
        sums.add(line, code)
    return sums


def _claim(found: _Read, standard: str) -> Claim:
    get = found.values.get
    dated = "Declaratie/DeclaratieDagtekening"
    problems = _missing(
        found, "Header/Afzender", "Header/Ontvanger", "Declaratie/DeclaratieNummer", dated
    )
    day = _day(get(dated, ""))
    if get(dated) and day is None:
        where = Where(found.source.sha256, None, dated)
        problems.append(problem("bad_value", where, name=dated, expected="datum JJJJ-MM-DD"))
    declared = _total(found, "Declaratie/TotaalIngediendBedrag")
    lines = sum(line.declared for line in found.lines)
    problems += _differs(found, "TotaalIngediendBedrag", lines, declared)
    agb = get("Header/Afzender", "")
    return Claim(
        header=_header(found, standard, problems),
        law=found.law,
        payer=f"gemeente:{get('Header/Ontvanger', '').zfill(4)}",
        payee=agb,
        agbs=(agb,) if agb else (),
        invoice=get("Declaratie/DeclaratieNummer", ""),
        date=day or date.min,
        message_id=get("Header/BerichtIdentificatie/Identificatie", ""),
        lines=len(found.lines),
        declared=declared or 0,
        groups=_groups(found, rejected=False).groups(),
    )


def _differs(found: _Read, name: str, lines: int, stated: int | None) -> list[Problem]:
    where = Where(found.source.sha256, None, name)
    if stated is None:
        return [problem("missing_element", where, name=name)]
    if lines != stated:
        return [problem("totals_differ", where, what=name, lines=lines, stated=stated)]
    return []


def _answer(found: _Read, standard: str) -> Remittance:
    get = found.values.get
    problems = _missing(
        found,
        "Header/Afzender",
        "Header/Ontvanger",
        "Header/DeclaratieIdentificatie/Identificatie",
    )
    answered = any(k.startswith("DeclaratieAntwoord/") for k in found.values)
    declared = _total(found, "DeclaratieAntwoord/TotaalIngediendBedrag")
    awarded = _total(found, "DeclaratieAntwoord/TotaalToegekendBedrag")
    header, answer = found.codes.get("header", []), found.codes.get("answer", [])
    returned = _returned(header, answer, found, awarded, answered=answered)
    rejected = sum(line.declared for line in found.lines)
    if answered and not returned:
        problems += _rejected_total(found, rejected, declared, awarded)
    problems += [
        problem("unknown_code", Where(found.source.sha256, None, "RetourCode"), return_code=c)
        for c in sorted({*header, *answer, *(c for x in found.lines for c in x.codes)})
        if not is_known(c)
    ]
    agb = get("Header/Ontvanger", "")
    return Remittance(
        header=_header(found, standard, problems),
        law=found.law,
        payer=f"gemeente:{get('Header/Afzender', '').zfill(4)}",
        payee=agb,
        agbs=(agb,) if agb else (),
        invoice=get("DeclaratieAntwoord/DeclaratieNummer"),
        invoice_date=None,
        date=_day(get("Header/BerichtIdentificatie/Dagtekening", "")),
        reference="",
        answers=get("Header/DeclaratieIdentificatie/Identificatie", ""),
        status=_status(found, declared, awarded, returned=returned),
        lines=len(found.lines),
        declared=declared,
        awarded=awarded or 0,
        non_financial=0,
        groups=_groups(found, rejected=True).groups(),
        rejected_only=True,
        codes=tuple(dict.fromkeys((*header, *answer))),
    )


def _returned(
    header: list[str], answer: list[str], found: _Read, awarded: int | None, *, answered: bool
) -> bool:
    """Contract 3: 0001 in the header, header only, or refused as a whole without lines."""
    if "0001" in header or not answered:
        return True
    refused = any(c not in FINE for c in answer)
    return refused and not awarded and not found.lines


def _rejected_total(
    found: _Read, rejected: int, declared: int | None, awarded: int | None
) -> list[Problem]:
    """TR342: what is rejected is what was submitted less what is awarded."""
    name = "TotaalToegekendBedrag"
    if declared is None or awarded is None:
        return _differs(found, name, 0, None)
    return _differs(found, name, declared - rejected, awarded)


def _status(found: _Read, declared: int | None, awarded: int | None, *, returned: bool) -> Status:
    if returned:
        return "returned"
    if not found.lines and declared == awarded:
        return "awarded"
    return "partial" if awarded else "rejected"


def describe(source: Source) -> Iterator[str]:
    """Every element with a value, by its path; personal elements masked."""
    shown: list[str] = []

    class Shower:
        path: list[str] = []  # noqa: RUF012 - one describing at a time

        def start(self, name: str, attributes: dict[str, str]) -> None:
            del attributes
            self.path.append(name)

        def end(self, name: str, text: str) -> None:
            if text:
                value = "***" if name in PERSONAL else text
                shown.append(f"{'/'.join(self.path)}: {value}")
            self.path.pop()

    shower = Shower()
    shower.path = []
    stopped = read_xml(source, shower)
    yield from shown
    if stopped:
        yield stopped.message()
