"""Hard cases of matching, as tables: what came in, and what must follow from the contract.

A case is a line of the list of hard cases, with a variant for each way in which it happens. What is
expected is written here by hand, never taken from the engine: `ends` is the arithmetic of the
journal table for what was awarded, rejected and received.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.scenario import SCHEME_NAMES, STRANGER
from tests.stories import PAYER, RICH, E, Story

__all__ = ["PAYER", "RICH", "E", "Ends", "Golden", "Variant", "awarded", "ends", "quiet", "with_"]

Ends = dict[str, dict[str, int]]
Sums = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """Variant: `told` is one Dutch sentence; rules and reasons with their cents; balances a scheme.

    `free` = the order of arrival is free (of two contradicting versions the first stands); `ours` =
    the case is about Koppeling booking the bank.
    """

    told: str
    story: Callable[[], Story]
    ends: Ends
    matches: Sums = ()
    parked: Sums = ()
    inrichting: str = RICH
    free: bool = True
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Golden:
    """Moeilijk geval: what happened, what must be booked and why, in Dutch."""

    title: str
    happened: str
    booked: str
    why: str
    variants: dict[str, Variant]


def ends(
    awarded: int = 0,
    matched: int = 0,
    *,
    held: int = 0,
    rejected: int = 0,
    unanswered: int = 0,
    reclaimed: int = 0,
    settled: int = 0,
    beside: dict[str, int] | None = None,
) -> Ends:
    """End balances per scheme, in euros, by the journal table of the contract.

    `matched` = received on items or `beside` (other roles, debit positive), `held` = received and
    not explained, `reclaimed` = on `correction`, `settled` = of the items with an advance.
    """
    others = beside or {}
    found: Ends = {}
    for scheme in SCHEME_NAMES:
        outstanding, clearing = scheme.startswith("outstanding"), scheme.endswith("clearing")
        left = awarded - matched - reclaimed - settled - sum(others.values())
        sums = {"bank": matched + held, "correction": reclaimed, "advance": settled}
        sums["revenue"] = -awarded - (rejected + unanswered if outstanding else 0)
        sums["rejected"] = rejected if outstanding else 0
        sums["debtor"] = unanswered if outstanding else 0
        sums["clearing" if clearing else "debtor"] = left + (-held if clearing else sums["debtor"])
        sums["unidentified"] = 0 if clearing else -held
        for role, cents in others.items():
            sums[role] = sums.get(role, 0) + cents
        found[scheme] = {role: cents * E for role, cents in sorted(sums.items()) if cents}
    return found


def awarded(*euros: int, when: str = "02-10") -> Story:
    """F100001, F100002 ... awarded in full, all on one day."""
    story = Story()
    for number, amount in enumerate(euros, 1):
        story.claim(f"F10000{number}", amount * E).answer(f"F10000{number}", when=when)
    return story


def quiet(story: Story) -> Story:
    """A later line of nobody: what could explain an earlier one otherwise would have been read."""
    return story.bank(-1 * E, "bankkosten", "03-30", STRANGER)


def with_(switch: str, text: str = RICH) -> str:
    """The mapping with one more switch of [booking]."""
    return text.replace('post = "now"', f'post = "now"\n{switch}')
