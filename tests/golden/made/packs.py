"""Set-offs as payers publish them, that keep or break a rule: folder -> (rule, files)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from koppeling.formats import forms_write as write
from koppeling.formats.payer_packs import layouts
from koppeling.model.documents import Header, Netting, NettingItem

LAYOUTS = {x.pack: x for x in layouts()}
NONE = Header("", "", "")
DAY = date(2026, 2, 16)
PAID = NettingItem(0, "declaration", "F2026B", "", 50_000, "1234567")
MORE = NettingItem(0, "declaration", "F2026C", "", 123_456, "1234568")
CREDIT = NettingItem(0, "credit", "F2025A", "F2026B", -30_000, "1230001")
SECOND = NettingItem(0, "credit", "F2025B", "F2026B", -10_000, "1230002")
ADVANCE = NettingItem(0, "advance", "", "F2026B", -12_000, "", "salderen voorschot")
CEILING = NettingItem(0, "reclaim", "", "F2026C", -100_000, "", "CM96")
Files = dict[str, bytes]
Cells = list[write.Cell]


def set_off(name: str, *items: NettingItem, payout: int | None = None) -> Netting:
    total = sum(i.cents for i in items) if payout is None else payout
    return Netting(NONE, f"pack:{name}", "202600077", DAY, items, total)


def table(document: Netting, *, sides: bool = False) -> write.Table:
    pack = document.payer.removeprefix("pack:")
    return write.published(LAYOUTS[pack], document, sides=sides and pack == "cz")


def all_ways(document: Netting) -> Files:
    rows = table(document)
    return {
        "bestand.csv": write.as_csv(rows),
        "werkmap.xlsx": write.as_workbook(write.as_numbers(rows)),
        "document.pdf": write.as_pdf(table(document, sides=True)),
    }


def vgz(*rows: Cells, above: tuple[Cells, ...] = (["Datum", "16-02-2026"],)) -> bytes:
    head: Cells = [LAYOUTS["vgz"].titles[field] for field, _ in LAYOUTS["vgz"].columns]
    return write.as_csv([*above, head, *rows])


def zk(*items: NettingItem, payout: int | None = None) -> Netting:
    bare = (replace(i, counter_reference="", payer_reference="") for i in items)
    return set_off("zilveren_kruis", *bare, payout=payout)


def cz(*items: NettingItem, payout: int | None = None) -> Netting:
    return set_off("cz", *(replace(i, counter_reference="") for i in items), payout=payout)


def amounts(*texts: str) -> Files:
    total: Cells = ["Totaal", "200,00"]
    return {
        f"{place}.csv": vgz(["2002", "B", "500,00", "1001", "A", text, ""], total)
        for place, text in enumerate(texts, 1)
    }


def noisy(rows: write.Table) -> write.Table:
    noise = Decimal("0.0000000000001")
    kept = write.as_numbers(rows)
    return [[c + noise if isinstance(c, Decimal) else c for c in row] for row in kept]


VGZ = set_off("vgz", PAID, CREDIT)
ROW: Cells = ["2002 VGZ", "B", "500,00", "1001 VGZ", "A", "-300,00", ""]
TOTAL: Cells = ["Uit te betalen", "200,00"]
FC = NettingItem(0, "reclaim", "FC-2025-12", "", -30_000, "", "FC")
TAKEN = NettingItem(0, "reclaim", "F2025A", "", -30_000, "99887766", "terugvordering")
RUNNING = "Datum;Omschrijving;Archiefnummer;Notakenmerk;Debet;Credit;Saldo"

CASES: dict[str, tuple[str, Files]] = {
    "vgz-rekenvoorbeeld": (
        "Het rekenvoorbeeld van VGZ: correctie van 300 verrekend met een declaratie van 500.",
        {"voorbeeld.csv": vgz(ROW, TOTAL)},
    ),
    "vgz-alle-vormen": (
        "Een betaalspecificatie zegt hetzelfde als CSV, als werkmap en als pdf.",
        all_ways(VGZ),
    ),
    "vgz-meer-verrekeningen": (
        "Een declaratie die in elke regel herhaald wordt, telt een keer.",
        all_ways(set_off("vgz", PAID, CREDIT, SECOND)),
    ),
    "vgz-herhaald-met-ander-bedrag": (
        "Een herhaalde declaratie met een ander bedrag wordt geweigerd.",
        {"ander-bedrag.csv": vgz(ROW, ["2002 VGZ", "B", "200,00", "1002", "C", "-5,00", ""])},
    ),
    "vgz-voorschot": (
        "Salderen voorschot is een voorschot, geen correctie.",
        all_ways(set_off("vgz", PAID, ADVANCE)),
    ),
    "vgz-plafond": (
        "Het kenmerk CM96 is een terugvordering boven het zorgkostenplafond.",
        all_ways(set_off("vgz", MORE, CEILING)),
    ),
    "vgz-volledig-verrekend": (
        "Een betaalspecificatie met uitbetaling 0 sluit.",
        all_ways(set_off("vgz", PAID, replace(CREDIT, cents=-50_000))),
    ),
    "vgz-verschil": (
        "Een betaalspecificatie die niet optelt, wordt geweigerd met het verschil.",
        all_ways(set_off("vgz", PAID, CREDIT, payout=20_100)),
    ),
    "vgz-zonder-uitbetaling": (
        "Zonder genoemde uitbetaling geldt de som, behalve in een pdf: die wordt geweigerd.",
        all_ways(replace(VGZ, payout=None)),
    ),
    "vgz-positief-verrekend": (
        "Het bedrag van een verrekening is bij VGZ altijd negatief.",
        {"positief.csv": vgz(["2002", "B", "500,00", "1001", "A", "300,00", ""], TOTAL)},
    ),
    "vgz-zonder-datum": (
        "Een verrekening zonder datum wordt geweigerd met wat te doen is.",
        {"zonder-datum.csv": vgz(ROW, TOTAL, above=())},
    ),
    "vgz-totaal-in-twee-kolommen": (
        "Een totaalregel met twee bedragen geeft samen de uitbetaling.",
        {"totaal.csv": vgz(ROW, ["Totaal", "", "500,00", "", "", "-300,00", ""])},
    ),
    "vgz-beste-woord": (
        "Het woord dat het precies zegt, gaat voor: uit te betalen voor totaal.",
        {"woorden.csv": vgz(ROW, ["Totaal", "500,00"], TOTAL)},
    ),
    "vgz-andere-titels": (
        "Punten, hoofdletters en spaties in een kolomtitel maken niet uit.",
        {
            "titels.csv": (
                b"datum: 16 februari 2026\nDECL.NR VGZ;uw factuurnummer;te betalen bedrag;"
                b"verrekend met declaratienummer;Uw factuurnr.;verrekend bedrag\n"
                b"2002;B;500,00;1001;A;-300,00\nu ontvangt;200,00\n"
            )
        },
    ),
    "vgz-vrije-tekst": (
        "Van de opmerking blijft alleen het woord van de financier over.",
        {
            "opmerking.csv": vgz(
                ["2002", "B", "500,00", "", "", "-300,00", "Salderen voorschot mevr. Voorbeeld"],
                TOTAL,
            )
        },
    ),
    "bedrag-schrijfwijzen": (
        "Een bedrag mag op elke gebruikelijke manier geschreven zijn.",
        amounts("-300,00", "300,00-", "(300,00)", "€ -300,00", "- € 300,-", "-300", "-300.00"),
    ),
    "bedrag-twee-lezingen": (
        "Een bedrag dat twee bedragen kan zijn of geen bedrag is, wordt geweigerd.",
        amounts("-1.234", "-12,345", "driehonderd"),
    ),
    "bedrag-afgesneden": (
        "Een bedrag dat door het scheidingsteken in tweeen valt, wordt geweigerd.",
        {
            "komma.csv": (
                b"Datum,16-02-2026\nFactuurnummer,Toegekend bedrag,Verrekend bedrag\nF1,,500,25\n"
            )
        },
    ),
    "werkmap-ruis": (
        "De binaire ruis van een getal in een werkmap verandert geen cent.",
        {"ruis.xlsx": write.as_workbook(noisy(table(cz(MORE, TAKEN))))},
    ),
    "tekens-en-scheiding": (
        "Een bestand van een financier mag komma's, tabs en Windows-tekens hebben.",
        {
            "komma.csv": write.as_csv(table(VGZ), delimiter=","),
            "tab.txt": write.as_csv(table(VGZ), delimiter="\t"),
            "windows.csv": write.as_csv(table(VGZ), encoding="cp1252"),
        },
    ),
    "zk-alle-vormen": (
        "Een verrekenoverzicht zegt hetzelfde als CSV, als werkmap en als pdf.",
        all_ways(zk(PAID, FC)),
    ),
    "zk-credit": (
        "Een vordering onder het eigen factuurnummer is een creditering.",
        all_ways(zk(PAID, replace(CREDIT, cents=-1_000))),
    ),
    "zk-soorten": (
        "FC, COPE, MC, SZ en eindafrekening zijn terugvorderingen; voorschot is een voorschot.",
        all_ways(
            zk(
                MORE,
                *(
                    NettingItem(0, "reclaim", f"{mark}-2025-1", "", -1_000, "", mark)
                    for mark in ("FC", "COPE", "MC", "SZ")
                ),
                NettingItem(0, "reclaim", "V-1", "", -2_000, "", "eindafrekening"),
                NettingItem(0, "advance", "V-2", "", -3_000, "", "voorschot"),
            )
        ),
    ),
    "zk-rest": (
        "Van een vordering telt wat verrekend is; wat resteert, komt in een volgend overzicht.",
        {
            "rest.csv": (
                b"Afrekening 900123\nDatum;16-02-2026\n"
                b"Factuurnummer;Omschrijving;Toegekend bedrag;Verrekend bedrag;Restant vordering\n"
                b"F2026B;declaratie;1.000,00;;\nFC-12;formele controle;;1.000,00;500,00\n"
                b"Uit te betalen;0,00\n"
            )
        },
    ),
    "zk-verschil": (
        "Een verrekenoverzicht dat niet optelt, wordt geweigerd met het verschil.",
        all_ways(zk(PAID, FC, payout=1)),
    ),
    "cz-alle-vormen": (
        "Een rekening-courant zegt hetzelfde als CSV, als werkmap en als pdf.",
        all_ways(cz(PAID, TAKEN)),
    ),
    "cz-lopend": (
        "Een rekening-courant zonder eigen datum heeft de datum van zijn laatste regel.",
        {
            "lopend.csv": (
                f"{RUNNING}\n01-02-2026;Declaratie;77001;F1;;1.000,00;1.000,00\n"
                "10-02-2026;Terugvordering;77002;F0;250,00;;750,00\n"
                "16-02-2026;Uitbetaling;;;750,00;;0,00\n"
            ).encode()
        },
    ),
    "cz-niets-betaald": (
        "Een rekening-courant met een uitbetaling van 0 is volledig verrekend en sluit.",
        all_ways(cz(PAID, replace(TAKEN, cents=-50_000))),
    ),
    "cz-vorig-saldo": (
        "Een vorig saldo telt mee als rest van een eerdere verrekening.",
        {
            "saldo.csv": (
                f"{RUNNING}\n01-02-2026;Vorig saldo;;;200,00;;-200,00\n"
                "10-02-2026;Declaratie;77002;F1;;500,00;300,00\n"
                "16-02-2026;Uitbetaling;;;300,00;;0,00\n"
            ).encode()
        },
    ),
    "cz-verschil": (
        "Een rekening-courant die niet optelt, wordt geweigerd met het verschil.",
        all_ways(cz(PAID, TAKEN, payout=0)),
    ),
    "pdf-onbekend": (
        "Een pdf die geen financierpakket beschrijft, wordt geweigerd met wat te doen is.",
        {"brief.pdf": write.as_pdf([["Beste", "zorgaanbieder", ","]])},
    ),
    "pdf-regel-gemist": (
        "Een pdf met een bedrag in een regel die niemand kent, wordt geweigerd.",
        {
            "gemist.pdf": write.as_pdf(
                [["x" if cell == "1230001" else cell for cell in row] for row in table(VGZ)]
            )
        },
    ),
    "pdf-een-terugvordering": (
        "Een terugvordering zonder declaratie in een overzicht van de financier sluit niet.",
        all_ways(zk(FC, payout=0)),
    ),
    "pdf-kapot": (
        "Een pdf die afgebroken of kapot is, wordt geweigerd.",
        {
            "afgebroken.pdf": write.as_pdf(table(VGZ))[:900],
            "alleen-de-kop.pdf": b"%PDF-1.7\n",
        },
    ),
    "geen-regels": (
        "Een kopregel zonder regels eronder is geen verrekening.",
        {"leeg.csv": vgz(), "alleen-totaal.csv": vgz(TOTAL)},
    ),
}
