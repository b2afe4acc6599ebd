"""What an iWmo/iJw message holds (bericht): its lines as they pass, the elements around them.

Amounts are whole cents with D or C beside them; a base type stands in another namespace than the
message, which is why elements are taken by local name. Source: the XML schemas of release 3.2.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.return_codes import FINE
from koppeling.formats.source import Source
from koppeling.formats.xml_fields import Fields
from koppeling.formats.xml_stream import Element, parts
from koppeling.model.groups import Line

CLIENTS = ("Declaratie/Clienten/Client", "DeclaratieAntwoord/Clienten/Client")
LINES = tuple(f"{path}/Prestaties/Prestatie" for path in CLIENTS)
WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)


@dataclass(slots=True)
class Message(Fields):
    """Bericht: the elements around the lines, and what the lines came to."""

    law: str = ""
    lines: int = 0
    cents: int = 0
    codes: set[str] = field(default_factory=set)

    @property
    def version(self) -> str:
        """`3.2`, as the header says it."""
        header = ("Header", "BerichtVersie"), ("Header", "BerichtSubversie")
        return ".".join(filter(None, (self.root.value(*path) for path in header)))

    def amount(self, base: Element, *path: str, record: int | None = None) -> int | None:
        """Signed cents of an amount with its DebetCredit; None with a finding when it is none."""
        element, name = base.first(*path), "/".join(path)
        if element is None:
            self.fault("missing_element", record, name, name=name)
            return None
        raw = element.value("TotaalBedrag") or element.value("Bedrag")
        sign = {"D": 1, "C": -1}.get(element.value("DebetCredit"))
        if not WHOLE.fullmatch(raw) or sign is None:
            expected = "hele centen met D of C"
            self.fault("bad_value", record, name, name=name, expected=expected)
            return None
        return sign * int(raw)


def read_message(source: Source, law: str, give: Callable[[Line, str], None]) -> Message:
    """One run through the file: every line with its refusing code to `give`, the rest kept."""
    message = Message(source, law=law)
    pseudonym = pseudonyms(source.key)
    waiting: list[Line] = []
    for path, element in parts(source, {*CLIENTS, *LINES}):
        if path in LINES:
            waiting.append(_line(message, element))
        elif path in CLIENTS:
            # the client's own codes and number count for all of its lines
            client = pseudonym(element.value("Bsn").encode())
            shared = codes_of(element)
            for line in waiting:
                codes = line.codes if refusing(line.codes) else (*line.codes, *shared)
                message.codes |= set(codes)
                give(line._replace(client=client, codes=codes), refusing(codes))
            waiting = []
        else:
            message.root = element
    return message


def _line(message: Message, element: Element) -> Line:
    message.lines += 1
    record = message.lines
    cents = message.amount(element, "IngediendBedrag", record=record) or 0
    begin = message.day(element, "ProductPeriode", "Begindatum", record=record)
    end = message.day(element, "ProductPeriode", "Einddatum", record=record)
    message.cents += cents
    return Line(
        record=record,
        reference=element.value("ProductReferentie", "ReferentieNummer"),
        previous=element.value("ProductReferentie", "VorigReferentieNummer"),
        client="",
        law=message.law,
        category=element.value("ProductCategorie"),
        product=element.value("ProductCode"),
        agb="",
        vat=0,
        begin=begin.strftime("%Y%m%d") if begin else "",
        end=end.strftime("%Y%m%d") if end else "",
        declared=cents,
        awarded=0,
        non_financial=0,
        codes=codes_of(element),
    )


def codes_of(element: Element) -> tuple[str, ...]:
    """The return codes right below an element, as received."""
    return tuple(code.text for code in element.every("RetourCodes", "RetourCode") if code.text)


def refusing(codes: tuple[str, ...]) -> str:
    """The first code that refuses, '' when none does."""
    return next((code for code in codes if code not in FINE), "")
