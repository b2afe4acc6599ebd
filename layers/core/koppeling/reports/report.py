"""The report (rapport) for the bookkeeper: one page that stands alone, in Dutch or English."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import jinja2

from koppeling.model.book import Book
from koppeling.model.cents import euros_nl
from koppeling.reports.words import IDENTITIES, OUTCOMES, REASONS, ROLES, TERMS, word


@dataclass(frozen=True, slots=True)
class Cell:
    """Regel van de specificatie: one open item or one receipt on hold, signed cents."""

    payer: str
    what: str
    cents: int


@cache
def _template() -> jinja2.Template:
    source = (resources.files("koppeling.reports") / "report.html").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["euro"] = euros_nl
    return environment.from_string(source)


def report(book: Book, language: str = "nl") -> str:
    """The page as HTML: no script, no outside resource, prints on A4."""
    names = {p.label: p.name for p in book.mapping.payers}
    facts: dict[str, Any] = {
        "book": book,
        "language": language,
        "t": {k: v[0 if language == "nl" else 1] for k, v in TERMS.items()},
        "reason": lambda key: word(REASONS, key, language),
        "role": lambda key: word(ROLES, key, language) if key else "",
        "outcome": lambda key: word(OUTCOMES, key, language),
        "identity": lambda name: word(IDENTITIES, name, language),
        "payer": lambda label: names.get(label, label),
        "message": lambda problem: problem.message(language),
        "clearing": specification(book),
        "balance": dict(book.expected_balances).get("clearing", 0),
        "held": set(book.held),
        "stuck": dict(book.stuck),
    }
    return _template().render(facts)


def specification(book: Book) -> tuple[Cell, ...]:
    """The clearing account, item by item; its sum is the balance of the items (C6)."""
    items = [Cell(i.payer, i.invoice, i.clearing) for i in book.items if i.clearing]
    held = [Cell(p.payer, p.about, -p.cents) for p in book.parked if p.held_on == "clearing"]
    return tuple(sorted([*items, *held], key=lambda c: (c.payer, c.what)))
