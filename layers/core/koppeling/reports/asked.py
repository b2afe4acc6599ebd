"""What the worklist asks (vragen): each row as it is shown, with the answers that it can have.

Rows come in the order of the book: a block, what is parked, what review holds, one row that
releases all of it, and periods that are over and not closed. What a row offers is the table
`model/actions.py`, narrowed to this question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from koppeling.model.actions import ALL_HELD, BLOCKED, HELD, MARKS, PERIOD_END, Action, offered
from koppeling.model.book import Book
from koppeling.model.canonical import digest
from koppeling.model.cents import euros_in
from koppeling.model.entries import JournalEntry
from koppeling.model.entry_codec import content
from koppeling.model.explanations import Parked
from koppeling.model.movements import OpenItem
from koppeling.model.reasons import REASONS
from koppeling.reports.rejections import SAVE, Row, day_words, rejection_rows, told
from koppeling.reports.terms import terms
from koppeling.reports.words import NEXT, ROLES, advice, asked, counted_twice, word

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
    rejections: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {p.label: p.name for p in self.book.mapping.payers}
        self.stuck = {key for key, _ in self.book.stuck}
        for item in self.book.items:
            self.by_number.setdefault(item.invoice, []).append(item)
            if item.answered and item.remaining:
                self.open.setdefault(item.payer, []).append(item)
        for row in rejection_rows(self.book):
            self.rejections.setdefault(row.rejection.id, []).append(row)

    def in_order(self) -> list[Parked]:
        """The questions as the book has them, rejections by how soon they are lost."""
        soonest = {number: place for place, number in enumerate(self.rejections)}
        asked = [p for p in self.book.parked if p.id in soonest]
        sooner = iter(sorted(asked, key=lambda p: soonest[p.id]))
        return [next(sooner) if p.id in soonest else p for p in self.book.parked]


def questions(book: Book, language: str) -> Iterator[Question]:
    """Every row of the worklist, in its order."""
    asking = _Asking(book, language)
    if book.blocked:
        yield _blocked(asking)
    for parked in asking.in_order():
        yield _parked(parked, asking)
    keys = set(book.held)
    held = [e for e in book.entries if e.key in keys]
    for entry in held:
        yield _held(entry, asking)
    if held:
        yield _all_held(held, asking)
    yield from _periods(asking)
    if book.reclassification:
        yield _reclassified(asking)


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
        finding=_finding(parked, asking),
        payer=asking.names.get(parked.payer, parked.payer),
        dated=parked.date,
        amount=parked.cents,
        stands_on=word(ROLES, parked.held_on, language) if parked.held_on else not_booked,
        about=parked.about or f"{terms(language)['file']} {parked.where.sha256[:12]}",
        possible="\n".join(_explanations(parked, asking)),
        next=advice(parked, asking.stuck, language),
        subject=parked.id,
        seen=parked.seen,
        answers=answers,
        targets=_targets(parked, answers, asking),
    )


def _finding(parked: Parked, asking: _Asking) -> str:
    """The reason; a rejection that is disputed or that can no longer be claimed again says so."""
    said = word(REASONS, parked.reason, asking.language)
    rows = asking.rejections.get(parked.id, ())
    states = dict.fromkeys(r.state for r in rows if r.state != SAVE)
    t = terms(asking.language)
    return "\n".join([said, *(t[state].lower() for state in states)])


def _can_be(action: Action, parked: Parked) -> bool:
    """Only what is proposed can be accepted or refused; a document without its claim as it is."""
    on_option = action.name in {"accept", "refuse"}
    shown = parked.options or parked.again or parked.reason == "claim_needed"
    return not on_option or bool(shown)


def _explanations(parked: Parked, asking: _Asking) -> Iterator[str]:
    """The two best, with what is open on them; of a rejection until when it can be saved."""
    if parked.reason == "rejection_undecided":
        rows = asking.rejections.get(parked.id, ())
        yield from dict.fromkeys(words for r in rows for words in told(r, asking.language))
        yield from counted_twice(parked, asking.language)
        return
    t = terms(asking.language)
    for option in parked.options:
        paid = " + ".join(f"{p.invoice or p.role} {_euros(p.cents, asking)}" for p in option.parts)
        yield f"{option.id}: {paid}"
    if parked.options:
        return
    for number in parked.candidates[:BEST]:
        found = asking.by_number.get(number, [])
        cents = sum(item.remaining for item in found)
        state = f"€ {_euros(cents, asking)} {t['open']}" if cents else t["nothing_open"]
        if any(item.answered is None for item in found):
            state = t["unanswered"]
        yield f"{number}: {state}" if found else number
    if (more := len(parked.candidates) - BEST) > 0:
        yield f"{t['and_more']} {more}"


def _targets(parked: Parked, answers: Sequence[Action], asking: _Asking) -> tuple[str, ...]:
    """What the list of targets holds: claims first, the likeliest on top, then the words."""
    words = [w for a in answers for w in a.targets]
    if parked.reason == "rejection_undecided":
        # what its payer bars is no candidate; what stands in the books is not done with a mark
        words = [w for w in words if w in parked.candidates or w in MARKS - {"final"}]
    if not any(a.free == "claims" for a in answers):
        return (*(invoice for invoice, _ in parked.again), *words)
    named = [n for n in parked.candidates if _can_be_paid(n, asking)]
    together = [",".join(named)] if len(named) > 1 else []
    others = sorted(
        asking.open.get(parked.payer, ()), key=lambda i: (abs(i.remaining - parked.cents), i.key)
    )
    claims = dict.fromkeys([*named, *together, *(i.invoice for i in others)])
    return (*(o.id for o in parked.options), *list(claims)[:CHOICES], *words)


def _can_be_paid(number: str, asking: _Asking) -> bool:
    found = asking.by_number.get(number)
    return not found or any(item.payable for item in found)


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


def _periods(asking: _Asking) -> Iterator[Question]:
    """The last month or year that is over, while claims of it wait for an answer and an accrual."""
    book, t = asking.book, terms(asking.language)
    shut = book.mapping.administration.closed_until or date.min
    shut = max(shut, book.mapping.administration.start - timedelta(days=1))
    made = {e.movement.split("/")[1] for e in book.entries if e.movement.startswith("accrued/")}
    waiting: dict[date, list[OpenItem]] = {}
    for item in book.items:
        day = _ended(book.latest or date.min, item)
        if day and shut < day and item.opened <= day and day.isoformat() not in made:
            waiting.setdefault(day, []).append(item)
    for day, items in sorted(waiting.items()):
        yield Question(
            finding=t["period_open"],
            payer="",
            dated=day,
            amount=sum(i.declared for i in items),
            stands_on=t["not_booked"],
            about=f"{len(items)} {t['without_answer']} {day_words(day, asking.language)}",
            possible="",
            next=word(NEXT, PERIOD_END, asking.language),
            subject=day.isoformat(),
            seen="",
            answers=offered(PERIOD_END),
        )


def _euros(cents: int, asking: _Asking) -> str:
    return euros_in(asking.language)(cents)


def _ended(latest: date, item: OpenItem) -> date | None:
    """The last day of the last period that is over for a claim that can be accrued, else None."""
    booking = item.booking
    if item.answered is not None or booking.recognise != "awarded" or booking.accrue == "no":
        return None
    first = latest.replace(day=1) if booking.accrue == "month" else latest.replace(month=1, day=1)
    return first - timedelta(days=1) if first > date.min else None


def _reclassified(asking: _Asking) -> Question:
    moved, t = asking.book.reclassification, terms(asking.language)
    return Question(
        finding=t["old_account"],
        payer="",
        dated=asking.book.latest,
        amount=sum(m.cents for m in moved if m.cents > 0),
        stands_on=t["not_booked"],
        about=", ".join(f"{m.account} {_euros(m.cents, asking)}" for m in moved),
        possible="",
        next=word(NEXT, "reclassification", asking.language),
        subject="",
        seen="",
    )
