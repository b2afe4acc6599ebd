"""What proves the book (bewijsketen): what was looked at, and each place where it is broken.

Built by `settle`, read by `reports` and the command line. A fault names one stored thing; its
sentence is Dutch for the bookkeeper, English for who operates.

>>> Fault("commit_missing", "3", 3).message()
'vastlegging 3 ontbreekt of is niet te lezen'
"""

from dataclasses import dataclass
from typing import Literal

FAULTS: dict[str, tuple[str, str]] = {
    "commit_missing": (
        "vastlegging {name} ontbreekt of is niet te lezen",
        "commit {name} is missing or cannot be read",
    ),
    "commit_altered": (
        "vastlegging {name} is gewijzigd: de hash klopt niet met de inhoud",
        "commit {name} was altered: its hash is not that of its content",
    ),
    "commit_unlinked": (
        "vastlegging {name} past niet op de vorige",
        "commit {name} does not follow from the one before",
    ),
    "snapshot_missing": ("de boekstand {name} ontbreekt", "snapshot {name} is missing"),
    "snapshot_altered": ("de boekstand {name} is gewijzigd", "snapshot {name} was altered"),
    "movements_missing": (
        "de gebeurtenissen {name} ontbreken",
        "movements {name} are missing",
    ),
    "movements_altered": (
        "de gebeurtenissen {name} zijn gewijzigd",
        "movements {name} were altered",
    ),
    "document_missing": ("het document {name} ontbreekt", "document {name} is missing"),
    "document_altered": ("het document {name} is gewijzigd", "document {name} was altered"),
    "raw_missing": (
        "het bestand {name} ontbreekt in het archief",
        "file {name} is missing in the archive",
    ),
    "raw_altered": (
        "het bestand {name} is gewijzigd: de bytes hebben een andere hash",
        "file {name} was altered: its bytes have another hash",
    ),
    "mapping_missing": ("inrichting {name} ontbreekt", "mapping {name} is missing"),
    "mapping_altered": ("inrichting {name} is gewijzigd", "mapping {name} was altered"),
    "entry_missing": (
        "van gebeurtenis {name} ontbreekt een boeking",
        "an entry of movement {name} is missing",
    ),
    "entry_unfounded": (
        "boeking {name} rust op geen vastlegging",
        "entry {name} rests on no commit",
    ),
    "entry_altered": (
        "boeking {name} is niet wat haar gebeurtenis en inrichting ervan maken",
        "entry {name} is not what its movement and mapping make of it",
    ),
    "booked_missing": (
        "boeking {name} staat niet meer in het pakket",
        "entry {name} is no longer in the package",
    ),
    "booked_altered": (
        "boeking {name} staat anders in het pakket dan zij is verstuurd",
        "entry {name} stands in the package other than it was sent",
    ),
    "head_ahead": (
        "de keten is afgekapt: op {name} was er al een vastlegging {sequence}",
        "the chain was cut short: on {name} there was a commit {sequence} already",
    ),
    "head_differs": (
        "de keten is herschreven: op {name} had vastlegging {sequence} een andere hash",
        "the chain was rewritten: on {name} commit {sequence} had another hash",
    ),
    "head_altered": (
        "het dagbewijs van {name} is niet te lezen",
        "the head of {name} cannot be read",
    ),
    "file_differs": (
        "{name} is niet wat deze bestanden en inrichting ervan maken",
        "{name} is not what these files and this mapping make of it",
    ),
    "file_missing": ("{name} ontbreekt in de map", "{name} is missing in the folder"),
}
"""Code, Dutch, English."""

Counted = Literal[
    "commits",
    "snapshots",
    "movements",
    "files",
    "documents",
    "mappings",
    "entries",
    "booked",
    "heads",
    "written",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """Breuk: one stored thing that is not what it was; `sequence` of its commit, 0 = of none."""

    code: str
    name: str
    sequence: int = 0

    def message(self, language: str = "nl") -> str:
        """The sentence in `nl` or `en`."""
        said = FAULTS[self.code][0 if language == "nl" else 1]
        return said.format(name=self.name, sequence=self.sequence)


@dataclass(frozen=True, slots=True)
class Head:
    """Dagbewijs: the last commit as it was on a day (`YYYY-MM-DD`), kept where nobody changes it.

    `sequence` 0 = there was none yet; below 0 = the head cannot be read.
    """

    day: str
    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Bewijs van het boek: `sequence` and `hash` of the last commit, what was looked at, faults.

    `faults` are in the order of the chain: the first is the first broken place.
    """

    sequence: int
    hash: str
    counted: tuple[tuple[Counted, int], ...]
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Nothing is broken."""
        return not self.faults
