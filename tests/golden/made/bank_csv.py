"""CSV exports of banks that keep or break a rule: folder -> (rule, files)."""

from dataclasses import replace
from datetime import date

from koppeling.formats.bank_csv_write import SAMPLE, export
from koppeling.formats.camt_write import Booked

MORE = (*SAMPLE, Booked(date(2026, 2, 18), -99, "Kosten", name="Bank", reference="3"))
OTHER = "NL20INGB0001234567"
RETURNED = [replace(SAMPLE[0], returned=True), SAMPLE[1]]
QUOTED = [replace(SAMPLE[0], name="'t Zorghuis"), SAMPLE[1]]
RABO = export("CSV Rabobank", SAMPLE, opening=1000)
ING = export("CSV ING", SAMPLE, opening=1000)
ABN = export("CSV ABN AMRO", SAMPLE, opening=1000, headless=1)
ASN = export("CSV ASN", SAMPLE, opening=1000)
KNAB = export("CSV Knab", SAMPLE)
OLD = ("Saldo na mutatie", "Tag")
BIG = export("CSV Rabobank", [replace(SAMPLE[0], cents=123434000)], opening=1000)
LABELS = (
    "417164300\tEUR\t20260216\t10,00\t350,00\t20260216\t340,00\tSEPA Overboeking                 "
    "IBAN: NL69INGB0123456789        BIC: INGBNL2A                    Naam: Testverzekeraar"
    "            Omschrijving: F1         Kenmerk: ZV1\r\n"
)
ENGLISH = (
    '"Date";"Name / Description";"Account";"Counterparty";"Code";"Debit/credit";"Amount (EUR)";'
    '"Transaction type";"Notifications";"Resulting balance";"Tag"\r\n'
    '"20260216";"Testverzekeraar";"NL91ABNA0417164300";"NL69INGB0123456789";"GT";"Credit";"340,00";'
    '"Online Banking";"F1";"350,00";""\r\n'
)


def without(data: bytes, row: int) -> bytes:
    rows = data.split(b"\r\n")
    return b"\r\n".join(rows[:row] + rows[row + 1 :])


def changed(data: bytes, *change: str) -> bytes:
    old, new = (text.encode() for text in change)
    assert old in data
    return data.replace(old, new, 1)


def two_accounts(name: str, headless: int = 0) -> bytes:
    second = export(name, SAMPLE, opening=5, iban=OTHER, headless=headless)
    rows = second if headless else second.split(b"\r\n", 1)[1]
    return export(name, SAMPLE, opening=1000, headless=headless) + rows


