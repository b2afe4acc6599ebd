"""Rules that rest on a number (op nummer): of a set-off document, or of the items themselves."""

from dataclasses import replace
from datetime import timedelta

from koppeling.matching.desk import Desk
from koppeling.matching.lines import Answer, Line
from koppeling.matching.named import Named, place_of
from koppeling.matching.redaction import key_forms
from koppeling.matching.risk import accident_of
from koppeling.matching.round import Round, fits, matched
from koppeling.matching.said import more_word, set_off_word
from koppeling.matching.setoffs import SetOff
from koppeling.matching.waiting import left_waiting, open_negatives, sets_of, taken_before
from koppeling.model.explanations import RuledOut
from koppeling.model.movements import OpenItem, Part

MAX_CHOICES = 64
NEAR = timedelta(days=31)
"""How far from its date a set-off may be paid out, when its number is not named."""


def by_document(named: Named, round_: Round) -> Answer | None:
    """`netting_document`: the text names a set-off that says what the payout was made of."""
    line = named.line
    found = [d for d in round_.said_by(line) if d.payout == line.cents]
    return _settled(found, line, round_) if found else None


def by_payout(named: Named, round_: Round) -> Answer | None:
    """`netting_document`: no number is named, but one set-off only pays out this amount."""
    line = named.line
    if line.cents <= 0:
        return None
    found = [
        d
        for d in round_.payouts.get(line.cents, ())
        if d.payer in line.labels
        and named.among(p.item for p in d.parts)
        and abs(d.document.date - line.bank.date) <= NEAR
        and fits(d.parts, round_.desk)
    ]
    alone = max(round_.amounts.get((p, line.cents), 0) for p in line.labels) == 1
    return _settled(found, line, round_) if len(found) == 1 and alone else None


def by_payout_and_number(named: Named, round_: Round) -> Answer | None:
    """`by_payout`, when what the text names stands in the document."""
    return by_payout(named, round_) if named.groups else None


def _settled(found: list[SetOff], line: Line, round_: Round) -> Answer | None:
    ready = [d for d in found if not d.reason and fits(d.parts, round_.desk)]
    if len(ready) == 1:
        document = ready[0]
        number = document.document.number
        marks = {round_.view.mark(f) for f in key_forms(number)}
        clue = place_of("document", number, line, marks)
        return Answer("netting_document", document.parts, document.dated, clues=(clue,))
    waiting = next((d for d in found if d.reason == "awaiting_remittance"), None)
    invoices = tuple(i.reference for i in found[0].document.items if i.reference)
    return Answer(reason="awaiting_remittance" if waiting else "residual", candidates=invoices)


def named_sum(named: Named, round_: Round) -> Answer | None:
    """`named_sum`: all items whose numbers stand in the text make the amount.

    Not where more may have been named: a text that is cut off, or one that says that something was
    taken off and is full, names a range, or names what nobody knows.
    """
    line, read, desk = named.line, named.read, round_.desk
    taken = any(desk.left(k) < 0 for k in named.keys)
    more = read.unknown or more_word(line) or (read.full and not taken)
    if read.cut or (more and set_off_word(line)):
        return None
    if read.scraps and any(map(round_.by_tariff, named.payers)):
        return None
    found = [f for f in (_one_a_number(r.open, line.cents, desk) for r in named.readings) if f[1]]
    if sum(ways for _, ways in found) > 1:
        return Answer(reason="ambiguous", candidates=named.shown)
    if not found:
        return None
    ((chosen, _),) = found
    return matched("named_sum", chosen, desk, clues=named.clues(chosen))


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
    if any(_awaits(reading, round_.desk) for reading in named.readings):
        return Answer(reason="awaiting_remittance", candidates=named.shown)
    return None


def _awaits(named: Named, desk: Desk) -> bool:
    """Whether a claim of these has no answer; of one of several payers, only where it may fit.

    A claim is awarded between nothing and what it declared: a number that is two claims does not
    name the one with which the amount could never be made.
    """
    groups = [[desk.items[k] for k in g] for g in named.groups]
    if all(item.answered is not None for group in groups for item in group):
        return False
    if not named.of:
        return True
    spans = [[b for item in group for b in _bounds(item, desk)] for group in groups if group]
    least = 0 if set_off_word(named.line) else sum(map(min, spans))
    return least <= named.line.cents <= sum(map(max, spans))


def _bounds(item: OpenItem, desk: Desk) -> tuple[int, int]:
    """Least and most cents that an item may be."""
    left = desk.left(item.key)
    return (left, left) if item.answered else (min(item.declared, 0), max(item.declared, 0))


def set_off(named: Named, round_: Round) -> Answer | None:
    """`named_sum` less exactly one set of open negatives, when the text says set-off."""
    named = named.readings[0] if len(named.readings) == 1 else named
    line, desk, clue = named.line, round_.desk, set_off_word(named.line)
    read = named.read
    more = read.unknown or read.scraps or read.full or more_word(line)
    if not named.open or clue is None or more:
        return None
    if len(named.payers) > 1 or any(len(g) > 1 for g in named.open):
        return None
    negatives = open_negatives(named, desk)
    search = sets_of(named, negatives, desk)
    if search.only is not None:
        taken = [negatives[i] for i in search.only]
        risks = _risks(named, negatives, taken, round_)
        if any(r.found or not r.complete for r in risks):
            return None
        ruled = (RuledOut("negatives", search.searched, 0), *risks)
        clues = (*named.clues(named.keys), clue)
        return matched("named_sum", [*named.keys, *taken], desk, clues=clues, ruled_out=ruled)
    if search.found:
        ways = [desk.items[negatives[i]].invoice for way in search.found for i in way]
        invoices = tuple(dict.fromkeys([*named.shown, *ways]))
        return Answer(reason="ambiguous", candidates=invoices)
    return None


def _risks(
    named: Named, negatives: list[str], taken: list[str], round_: Round
) -> tuple[RuledOut, ...]:
    """What speaks against a set-off by the one set that adds up.

    What a payout left although it could have taken it, or took although it came after the claims
    were answered, is no fault where nothing adds up by chance.
    """
    desk, others = round_.desk, round_.waiting.beside(named)
    left = left_waiting(named, [k for k in negatives if k not in taken], others, desk)
    late = any((desk.items[k].answered or named.decided) > named.decided for k in taken)
    if left.found or late:
        cents = [desk.left(k) for k in negatives]
        left = accident_of(cents, next(iter(named.payers)), round_)
    return taken_before(taken, others, desk), left


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
