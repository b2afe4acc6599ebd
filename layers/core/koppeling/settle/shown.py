"""What people were shown of each question (getoonde vragen), to judge a decision by what they saw.

A row of the worklist carries a digest of its question. When the question has changed since, the
decision is refused, and a person must read what it was and what it is: a digest says neither. So
the ledger remembers every state in which a question was asked. Source: contract section 4.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from koppeling.model.cents import euros_nl
from koppeling.model.documents import Decision
from koppeling.model.explanations import Parked
from koppeling.model.reasons import REASONS


@dataclass(frozen=True, slots=True)
class Shown:
    """Getoonde stand: what a question said at one moment; `cents` signed, receipts positive."""

    seen: str
    reason: str
    cents: int
    candidates: tuple[str, ...] = ()

    def told(self) -> str:
        """The state as a bookkeeper reads it, with its digest."""
        finding = REASONS.get(self.reason, (self.reason, ""))[0]
        named = ", ".join(self.candidates)
        possible = f", mogelijk {named}" if named else ""
        return f"{finding}, {euros_nl(self.cents)} euro{possible} ({self.seen})"


History = dict[str, list[Shown]]


def never_shown(decision: Decision, about: str, history: History) -> bool:
    """Whether what a decision saw was never asked here: its facts may still be to come."""
    return bool(decision.seen) and all(s.seen != decision.seen for s in history.get(about, []))


def shown(parked: Parked) -> Shown:
    """The state of a question as it is asked now."""
    return Shown(parked.seen, parked.reason, parked.cents, parked.candidates)


def remember(history: History, parked: Iterable[Parked]) -> None:
    """Add the states that were not asked before."""
    for state, states in ((shown(p), history.setdefault(p.id, [])) for p in parked):
        if state not in states:
            states.append(state)


def changed(decision: Decision, about: str, now: Shown | None, history: History) -> str:
    """Why a decision is not about the question as it is now, in Dutch ('' = it is, or unknown).

    `about` = the question, which the decision names itself or by one of its explanations.

    A question that nobody was ever asked says nothing: its documents may still be to come.
    """
    states = history.get(about, [])
    if not decision.seen or (now is None and not states) or (now and now.seen == decision.seen):
        return ""
    was = next((s.told() for s in states if s.seen == decision.seen), f"onbekend ({decision.seen})")
    is_now = now.told() if now else "niet meer uit te zoeken"
    return f"de vraag is veranderd; gezien: {was}; nu: {is_now}"
