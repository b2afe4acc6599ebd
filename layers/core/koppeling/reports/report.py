"""The report (rapport) for the bookkeeper: one page that stands alone, in Dutch or English."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import jinja2
import markupsafe

from koppeling.model.book import Book
from koppeling.model.cents import euros_in
from koppeling.model.entries import JournalEntry
from koppeling.model.explanations import Match
from koppeling.model.links import NO_LINKS, links
from koppeling.model.movements import Part
from koppeling.model.reasons import REASONS
from koppeling.reports.base_figures import base_figures
from koppeling.reports.entry_texts import as_booked
from koppeling.reports.explanations import told
from koppeling.reports.first import behind_words, not_taken, questions_by_reason, tasks
from koppeling.reports.rejections import (
    SAVE,
    STATES,
    Row,
    day_words,
    days_left,
    rejection_rows,
    told_beside,
)
from koppeling.reports.sentences import CLASSES
from koppeling.reports.specification import (
    ADVANCE,
    AWARDED,
    CARRIED,
    OTHER,
    RECLAIMED,
    specification,
)
from koppeling.reports.terms import terms
from koppeling.reports.words import (
    IDENTITIES,
    KINDS,
    NEXT,
    OUTCOMES,
    ROLES,
    RULES,
    UNJUDGED,
    counted_twice,
    word,
)

PARTS = {
    AWARDED: "awarded_part",
    RECLAIMED: "reclaimed_part",
    ADVANCE: "advance_part",
    CARRIED: "carried_part",
    OTHER: "other_part",
}
FEW = 20
"""Rows of a list that stand on the page; a longer one is folded behind what it holds."""
FEW_PROPOSALS = 3
"""Questions with a proposal that are shown open, each with all that pleads for and against it."""
TABLES = {
    "outcome": OUTCOMES,
    "kind": KINDS,
    "reason": REASONS,
    "role": ROLES,
    "rule": RULES,
    "identity": IDENTITIES,
    "unjudged": UNJUDGED,
}


@dataclass(frozen=True, slots=True)
class Card:
    """Kaart van de samenvatting: a figure with its words; `tone` = good, warn, bad or ''."""

    figure: str
    label: str
    note: str = ""
    tone: str = ""


def report(book: Book, language: str = "nl") -> str:
    """The page as HTML: no script, no outside resource, prints on A4. `language` = `nl` or `en`."""
    t = terms(language)
    names = {p.label: p.name for p in book.mapping.payers}
    euro = euros_in(language)
    parts = {kind: t[label] for kind, label in PARTS.items()}
    facts: dict[str, Any] = {
        "book": book,
        "language": language,
        "t": t,
        "few": FEW,
        "few_proposals": FEW_PROPOSALS,
        "proposals": sum(bool(p.options) for p in book.parked),
        "euro": euro,
        "day": day_of(language),
        "payer": lambda label: names.get(label, label),
        "message": lambda problem: problem.message(language),
        "cards": _cards(book, t, euro),
        "files": sorted(book.files, key=lambda f: (f.date or date.min, f.standard, f.sha256)),
        "part": lambda kind: parts.get(kind) or word(REASONS, kind, language),
        "why": lambda found, dated: told(found, book.precision, language, dated),
        "meaning": lambda grade: word(CLASSES, grade, language),
        "state": _states(book, t, language),
        "twice": lambda parked: counted_twice(parked, language),
        "matches": _matches(book),
        "others": _others(book, t),
        "as_booked": lambda entries: as_booked((e.text for e in entries), language),
    }
    tables = {name: _words(table, language) for name, table in TABLES.items()}
    facts |= tables | _to_do(book, language) | _position(book, t)
    return template("report.html").render(facts)


def _to_do(book: Book, language: str) -> dict[str, Any]:
    """What the first half of the page is made of: what a person must do."""
    held = set(book.held)
    euro = euros_in(language)
    return {
        "tasks": list(tasks(book, language, euro, day_of(language))),
        "broken": [i for i in book.identities if i.holds is False],
        "words_of": behind_words(book, language),
        "not_taken": not_taken(book),
        "held": [e for e in book.entries if e.key in held],
        "rejections": _rejections(book),
        "question_of": {p.id: p for p in book.parked},
        "advice_on_rejections": _sentence(word(NEXT, "rejection_undecided", language)),
        "left": lambda row: days_left(row, language),
        "beside": lambda row: tuple(told_beside(row, language)),
        "questions": questions_by_reason(book, language),
    }


def _position(book: Book, t: dict[str, str]) -> dict[str, Any]:
    """What its second half is made of: how the administration stands with its payers."""
    columns = _columns(book)
    return {
        "clearing": specification(book),
        "unidentified": specification(book, "unidentified"),
        "open_items": [
            i for i in book.items if i.remaining or i.rejected or i.on_debtor or i.answered is None
        ],
        "columns": columns,
        "named_columns": [(t[name], "n") for name in columns],
        "figures": base_figures(book),
    }


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


@cache
def template(name: str) -> jinja2.Template:
    """A page of this folder, with our style; what is missing in it is an error, never blank."""
    folder = resources.files("koppeling.reports")
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(lambda part: folder.joinpath(part).read_text("utf-8")),
    )
    style = folder.joinpath("report.css").read_text(encoding="utf-8")
    environment.globals["style"] = markupsafe.Markup(style)  # noqa: S704 - our own file
    return environment.get_template(name)


def _words(table: dict[str, tuple[str, str]], language: str) -> Callable[[str], str]:
    return lambda key: word(table, key, language)


def day_of(language: str) -> Callable[[date | None], str]:
    """How a day is written: as a Dutch bookkeeper does, or ISO; '' for none."""
    return lambda day: day_words(day, language) if day else ""


def _cards(book: Book, t: dict[str, str], euro: Callable[[int], str]) -> list[Card]:
    held = [e for e in book.entries if e.key in set(book.held)]
    waiting = sum(p.cents for e in held for p in e.postings if p.cents > 0)
    rejected = sum(r.asked for r in book.rejections)
    unanswered = sum(i.declared for i in book.items if i.answered is None)
    return [
        Card(
            str(len(book.entries) - len(held)),
            t["booked"],
            f"{len(book.posted)} {t['in_package']}" if book.posted else "",
            "good",
        ),
        Card(
            str(len(book.parked)),
            t["to_find_out"],
            f"{t['of_which_rejected']} {rejected}" if rejected else "",
            "warn" if book.parked else "good",
        ),
        Card(
            str(len(held)),
            t["waiting"],
            f"{euro(waiting)}" if held else "",
            "warn" if held else "good",
        ),
        *([Card(t["yes"], t["blocked"], "", "bad")] if book.blocked else []),
        Card(euro(sum(i.remaining for i in book.items)), t["awarded_unpaid"]),
        Card(euro(unanswered), t["unanswered_total"]),
        *_to_save(book, t, euro),
    ]


def _to_save(book: Book, t: dict[str, str], euro: Callable[[int], str]) -> list[Card]:
    """What can be claimed again, with how soon the first of it is lost; none when all is won."""
    rows = [r for r in rejection_rows(book) if r.state == SAVE and r.cents > 0]
    if not rows:
        return []
    soonest = rows[0].days
    note = f"{soonest} {t['days_left']}" if soonest is not None else ""
    tone = "warn" if rows[0].near else ""
    return [Card(euro(sum(r.cents for r in rows)), t["rejected_to_save"], note, tone)]


def _rejections(book: Book) -> list[tuple[str, list[Row], int]]:
    """Rejections by state, with the total of each; a state without any is left out."""
    rows = rejection_rows(book)
    found = [(state, [r for r in rows if r.state == state]) for state in STATES]
    return [(state, own, sum(r.cents for r in own)) for state, own in found if own]


def _states(
    book: Book, t: dict[str, str], language: str
) -> Callable[[JournalEntry], tuple[str, str]]:
    """Where an entry is on its way to the package: a tone and words, '' where nothing is known."""
    held, stuck = set(book.held), dict(book.stuck)
    posted = {key for key, _, _ in book.posted}

    def state(entry: JournalEntry) -> tuple[str, str]:
        if entry.key in posted:
            return ("good", t["in_package"])
        if entry.key in stuck:
            refused = stuck[entry.key].startswith("refused")
            return ("bad", word(REASONS, "refused" if refused else "outcome_unknown", language))
        if entry.key in held:
            return ("warn", t["waiting"])
        # nothing is on its way where no package is posted to (`koppeling run`)
        return ("", t["to_send"]) if posted and entry.own else ("", "")

    return state


def _columns(book: Book) -> list[str]:
    """The columns of the roll-forward in which anything happened, from opening to closing."""
    rows = book.roll_forward
    names = rows[0].names if rows else ()
    ends = {"opening", "closing"}
    return [n for n in names if n in ends or any(getattr(row, n) for row in rows)]


def _others(
    book: Book, t: dict[str, str]
) -> Callable[[JournalEntry], list[tuple[str, JournalEntry]]]:
    """The entries that one has to do with, each with the words for it."""
    found = links((*book.entries, *book.expected))

    def others(entry: JournalEntry) -> list[tuple[str, JournalEntry]]:
        own = found.get(entry.key, NO_LINKS)
        named = (
            ("reverses", own.of),
            ("reversed_by", own.reversed_by),
            ("replaces", own.replaces),
            ("replaced_by", own.replaced_by),
        )
        return [(t[name], other) for name, some in named for other in some]

    return others


def _matches(book: Book) -> list[tuple[date | None, Match, tuple[Part, ...]]]:
    """Each match with the date of its bank line, where that was booked, and what it pays."""
    entries = (*book.expected, *book.entries)
    dates = {e.movement.partition("~")[0]: e.date for e in entries}
    found = [(dates.get(f"paid/{m.line}"), m, m.items) for m in book.matches]
    return sorted(found, key=lambda row: (row[0] or date.min, row[1].id))
