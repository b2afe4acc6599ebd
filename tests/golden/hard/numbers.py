"""Hard cases about what a text names, and about amounts that name nothing: 1, 2, 13, 14, 16, 21."""

from tests.golden.hard import E, Golden, Variant, awarded, ends, quiet
from tests.scenario import STRANGER
from tests.stories import RICH, SECOND, Story

OTHER = f"""[[payers]]
id = "uzovi:5556"
name = "Andere Verzekeraar"
debtor = "D1003"
iban = ["{SECOND}"]

[[payers]]
id = "uzovi:5555"
"""
TWO_PAYERS = RICH.replace('[[payers]]\nid = "uzovi:5555"\n', OTHER)


def run(text: str, *, late: bool = True) -> Story:
    """Three claims answered on one day, paid in one sum."""
    story = awarded(1013, 706, 299).bank(2018 * E, text, "02-12")
    return quiet(story) if late else story


def numbered(invoice: str, text: str) -> Story:
    """One claim under a number of its own, paid with a text."""
    story = Story().claim(invoice, 1013 * E).answer(invoice)
    return story.bank(1013 * E, text, "02-12")


FULL = (
    "De zorgverzekeraar betaalt hierbij de declaraties over de maand januari van dit jaar aan "
    "de zorgaanbieder onder nummer F100001 F1000"
)


def cut_off() -> Story:
    story = Story().claim("F100001", 700 * E).answer("F100001")
    story.claim("F100022", 300 * E).answer("F100022")
    assert len(FULL) >= 130
    return story.bank(1000 * E, f"{FULL}2", "02-12")


def dated() -> Story:
    story = Story().claim("F100001", 1013 * E).answer("F100001")
    story.claim("12022026", 77 * E).answer("12022026")
    return story.bank(1013 * E, "declaratie F100001 betaald 12022026", "02-12")


def equal() -> Story:
    return quiet(awarded(146, 146).bank(146 * E, "betaling", "02-12"))


def tariffs() -> Story:
    story = awarded(73, 146, 219, 292)
    return quiet(story.bank(365 * E, "betaling declaraties", "02-12"))


def two_payers() -> Story:
    story = Story().claim("F100001", 500 * E).answer("F100001")
    story.bank(500 * E, "declaratie F100001", "02-12")
    return story.claim("F100001", 300 * E, payer="5556").answer("F100001")


def next_year() -> Story:
    story = Story()
    story.claim("F100001", 400 * E, "2025-12-02", month="2025-11-30")
    story.answer("F100001", when="2025-12-12").claim("F100001", 500 * E).answer("F100001")
    return story.bank(500 * E, "declaratie F100001", "02-12")


