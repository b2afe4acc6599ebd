"""The control identities (aansluitingen) of contract section 5, over one commit.

Each compares two ways to the same figure: what the entries say against what the open items, lines
and documents say. A difference comes with the items behind it. C13 needs the ledger of the package
and is judged in `package_ledger.py`.
"""

from collections.abc import Callable, Iterable

from koppeling.accounting.ground import Ground, Key, Sums, added, booked, differences, standing
from koppeling.accounting.roll_forward import unlike
from koppeling.model.book import Behind, Identity
from koppeling.model.cents import euros_nl
from koppeling.model.entries import JournalEntry

NOT_JUDGED = {
    "C4": "geen uitbetaling van een verrekening gelezen",
    "C10": "er is nog niets teruggelezen uit het pakket",
    "C13": "geen auditfile van het pakket gelezen",
}
BANK = frozenset({"bank"})
NAMED = 8
"""Items that the sentence of an identity names; how many more is said by a number."""
SHORT = 12
"""Characters of the hash of a file: as the report shows it."""


def identities(
    ground: Ground, read_back: Iterable[tuple[str, bool]] = (), package: Identity | None = None
) -> tuple[Identity, ...]:
    """C1 to C13, in order; all present.

    `read_back` = (entry key, is as it was sent); `package` = C13, where the package was read.
    """
    judged = {
        "C1": _refused(ground, "C1", ground.judged_documents, "geen berichten gelezen"),
        "C2": _claims(ground),
        "C3": _refused(ground, "C3", ground.judged_documents, "geen berichten gelezen"),
        "C4": _payouts(ground),
        "C5": _lines(ground),
        "C6": _account(ground, "clearing"),
        "C7": _account(ground, "debtor"),
        "C8": judge("C8", _named(ground, unlike(ground)), blocking=True),
        "C9": _balanced(ground.entries),
        "C10": _read_back(ground.entries, tuple(read_back)),
        "C11": _statements(ground),
        "C12": _documents(ground),
        "C13": package,
    }
    names = [f"C{n}" for n in range(1, 14)]
    return tuple(judged[n] or Identity(n, None, 0, NOT_JUDGED[n]) for n in names)


def judge(name: str, items: Iterable[Behind], *, blocking: bool = False) -> Identity:
    """It holds when nothing is behind a difference."""
    found = tuple(items)
    shown = [_words(item) for item in found[:NAMED]]
    if len(found) > NAMED:
        shown.append(f"en nog {len(found) - NAMED}")
    cents = sum(item.cents for item in found)
    return Identity(name, not found, cents, ", ".join(shown), blocking, found)


def questions(found: Iterable[Identity]) -> tuple[Identity, ...]:
    """The broken ones that ask the bookkeeper something and block nothing (amber)."""
    return tuple(
        i
        for i in found
        if i.holds is False
        and (i.name in {"C4", "C13"} or (i.name == "C11" and any(not x.cents for x in i.items)))
    )


def _words(item: Behind) -> str:
    about = " ".join(w for w in (item.payer, item.about) if w) or "onbekend"
    return f"{about}: {euros_nl(item.cents)}" if item.cents else about


def _refused(ground: Ground, name: str, judged: int, nothing: str) -> Identity:
    """C1, C3: a file that does not add up was refused; the rest goes on."""
    found = _files((sha, cents) for n, sha, cents in ground.refused if n == name)
    if not judged and not found:
        return Identity(name, None, 0, nothing)
    return judge(name, found)


def _files(found: Iterable[tuple[str, int]]) -> list[Behind]:
    return [Behind("", sha256[:SHORT], cents) for sha256, cents in found]


def _claims(ground: Ground) -> Identity:
    """C2: per claim, declared = awarded + rejected + still open."""
    wrong = [
        Behind(payer, number, declared - answered)
        for payer, number, declared, answered in ground.claims
        if answered is not None and declared != answered
    ]
    return judge("C2", wrong, blocking=True)


