"""Hard cases of what is taken off a payout or put on it: 3, 4, 5, 10, 18."""

from tests.golden.hard import E, Golden, Variant, awarded, ends, with_
from tests.scenario import INSURER, STRANGER
from tests.stories import RICH, SECOND, Story, rich

LABEL = RICH.replace(f'iban = ["{INSURER}"]', f'iban = ["{INSURER}", "{SECOND}"]')
AGENT = f"""debtor = "D1001"
iban = ["{INSURER}"]
paid_by = "cak"
"""
CAK = (
    RICH.replace(f'debtor = "D1001"\niban = ["{INSURER}"]\n', AGENT)
    + f"""
[[agents]]
id = "cak"
name = "CAK"
iban = ["{SECOND}"]
"""
)


def own_number() -> Story:
    story = awarded(600).bank(600 * E, "declaratie F100001", "02-12")
    story.claim("F100002", 500 * E, "03-02").answer("F100002", when="03-10")
    items = ("declaration", "F100002", 500 * E), ("credit", "F100001", -300 * E)
    story.set_off("V700001", *items, when="03-12")
    return story.bank(200 * E, "afrekening V700001", "03-14")


def own_credit() -> Story:
    story = awarded(1000).bank(1000 * E, "declaratie F100001", "02-12")
    story.claim("F100002", -400 * E, "03-01").answer("F100002", when="03-05")
    story.claim("F100003", 600 * E, "03-02").answer("F100003", when="03-06")
    return story.bank(200 * E, "afrekening F100003", "03-12")


def credit_unsaid() -> Story:
    story = own_credit()
    last = story.entries.pop()
    return story.bank(last.cents, "declaratie F100003", "03-12")


def carried() -> Story:
    story = awarded(1000, 900, 800).letter("MC55001", 2500 * E, "02-01")
    first = ("declaration", "F100001", 1000 * E), ("reclaim", "MC55001", -2500 * E)
    story.set_off("V700001", *first, ("carried", "V700001", 1500 * E), when="02-21")
    second = ("declaration", "F100002", 900 * E), ("carried", "V700001", -1500 * E)
    story.set_off("V700002", *second, ("carried", "V700002", 600 * E), when="02-22")
    third = ("declaration", "F100003", 800 * E), ("carried", "V700002", -600 * E)
    story.set_off("V700003", *third, when="02-23")
    return story.bank(200 * E, "afrekening V700003", "02-25")


def nothing_paid() -> Story:
    story = awarded(1000).letter("MC55001", 1500 * E, "02-01")
    items = ("declaration", "F100001", 1000 * E), ("reclaim", "MC55001", -1500 * E)
    return story.set_off("V700001", *items, ("carried", "V700001", 500 * E))


def advance() -> Story:
    story = Story().bank(300 * E, "voorschot", "01-20")
    story.decide("explain", story.ask("unexplained").id, "advance")
    story.claim("F100001", 1000 * E).answer("F100001")
    story.claim("F100002", 700 * E).answer("F100002", when="02-20")
    first = ("declaration", "F100001", 1000 * E), ("advance", "", -100 * E)
    story.set_off("V700001", *first, when="02-12").bank(900 * E, "afrekening V700001", "02-14")
    second = ("declaration", "F100002", 700 * E), ("advance", "", -200 * E)
    story.set_off("V700002", *second, when="02-22")
    return story.bank(500 * E, "afrekening V700002", "02-24")


def settlement(*, accepted: bool) -> Story:
    story = Story().bank(6000 * E, "voorschot Wlz", "01-20").bank(6000 * E, "voorschot", "02-20")
    story.claim("W300001", 10500 * E, "03-02", standard="AW319").answer("W300001", when="03-10")
    story.set_off("E900001", ("advance", "", -1500 * E), when="03-15")
    story.bank(-1500 * E, "eindafrekening E900001", "03-20")
    if accepted:
        (option,) = story.ask("proposal", rich(settles="advance")).options
        story.decide("accept", option.id, when="03-25")
    return story


def interest(*, document: bool) -> Story:
    story = awarded(1000)
    if document:
        items = ("declaration", "F100001", 1000 * E), ("interest", "", 5 * E)
        return story.set_off("V700001", *items).bank(1005 * E, "V700001", "02-18")
    return story.bank(1005 * E, "declaratie F100001 met rente", "02-18")


def only_interest() -> Story:
    return Story().set_off("V700009", ("interest", "", 5 * E)).bank(5 * E, "V700009", "02-18")


def bureau() -> Story:
    items = ("declaration", "F100001", 1000 * E), ("fee", "", -24 * E)
    return awarded(1000).set_off("V700001", *items).bank(976 * E, "V700001", "02-18")


def learned() -> Story:
    story = awarded(1000, 300).bank(1000 * E, "F100001", "02-12", STRANGER)
    story.bank(300 * E, "F100002", "02-20", STRANGER)
    return story.decide("match", story.ask("unknown_payer", cents=1000 * E).id, "F100001")


