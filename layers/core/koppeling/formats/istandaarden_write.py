"""Writing iWmo/iJw 323 and 325 messages (berichten maken): for tests and samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape


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


LAWS = {"jw": ("ijw", "490", "491"), "wmo": ("iwmo", "484", "485")}


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
    """A 323; `law` is `jw` or `wmo`, `message` its BerichtIdentificatie."""
    family, code, _ = LAWS[law]
    month = lines[0].end
    clients = "".join(
        f"<m:Client><m:Bsn>{client}</m:Bsn><m:Prestaties>"
        + "".join(_line(x) for x in lines if x.client == client)
        + "</m:Prestaties></m:Client>"
        for client in dict.fromkeys(x.client for x in lines)
    )
    declared = sum(x.cents for x in lines) if total is None else total
    return _document(
        family,
        f"{law}323",
        f"<m:Header>{_head(code)}<m:Afzender>{agb}</m:Afzender><m:Ontvanger>{gemeente}"
        f"</m:Ontvanger>{_named('BerichtIdentificatie', message, day)}</m:Header>"
        f"<m:Declaratie><m:DeclaratieNummer>{escape(invoice)}</m:DeclaratieNummer>"
        f"<m:DeclaratiePeriode><b:Begindatum>{month:%Y-%m}-01</b:Begindatum>"
        f"<b:Einddatum>{month}</b:Einddatum></m:DeclaratiePeriode>"
        f"<m:DeclaratieDagtekening>{day}</m:DeclaratieDagtekening>"
        f"{_total('TotaalIngediendBedrag', declared)}<m:Clienten>{clients}</m:Clienten>"
        "</m:Declaratie>",
    )


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
    """A 325: `rejected` = a return code by reference; all other lines are awarded in full."""
    family, _, number = LAWS[law]
    refused = [x for x in lines if x.reference in (rejected or {})]
    declared = sum(x.cents for x in lines)
    won = declared - sum(x.cents for x in refused) if awarded is None else awarded
    clients = "".join(
        f"<m:Client><m:Bsn>{client}</m:Bsn><m:Prestaties>"
        + "".join(
            _line(x, _codes((rejected or {})[x.reference])) for x in refused if x.client == client
        )
        + f"</m:Prestaties>{_codes('0200')}</m:Client>"
        for client in dict.fromkeys(x.client for x in refused)
    )
    body = (
        ""
        if header_only
        else f"<m:DeclaratieAntwoord><m:DeclaratieNummer>{escape(invoice)}</m:DeclaratieNummer>"
        f"{_total('TotaalIngediendBedrag', declared)}{_total('TotaalToegekendBedrag', won)}"
        + (f"<m:Clienten>{clients}</m:Clienten>" if clients else "")
        + f"{_codes('0200' if refused else code)}</m:DeclaratieAntwoord>"
    )
    return _document(
        family,
        f"{law}325",
        f"<m:Header>{_head(number)}<m:Afzender>{gemeente}</m:Afzender><m:Ontvanger>{agb}"
        f"</m:Ontvanger>{_named('BerichtIdentificatie', 'A' + answers[:11], day)}"
        f"{_named('DeclaratieIdentificatie', answers, day)}{_codes(header)}</m:Header>{body}",
    )


def _document(family: str, message: str, body: str) -> bytes:
    base = f"http://www.istandaarden.nl/{family}/3_2"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\r\n'
        f'<m:Bericht xmlns:m="{base}/{message}/schema" xmlns:b="{base}/basisschema/schema">'
        f"{body}</m:Bericht>\r\n"
    ).encode()


def _head(code: str) -> str:
    return (
        f"<m:BerichtCode>{code}</m:BerichtCode><m:BerichtVersie>3</m:BerichtVersie>"
        "<m:BerichtSubversie>2</m:BerichtSubversie>"
    )


def _named(name: str, number: str, day: date) -> str:
    return (
        f"<m:{name}><b:Identificatie>{escape(number)}</b:Identificatie>"
        f"<b:Dagtekening>{day}</b:Dagtekening></m:{name}>"
    )


def _codes(*codes: str) -> str:
    inside = "".join(f"<m:RetourCode>{escape(c)}</m:RetourCode>" for c in codes)
    return f"<m:RetourCodes>{inside}</m:RetourCodes>"


def _total(name: str, cents: int) -> str:
    sign = "C" if cents < 0 else "D"
    return (
        f"<m:{name}><b:TotaalBedrag>{abs(cents)}</b:TotaalBedrag>"
        f"<b:DebetCredit>{sign}</b:DebetCredit></m:{name}>"
    )


def _line(line: Performed, codes: str = "") -> str:
    previous = (
        f"<b:VorigReferentieNummer>{escape(line.previous)}</b:VorigReferentieNummer>"
        if line.previous
        else ""
    )
    sign = "C" if line.cents < 0 else "D"
    return (
        f"<m:Prestatie><m:ProductReferentie><b:ReferentieNummer>{escape(line.reference)}"
        f"</b:ReferentieNummer>{previous}</m:ProductReferentie>"
        f"<m:ToewijzingNummer>1</m:ToewijzingNummer>"
        f"<m:ProductCategorie>{escape(line.category)}</m:ProductCategorie>"
        f"<m:ProductCode>{escape(line.product)}</m:ProductCode>"
        f"<m:ProductPeriode><b:Begindatum>{line.begin or line.end}</b:Begindatum>"
        f"<b:Einddatum>{line.end}</b:Einddatum></m:ProductPeriode>"
        "<m:GeleverdVolume>1</m:GeleverdVolume><m:Eenheid>01</m:Eenheid>"
        f"<m:IngediendBedrag><b:Bedrag>{abs(line.cents)}</b:Bedrag>"
        f"<b:DebetCredit>{sign}</b:DebetCredit></m:IngediendBedrag>{codes}</m:Prestatie>"
    )
