"""How easily an amount fits by accident (toevalskans), told by the payer's own other amounts.

A formula would say that a set of amounts hardly ever makes a given sum; with tariffs it often does.
So the payer's other payments are held against the same open items: as often as those fit, as little
a fit says.
"""

from collections import Counter

from koppeling.matching.lines import Line
from koppeling.matching.round import Round
from koppeling.matching.subset import subsets, sums
from koppeling.model.explanations import RuledOut

SMALL = 10
"""Most open negatives of which every sum is looked at."""
TARGETS = 24
"""Other amounts that are tried, those nearest in size: the likeliest to be mistaken."""
POOL = 20
"""Most open items that this is done for: it is done many times over."""


def accident(line: Line, open_: list[str], round_: Round) -> RuledOut:
    """How many of the payer's other amounts the same items make, of how many tried."""
    amounts = {
        cents
        for (payer, cents), _ in round_.amounts.items()
        if payer in line.labels and cents > 0 and cents != line.cents
    }
    if len(open_) > POOL or not amounts:
        return RuledOut("accident", 0, 0, complete=False)
    tried = sorted(amounts, key=lambda c: (abs(c - line.cents), c))[:TARGETS]
    pool = [round_.desk.left(k) for k in open_]
    hits = sum(bool(subsets(pool, cents).found) for cents in tried)
    return RuledOut("accident", len(tried), hits)


def accident_of(pool: list[int], payer: str, round_: Round) -> RuledOut:
    """How many amounts that are usual at a payer these negatives could make, in whatever set.

    Usual is what the payer's items came to, or a line that stands in several claims: what is taken
    off without a word about it is mostly one of those. What a credit credits is no accident.
    """
    if len(pool) > SMALL:
        return RuledOut("accident", len(pool), 0, complete=False)
    amounts = round_.desk.amounts.get(payer, Counter())
    lines = round_.tariffs.get(payer, Counter())
    made = {-total for total in sums(pool)}
    own = {-cents for cents in pool}
    hits = {c for c in made if c in amounts and not (c in own and amounts[c] == 1)}
    hits |= {c for c in made if lines[c] > (2 if c in own else 1)}
    return RuledOut("accident", len(amounts) + len(lines), len(hits))
