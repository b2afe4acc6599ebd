"""What waits to be set off (wat nog te verrekenen is), and whether a payout took all of it.

Payers write that what they have to claim is saved up and set off with the next payout, again and
again until it is used up. So a set-off is proven when it left nothing that it could have taken, and
took nothing that another payout may have taken before: a chance sum of a few of many does neither.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from koppeling.matching.desk import Desk
from koppeling.matching.lines import Line
from koppeling.matching.named import Named
from koppeling.matching.subset import Search, subsets
from koppeling.model.explanations import RuledOut
from koppeling.model.movements import Part


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
    return subsets([desk.left(k) for k in negatives], target)


def _explaining(named: Named, desk: Desk) -> list[str]:
    """The one set of open negatives that explains a set-off by number ([] = none, or several)."""
    negatives = open_negatives(named, desk)
    return [negatives[i] for i in sets_of(named, negatives, desk).only or ()]


@dataclass(slots=True)
class Day:
    """Dag: the payouts made up on it, and what alone explains each.

    `sets` = that, by line, and `times` = how many lines each item explains; `stale` = lines of
    which it is to be searched, or again.
    """

    lines: dict[str, Named] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    sets: dict[str, list[str]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)

    def forget(self, lines: Iterable[str]) -> None:
        """What explains these may be another set now."""
        for line in lines:
            if line in self.lines:
                self.times.subtract(self.sets.pop(line, ()))
                self.stale.add(line)

    def drop(self, line: str) -> None:
        """This payout is explained."""
        self.forget([line])
        self.stale.discard(line)
        del self.lines[line]

    def beside(self, line: str, desk: Desk) -> set[str]:
        """What alone explains one of the others."""
        for other in sorted(self.stale):
            self.sets[other] = found = _explaining(self.lines[other], desk)
            self.times.update(found)
        self.stale.clear()
        own = set(self.sets.get(line, ()))
        return {k for k, times in self.times.items() if times > (k in own)}


@dataclass(frozen=True, slots=True)
class Others:
    """Andere verrekeningen: how many, the last day before, and what those of the same day explain.

    Another payout = one of the same payers that says set-off and is not explained: when it was made
    up before, it may have taken anything that waited; when on the same day, what alone explains it.
    """

    count: int
    last: date | None
    beside: frozenset[str]


class Waiting:
    """Wachtende verrekeningen: payouts that say set-off and are not explained yet.

    Kept by who may have paid them and by the day they were made up. What alone explains one is
    searched again only when an item that it rests on was taken, so that many payouts of one day
    are not compared in pairs.
    """

    def __init__(self, named: Iterable[Named], desk: Desk) -> None:
        """Put every payout with those of the same payers and day."""
        self.desk = desk
        self.days: dict[frozenset[str], dict[date, Day]] = {}
        self.day_of: dict[str, Day] = {}
        self.naming: dict[str, list[tuple[Day, str]]] = {}
        for each in named:
            days = self.days.setdefault(each.line.labels, {})
            self.day_of[each.line.id] = day = days.setdefault(each.decided, Day())
            day.lines[each.line.id] = each
            day.stale.add(each.line.id)
            for key in {k for group in each.groups for k in group}:
                self.naming.setdefault(key, []).append((day, each.line.id))
        # labels of one account pay together: who may have paid one payout may have paid another
        self.met = {
            own: [days for other, days in self.days.items() if not own.isdisjoint(other)]
            for own in self.days
        }

    def explained(self, line: Line, parts: Iterable[Part]) -> None:
        """A line, a payout of these or any other, is explained by what was taken just now."""
        if line.id in self.day_of:
            self.day_of[line.id].drop(line.id)
        for part in parts:
            if not part.item:
                continue
            if part.cents < 0 or self.desk.left(part.item) < 0:
                self._forget_all(self.desk.items[part.item].payer)
            for day, naming in self.naming.get(part.item, ()):
                day.forget([naming])

    def _forget_all(self, payer: str) -> None:
        """What is open to be set off with this payer has changed."""
        for labels, days in self.days.items():
            if payer in labels:
                for day in days.values():
                    day.forget(list(day.lines))

    def beside(self, named: Named) -> Others:
        """The other payouts that may have taken what this one could."""
        line, count, last = named.line, 0, None
        beside: set[str] = set()
        for days in self.met[line.labels]:
            for made_up, day in days.items():
                others = len(day.lines) - (line.id in day.lines)
                count += others
                if made_up == named.decided:
                    beside |= day.beside(line.id, self.desk)
                elif others and made_up < named.decided:
                    last = max(last or made_up, made_up)
        return Others(count, last, frozenset(beside))


def taken_before(taken: Sequence[str], others: Others, desk: Desk) -> RuledOut:
    """How many of these another payout may have taken."""
    last = others.last
    found = [
        k
        for k in taken
        if k in others.beside or (last is not None and (desk.items[k].answered or last) <= last)
    ]
    return RuledOut("taken_before", others.count, len(found))


def left_waiting(named: Named, left: Sequence[str], others: Others, desk: Desk) -> RuledOut:
    """How many of these the payout could have taken as well, and no other payout before it."""
    waited = [k for k in left if (desk.items[k].answered or named.decided) <= named.decided]
    fitting = [k for k in waited if -desk.left(k) <= named.line.cents]
    sure = len(fitting) - taken_before(fitting, others, desk).found
    return RuledOut("left_waiting", len(left), sure)
