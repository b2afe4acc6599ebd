"""Claims and their answers (declaraties en retouren): which answer belongs to which version.

A claim number lives through versions: each technical return closes one, the next claim under the
same number opens another. An ordinary answer is booked once; a second one is parked. Without its
claim an answer stands for it (contract 2, *Documents alone, twice, again*).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date as Day  # noqa: N812 - fields are called date

from koppeling.matching.facts import Gated, Taken
from koppeling.model.documents import Claim, Remittance
from koppeling.model.groups import Group, GroupSums, without
from koppeling.model.mapping import same_payer


@dataclass(frozen=True, slots=True)
class Life:
    """Levensloop: one version of a claim with the one answer that counts.

    `answer` is a return (`returned`) or an ordinary answer, None while there is none; `groups` are
    the answered groups (for a 325: the claim's less what it rejects).
    """

    key: str
    payer: str
    payee: str
    law: str
    invoice: str
    date: Day
    claim: Taken | None
    answer: Taken | None
    submitted: tuple[Group, ...]
    answered: tuple[Group, ...] = ()

    @property
    def remittance(self) -> Remittance | None:
        """The answer as a document."""
        document = self.answer.document if self.answer else None
        return document if isinstance(document, Remittance) else None

    @property
    def returned(self) -> bool:
        """Technically returned: it counts as never submitted."""
        return bool(self.remittance and self.remittance.status == "returned")

    @property
    def answer_date(self) -> Day | None:
        """The answer's date; blank = the claim's."""
        return (self.remittance.date or self.date) if self.remittance else None


@dataclass(slots=True)
class Claims:
    """Alle levenslopen, and the documents that could not be placed: (document, reason)."""

    lives: list[Life] = field(default_factory=list)
    unplaced: list[tuple[Taken, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Number:
    """Everything seen under one claim number of one payee at one payer in one year."""

    claims: list[Taken] = field(default_factory=list)
    answers: list[Taken] = field(default_factory=list)


def lives_of(gated: Iterable[Gated]) -> Claims:
    """Place every claim and remittance that passed the gate."""
    used = [g.taken for g in gated if g.verdict == "used"]
    found = Claims()
    numbers: dict[str, _Number] = {}
    by_message: dict[tuple[str, str], str] = {}
    for taken in used:
        if isinstance(taken.document, Claim):
            claim = taken.document
            key = _key(claim.payer, claim.payee, claim.invoice, claim.date.year)
            numbers.setdefault(key, _Number()).claims.append(taken)
            if claim.message_id:
                by_message[same_payer(claim.payer), claim.message_id] = key
    for taken in used:
        if isinstance(taken.document, Remittance):
            answer_key = _answer_key(taken.document, by_message)
            if answer_key is None:
                found.unplaced.append((taken, "claim_needed"))
            else:
                numbers.setdefault(answer_key, _Number()).answers.append(taken)
    for key in sorted(numbers):
        _place(key, numbers[key], found)
    return found


def _key(payer: str, payee: str, invoice: str, year: int) -> str:
    return f"{same_payer(payer)}/{payee}/{invoice}/{year}"


def _answer_key(answer: Remittance, by_message: dict[tuple[str, str], str]) -> str | None:
    if answer.answers:
        return by_message.get((same_payer(answer.payer), answer.answers))
    assert answer.invoice is not None, "only a 325 lacks a claim number"
    year = (answer.invoice_date or answer.own_date).year
    return _key(answer.payer, answer.payee, answer.invoice, year)


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
        found.lives.append(_life(key, index + 1, claims[index], answer))
    live = [i for i in range(len(claims)) if i not in pairs]
    standing = min(live, key=lambda i: claims[i].order, default=None)
    found.unplaced += [(claims[i], "contradicts") for i in live if i != standing]
    _place_answer(key, number, claims, standing, found)


def _place_answer(
    key: str, number: _Number, claims: list[Taken], standing: int | None, found: Claims
) -> None:
    ordinary = sorted(
        (t for t in number.answers if _remittance(t).status != "returned"), key=lambda t: t.order
    )
    claim = claims[standing] if standing is not None else None
    version = (standing if standing is not None else len(claims)) + 1
    fitting = []
    for answer in ordinary:
        reason = _misfit(claim, _remittance(answer))
        if reason:
            found.unplaced.append((answer, reason))
        else:
            fitting.append(answer)
    found.unplaced += [(answer, "revised_remittance") for answer in fitting[1:]]
    if claim or fitting:
        found.lives.append(_life(key, version, claim, fitting[0] if fitting else None))


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


def _misfit(claim: Taken | None, answer: Remittance) -> str:
    """Why an ordinary answer cannot belong to the standing claim ('' = it can)."""
    if claim is None:
        return "claim_needed" if answer.rejected_only or _wholly_refused(answer) else ""
    document = claim.document
    assert isinstance(document, Claim)
    if answer.rejected_only and document.message_id != answer.answers:
        return "claim_needed"
    if answer.declared != document.declared:
        return "c3" if answer.rejected_only else "contradicts"
    if answer.rejected_only and not _within(document.groups, answer.groups):
        return "c3"
    return ""


def _within(claimed: tuple[Group, ...], rejected: tuple[Group, ...]) -> bool:
    """C3 by product: nothing is rejected that was not claimed."""
    known = {(g.law, g.product, g.category, g.agb, g.vat, g.month) for g in claimed}
    if any((g.law, g.product, g.category, g.agb, g.vat, g.month) not in known for g in rejected):
        return False
    return all(g.count >= 0 for g in without(claimed, rejected))


def _life(key: str, version: int, claim: Taken | None, answer: Taken | None) -> Life:
    sent = claim.document if claim else None
    said = answer.document if answer else None
    assert sent is None or isinstance(sent, Claim)
    assert said is None or isinstance(said, Remittance)
    answered: tuple[Group, ...] = ()
    if said and said.status != "returned":
        answered = _answered(sent, said)
    submitted = sent.groups if sent else _as_claimed(answered)
    first = sent or said
    assert first is not None
    return Life(
        key=f"{key}#{version}",
        payer=same_payer(first.payer),
        payee=first.payee,
        law=first.law,
        invoice=(sent.invoice if sent else said.invoice if said else "") or "",
        date=sent.date if sent else _claim_date(said),
        claim=claim,
        answer=answer,
        submitted=submitted,
        answered=answered,
    )


def _wholly_refused(answer: Remittance) -> bool:
    """Judged and refused as a whole (8073, 8097): no line says so, the header does."""
    return not answer.groups and not answer.rejected_only and bool(answer.declared)


def _answered(sent: Claim | None, said: Remittance) -> tuple[Group, ...]:
    """The groups of the answer; one that lists less than all of them needs the claim's."""
    if sent and said.rejected_only:
        return without(sent.groups, said.groups)
    if sent and _wholly_refused(said):
        code = next(iter(said.codes), "")
        return tuple(replace(g, code=code, awarded=0, non_financial=0) for g in sent.groups)
    return said.groups


def _claim_date(answer: Remittance | None) -> Day:
    assert answer is not None
    return answer.invoice_date or answer.own_date


def _as_claimed(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups that the claim must have had: the same, without the answer."""
    sums = GroupSums()
    for g in groups:
        key = (g.law, g.product, g.category, g.agb, g.vat, g.month, "")
        found = sums.sums.setdefault(key, [0, 0, 0, 0])
        found[0] += g.count
        found[1] += g.declared
    return sums.groups()