def _payouts(ground: Ground) -> Identity | None:
    """C4: what came on the bank for a set-off is its payout, the sum of its rows (amber)."""
    if not ground.payouts:
        return None
    wrong = [Behind(p, n, paid - payout) for p, n, payout, paid in ground.payouts if paid != payout]
    return judge("C4", wrong)


def _lines(ground: Ground) -> Identity:
    """C5: what payers paid, by the bank side of the entries, is matched or on the list."""
    payers = {line: payer for payer, line, _ in ground.lines}

    def place(item: str) -> Key:
        line = item.removeprefix("line/")
        return Key(payers.get(line, ""), "", line)

    there = ((place(key.item), cents) for key, cents in booked(ground, BANK).items())
    waiting = ((place(e.item), e.cents) for e in ground.waiting if e.role in BANK)
    received = added([*there, *waiting])
    explained = added((Key(payer, "", line), cents) for payer, line, cents in ground.explained)
    return _payers("C5", received, explained, lambda item: item)


def _account(ground: Ground, role: str) -> Identity:
    """C6, C7: balance per payer in the entries against the open items less receipts on hold."""
    roles = frozenset({role})
    name = "C6" if role == "clearing" else "C7"
    return _payers(name, booked(ground, roles), standing(ground, roles), _names(ground))


def _payers(name: str, one: Sums, other: Sums, naming: Callable[[str], str]) -> Identity:
    """Two sums per payer must agree; behind a difference are the items of that payer."""
    total: dict[str, int] = {}
    found = differences(one, other)
    for key, cents in found.items():
        total[key.payer] = total.get(key.payer, 0) + cents
    items = [
        Behind(key.payer, naming(key.item), cents)
        for key, cents in found.items()
        if total[key.payer]
    ]
    return judge(name, items, blocking=True)


def _named(ground: Ground, found: Sums) -> list[Behind]:
    naming = _names(ground)
    return [
        Behind(key.payer, " ".join(w for w in (key.law, naming(key.item)) if w), cents)
        for key, cents in found.items()
    ]


def _names(ground: Ground) -> Callable[[str], str]:
    """An open item by its claim number, a receipt by its line."""
    numbers = {item.key: item.invoice or item.key for item in ground.items}
    return lambda item: numbers.get(item, item)


def _balanced(entries: Iterable[JournalEntry]) -> Identity:
    """C9: counted again here, although an unbalanced entry cannot be constructed."""
    wrong = [
        Behind("", e.reference, sum(p.cents for p in e.postings))
        for e in entries
        if sum(p.cents for p in e.postings) or e.date.isoformat()[:7] != e.period
    ]
    return judge("C9", wrong, blocking=True)


def _read_back(entries: Iterable[JournalEntry], found: tuple[tuple[str, bool], ...]) -> Identity:
    """C10: what stands in the package is what was sent; the amount is that of the entry."""
    if not found:
        return Identity("C10", None, 0, NOT_JUDGED["C10"])
    unlike_ = {key for key, same in found if not same}
    wrong = [
        Behind(
            next((p.payer for p in e.postings if p.payer), ""),
            e.reference,
            sum(p.cents for p in e.postings if p.cents > 0),
        )
        for e in entries
        if e.key in unlike_
    ]
    return judge("C10", wrong, blocking=True)


def _statements(ground: Ground) -> Identity:
    """C11: the sum refuses the file; a gap in the numbers is a question, amber."""
    found = _files((sha, cents) for n, sha, cents in ground.refused if n == "C11")
    if not ground.judged_statements and not found:
        return Identity("C11", None, 0, "geen afschriften gelezen")
    return judge("C11", [*found, *(Behind("", gap, 0) for gap in ground.gaps)])


def _documents(ground: Ground) -> Identity:
    """C12: every euro of every document is booked, parked or already known."""
    wrong = ((sha, total - found) for sha, total, found in ground.documents if total != found)
    return judge("C12", _files(wrong), blocking=True)
