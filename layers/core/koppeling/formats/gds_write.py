"""Writing GDS801 and GDS802 messages (berichten maken): for samples, tests and a synthetic payer.

>>> from datetime import date
>>> lines = [Performed("999900006", "CO0001", 5000, date(2026, 1, 31), "R1")]
>>> sent = claim(Parties("5555", "41000001", "F1", date(2026, 2, 2)), lines)
>>> said = answer(Parties("5555", "41000001", "F1", date(2026, 2, 2)), date(2026, 2, 9), lines,
...     awarded={"R1": 4000}, codes={"R1": "0611"})
>>> b"declaratiebericht573" in sent, b"<g:Bedrag>40.00</g:Bedrag>" in said
(True, True)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from koppeling.model.cents import euros

NOTHING: Mapping[str, int] = {}
NO_CODES: Mapping[str, str] = {}
TOTALS = (
    "TotaalDeclaratiebedragInclBtw",
    "TotaalToegekendBedragInclBtwFinancieel",
    "TotaalToegekendBedragInclBtwNietFinancieel",
)


@dataclass(frozen=True, slots=True)
class Performed:
    """Prestatie om te schrijven: cents signed (credit negative), incl. VAT; `end` its last day.

    `product` '' leaves the code out; `vat` is in hundredths of a percent; `insurer` the insured
    person's own, where a service bureau stands between.
    """

    client: str
    product: str
    cents: int
    end: date
    reference: str
    begin: date | None = None
    category: str = "071"
    agb: str = "94000001"
    vat: int = 0
    previous: str = ""
    insurer: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """Wie aan wie: what a claim and its answer share. `role` is that of the payer's side.

    `prefix` '' makes the namespace the default one; `plain` writes totals without their code.
    """

    payer: str
    agb: str
    invoice: str
    day: date
    role: str = "3"
    version: str = "2.0"
    kind: str = "P"
    prefix: str = "g"
    currency: str = "EUR"
    plain: bool = False


def claim(
    who: Parties, lines: Sequence[Performed], *, total: int | None = None, reference: str = "B1"
) -> bytes:
    """An 801. `total` states another total than the lines have, for a message to be refused."""
    header = {
        **_kind(who, "573"),
        "Verzender": who.agb,
        "VerzenderRol": "1",
        "Ontvanger": who.payer,
        "OntvangerRol": who.role,
        "Verzenddatum": who.day.isoformat(),
        "Referentienummer": reference,
    }
    declared = sum(x.cents for x in lines) if total is None else total
    made = {x.reference: _claimed(x) for x in lines}
    return _document(
        who,
        "573",
        _tag("Header", _texts(header))
        + _tag("DeclaratieContext", _context(who, lines))
        + _tag("Overzicht", _total(who, TOTALS[0], declared))
        + _insured(who, lines, made, {}),
    )


def answer(  # noqa: PLR0913 - an answer is these facts
    who: Parties,
    day: date,
    lines: Sequence[Performed],
    *,
    awarded: Mapping[str, int] = NOTHING,
    non_financial: Mapping[str, int] = NOTHING,
    codes: Mapping[str, str] = NO_CODES,
    repeat: bool = True,
    header: Iterable[str] = (),
    person: str = "",
    totals: tuple[int, int] | None = None,
    reference: str = "ZV1",
) -> bytes:
    """An 802 to a claim of these lines: cents awarded by reference, in full where none are given.

    `repeat=False` leaves out what was awarded in full; `person` is a code of every insured person;
    `totals` states other awarded totals than follow.
    """
    won, other = _awards(lines, awarded, non_financial)
    whole = {x.reference for x in lines if won[x.reference] + other[x.reference] == x.cents}
    told = [x for x in lines if repeat or x.reference in codes or x.reference not in whole]
    sums = totals or (sum(won.values()), sum(other.values()))
    made = {x.reference: _answered(x, won[x.reference], other[x.reference], codes) for x in told}
    sender = {} if who.role == "6" else {"Verzender": who.payer}
    return _answer(
        who,
        _header(who, {**sender, "VerzenderRol": who.role}, day) + _feedback(*header),
        reference,
        (sum(x.cents for x in lines), *sums),
        _insured(who, told, made, dict.fromkeys(made, person)),
        lines,
    )


def returned(
    who: Parties,
    day: date,
    lines: Sequence[Performed],
    *,
    codes: Mapping[str, str] = NO_CODES,
    header: Iterable[str] = (),
) -> bytes:
    """An 802 by VECOZO: nothing awarded, only what carries a code; no number of the payer."""
    told = [x for x in lines if x.reference in codes]
    made = {x.reference: _answered(x, 0, 0, codes) for x in told}
    return _answer(
        who,
        _header(who, {"VerzenderRol": "6"}, day) + _feedback(*header),
        "",
        (sum(x.cents for x in lines), 0, 0),
        _insured(who, told, made, {}),
        lines,
    )


def _awards(
    lines: Sequence[Performed], awarded: Mapping[str, int], non_financial: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Per line what is paid out and what is not; what nobody said is awarded in full, in money."""
    other = {x.reference: non_financial.get(x.reference, 0) for x in lines}
    won = {
        x.reference: awarded.get(x.reference, 0 if x.reference in non_financial else x.cents)
        for x in lines
    }
    return won, other


