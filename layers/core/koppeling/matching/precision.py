"""How often a class of evidence was right here (gemeten juistheid): counted, never estimated.

An automatic match is taken back when a person refuses it or decides otherwise on its line. What
stood at that moment is on the ruling, so that later files do not change what was right and wrong.
"""

from collections import Counter
from collections.abc import Iterable

from koppeling.matching.conclusions import Received
from koppeling.matching.decisions import Effects
from koppeling.model.explanations import CLASSES, Precision


def measured(received: Iterable[Received], effects: Effects) -> tuple[Precision, ...]:
    """For each class that concludes by itself: how many matches stand and how many were taken back.

    A ruling that could not be carried out takes nothing back; of one line it counts once.
    """
    rules = (r.answer.rule for r in received if r.answer.parts)
    standing = Counter(CLASSES[rule] for rule in rules if rule in CLASSES and _own(rule))
    undone = {ruling.decision.id for ruling, _, _ in effects.idle}
    back = {
        (r.subject.removeprefix("L"), CLASSES[r.took_back])
        for r in effects.rulings
        if r.took_back and r.decision.id not in undone
    }
    taken = Counter(name for _, name in back)
    names = sorted({name for rule, name in CLASSES.items() if _own(rule)})
    return tuple(Precision(name, standing[name], taken[name]) for name in names)


def _own(rule: str) -> bool:
    """Whether Koppeling concluded it and no person."""
    return rule != "decision"
