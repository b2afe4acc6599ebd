"""The ladder (aflettertrap): the rules by which a payer's line is explained, in one order.

`PROOFS` book by themselves: the first that gives an answer is the one, and an answer may also be
that the line is ambiguous. They come in rounds: what rests on a number or a document goes for all
lines before what rests on absence, so that no line takes by its amount what another names. What no
proof explains is parked with the best proposals (`proposals.py`). Source: contract section 2, *What
books by itself*.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from koppeling.matching.desk import Desk
from koppeling.matching.facts import View
from koppeling.matching.lines import Answer, Line
from koppeling.matching.packs import pack
from koppeling.matching.redaction import key_forms
from koppeling.matching.setoffs import SetOff, part_of
from koppeling.matching.subset import subsets
from koppeling.model.explanations import Clue, RuledOut
from koppeling.model.mapping import Booking
from koppeling.model.movements import Part

MAX_CHOICES = 64
SILENCE = timedelta(days=3)
"""How long nothing may have come that would explain a line otherwise."""
REGULAR = 31
"""A multiple of a tariff up to this is no amount of its own."""
MEMORY = 731
"""Days (24 months) in which an amount that came before is a usual one."""
WINDOW = timedelta(days=400)
"""How long an item may be open and still be among the candidates."""
EARLY = timedelta(days=3)
"""How much later than the payment its remittance may be dated."""


@dataclass
class Round:
    """Ronde: what the rules look at besides the line itself.

    `documents` = set-offs by the mark of their number; `amounts` = cents of the lines that are not
    explained yet, per payer; `tariffs` = per payer; `latest` = the newest date of what was read.
    """

    desk: Desk
    view: View
    documents: dict[str, list[SetOff]]
    amounts: dict[tuple[str, int], int]
    tariffs: dict[str, frozenset[int]]
    latest: date
    refused: frozenset[str]

    def quiet(self, line: Line) -> bool:
        """Whether everything that could explain a line otherwise would have been read."""
        return self.latest - line.bank.date >= SILENCE

    def booking(self, line: Line) -> Booking:
        """The switches for a line: its payer's, or the general ones."""
        return self.view.mapping.booking_of(line.payer, "")


@dataclass
class Named:
    """Wat een mutatie noemt: items by number, the open ones, and the clues to them."""

    line: Line
    desk: Desk

    @cached_property
    def groups(self) -> list[list[str]]:
        """Items a number."""
        return self.desk.named(self.line)

    @cached_property
    def open(self) -> list[list[str]]:
        """The same, less what is paid already."""
        return [g for g in ([k for k in g if self.desk.left(k)] for g in self.groups) if g]

    @cached_property
    def keys(self) -> list[str]:
        """Every open item that is named."""
        return sorted({k for g in self.open for k in g})

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Claim numbers, for people."""
        return tuple(
            self.desk.items[k].invoice for k in sorted({k for g in self.groups for k in g})
        )

    def clues(self, keys: Iterable[str]) -> tuple[Clue, ...]:
        """Where each of these items is named."""
        marks: dict[str, list[str]] = {}
        for mark in self.line.bank.marks:
            for key in self.desk.index.get(mark, ()):
                marks.setdefault(key, []).append(mark)
        return tuple(
            place_of("number", self.desk.items[k].invoice, self.line, marks.get(k, ()))
            for k in keys
        )


def place_of(kind: str, value: str, line: Line, marks: Iterable[str]) -> Clue:
    """The first place in the masked texts where one of the marks stands."""
    for number, text in enumerate(line.bank.texts):
        for mark in marks:
            start = text.find(f"[{mark}]")
            if start >= 0:
                return Clue(kind, value, number, start, start + len(mark) + 2)
    return Clue(kind, value)


Proof = Callable[[Named, Round], Answer | None]


def by_document(named: Named, round_: Round) -> Answer | None:
    """`netting_document`: the text names a set-off that says what the payout was made of."""
    line = named.line
    found = {
        d.key: d
        for mark in line.bank.marks
        for d in round_.documents.get(mark, ())
        if d.payer in line.labels and d.payout == line.cents
    }
    return _settled(list(found.values()), line, round_) if found else None


def by_payout(named: Named, round_: Round) -> Answer | None:
    """`netting_document`: no number is named, but one set-off only pays out this amount."""
    line = named.line
    if named.groups or line.cents <= 0:
        return None
    every = {d.key: d for ds in round_.documents.values() for d in ds}
    found = [
        d
        for d in every.values()
        if d.payer in line.labels
        and d.payout == line.cents
        and abs(d.document.date - line.bank.date) <= timedelta(days=REGULAR)
        and fits(d.parts, round_.desk)
    ]
    alone = sum(round_.amounts.get((p, line.cents), 0) for p in line.labels) == 1
    return _settled(found, line, round_) if len(found) == 1 and alone else None


def _settled(found: list[SetOff], line: Line, round_: Round) -> Answer | None:
    ready = [d for d in found if not d.reason and fits(d.parts, round_.desk)]
    if len(ready) == 1:
        document = ready[0]
        number = document.document.number
        marks = {round_.view.mark(f) for f in number_marks(number)}
        clue = place_of("document", number, line, marks)
        return Answer("netting_document", document.parts, document.dated, clues=(clue,))
    waiting = next((d for d in found if d.reason == "awaiting_remittance"), None)
    invoices = tuple(i.reference for i in found[0].document.items if i.reference)
    return Answer(reason="awaiting_remittance" if waiting else "residual", candidates=invoices)


def number_marks(number: str) -> set[str]:
    """The forms in which a document's number is looked for."""
    return key_forms(number)


