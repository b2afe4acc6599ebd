"""Vektis EI messages that keep or break a rule: folder -> (rule, files)."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from datetime import date

from koppeling.formats.flat_write import Sent, answer, answers_to, claim
from koppeling.formats.layout import Layout, layout_of, layouts, standard

DAY, BACK = date(2026, 1, 31), date(2026, 2, 9)
CLIENTS = ("999900006", "999900018")
CLAIMS = [x for x in layouts() if not x.answers]
AW319 = standard("AW319")


def sent(
    layout: Layout = AW319, cents: Sequence[int] = (4500, 1500, 2500), *, kind: str = "P"
) -> bytes:
    width = layout.need(layout.money, "product").length
    lines = [
        Sent(CLIENTS[i % 2], "120001"[:width], c, DAY, f"R{i}", agb="41000001")
        for i, c in enumerate(cents)
    ]
    return claim(
        layout.standard, "5555", "41000001", "F1", DAY, lines, version=layout.version, kind=kind
    )


def back(data: bytes, **more: object) -> bytes:
    facts = {"day": BACK, "reference": "ZV2026-1"} | more
    return answer(data, **facts)  # type: ignore[arg-type]


def partly(layout: Layout = AW319, code: str = "0611") -> bytes:
    code = "100" if layout.standard == "HA304" else code
    return back(sent(layout), awarded={"R1": 0, "R2": 1000}, codes={"R1": code, "R2": code})


def rows(data: bytes) -> list[bytes]:
    return data.split(b"\r\n")[:-1]


def joined(found: Sequence[bytes]) -> bytes:
    return b"".join(row + b"\r\n" for row in found)


def changed(data: bytes, record: int, part: str, value: bytes) -> bytes:
    """One field of one record with another content, filled to its length."""
    layout = layout_of(data[2:5].decode(), int(data[5:7]))
    assert layout is not None
    found = rows(data)
    kind = found[record][:2].decode()
    field = next(f for f in layout.records[kind] if part in {f.id, f.part})
    row = bytearray(found[record])
    row[field.start : field.end] = value.ljust(field.length)
    found[record] = bytes(row)
    return joined(found)


def with_counts(data: bytes, found: list[bytes]) -> bytes:
    """Records with the closing record of `data`, its counts made right again."""
    kinds = [row[:2].decode() for row in found]
    made = joined([*found, rows(data)[-1]])
    last = len(found)
    for kind in ("02", "03", "04", "98"):
        made = changed(made, last, f"count_{kind}", f"{kinds.count(kind):06d}".encode())
    return changed(made, last, "count_all", f"{len(found) - 1:07d}".encode())


def comment(layout: Layout, text: str) -> bytes:
    row = bytearray(b" " * layout.length)
    row[0:18] = b"98" + b"000000000001" + b"0001"
    row[18 : 18 + len(text)] = text.encode("latin-1")
    return bytes(row)


def unnamed(data: bytes, ei: bytes, version: bytes = b"04") -> bytes:
    return data[:2] + ei + version + data[7:]


SENT, ANSWERED, PARTLY = sent(), back(sent()), partly()
ANSWER = answers_to(AW319)
CLOSE = len(rows(PARTLY)) - 1
OF_STANDARDS = {
    f"{x.standard.lower()}-v{x.version}": (
        f"{x.standard} versie {x.version} en zijn retour worden gelezen.",
        {
            "declaratie.txt": sent(x),
            "toegekend.txt": back(sent(x)),
            "deels.txt": partly(x),
        },
    )
    for x in CLAIMS
}

CASES: dict[str, tuple[str, dict[str, bytes]]] = OF_STANDARDS | {
    "toegekend": (
        "Een retour waarin elke regel is toegekend zoals ingediend, heet toegekend.",
        {"toegekend.txt": ANSWERED},
    ),
    "deels": (
        "Een retour met een lager toegekende of een afgewezen regel heet deels toegekend.",
        {"deels.txt": PARTLY, "een-cent.txt": back(SENT, awarded={"R0": 4499})},
    ),
    "afgewezen": (
        "Een beoordeelde retour zonder enige toekenning heet afgewezen.",
        {
            "per-regel.txt": back(
                SENT, awarded=dict.fromkeys(("R0", "R1", "R2"), 0), codes={"R0": "0611"}
            ),
            "8073.txt": back(SENT, unread=True, header="8073"),
            "8097.txt": back(SENT, unread=True, header="8097"),
        },
    ),
    "technisch": (
        "Een retour met 0001 in de kop, of 8074 zonder regels, geldt als niet ingediend.",
        {
            "0001.txt": back(SENT, unread=True, header="0001"),
            "8074.txt": back(SENT, unread=True, header="8074"),
            "zonder-kenmerk.txt": back(SENT, unread=True, header="0001", reference=""),
        },
    ),
    "zonder-reden": (
        "Een retour zonder regels en zonder reden in de kop wordt geweigerd.",
        {"alleen-kop.txt": back(SENT, unread=True, header="0200")},
    ),
    "toekenning-zonder-regels": (
        "Een retour zonder regels kan niets toekennen.",
        {
            "toegekend.txt": changed(
                back(SENT, unread=True, header="0001"), 1, "awarded", b"00000008500"
            )
        },
    ),
    "test": (
        "Een testbericht (soort T) wordt gelezen en gemeld en niet geboekt.",
        {"declaratie.txt": sent(kind="T"), "retour.txt": back(sent(kind="T"))},
    ),
    "soort": (
        "Een bericht dat geen productie (P) en geen test (T) is, wordt geweigerd.",
        {"x.txt": changed(SENT, 0, "kind", b"X"), "leeg.txt": changed(SENT, 0, "kind", b" ")},
    ),
    "credit": (
        "Een creditregel telt negatief, ook in het totaal.",
        {
            "een-credit.txt": sent(cents=(4500, -1500)),
            "retour.txt": back(sent(cents=(4500, -1500))),
        },
    ),
    "negatief": (
        "Een bericht van louter credits heeft een negatief totaal.",
        {"credits.txt": sent(cents=(-4500,)), "retour.txt": back(sent(cents=(-4500, -100)))},
    ),
    "nul": (
        "Een regel van nul cent is een regel.",
        {"nul.txt": sent(cents=(0,)), "retour.txt": back(sent(cents=(0, 100)))},
    ),
    "totaal-ingediend": (
        "Een totaal ingediend dat niet de som van de regels is, wordt geweigerd.",
        {
            "declaratie.txt": changed(SENT, CLOSE, "declared", b"00000008501"),
            "retour.txt": changed(PARTLY, CLOSE, "declared", b"00000008499"),
        },
    ),
    "totaal-toegekend": (
        "Een totaal toegekend dat niet de som van de regels is, wordt geweigerd.",
        {"retour.txt": changed(PARTLY, CLOSE, "awarded", b"00000005501")},
    ),
    "teken-totaal": (
        "Een totaal zonder D of C wordt geweigerd.",
        {"leeg.txt": changed(PARTLY, CLOSE, "awarded_dc", b" ")},
    ),
    "teken-regel": (
        "Een regelbedrag zonder D of C wordt geweigerd.",
        {
            "ingediend.txt": changed(SENT, 2, "declared_dc", b" "),
            "toegekend.txt": changed(PARTLY, 2, "awarded_dc", b"X"),
        },
    ),
    "aantal": (
        "Een aantal in het sluitrecord dat niet klopt, wordt geweigerd.",
        {
            "verzekerden.txt": changed(SENT, CLOSE, "count_02", b"000009"),
            "prestaties.txt": changed(SENT, CLOSE, "count_04", b"000009"),
            "alles.txt": changed(PARTLY, CLOSE, "count_all", b"0000099"),
        },
    ),
    "regel-kwijt": (
        "Een bericht waaruit een regel is verdwenen, wordt geweigerd.",
        {
            "declaratie.txt": joined([r for i, r in enumerate(rows(SENT)) if i != 2]),
            "retour.txt": joined([r for i, r in enumerate(rows(PARTLY)) if i != 3]),
        },
    ),
    "regel-dubbel": (
        "Een bericht waarin een regel dubbel staat, wordt geweigerd.",
        {"retour.txt": joined(rows(PARTLY)[:3] + rows(PARTLY)[2:])},
    ),
    "afgebroken": (
        "Een afgebroken bericht wordt geweigerd.",
        {
            "halve-regel.txt": PARTLY[: len(PARTLY) // 2],
            "zonder-sluitrecord.txt": joined(rows(PARTLY)[:-1]),
            "alleen-kop.txt": joined(rows(PARTLY)[:1]),
        },
    ),
    "volgorde": (
        "Een record op een plaats waar het niet hoort, wordt geweigerd.",
        {
            "prestatie-zonder-verzekerde.txt": joined([rows(SENT)[0], rows(SENT)[2]]),
            "na-sluitrecord.txt": joined([*rows(SENT), rows(SENT)[1]]),
            "twee-koppen.txt": joined([rows(SENT)[0], *rows(SENT)]),
        },
    ),
    "lengte": (
        "Een record van een andere lengte wordt geweigerd.",
        {
            "te-kort.txt": joined([*rows(SENT)[:2], rows(SENT)[2][:-1], *rows(SENT)[3:]]),
            "te-lang.txt": joined([*rows(SENT)[:2], rows(SENT)[2] + b" ", *rows(SENT)[3:]]),
            "retour-als-declaratie.txt": unnamed(SENT, b"188", b"01"),
        },
    ),
    "onbekend-record": (
        "Een record van een soort die de standaard niet heeft, wordt geweigerd.",
        {"soort-07.txt": joined([*rows(SENT)[:2], b"07" + rows(SENT)[2][2:], *rows(SENT)[3:]])},
    ),
    "cijfers": (
        "Een letter in een cijferveld wordt geweigerd, met record en rubriek.",
        {
            "bedrag.txt": changed(SENT, 2, "declared", b"00004x00"),
            "bsn.txt": changed(SENT, 1, "0203", b"99990000X"),
        },
    ),
    "datum": (
        "Een datum die niet bestaat, wordt geweigerd.",
        {
            "prestatie.txt": changed(SENT, 2, "end", b"20260231"),
            "factuur.txt": changed(SENT, 0, "invoice_date", b"20261301"),
            "retour.txt": changed(PARTLY, 0, "answer_date", b"20260931"),
        },
    ),
    "retourdatum-leeg": (
        "Een retour zonder eigen dagtekening wordt gelezen.",
        {"leeg.txt": back(SENT, day=None)},
    ),
    "factuurnummer": (
        "Een bericht zonder factuurnummer wordt geweigerd.",
        {"leeg.txt": changed(SENT, 0, "invoice", b"")},
    ),
    "valuta": (
        "Een bericht in een andere munt dan de euro wordt geweigerd.",
        {
            "dollar.txt": changed(SENT, 0, "currency", b"USD"),
            "gulden.txt": changed(PARTLY, 0, "currency", b"NLG"),
        },
    ),
    "valuta-leeg": (
        "Een lege valutacode telt als euro.",
        {"leeg.txt": changed(SENT, 0, "currency", b"")},
    ),
    "regeleinde": (
        "Andere regeleinden veranderen niets aan wat een bericht zegt.",
        {
            "lf.txt": PARTLY.replace(b"\r\n", b"\n"),
            "zonder-laatste.txt": PARTLY[:-2],
            "einde-bestand.txt": PARTLY + b"\x1a",
            "lege-regels.txt": PARTLY + b"\r\n\r\n",
        },
    ),
    "lege-regel-middenin": (
        "Een lege regel midden in een bericht wordt geweigerd.",
        {"leeg.txt": joined([*rows(SENT)[:2], b"", *rows(SENT)[2:]])},
    ),
    "bom": (
        "Een UTF-8-merkteken vooraan hoort niet bij het voorlooprecord.",
        {
            "bom.txt": BOM_UTF8 + SENT,
            "regeleinde.txt": BOM_UTF8 + SENT.replace(b"\r\n", b"\n"),
            "retour.txt": BOM_UTF8 + PARTLY,
        },
    ),
    "spaties-voor-nullen": (
        "Spaties in een leeg cijferveld tellen als nullen.",
        {"btw.txt": changed(SENT, 2, "vat", b"")},
    ),
    "latin-1": (
        "Tekst in Latin-1 wordt gelezen.",
        {"trema.txt": changed(SENT, 1, "0210", "Müller-Ørsted".encode("latin-1"))},
    ),
    "onbekende-code": (
        "Een onbekende retourcode wordt bewaard en gemeld, en houdt niets tegen.",
        {"per-regel.txt": partly(code="7777"), "kop.txt": back(SENT, header="7776")},
    ),
    "commentaar": (
        "Commentaarrecords tellen mee en veranderen niets aan het geld.",
        {
            "een.txt": with_counts(
                SENT, [*rows(SENT)[:3], comment(AW319, "Toelichting"), *rows(SENT)[3:-1]]
            )
        },
    ),
    "andere-versie": (
        "Een declaratie in een versie zonder recordindeling wordt geweigerd, met de versie erbij.",
        {"aw319-v2.txt": unnamed(SENT, b"187", b"02")},
    ),
    "onbekende-declaratie": (
        "Een declaratie van een standaard zonder recordindeling wordt bij naam geweigerd.",
        {"ve303.txt": unnamed(SENT, b"117"), "gz321.txt": unnamed(SENT, b"195", b"01")},
    ),
    "op-totalen": (
        "Een retour zonder recordindeling wordt gelezen als aantallen en totalen het bewijzen.",
        {
            "gz322.txt": unnamed(PARTLY, b"196", b"01"),
            "ve304.txt": unnamed(ANSWERED, b"118"),
            "ziekenhuis-achtig.txt": unnamed(partly(standard("ZH308")), b"104", b"01"),
            "technisch.txt": unnamed(back(SENT, unread=True, header="0001"), b"134"),
        },
    ),
    "op-totalen-niet-bewezen": (
        "Een retour zonder recordindeling die niet sluit, wordt geweigerd.",
        {
            "totaal.txt": unnamed(changed(PARTLY, CLOSE, "awarded", b"00000005501"), b"196"),
            "aantal.txt": unnamed(changed(PARTLY, CLOSE, "count_04", b"000009"), b"196"),
            "ander-achtervoegsel.txt": unnamed(partly(standard("HA304")), b"196"),
        },
    ),
    "gereserveerd": (
        "Een gereserveerde rubriek mag leeg of nul zijn (AP305, rubriek 0481).",
        {
            "spaties.txt": changed(partly(standard("AP304", "7")), 2, "unfilled", b""),
            "nullen.txt": partly(standard("AP304", "7")),
        },
    ),
}
