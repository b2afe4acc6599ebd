"""What may book by itself (bewijsbaarheid), by what really happened and what documents say of it.

Stricter than an engine need be: what is open is what truly is, no date is guessed, and more than
`MOST` open items prove nothing by absence. The rules are those of the contract: numbers that make
the amount, a set-off word and one set of open negatives, a set-off document, a whole run, a single
irregular amount, an advance, a return to its original.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bench.history.payouts import Payout
from bench.history.truth import Item, Line

MOST = 24
BY_REFERENCE = ("named sum", "set-off", "set-off document", "return")
"""Proofs that rest on what the payer says."""
UNKNOWN = {"nothing", "contradicts"}
"""What no document tells."""


@dataclass(slots=True)
class _Account:
    """Stand per rekening: what payers that share an account still owe, and every amount paid."""

    open: dict[str, Item] = field(default_factory=dict)
    settled: Counter[str] = field(default_factory=Counter)
    amounts: Counter[int] = field(default_factory=Counter)
    paid: Counter[int] = field(default_factory=Counter)
    tariff: bool = False


def proven(payouts: Sequence[Payout], items: Iterable[Item]) -> list[Line]:
    """The lines of payouts with case and proof, in order of day."""
    accounts: dict[str, _Account] = {}
    of_payer = {p.payer.label: p.payer.iban for p in payouts}
    for payout in payouts:
        account = accounts.setdefault(payout.payer.iban, _Account())
        account.tariff = account.tariff or payout.payer.tariff
        account.paid[payout.line.cents] += 1
    for item in items:
        if item.payer in of_payer and item.cents:
            account = accounts[of_payer[item.payer]]
            account.open[item.id] = item
            account.amounts[item.cents] += 1
    found = []
    for payout in sorted(payouts, key=lambda p: (p.line.day, p.line.id)):
        account = accounts[payout.payer.iban]
        proof = _proof(payout, account)
        found.append(replace(payout.line, proof=proof, case=_case(payout, proof)))
        for name, cents in payout.line.parts:
            account.settled[name] += cents
    return found


def _case(payout: Payout, proof: str) -> str:
    """The case class: what is special first, then how the payer says it."""
    line, pairs, said = payout.line, payout.pairs, {i.said for i, _ in payout.pairs}
    special = line.case in {"return", "paid again", "part payment", "advance"}
    taken = any(c < 0 for _, c in pairs)
    announced = "set-off, announced" if payout.written.announces else "set-off, not announced"
    classes = (
        (special or line.case.startswith("planted"), line.case),
        (line.iban != payout.payer.iban, "other account"),
        ("contradicts" in said, "credit under the claim's number"),
        ("nothing" in said, "remittance missing"),
        (any(i.cents != c for i, c in pairs), "carried over"),
        (payout.overview, "set-off with document"),
        (taken, announced),
        (bool(payout.written.spoilt), payout.written.spoilt),
        (bool(line.case), line.case),
        (bool(proof), payout.payer.style.name),
    )
    return next((name for holds, name in classes if holds), "no reference that proves it")


def _proof(payout: Payout, account: _Account) -> str:
    line = payout.line
    said = {i.said for i, _ in payout.pairs}
    if line.case == "advance":
        return "advance"
    if line.iban != payout.payer.iban or (said & UNKNOWN and not line.returned):
        return ""
    if line.returned:
        numbered = any(c.isdigit() for c in line.text + line.reference)
        return "return" if numbered else ""
    if payout.overview:
        return "set-off document"
    whole = all(i.cents == c and not account.settled[i.id] for i, c in payout.pairs)
    return (_by_number(payout, account) or _by_absence(payout, account)) if whole else ""


def _by_number(payout: Payout, account: _Account) -> str:
    named, items = payout.written.named, {i.id: i for i, _ in payout.pairs}
    if named == items.keys():
        return "named sum"
    positive = {k for k, i in items.items() if i.cents > 0}
    if not (payout.written.announces and named >= positive):
        return ""
    rest = [i for k, i in items.items() if k not in named]
    open_ = [
        i.cents
        for i in _open(payout, account)
        if i.cents < 0 and i.id not in named and i.said not in UNKNOWN
    ]
    target = sum(i.cents for i in rest)
    return "set-off" if len(open_) <= MOST and ways(open_, target) == 1 else ""


def _open(payout: Payout, account: _Account) -> list[Item]:
    """What is open on the day of the line, of every payer behind the account."""
    return [
        i
        for i in account.open.values()
        if account.settled[i.id] != i.cents and i.opened <= payout.line.day
    ]


def _by_absence(payout: Payout, account: _Account) -> str:
    """A whole run, or one irregular amount: only when nothing else explains it."""
    items = {i.id for i, _ in payout.pairs}
    if not payout.written.named <= items or account.paid[payout.line.cents] > 1:
        return ""
    open_ = [i for i in _open(payout, account) if i.said not in UNKNOWN]
    runs: dict[object, list[Item]] = {}
    for item in open_:
        runs.setdefault((item.payer, item.answered), []).append(item)
    same = [r for r in runs.values() if sum(i.cents for i in r) == payout.line.cents]
    if len(items) > 1:
        whole = len(same) == 1 and {i.id for i in same[0]} == items
        lonely = not any(i.cents == payout.line.cents for i in open_)
        return "whole remittance" if whole and lonely else ""
    irregular = not account.tariff and account.amounts[payout.line.cents] == 1
    few = len(open_) <= MOST
    if irregular and few and ways([i.cents for i in open_], payout.line.cents) == 1:
        return "unique amount"
    return ""


def ways(amounts: Sequence[int], target: int) -> int:
    """In how many ways a set of amounts (not empty) makes the target; 2 = two or more.

    >>> ways([5, 3, 2], 5), ways([5, 3], 8), ways([5, 3], 4)
    (2, 1, 0)
    """
    half = len(amounts) // 2
    left, right = _sums(amounts[:half]), _sums(amounts[half:])
    found = sum(count * right[target - cents] for cents, count in left.items())
    return min(2, found - (target == 0))


def _sums(amounts: Sequence[int]) -> Counter[int]:
    found = Counter({0: 1})
    for cents in amounts:
        more = Counter(found)
        for total, count in found.items():
            more[total + cents] += count
        found = more
    return found
