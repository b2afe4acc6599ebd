"""What a GDS message holds (bericht): its lines as they pass, the elements around them.

Amounts are decimals with a dot, as plain elements or as {Bedrag, DebetCreditCode}: both are read
everywhere. Of Feedback only the Retourcode is taken: the value of an element found wrong may be
anything, a name too. Element names are those of the published validation rules of Vektis; where
they are silent the naming around them is followed: `Prestatiecode`, `BtwPercentage` and
`Zorgaanbieder/Zorgaanbiedercode` of a line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.return_codes import FINE
from koppeling.formats.source import Source
from koppeling.formats.xml_fields import Fields
from koppeling.formats.xml_stream import Element, Refused, parts
from koppeling.model.cents import parse_decimal
from koppeling.model.groups import UNSEEN, Line
from koppeling.model.problems import Where, problem
from koppeling.model.references import reference_of

PERSON = "Verzekerde"
PERFORMED = "Verzekerde/Prestatie"
MOST_LINES = 1_000_000
MOST_OF_ONE = 100_000
"""Lines of one insured person; they wait for the codes that stand behind them."""
LONGEST = 50
LONGEST_CODE = 8
MOST_CODES = 10_000
# a credit claims back what its debit was awarded
DECLARED = {
    "DebetPrestatie": ("DeclaratieBedragInclBtw",),
    "CreditPrestatie": ("ToegekendBedragInclBtwFinancieel", "DeclaratieBedragInclBtw"),
}
AWARDED = {
    "DebetPrestatie": ("ToegekendBedragInclBtwFinancieel",),
    "CreditPrestatie": (
        "ToegekendCreditBedragInclBtwFinancieel",
        "ToegekendBedragInclBtwFinancieel",
    ),
}
NON_FINANCIAL = {
    "DebetPrestatie": ("ToegekendBedragInclBtwNietFinancieel",),
    "CreditPrestatie": (
        "ToegekendCreditBedragInclBtwNietFinancieel",
        "ToegekendBedragInclBtwNietFinancieel",
    ),
}
DECIMAL = "bedrag met een punt, of Bedrag met D of C"


@dataclass(slots=True)
class Message(Fields):
    """Bericht: the elements around the lines, and what the lines came to."""

    answers: bool = False
    lines: int = 0
    declared: int = 0
    awarded: int = 0
    non_financial: int = 0
    codes: set[str] = field(default_factory=set)
    insurers: set[str] = field(default_factory=set)

    def amount(
        self, base: Element, names: tuple[str, ...], record: int | None = None
    ) -> int | None:
        """Signed cents of a mandatory amount, None with a finding when there is none."""
        if not any(base.first(name) for name in names):
            self.fault("missing_element", record, names[0], name=names[0])
        return self.optional(base, names, record)

    def optional(
        self, base: Element, names: tuple[str, ...], record: int | None = None
    ) -> int | None:
        """Signed cents of the first of these elements that is there, None when none is."""
        element = next((e for name in names if (e := base.first(name))), None)
        if element is None:
            return None
        raw, sign = element.text, 1
        if element.children:
            raw = element.value("Bedrag")
            sign = {"D": 1, "C": -1}.get(element.value("DebetCreditCode"), 0)
        cents = parse_decimal(raw)
        if cents is None or not sign or raw.startswith("-"):
            self.fault("bad_value", record, names[0], name=names[0], expected=DECIMAL)
            return None
        return sign * cents

    def word(self, base: Element, *path: str, record: int | None = None) -> str:
        """A word that is kept, blanks made one; a finding when it is longer than any standard's."""
        found, name = reference_of(base.value(*path)), "/".join(path)
        if len(found) > LONGEST:
            expected = f"hoogstens {LONGEST} tekens"
            self.fault("bad_value", record, name, name=name, expected=expected)
            return ""
        return found

    def total(self, name: str) -> int | None:
        """Signed cents of a total of the Overzicht, None with a finding when there is none."""
        return self.amount(self.root.first("Overzicht") or Element("", {}), (name,))

    def differs(self, name: str, lines: int, stated: int | None) -> None:
        """A finding when a total that is there is not what the lines come to (C1)."""
        if stated is not None and lines != stated:
            self.fault("totals_differ", None, name, what=name, lines=lines, stated=stated)

    def insured(self, insurer: str) -> None:
        """Whose insured person this is; one is the payer, two are too many already."""
        if insurer and len(self.insurers) < 2:  # noqa: PLR2004
            self.insurers.add(insurer)


