"""The control identities (aansluitingen) of contract section 5, over one commit.

Each compares two ways to the same figure: what the entries say against what the open items, lines
and documents say. A difference names what does not agree. C8, C10 and C13 come with later parts;
they say so with `holds` None.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from koppeling.accounting.journal_table import role_of, rule_of
from koppeling.model.book import Identity
from koppeling.model.cents import euros_nl
from koppeling.model.entries import JournalEntry
from koppeling.model.movements import Movement, OpenItem

Sums = dict[str, int]

NOT_JUDGED = {
    "C4": "geen uitbetaling van een verrekening gelezen",
    "C8": "wordt met deze versie nog niet beoordeeld",
    "C10": "er is nog niets teruggelezen uit het pakket",
    "C13": "het pakket is niet geraadpleegd",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Grondslag: what the identities are taken over. Cents signed; payers by label.

    `opening` = (role, payer, cents) of what Koppeling did not book (before the cut-over, or claims
    that the package books);
    `undrafted` = movements that wait for an account; `held` = (role, payer, cents) of receipts on
    hold; `claims` = (key, declared, answered total or None); `refused` = (identity, sha-256,
    difference) of files refused for C1, C3 or C11; `gaps` = sentences about statement numbers;
    `documents` = (sha-256, total, found) for C12; `payouts` = (number of a set-off, its payout,
    cents that came for it on the bank) for C4; `lines`, `explained`, `on_hold` per payer for C5.
    """

    entries: tuple[JournalEntry, ...]
    opening: tuple[tuple[str, str, int], ...]
    undrafted: tuple[Movement, ...]
    items: tuple[OpenItem, ...]
    held: tuple[tuple[str, str, int], ...]
    claims: tuple[tuple[str, int, int | None], ...]
    refused: tuple[tuple[str, str, int], ...]
    gaps: tuple[str, ...]
    documents: tuple[tuple[str, int, int], ...]
    payouts: tuple[tuple[str, int, int], ...]
    lines: tuple[tuple[str, int], ...]
    explained: tuple[tuple[str, int], ...]
    judged_statements: int
    judged_documents: int


def identities(ground: Ground, read_back: Iterable[tuple[str, bool]] = ()) -> tuple[Identity, ...]:
    """C1 to C13, in order; all present. `read_back` = (entry key, is as it was sent)."""
    judged = {
        "C1": _refused(ground, "C1", ground.judged_documents),
        "C2": _claims(ground),
        "C3": _refused(ground, "C3", ground.judged_documents),
        "C4": _payouts(ground),
        "C5": _payers("C5", _sum(ground.lines), _sum(ground.explained)),
        "C6": _payers("C6", *_account(ground, "clearing")),
        "C7": _payers("C7", *_account(ground, "debtor")),
        "C9": _balanced(ground.entries),
        "C10": _read_back(tuple(read_back)),
        "C11": _statements(ground),
        "C12": _documents(ground),
    }
    names = [f"C{n}" for n in range(1, 14)]
    return tuple(judged.get(n) or Identity(n, None, 0, NOT_JUDGED[n]) for n in names)


def _refused(ground: Ground, name: str, judged: int) -> Identity:
    """C1, C3: a file that does not add up was refused; the rest goes on."""
    found = [(sha, cents) for n, sha, cents in ground.refused if n == name]
    if not judged and not found:
        return Identity(name, None, 0, "geen berichten gelezen")
    why = ", ".join(f"{sha[:12]}: {euros_nl(cents)}" for sha, cents in found)
    return Identity(name, not found, sum(cents for _, cents in found), why)


def _claims(ground: Ground) -> Identity:
    """C2: per claim, declared = awarded + rejected + still open."""
    wrong = [(k, s - a) for k, s, a in ground.claims if a is not None and s != a]
    why = ", ".join(f"{key}: {euros_nl(cents)}" for key, cents in wrong)
    return Identity("C2", not wrong, sum(c for _, c in wrong), why, blocking=True)


def _payouts(ground: Ground) -> Identity | None:
    """C4: what came on the bank for a set-off is its payout, the sum of its rows (amber)."""
    if not ground.payouts:
        return None
    wrong = [(number, paid - payout) for number, payout, paid in ground.payouts if paid != payout]
    why = ", ".join(f"{number}: {euros_nl(cents)}" for number, cents in wrong)
    return Identity("C4", not wrong, sum(c for _, c in wrong), why)


def _sum(pairs: Iterable[tuple[str, int]]) -> Sums:
    found: Sums = {}
    for key, cents in pairs:
        found[key] = found.get(key, 0) + cents
    return found