def fits(parts: Iterable[Part], desk: Desk) -> bool:
    """Whether every item still has what the parts take of it (a carried rest begins at nothing)."""
    for part in parts:
        left = desk.left(part.item) if part.item else part.cents
        opens = part.item and desk.items[part.item].kind == "carried" and part.cents > 0
        if not opens and (left * part.cents <= 0 or abs(part.cents) > abs(left)):
            return False
    return True


def named_sum(named: Named, round_: Round) -> Answer | None:
    """`named_sum`: all items whose numbers stand in the text make the amount."""
    chosen, ways = _one_a_number(named.open, named.line.cents, round_.desk)
    if ways == 1:
        return matched("named_sum", chosen, round_.desk, clues=named.clues(chosen))
    return Answer(reason="ambiguous", candidates=named.shown) if ways else None


def _one_a_number(groups: list[list[str]], cents: int, desk: Desk) -> tuple[tuple[str, ...], int]:
    """One open item a number that together make the amount: the items, and how many ways."""
    if not groups:
        return (), 0
    everything = tuple(sorted({k for g in groups for k in g}))
    solutions: set[tuple[str, ...]] = set()
    if sum(desk.left(k) for k in everything) == cents:
        solutions.add(everything)
    choices: set[tuple[str, ...]] = {()}
    for group in groups:
        choices = {tuple(sorted({*c, k})) for c in choices for k in group}
        if len(choices) > MAX_CHOICES:
            return (everything, 1) if solutions else ((), 0)
    solutions |= {c for c in choices if sum(desk.left(k) for k in c) == cents}
    return (min(solutions), len(solutions)) if solutions else ((), 0)


def awaiting(named: Named, round_: Round) -> Answer | None:
    """No proof: a claim is named that nobody answered yet."""
    items = round_.desk.items
    if any(items[k].answered is None for g in named.groups for k in g):
        return Answer(reason="awaiting_remittance", candidates=named.shown)
    return None


def set_off(named: Named, round_: Round) -> Answer | None:
    """`named_sum` less exactly one set of open negatives, when the text says set-off."""
    line, desk, clue = named.line, round_.desk, said_set_off(named.line)
    if not named.open or clue is None:
        return None
    negatives = [k for k in desk.negatives(line) if k not in named.keys]
    target = line.cents - sum(desk.left(k) for k in named.keys)
    search = subsets([desk.left(k) for k in negatives], target)
    ruled = (RuledOut("subset", search.searched, len(search.found), search.complete),)
    if search.only is not None:
        chosen = [*named.keys, *(negatives[i] for i in search.only)]
        clues = (*named.clues(named.keys), clue)
        return matched("named_sum", chosen, desk, clues=clues, ruled_out=ruled)
    if search.found:
        ways = [desk.items[negatives[i]].invoice for way in search.found for i in way]
        invoices = tuple(dict.fromkeys([*named.shown, *ways]))
        return Answer(reason="ambiguous", candidates=invoices, ruled_out=ruled)
    return None


