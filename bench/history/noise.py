"""Everything else on the account (overige mutaties): patients, salaries, tax, own transfers.

Patients quote numbers that look like those of claims, and now and then the amount of one.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from bench.history.claims import YEAR
from bench.history.payers import Payer
from bench.history.truth import OTHER, Item, Line

OWN = "NL91ABNA0417164300"
SAVINGS = "NL62ABNA0417164311"


def noise_of(
    dice: random.Random, payers: Sequence[Payer], items: Sequence[Item], months: int, most: int
) -> list[Line]:
    """As many lines as asked; the truth of each is that it is nobody's item."""
    return [_line(dice, payers, items, months, place) for place in range(most)]


def _line(
    dice: random.Random, payers: Sequence[Payer], items: Sequence[Item], months: int, place: int
) -> Line:
    day = date(YEAR, 1, 1) + timedelta(days=dice.randrange(31 * months))
    account = f"NL{20 + place % 70}SNSB{place:010d}"
    # whatever an agent pays without naming anything is an advance: it has no noise of its own
    item, payer = dice.choice(items), dice.choice([p for p in payers if not p.advance])
    cents = dice.randint(500, 40_000)
    match dice.randrange(6):
        case 0:
            text, case = f"Factuur {dice.randrange(10**8, 10**9)}", "noise: patient"
        case 1:
            text, cents, case = f"eigen bijdrage {item.number}", abs(item.cents), "noise: patient"
            cents = cents or 1250
        case 2:
            text, cents, case = f"Salaris {day:%m-%Y}", -cents * 10, "noise: salary"
        case 3:
            text, cents, case = f"Loonheffing {place:09d}L01", -cents * 20, "noise: tax"
        case 4:
            text, account, case = f"Overboeking {day:%Y%m}", SAVINGS, "noise: own transfer"
        case _:
            text, account, case = "Vergoeding scholing", payer.iban, "noise: of a payer"
            cents = dice.randrange(50_000, 200_000)
    return Line(
        id=f"noise/{place}",
        day=day,
        cents=cents,
        iban=account,
        name="Naam",
        text=text,
        reference="",
        parts=((OTHER, cents),),
        case=case,
    )
