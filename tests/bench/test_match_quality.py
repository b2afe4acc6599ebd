"""The matching benchmark measures what it says.

1. The same seed makes the same history; another seed another.
2. The truth conserves money: a line's parts make the line, no item is paid more than it is.
3. What is planted with two readings is never provable, and both readings are there.
4. A wrong match, a match to the wrong cents and a match of nobody's line are found and counted.
5. An engine that books exactly the truth scores everything; one that books nothing is never wrong.
6. Arrival: contradicting versions keep their order, everything else is shuffled.
7. Growth is the exponent of the time; a plot has a mark for each measurement.
8. The page has the tables of the newest run between its marks, and names no engine that is gone.
"""

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest

from bench.arrival import shuffled, unstable
from bench.history.documents import Told
from bench.history.proof import ways
from bench.history.scenarios import HARD, NORMAL, PLANTED, SCENARIOS, Scenario
from bench.history.styles import ALL, HELD_OUT, TRAIN
from bench.history.truth import OTHER, Parts, item_id
from bench.history.year import History, faults_of, history
from bench.match_plot import plot, slope
from bench.match_quality import COMMAND, ENGINES
from bench.ours import ours
from bench.outcome import Batches, Outcome
from bench.page import found
from bench.scoring import scored
from koppeling.model.documents import Claim, Remittance, Statement
from tests.sizes import SEED, of

SEEDS = range(SEED, SEED + of(2, 20))


def small(seed: int, scenario: Scenario = NORMAL) -> History:
    return history(seed, scenario if scenario.planted else replace(scenario, payers=6, months=3))


def truth(made: History, _: Batches = ()) -> Outcome:
    return Outcome({x.id: x.parts for x in made.lines if x.proof})


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
def test_a_seed_makes_one_history(scenario: Scenario) -> None:
    assert small(SEED, scenario) == small(SEED, scenario)
    assert small(SEED, scenario).lines != small(SEED + 1, scenario).lines


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_conserves_every_cent(seed: int, scenario: Scenario) -> None:
    made = small(seed, scenario)
    assert faults_of(made) == []
    assert any(x.proof for x in made.lines) != scenario.planted
    statements = [s for s in made.documents if isinstance(s, Statement)]
    booked = {x.id: x.cents for s in statements for x in s.lines}
    assert sum(booked.values()) == sum(x.cents for x in made.lines)
    assert len(booked) == len(made.lines)


def test_a_cent_too_many_is_found() -> None:
    made = small(SEED)
    line = next(x for x in made.lines if x.items)
    item, cents = line.parts[0]
    spoilt = replace(line, parts=((item, cents + 1), *line.parts[1:]))
    lines = tuple(spoilt if x is line else x for x in made.lines)
    assert len(faults_of(replace(made, lines=lines))) >= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planted_has_two_readings(seed: int) -> None:
    made = small(seed, PLANTED)
    cents = {i.id: i.cents for i in made.items}
    for line in made.lines:
        named = {i for i in line.items if cents[i] > 0}
        payers = {p.label for p in made.payers if p.iban == line.iban}
        own = [(i.id, i.cents) for i in made.items if i.payer in payers]
        pool = [c for name, c in own if "credit" not in line.case or name not in named]
        rest = line.cents - sum(cents[n] for n in named if "credit" in line.case)
        assert ways(pool, rest) == 2, line
        assert not line.proof


def test_styles_are_half_held_out() -> None:
    assert {*TRAIN}.isdisjoint(HELD_OUT)
    assert len(TRAIN) == len(HELD_OUT) == len(ALL) // 2


def test_the_truth_scores_everything_and_nothing_scores_no_fault() -> None:
    made = small(SEED)
    best, none = scored(made, truth(made)), scored(made, Outcome())
    assert (best.wrong, best.precision, best.recall(), best.violations) == (0, 1, 1, 0)
    assert (none.wrong, none.precision, none.recall(), none.booked) == (0, 1, 0, 0)


def test_a_wrong_engine_is_caught() -> None:
    made = small(SEED)
    first, second, *_ = [x for x in made.lines if x.proof == "named sum"]
    nobody = next(x for x in made.lines if x.parts[0][0] == OTHER and x.cents > 0)
    item, cents = first.parts[0]
    outcome = truth(made)
    outcome.booked[first.id] = ((item, cents - 1), *first.parts[1:])
    outcome.booked[second.id] = first.parts
    outcome.booked[nobody.id] = ((item, nobody.cents),)
    score = scored(made, outcome)
    assert score.wrong == 3
    assert score.wrong_cents == first.cents + second.cents + nobody.cents
    assert score.violations >= 2
    assert score.recall() < 1
    assert any(nobody.text in x for x in score.examples)


def test_a_payment_and_its_return_may_be_settled_with_each_other() -> None:
    made = history(SEED, replace(NORMAL, payers=6, months=3, bounced=100))
    paid = next(x for x in made.lines if x.undone and not x.returned)
    back = next(x for x in made.lines if x.id == paid.undone)
    hold = item_id("uzovi:3000", "clearing", 0)
    both: dict[str, Parts] = {paid.id: ((hold, paid.cents),), back.id: ((hold, back.cents),)}
    assert scored(made, Outcome(both)).wrong == 0
    assert scored(made, Outcome({paid.id: both[paid.id]})).wrong == 1


def test_booking_one_of_two_readings_is_counted() -> None:
    made = small(SEED, PLANTED)
    guessed = Outcome({x.id: x.parts for x in made.lines[:5]})
    assert scored(made, guessed).planted == (len(made.lines), 5)


def test_documents_are_shuffled_but_contradicting_versions() -> None:
    made = small(SEED, HARD)
    mixed = shuffled(random.Random(SEED), made)
    assert mixed != list(made.documents)
    assert sorted(map(repr, mixed)) == sorted(map(repr, made.documents))
    contradicting = {(i.payer, i.number) for i in made.items if i.said == "contradicts"}
    assert contradicting

    def versions(documents: Iterable[Told], number: tuple[str, str]) -> list[Told]:
        of = [d for d in documents if isinstance(d, Claim | Remittance)]
        return [d for d in of if (d.payer, d.invoice) == number]

    for number in contradicting:
        assert versions(mixed, number) == versions(made.documents, number)


def test_ours_is_not_wrong_on_a_small_history() -> None:
    made = small(20261124)
    outcome = ours(made, [made.documents])
    score = scored(made, outcome)
    assert (score.wrong, score.violations) == (0, 0), score.examples
    assert score.booked > 10
    assert unstable(made, ours, outcome) == []


def test_an_engine_that_depends_on_arrival_is_caught() -> None:
    made = small(SEED)

    def fickle(made: History, batches: Batches) -> Outcome:
        found = truth(made)
        return found if len(batches) == 1 else Outcome({})

    assert unstable(made, fickle, truth(made)) == ["late arrival"]


@pytest.mark.parametrize("power", [1, 2])
def test_growth_is_the_exponent(power: int) -> None:
    points = [(n, n**power / 1e9) for n in (10_000, 100_000, 1_000_000)]
    assert slope(points) == pytest.approx(power)
    assert slope(points[:1]) == 0
    drawn = plot(points, [n for n, _ in points])
    assert drawn.count("<circle") == len(points)


def test_the_page_holds_the_last_tables() -> None:
    made = found(COMMAND)
    assert [n for n in ENGINES if f"| {n} |" not in made] == []
    assert [s.name for s in SCENARIOS if f"### {s.name.capitalize()}:" not in made] == []
