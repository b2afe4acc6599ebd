"""GDS801 and GDS802 messages that keep or break a rule: folder -> (rule, files)."""

from dataclasses import replace
from datetime import date

from koppeling.formats.gds_write import Parties, Performed, answer, claim, returned

JANUARY, DECEMBER = date(2026, 1, 31), date(2025, 12, 31)
WHO = Parties("5555", "41000001", "G2026001", date(2026, 2, 2))
SAID = date(2026, 2, 10)
LINES = (
    Performed("999900006", "CO0001", 24_000, JANUARY, "R1", begin=date(2026, 1, 1)),
    Performed("999900018", "TC0002", 30_000, JANUARY, "R2"),
    Performed("999900043", "TC0002", 6_000, DECEMBER, "R3"),
)
CREDIT = Performed("999900006", "CO0001", -24_000, JANUARY, "R4", previous="R1")
ALL = tuple(x.reference for x in LINES)


def changed(data: bytes, before: str, after: str) -> bytes:
    """The message with one place changed; the place must be there."""
    assert before.encode() in data, before
    return data.replace(before.encode(), after.encode(), 1)


SENT = claim(WHO, LINES)
FULL = answer(WHO, SAID, LINES)
PARTLY = answer(WHO, SAID, LINES, awarded={"R2": 20_000}, codes={"R2": "0611"})
TITLE = "<g:Factuurnummer>G2026001</g:Factuurnummer>"
CODE = "<g:Feedback><g:Retourcode>9853</g:Retourcode></g:Feedback>"

