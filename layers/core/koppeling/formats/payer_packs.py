"""What payer packs say about set-off documents (financierpakketten), as data: `packs/*.toml`.

`[kinds]` has the words that tell an advance from a reclaim; `[netting.<document>]` the titles of
the columns, the words above and below the table, and the lines of its PDF. A payer's new document
is a pack that is edited, not code: docs/forms.md says how.

>>> kind_of("Salderen voorschot 2025")
('advance', 'salderen voorschot')
>>> marked("zoals besproken met mevrouw J.")
''
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Words = tuple[tuple[str, str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Indeling: one document of one payer.

    `columns` = field and its folded titles, in order: a title that stands in the header line twice
    goes to the first field that has it, then to the second. `titles` = the first title of a field
    and the first word of a label, as the payer prints them. `off` = how the amount that is taken
    off is printed: with a minus, as a plus, or any. `repeats`: a declaration stands in every row
    that is set off against it. `labels` = number, date and payout, the word that says it best
    first. `mark` and `lines` describe the PDF, `passed` its lines with an amount that is no row's;
    without `mark` it is not read.
    """

    pack: str
    document: str
    status: Literal["published", "assumed"]
    source: str
    required: frozenset[str]
    columns: tuple[tuple[str, frozenset[str]], ...]
    titles: dict[str, str]
    labels: dict[str, tuple[re.Pattern[str], ...]]
    kinds: Words
    off: Literal["minus", "plus", "any"]
    repeats: bool
    mark: re.Pattern[str] | None
    lines: tuple[re.Pattern[str], ...]
    passed: tuple[re.Pattern[str], ...]

    def places(self, names: Sequence[str]) -> dict[str, int]:
        """Field -> place of its column."""
        found: dict[str, int] = {}
        for place, name in enumerate(map(folded, names)):
            free = (f for f, titles in self.columns if f not in found and name in titles)
            if name and (field := next(free, None)):
                found[field] = place
        return found

    def knows(self, names: Sequence[str]) -> bool:
        """The header line of this document."""
        enough = len(names) >= len(self.required)  # lines of other files have one cell
        return enough and self.required <= self.places(names).keys()

    def has(self, field: str) -> bool:
        """Whether the document has a column for it."""
        return any(name == field for name, _ in self.columns)

    def kind(self, *texts: str) -> tuple[str, str]:
        """(kind, mark) by the words of this payer."""
        return _find(self.kinds, texts)


def folded(title: str) -> str:
    """A title by its letters and digits alone: no dots, blanks, capitals or accents."""
    plain = unicodedata.normalize("NFKD", title.lower())
    return "".join(c for c in plain if c.isalnum())


def kind_of(*texts: str) -> tuple[str, str]:
    """(kind, mark) by the words of any payer; ('', '') when there is none."""
    return _find(_all_words(), texts)


def marked(text: str) -> str:
    """The word of a pack that stands in a text; the text itself is not kept."""
    return kind_of(text)[1]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every document that a pack describes."""
    return tuple(
        _layout(pack, document, table, data)
        for pack, data in _packs()
        for document, table in data.get("netting", {}).items()
    )


@cache
def _packs() -> tuple[tuple[str, dict[str, Any]], ...]:
    files = resources.files("koppeling.packs").iterdir()
    found = sorted((f for f in files if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(
        (f.name.removesuffix(".toml"), tomllib.loads(f.read_text(encoding="utf-8"))) for f in found
    )


@cache
def _all_words() -> Words:
    kinds = [pair for _, data in _packs() for pair in _pairs(data.get("kinds", {}))]
    known = {word.lower() for _, word in kinds}
    set_off = {w.lower() for _, data in _packs() for w in data["set_off"]} - known
    return _words([*kinds, *(("", word) for word in set_off)])


def _pairs(kinds: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(kind, word) for kind, words in kinds.items() for word in words]


def _words(pairs: Iterable[tuple[str, str]]) -> Words:
    """The longest word first: `salderen voorschot` says more than `voorschot`."""
    ordered = sorted(set(pairs), key=lambda pair: (-len(pair[1]), pair[1], pair[0]))
    return tuple((kind, word, _alone(word)) for kind, word in ordered)


def _alone(word: str) -> re.Pattern[str]:
    """The word between other signs: `FC` is in FC-12 and in fc12, and not in AFC or FCA."""
    before, after = (r"\d" if sign.isdigit() else r"[^\W\d_]" for sign in (word[0], word[-1]))
    return re.compile(rf"(?<!{before}){re.escape(word)}(?!{after})", re.IGNORECASE)


def _find(words: Words, texts: Sequence[str]) -> tuple[str, str]:
    found = ((k, word) for k, word, alone in words if any(alone.search(t) for t in texts))
    return next(found, ("", ""))


def _layout(pack: str, document: str, table: dict[str, Any], data: dict[str, Any]) -> Layout:
    pdf = table.get("pdf", {})
    columns = tuple((f, frozenset(map(folded, t))) for f, t in table["columns"].items())
    return Layout(
        pack=pack,
        document=document,
        status=table["status"],
        source=table["source"],
        required=frozenset(table["required"]),
        columns=columns,
        titles={f: words[0] for f, words in (table["labels"] | table["columns"]).items()},
        labels={n: tuple(map(_label, words)) for n, words in table["labels"].items()},
        kinds=_words(_pairs(data["kinds"])),
        off=table["off"],
        repeats=table.get("repeats", False),
        mark=re.compile(pdf["mark"], re.IGNORECASE) if pdf else None,
        lines=_patterns(pdf.get("rows", ())),
        passed=_patterns(pdf.get("ignore", ())),
    )


def _patterns(lines: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(line, re.IGNORECASE) for line in lines)


def _label(word: str) -> re.Pattern[str]:
    """A line that begins with the word; the rest is its value."""
    return re.compile(rf"{re.escape(word)}\b[ .:]*(.*)", re.IGNORECASE)
