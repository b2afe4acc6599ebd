"""The book of one administration at one commit (boek): all that reports and checks look at.

Built by `settle`, read by `reports`: so the two never import each other.
"""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - fields are called date
from typing import Literal

from koppeling.model.documents import Kind
from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Match, Parked, Precision
from koppeling.model.mapping import Mapping
from koppeling.model.movements import OpenItem
from koppeling.model.problems import Problem
from koppeling.model.rejections import OpenRejection
from koppeling.model.standing import CutOver, Moved

Outcome = Literal["used", "known", "test", "waiting", "refused"]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """Wat er met een bestand gebeurde: one row a file; `total` in signed cents."""

    sha256: str
    kind: Kind
    outcome: Outcome
    problems: tuple[Problem, ...]
    standard: str = ""
    payer: str = ""
    invoice: str = ""
    date: Day | None = None
    total: int = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """Aansluiting: `holds` None = cannot be judged from these inputs; `why` says what differs."""

    name: str
    holds: bool | None
    difference: int
    why: str
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """Boek: `entries` are Koppeling's own, `expected` what the package books itself.

    `held` = keys of entries that `post` holds back, `posted` = (key, package, entry id) that are in
    the package, `stuck` = (key, reason) refused or unknown; `balances` per role, debit positive,
    without zeros; `latest` = the newest date read (no clock is ever asked); `precision` of the
    automatic matches, by class of evidence; `reclassification` = the proposed entry for what stands
    elsewhere than the mapping now says; `cut_over` = what stood open at the beginning against the
    package; `rejections` = what nobody finished, in every scheme.
    """

    mapping: Mapping
    version: int
    sequence: int
    entries: tuple[JournalEntry, ...]
    expected: tuple[JournalEntry, ...]
    parked: tuple[Parked, ...]
    matches: tuple[Match, ...]
    items: tuple[OpenItem, ...]
    other_count: int
    other_cents: int
    balances: tuple[tuple[str, int], ...]
    expected_balances: tuple[tuple[str, int], ...]
    identities: tuple[Identity, ...]
    files: tuple[FileOutcome, ...]
    held: tuple[str, ...]
    posted: tuple[tuple[str, str, str], ...]
    stuck: tuple[tuple[str, str], ...]
    latest: Day | None
    blocked: str = ""
    precision: tuple[Precision, ...] = ()
    reclassification: tuple[Moved, ...] = ()
    cut_over: CutOver | None = None
    rejections: tuple[OpenRejection, ...] = ()
