"""Decisions that two persons must take (vier ogen): what waits, and who is the second.

Two persons are two signed-in principals, not two names in a sheet; who is not known, as on the
command line, is nobody's second. Source: contract section 4.
"""

from dataclasses import dataclass, field

from koppeling.matching.facts import Ruling
from koppeling.model.cents import euros_nl

SECOND_PERSON = "decision_second_person"
"""The finding about a decision that waits for a second person."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Wacht op een tweede persoon: a ruling and the cents that it meant."""

    ruling: Ruling
    cents: int

    def alike(self, other: "Waits") -> bool:
        """Whether both decide the same: target, cents, and what they saw, where they say it."""
        first, second = self.ruling.decision, other.ruling.decision
        seen = {first.seen, second.seen} - {""}
        return first.target == second.target and self.cents == other.cents and len(seen) <= 1

    def of_another(self, other: "Waits") -> bool:
        """Whether two persons stand behind them, both known."""
        principals = {self.ruling.decision.principal, other.ruling.decision.principal}
        return "" not in principals and len(principals) > 1


@dataclass(slots=True)
class Waiting:
    """Wachtende besluiten over een vraag, oldest first.

    `alone` = cents that one person decided, which the limit is about: parts would go around it;
    `done` = decisions that were carried out.
    """

    limit: int = 0
    found: list[Waits] = field(default_factory=list)
    alone: int = 0
    done: set[str] = field(default_factory=set)

    def by(self, ruling: Ruling, cents: int) -> tuple[Ruling, ...]:
        """The rulings that now carry this out; () = it waits, or repeats what one person may do."""
        by: tuple[Ruling, ...] = () if ruling.again else (ruling,)
        if self.limit and abs(self.alone + cents) > self.limit:
            by = self.meet(Waits(ruling, cents))
        self.alone += cents if len(by) == 1 else 0
        self.done.update(r.decision.id for r in by)
        return by

    @property
    def idle(self) -> list[tuple[Ruling, str, str]]:
        """Every ruling that waits, as a finding with the reason."""
        return [(each.ruling, SECOND_PERSON, self.why(each)) for each in self.found]

    def meet(self, new: Waits) -> tuple[Ruling, ...]:
        """Both rulings when this one is the second person's; () = it waits as well."""
        alike = [w for w in self.found if w.alike(new)]
        first = next((w for w in alike if w.of_another(new)), None)
        if first is None:
            self.found.append(new)
            return ()
        self.found = [w for w in self.found if w not in alike]
        return (first.ruling, new.ruling)

    def why(self, each: Waits) -> str:
        """Why one of them waits, in Dutch: who decided it before is told that it is not enough."""
        principal = each.ruling.decision.principal
        if not principal:
            return "wie dit aanleverde is niet bekend, zoals op de opdrachtregel"
        before = self.found[: self.found.index(each)]
        if any(w.alike(each) and w.ruling.decision.principal == principal for w in before):
            return "dezelfde persoon besloot dit al"
        return f"{euros_nl(each.cents)} euro is meer dan {euros_nl(self.limit)} euro"
