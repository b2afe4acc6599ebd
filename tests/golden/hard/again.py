"""A hard case about what is claimed a second time: 23."""

from tests.golden.hard import E, Golden, Variant, ends
from tests.stories import Story


def again(*later: int) -> Story:
    """1,000 of which the line of 100 is refused; then a claim of other lines, and what is paid."""
    story = Story().claim("F100001", [100 * E, 900 * E]).answer("F100001", [0, 900 * E])
    story.bank(900 * E, "declaratie F100001", "02-15")
    story.claim("F100002", [euros * E for euros in later], "02-20").answer("F100002", when="02-28")
    return story.bank(sum(later) * E, "declaratie F100002", "03-05")


def two() -> Story:
    story = Story().claim("F100001", [100 * E, 900 * E]).answer("F100001", [0, 900 * E])
    story.bank(900 * E, "declaratie F100001", "02-15")
    return story.claim("F100002", 100 * E, "02-20").claim("F100003", 100 * E, "02-21")


def paid(second: int) -> tuple[tuple[str, int], ...]:
    return (("named_sum", 900 * E), ("named_sum", second * E))


CASES = {
    "23-opnieuw-gedeclareerd": Golden(
        "Afgewezen en opnieuw gedeclareerd",
        "Van 1.000 wordt een regel van 100 afgewezen; dezelfde zorg komt op een latere declaratie.",
        "Geen tweede omzet: de nieuwe declaratie neemt de afwijzing over, en de keten houdt haar "
        "leeftijd.",
        "Alleen als financier, cliënt (pseudoniem), prestatie, data en bedrag gelijk zijn, de "
        "declaratie later is en er maar een is. Wat losser is staat bij de afwijzing, met het "
        "bedrag dat dubbel geteld kan zijn, en is nieuw totdat iemand beslist.",
        {
            "gelijk": Variant(
                "Dezelfde regel voor hetzelfde bedrag.",
                lambda: again(100),
                ends(1000, 1000),
                paid(100),
            ),
            "deel-van-een-declaratie": Variant(
                "Dezelfde regel naast een nieuwe van 500.",
                lambda: again(100, 500),
                ends(1500, 1500),
                paid(600),
            ),
            "ander-bedrag": Variant(
                "Nu voor 90: een vraag bij de afwijzing, en nieuwe omzet.",
                lambda: again(90),
                ends(990, 990, rejected=100),
                paid(90),
                (("rejection_undecided", 100 * E),),
            ),
            "ander-bedrag-besloten": Variant(
                "Nu voor 90, en iemand besluit dat het een herindiening is: 10 blijft afgewezen.",
                lambda: again(90).decide("resubmission", "F100001", "F100002", when="03-10"),
                ends(990, 990, rejected=10),
                paid(90),
                (("rejection_undecided", 10 * E),),
            ),
            "twee-kandidaten": Variant(
                "Twee latere declaraties met dezelfde regel: welke het is blijkt niet.",
                two,
                ends(900, 900, rejected=100, unanswered=200),
                (("named_sum", 900 * E),),
                (("rejection_undecided", 100 * E),),
            ),
        },
    ),
}
