"""How easily an amount fits by accident (toevalskans), told by the payer's own other amounts.

A formula would say that a set of amounts hardly ever makes a given sum; with tariffs it often does.
So the payer's other payments are held against the same open items: as often as those fit, as little
a fit says.
"""

from koppeling.matching.lines import Line
from koppeling.matching.round import Round
from koppeling.matching.subset import subsets
from koppeling.model.explanations import RuledOut

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
