"""Every bank line gets its conclusion (mutaties verwerken): paid, explained, asked, or nobody's.

Returns are paired with their originals first; then what people decided, what documents without a
payout settle, and the ladder round by round. The same lines and items always give the same
conclusions, whatever order they came in.
"""

from collections.abc import Iterable
from collections.abc import Mapping as Known
from dataclasses import replace

from koppeling.matching.conclusions import Bank, Received, Told
from koppeling.matching.decisions import Effects, decide_line
from koppeling.matching.desk import Desk
from koppeling.matching.evidence import explained
from koppeling.matching.facts import View
from koppeling.matching.ladder import ROUNDS, Proof
from koppeling.matching.lines import Answer, Line
from koppeling.matching.named import Named
from koppeling.matching.payments import about, asked, is_payment, set_aside
from koppeling.matching.proposals import marked_whole, propose
from koppeling.matching.redaction import key_forms
from koppeling.matching.returns import originals
from koppeling.matching.round import Round, fits, matched
from koppeling.matching.said import set_off_word
from koppeling.matching.setoffs import SetOff
from koppeling.matching.waiting import Waiting
from koppeling.model.explanations import Explanation, Match, Parked, explanation_id
from koppeling.model.movements import Movement, Part


def take_lines(
    lines: tuple[Line, ...],
    desk: Desk,
    documents: Iterable[SetOff],
    effects: Effects,
    view: View,
    facts: Told,
) -> Bank:
    """Every line in turn."""
    aside = set_aside(lines, facts.there, desk, effects, view)
    bank = Bank(unbooked=list(aside), questions=[asked(x, facts.there[x.id], desk) for x in aside])
    gone = {x.id for x in aside}
    lines = tuple(x for x in lines if x.id not in gone)
    documents = tuple(documents)
    answers = _decided(lines, originals(lines, view), desk, effects)
    payouts = _by_payout(documents, desk, bank)
    open_ = [x for x in lines if x.payers and x.id not in answers and is_payment(x, desk)]
    named = {x.id: Named(x, desk) for x in open_}
    round_ = Round(
        desk,
        view,
        _by_mark(documents, view),
        payouts,
        {},
        facts.tariffs,
        facts.latest,
        effects.refused,
        Waiting((n for n in named.values() if set_off_word(n.line)), desk),
    )
    _climb(named, aside, answers, round_)
    for line in lines:
        answer = answers.get(line.id)
        if answer is not None and (line.payers or answer.rule):
            _receive(line, answer, bank, desk, view)
        else:
            _other(line, desk, bank, view)
    bank.paid_out = _paid_out(bank.received, round_)
    return bank


def _decided(
    lines: Iterable[Line], paired: Known[str, Answer], desk: Desk, effects: Effects
) -> dict[str, Answer]:
    """Returns with their originals, and what people decided of the other lines."""
    answers = dict(paired)
    for line in lines:
        returned = line.id in paired and not paired[line.id].reason
        if not returned and (decided := decide_line(line, desk, effects)):
            answers[line.id] = decided
    return answers


def _by_payout(documents: Iterable[SetOff], desk: Desk, bank: Bank) -> dict[int, list[SetOff]]:
    """The documents by what they paid out; one that paid nothing settles its items by itself."""
    payouts: dict[int, list[SetOff]] = {}
    for found in documents:
        payouts.setdefault(found.payout, []).append(found)
    for found in payouts.get(0, []):
        if not found.reason and fits(found.parts, desk):
            desk.take(found.parts)
            bank.settled.append(found)
    return payouts


def _paid_out(received: Iterable[Received], round_: Round) -> dict[str, int]:
    """What came on the bank for each set-off document (C4)."""
    found: dict[str, int] = {}
    by_parts = {d.parts: d.key for ds in round_.documents.values() for d in ds}
    for r in received:
        named = {d.key for d in round_.said_by(r.line)}
        if r.answer.rule == "netting_document":
            named = {by_parts[r.answer.parts]}
        elif r.answer.parts:
            continue  # the number of a document may be a claim's number too
        for key in named:
            found[key] = found.get(key, 0) + r.line.cents
    return found


def _climb(
    named: Known[str, Named], aside: list[Line], answers: dict[str, Answer], round_: Round
) -> None:
    """The ladder, one round for all lines before the next; then the proposals.

    A line that was set aside pays something all the same: its amount is not unique. Payouts go in
    the order in which they were made up, for what one took was gone for the next; and again as long
    as one is explained, for what it took is no explanation of another.
    """
    waiting = sorted(named.values(), key=lambda n: n.decided)
    for proofs in ROUNDS:
        before = len(waiting) + 1
        while len(waiting) < before:
            before = len(waiting)
            round_.amounts = _amounts([*(n.line for n in waiting), *aside])
            waiting = [n for n in waiting if not _explained(n, proofs, answers, round_)]
        waiting = [n for n in waiting if n.line.id not in answers]
    round_.amounts = _amounts([*(n.line for n in named.values()), *aside])
    for each in waiting:
        answers[each.line.id] = propose(each.now(), round_)


