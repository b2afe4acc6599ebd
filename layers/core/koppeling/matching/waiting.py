"""What waits to be set off (wat nog te verrekenen is), and whether a payout took all of it.

Payers write that what they have to claim is saved up and set off with the next payout, again and
again until it is used up. So a set-off is proven when it left nothing that it could have taken, and
took nothing that another payout may have taken before: a chance sum of a few of many does neither.
"""

from collections.abc import Sequence
from functools import lru_cache

from koppeling.matching.desk import Desk
from koppeling.matching.round import Named, Round
from koppeling.matching.subset import Search, subsets
from koppeling.model.explanations import RuledOut


def open_negatives(named: Named, desk: Desk) -> list[str]:
    """What could have been taken off: of the payers that are named, and known when they paid."""
    day = max(named.line.bank.date, named.decided)
    return [
        k
        for k in desk.negatives(named.line)
        if k not in named.keys
        and desk.items[k].payer in named.payers
        and (desk.items[k].answered or day) <= day
    ]


def sets_of(named: Named, negatives: Sequence[str], desk: Desk) -> Search:
    """The sets of these negatives that explain what a line is less than what it names."""
    target = named.line.cents - sum(map(desk.left, named.keys))
    return _searched(tuple(desk.left(k) for k in negatives), target)


@lru_cache(maxsize=4096)
def _searched(cents: tuple[int, ...], target: int) -> Search:
    """Every payout of a payer asks it of every other: the same sums are searched once."""
    return subsets(cents, target)


def taken_before(named: Named, taken: Sequence[str], round_: Round) -> RuledOut:
    """How many of these another payout may have taken.

    Another payout = one of the same payers that says set-off and is not explained: when it was made
    up before, it may have taken anything that waited; when on the same day, what alone explains it.
    """
    desk = round_.desk
    others = _unexplained(named, round_)
    before = [n.decided for n in others if n.decided < named.decided]
    beside = {k for n in others if n.decided == named.decided for k in _explaining(n, desk)}
    last = max(before, default=None)
    found = [
        k
        for k in taken
        if k in beside or (last is not None and (desk.items[k].answered or last) <= last)
    ]
    return RuledOut("taken_before", len(others), len(found))


def left_waiting(named: Named, left: Sequence[str], round_: Round) -> RuledOut:
    """How many of these the payout could have taken as well, and no other payout before it."""
    desk = round_.desk
    waited = [k for k in left if (desk.items[k].answered or named.decided) <= named.decided]
    fitting = [k for k in waited if -desk.left(k) <= named.line.cents]
    sure = [k for k in fitting if not taken_before(named, [k], round_).found]
    return RuledOut("left_waiting", len(left), len(sure))


def _explaining(named: Named, desk: Desk) -> list[str]:
    """The one set of open negatives that explains a set-off by number ([] = none, or several)."""
    negatives = open_negatives(named, desk)
    return [negatives[i] for i in sets_of(named, negatives, desk).only or ()]


def _unexplained(named: Named, round_: Round) -> list[Named]:
    own = named.line.id
    groups = (round_.setting_off.get(label, {}) for label in named.line.labels)
    return list({i: other for group in groups for i, other in group.items() if i != own}.values())