def said_set_off(line: Line) -> Clue | None:
    """The word that says that something was taken off, and where."""
    for number, text in enumerate(line.bank.texts):
        for payer in line.payers:
            for said in pack(payer.pack).set_off:
                start = text.lower().find(said)
                if start >= 0:
                    return Clue("word", said, number, start, start + len(said))
    return None


def tolerated(named: Named, round_: Round) -> Answer | None:
    """`named_sum` within the tolerance of the mapping: the difference on an account of its own."""
    line, desk = named.line, round_.desk
    difference = line.cents - sum(desk.left(k) for k in named.keys)
    if not named.keys or any(len(g) > 1 for g in named.open) or not difference:
        return None
    most = min(desk.items[k].booking.tolerance_cents for k in named.keys)
    if abs(difference) > most or not line.payer:
        return None
    answer = matched("named_sum", named.keys, desk, clues=named.clues(named.keys))
    part = Part(difference, line.payer, "difference", version=round_.view.newest)
    return replace(answer, parts=(*answer.parts, part))


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
    """`whole_remittance`: all open items of one file, or of one day, and nothing else adds up."""
    line = named.line
    if named.groups or line.cents <= 0:
        return None
    desk = round_.desk
    found = [
        (s, keys) for s, keys in desk.whole(line) if all(_in_time(desk, k, line) for k in keys)
    ]
    if not found:
        return None
    if len(found) > 1 or desk.equal(line, line.cents):
        shown = tuple(desk.items[k].invoice for _, keys in found for k in keys)
        return Answer(reason="ambiguous", candidates=shown)
    (_, (kind, _)), keys = found[0]
    ruled = (RuledOut("file_or_run", len(desk.members), 0), other_ways(line, keys, round_))
    answer = matched("whole_remittance", keys, desk, ruled_out=ruled, clues=(Clue(kind, ""),))
    return _resting_on_absence(answer, line, round_)


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
    if any(r.found or not r.complete for r in answer.ruled_out):
        return None
    return answer if round_.quiet(line) else None


def no_usual_amount(line: Line, key: str, round_: Round) -> tuple[RuledOut, ...]:
    """What could make an amount less than proof: other ways, equals, and multiples of a tariff."""
    desk, cents, payer = round_.desk, line.cents, round_.desk.items[key].payer
    tariffs = round_.tariffs.get(payer, frozenset())
    before = desk.seen_within(payer, cents, line.bank.date, MEMORY)
    lines = sum(round_.amounts.get((p, cents), 0) for p in line.labels)
    return (
        other_ways(line, [key], round_),
        RuledOut("equal_item", len(desk.dated.get(payer, ())), before - 1),
        RuledOut("equal_line", len(round_.amounts), lines - 1),
        RuledOut("tariff", len(tariffs), sum(_multiple(cents, t) for t in tariffs)),
    )


def other_ways(line: Line, keys: Iterable[str], round_: Round) -> RuledOut:
    """Other sets of open items with the same sum; not complete when there are too many."""
    desk = round_.desk
    end = line.bank.date + EARLY
    open_ = desk.open_between(line, line.bank.date - WINDOW, end, most=30)
    if open_ is None:
        return RuledOut("subset", 31, 0, complete=False)
    search = subsets([desk.left(k) for k in open_], line.cents)
    own = set(keys)
    others = [w for w in search.found if {open_[i] for i in w} != own]
    return RuledOut("subset", search.searched, len(others), search.complete)


def _in_time(desk: Desk, key: str, line: Line) -> bool:
    answered = desk.items[key].answered
    return answered is not None and answered <= line.bank.date + EARLY


def _multiple(cents: int, tariff: int) -> bool:
    return cents % tariff == 0 and cents // tariff <= REGULAR


def matched(
    rule: str,
    keys: Iterable[str],
    desk: Desk,
    clues: tuple[Clue, ...] = (),
    ruled_out: tuple[RuledOut, ...] = (),
) -> Answer:
    """The answer that pays what is left of these items."""
    items = [desk.items[k] for k in keys]
    dated = max(item.answered or item.opened for item in items)
    parts = tuple(part_of(item, desk.left(item.key)) for item in items)
    return Answer(rule, parts, dated, clues=clues, ruled_out=ruled_out)


ROUNDS: tuple[tuple[Proof, ...], ...] = (
    (by_document, named_sum, awaiting, set_off, tolerated),
    (by_payout,),
    (advance, whole_remittance, unique_amount),
)
"""Every line goes through one round before any goes through the next."""
