"""Hard cases of files that come twice, elsewhere or wrong: 8, 9, 11, 15, 22."""

from datetime import date

from koppeling.formats import camt_write, istandaarden_write
from tests.golden.hard import E, Golden, Variant, awarded, ends, with_
from tests.scenario import AGB, CLIENTS, INSURER, OWN, TOWN, day
from tests.stories import RICH, SECOND, Story

SHARED = RICH.replace(f'iban = ["{TOWN}"]', f'iban = ["{TOWN}", "{INSURER}"]')
PAID = ("named_sum", 1000 * E)


def paid() -> Story:
    return awarded(1000).bank(1000 * E, "declaratie F100001", "02-12")


def again(*, other_bytes: bool) -> Story:
    story = paid()
    data = story.files[1]
    story.files.append(data.replace(b"\r\n", b"\n") if other_bytes else data)
    return story


def revised(*, replaced: bool) -> Story:
    story = Story().claim("F100001", 1000 * E).answer("F100001", 900 * E)
    story.answer("F100001", 1000 * E, "02-20")
    if replaced:
        story.decide("replace", story.ask("revised_remittance").id)
        story.bank(1000 * E, "declaratie F100001", "03-12")
    return story


def rebilled() -> Story:
    story = paid()
    story.claim("F200001", -1000 * E, "03-01").answer("F200001", when="03-05")
    return story.claim("F200002", 1000 * E, "03-01").answer("F200002", when="03-05")


def lines(*numbers: int) -> list[camt_write.Booked]:
    when = {1: "02-12", 2: "02-13", 3: "02-14"}
    return [
        camt_write.Booked(
            day(when[n]), n * 100 * E, f"declaratie F10000{n}", INSURER, reference=f"BANK{n}"
        )
        for n in numbers
    ]


def downloads() -> Story:
    story = awarded(100, 200, 300)
    first = camt_write.statement(OWN, 0, lines(1, 2), number="1")
    second = camt_write.statement(OWN, 100 * E, lines(2, 3), number="2")
    story.files += [first, second]
    return story


def intraday() -> Story:
    story = awarded(100, 200, 300)
    running = camt_write.statement(OWN, 0, lines(1, 2), message="camt.052")
    story.files += [running, camt_write.statement(OWN, 0, lines(1, 2, 3))]
    return story


def same_file() -> Story:
    story = awarded(100, 200, 300)
    whole = camt_write.statement(OWN, 0, lines(1, 2, 3))
    story.files += [whole, whole.replace(b"\n<Document", b"\n\n<Document")]
    return story


def alike() -> Story:
    story = awarded(365, 365)
    entry = camt_write.Booked(day("02-12"), 365 * E, "betaling", INSURER)
    story.files.append(camt_write.statement(OWN, 0, [entry, entry]))
    return story


def shared() -> Story:
    story = awarded(500).towns("jw", "J200001", 300 * E)
    return story.bank(800 * E, "F100001 J200001", "02-12")


def elsewhere() -> Story:
    return awarded(1000).line(1000 * E, "declaratie F100001", "02-12", own=SECOND)


def cent_off() -> Story:
    sent = [istandaarden_write.Performed(CLIENTS[0], "45A04", 1000 * E, day("01-31"), "R1")]
    known = ("jw", "9999", AGB, "J200001", date(2026, 2, 2), sent)
    return Story(files=[istandaarden_write.claim(*known, message="M1", total=1000 * E + 1)])


def decimals() -> Story:
    story = paid()
    story.files.append(story.statement().replace(b">1000.00<", b">1000.00000<"))
    story.entries.clear()
    return story


def dollars() -> Story:
    story = awarded(1000)
    entry = camt_write.Booked(day("02-12"), 1000 * E, "declaratie F100001", INSURER)
    story.files.append(camt_write.statement(OWN, 0, [entry], currency="USD"))
    return story


