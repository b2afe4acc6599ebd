"""Who pays (financiers): label, account, style, how its claims are numbered and what they cost."""

import random
from dataclasses import dataclass
from datetime import date

from bench.history.scenarios import Scenario
from bench.history.styles import Style

TARIFFS = (3650, 4125, 5240, 6870, 11480)
MOST_AT_A_TARIFF = 4
AGENT = "cak"
AGENT_IBAN = "NL18INGB0700000001"


@dataclass(frozen=True, slots=True)
class Payer:
    """Financier: `numbering` = year, padded or plain; `tariff` = few multiples of few prices.

    `advance` = it pays advances through a paying agent and settles its awards with them.
    `overview` = its set-offs come with a document; `start` = the first number of its claims.
    """

    label: str
    name: str
    iban: str
    other_iban: str
    style: Style
    numbering: str
    start: int
    tariff: bool
    overview: bool
    advance: bool = False

    def number(self, serial: int, day: date) -> str:
        """The provider's number of a claim."""
        count = self.start + serial
        match self.numbering:
            case "year":
                return f"F{day.year}{count:05d}"
            case "padded":
                return f"{count:08d}"
            case _:
                return str(count)

    def price(self, dice: random.Random) -> int:
        """Cents of one claim."""
        if self.tariff:
            return dice.choice(TARIFFS) * dice.randint(1, MOST_AT_A_TARIFF)
        return int(dice.lognormvariate(10.8, 0.9)) + 500


def payers_of(dice: random.Random, scenario: Scenario) -> tuple[Payer, ...]:
    """The payers of a scenario: every style in turn, the last with advances.

    The first `siblings` pay from the account of the payer before them, as labels of one insurer do;
    with `same_numbers` their claims are numbered alike too.
    """
    found: list[Payer] = []
    offset = dice.randrange(len(scenario.styles))
    for place in range(scenario.payers):
        made = _payer(dice, scenario, place, offset)
        twin = found[-1] if found and place % 2 and place < 2 * scenario.siblings else None
        if twin:
            made = _sibling(made, twin, same_numbers=scenario.same_numbers)
        found.append(made)
    return tuple(found)


def _payer(dice: random.Random, scenario: Scenario, place: int, offset: int) -> Payer:
    style = scenario.styles[(place + offset) % len(scenario.styles)]
    advance = place == scenario.payers - 1 and not scenario.planted
    return Payer(
        label=f"uzovi:{3000 + place}",
        name=f"Zorgverzekeraar {chr(65 + place % 26)}{place}",
        iban=AGENT_IBAN if advance else f"NL{10 + place % 80}INGB{1000 + place:010d}",
        other_iban=f"NL{10 + place % 80}RABO{5000 + place:010d}",
        style=style,
        numbering=dice.choice(("year", "year", "padded", "plain")),
        start=dice.choice((60, 700, 8_800, 41_000)),
        tariff=dice.randrange(100) < scenario.tariff,
        overview=style.overview or dice.randrange(100) < scenario.overview,
        advance=advance,
    )


def _sibling(payer: Payer, twin: Payer, *, same_numbers: bool) -> Payer:
    return Payer(
        payer.label,
        payer.name,
        twin.iban,
        payer.other_iban,
        twin.style,
        twin.numbering if same_numbers else payer.numbering,
        twin.start if same_numbers else payer.start + 20_000,
        twin.tariff,
        twin.overview,
    )
