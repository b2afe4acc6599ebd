"""`make bench-match`: how well our engine and others' orders match years of which all is known.

Exit 1 when a bar is missed. `--seed N` takes other years than the published ones; `--write` puts
the tables in docs/matching-benchmark.md.
"""

import argparse
import os
import sys

from bench.arrival import unstable
from bench.history.scenarios import MISSING, PLANTED, SCENARIOS, TARIFF, Scenario
from bench.history.year import history
from bench.match_tables import tables
from bench.measure import NIGHT
from bench.orders import ORDERS
from bench.ours import ours
from bench.outcome import Engine
from bench.page import put
from bench.scoring import Score, scored

COMMAND = "make bench-match ARGS=--write"
PUBLISHED = 20_260_101
YEARS = 50 if NIGHT else 10
PLANTED_YEARS = 100 if NIGHT else 21
ARRIVALS = 3
SHOWN = 10
OURS = "Koppeling"
ENGINES: dict[str, Engine] = {OURS: ours, **ORDERS}
PRECISION, RECALL, PLANTED_LEAST = 0.9995, 0.95, 1000

Scores = dict[str, dict[str, Score]]
"""By scenario and engine."""


def main() -> int:
    """Measure, print, write when asked; 1 when a bar is missed."""
    asked = argparse.ArgumentParser(prog="make bench-match")
    asked.add_argument("--seed", type=int, default=int(os.environ.get("SEED") or PUBLISHED))
    asked.add_argument("--write", action="store_true")
    chosen = asked.parse_args()
    scores: Scores = {}
    broken: list[str] = []
    for scenario in SCENARIOS:
        print(f"{scenario.name} ...", file=sys.stderr)
        scores[scenario.name] = measured(scenario, chosen.seed, broken)
    missed = bars(scores, broken, published=chosen.seed == PUBLISHED)
    text = tables(scores, OURS, chosen.seed, missed)
    print(text)
    for example in [x for each in scores.values() for x in each[OURS].examples][:SHOWN]:
        print(f"  WRONG {example}")
    if chosen.write:
        put(COMMAND, text)
    return 1 if missed else 0


def measured(scenario: Scenario, seed: int, broken: list[str]) -> dict[str, Score]:
    """The scores of every engine over the years of a scenario; `broken` = promises of ours."""
    found = {name: Score() for name in ENGINES}
    for place in range(PLANTED_YEARS if scenario.planted else YEARS):
        made = history(seed + place, scenario)
        for name, engine in ENGINES.items():
            outcome = engine(made, [made.documents])
            found[name].add(scored(made, outcome))
            if name == OURS and place < ARRIVALS:
                broken += [f"{scenario.name}: {x}" for x in unstable(made, engine, outcome)]
    return found


def bars(scores: Scores, broken: list[str], *, published: bool) -> list[str]:
    """Every bar that our engine misses, in words."""
    missed = [f"changes with arrival: {x}" for x in sorted(set(broken))]
    for name, engines in scores.items():
        own = engines[OURS]
        if published and own.wrong:
            missed.append(f"{name}: {own.wrong} wrong, {own.wrong_cents} cents; none is allowed")
        strict = name in {MISSING.name, TARIFF.name}
        if not published and strict and own.precision < PRECISION:
            missed.append(f"{name}: precision {own.precision:.4%}, at least {PRECISION:.2%}")
        if own.by_reference < RECALL:
            missed.append(f"{name}: recall by reference {own.by_reference:.1%}, at least 95 %")
        if own.violations:
            missed.append(f"{name}: {own.violations} allocations that do not conserve money")
    count, booked = scores[PLANTED.name][OURS].planted
    if booked or count < PLANTED_LEAST:
        missed.append(f"{PLANTED.name}: {booked} booked of {count}; none of at least 1,000 may be")
    return missed


if __name__ == "__main__":
    sys.exit(main())