def _payers(name: str, booked: Sums, expected: Sums) -> Identity:
    """Two sums per payer must agree, payer by payer."""
    wrong = {
        payer: booked.get(payer, 0) - expected.get(payer, 0)
        for payer in sorted({*booked, *expected})
        if booked.get(payer, 0) != expected.get(payer, 0)
    }
    why = ", ".join(f"{p or 'onbekend'}: {euros_nl(c)}" for p, c in wrong.items())
    return Identity(name, not wrong, sum(wrong.values()), why, blocking=True)


def _account(ground: Ground, role: str) -> tuple[Sums, Sums]:
    """C6, C7: balance per payer in the entries against the open items less receipts on hold."""
    booked = _sum(
        (p.payer, p.cents) for entry in ground.entries for p in entry.postings if p.role == role
    )
    for named, payer, cents in ground.opening:
        if named == role:
            booked[payer] = booked.get(payer, 0) + cents
    items = [(i.payer, getattr(i, role)) for i in ground.items]
    held = [(payer, -cents) for r, payer, cents in ground.held if r == role]
    waiting = [
        (payer, -cents) for m in ground.undrafted for r, payer, cents in effects(m) if r == role
    ]
    return booked, _sum([*items, *held, *waiting])


def effects(movement: Movement) -> list[tuple[str, str, int]]:
    """(role, payer, cents) of a movement by the table alone, without any account."""
    if movement.kind == "reversed":
        return _mirrored(movement)
    if movement.kind == "netted":
        return [(p.role, p.payer, -p.cents) for p in movement.parts]
    if movement.kind in {"paid", "explained", "decided_receipt"}:
        hold = movement.booking.hold
        parts = [(p.role, p.payer, -p.cents) for p in movement.parts]
        rest = movement.cents if movement.kind == "paid" else 0
        explained = sum(p.cents for p in movement.parts)
        own = [("bank", "", rest)] if rest else []
        return [*own, *parts, (hold, movement.payer, explained - rest)]
    rule = rule_of(movement)
    if rule is None or not rule.books or movement.kind == "accrued":  # it is turned back by itself
        return []
    if rule.debit == "parts":
        parts = [(p.role, p.payer, p.cents) for p in movement.parts]
        return [*parts, (movement.booking.position, movement.payer, -movement.cents)]
    sides = ((rule.debit, movement.cents), (rule.credit, -movement.cents))
    named = movement.role
    return [
        (named if s == "target" else role_of(s, movement.booking), movement.payer, cents)
        for s, cents in sides
    ]


def _mirrored(movement: Movement) -> list[tuple[str, str, int]]:
    """What a reversal takes back: of a receipt that stands, its explanation only."""
    original = movement.mirror
    assert original is not None, "a reversal names what it mirrors"
    if original.kind == "paid" and movement.of.startswith("explained/"):
        hold = original.booking.hold
        back = sum(p.cents for p in original.parts)
        parts = [(p.role, p.payer, p.cents) for p in original.parts]
        return [*parts, (hold, original.payer, -back)]
    return [(role, payer, -cents) for role, payer, cents in effects(original)]


def _balanced(entries: Iterable[JournalEntry]) -> Identity:
    """C9: counted again here, although an unbalanced entry cannot be constructed."""
    wrong = [
        e.key
        for e in entries
        if sum(p.cents for p in e.postings) or e.date.isoformat()[:7] != e.period
    ]
    return Identity("C9", not wrong, 0, ", ".join(wrong), blocking=True)


def _read_back(found: tuple[tuple[str, bool], ...]) -> Identity:
    """C10: what stands in the package is what was sent."""
    if not found:
        return Identity("C10", None, 0, NOT_JUDGED["C10"])
    wrong = [key for key, same in found if not same]
    return Identity("C10", not wrong, 0, ", ".join(wrong), blocking=True)


def _statements(ground: Ground) -> Identity:
    """C11: the sum refuses the file; a gap in the numbers is a question, amber."""
    found = [(sha, cents) for n, sha, cents in ground.refused if n == "C11"]
    if not ground.judged_statements and not found:
        return Identity("C11", None, 0, "geen afschriften gelezen")
    why = [f"{sha[:12]}: {euros_nl(cents)}" for sha, cents in found] + list(ground.gaps)
    return Identity("C11", not why, sum(cents for _, cents in found), ", ".join(why))


def _documents(ground: Ground) -> Identity:
    """C12: every euro of every document is booked, parked or already known."""
    wrong = [(sha, total - found) for sha, total, found in ground.documents if total != found]
    why = ", ".join(f"{sha[:12]}: {euros_nl(cents)}" for sha, cents in wrong)
    return Identity("C12", not wrong, sum(c for _, c in wrong), why, blocking=True)
