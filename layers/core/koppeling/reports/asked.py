"""What the worklist asks (vragen): each row as it is shown, with the answers that it can have.

Rows come in the order of the book: a block, what is parked, what review holds, and one row that
releases all of it. What a row offers is the table `model/actions.py`, narrowed to this question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from koppeling.model.actions import ALL_HELD, BLOCKED, HELD, Action, offered
from koppeling.model.book import Book
from koppeling.model.canonical import digest
from koppeling.model.cents import euros_nl
from koppeling.model.entries import JournalEntry
from koppeling.model.entry_codec import content
from koppeling.model.explanations import Parked
from koppeling.model.movements import OpenItem
from koppeling.model.reasons import REASONS
from koppeling.reports.terms import terms
from koppeling.reports.words import NEXT, ROLES, advice, asked, word

BEST = 2  # explanations that are shown with the question
CHOICES = 12  # claims that the list of targets holds


@dataclass(frozen=True, slots=True)
class Question:
    """Vraag: one row of the sheet; `amount` in cents, `seen` = the digest of what was shown.

    `answers` = the actions that can be carried out on it; `targets` = what the list offers.
    """

    finding: str
    payer: str
    dated: date | None
    amount: int | None
    stands_on: str
    about: str
    possible: str
    next: str
    subject: str
    seen: str
    answers: tuple[Action, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def wants_target(self) -> bool:
        """Whether any of its answers goes somewhere."""
        return any(a.wants_target for a in self.answers)

    @property
    def closed(self) -> bool:
        """Whether nothing but what the list offers can be a target."""
        return not any(a.free for a in self.answers)


@dataclass(slots=True)
class _Asking:
    """What is looked up for every row, once a book."""

    book: Book
    language: str
    names: dict[str, str] = field(default_factory=dict)
    stuck: set[str] = field(default_factory=set)
    open: dict[str, list[OpenItem]] = field(default_factory=dict)
    by_number: dict[str, list[OpenItem]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {p.label: p.name for p in self.book.mapping.payers}
        self.stuck = {key for key, _ in self.book.stuck}
        for item in self.book.items:
            self.by_number.setdefault(item.invoice, []).append(item)
            if item.answered and item.remaining:
                self.open.setdefault(item.payer, []).append(item)


def questions(book: Book, language: str) -> Iterator[Question]:
    """Every row of the worklist, in its order."""
    asking = _Asking(book, language)
    if book.blocked:
        yield _blocked(asking)
    for parked in book.parked:
        yield _parked(parked, asking)
    keys = set(book.held)
    held = [e for e in book.entries if e.key in keys]
    for entry in held:
        yield _held(entry, asking)
    if held:
        yield _all_held(held, asking)


def _blocked(asking: _Asking) -> Question:
    t = terms(asking.language)
    return Question(
        finding=t["blocked"].lower(),
        payer="",
        dated=None,
        amount=None,
        stands_on=t["not_sent"],
        about=asking.book.blocked,
        possible="",
        next=word(NEXT, BLOCKED, asking.language),
        subject=asking.book.mapping.administration.name,
        seen=digest([BLOCKED, asking.book.blocked])[:12],
        answers=offered(BLOCKED),
    )


def _parked(parked: Parked, asking: _Asking) -> Question:
    language = asking.language
    not_booked = terms(language)["not_booked"]
    answers = tuple(a for a in offered(asked(parked, asking.stuck)) if _can_be(a, parked))
    return Question(
        finding=word(REASONS, parked.reason, language),
        payer=asking.names.get(parked.payer, parked.payer),
        dated=parked.date,
        amount=parked.cents,
        stands_on=word(ROLES, parked.held_on, language) if parked.held_on else not_booked,
        about=parked.about,
        possible="\n".join(_explanations(parked, asking)),
        next=advice(parked, asking.stuck, language),
        subject=parked.id,
        seen=parked.seen,
        answers=answers,
        targets=_targets(parked, answers, asking),
    )


def _can_be(action: Action, parked: Parked) -> bool:
    """Only what is proposed can be accepted or refused; a document without its claim as it is."""
    on_option = action.name in {"accept", "refuse"}
    return not on_option or bool(parked.options) or parked.reason == "claim_needed"


def _explanations(parked: Parked, asking: _Asking) -> Iterator[str]:
    """The two best, with what is open on them; what a rejection can become is no explanation."""
    if parked.reason == "rejection_undecided":
        return
    t = terms(asking.language)
    for option in parked.options:
        paid = " + ".join(f"{p.invoice or p.role} {euros_nl(p.cents)}" for p in option.parts)
        yield f"{option.id}: {paid}"
    if parked.options:
        return
    for number in parked.candidates[:BEST]:
        found = asking.by_number.get(number, [])
        cents = sum(item.remaining for item in found)
        state = f"€ {euros_nl(cents)} {t['open']}" if cents else t["nothing_open"]
        if any(item.answered is None for item in found):
            state = t["unanswered"]
        yield f"{number}: {state}" if found else number
    if (more := len(parked.candidates) - BEST) > 0:
        yield f"{t['and_more']} {more}"


def _targets(parked: Parked, answers: Sequence[Action], asking: _Asking) -> tuple[str, ...]:
    """What the list of targets holds: claims first, the likeliest on top, then the words."""
    words = [w for a in answers for w in a.targets]
    if not any(a.free == "claims" for a in answers):
        return tuple(words)
    named = [n for n in parked.candidates if _can_be_paid(n, asking)]
    together = [",".join(named)] if len(named) > 1 else []
    others = sorted(
        asking.open.get(parked.payer, ()), key=lambda i: (abs(i.remaining - parked.cents), i.key)
    )
    claims = dict.fromkeys([*named, *together, *(i.invoice for i in others)])
    return (*(o.id for o in parked.options), *list(claims)[:CHOICES], *words)


def _can_be_paid(number: str, asking: _Asking) -> bool:
    found = asking.by_number.get(number)
    return not found or any(item.answered and item.remaining for item in found)


def _held(entry: JournalEntry, asking: _Asking) -> Question:
    t = terms(asking.language)
    payer = next((p.payer for p in entry.postings if p.payer), "")
    return Question(
        finding=t["waiting"].lower(),
        payer=asking.names.get(payer, payer),
        dated=entry.date,
        amount=sum(p.cents for p in entry.postings if p.cents > 0),
        stands_on=t["not_sent"],
        about=f"{entry.text} ({entry.reference})",
        possible="",
        next=word(NEXT, HELD, asking.language),
        subject=entry.key,
        seen=content(entry)[:12],
        answers=offered(HELD),
    )


def _all_held(held: Sequence[JournalEntry], asking: _Asking) -> Question:
    t = terms(asking.language)
    return Question(
        finding=t["waiting"].lower(),
        payer="",
        dated=None,
        amount=None,
        stands_on=t["not_sent"],
        about=f"{len(held)} {t['entries']}",
        possible="",
        next=word(NEXT, ALL_HELD, asking.language),
        subject="all",
        seen=digest([e.key for e in held])[:12],
        answers=offered(ALL_HELD),
    )