ALL = (("named_sum", 1013 * E),)
CASES = {
    "01-een-betaling-veel-retouren": Golden(
        "Een betaling voor veel retouren",
        "Drie declaraties (1.013, 706 en 299) zijn op een dag toegekend en komen in een bedrag.",
        "Een ontvangst op drie posten, als de tekst ze noemt of als ze samen een run zijn.",
        "Alle genoemde posten samen (named_sum), of een hele run als enige verklaring "
        "(whole_remittance) en pas als er drie dagen niets anders kwam.",
        {
            "alle-genoemd": Variant(
                "Alle drie de nummers staan in de tekst.",
                lambda: run("F100001 F100002 F100003", late=False),
                ends(2018, 2018),
                (("named_sum", 2018 * E),),
            ),
            "alleen-de-eerste": Variant(
                "Alleen het eerste nummer staat in de tekst: dat telt niet op.",
                lambda: run("declaratie F100001"),
                ends(2018, held=2018),
                parked=(("residual", 2018 * E),),
            ),
            "de-eerste-en-andere": Variant(
                "De tekst zegt dat er meer is: de hele verwerking klopt, als enige.",
                lambda: run("F100001 en andere"),
                ends(2018, 2018),
                (("whole_remittance", 2018 * E),),
            ),
            "verzamelnummer": Variant(
                "De tekst noemt alleen een nummer dat wij niet kennen.",
                lambda: run("betaalopdracht 88123456"),
                ends(2018, 2018),
                (("whole_remittance", 2018 * E),),
            ),
            "zonder-kenmerk-te-vroeg": Variant(
                "Zonder kenmerk en zonder drie dagen stilte is het een voorstel.",
                lambda: run("betaling", late=False),
                ends(2018, held=2018),
                parked=(("proposal", 2018 * E),),
            ),
        },
    ),
    "02-verminkt-nummer": Golden(
        "Een nummer dat anders in de tekst staat",
        "Een declaratie van 1.013 wordt betaald; het nummer is afgekapt, aangevuld of vastgeplakt.",
        "De ontvangst op de declaratie, als het nummer er een en niet meer kan zijn.",
        "Gezocht wordt met de bekende nummers in de tekst, niet met elk getal uit de tekst.",
        {
            "afgekapt": Variant(
                "De tekst is vol en het laatste nummer is afgekapt; maar een nummer begint zo.",
                cut_off,
                ends(1000, 1000),
                (("named_sum", 1000 * E),),
            ),
            "voorloopnullen": Variant(
                "De bank vult het nummer aan met nullen.",
                lambda: numbered("100001", "declaratie 0000100001"),
                ends(1013, 1013),
                ALL,
            ),
            "jaar-weggelaten": Variant(
                "Van 2026100001 staat alleen 100001 in de tekst.",
                lambda: numbered("2026100001", "declaratie 100001"),
                ends(1013, 1013),
                ALL,
            ),
            "vastgeplakt": Variant(
                "Het nummer zit vast aan andere woorden.",
                lambda: numbered("F100001", "zorgdeclF100001betaald"),
                ends(1013, 1013),
                ALL,
            ),
            "gevouwen": Variant(
                "Het nummer is over twee regels gevouwen.",
                lambda: numbered("F100001", "declaratie F1000 01"),
                ends(1013, 1013),
                ALL,
            ),
            "ook-een-datum": Variant(
                "Een ander openstaand nummer is ook de datum in de tekst: samen telt het niet op.",
                dated,
                ends(1090, held=1013),
                parked=(("residual", 1013 * E),),
            ),
            "bsn-en-telefoonnummer": Variant(
                "Andere getallen in de tekst noemen geen declaratie en doen niet mee.",
                lambda: numbered("F100001", "999900006 tel 0201234567 F100001"),
                ends(1013, 1013),
                ALL,
            ),
        },
    ),
    "13-gelijke-bedragen": Golden(
        "Twee gelijke declaraties, een betaald",
        "Twee declaraties van 146 zijn toegekend; de financier betaalt er een, zonder nummer.",
        "Niets afletteren: de ontvangst wacht op een mens.",
        "Er zijn twee verklaringen en niemand kan weten welke het is (ambiguous).",
        {
            "zonder-kenmerk": Variant(
                "De betaling van 146 past op beide.",
                equal,
                ends(292, held=146),
                parked=(("ambiguous", 146 * E),),
            ),
        },
    ),
    "14-veelvouden-van-een-tarief": Golden(
        "Veelvouden van een tarief",
        "Vier declaraties van 73, 146, 219 en 292; er komt 365 zonder nummer.",
        "Niets afletteren: 73 + 292 en 146 + 219 zijn beide 365.",
        "Een som die op meer manieren kan, is geen bewijs.",
        {
            "som-op-twee-manieren": Variant(
                "365 is 73 + 292 en ook 146 + 219.",
                tariffs,
                ends(730, held=365),
                parked=(("ambiguous", 365 * E),),
            ),
            "een-tarief": Variant(
                "Een enkele post van 146 die een veelvoud van een tarief is, boekt niet vanzelf.",
                lambda: quiet(awarded(146, 73).bank(146 * E, "betaling", "02-12")),
                ends(219, held=146),
                parked=(("proposal", 146 * E),),
            ),
        },
    ),
    "16-ruis-op-de-bank": Golden(
        "Betalingen van anderen",
        "Een onbekende rekening betaalt; soms staat er een declaratienummer bij.",
        "Zonder nummer is het een overige mutatie; met een nummer een vraag, niet geboekt.",
        "Alleen de rekening van een financier maakt een ontvangst tot zijn betaling.",
        {
            "patient-met-nummer": Variant(
                "Een patient noemt het nummer van een openstaande declaratie.",
                lambda: awarded(1013).bank(36 * E, "eigen deel F100001", "02-12", STRANGER),
                ends(1013),
                parked=(("unknown_payer", 36 * E),),
            ),
            "toevallig-gelijk": Variant(
                "Een bedrag van een ander is toevallig gelijk aan een openstaande declaratie.",
                lambda: awarded(1013).bank(1013 * E, "huur zaal", "02-12", STRANGER),
                ends(1013),
            ),
        },
    ),
    "21-zelfde-factuurnummer": Golden(
        "Hetzelfde nummer bij twee financiers of in twee jaren",
        "F100001 staat open bij twee verzekeraars, of is in twee jaren gebruikt.",
        "De ontvangst op de declaratie van de financier die betaalt, voor het bedrag dat past.",
        "De sleutel van een declaratie is financier, AGB-code, nummer en jaar.",
        {
            "twee-financiers": Variant(
                "Alleen de declaratie van de betaler kan betaald zijn.",
                two_payers,
                ends(800, 500),
                (("named_sum", 500 * E),),
                inrichting=TWO_PAYERS,
            ),
            "ander-jaar": Variant(
                "Van de twee jaren past alleen het bedrag van dit jaar.",
                next_year,
                ends(500, 500),
                (("named_sum", 500 * E),),
            ),
        },
    ),
}
