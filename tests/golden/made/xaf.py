"""Auditfiles that keep or break a rule: folder -> (rule, files)."""

from dataclasses import replace

from koppeling.formats.xaf_write import NAMESPACES, Booked, auditfile

SOLD = [Booked("1300", 34000, invoice="F1", relation="D1"), Booked("8000", -34000)]
BANK = ("BNK", "Bank", "B")
PAID = [Booked("1100", 34000, BANK, "7"), Booked("1300", -34000, BANK, "7")]
TURNED = [SOLD[0], replace(SOLD[1], turned=True)]


def wages(*journal: str) -> list[Booked]:
    number, name, kind = journal
    return [Booked(a, c, (number, name, kind), "9") for a, c in (("4000", 900), ("1700", -900))]


GOOD = auditfile("3.2", SOLD)
MEANT = {"totalDebit": "340.00", "totalCredit": "340.00"}
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>' + GOOD.partition(b"\n")[2]

CASES: dict[str, tuple[str, dict[str, bytes]]] = {
    "gelezen": (
        "Een auditfile wordt gelezen voor de quick scan en niet geboekt.",
        {f"xaf-{v}.xaf": auditfile(v, [*SOLD, *PAID]) for v in NAMESPACES},
    ),
    "zonder-regels": (
        "Een auditfile zonder boekingen is een leeg grootboek.",
        {"leeg.xaf": auditfile("3.2", []), "leeg-4.xaf": auditfile("4.0", [])},
    ),
    "totaal-debet": (
        "Een auditfile waarvan de regels niet optellen tot het genoemde totaal wordt geweigerd.",
        {
            "debet-een-cent.xaf": auditfile("3.2", SOLD, stated={"totalDebit": "340.01"}),
            "credit-nul.xaf": auditfile("4.0", SOLD, stated={"totalCredit": "0.00"}),
        },
    ),
    "totaal-ontbreekt": (
        "Een auditfile zonder leesbare totalen wordt geweigerd.",
        {
            "geen-debet.xaf": auditfile("3.2", SOLD, stated={"totalDebit": ""}),
            "geen-aantal.xaf": auditfile("3.2", SOLD, stated={"linesCount": ""}),
            "geen-getal.xaf": auditfile("3.2", SOLD, stated={"totalCredit": "veel"}),
        },
    ),
    "aantal-regels": (
        "Een auditfile met een ander aantal regels dan genoemd wordt geweigerd.",
        {
            "drie.xaf": auditfile("3.2", SOLD, stated={"linesCount": "3"}),
            "nul.xaf": auditfile("4.0", SOLD, stated={"linesCount": "0"}),
        },
    ),
    "uit-evenwicht": (
        "Een auditfile waarvan debet niet gelijk is aan credit wordt geweigerd.",
        {"een-cent.xaf": auditfile("3.2", [SOLD[0], Booked("8000", -33999)])},
    ),
    "negatief-bedrag": (
        "Een negatief bedrag telt aan de andere kant; beide manieren van tellen zijn goed.",
        {
            "zoals-het-staat.xaf": auditfile("3.2", TURNED),
            "zoals-bedoeld.xaf": auditfile("3.2", TURNED, stated=MEANT),
        },
    ),
    "halve-cent": (
        "Een bedrag met delen van centen of zonder D of C wordt aangewezen en geweigerd.",
        {
            "halve-cent.xaf": GOOD.replace(b"<amnt>340.00", b"<amnt>340.005", 1),
            "geen-kant.xaf": GOOD.replace(b"<amntTp>D", b"<amntTp>X", 1),
        },
    ),
    "salaris": (
        "Een salarisjournaal telt mee voor de totalen; zijn regels worden niet gelezen.",
        {
            "soort-y.xaf": auditfile("3.2", [*SOLD, *wages("90", "Dagboek 90", "Y")]),
            "naam.xaf": auditfile("3.2", [*SOLD, *wages("M2", "Salarissen", "M")]),
            "loon.xaf": auditfile("4.0", [*SOLD, *wages("LN", "Loonjournaalpost", "M")]),
        },
    ),
    "valuta": (
        "Een auditfile in een andere valuta dan de euro wordt geweigerd.",
        {"dollar.xaf": auditfile("3.2", SOLD, currency="USD")},
    ),
    "boekjaar": (
        "Een auditfile zonder geldige begin- of einddatum wordt geweigerd.",
        {
            "begin.xaf": GOOD.replace(b"<startDate>2026-01-01", b"<startDate>2026-13-01"),
            "eind.xaf": GOOD.replace(b"<endDate>2026-12-31", b"<endDate>"),
        },
    ),
    "andere-versie": (
        "Een auditfile van een andere versie wordt bij zijn naam genoemd en geweigerd.",
        {
            "clair2.xaf": auditfile("", SOLD),
            "2-0.xaf": auditfile("http://www.auditfiles.nl/XAF/2.0", SOLD),
        },
    ),
    "afgebroken": (
        "Een auditfile die onderweg is afgebroken wordt geweigerd.",
        {"half.xaf": GOOD[: len(GOOD) // 2], "einde.xaf": GOOD[:-5]},
    ),
    "doctype": (
        "Een auditfile met een DOCTYPE wordt geweigerd.",
        {"entiteit.xaf": BOMB},
    ),
}
