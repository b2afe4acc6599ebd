"""How much of what a year holds (scenario's). Figures are of a hundred unless said otherwise."""

from dataclasses import dataclass

from bench.history.styles import ALL, Damage, Style

SOME_FOLDED = Damage(fold=15, lose=0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Scenario: `planted` = nothing but payouts that two sets of open items explain.

    `runs` and `batch` are most a month and most claims a run; `tariff` = payers whose claims are
    few multiples of few tariffs; `missing` = remittances that never come; `overview` = payers whose
    set-offs come with a document (besides the styles that always do).
    """

    name: str
    planted: bool = False
    payers: int = 14
    months: int = 12
    runs: int = 3
    batch: int = 8
    tariff: int = 25
    missing: int = 2
    claimless: int = 3
    returned: int = 4
    refused: int = 12
    credits: int = 4
    same_number: int = 0
    reclaims: int = 4
    letters: int = 70
    overview: int = 30
    carried: int = 15
    split: int = 15
    part: int = 1
    early: int = 8
    other_iban: int = 1
    bounced: int = 1
    noise: int = 60
    siblings: int = 2
    same_numbers: bool = False
    damage: Damage = SOME_FOLDED
    styles: tuple[Style, ...] = ALL


NORMAL = Scenario("normal")
HARD = Scenario(
    "hard",
    tariff=40,
    missing=4,
    batch=16,
    returned=8,
    credits=10,
    same_number=30,
    reclaims=12,
    letters=50,
    carried=40,
    split=30,
    part=4,
    early=20,
    other_iban=4,
    bounced=3,
    noise=120,
    same_numbers=True,
    damage=Damage(fold=40, lose=4),
)
MISSING = Scenario("10 % of remittances missing", missing=10)
TARIFF = Scenario(
    "small tariff claims, 10 % missing", tariff=100, missing=10, batch=4, credits=10, reclaims=8
)
PLANTED = Scenario("planted ambiguity", planted=True, payers=50, siblings=25)
SCENARIOS = (NORMAL, HARD, MISSING, TARIFF, PLANTED)
