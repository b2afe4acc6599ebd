"""What review holds back (vrijgave): only about sending to the package, never about drafting.

`post = "after:n"` holds an entry for n days after its commit. No rule here has a clock: `watch`
notes that the days are over, and until it does the entry is held, as it is offline for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from koppeling.matching.changes import ORDER
from koppeling.model.entries import JournalEntry
from koppeling.model.mapping import Mapping, same_payer
from koppeling.model.traces import EntryState
from koppeling.settle.draft import EXPECTED, entry_of
from koppeling.settle.ledger import Release
from koppeling.settle.ports import Intent

AFTER = "after:"


def days_of(entry: JournalEntry, mapping: Mapping) -> int | None:
    """Days that an entry waits for its own policies: the longest; None = for a person."""
    policies = {mapping.booking_of(payer, law).post for payer, law in _subjects(entry)}
    if "review" in policies:
        return None
    return max(int(policy.removeprefix(AFTER)) if policy != "now" else 0 for policy in policies)


def _subjects(entry: JournalEntry) -> set[tuple[str, str]]:
    """Payer and law of every posting that has a payer."""
    found = {
        (p.payer, next((value for name, value in p.dimensions if name == "law"), ""))
        for p in entry.postings
        if p.payer
    }
    return found or {("", "")}


def holds(intent: Intent, mapping: Mapping, releases: Iterable[Release]) -> bool:
    """True while an intent waits for people or days: its policy says so and nobody released it.

    A release counts for what was drafted up to its own commit; `hold` takes a release back. Once
    attempted, an intent is no longer anybody's to hold.
    """
    if intent.final or intent.attempt_at:
        return False
    entry = entry_of(intent)
    days = days_of(entry, mapping)
    held = days is None or (days > 0 and not intent.waited)
    payers = {payer for payer, _ in _subjects(entry)} - {""}
    names = {"all", entry.key, entry.reference, *payers, *map(same_payer, payers)}
    for release in releases:
        if intent.sequence <= release.sequence and release.subject in names:
            held = release.action == "hold"
    return held


REFUSED, UNKNOWN = "refused", "unknown"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Weigering van een boeking: since which commit, the code of why, and what the package said."""

    sequence: int
    code: str
    said: str


def refused(sequence: int, code: str, said: str) -> str:
    """The `problem` of an intent that the package refused."""
    return f"{REFUSED}|{sequence}|{code}|{said}"


def trouble_of(intent: Intent) -> Trouble | None:
    """Why an intent was refused; None when it was not."""
    kind, _, rest = intent.problem.partition("|")
    if kind != REFUSED:
        return None
    sequence, code, said = rest.split("|", 2)
    return Trouble(int(sequence), code, said)


def stands_refused(intent: Intent, releases: Iterable[Release]) -> bool:
    """A refusal stands until a person posts that entry again."""
    trouble = trouble_of(intent)
    return trouble is not None and not any(
        r.action == "post" and r.subject == intent.key and r.sequence > trouble.sequence
        for r in releases
    )


def state_of(intent: Intent, mapping: Mapping | None, releases: Iterable[Release]) -> EntryState:
    """Where an entry is on its way to the package; without a mapping nothing holds it."""
    if intent.receipt is not None:
        return "posted"
    if intent.void:
        return "expected" if intent.void == EXPECTED else "void"
    if intent.problem:
        return "refused" if intent.problem.startswith(REFUSED) else "unknown"
    return "held" if mapping and holds(intent, mapping, releases) else "to_post"


def ready(
    todo: Iterable[Intent], mapping: Mapping, releases: Sequence[Release]
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
        stands = holds(intent, mapping, releases) or stands_refused(intent, releases)
        if stands or items & stopped:
            stopped |= items
        else:
            found.append((intent, entry))
    return found


def _order(intent: Intent, entry: JournalEntry) -> tuple[int, int, str, int]:
    """Commit by commit; within one, as the movements follow from each other."""
    kind = ORDER.index(entry.movement.partition("/")[0])
    return (intent.sequence, kind, entry.movement, entry.part)
