"""The same documents in other orders (volgorde van aankomst): what must not change an outcome.

Of two contradicting versions of a message the first stands (contract, *Order*), so documents under
a number that has such versions keep their order among each other.
"""

import random

from bench.history.documents import Told
from bench.history.year import History
from bench.outcome import Batches, Engine, Outcome
from koppeling.model.documents import Claim, Remittance, Statement


def unstable(made: History, engine: Engine, first: Outcome) -> list[str]:
    """Which of the three promises an engine breaks on a history ([] = none)."""
    dice = random.Random(f"{made.seed}/arrival")
    documents = shuffled(dice, made)
    late = [d for d in documents if not isinstance(d, Statement)]
    statements = [d for d in documents if isinstance(d, Statement)]
    half = len(late) // 2
    tries: dict[str, Batches] = {
        "replay": [[*made.documents, *made.documents]],
        "order": [documents],
        "late arrival": [statements, late[:half], late[half:]],
    }
    return [name for name, batches in tries.items() if engine(made, batches).booked != first.booked]


def shuffled(dice: random.Random, made: History) -> list[Told]:
    """The documents in any order that keeps contradicting versions in theirs."""
    contradicting = {(i.payer, i.number) for i in made.items if i.said == "contradicts"}
    drawn: list[tuple[float, int]] = [(dice.random(), n) for n in range(len(made.documents))]
    groups: dict[tuple[str, str], list[int]] = {}
    for n, document in enumerate(made.documents):
        if isinstance(document, Claim | Remittance):
            key = (document.payer, document.invoice or "")
            if key in contradicting:
                groups.setdefault(key, []).append(n)
    for own in groups.values():
        places = sorted(drawn[n][0] for n in own)
        for place, n in zip(places, own, strict=True):
            drawn[n] = (place, n)
    return [made.documents[n] for _, n in sorted(drawn)]
