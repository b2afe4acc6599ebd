"""What review holds back (vrijgave): only about sending to the package, never about drafting."""

from koppeling.model.mapping import Mapping, same_payer
from koppeling.settle.draft import entry_of
from koppeling.settle.ledger import Ledger
from koppeling.settle.ports import Intent


def holds(intent: Intent, mapping: Mapping, ledger: Ledger) -> bool:
    """True while an intent waits for people: its policy says so and nobody released it.

    A release counts for what was drafted up to its own commit; `hold` takes a release back. Once
    attempted, an intent is no longer anybody's to hold.
    """
    if intent.final or intent.attempt_at:
        return False
    entry = entry_of(intent)
    subjects = [(p.payer, dict(p.dimensions).get("law", "")) for p in entry.postings if p.payer]
    policies = {mapping.booking_of(payer, law).post for payer, law in subjects or [("", "")]}
    held = policies != {"now"}
    names = {"all", entry.key, entry.reference, *(p for p, _ in subjects)}
    names |= {same_payer(p) for p, _ in subjects}
    for release in ledger.releases:
        if intent.sequence <= release.sequence and release.subject in names:
            held = release.action == "hold"
    return held
