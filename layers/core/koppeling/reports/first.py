"""What a bookkeeper must do first (eerst dit): lines on top of the report, each with its place.

In the order in which it hurts: nothing is sent, something does not add up, a file was not taken, an
entry waits, a term runs out, a question is open. What is in order has no line.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from koppeling.model.book import Behind, Book, FileOutcome
from koppeling.model.explanations import Parked
from koppeling.reports.rejections import SAVE, rejection_rows
from koppeling.reports.terms import terms
from koppeling.reports.words import KINDS, advice, word

Euro = Callable[[int], str]
Day = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Task:
    """Taak: `place` = the section of the page where it is done, `tone` = bad or warn."""

    place: str
    words: str
    tone: str = "warn"


def tasks(book: Book, language: str, euro: Euro, day: Day) -> Iterator[Task]:
    """What is to be done, the most urgent first; nothing where all is in order."""
    t = terms(language)
    if book.blocked:
        yield Task("blocked", f"{t['blocked']}: {t['nothing_sent']}", "bad")
    if broken := [i.name for i in book.identities if i.holds is False]:
        yield Task("broken", f"{t['broken']}: {', '.join(broken)}", "bad")
    if book.cut_over and book.cut_over.holds is False:
        yield Task("cut_over", f"{t['cut_over']}: {t['differs']}")
    if refused := not_taken(book):
        yield Task("not_taken", f"{t['not_taken']}: {len(refused)}", "bad")
    if held := [e for e in book.entries if e.key in set(book.held)]:
        cents = sum(p.cents for e in held for p in e.postings if p.cents > 0)
        yield Task("held", f"{t['waiting']}: {len(held)}, {euro(cents)}")
    yield from _rejections(book, t, euro, day)
    if asked := sum(len(found) for _, _, found in questions_by_reason(book, language)):
        yield Task("questions", f"{t['to_find_out']}: {asked}")


def _rejections(book: Book, t: dict[str, str], euro: Euro, day: Day) -> Iterator[Task]:
    rows = [r for r in rejection_rows(book) if r.state == SAVE and r.cents > 0]
    if not rows:
        return
    # the soonest stands first; those without a term stand last
    soonest = f", {t['first_ends']} {day(rows[0].last_day)}" if rows[0].last_day else ""
    number = len({r.rejection.id for r in rows})
    cents = sum(r.cents for r in rows)
    yield Task("rejections", f"{t['rejected_to_save']}: {number}, {euro(cents)}{soonest}")


def not_taken(book: Book) -> list[FileOutcome]:
    """The files of which nothing is booked while something should be."""
    return [f for f in book.files if f.outcome in {"refused", "waiting"}]


def questions_by_reason(book: Book, language: str) -> list[tuple[str, str, list[Parked]]]:
    """(reason, what to do about it, questions): each said once.

    A rejection that is listed with its terms is asked there, not here.
    """
    listed = {r.id for r in book.rejections}
    stuck = dict(book.stuck)
    asked = [p for p in book.parked if p.id not in listed]
    said = {p.id: (p.reason, advice(p, stuck, language)) for p in asked}
    places = {words: place for place, words in enumerate(dict.fromkeys(said.values()))}
    ordered = sorted(asked, key=lambda p: places[said[p.id]])
    return [(*words, list(found)) for words, found in groupby(ordered, key=lambda p: said[p.id])]


def behind_words(book: Book, language: str) -> Callable[[Behind], str]:
    """What an id of ours is about: the text of a booking, the kind and number of a file; or ''."""
    entries: Sequence[tuple[str, str]] = [
        (e.reference, e.text) for e in (*book.entries, *book.expected)
    ]
    files = [(f.sha256[:12], f"{_file(f, language)} {f.invoice}".strip()) for f in book.files]
    known = dict((*entries, *files))
    return lambda item: known.get(item.number) or known.get(item.about, "")


def _file(file: FileOutcome, language: str) -> str:
    return " ".join(dict.fromkeys((word(KINDS, file.kind, language), file.standard)))
