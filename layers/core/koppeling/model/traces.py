"""From a booking to the bytes it rests on, and back (sporen): what `evidence` shows.

Built by `settle`, read by `reports` and the command line.
"""

from dataclasses import dataclass
from typing import Literal

from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Explanation, Precision
from koppeling.model.movements import Movement
from koppeling.model.proof import Fault

EntryState = Literal["posted", "held", "to_post", "expected", "refused", "unknown", "void"]
"""Where an entry is: in the package, held for review, to be sent, booked by the package itself,
refused by it, its outcome unknown, or never to be sent."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Vastgelegd: the commit in which a movement was recorded, by what it names."""

    sequence: int
    hash: str
    previous: str
    movements: str
    snapshot: str
    engine: str


@dataclass(frozen=True, slots=True)
class FileSeen:
    """Bestand achter een boeking: `records` that it rests on (none = the whole file).

    `size` = its bytes in the archive, None when it is not there; `standards` = what was read in it.
    """

    sha256: str
    records: tuple[int, ...]
    kinds: tuple[str, ...]
    standards: tuple[str, ...]
    size: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Spoor van een boeking: entry, movement, commit, mapping, files, and what is broken of them.

    `why` explains a bank line, where that still stands; `taken_back` = the commit that reversed the
    movement, 0 = it stands; `package` and `entry_id` are the package's own. `mapping_file` = the
    hash of the mapping as it was dropped, '' when it came otherwise. `recorded` is None for what
    was only tried on a laptop.
    """

    entry: JournalEntry
    state: EntryState
    package: str
    entry_id: str
    posted_at: str
    movement: Movement
    why: Explanation | None
    precision: tuple[Precision, ...]
    taken_back: int
    recorded: Recorded | None
    mapping_digest: str
    mapping_file: str
    files: tuple[FileSeen, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class FileTrace:
    """Spoor van een bestand: which commit took it, and the entries that rest on it.

    `sequence` 0 = nothing took it yet; `entries` with the records that each rests on.
    """

    file: FileSeen
    sequence: int
    entries: tuple[tuple[JournalEntry, tuple[int, ...]], ...]
    faults: tuple[Fault, ...]
