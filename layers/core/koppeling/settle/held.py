"""What review holds back (vrijgave): only about sending to the package, never about drafting."""

from collections.abc import Iterable

from koppeling.matching.changes import ORDER
from koppeling.model.entries import JournalEntry
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


REFUSED = "refused"


def stands_refused(intent: Intent, ledger: Ledger) -> bool:
    """A refusal stands until a person posts that entry again."""
    kind, _, rest = intent.problem.partition("|")
    if kind != REFUSED:
        return False
    since = int(rest.partition("|")[0])
    return not any(
        r.action == "post" and r.subject == intent.key and r.sequence > since
        for r in ledger.releases
    )


def ready(
    todo: Iterable[Intent], mapping: Mapping, ledger: Ledger
) -> list[tuple[Intent, JournalEntry]]:
    """What may be posted now, in the order in which it must be posted.

    An entry that is held or refused keeps back every later one about the same open item, nothing
    else.
    """
    found: list[tuple[Intent, JournalEntry]] = []
    stopped: set[str] = set()
    entries = [(intent, entry_of(intent)) for intent in todo]
    for intent, entry in sorted(entries, key=lambda pair: _order(*pair)):
        items = {p.item for p in entry.postings if p.item}
        stands = holds(intent, mapping, ledger) or stands_refused(intent, ledger)
        if stands or items & stopped:
            stopped |= items
        else:
            found.append((intent, entry))
    return found


def _order(intent: Intent, entry: JournalEntry) -> tuple[int, int, str, int]:
    """Commit by commit; within one, as the movements follow from each other."""
    kind = ORDER.index(entry.movement.partition("/")[0])
    return (intent.sequence, kind, entry.movement, entry.part)
