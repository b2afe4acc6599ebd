"""What a line could be (voorstellen): explanations that may not book by themselves, best first.

A line that names items is measured against those; any other against everything open of its payer.
At most two are shown: with two, nobody can know which one it is (`ambiguous`).
"""

from collections.abc import Iterable
from dataclasses import replace

from koppeling.matching.by_structure import no_usual_amount, other_ways, unopposed
from koppeling.matching.desk import Desk
from koppeling.matching.evidence import explained
from koppeling.matching.lines import Answer, Line
from koppeling.matching.named import EARLY, Named
from koppeling.matching.risk import accident
from koppeling.matching.round import WINDOW, Round, matched
from koppeling.matching.said import full_payment_word, marked_part, set_off_word
from koppeling.matching.subset import LIMIT, subsets
from koppeling.matching.waiting import open_negatives, sets_of
from koppeling.model.explanations import CLASSES, Clue, Explanation, RuledOut

SHOWN = 2
MOST_OPEN = 500
"""Items that are added up, oldest first, to see what was open until a day."""


def propose(named: Named, round_: Round) -> Answer:
    """Why a line is parked, with what it could be."""
    line = named.line
    if named.open:
        found = _of_named(named, round_)
        exact = sum(round_.desk.left(k) for k in named.keys) == line.cents
        parked = _parked("residual", line, found, named.shown, round_)
        return replace(parked, reason="proposal") if exact and parked.options else parked
    if named.groups or line.cents <= 0:
        return _parked("unexplained", line, [], named.shown, round_)
    found = _of_open(line, round_)
    return _parked("", line, found, (), round_)


def _parked(
    reason: str, line: Line, found: list[Answer], shown: tuple[str, ...], round_: Round
) -> Answer:
    options: list[Explanation] = []
    for answer in found:
        made = explained(line, answer, round_.desk)
        if made.id not in {o.id for o in options} | round_.refused:
            options.append(made)
    options = options[:SHOWN]
    if not reason:
        reason = ("unexplained", "proposal", "ambiguous")[len(options)]
    if not shown:
        shown = tuple(dict.fromkeys(p.invoice for o in options for p in o.parts if p.invoice))
    return Answer(reason=reason, candidates=shown, options=tuple(options))


def _of_named(named: Named, round_: Round) -> list[Answer]:
    """A part of what is named, more than is named, or what is named less open negatives."""
    line, desk, keys = named.line, round_.desk, named.keys
    found: list[Answer] = []
    search = subsets([desk.left(k) for k in keys], line.cents)
    for way in search.found:
        chosen = [keys[i] for i in way]
        found.append(matched("some_named", chosen, desk, clues=named.clues(chosen)))
    total = sum(desk.left(k) for k in keys)
    if not found and not (set_off_word(line) or full_payment_word(line)):
        negatives = open_negatives(named, desk)
        search = sets_of(named, negatives, desk)
        if search.only is not None:
            chosen = [*keys, *(negatives[i] for i in search.only)]
            ruled = (RuledOut("negatives", search.searched, 0),)
            found.append(matched("named_less_negatives", chosen, desk, named.clues(keys), ruled))
    if not found:
        found += [
            matched("whole_remittance", each, desk, (*named.clues(keys), Clue(s[1][0], "")))
            for s, each in desk.whole(line)
            if named.among(each)
        ]
    if not found and (answer := _rest_marked(named, line.cents - total, desk)):
        found.append(answer)
    if not found and 0 < total < line.cents:
        found.append(matched("more_than_named", keys, desk, clues=named.clues(keys)))
    if not found and len(keys) == 1 and 0 < line.cents < total:
        item = desk.items[keys[0]]
        found.append(
            Answer(
                "part_of_item",
                (item.part(line.cents),),
                item.answered,
                clues=named.clues(keys),
            )
        )
    return [replace(a, needs="decision") for a in found]


def _rest_marked(named: Named, rest: int, desk: Desk) -> Answer | None:
    """All that is named, and the payer's own mark says what the rest is."""
    marked = marked_part(named.line, rest, desk.mark)
    if marked is None:
        return None
    answer = matched("marked_rest", named.keys, desk, clues=(*named.clues(named.keys), marked[1]))
    return replace(answer, parts=(*answer.parts, marked[0]))


def marked_whole(line: Line, desk: Desk) -> Answer | None:
    """Nothing is named, and the payer's own mark says what the whole line is."""
    marked = marked_part(line, line.cents, desk.mark)
    if marked is None:
        return None
    return Answer("marked", marked[:1], line.bank.date, clues=marked[1:], needs="decision")


def _of_open(line: Line, round_: Round) -> list[Answer]:
    """Sets of open items that make the amount; without a proof at most what structure shows."""
    desk = round_.desk
    begin, end = line.bank.date - WINDOW, line.bank.date + EARLY
    open_ = desk.open_between(line, begin, end, most=LIMIT)
    found = _structured(line, desk, round_)
    if open_ is not None:
        search = subsets([desk.left(k) for k in open_], line.cents)
        known = {frozenset(p.item for p in a.parts) for a in found}
        ways = [[open_[i] for i in way] for way in search.found]
        if fresh := [keys for keys in ways if frozenset(keys) not in known]:
            others = RuledOut("subset", search.searched, len(search.found) - 1)
            ruled = (others, accident(line, open_, round_))
            found += [matched("subset", keys, desk, ruled_out=ruled) for keys in fresh]
    told = marked_whole(line, desk)
    waiting = not round_.quiet(line)
    return [
        *([told] if told else []),
        *(
            replace(a, needs="three_days" if waiting and _could_book(a) else "decision")
            for a in found
        ),
    ]


def _could_book(answer: Answer) -> bool:
    """Whether only time is missing: its rule books by itself, and nothing speaks against it."""
    return answer.rule in CLASSES and unopposed(answer)


def _structured(line: Line, desk: Desk, round_: Round) -> list[Answer]:
    """Whole files and runs, single items, and everything open until a day."""
    found = [
        matched(
            "whole_remittance", keys, desk, (Clue(s[1][0], ""),), (other_ways(line, keys, round_),)
        )
        for s, keys in desk.whole(line)[:SHOWN]
    ]
    found += [
        matched("unique_amount", [k], desk, (Clue("amount", ""),), no_usual_amount(line, k, round_))
        for k in desk.equal(line, line.cents)[:SHOWN]
        if desk.items[k].answered is not None
    ]
    prefix = _open_until(line, desk)
    if prefix and all({p.item for p in a.parts} != set(prefix) for a in found):
        ruled = (other_ways(line, prefix, round_),)
        found.append(matched("open_until", prefix, desk, ruled_out=ruled))
    return found


def _open_until(line: Line, desk: Desk) -> Iterable[str] | None:
    """Everything open up to a day, oldest day first, when that makes the amount."""
    end = line.bank.date + EARLY
    open_ = desk.open_between(line, line.bank.date - WINDOW, end, most=MOST_OPEN)
    total, taken = 0, []
    for i, key in enumerate(open_ or ()):
        total += desk.left(key)
        taken.append(key)
        day = desk.items[key].answered
        last = i + 1 == len(open_ or ()) or desk.items[(open_ or [])[i + 1]].answered != day
        if last and total == line.cents and len(taken) > 1:
            return taken
    return None