THREE = (("named_sum", 100 * E), ("named_sum", 200 * E), ("named_sum", 300 * E))
CASES = {
    "08-dubbele-retour": Golden(
        "Een retourbericht dat nog eens komt",
        "Dezelfde retour komt opnieuw, onder een andere naam, of met andere bedragen.",
        "Dezelfde inhoud doet niets; een andere wacht op een mens.",
        "Van twee versies die elkaar tegenspreken staat de eerste, tot een besluit haar vervangt.",
        {
            "zelfde-bestand": Variant(
                "Dezelfde bytes.", lambda: again(other_bytes=False), ends(1000, 1000), (PAID,)
            ),
            "zelfde-inhoud": Variant(
                "Andere regeleinden, dezelfde inhoud.",
                lambda: again(other_bytes=True),
                ends(1000, 1000),
                (PAID,),
            ),
            "ander-bedrag": Variant(
                "Eerst 900, later 1.000: de tweede wacht.",
                lambda: revised(replaced=False),
                ends(900, rejected=100),
                (),
                (("rejection_undecided", 100 * E), ("revised_remittance", 1000 * E)),
                free=False,
            ),
            "vervangen": Variant(
                "Na het besluit geldt 1.000.",
                lambda: revised(replaced=True),
                ends(1000, 1000),
                (PAID,),
                free=False,
            ),
            "credit-en-opnieuw": Variant(
                "Een creditdeclaratie en een nieuwe van hetzelfde bedrag heffen elkaar op.",
                rebilled,
                ends(1000, 1000),
                (PAID,),
            ),
        },
    ),
    "09-dubbel-afschrift": Golden(
        "Een afschrift dat overlapt",
        "Dezelfde bankregels komen in meer bestanden; of twee regels lijken op elkaar.",
        "Elke bankregel een keer; twee gelijke regels in een afschrift zijn er twee.",
        "Wat in twee downloads staat is een keer gebeurd; wat in een afschrift twee keer staat, "
        "twee keer.",
        {
            "zelfde-afschrift": Variant(
                "Hetzelfde afschrift met andere bytes.", same_file, ends(600, 600), THREE
            ),
            "overlap": Variant(
                "Twee afschriften hebben de middelste regel gemeen.",
                downloads,
                ends(600, 600),
                THREE,
            ),
            "tussenstand": Variant(
                "Eerst een tussenstand, daarna het afschrift.", intraday, ends(600, 600), THREE
            ),
            "twee-gelijke-regels": Variant(
                "Twee betalingen van 365 op een dag zonder kenmerk, twee declaraties van 365.",
                alike,
                ends(730, held=730),
                parked=(("ambiguous", 365 * E), ("ambiguous", 365 * E)),
            ),
        },
    ),
    "11-een-rekening-meer-financiers": Golden(
        "Een rekening van meer financiers, of van een andere administratie",
        "Verzekeraar en gemeente betalen van een rekening; of het geld komt op een rekening die "
        "niet van deze administratie is.",
        "De genoemde posten zeggen van wie de ontvangst is; een vreemd afschrift wordt geweigerd.",
        "Een rekening mag bij meer financiers staan; dan is de betaler een van hen.",
        {
            "twee-financiers": Variant(
                "Een betaling voor F100001 en J200001.",
                shared,
                ends(800, 800),
                (("named_sum", 800 * E),),
                inrichting=SHARED,
            ),
            "andere-administratie": Variant(
                "Het afschrift is van een rekening die niet in de inrichting staat.",
                elsewhere,
                ends(1000),
                parked=(("wrong_administration", 1000 * E),),
            ),
        },
    ),
    "15-een-cent": Golden(
        "Een cent verschil",
        "Een totaal of een betaling wijkt een cent af, of een bedrag heeft meer decimalen.",
        "Een bericht dat niet optelt wordt geweigerd; een betaling alleen binnen de tolerantie.",
        "Een verschil heeft een eigen rekening en boekt alleen als de posten genoemd zijn.",
        {
            "bericht-telt-niet-op": Variant(
                "De kop noemt een cent meer dan de regels.",
                cent_off,
                ends(),
                parked=(("refused", 1000 * E + 1),),
            ),
            "binnen-de-tolerantie": Variant(
                "Er komt een cent te weinig; de inrichting staat een cent toe.",
                lambda: awarded(1000).bank(99999, "declaratie F100001", "02-12"),
                {
                    scheme: {"bank": 99999, "difference": 1, "revenue": -1000 * E}
                    for scheme in ends()
                },
                (("named_sum", 99999),),
                inrichting=with_("tolerance_cents = 1"),
            ),
            "zonder-tolerantie": Variant(
                "Er komt een cent te weinig en dat staat de inrichting niet toe.",
                lambda: awarded(1000).bank(99999, "declaratie F100001", "02-12"),
                {
                    scheme: {"bank": 99999, "revenue": -1000 * E}
                    | (
                        {"clearing": 1}
                        if scheme.endswith("clearing")
                        else {"debtor": 1000 * E, "unidentified": -99999}
                    )
                    for scheme in ends()
                },
                parked=(("residual", 99999),),
            ),
            "vijf-decimalen": Variant(
                "Het afschrift schrijft 1000.00000.", decimals, ends(1000, 1000), (PAID,)
            ),
        },
    ),
    "22-vreemde-valuta": Golden(
        "Een andere munt dan de euro",
        "Een afschrift is in dollars.",
        "Niets: het bestand wordt geweigerd en niet omgerekend.",
        "Koppeling kent geen koersen.",
        {
            "dollars": Variant(
                "De betaling van 1.000 is in dollars.",
                dollars,
                ends(1000),
                parked=(("refused", 1000 * E),),
            ),
        },
    ),
}