NETTED = ("netting_document", 200 * E)
CASES = {
    "03-credit-verrekend": Golden(
        "Een credit wordt verrekend",
        "Een betaalde declaratie van 600 wordt met 300 gecorrigeerd; de volgende van 500 levert "
        "200 op. Of: een eigen creditdeclaratie van 400 gaat van een declaratie van 600 af.",
        "De correctie op de omzet van de declaratie zelf; de ontvangst op beide posten.",
        "Een verrekening zegt waaruit de uitbetaling bestaat. Zonder verrekening mag het alleen "
        "als de tekst zegt dat er verrekend is en maar een stel openstaande credits past.",
        {
            "eigen-nummer": Variant(
                "De correctie draagt het nummer van de declaratie die betaald was.",
                own_number,
                ends(800, 800),
                (("named_sum", 600 * E), NETTED),
            ),
            "eigen-credit": Variant(
                "De tekst zegt 'afrekening' en een openstaande credit past.",
                own_credit,
                ends(1200, 1200),
                (("named_sum", 200 * E), ("named_sum", 1000 * E)),
            ),
            "zonder-het-woord": Variant(
                "Zonder het woord is het een voorstel: genoemd is 600 en er komt 200.",
                credit_unsaid,
                ends(1200, 1000, held=200),
                (("named_sum", 1000 * E),),
                (("residual", 200 * E),),
            ),
        },
    ),
    "04-vordering-groter-dan-betaling": Golden(
        "Een terugvordering die groter is dan de betaling",
        "Een vordering van 2.500 gaat af van declaraties van 1.000, 900 en 800.",
        "De vordering een keer; de rest gaat mee naar de volgende verrekening.",
        "Is alles verrekend, dan komt er geen bankregel: de verrekening zelf sluit de posten.",
        {
            "rest-over-drie": Variant(
                "De rest van 1.500 en van 600 gaat over naar de volgende; de laatste betaalt 200.",
                carried,
                ends(2700, 200, reclaimed=2500),
                (NETTED,),
            ),
            "niets-uitbetaald": Variant(
                "Uitbetaling nul: geen bankregel, en een rest van 500 blijft openstaan.",
                nothing_paid,
                ends(1000, reclaimed=1500),
            ),
        },
    ),
    "05-voorschot-in-delen-terug": Golden(
        "Een voorschot dat in delen wordt teruggenomen",
        "Een voorschot van 300 is ontvangen; 100 en 200 gaan af van twee declaraties. "
        "Of: een jaar Wlz-voorschotten sluit met een terugbetaling van 1.500.",
        "Ontvangen en gesaldeerde voorschotten op de rekening voorschotten, die op nul eindigt.",
        "Salderen voorschot is geen omzetcorrectie.",
        {
            "in-twee-delen": Variant(
                "Twee verrekeningen nemen 100 en 200 terug.",
                advance,
                ends(1700, 1700),
                (
                    ("decision", 300 * E),
                    ("netting_document", 500 * E),
                    ("netting_document", 900 * E),
                ),
            ),
            "eindafrekening-vraagt": Variant(
                "De terugbetaling van 1.500 is een voorstel: zij noemt geen terugvordering.",
                lambda: settlement(accepted=False),
                ends(10500, 12000),
                (("advance", 6000 * E), ("advance", 6000 * E)),
                (("proposal", -1500 * E),),
                with_('settles = "advance"'),
            ),
            "eindafrekening-aanvaard": Variant(
                "Na het besluit staat er niets meer open.",
                lambda: settlement(accepted=True),
                ends(10500, 10500),
                (("advance", 6000 * E), ("advance", 6000 * E), ("decision", -1500 * E)),
                inrichting=with_('settles = "advance"'),
                free=False,
            ),
        },
    ),
    "10-andere-rekening": Golden(
        "Betaald vanaf een andere rekening",
        "Een ander label, het CAK, een servicebureau of een onbekende rekening betaalt.",
        "De ontvangst op de declaratie zodra de rekening bij de financier hoort.",
        "Wie betaalt blijkt uit de rekening; een onbekende rekening met een bekend nummer is een "
        "vraag, en het antwoord daarop wordt onthouden.",
        {
            "label": Variant(
                "De tweede rekening staat in de inrichting.",
                lambda: awarded(1000).bank(1000 * E, "F100001", "02-12", SECOND),
                ends(1000, 1000),
                (("named_sum", 1000 * E),),
                inrichting=LABEL,
            ),
            "cak": Variant(
                "Het CAK betaalt voor de financier.",
                lambda: awarded(1000).bank(1000 * E, "F100001", "02-12", SECOND),
                ends(1000, 1000),
                (("named_sum", 1000 * E),),
                inrichting=CAK,
            ),
            "na-aftrek-van-kosten": Variant(
                "De verrekening zegt dat 24 aan kosten is ingehouden.",
                bureau,
                ends(1000, 976, beside={"fee": 24}),
                (("netting_document", 976 * E),),
            ),
            "onbekend": Variant(
                "Een onbekende rekening met een bekend nummer wordt niet geboekt.",
                lambda: awarded(1000).bank(1000 * E, "F100001", "02-12", STRANGER),
                ends(1000),
                parked=(("unknown_payer", 1000 * E),),
            ),
            "geleerd": Variant(
                "Na een besluit is de rekening van die financier, ook voor de volgende regel.",
                learned,
                ends(1300, 1300),
                (("decision", 1000 * E), ("named_sum", 300 * E)),
            ),
        },
    ),
    "18-rente-zonder-declaratie": Golden(
        "Rente en kosten",
        "Bij een declaratie van 1.000 wordt 5 rente betaald.",
        "De rente op haar eigen rekening, als een verrekening haar noemt.",
        "Zonder verrekening is het meer dan genoemd is, en dat boekt niet vanzelf.",
        {
            "met-verrekening": Variant(
                "De verrekening noemt de rente.",
                lambda: interest(document=True),
                ends(1000, 1005, beside={"interest": -5}),
                (("netting_document", 1005 * E),),
            ),
            "zonder-verrekening": Variant(
                "De tekst noemt de declaratie; er komt 5 meer.",
                lambda: interest(document=False),
                ends(1000, held=1005),
                parked=(("residual", 1005 * E),),
            ),
            "alleen-rente": Variant(
                "Een verrekening van alleen rente, zonder declaratie.",
                only_interest,
                ends(0, 5, beside={"interest": -5}),
                (("netting_document", 5 * E),),
            ),
        },
    ),
}
