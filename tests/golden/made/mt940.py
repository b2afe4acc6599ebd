"""MT940 statements that keep or break a rule: folder -> (rule, files)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from koppeling.formats.mt940_write import STYLES, Mutation, statement

PAYER = "NL69INGB0123456789"
OTHER = "NL44RABO0123456789"
ACCOUNTS = {
    "abn": "NL91ABNA0417164300",
    "ing": "NL69INGB0123456789",
    "ing-old": "NL20INGB0001234567",
    "rabobank": "NL44RABO0123456789",
    "rabobank-old": "NL44RABO0123456789",
    "sns": "NL68SNSB0901234567",
    "asn": "NL16ASNB0901234567",
    "regiobank": "NL88RBRB0901234567",
    "triodos": "NL49TRIO0390123456",
    "knab": "NL07KNAB0255123456",
    "bng": "NL61BNGH0285000000",
}
DAY = date(2026, 2, 16)
PAID = Mutation(DAY, 34000, "Declaratie F1", PAYER, "Teststad", end_to_end="E1")
RENT = Mutation(date(2026, 2, 17), -12550, "Huur", OTHER, "Verhuurder")
BOTH = (PAID, RENT)


def of(style: str, entries: Sequence[Mutation] = BOTH, **more: object) -> bytes:
    return statement(style, ACCOUNTS[style], 100000, entries, **more)  # type: ignore[arg-type]


def raw(*body: str, account: str = "NL91ABNA0417164300", front: str = "") -> bytes:
    """A statement with an opening balance of 10 euro, in the bare words of a bank."""
    head = [f"{front}:20:X\n:25:{account}\n:28C:1/1\n:60F:C260215EUR10,00"]
    return "\n".join([*head, *body, ""]).encode()


def entry(line: str, details: str = "", closing: str = "11,00", **more: str) -> bytes:
    said = [f":86:{details}"] if details else []
    return raw(f":61:{line}", *said, f":62F:C260216EUR{closing}", **more)


def page(entries: Sequence[Mutation], opening: int, kinds: str, number: str) -> bytes:
    return statement("abn", ACCOUNTS["abn"], opening, entries, kinds=kinds, number=number)


INGB = "{1:F01INGBNL2ABXXX0000000000}{2:I940INGBNL2AXXXN}{4:\n"
BANKS = {
    "abn": "ABN AMRO zegt in codewoorden wie betaalt en waarom.",
    "ing": "ING zegt de tegenpartij in een keer en sluit elke waarde met een schuine streep.",
    "ing-old": "Het oude formaat van ING heeft alleen vrije tekst.",
    "rabobank": "Rabobank zet de tegenrekening op de regel achter de mutatie.",
    "rabobank-old": "Het oude formaat van Rabobank heeft punten, en de partij in de mutatie.",
    "sns": "SNS zet de IBAN van 18 tekens in de referentie en vult regels aan met spaties.",
    "asn": "ASN Bank schrijft als SNS, onder de eigen bankcode.",
    "regiobank": "RegioBank schrijft als SNS, onder de eigen bankcode.",
    "triodos": "Triodos knipt de tekst in genummerde stukken van 27 tekens.",
    "knab": "Knab heeft codewoorden en een referentie van de bank.",
    "bng": "BNG (MT940S) heeft codewoorden met de kant van de tegenpartij ervoor.",
}

CASES: dict[str, tuple[str, dict[str, bytes]]] = {
    **{
        f"bank-{style}": (
            rule,
            {
                "sluit.940": of(style),
                "leeg.940": of(style, (), day=DAY),
                "een-cent.940": of(style, closing=121451),
            },
        )
        for style, rule in BANKS.items()
    },
    "zonder-eindsaldo": (
        "Een afschrift zonder eindsaldo is afgebroken en wordt geweigerd.",
        {
            "na-mutatie.940": of("ing").partition(b":62F:")[0],
            "in-tekst.940": of("abn").partition(b"Huur")[0],
            "in-tag.940": of("knab").partition(b"2F:")[0],
        },
    ),
    "afgebroken-saldo": (
        "Een eindsaldo dat halverwege ophoudt, sluit niet of is geen saldo.",
        {
            "cijfers.940": of("ing").partition(b"214,5")[0],
            "munt.940": of("ing").partition(b"EUR1214")[0],
        },
    ),
    "andere-munt": (
        "Een afschrift in een andere munt dan de euro wordt geweigerd, de centen wel geteld.",
        {
            "dollar.940": of("rabobank", currency="USD"),
            "rekening.940": of("ing").replace(b"789EUR\r", b"789USD\r"),
        },
    ),
    "meer-afschriften": (
        "Een bestand met meer afschriften geeft een document per afschrift.",
        {
            "een-rekening.940": of("ing") + statement("ing", PAYER, 121450, [PAID], number="2/1"),
            "twee-rekeningen.940": of("abn") + of("bng"),
        },
    ),
    "deel-geweigerd": (
        "Van meer afschriften wordt alleen geweigerd wat niet sluit.",
        {
            "tweede.940": of("ing") + of("ing", closing=1, number="2/1"),
            "afgebroken.940": of("ing") + of("ing", number="2/1").partition(b":62F:")[0],
        },
    ),
    "paginas": (
        "Pagina's van een afschrift die op elkaar aansluiten, zijn een afschrift.",
        {
            "twee.940": page([PAID], 100000, "FM", "7/1") + page([RENT], 134000, "MF", "7/2"),
            "drie.940": page([PAID], 100000, "FM", "7/1")
            + page([RENT], 134000, "MM", "7/2")
            + page([PAID], 121450, "MF", "7/3"),
        },
    ),
    "pagina-alleen": (
        "Een pagina zonder haar buren staat op zichzelf als zij sluit.",
        {
            "tussen.940": page([PAID], 100000, "MM", "7/2"),
            "gat.940": page([PAID], 100000, "FM", "7/1") + page([RENT], 1, "MF", "7/3"),
        },
    ),
    "oud-rekeningnummer": (
        "Een oud rekeningnummer wordt een IBAN als de bank bekend is.",
        {
            "abn.940": raw(
                ":62F:C260216EUR10,00", account="417164300", front="ABNANL2A\n940\nABNANL2A\n"
            ),
            "ing-zeven-cijfers.940": raw(":62F:C260216EUR10,00", account="1234567", front=INGB),
            "onbekende-bank.940": raw(":62F:C260216EUR10,00", account="417164300"),
        },
    ),
    "zonder-rekening": (
        "Een afschrift zonder rekening wordt geweigerd.",
        {
            "leeg.940": raw(":62F:C260216EUR10,00", account=""),
            "tekst.940": raw(":62F:C260216EUR10,00", account="spaarrekening"),
        },
    ),
    "zonder-referentie-20": (
        "Een dagafschrift zonder veld 20 wordt gewoon gelezen.",
        {"dagafschrift.940": of("abn").replace(b":20:20260217\r\n", b"")},
    ),
    "bedrag": (
        "Een bedrag heeft een komma (oud: een punt) en geen of meer decimalen, maar hele centen.",
        {
            "zonder-decimalen.940": entry("260216C1,NTRFNONREF"),
            "nullen-ervoor.940": entry("260216C000000000001,00NTRFNONREF"),
            "drie-decimalen-nul.940": entry("260216C1,000NTRFNONREF"),
            "punt.940": entry("260216C1.00NTRFNONREF"),
        },
    ),
    "geen-bedrag": (
        "Een mutatie zonder bedrag in hele centen weigert het afschrift.",
        {
            "halve-cent.940": entry("260216C1,005NTRFNONREF"),
            "duizendtal.940": entry("260216C1.000,00NTRFNONREF", closing="1010,00"),
            "leeg.940": entry("260216CNTRFNONREF"),
        },
    ),
    "kleine-letter": (
        "Een kleine d of c is ook af of bij.",
        {
            "af.940": entry("260216d1,00N426NONREF", closing="9,00"),
            "bij.940": entry("260216c1,00N426NONREF"),
        },
    ),
    "terugboeking": (
        "RC neemt een bijboeking terug en is af, RD neemt een afboeking terug en is bij.",
        {
            "rc.940": entry("260216RC1,00N654NONREF", closing="9,00"),
            "rd.940": entry("260216RD1,00N654NONREF"),
            "munt-letter.940": entry("260216CR1,00N654NONREF"),
        },
    ),
    "geen-teken": (
        "Een mutatie zonder C of D weigert het afschrift.",
        {
            "leeg.940": entry("2602161,00NTRFNONREF"),
            "verwacht.940": entry("260216EC1,00NTRFNONREF"),
        },
    ),
    "boekdatum": (
        "De boekdatum is de tweede datum, ook rond nieuwjaar, anders de valutadatum.",
        {
            "anders.940": entry("2602160217C1,00NTRFNONREF"),
            "oud-op-nieuw.940": entry("2512310102C1,00NTRFNONREF"),
            "nieuw-op-oud.940": entry("2601011231C1,00NTRFNONREF"),
            "alleen-valuta.940": entry("260216C1,00NTRFNONREF"),
            "dertig-februari.940": entry("2602300301C1,00NTRFNONREF"),
        },
    ),
    "geen-datum": (
        "Een mutatie zonder geldige datum weigert het afschrift.",
        {
            "valuta.940": entry("260230C1,00NTRFNONREF"),
            "boekdatum.940": entry("2602161332C1,00NTRFNONREF"),
        },
    ),
    "soort-drie-letters": (
        "Een soort van drie letters eet geen cijfer van het bedrag.",
        {
            "met-spatie.940": entry("260216C1,00NOV EV12345", front=INGB, account="1234567"),
            "zonder-spatie.940": entry("260216C1,00NOV", front=INGB, account="1234567"),
        },
    ),
    "gebroken-regel": (
        "Een regel die midden in een bedrag is afgebroken, wordt weer heel.",
        {
            "mutatie.940": entry("260216C1\n,00NTRFEREF//1"),
            "eindsaldo.940": entry("260216C1,00NTRFEREF//1", closing="11\n,00"),
            "nummer.940": entry("260216C1,00NTRFNONREF").replace(b":28C:1/1", b":28C:0000\n0"),
        },
    ),
    "los-streepje": (
        "Een los streepje midden in een mutatie is tekst en geen einde.",
        {"streepje.940": entry("260216C1,00N654NONREF", "/REMI/decl\n-\naratie")},
    ),
    "tekst-met-dubbele-punt": (
        "Een tekstregel die met een dubbele punt begint, is geen veld.",
        {"tijd.940": entry("260216C1,00N654NONREF", "om\n:12:30 uur")},
    ),
    "mutatie-in-tekst": (
        "Elke regel die met :61: begint, is een mutatie, ook als zij niet te lezen is.",
        {"onzin.940": raw(":61:onzin", ":86:x", ":61:260216C1,00NTRFX", ":62F:C260216EUR11,00")},
    ),
    "tekst-na-eindsaldo": (
        "Een omschrijving achter het eindsaldo hoort bij het afschrift, niet bij een mutatie.",
        {
            "ing.940": of("ing").replace(b"-}", b":86:D000001C000001D125,50C340,00\r\n-}"),
            "na-saldo-65.940": of("ing").replace(b"-}", b":65:C260218EUR1,\r\n:86:SUM\r\n-}"),
        },
    ),
    "meer-omschrijvingen": (
        "Meer omschrijvingen achter een mutatie horen daar alle bij.",
        {"rabobank.940": entry("260216C1,00N044NONREF", "Terugboeking\n:86:20095731")},
    ),
    "schuine-streep": (
        "Een schuine streep in een waarde is alleen een codewoord voor een bekend woord.",
        {
            "begin.940": entry("260216C1,00N127NONREF", "/REMI//IBS.00008908/ 1001680-P7/ISDT/x"),
            "midden.940": entry("260216C1,00N127NONREF", "/REMI/NR.201303-111/11.3.2013"),
        },
    ),
    "verzamelboeking": (
        "Een verzamelboeking zonder details wordt als zodanig gemerkt en blijft een geheel.",
        {
            f"{style}.940": of(style, [Mutation(DAY, -50000, announced=162)])
            for style in ("abn", "ing", "ing-old", "knab")
        },
    ),
    "retour": (
        "Wat de bank een retour noemt, is er een.",
        {
            "reden.940": entry("260216D1,00N654NONREF", "/RTRN/MS02/REMI/x", closing="9,00"),
            "soort.940": entry("260216D1,00NRTINONREF", "x", closing="9,00"),
        },
    ),
    "onbekende-bank": (
        "Van een bank zonder eigen regels blijft alles tekst en wordt geen tegenpartij geraden.",
        {
            "bunq.940": entry(
                "260216C1,00NTRFNONREF", f"/IBAN/{PAYER}/REMI/x", account="NL77BUNQ0123456789"
            )
        },
    ),
    "gelijke-mutaties": (
        "Gelijke mutaties op een afschrift blijven twee mutaties.",
        {"twee.940": of("abn", [RENT, RENT]), "met-referentie.940": of("ing", [PAID, PAID])},
    ),
    "regeleinden": (
        "Regeleinden, lege regels en een oud bestandseinde zeggen niets.",
        {
            "lf.940": of("asn").replace(b"\r\n", b"\n"),
            "cr.940": of("asn").replace(b"\r\n", b"\r"),
            "lege-regels.940": of("asn").replace(b"\r\n:", b"\r\n\r\n:") + b"\x1a",
        },
    ),
    "tekenset": (
        "UTF-8, met of zonder merkteken vooraf, en Latin-1 worden gelezen.",
        {
            "utf-8.940": of("knab", [replace(PAID, name="Coöperatie")]),
            "bom.940": b"\xef\xbb\xbf" + of("knab", [replace(PAID, name="Coöperatie")]),
            "latin-1.940": of("knab", [replace(PAID, name="Coöperatie")])
            .decode()
            .encode("latin-1"),
        },
    ),
    "negatief-saldo": (
        "Een saldo met D is rood.",
        {
            "rood.940": statement("ing", PAYER, -5000, [PAID]),
            "blijft-rood.940": statement("sns", ACCOUNTS["sns"], -50000, [PAID]),
        },
    ),
    "geen-mt940": (
        "Een bestand zonder rekening en beginsaldo is geen afschrift.",
        {
            "mt942.940": b":20:X\r\n:25:417164300\r\n:28C:1\r\n:34F:EUR0,\r\n",
            "alleen-kop.940": of("ing").partition(b":60F:")[0],
        },
    ),
}

assert set(BANKS) == set(STYLES)
