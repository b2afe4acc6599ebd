"""From a booking to its bytes and back (sporen), for a terminal: what, why, and from what."""

from collections.abc import Iterator

from koppeling.model.cents import euros_in
from koppeling.model.entries import JournalEntry
from koppeling.model.proof import Fault
from koppeling.model.traces import FileSeen, FileTrace, Trace
from koppeling.reports.explanations import lines as explanation_lines
from koppeling.reports.explanations import told
from koppeling.reports.words import KINDS, MOVEMENTS, ROLES, RULES, plain, word

Table = dict[str, tuple[str, str]]
WIDTH = 46

STATES: Table = {
    "posted": (
        "staat in pakket {package} als {entry_id} ({posted_at})",
        "in package {package} as {entry_id} ({posted_at})",
    ),
    "held": ("wacht op vrijgave", "held for review"),
    "to_post": ("nog te versturen", "to be sent"),
    "expected": ("boekt het pakket zelf", "booked by the package itself"),
    "refused": ("geweigerd door het pakket", "refused by the package"),
    "unknown": ("uitkomst onbekend", "outcome unknown"),
    "void": ("vervallen", "void"),
}
LABELS: Table = {
    "entry": ("Boeking", "Entry"),
    "movement": ("Gebeurtenis", "Movement"),
    "why": ("Waarom", "Why"),
    "mapping": ("Inrichting", "Mapping"),
    "commit": ("Vastlegging", "Commit"),
    "tried": (
        "proefdraai: nergens vastgelegd",
        "tried on this machine: recorded nowhere",
    ),
    "files": ("Bestanden", "Files"),
    "whole": ("Alles klopt met zijn hash.", "Everything is what its hash says."),
    "broken": ("GEBROKEN:", "BROKEN:"),
    "record": ("record", "record"),
    "everything": ("het hele bestand", "the whole file"),
    "absent": ("NIET in het archief", "NOT in the archive"),
    "bytes": ("bytes", "bytes"),
    "back": ("teruggenomen in vastlegging {n}", "taken back in commit {n}"),
    "version": ("versie", "version"),
    "engine": ("motor", "engine"),
    "taken": ("genomen in vastlegging {n}", "taken in commit {n}"),
    "waiting": ("in geen vastlegging", "in no commit"),
    "entries": ("Boekingen die hierop rusten", "Entries that rest on it"),
    "none": ("geen", "none"),
}


def trace_lines(found: Trace, language: str = "nl") -> Iterator[str]:
    """The trace from the booking down to the bytes, and what of it is broken."""
    entry, movement = found.entry, found.movement
    yield _head("entry", entry.key, language)
    yield f"  {entry.date.isoformat()}  {entry.period}  {entry.journal}  {plain(entry.text)}"
    yield from (f"  {line}" for line in posting_lines(entry, language))
    yield f"  {state_of(found, language)}"
    yield _head("movement", movement.name, language)
    kind = word(MOVEMENTS, movement.kind, language)
    about = " ".join(x for x in (movement.payer, plain(movement.invoice)) if x)
    yield f"  {_line(f'{kind} {about}', movement.cents, language)}"
    if movement.reason:
        yield f"  {word(RULES, movement.reason, language)}"
    if found.taken_back:
        yield "  " + word(LABELS, "back", language).format(n=found.taken_back)
    if found.why is not None:
        yield word(LABELS, "why", language)
        said = told(found.why, found.precision, language, movement.date)
        yield from (f"  {plain(line)}" for line in explanation_lines(said, language))
    yield _head("mapping", f"{word(LABELS, 'version', language)} {entry.mapping_version}", language)
    yield f"  {found.mapping_digest}"
    yield from _recorded(found, language)
    yield word(LABELS, "files", language)
    yield from (f"  {line}" for f in found.files for line in _file(f, language))
    yield from _faults(found.faults, language)


def file_lines(found: FileTrace, language: str = "nl") -> Iterator[str]:
    """The trace of a file: when it was taken, what rests on it, and what of it is broken."""
    yield from _file(found.file, language)
    key = "taken" if found.sequence else "waiting"
    yield "  " + word(LABELS, key, language).format(n=found.sequence)
    yield word(LABELS, "entries", language)
    for entry, records in found.entries:
        debit = sum(p.cents for p in entry.postings if p.cents > 0)
        where = f" ({word(LABELS, 'record', language)} {_numbers(records)})" if records else ""
        text = f"{entry.date.isoformat()} {entry.key[:12]} {plain(entry.text)}{where}"
        yield f"  {_line(text, debit, language)}"
    if not found.entries:
        yield f"  {word(LABELS, 'none', language)}"
    yield from _faults(found.faults, language)


def posting_lines(entry: JournalEntry, language: str) -> Iterator[str]:
    """Each posting: debit or credit, account, its role, cents."""
    for p in entry.postings:
        side = "D" if p.cents > 0 else "  C"
        role = word(ROLES, p.role, language)
        yield _line(f"{side:<3} {p.account:<8} {role}", abs(p.cents), language)


def state_of(found: Trace, language: str) -> str:
    """Where the entry is on its way to the package, in words."""
    said = word(STATES, found.state, language)
    return said.format(
        package=found.package, entry_id=plain(found.entry_id), posted_at=found.posted_at
    )


def _recorded(found: Trace, language: str) -> Iterator[str]:
    at = found.recorded
    if at is None:
        yield _head("commit", word(LABELS, "tried", language), language)
        return
    yield _head("commit", str(at.sequence), language)
    yield f"  {at.hash}"
    yield f"  <- {at.previous or '-'}"
    yield f"  commit/{at.movements}.json.gz"
    yield f"  book/{at.snapshot}.json.gz"
    yield f"  {word(LABELS, 'engine', language)} {at.engine}"


def _file(file: FileSeen, language: str) -> Iterator[str]:
    size = word(LABELS, "absent", language)
    if file.size is not None:
        size = f"{file.size} {word(LABELS, 'bytes', language)}"
    kinds = ", ".join(file.standards) or ", ".join(word(KINDS, k, language) for k in file.kinds)
    where = word(LABELS, "everything", language)
    if file.records:
        where = f"{word(LABELS, 'record', language)} {_numbers(file.records)}"
    yield file.sha256
    yield f"  {', '.join(x for x in (kinds, where, size) if x)}"


def _faults(faults: tuple[Fault, ...], language: str) -> Iterator[str]:
    yield word(LABELS, "broken" if faults else "whole", language)
    yield from (f"  {f.message(language)}" for f in faults)


def _head(label: str, name: str, language: str) -> str:
    return f"{word(LABELS, label, language)} {name}"


def _numbers(records: tuple[int, ...]) -> str:
    return ", ".join(map(str, records))


def _line(words: str, cents: int, language: str) -> str:
    return f"{words:<{WIDTH}} {euros_in(language)(cents):>14}"
