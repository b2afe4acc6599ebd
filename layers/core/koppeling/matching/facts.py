"""What the book rests on (feiten): documents as taken, the gate they passed, and the decisions.

Facts merge by key and carry no conclusion. `order` is the order of arrival; it counts only where
the contract says that of two contradicting versions the first stands.
"""

from collections.abc import Callable
from collections.abc import Mapping as Versions
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from koppeling.matching.redaction import Marker
from koppeling.model.canonical import identity
from koppeling.model.documents import (
    Claim,
    Decision,
    Document,
    Netting,
    Remittance,
    Statement,
)
from koppeling.model.explanations import Rule
from koppeling.model.mapping import Booking, Mapping
from koppeling.model.problems import Problem, Where, problem


@dataclass(frozen=True, slots=True)
class Taken:
    """Ingenomen document: `digest` of its content; `accepted` once it passed the gate, for ever."""

    order: int
    digest: str
    document: Document
    accepted: bool = False

    @property
    def sha256(self) -> str:
        """The file it came in."""
        return self.document.header.sha256


@dataclass(frozen=True, slots=True)
class Ruling:
    """Besluit zoals aangenomen: the verdict of the moment it was taken stays ('' = accepted).

    `about` = the question, when the row names one of its explanations instead; `option` = the
    explanation that was accepted or refused, `chosen` its parts as (item, role, cents): what was
    shown at that moment, whatever is shown later. `took_back` = the rule of the automatic match
    that stood on the line and that the row puts something else for. `rebooked` = the claim that is
    booked again, with the rows of mapping `version`. `waits` = what it accepts or
    refuses was not shown yet: it is judged again when facts come.
    """

    order: int
    sha256: str
    sequence: int
    decision: Decision
    refused: str = ""
    again: bool = False
    about: str = ""
    option: str = ""
    chosen: tuple[tuple[str, str, int], ...] = ()
    took_back: Rule | Literal[""] = ""
    rebooked: str = ""
    version: int = 0
    waits: bool = False

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.about or self.decision.subject


def question_id(taken: Taken) -> str:
    """The subject of a decision about a whole document."""
    return "D" + identity("document", [taken.digest, taken.document.header.part], size=15)


@dataclass(frozen=True, slots=True)
class View:
    """Zicht op de inrichting: versions by number, the newest, and what items were opened with.

    `close` = a date at which the books are closed with everything that was read (`--close`).
    """

    versions: Versions[int, Mapping]
    newest: int
    opened: Versions[str, int]
    mark: Marker
    owner_of: Callable[[tuple[str, ...]], str] = lambda _: ""
    close: date | None = None

    @property
    def mapping(self) -> Mapping:
        """The mapping in force."""
        return self.versions[self.newest]

    def version_of(self, item: str) -> int:
        """The version an item was opened with: the newest for an item that is new."""
        return self.opened.get(item, self.newest)

    def booking_of(self, item: str, payer: str, law: str) -> Booking:
        """The switches an item was opened with."""
        return self.versions[self.version_of(item)].booking_of(payer, law)


@dataclass(frozen=True, slots=True)
class Gated:
    """Na de poort: a document, its verdict, and the problems that go with the verdict.

    `verdict`: used, known, test, refused, wrong_administration or unknown_payer.
    """

    taken: Taken
    verdict: str
    problems: tuple[Problem, ...]


def gate(taken: tuple[Taken, ...], view: View) -> tuple[Gated, ...]:
    """The verdict of every document, in order of arrival.

    Of documents with the same content the one with the smallest file hash is used and the others
    are known, whatever came first.
    """
    first: dict[str, Taken] = {}
    spoilt = {_file(t) for t in taken if t.document.header.refused}
    for t in sorted(taken, key=lambda t: (t.sha256, t.document.header.part)):
        if _file(t) not in spoilt:
            first.setdefault(t.digest, t)
    earliest: dict[str, int] = {}
    accepted: set[str] = set()
    for t in taken:
        earliest[t.digest] = min(earliest.get(t.digest, t.order), t.order)
        if t.accepted:
            accepted.add(t.digest)
    found = []
    for t in taken:
        own = replace(t, order=earliest[t.digest], accepted=t.digest in accepted)
        if _file(t) in spoilt:
            found.append(Gated(own, "refused", _spoilt(t)))
        else:
            found.append(_gated(own, view, duplicate=first[t.digest] is not t))
    return tuple(found)


def _file(taken: Taken) -> tuple[str, int]:
    """The file that a document came in; in a ZIP each member is one."""
    return taken.sha256, taken.document.header.inside


def _spoilt(taken: Taken) -> tuple[Problem, ...]:
    """Nothing of a file is booked when a part of it is refused: each part says so."""
    problems = taken.document.header.problems
    if taken.document.header.refused:
        return problems
    return (*problems, problem("file_refused", Where(taken.sha256)))


def _gated(taken: Taken, view: View, *, duplicate: bool) -> Gated:
    document = taken.document
    problems = document.header.problems
    if document.header.test:
        return Gated(taken, "test", problems)
    if not taken.accepted and (stranger := _wrong_administration(taken, view)):
        return Gated(taken, "wrong_administration", (*problems, stranger))
    if duplicate:
        return Gated(taken, "known", problems)
    if isinstance(document, (Claim, Remittance, Netting)):
        # a return that names no payer is that of the claim it belongs to
        known = not document.payer or view.mapping.payer(document.payer) is not None
        return Gated(taken, "used" if known else "unknown_payer", problems)
    return Gated(taken, "used", problems)


def _wrong_administration(taken: Taken, view: View) -> Problem | None:
    """The payee's AGB or the account's IBAN must be the administration's (contract 1)."""
    document, administration = taken.document, view.mapping.administration
    if isinstance(document, Statement):
        found: tuple[str, ...] = (document.iban,)
        known = document.iban in administration.iban
        field = "IBAN"
    elif isinstance(document, (Claim, Remittance)):
        found = document.agbs
        known = any(agb in administration.agb for agb in found)
        field = "AGB"
    else:
        return None
    if known:
        return None
    owner = view.owner_of(found) or "onbekend"
    where = Where(taken.sha256, None, field)
    return problem("wrong_administration", where, found=", ".join(found) or "-", owner=owner)
