"""Hard cases of receipts and of what people did before: 6, 7, 12, 17, 19, 20."""

from koppeling.formats.camt_write import Booked
from koppeling.formats.xaf_write import Booked as Ledger
from koppeling.formats.xaf_write import auditfile
from tests.golden.hard import E, Golden, Variant, awarded, ends
from tests.scenario import INSURER, day
from tests.stories import RICH, Story

PAID = ("named_sum", 1000 * E)


def partly(*, decided: bool) -> Story:
    story = awarded(1000).bank(600 * E, "declaratie F100001", "02-12")
    if decided:
        story.decide("match", story.ask("residual").id, "F100001")
    return story.bank(400 * E, "rest F100001", "02-20")


def by_hand(euros: int, text: str = "ontvangst", when: str = "02-12") -> list[Ledger]:
    """What a person booked in the package: bank against debtors."""
    journal, number = ("BNK", "Bank", "B"), f"2026-{when}-{euros}"
    sides = (("1100", euros * E), ("1300", -euros * E))
    return [Ledger(a, c, journal, number, day(when), text=text) for a, c in sides]


def in_the_ledger(lines: list[Ledger], *, again: bool = False) -> Story:
    story = awarded(1000)
    for _ in range(2 if again else 1):
        story.bank(1000 * E, "declaratie F100001", "02-12")
    story.files.append(auditfile("3.2", lines))
    return story


def too_much() -> Story:
    story = awarded(1000).bank(1050 * E, "declaratie F100001", "02-12")
    line = story.ask("residual").id
    story.decide("match", line, "F100001", cents=1000 * E)
    return story.decide("explain", line, "repayable", cents=50 * E, when="03-02")


def early(*, answered: bool) -> Story:
    story = Story().claim("F100001", 1000 * E).bank(950 * E, "declaratie F100001", "02-05")
    return story.answer("F100001", 950 * E) if answered else story


def returned(*, again: bool) -> Story:
    story = awarded(1000)
    story.line(1000 * E, "declaratie F100001", "02-15", end_to_end="BETALING1")
    story.line(-1000 * E, "retour F100001", "02-17", end_to_end="BETALING1", returned=True)
    if again:
        story.line(1000 * E, "declaratie F100001", "02-20", end_to_end="BETALING2")
    return story


def closed() -> Story:
    story = Story().claim("F100001", 1000 * E, "01-05", month="01-04")
    story.answer("F100001", when="01-10")
    return story.bank(1000 * E, "declaratie F100001", "01-20")


def batch() -> Story:
    return awarded(1000).line(1000 * E, "", "02-12", iban="", announced=3)


def detailed(cents: int) -> Story:
    parts = [
        Booked(day("02-12"), cents * E, f"F10000{n}", INSURER) for n, cents in ((1, 600), (2, 400))
    ]
    return awarded(600, 400).line(cents, "", "02-12", iban="", details=parts)


def undone(*, again: bool) -> Story:
    story = awarded(1000).bank(1000 * E, "declaratie F100001", "02-12")
    (match,) = story.told().matches
    story.decide("refuse", match.id)
    story.claim("F100002", 300 * E, "03-02").answer("F100002", when="03-10")
    story.bank(300 * E, "declaratie F100002", "03-12")
    return story.undo() if again else story


