"""Claims and their answers (declaraties en retouren): which answer belongs to which version.

A claim number lives through versions: each technical return closes one, the next claim under the
same number opens another. An ordinary answer is booked once; a second one is parked. Without its
claim an answer stands for it (contract 2, *Documents alone, twice, again*).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date as Day  # noqa: N812 - fields are called date
from typing import Literal

from koppeling.matching.by_reference import Difference, by_reference
from koppeling.matching.facts import Gated, Taken, question_id
from koppeling.matching.lives import Life
from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import UNSEEN, Group, GroupSums, without
from koppeling.model.mapping import same_payer


@dataclass(slots=True)
class Claims:
    """Alle levenslopen, and what could not be placed: (document, reason), `broken` its figures.

    `replaced` and `accepted` = questions about documents that people decided so; `superseded` = the
    answers that another one replaced.
    """

    replaced: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    lives: list[Life] = field(default_factory=list)
    superseded: list[Taken] = field(default_factory=list)
    unplaced: list[tuple[Taken, str]] = field(default_factory=list)
    broken: list[tuple[Taken, Difference]] = field(default_factory=list)


@dataclass(slots=True)
class _Number:
    """Everything seen under one claim number of one payee at one payer in one year."""

    claims: list[Taken] = field(default_factory=list)
    answers: list[Taken] = field(default_factory=list)


@dataclass(slots=True)
class _Index:
    """Claim numbers by what an answer may name instead of payer, payee, number and year.

    A message number is its sender's own, in one standard: of payer, payee and law.
    """

    by_message: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    payerless: dict[str, set[str]] = field(default_factory=dict)

    def add(self, claim: Claim, key: str) -> None:
        if claim.message_id:
            self.by_message[_message_key(claim, claim.message_id)] = key
        number = _key("", claim.payee, claim.invoice, claim.date.year)
        self.payerless.setdefault(number, set()).add(key)


def lives_of(
    gated: Iterable[Gated],
    replaced: frozenset[str] = frozenset(),
    accepted: frozenset[str] = frozenset(),
) -> Claims:
    """Place every claim and remittance that passed the gate."""
    used = [g.taken for g in gated if g.verdict == "used"]
    found = Claims(replaced, accepted)
    numbers: dict[str, _Number] = {}
    index = _Index()
    for taken in used:
        if isinstance(taken.document, Claim):
            claim = taken.document
            key = _key(claim.payer, claim.payee, claim.invoice, claim.date.year)
            numbers.setdefault(key, _Number()).claims.append(taken)
            index.add(claim, key)
    for taken in used:
        if isinstance(taken.document, Remittance):
            answer_key = _answer_key(taken.document, index)
            if answer_key is not None:
                numbers.setdefault(answer_key, _Number()).answers.append(taken)
            elif question_id(taken) in accepted and taken.document.declared is not None:
                found.lives.append(_by_totals(taken, taken.document))
            else:
                found.unplaced.append((taken, "claim_needed"))
    for key in sorted(numbers):
        _place(key, numbers[key], found)
    return found


def _key(payer: str, payee: str, invoice: str, year: int) -> str:
    return f"{same_payer(payer)}/{payee}/{invoice}/{year}"


def _message_key(document: Claim | Remittance, message: str) -> tuple[str, str, str, str]:
    return same_payer(document.payer), document.payee, document.law, message


def _answer_key(answer: Remittance, index: _Index) -> str | None:
    if answer.answers:
        return index.by_message.get(_message_key(answer, answer.answers))
    assert answer.invoice is not None, "only a 325 lacks a claim number"
    year = (answer.invoice_date or answer.own_date).year
    key = _key(answer.payer, answer.payee, answer.invoice, year)
    if answer.payer:
        return key
    found = index.payerless.get(key, set())
    return next(iter(found)) if len(found) == 1 else None


def _place(key: str, number: _Number, found: Claims) -> None:
    """Pair returns with versions, then the first ordinary answer with the version that is left."""
    claims = sorted(number.claims, key=lambda t: (t.document.own_date, t.order))
    returns = [t for t in number.answers if _remittance(t).status == "returned"]
    pairs: dict[int, Taken] = {}
    for answer in sorted(returns, key=lambda t: (t.document.own_date, t.order)):
        index = _returned_version(claims, pairs, _remittance(answer))
        if index is None:
            reason = "contradicts" if len(claims) > len(pairs) else "claim_needed"
            found.unplaced.append((answer, reason))
        else:
            pairs[index] = answer
    for index, answer in sorted(pairs.items()):
        found.lives.append(_life(f"{key}#{index + 1}", claims[index], answer))
    live = [i for i in range(len(claims)) if i not in pairs]
    standing = min(live, key=lambda i: claims[i].order, default=None)
    found.unplaced += [(claims[i], "contradicts") for i in live if i != standing]
    claim = claims[standing] if standing is not None else None
    if claim is not None and _answered_before(number, claim):
        found.unplaced.append((claim, "contradicts"))
        claim = None
    version = (standing if standing is not None else len(claims)) + 1
    _place_answer(f"{key}#{version}", number, claim, found)


def _answered_before(number: _Number, claim: Taken) -> bool:
    """Whether an answer that came first stands for another claim than the one that came later.

    Of two contradicting versions the first stands, and an answer without its claim is one.
    """
    ordinary = [t for t in number.answers if _remittance(t).status != "returned"]
    first = min(ordinary, key=lambda t: t.order, default=None)
    if first is None or first.order > claim.order or _remittance(first).rejected_only:
        return False
    return _answered(claim, _remittance(first)) == "contradicts"


def _place_answer(key: str, number: _Number, claim: Taken | None, found: Claims) -> None:
    """The first ordinary answer that fits the standing claim; every other one is a question."""
    ordinary = sorted(
        (t for t in number.answers if _remittance(t).status != "returned"), key=lambda t: t.order
    )
    fitting: list[tuple[Taken, tuple[Group, ...]]] = []
    for answer in ordinary:
        judged = _answered(claim, _remittance(answer))
        if isinstance(judged, str):
            found.unplaced.append((answer, judged))
        elif isinstance(judged, Difference):
            found.broken.append((answer, judged))
            found.unplaced.append((answer, "refused"))
        else:
            fitting.append((answer, judged))
    later = [f for f in fitting[1:] if question_id(f[0]) in found.replaced]
    counts = later[-1] if later else next(iter(fitting), None)
    for other in fitting:
        if other is counts:
            continue
        if other is fitting[0] or other in later:
            found.superseded.append(other[0])
        else:
            found.unplaced.append((other[0], "revised_remittance"))
    if counts:
        found.lives.append(_life(key, claim, *counts))
    elif claim:
        found.lives.append(_life(key, claim, None))


def _remittance(taken: Taken) -> Remittance:
    assert isinstance(taken.document, Remittance)
    return taken.document


def _returned_version(
    claims: list[Taken], pairs: dict[int, Taken], answer: Remittance
) -> int | None:
    """The version that a return closes: the message it names, else the oldest with its total."""
    open_ = [i for i in range(len(claims)) if i not in pairs]
    documents = {i: claims[i].document for i in open_}
    named = [
        i for i, d in documents.items() if isinstance(d, Claim) and d.message_id == answer.answers
    ]
    if answer.answers:
        return named[0] if named else None
    same = [i for i, d in documents.items() if d.total == answer.declared]
    return same[0] if same else None


def _answered(
    claim: Taken | None, said: Remittance
) -> tuple[Group, ...] | Difference | Literal["claim_needed", "contradicts"]:
    """The groups of an ordinary answer to the standing claim, or why it cannot belong to it.

    An answer that lists less than all of them takes the others from the claim.
    """
    if claim is None:
        return "claim_needed" if said.rejected_only or _wholly_refused(said) else said.groups
    sent = claim.document
    assert isinstance(sent, Claim)
    if said.rejected_only:
        return _less_rejected(sent, said)
    if said.declared != sent.declared:
        return "contradicts"
    if said.by_reference:
        judged = by_reference(sent, said)
        return "contradicts" if judged is None else judged
    if _wholly_refused(said):
        code = next(iter(said.codes), "")
        return tuple(replace(g, code=code, awarded=0, non_financial=0) for g in sent.groups)
    return said.groups


def _less_rejected(
    sent: Claim, said: Remittance
) -> tuple[Group, ...] | Difference | Literal["claim_needed"]:
    """A 325: the claim less what it rejects (C3)."""
    if sent.message_id != said.answers:
        return "claim_needed"
    if said.declared != sent.declared or not _within(sent.groups, said.groups):
        return Difference("C3", sent.declared, said.total)
    return without(sent.groups, said.groups)


def _within(claimed: tuple[Group, ...], rejected: tuple[Group, ...]) -> bool:
    """C3 by product: nothing is rejected that was not claimed."""
    known = {(g.law, g.product, g.category, g.agb, g.vat, g.month) for g in claimed}
    if any((g.law, g.product, g.category, g.agb, g.vat, g.month) not in known for g in rejected):
        return False
    return all(g.count >= 0 for g in without(claimed, rejected))


def _life(
    key: str, claim: Taken | None, answer: Taken | None, answered: tuple[Group, ...] = ()
) -> Life:
    sent = claim.document if claim else None
    said = answer.document if answer else None
    assert sent is None or isinstance(sent, Claim)
    assert said is None or isinstance(said, Remittance)
    first = sent or said
    assert first is not None
    return Life(
        key=key,
        payer=same_payer(first.payer),
        payee=first.payee,
        law=first.law,
        invoice=(sent.invoice if sent else said.invoice if said else "") or "",
        date=sent.date if sent else _claim_date(said),
        claim=claim,
        answer=answer,
        submitted=sent.groups if sent else _as_claimed(answered),
        answered=answered,
    )


def _by_totals(taken: Taken, said: Remittance) -> Life:
    """A 325 without its 323, as a person accepted it: what it rejects, and the rest as one sum."""
    won = (said.awarded, said.non_financial)
    lines = max(1, sum(g.count for g in said.groups))
    rest = Group(said.law, UNSEEN, "", "", 0, "", "", lines, sum(won), *won)
    # without a number two answers of a year are told apart by what they say
    number = said.invoice or question_id(taken)
    key = f"{_key(said.payer, said.payee, number, said.own_date.year)}#totals"
    return _life(key, None, taken, (*said.groups, *([rest] if sum(won) else ())))


def _wholly_refused(answer: Remittance) -> bool:
    """Judged and refused as a whole (8073, 8097): no line says so, the header does."""
    return not answer.groups and not answer.rejected_only and bool(answer.declared)


def _claim_date(answer: Remittance | None) -> Day:
    assert answer is not None
    return answer.invoice_date or answer.own_date


def _as_claimed(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups that the claim must have had: the same, without the answer."""
    sums = GroupSums()
    for g in groups:
        key = (g.law, g.product, g.category, g.agb, g.vat, g.month, "")
        sums.count(key, g.count, g.declared)
    return sums.groups()
