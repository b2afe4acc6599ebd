"""What an outcome is worth (score): booked, wrong, kept back, in lines and in cents.

Wrong = booked by itself with other parts than the truth, to the cent. Recall is of what may book
by itself. Scores of several histories add up.
"""

from collections import Counter
from dataclasses import dataclass, field

from bench.history.proof import BY_REFERENCE
from bench.history.truth import Line, is_role
from bench.history.year import History
from bench.outcome import Outcome


@dataclass(slots=True)
class Score:
    """Score: counts and cents; `provable` and `proven` by (case, proof)."""

    lines: int = 0
    booked: int = 0
    booked_cents: int = 0
    wrong: int = 0
    wrong_cents: int = 0
    provable: Counter[tuple[str, str]] = field(default_factory=Counter)
    proven: Counter[tuple[str, str]] = field(default_factory=Counter)
    unprovable: Counter[str] = field(default_factory=Counter)
    unprovable_booked: Counter[str] = field(default_factory=Counter)
    proposals: int = 0
    proposals_right: int = 0
    violations: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Count another history in."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def precision(self) -> float:
        """Share of what was booked that was right; 1 when nothing was."""
        return 1 - self.wrong / self.booked if self.booked else 1.0

    def recall(self, *proofs: str) -> float:
        """Share of what is provable (by these proofs, or any) that was booked rightly."""
        chosen = [k for k in self.provable if not proofs or k[1] in proofs]
        total = sum(self.provable[k] for k in chosen)
        return sum(self.proven[k] for k in chosen) / total if total else 1.0

    @property
    def by_reference(self) -> float:
        """Recall where the payer says what it pays."""
        return self.recall(*BY_REFERENCE)

    @property
    def top(self) -> float:
        """Share of first proposals that are the truth."""
        return self.proposals_right / self.proposals if self.proposals else 0.0

    @property
    def planted(self) -> tuple[int, int]:
        """Payouts with two readings: how many, and how many were booked."""
        kinds = [k for k in self.unprovable if k.startswith("planted")]
        return sum(self.unprovable[k] for k in kinds), sum(self.unprovable_booked[k] for k in kinds)


def scored(made: History, outcome: Outcome) -> Score:
    """The score of one outcome."""
    found = Score(seconds=outcome.seconds, violations=violations(made, outcome))
    numbers = {i.id: i.number for i in made.items}
    for line in made.lines:
        _count(found, made, line, outcome)
        proposed = outcome.proposed.get(line.id)
        if proposed and line.id not in outcome.booked:
            found.proposals += 1
            found.proposals_right += {*proposed} == {numbers.get(i, i) for i in line.items}
    return found


def _count(found: Score, made: History, line: Line, outcome: Outcome) -> None:
    booked = outcome.booked.get(line.id)
    right = booked == line.parts or _undone(line, outcome)
    found.lines += 1
    if booked is not None:
        found.booked += 1
        found.booked_cents += abs(line.cents)
        if not right:
            found.wrong += 1
            found.wrong_cents += abs(line.cents)
            found.examples.append(_example(made, line, outcome))
    if line.proof:
        found.provable[line.case, line.proof] += 1
        found.proven[line.case, line.proof] += right
    else:
        found.unprovable[line.case] += 1
        found.unprovable_booked[line.case] += booked is not None


def _undone(line: Line, outcome: Outcome) -> bool:
    """Whether a payment and its return are settled with each other, and with nothing else."""
    own, other = outcome.booked.get(line.id), outcome.booked.get(line.undone)
    if not (line.undone and own and other):
        return False
    mirror = tuple((item, -cents) for item, cents in other)
    return own == mirror and all(is_role(item) for item, _ in own)


def _example(made: History, line: Line, outcome: Outcome) -> str:
    said = line.text or line.reference
    return (
        f"{made.scenario.name}, seed {made.seed}, {line.day} {line.cents} '{said}' ({line.case}): "
        f"booked {outcome.booked[line.id]}, true {line.parts}"
    )


def violations(made: History, outcome: Outcome) -> int:
    """Lines that are not booked to the cent, and items that got more than they are."""
    lines = {x.id: x.cents for x in made.lines}
    taken: Counter[str] = Counter()
    found = 0
    for line, parts in outcome.booked.items():
        found += sum(cents for _, cents in parts) != lines[line]
        for item, cents in parts:
            taken[item] += cents
    items = {i.id: i.cents for i in made.items}
    for item, cents in taken.items():
        if is_role(item):
            continue
        most = items.get(item, 0)
        found += cents * most < 0 or abs(cents) > abs(most)
    return found