def _header(who: Parties, sender: Mapping[str, str], day: date) -> str:
    receiver = {"Ontvanger": who.agb, "OntvangerRol": "1"}
    sent = {"Verzenddatum": day.isoformat(), "Referentienummer": "A1"}
    return _texts({**_kind(who, "574"), **sender, **receiver, **sent})


def _answer(
    who: Parties,
    header: str,
    reference: str,
    totals: tuple[int, int, int],
    insured: str,
    lines: Sequence[Performed],
) -> bytes:
    number = _tag("DeclaratienummerVerzekeraar", escape(reference)) if reference else ""
    overview = "".join(_total(who, n, c) for n, c in zip(TOTALS, totals, strict=True))
    return _document(
        who,
        "574",
        _tag("Header", header)
        + _tag("DeclaratieContext", _context(who, lines) + number)
        + _tag("Overzicht", overview)
        + insured,
    )


def _kind(who: Parties, code: str) -> dict[str, str]:
    version, _, sub = who.version.partition(".")
    return {
        "Berichtcode": code,
        "Berichtversie": version,
        "Berichtsubversie": sub,
        "Berichtsoort": who.kind,
    }


def _context(who: Parties, lines: Sequence[Performed]) -> str:
    days = sorted([x.end for x in lines] or [who.day])
    provider = _texts({"Zorgaanbiedercode": who.agb, "ZorgaanbiederSoort": "1"})
    return _tag("Declarant", provider) + _texts(
        {
            "BetalingAanServicebureau": "2",
            "Factuurnummer": who.invoice,
            "Factuurdatum": who.day.isoformat(),
            "Valutacode": who.currency,
            "BegindatumDeclaratieperiode": days[0].replace(day=1).isoformat(),
            "EinddatumDeclaratieperiode": days[-1].isoformat(),
        }
    )


def _insured(
    who: Parties, lines: Iterable[Performed], made: Mapping[str, str], codes: Mapping[str, str]
) -> str:
    """The lines by client, in order of first line."""
    told: dict[str, list[Performed]] = {}
    for line in lines:
        told.setdefault(line.client, []).append(line)
    return "".join(
        _tag(
            "Verzekerde",
            _texts({"BSN": client, "UzoviNummer": own[0].insurer or who.payer})
            + "".join(made[x.reference] for x in own)
            + _feedback(*filter(None, {codes.get(x.reference, "") for x in own})),
        )
        for client, own in told.items()
    )


def _claimed(line: Performed) -> str:
    begin = line.begin or line.end
    texts = {
        "Referentienummer": line.reference,
        "GerelateerdReferentienummer": line.previous,
        "PrestatieCodelijstCode": line.category,
        "Prestatiecode": line.product,
        "Begindatum": begin.isoformat(),
        "Einddatum": line.end.isoformat() if line.begin else "",
        "BtwPercentage": euros(line.vat) if line.vat else "",
    }
    provider = _tag("Zorgaanbieder", _texts({"Zorgaanbiedercode": line.agb})) if line.agb else ""
    if line.cents < 0:
        amount = {"ToegekendBedragInclBtwFinancieel": euros(-line.cents)}
        return _tag("Prestatie", _tag("CreditPrestatie", _texts(texts | amount) + provider))
    amounts = {"Aantal": "1", "DeclaratieBedragInclBtw": euros(line.cents), "InformatieCode": "1"}
    return _tag("Prestatie", _tag("DebetPrestatie", _texts(texts | amounts) + provider))


def _answered(line: Performed, won: int, other: int, codes: Mapping[str, str]) -> str:
    credit, sign = ("Credit", -1) if line.cents < 0 else ("", 1)
    texts = {
        "Referentienummer": line.reference,
        f"Toegekend{credit}BedragInclBtwFinancieel": euros(sign * won),
        f"Toegekend{credit}BedragInclBtwNietFinancieel": euros(sign * other),
    }
    kind = "CreditPrestatie" if credit else "DebetPrestatie"
    code = codes.get(line.reference, "")
    return _tag("Prestatie", _tag(kind, _texts(texts) + (_feedback(code) if code else "")))


def _feedback(*codes: str) -> str:
    return "".join(_tag("Feedback", _tag("Retourcode", escape(code))) for code in codes)


def _total(who: Parties, name: str, cents: int) -> str:
    if who.plain:
        return _tag(name, euros(cents))
    sign = "C" if cents < 0 else "D"
    return _tag(name, _texts({"Bedrag": euros(abs(cents)), "DebetCreditCode": sign}))


def _texts(values: Mapping[str, str]) -> str:
    return "".join(_tag(name, escape(text)) for name, text in values.items() if text)


def _tag(name: str, inside: str) -> str:
    return f"<g:{name}>{inside}</g:{name}>"


def _document(who: Parties, code: str, body: str) -> bytes:
    space = f"http://ei.vektis.nl/declaratiebericht{code}"
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<g:Bericht xmlns:g="{space}">{body}</g:Bericht>\n'
    )
    own = f"{who.prefix}:" if who.prefix else ""
    declared = f":{who.prefix}" if who.prefix else ""
    text = text.replace("<g:", f"<{own}").replace("</g:", f"</{own}")
    return text.replace("xmlns:g=", f"xmlns{declared}=").encode()
