"""What a history had in it: so that no property holds because nothing happens.

Each name stands for something that must occur in at least 2 % of the histories.
"""

from itertools import permutations

from koppeling.matching.derive import Derived
from koppeling.model.documents import Claim, Document, Netting, Remittance, Statement
from tests.accounting.journals import Journal
from tests.matching.histories import History

ORDERS = tuple(
    f"{first} before {then}"
    for first, then in permutations(("claim", "answer", "payment", "set-off"), 2)
    if {first, then} not in ({"claim", "set-off"}, {"answer", "set-off"})
)
MOVEMENTS = (
    "submitted",
    "returned",
    "awarded",
    "awarded_non_financial",
    "rejected",
    "resubmitted",
    "reclaimed",
    "advance_settled",
    "netted",
    "paid",
    "explained",
    "decided_rejection",
    "decided_receipt",
    "reversed",
)
OTHERS = (
    "answer awarded",
    "answer partial",
    "answer rejected",
    "answer returned",
    "bank return",
    "carried rest",
    "reversal of an explanation",
    "reversal of a claim",
    "moved to an open period",
    "items open while accounts change",
    "revenue of a prior year",
    "VAT",
)
EVERYTHING = (*MOVEMENTS, *ORDERS, *OTHERS)


def occurred(drawn: History, journal: Journal, found: Derived) -> set[str]:
    """The names of what was in it; `journal` as it stands at the end."""
    kinds = {m.kind for m, _ in journal.log}
    taken = [m for m, _ in journal.log if m.kind == "reversed"]
    tests = {
        "bank return": any(m.rule == "return" for m in found.matches),
        "carried rest": any(i.kind == "carried" for i in found.items),
        "reversal of an explanation": any(m.of.startswith("explained/") for m in taken),
        "reversal of a claim": any(not m.of.startswith(("explained/", "paid/")) for m in taken),
        "moved to an open period": any(e.back_reference for e in journal.entries),
        "items open while accounts change": journal.newest > 1
        and any(i.version == 1 and i.remaining for i in found.items),
        "revenue of a prior year": "revenue_prior" in journal.by_role(),
        "VAT": "vat" in journal.by_role(),
    }
    true = {name for name, yes in tests.items() if yes}
    return {*kinds, *_orders(drawn, found), *_answers(drawn), *true}


def _answers(drawn: History) -> set[str]:
    return {
        f"answer {d.status}" for f in drawn.files for d in f.documents if isinstance(d, Remittance)
    }


def _orders(drawn: History, found: Derived) -> set[str]:
    """In which order claim, answer and payment of one claim came, and set-off and its payment."""
    came = _places(drawn)
    pairs = [("claim", n, "answer", n) for kind, n in came if kind == "claim"]
    for match in found.matches:
        for part in match.items:
            pairs.append(("claim", part.invoice, "payment", match.line))
            pairs.append(("answer", part.invoice, "payment", match.line))
        if match.rule == "netting_document":
            offs = [n for kind, n in came if kind == "set-off"]
            pairs += [("set-off", n, "payment", match.line) for n in offs]
    return {
        f"{a} before {b}" if came[a, n] < came[b, m] else f"{b} before {a}"
        for a, n, b, m in pairs
        if (a, n) in came and (b, m) in came and came[a, n] != came[b, m]
    }


def _places(drawn: History) -> dict[tuple[str, str], int]:
    """Which file came as the so manieth, by what it holds."""
    found: dict[tuple[str, str], int] = {}
    for place, file in enumerate(drawn.files):
        for document in file.documents:
            for key in _keys(document):
                found.setdefault(key, place)
    return found


def _keys(document: Document) -> list[tuple[str, str]]:
    if isinstance(document, Claim):
        return [("claim", document.invoice)]
    if isinstance(document, Remittance):
        return [("answer", document.invoice or "")]
    if isinstance(document, Netting):
        return [("set-off", document.number)]
    lines = document.lines if isinstance(document, Statement) else ()
    return [("payment", line.id) for line in lines]