CASES = {
    "06-deel-rest-en-te-veel": Golden(
        "Een deel, later de rest, of te veel",
        "Van 1.000 komt eerst 600 en later 400; of er komt 1.050.",
        "Een deelbetaling boekt niet vanzelf; na een besluit sluit de rest op nummer.",
        "Een ontvangst van een financier wordt vanzelf geheel of niet afgeletterd.",
        {
            "deel-en-rest": Variant(
                "Zonder besluit wachten beide.",
                lambda: partly(decided=False),
                ends(1000, held=1000),
                parked=(("residual", 400 * E), ("residual", 600 * E)),
            ),
            "deel-besloten": Variant(
                "Na het besluit over 600 past 400 precies.",
                lambda: partly(decided=True),
                ends(1000, 1000),
                (("decision", 600 * E), ("named_sum", 400 * E)),
            ),
            "te-veel": Variant(
                "1.000 op de declaratie en 50 terug te betalen, na twee besluiten.",
                too_much,
                ends(1000, 1050, beside={"repayable": -50}),
                (("decision", 1050 * E),),
            ),
        },
    ),
    "07-betaling-voor-de-retour": Golden(
        "De betaling komt voor de retour",
        "Op een declaratie van 1.000 komt 950; het retourbericht komt later of nooit.",
        "De ontvangst bij binnenkomst, wachtend; na het retourbericht op de declaratie.",
        "Een betaling is geen toekenning.",
        {
            "retour-komt-nooit": Variant(
                "De ontvangst wacht op het retourbericht.",
                lambda: early(answered=False),
                ends(held=950, unanswered=1000),
                parked=(("awaiting_remittance", 950 * E),),
            ),
            "retour-komt-later": Variant(
                "Toegekend 950, afgewezen 50.",
                lambda: early(answered=True),
                ends(950, 950, rejected=50),
                (("named_sum", 950 * E),),
                (("rejection_undecided", 50 * E),),
            ),
        },
    ),
    "12-storno": Golden(
        "Een betaling die terugkomt, en een afgesloten maand",
        "Een ontvangst van 1.000 wordt gestorneerd en later opnieuw betaald.",
        "De retour tegen haar eigen ontvangst; de declaratie staat weer open tot zij betaald is.",
        "Een bankregel wordt nooit verplaatst: in een afgesloten periode wacht zij.",
        {
            "retour": Variant(
                "Na de retour staat de declaratie weer open.",
                lambda: returned(again=False),
                ends(1000),
                (("return", -1000 * E), ("return", 1000 * E)),
            ),
            "retour-en-opnieuw": Variant(
                "De tweede betaling sluit de declaratie.",
                lambda: returned(again=True),
                ends(1000, 1000),
                (PAID, ("return", -1000 * E), ("return", 1000 * E)),
            ),
            "afgesloten-maand": Variant(
                "De bankregel van 20 januari valt in een afgesloten maand.",
                closed,
                ends(1000),
                (PAID,),
                (("bank_period_closed", 1000 * E),),
                RICH.replace("[booking]", "closed_until = 2026-01-31\n\n[booking]"),
            ),
        },
    ),
    "17-verzamelboeking": Golden(
        "Een verzamelboeking",
        "De bank boekt 1.000 als een bedrag van meer betalingen.",
        "Met details die optellen elke betaling op haar declaratie; anders niets.",
        "Zonder details is niet te zien van wie het geld is.",
        {
            "zonder-details": Variant(
                "Er staat alleen dat het er drie zijn.",
                batch,
                ends(1000),
                parked=(("batch_without_details", 1000 * E),),
            ),
            "na-aftrek-van-kosten": Variant(
                "De bank hield 5 in: de details zijn 1.000, de boeking van 995 blijft een geheel.",
                lambda: detailed(995 * E),
                ends(1000, held=995),
                parked=(("residual", 995 * E),),
            ),
            "details-tellen-op": Variant(
                "600 en 400 zijn samen 1.000.",
                lambda: detailed(1000 * E),
                ends(1000, 1000),
                (("named_sum", 400 * E), ("named_sum", 600 * E)),
            ),
        },
    ),
    "19-losgemaakt-door-een-mens": Golden(
        "Een aflettering die een mens losmaakt",
        "De boekhouder verwerpt een automatische aflettering; daarna komen er nieuwe bestanden.",
        "De ontvangst blijft los, hoe vaak er ook opnieuw gerekend wordt.",
        "Een besluit gaat voor en wordt alleen door een besluit ongedaan gemaakt.",
        {
            "blijft-los": Variant(
                "Na nieuwe bestanden staat de ontvangst er nog.",
                lambda: undone(again=False),
                ends(1300, 300, held=1000),
                (("named_sum", 300 * E),),
                (("residual", 1000 * E),),
                free=False,
            ),
            "besluit-ongedaan": Variant(
                "Het besluit is ongedaan gemaakt en de aflettering staat weer.",
                lambda: undone(again=True),
                ends(1300, 1300),
                (("named_sum", 300 * E), PAID),
                free=False,
            ),
        },
    ),
    "20-staat-al-in-het-pakket": Golden(
        "De bankregel staat al in het pakket",
        "De bankregel van 1.000 is in het pakket al geboekt, door de bankkoppeling of met de hand.",
        "Koppeling boekt de bankregel niet nog eens; alleen wat het pakket boekt, wordt verwacht.",
        "Met bank = package staat de bankregel bij verwacht, niet bij geboekt. Boekt Koppeling de "
        "bank, dan wordt elke bankregel eerst in de auditfile van het pakket gezocht: zelfde "
        "rekening, datum en bedrag, en niet van Koppeling.",
        {
            "bankkoppeling": Variant(
                "Eigen boekingen en verwachte boekingen samen zijn als bij zelf boeken.",
                lambda: awarded(1000).bank(1000 * E, "declaratie F100001", "02-12"),
                ends(1000, 1000),
                (PAID,),
                inrichting=RICH.replace('bank = "koppeling"', 'bank = "package"'),
            ),
            "met-de-hand": Variant(
                "De auditfile heeft een boeking van dezelfde dag en hetzelfde bedrag.",
                lambda: in_the_ledger(by_hand(1000)),
                ends(1000),
                parked=(("already_in_package", 1000 * E),),
                ours=True,
            ),
            "een-van-twee": Variant(
                "Van twee gelijke ontvangsten staat er een in het pakket; de andere is van ons.",
                lambda: in_the_ledger(by_hand(1000), again=True),
                ends(1000, 1000),
                (PAID,),
                (("already_in_package", 1000 * E),),
                ours=True,
            ),
            "eigen-boeking": Variant(
                "De boeking in het pakket draagt het kenmerk van Koppeling: dat is onze eigen.",
                lambda: in_the_ledger(by_hand(1000, "KAAAAAAAAAAAAAAA")),
                ends(1000, 1000),
                (PAID,),
                ours=True,
            ),
            "een-dag-later": Variant(
                "Op een andere dag of voor een ander bedrag is het een andere mutatie.",
                lambda: in_the_ledger([*by_hand(1000, when="02-13"), *by_hand(999)]),
                ends(1000, 1000),
                (PAID,),
                ours=True,
            ),
        },
    ),
}
