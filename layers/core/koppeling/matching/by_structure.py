"""Rules that rest on how a payer pays, or on an amount (op opbouw, op bedrag).

Except an advance they rest on absence too: nothing else adds up, and what could have come has come.
"""

from collections import Counter
from collections.abc import Iterable

from koppeling.matching.desk import Desk
from koppeling.matching.lines import Answer, Line
from koppeling.matching.named import EARLY, Named
from koppeling.matching.round import WINDOW, Round, matched
from koppeling.matching.said import more_word, set_off_word
from koppeling.matching.subset import LIMIT, subsets
from koppeling.model.explanations import Clue, RuledOut
from koppeling.model.movements import Part

REGULAR = 31
"""A multiple of a tariff up to this is no amount of its own."""
MEMORY = 731
"""Days (24 months) in which an amount that came before is a usual one."""


def advance(named: Named, round_: Round) -> Answer | None:
    """`advance`: how this payer pays everything it is known for, and no open item is named."""
    line = named.line
    if named.open or not line.payer or line.cents <= 0:
        return None
    laws = round_.desk.laws.get(line.payer) or {""}
    mapping = round_.view.mapping
    if any(mapping.booking_of(line.payer, law).settles != "advance" for law in laws):
        return None
    part = Part(line.cents, line.payer, "advance", version=round_.view.newest)
    return Answer("advance", (part,), line.bank.date)


def whole_remittance(named: Named, round_: Round) -> Answer | None:
    """`whole_remittance`: all open items of one file, or of one day, and nothing else adds up.

    A text may name some of them when it says that there are more: "t/m", "e.a.".
    """
    line, desk = named.line, round_.desk
    off = set_off_word(line) is not None
    if named.groups and not more_word(line):
        return None
    if line.cents <= 0 or (off and named.groups and (named.read.full or named.read.unknown)):
        return None
    found = [
        (s, keys)
        for s, keys in desk.whole(line)
        if all(_in_time(desk, k, line) for k in keys)
        and named.among(keys)
        and (not off or any(desk.left(k) < 0 for k in keys))
    ]
    if not found:
        return None
    if len(found) > 1 or desk.equal(line, line.cents):
        shown = tuple(desk.items[k].invoice for _, keys in found for k in keys)
        return Answer(reason="ambiguous", candidates=shown)
    (_, (kind, _)), keys = found[0]
    ruled = (
        RuledOut("file_or_run", len(desk.members), 0),
        *_no_other_total(named, keys, round_),
    )
    clues = (*named.clues(k for k in named.keys if k in keys), Clue(kind, ""))
    answer = matched("whole_remittance", keys, desk, ruled_out=ruled, clues=clues)
    return _resting_on_absence(answer, line, round_)


def _no_other_total(named: Named, keys: Iterable[str], round_: Round) -> tuple[RuledOut, ...]:
    """Other ways to make a total; where too many are open, what the payer's totals were until now.

    A payer whose totals were ever equal says nothing by a total, unless its text names one of them
    and all other ways could be searched.
    """
    desk = round_.desk
    usual = {p for p in named.line.labels if p in desk.usual or round_.by_tariff(p)}
    others = other_ways(named.line, keys, round_, named.keys)
    excused = named.groups and others.complete
    told = RuledOut("equal_total", len(desk.members), 0 if excused else len(usual))
    return (told, others) if others.complete else (told,)


def unique_amount(named: Named, round_: Round) -> Answer | None:
    """`unique_amount`: one open item, one open line, no other way, and no usual amount."""
    line = named.line
    if named.groups or line.cents <= 0:
        return None
    desk, cents = round_.desk, line.cents
    found = [k for k in desk.equal(line, cents) if _in_time(desk, k, line)]
    if len(found) != 1:
        return None
    ruled = no_usual_amount(line, found[0], round_)
    answer = matched("unique_amount", found, desk, ruled_out=ruled, clues=(Clue("amount", ""),))
    return _resting_on_absence(answer, line, round_)


def _resting_on_absence(answer: Answer, line: Line, round_: Round) -> Answer | None:
    """The answer when all that speaks against it was looked for and is not there, in time."""
    return answer if unopposed(answer) and round_.quiet(line) else None


def unopposed(answer: Answer) -> bool:
    """Whether all that speaks against it could be looked for, and nothing was found."""
    return all(r.complete and not r.found for r in answer.ruled_out)


def no_usual_amount(line: Line, key: str, round_: Round) -> tuple[RuledOut, ...]:
    """What could make an amount less than proof: other ways, equals, and multiples of a tariff."""
    desk, cents, payer = round_.desk, line.cents, round_.desk.items[key].payer
    tariffs = round_.tariffs.get(payer, Counter())
    before = desk.seen_within(payer, cents, line.bank.date, MEMORY)
    lines = max(round_.amounts.get((p, cents), 0) for p in line.labels)
    return (
        other_ways(line, [key], round_),
        RuledOut("equal_item", len(desk.dated.get(payer, ())), before - 1),
        RuledOut("equal_line", len(round_.amounts), lines - 1),
        RuledOut("tariff", len(tariffs), sum(_multiple(cents, t) for t in tariffs)),
    )


def other_ways(
    line: Line, keys: Iterable[str], round_: Round, surely: Iterable[str] = ()
) -> RuledOut:
    """Other sets of open items with the same sum; not complete when there are too many.

    `surely` = items that are in every set, because the text names them.
    """
    desk = round_.desk
    end = line.bank.date + EARLY
    open_ = desk.open_between(line, line.bank.date - WINDOW, end, most=LIMIT)
    if open_ is None:
        return RuledOut("subset", LIMIT + 1, 0, complete=False)
    named = set(surely)
    free = [k for k in open_ if k not in named]
    search = subsets([desk.left(k) for k in free], line.cents - sum(map(desk.left, named)))
    own = set(keys) - named
    others = [w for w in search.found if {free[i] for i in w} != own]
    return RuledOut("subset", search.searched, len(others), search.complete)


def _in_time(desk: Desk, key: str, line: Line) -> bool:
    answered = desk.items[key].answered
    return answered is not None and answered <= line.bank.date + EARLY


def _multiple(cents: int, tariff: int) -> bool:
    return cents % tariff == 0 and cents // tariff <= REGULAR