CASES: dict[str, tuple[str, dict[str, bytes]]] = {
    "rabobank": (
        "De CSV van de Rabobank wordt gelezen, met komma's of puntkomma's.",
        {"komma.csv": RABO, "puntkomma.csv": export("CSV Rabobank", SAMPLE, delimiter=";")},
    ),
    "ing": (
        "De CSV van ING wordt gelezen, Nederlands of Engels.",
        {"nederlands.csv": ING, "engels.csv": ENGLISH.encode()},
    ),
    "abn-amro": (
        "Het TAB-bestand van ABN AMRO wordt gelezen, hoe de omschrijving ook is ingedeeld.",
        {"schuine-strepen.tab": ABN, "kopjes.tab": LABELS.encode()},
    ),
    "abn-amro-rekeningnummer": (
        "Een rekeningnummer van ABN AMRO wordt als IBAN gelezen.",
        {"nummer.tab": export("CSV ABN AMRO", SAMPLE, iban="417164300", headless=1)},
    ),
    "asn": (
        "De CSV van ASN, SNS en RegioBank wordt gelezen, met of zonder kopregel.",
        {
            "kopregel.csv": ASN,
            "19-kolommen.csv": export("CSV ASN", SAMPLE, opening=1000, headless=1),
            "20-kolommen.csv": export("CSV ASN", SAMPLE, opening=1000, headless=2),
            "17-kolommen.csv": export("CSV ASN", SAMPLE, opening=1000, headless=3),
            "puntkomma.csv": export("CSV ASN", SAMPLE, headless=1, delimiter=";"),
        },
    ),
    "knab": (
        "De CSV van Knab wordt gelezen; zij noemt geen saldo.",
        {
            "knab.csv": KNAB,
            "zonder-referentie.csv": export("CSV Knab", SAMPLE, without=("Referentie",)),
        },
    ),
    "zonder-saldo": (
        "Een CSV zonder saldokolom kan niet op het saldo worden gecontroleerd.",
        {
            "ing-oud.csv": export(
                "CSV ING", SAMPLE, without=("Saldo na mutatie", "Tag"), delimiter=","
            ),
            "rabobank.csv": export("CSV Rabobank", SAMPLE, without=["Saldo na trn"]),
        },
    ),
    "nieuwste-eerst": (
        "De volgorde van de regels maakt voor begin- en eindsaldo niet uit.",
        {
            "ing.csv": export("CSV ING", MORE, opening=1000, newest_first=True),
            "asn.csv": export("CSV ASN", MORE, opening=1000, newest_first=True),
            "abn.tab": export("CSV ABN AMRO", MORE, opening=1000, headless=1, newest_first=True),
        },
    ),
    "regel-ontbreekt": (
        "Een CSV waarin een regel ontbreekt sluit niet en wordt geweigerd.",
        {
            "rabobank.csv": without(export("CSV Rabobank", MORE, opening=1000), 2),
            "ing.csv": without(export("CSV ING", MORE, opening=1000), 2),
            "abn.tab": without(export("CSV ABN AMRO", MORE, opening=1000, headless=1), 1),
            "asn.csv": without(export("CSV ASN", MORE, opening=1000), 2),
        },
    ),
    "bedrag-past-niet": (
        "Een bedrag dat niet van het ene saldo naar het andere gaat wordt geweigerd.",
        {
            "abn.tab": changed(ABN, "\t340,00\t", "\t341,00\t"),
            "ing.csv": changed(export("CSV ING", MORE, opening=1000), '"125,50"', '"126,50"'),
        },
    ),
    "meer-rekeningen": (
        "Een CSV met meer rekeningen is een afschrift per rekening.",
        {
            "rabobank.csv": two_accounts("CSV Rabobank"),
            "ing.csv": two_accounts("CSV ING"),
            "asn.csv": two_accounts("CSV ASN", 1),
        },
    ),
    "valuta": (
        "Een CSV in een andere valuta dan de euro wordt geweigerd.",
        {
            "rabobank.csv": export("CSV Rabobank", SAMPLE, currency="USD"),
            "abn.tab": export("CSV ABN AMRO", SAMPLE, headless=1, currency="USD"),
            "knab.csv": export("CSV Knab", SAMPLE, currency="GBP"),
        },
    ),
    "bedrag": (
        "Een bedrag zonder twee decimalen wordt met regel en kolom aangewezen.",
        {
            "een-decimaal.csv": changed(RABO, '"340,00"', '"340,0"'),
            "punt.csv": changed(ING, '"340,00"', '"340.00"'),
            "leeg.csv": changed(KNAB, '"340,00"', '""'),
        },
    ),
    "duizendtallen": (
        "Punten tussen duizendtallen horen bij het bedrag.",
        {"rabobank.csv": changed(BIG, "1234340,00", "1.234.340,00")},
    ),
    "datum": (
        "Een datum die niet bestaat wordt met regel en kolom aangewezen.",
        {
            "ing.csv": changed(ING, "20260216", "20260231"),
            "rabobank.csv": changed(RABO, "2026-02-16", "16-02-2026"),
        },
    ),
    "af-bij": (
        "Een bedrag zonder af of bij wordt aangewezen; een minteken hoort daar niet bij.",
        {
            "leeg.csv": changed(ING, '"Bij"', '""'),
            "minteken.csv": changed(KNAB, '"340,00"', '"-340,00"'),
        },
    ),
    "eigen-rekening": (
        "Een eigen rekening die geen IBAN is wordt aangewezen.",
        {
            "oud-nummer.csv": changed(ING, '"NL91ABNA0417164300"', '"417164300"'),
            "leeg.csv": changed(RABO, "NL91ABNA0417164300", ""),
        },
    ),
    "kolommen": (
        "Een regel met een ander aantal kolommen dan de export wordt geweigerd.",
        {
            "te-veel.csv": changed(ING, '"F1"', '"F1";"x"'),
            "te-weinig.csv": changed(RABO, '"F1",', ""),
            "aanhalingsteken.csv": changed(KNAB, '"F1"', '"F"1"'),
            "tab.tab": changed(ABN, "\tEUR\t20260217", "\tEUR\t\t20260217"),
        },
    ),
    "afgebroken": (
        "Een CSV waarvan de laatste regel is afgebroken wordt geweigerd.",
        {
            "rabobank.csv": RABO[:-20],
            "abn-in-de-tekst.tab": ABN[:-8],
            "asn.csv": ASN[:-10],
        },
    ),
    "zonder-regels": (
        "Een CSV met alleen een kopregel is geen afschrift.",
        {"ing.csv": export("CSV ING", []), "knab.csv": export("CSV Knab", [])},
    ),
    "retour": (
        "Een teruggeboekte betaling is als zodanig herkend en telt gewoon mee.",
        {
            "rabobank.csv": export("CSV Rabobank", RETURNED, opening=1000),
            "asn.csv": export("CSV ASN", RETURNED, opening=1000),
            "abn.tab": export("CSV ABN AMRO", RETURNED, opening=1000, headless=1),
        },
    ),
    "apostrof": (
        "Een naam die met een apostrof begint brengt de kolommen niet in de war.",
        {
            "asn.csv": export("CSV ASN", QUOTED),
            "asn-zonder-kop.csv": export("CSV ASN", QUOTED, headless=1),
        },
    ),
    "tekenset": (
        "Een CSV mag in UTF-8 of in de tekenset van Windows staan.",
        {
            "utf-8.csv": RABO,
            "utf-8-met-merk.csv": RABO.decode().encode("utf-8-sig"),
            "windows.csv": RABO.decode().encode("cp1252"),
        },
    ),
    "andere-csv": (
        "Een CSV met andere kolommen is geen bankexport.",
        {
            "zelfgemaakt.csv": b"Datum;Bedrag;Rekening\r\n20260101;1,00;NL91ABNA0417164300\r\n",
            "zonder-bedrag.csv": b"Datum;Naam / Omschrijving;Rekening;Af Bij\r\n",
        },
    ),
}
