"""Writing iWmo/iJw 323 and 325 messages (berichten maken): for samples and tests.

>>> from datetime import date
>>> line = Performed("999900006", "45A48", 24000, date(2026, 1, 31), "R1")
>>> sent = claim("jw", "9999", "41000001", "F1", date(2026, 2, 2), [line], message="B1")
>>> said = answer("jw", "9999", "41000001", "F1", date(2026, 2, 9), [line], answers="B1",
...     rejected={"R1": "0611"})
>>> b"jw323" in sent, b"<b:TotaalBedrag>0</b:TotaalBedrag>" in said
(True, True)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

# law: (family in the namespace, code of the 323, code of the 325)
LAWS = {"jw": ("ijw", "490", "491"), "wmo": ("iwmo", "484", "485")}
XSD = "1.0.0"


@dataclass(frozen=True, slots=True)
class Performed:
    """Prestatie om te schrijven: cents signed (credit negative)."""

    client: str
    product: str
    cents: int
    end: date
    reference: str
    begin: date | None = None
    category: str = "45"
    previous: str = ""


def claim(  # noqa: PLR0913 - the header of a claim is these facts
    law: str,
    gemeente: str,
    agb: str,
    invoice: str,
    day: date,
    lines: Sequence[Performed],
    *,
    message: str,
    total: int | None = None,
) -> bytes:
    """A 323. `law` is `jw` or `wmo`, `message` its BerichtIdentificatie (at most 12 characters).

    `total` states another total than the lines have, to make a message that must be refused.
    """
    family, code, _ = LAWS[law]
    first = min((x.begin or x.end for x in lines), default=day)
    last = max((x.end for x in lines), default=day)
    period = _tag(
        "DeclaratiePeriode",
        _base("Begindatum", first.replace(day=1).isoformat())
        + _base("Einddatum", last.isoformat()),
    )
    header = (
        _head(code, agb, gemeente) + _identified("BerichtIdentificatie", message, day) + _versions()
    )
    declaration = (
        _tag("DeclaratieNummer", escape(invoice))
        + period
        + _tag("DeclaratieDagtekening", day.isoformat())
        + _total("TotaalIngediendBedrag", sum(x.cents for x in lines) if total is None else total)
        + _clients(lines, {}, codes="")
    )
    return _document(family, f"{law}323", _tag("Header", header) + _tag("Declaratie", declaration))


def answer(  # noqa: PLR0913 - an answer is these facts
    law: str,
    gemeente: str,
    agb: str,
    invoice: str,
    day: date,
    lines: Sequence[Performed],
    *,
    answers: str,
    rejected: Mapping[str, str] | None = None,
    header: str = "0200",
    code: str = "8001",
    header_only: bool = False,
    awarded: int | None = None,
) -> bytes:
    """A 325 to a claim of these lines; `answers` is the claim's BerichtIdentificatie.

    `rejected` = a return code by reference: only those lines come back, all others are awarded.
    `code` is the declaration's own when nothing is rejected (8001 = awarded in full); `header` 0001
    with `header_only` is a technical return. `awarded` states another total than follows.
    """
    family, _, number = LAWS[law]
    refusals = dict(rejected or {})
    refused = [x for x in lines if x.reference in refusals]
    declared = sum(x.cents for x in lines)
    won = declared - sum(x.cents for x in refused) if awarded is None else awarded
    head = _head(number, gemeente, agb) + _answers(answers, day) + _codes(header)
    body = (
        _tag("DeclaratieNummer", escape(invoice))
        + _total("TotaalIngediendBedrag", declared)
        + _total("TotaalToegekendBedrag", won)
        + (_clients(refused, refusals, codes=_codes("0200")) if refused else "")
        + _codes("0200" if refused else code)
    )
    answered = "" if header_only else _tag("DeclaratieAntwoord", body)
    return _document(family, f"{law}325", _tag("Header", head) + answered)


def _document(family: str, message: str, body: str) -> bytes:
    root = f"http://www.istandaarden.nl/{family}/3_2"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\r\n'
        f'<m:Bericht xmlns:m="{root}/{message}/schema" xmlns:b="{root}/basisschema/schema">'
        f"{body}</m:Bericht>\r\n"
    ).encode()


def _tag(name: str, inside: str) -> str:
    """An element of the message's own namespace."""
    return f"<m:{name}>{inside}</m:{name}>"


def _base(name: str, text: str) -> str:
    """An element of the namespace that all messages share."""
    return f"<b:{name}>{escape(text)}</b:{name}>"


def _head(code: str, sender: str, receiver: str) -> str:
    values = {
        "BerichtCode": code,
        "BerichtVersie": "3",
        "BerichtSubversie": "2",
        "Afzender": sender,
        "Ontvanger": receiver,
    }
    return "".join(_tag(name, text) for name, text in values.items())


def _identified(name: str, number: str, day: date) -> str:
    return _tag(name, _base("Identificatie", number) + _base("Dagtekening", day.isoformat()))


def _versions(name: str = "XsdVersie") -> str:
    return _tag(name, _base("BasisschemaXsdVersie", XSD) + _base("BerichtXsdVersie", XSD))


def _answers(message: str, day: date) -> str:
    """The answer's own identity, then that of the message it answers."""
    return (
        _identified("BerichtIdentificatie", f"A{message}"[:12], day)
        + _versions()
        + _identified("DeclaratieIdentificatie", message, day)
        + _versions("XsdVersieDeclaratie")
    )


def _codes(*codes: str) -> str:
    return _tag("RetourCodes", "".join(_tag("RetourCode", escape(code)) for code in codes))


def _signed(name: str, cents: int) -> str:
    return _base(name, str(abs(cents))) + _base("DebetCredit", "C" if cents < 0 else "D")


def _total(name: str, cents: int) -> str:
    return _tag(name, _signed("TotaalBedrag", cents))


def _clients(lines: Sequence[Performed], refusals: Mapping[str, str], *, codes: str) -> str:
    """The lines by client, in order of first line; with a code a line where they are refused."""
    made = []
    for client in dict.fromkeys(x.client for x in lines):
        own = [x for x in lines if x.client == client]
        said = (_codes(refusals[x.reference]) if refusals else "" for x in own)
        inside = "".join(_line(x, code) for x, code in zip(own, said, strict=True))
        made.append(_tag("Client", _tag("Bsn", client) + _tag("Prestaties", inside) + codes))
    return _tag("Clienten", "".join(made))


def _line(line: Performed, codes: str) -> str:
    previous = _base("VorigReferentieNummer", line.previous) if line.previous else ""
    begin = line.begin or line.end
    return _tag(
        "Prestatie",
        _tag("ProductReferentie", _base("ReferentieNummer", line.reference) + previous)
        + _tag("ToewijzingNummer", "1")
        + _tag("ProductCategorie", escape(line.category))
        + _tag("ProductCode", escape(line.product))
        + _tag(
            "ProductPeriode",
            _base("Begindatum", begin.isoformat()) + _base("Einddatum", line.end.isoformat()),
        )
        + _tag("GeleverdVolume", "1")
        + _tag("Eenheid", "14")
        + _tag("IngediendBedrag", _signed("Bedrag", line.cents))
        + codes,
    )
