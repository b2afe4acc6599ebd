"""What the whole core books of a history: conclusions, what changes, and the entries drafted of it.

A `Journal` is one administration under one mapping that takes the files of a history in commits,
as the engine does, without files and store. Every role has an account, so that nothing waits for
one: what is left undrafted is a fault.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from koppeling.accounting.desk import Desk
from koppeling.accounting.draft import draft
from koppeling.accounting.drafting import before_start
from koppeling.accounting.effects import effects
from koppeling.matching.changes import Booked, changes
from koppeling.matching.derive import Derived, derive
from koppeling.matching.facts import Ruling, View
from koppeling.model.documents import Claim, Document, Remittance
from koppeling.model.entries import JournalEntry
from koppeling.model.mapping import Mapping, Row
from koppeling.model.movements import Movement
from koppeling.model.roles import ROLES
from tests.matching.histories import File, History
from tests.matching.nouns import MARK
from tests.matching.properties import as_ours

RESULT = frozenset({"revenue", "revenue_prior", "correction", "writeoff", "vat"})
"""Roles whose balance may depend on the scheme, beside the position with the payers."""
POSITION = frozenset({"debtor", "clearing", "unidentified", "rejected"})
NUMBERS = {role: str(1000 + 10 * place) for place, role in enumerate(ROLES)}


class Waits(Exception):  # noqa: N818 - no error: the contract parks such a movement
    """A movement waits for what nobody has said yet: the row of a part, or the claim itself."""


def full(mapping: Mapping, *, more: int = 0, tax: bool = False, **switches: object) -> Mapping:
    """The mapping with an account for every role (`more` makes them others); `tax` = and VAT."""
    rows = {
        role: (Row(account=str(int(number) + more), vat="21" if role == "vat" else None),)
        for role, number in NUMBERS.items()
        if tax or role != "vat"
    }
    booking = mapping.booking.model_copy(update=switches)
    return mapping.model_copy(update={"booking": booking, "accounts": rows})


def closed(mapping: Mapping, until: date) -> Mapping:
    """The same mapping with its periods closed up to a day."""
    administration = mapping.administration.model_copy(update={"closed_until": until})
    return mapping.model_copy(update={"administration": administration})


@dataclass(slots=True)
class Journal:
    """Journaal: everything drafted so far; `versions` are adopted one by one with `adopt`."""

    history: History
    versions: dict[int, Mapping]
    booked: Booked = field(default_factory=Booked)
    opened: dict[str, int] = field(default_factory=dict)
    log: list[tuple[Movement, tuple[JournalEntry, ...]]] = field(default_factory=list)
    by_movement: dict[str, tuple[JournalEntry, ...]] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        """The mapping version in force."""
        return max(self.versions)

    @property
    def desk(self) -> Desk:
        """What drafting works with."""
        return Desk(
            "t", "a", self.versions, self.newest, lambda name: self.by_movement.get(name, ())
        )

    def adopt(self, mapping: Mapping) -> None:
        """A new version of the mapping is in force from now on."""
        self.versions = {**self.versions, self.newest + 1: mapping}

    def commit(
        self, files: Iterable[File] | None = None, decided: Sequence[Ruling] = ()
    ) -> Derived:
        """One commit over everything that came in so far, drafted at once."""
        view = View(self.versions, self.newest, self.opened, MARK)
        found = derive(self.history.taken(files), decided, view)
        for item in found.items:
            self.opened.setdefault(item.key, self.newest)
        for received in found.received:
            self.opened.setdefault(f"line/{received.line.id}", self.newest)
        for movement in changes(found, self.booked):
            made = draft(self.desk, movement)
            if made.missing and {m.reason for m in made.missing} <= {"account_tie", "claim_needed"}:
                raise Waits
            assert not made.missing, made.missing
            self.log.append((movement, made.entries))
            self.by_movement[movement.name] = made.entries
        return found

    @property
    def entries(self) -> list[JournalEntry]:
        """Everything drafted, also what the package books itself, in order."""
        return [entry for _, entries in self.log for entry in entries]

    def by_role(self) -> dict[str, int]:
        """Balance per role, with what the package books."""
        return _sums((p.role, p.cents) for e in self.entries for p in e.postings)

    def before(self) -> dict[str, int]:
        """What Koppeling did not book, per role, as if it had."""
        return _sums((role, cents) for m in self.elsewhere() for role, _, cents, *_ in effects(m))

    def elsewhere(self) -> list[Movement]:
        """Movements that are not booked here: before the cut-over, or claims of a package."""
        return [as_ours(m) for m, _ in self.log if before_start(self.desk, m) or by_the_package(m)]

    def account(self, role: str, version: int) -> str:
        """The account of a role in a version of the mapping."""
        return self.versions[version].accounts[role][0].account  # type: ignore[index]


def by_the_package(movement: Movement) -> bool:
    """A claim, or its return, that the package books itself."""
    about = movement.mirror or movement
    return about.kind in {"submitted", "returned"} and about.booking.claims == "package"


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for role, cents in pairs:
        found[role] = found.get(role, 0) + cents
    return {role: cents for role, cents in found.items() if cents}


def together(*sums: dict[str, int]) -> dict[str, int]:
    """Balances added up, without zeros."""
    return _sums(pair for each in sums for pair in each.items())


def of_roles(sums: dict[str, int], roles: frozenset[str]) -> int:
    """Cents of these roles together."""
    return sum(cents for role, cents in sums.items() if role in roles)


def taxed(history: History) -> History:
    """The same history; the second service of each claim bears 21 % VAT in every message."""

    def tax(file: File) -> File:
        return File(tuple(_taxed(d) for d in file.documents), file.thread)

    return replace(history, files=tuple(map(tax, history.files)), digests={})


def _taxed(document: Document) -> Document:
    if not isinstance(document, (Claim, Remittance)):
        return document
    groups = (replace(g, vat=2100 if g.product == "1" else 0) for g in document.groups)
    return replace(document, groups=tuple(groups))