CASES: dict[str, tuple[str, dict[str, bytes]]] = {
    "801-telt-op": (
        "Een GDS801 waarvan de regels samen het totaal zijn, wordt gelezen, in versie 1 en 2.",
        {
            "versie-1.0.xml": claim(replace(WHO, version="1.0"), LINES),
            "versie-2.0.xml": SENT,
            "versie-2.1.xml": claim(replace(WHO, version="2.1"), LINES),
        },
    ),
    "801-telt-niet-op": (
        "Een GDS801 waarvan de regels niet samen het totaal zijn, wordt geweigerd.",
        {
            "een-cent.xml": claim(WHO, LINES, total=60_001),
            "teken-omgekeerd.xml": claim(WHO, LINES, total=-60_000),
        },
    ),
    "801-credit": (
        "Een creditprestatie telt negatief, en een heel bericht mag negatief zijn.",
        {
            "debet-en-credit.xml": claim(WHO, [*LINES, CREDIT]),
            "alleen-credit.xml": claim(WHO, [CREDIT]),
        },
    ),
    "802-geheel-toegekend": (
        "Een GDS802 die alles toekent, is toegekend, met en zonder de regels.",
        {
            "met-regels.xml": FULL,
            "zonder-regels.xml": answer(WHO, SAID, LINES, repeat=False),
            "code-8001.xml": answer(WHO, SAID, LINES, codes=dict.fromkeys(ALL, "8001")),
        },
    ),
    "802-deels-toegekend": (
        "Een GDS802 die minder toekent dan is ingediend, is deels toegekend.",
        {
            "alle-regels.xml": PARTLY,
            "alleen-de-afwijkende.xml": answer(
                WHO, SAID, LINES, awarded={"R2": 20_000}, codes={"R2": "0611"}, repeat=False
            ),
            "een-regel-afgewezen.xml": answer(
                WHO, SAID, LINES, awarded={"R3": 0}, codes={"R3": "9334"}, repeat=False
            ),
        },
    ),
    "802-afgewezen": (
        "Een GDS802 die beoordeelt en niets toekent, is afgewezen.",
        {
            "per-regel.xml": answer(
                WHO, SAID, LINES, awarded=dict.fromkeys(ALL, 0), codes=dict.fromkeys(ALL, "9334")
            ),
            "in-de-kop.xml": answer(WHO, SAID, LINES, header=["8073"], totals=(0, 0), repeat=False),
        },
    ),
    "802-niet-financieel": (
        "Niet-financieel toegekend is toegekend, en staat apart van wat wordt betaald.",
        {
            "een-regel.xml": answer(WHO, SAID, LINES, non_financial={"R2": 30_000}),
            "zonder-regels.xml": answer(
                WHO, SAID, LINES, non_financial={"R2": 30_000}, repeat=False
            ),
            "alles.xml": answer(
                WHO, SAID, LINES, non_financial={x.reference: x.cents for x in LINES}
            ),
        },
    ),
    "802-credit": (
        "Een toegekende creditprestatie telt negatief in de totalen.",
        {
            "debet-en-credit.xml": answer(WHO, SAID, [*LINES, CREDIT]),
            "totaal-negatief.xml": answer(WHO, SAID, [CREDIT]),
            "credit-afgewezen.xml": answer(
                WHO, SAID, [*LINES, CREDIT], awarded={"R4": 0}, codes={"R4": "8062"}
            ),
        },
    ),
    "802-regels-tellen-niet-op": (
        "Een GDS802 die ook toegekende regels noemt, moet optellen tot haar totalen.",
        {
            "financieel-een-cent.xml": answer(WHO, SAID, LINES, totals=(60_001, 0)),
            "niet-financieel-een-cent.xml": answer(WHO, SAID, LINES, totals=(60_000, 1)),
            "regel-op-nul.xml": changed(PARTLY, "Financieel>240.00<", "Financieel>0.00<"),
        },
    ),
    "802-zonder-regels-deels": (
        "Een GDS802 zonder regels kent alles toe of niets; iets daartussen wordt geweigerd.",
        {
            "te-weinig.xml": answer(WHO, SAID, LINES, repeat=False, totals=(50_000, 0)),
            "te-veel.xml": answer(WHO, SAID, LINES, repeat=False, totals=(60_000, 1)),
        },
    ),
    "802-vecozo": (
        "Een GDS802 van VECOZO zegt dat de declaratie niet is aangekomen: teruggestuurd.",
        {
            "fout-in-een-regel.xml": returned(WHO, SAID, LINES, codes={"R2": "9334"}),
            "fout-in-de-kop.xml": returned(WHO, SAID, LINES, header=["9262"]),
            "regel-zonder-nummer.xml": changed(
                returned(WHO, SAID, LINES, codes={"R2": "9334"}),
                "<g:Referentienummer>R2</g:Referentienummer>",
                "",
            ),
        },
    ),
    "802-vecozo-kent-toe": (
        "Een GDS802 van VECOZO die iets toekent, spreekt zichzelf tegen en wordt geweigerd.",
        {"bedrag.xml": answer(replace(WHO, role="6"), SAID, LINES, repeat=False)},
    ),
    "802-technisch-afgekeurd": (
        "Code 0001 in de kop, of 8074 zonder regels, is teruggestuurd, wie het ook zegt.",
        {
            f"code-{code}.xml": answer(WHO, SAID, LINES, header=[code], totals=(0, 0), repeat=False)
            for code in ("0001", "8074")
        },
    ),
    "wet": (
        "De wet volgt uit de rol aan de kant van de financier, en uit UZOVI 9992.",
        {
            "rol-3-zvw.xml": SENT,
            "rol-4-fz.xml": claim(replace(WHO, role="4"), LINES),
            "rol-5-wlz.xml": claim(replace(WHO, role="5"), LINES),
            "uzovi-9992-fz.xml": answer(replace(WHO, payer="9992"), SAID, LINES),
            "antwoord-rol-5-wlz.xml": answer(replace(WHO, role="5"), SAID, LINES),
        },
    ),
    "servicebureau": (
        "Achter een servicebureau is de ene verzekeraar van alle verzekerden de financier.",
        {
            "een-verzekeraar.xml": claim(
                replace(WHO, role="2", payer="98000001"),
                [replace(x, insurer="5555") for x in LINES],
            ),
            "twee-verzekeraars.xml": claim(
                replace(WHO, role="2", payer="98000001"),
                [replace(LINES[0], insurer="5555"), replace(LINES[1], insurer="5556")],
            ),
        },
    ),
    "testbericht": (
        "Een GDS-bericht van soort T wordt gelezen en gemeld, en is een testbericht.",
        {
            "801.xml": claim(replace(WHO, kind="T"), LINES),
            "802.xml": answer(replace(WHO, kind="T"), SAID, LINES),
        },
    ),
    "andere-versie": (
        "Een GDS-bericht van een onbekende hoofdversie wordt geweigerd met die versie.",
        {
            "801-3.0.xml": claim(replace(WHO, version="3.0"), LINES),
            "802-3.1.xml": answer(replace(WHO, version="3.1"), SAID, LINES),
        },
    ),
    "valuta": (
        "Een GDS-bericht in een andere valuta dan de euro wordt geweigerd.",
        {
            "801-usd.xml": claim(replace(WHO, currency="USD"), LINES),
            "802-gbp.xml": answer(replace(WHO, currency="GBP"), SAID, LINES),
        },
    ),
    "bedrag": (
        "Een bedrag is een getal met een punt en hele centen; al het andere wordt geweigerd.",
        {
            "komma.xml": changed(SENT, ">240.00<", ">240,00<"),
            "deel-van-een-cent.xml": changed(SENT, ">240.00<", ">240.001<"),
            "min-teken.xml": changed(SENT, ">240.00<", ">-240.00<"),
            "geen-d-of-c.xml": changed(SENT, "DebetCreditCode>D<", "DebetCreditCode>X<"),
        },
    ),
    "bedrag-met-nullen": (
        "Extra nullen in een bedrag veranderen het bedrag niet.",
        {
            "voorloopnullen.xml": changed(SENT, ">240.00<", ">00240.000<"),
            "zonder-decimalen.xml": changed(SENT, ">240.00<", ">240<"),
        },
    ),
    "totaal-als-los-bedrag": (
        "Een totaal als los bedrag, zonder D of C, wordt ook gelezen.",
        {
            "801.xml": claim(replace(WHO, plain=True), LINES),
            "802.xml": answer(replace(WHO, plain=True), SAID, LINES),
        },
    ),
    "voorvoegsel": (
        "Het voorvoegsel van de naamruimte is vrij.",
        {
            "geen.xml": claim(replace(WHO, prefix=""), LINES),
            "gen.xml": answer(replace(WHO, prefix="gen"), SAID, LINES),
        },
    ),
    "verplicht": (
        "Wat een GDS-bericht niet missen kan, wordt bij naam genoemd.",
        {
            "factuurnummer.xml": changed(SENT, TITLE, ""),
            "agb.xml": changed(SENT, "Zorgaanbiedercode>41000001<", "Zorgaanbiedercode>4100<"),
            "datum.xml": changed(SENT, "Factuurdatum>2026-02-02<", "Factuurdatum>2026-02-30<"),
            "regelnummer.xml": changed(SENT, "<g:Referentienummer>R2</g:Referentienummer>", ""),
            "uzovi.xml": changed(SENT, "Ontvanger>5555<", "Ontvanger>555<"),
        },
    ),
    "retourcode-waar-ook": (
        "Een retourcode telt waar zij ook hangt; een onbekende wordt bewaard en gemeld.",
        {
            "declaratiecontext.xml": changed(
                FULL, "</g:DeclaratieContext>", f"{CODE}</g:DeclaratieContext>"
            ),
            "verzekerde.xml": answer(
                WHO, SAID, LINES, awarded=dict.fromkeys(ALL, 0), person="0435"
            ),
            "onbekend.xml": answer(WHO, SAID, LINES, awarded={"R2": 0}, codes={"R2": "7777"}),
        },
    ),
    "doctype": (
        "Een GDS-bericht met een DOCTYPE wordt geweigerd.",
        {
            "801.xml": changed(SENT, "<g:Bericht", "<!DOCTYPE g:Bericht SYSTEM 'x.dtd'><g:Bericht"),
        },
    ),
    "afgebroken": (
        "Een GDS-bericht dat afbreekt, wordt geweigerd; er wordt niets half gelezen.",
        {"801.xml": SENT[:-40], "802.xml": FULL[: len(FULL) // 2]},
    ),
}