def read_message(source: Source, give: Callable[[Line, str], None], *, answers: bool) -> Message:
    """One run through the file: every line with its refusing code to `give`, the rest kept."""
    message = Message(source, answers=answers)
    pseudonym = pseudonyms(source.key)
    waiting: list[Line] = []
    for path, element in parts(source, {PERSON, PERFORMED}):
        if path == PERFORMED:
            waiting += _lines(message, element)
            if message.lines > MOST_LINES or len(waiting) > MOST_OF_ONE:
                limit = f"{MOST_LINES} regels, {MOST_OF_ONE} per verzekerde"
                raise Refused(problem("too_large", Where(source.sha256), limit=limit))
        elif path == PERSON:
            client = message.word(element, "BSN") or message.word(element, "Verzekerdennummer")
            named, shared = pseudonym(client.encode()), codes_of(element)
            message.insured(message.word(element, "UzoviNummer"))
            for line in waiting:
                # the codes of a person count for the lines that say nothing themselves
                codes = line.codes if refusing(line.codes) else (*line.codes, *shared)
                if len(message.codes) < MOST_CODES:
                    message.codes.update(codes)
                give(line._replace(client=named, codes=codes), refusing(codes))
            waiting = []
        else:
            message.root = element
    return message


def _lines(message: Message, performed: Element) -> Iterator[Line]:
    shared = codes_of(performed, below=False)
    for element in performed.children:
        if element.name in DECLARED:
            yield _line(message, element, shared)


def _line(message: Message, element: Element, shared: tuple[str, ...]) -> Line:
    message.lines += 1
    record = message.lines
    declared, awarded, non_financial = _amounts(message, element, record)
    message.declared += declared
    message.awarded += awarded
    message.non_financial += non_financial
    reference = message.word(element, "Referentienummer", record=record)
    if not reference:
        message.fault("missing_element", record, "Referentienummer", name="Referentienummer")
    begin, end = _days(message, element, record)
    unnamed = "" if message.answers else UNSEEN
    return Line(
        record=record,
        reference=reference,
        previous=message.word(element, "GerelateerdReferentienummer", record=record),
        client="",
        law="",
        category=message.word(element, "PrestatieCodelijstCode", record=record),
        product=message.word(element, "Prestatiecode", record=record) or unnamed,
        agb=message.word(element, "Zorgaanbieder", "Zorgaanbiedercode", record=record),
        vat=message.optional(element, ("BtwPercentage",), record) or 0,
        begin=begin,
        end=end,
        declared=declared,
        awarded=awarded,
        non_financial=non_financial,
        codes=(*codes_of(element), *shared),
    )


def _amounts(message: Message, element: Element, record: int) -> tuple[int, int, int]:
    """Declared, awarded financially and not; a claim has the first, an answer the others."""
    kind = element.name
    if not message.answers:
        return _signed(kind, message.amount(element, DECLARED[kind], record)), 0, 0
    awarded = message.amount(element, AWARDED[kind], record)
    other = message.optional(element, NON_FINANCIAL[kind], record)
    return 0, _signed(kind, awarded), _signed(kind, other)


def _signed(kind: str, cents: int | None) -> int:
    """A credit counts negative, whether its amount says C or nothing."""
    return -abs(cents or 0) if kind == "CreditPrestatie" else cents or 0


def _days(message: Message, element: Element, record: int) -> tuple[str, str]:
    """First and last day as digits; list 071 names no last day. An answer names neither."""
    if message.answers:
        return "", ""
    begin = message.day(element, "Begindatum", record=record)
    end = message.day(element, "Einddatum", record=record) if element.first("Einddatum") else begin
    return (f"{begin:%Y%m%d}" if begin else "", f"{end:%Y%m%d}" if end else "")


def codes_of(element: Element, *, below: bool = True) -> tuple[str, ...]:
    """The return codes of an element, as received; with those `below` it, whatever they hang on."""
    own: list[str] = []
    deeper: list[str] = []
    for child in element.children:
        if child.name == "Feedback":
            own.append(_shown(child.value("Retourcode")))
        elif below and child.children:
            deeper += codes_of(child)
    return (*filter(None, own), *deeper)


def _shown(code: str) -> str:
    """A return code is a short word; anything else may be of a person and is not repeated."""
    return code if not code or (code.isalnum() and len(code) <= LONGEST_CODE) else "?"


def refusing(codes: tuple[str, ...]) -> str:
    """The first code that refuses, '' when none does."""
    return next((code for code in codes if code not in FINE), "")