def _explained(
    named: Named, proofs: Iterable[Proof], answers: dict[str, Answer], round_: Round
) -> bool:
    """Whether a rule books the line now; what it is asked about otherwise may still change."""
    line, named = named.line, named.now()
    answers.pop(line.id, None)
    proven = (proof(named, round_) for proof in proofs)
    answer = next((a for a in proven if a and not _refused(line, a, round_)), None)
    if answer is None:
        return False
    answers[line.id] = answer
    round_.desk.take(answer.parts)
    if answer.parts:
        round_.waiting.explained(line, answer.parts)
    return bool(answer.parts)


def _refused(line: Line, answer: Answer, round_: Round) -> bool:
    return bool(answer.parts) and explanation_id(line.id, answer.parts) in round_.refused


def _amounts(lines: Iterable[Line]) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    for line in lines:
        for label in line.labels:
            found[label, line.cents] = found.get((label, line.cents), 0) + 1
    return found


def _by_mark(documents: Iterable[SetOff], view: View) -> dict[str, list[SetOff]]:
    found: dict[str, list[SetOff]] = {}
    for document in documents:
        if document.payout:
            for form in sorted(key_forms(document.document.number)) or [""]:
                found.setdefault(view.mark(form), []).append(document)
    return found


def _receive(line: Line, answer: Answer, bank: Bank, desk: Desk, view: View) -> None:
    received = Received(line, paid_of(line, view, answer), answer)
    bank.received.append(received)
    if answer.reason:
        bank.questions.append(_question(received, desk))


def _other(line: Line, desk: Desk, bank: Bank, view: View) -> None:
    """Lines that are no payer's payment: a question when they look like one, else other."""
    booking = view.mapping.booking
    reason, options = _suspicion(line, desk)
    books = booking.bank == "koppeling" and booking.other_lines == "unidentified"
    if reason:
        bank.questions.append(
            Parked(
                id=f"L{line.id}",
                reason=reason,
                cents=line.cents,
                held_on="unidentified" if books else None,
                where=line.where,
                date=line.bank.date,
                about=about(line, desk),
                options=options,
            )
        )
        bank.unbooked.append(line)
    else:
        bank.others.append(line)
    if books:
        part = Part(line.cents, "", "unidentified")
        answer = Answer("other", (part,), line.bank.date)
        bank.received.append(Received(line, paid_of(line, view, answer), answer))


def _suspicion(line: Line, desk: Desk) -> tuple[str, tuple[Explanation, ...]]:
    """Why a line of an unknown account may still be a payer's ('' = it is nobody's)."""
    if line.bank.own:
        return "", ()
    if line.payers:
        named = Named(line, desk)
        negative = [k for k in named.keys if desk.left(k) < 0]
        if not negative:
            told = None if named.groups else marked_whole(line, desk)
            return ("proposal", (explained(line, told, desk),)) if told else ("", ())
        repaid = sum(desk.left(k) for k in negative) == line.cents
        answer = matched("credit_repaid", negative, desk, named.clues(negative))
        option = explained(line, replace(answer, needs="decision"), desk)
        return "proposal", (option,) if repaid else ()
    if line.bank.batch and line.cents > 0:
        return "batch_without_details", ()
    known = any(mark in desk.index for mark in line.bank.marks)
    return ("unknown_payer" if known or line.bank.names_payer else ""), ()


def paid_of(line: Line, view: View, answer: Answer) -> Movement:
    """The receipt as a fact; its booking policy is that of the payer, or the general one."""
    payer = line.payer
    if not payer and not line.payers:
        payer = next((p.payer for p in answer.parts if p.item), "")
    return Movement(
        key=f"paid/{line.id}",
        kind="paid",
        date=line.bank.date,
        cents=line.cents,
        payer=payer,
        law="",
        booking=view.booking_of(f"line/{line.id}", payer, ""),
        version=view.version_of(f"line/{line.id}"),
        evidence=(line.where,),
        iban=line.iban,
    )


def _question(received: Received, desk: Desk) -> Parked:
    line, answer = received.line, received.answer
    return Parked(
        id=f"L{line.id}",
        reason=answer.reason,
        cents=line.cents - sum(p.cents for p in answer.parts),
        held_on=received.paid.booking.hold,
        where=line.where,
        payer=received.paid.payer,
        date=line.bank.date,
        about=about(line, desk),
        candidates=answer.candidates,
        options=answer.options,
    )


def match_of(received: Received, desk: Desk) -> Match:
    """The match of an explained receipt, with why."""
    why = explained(received.line, received.answer, desk)
    return Match(
        id=why.id,
        line=received.line.id,
        evidence=received.line.where,
        items=why.parts,
        cents=sum(p.cents for p in why.parts),
        rule=why.rule,
        why=why,
    )
