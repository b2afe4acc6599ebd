"""What payer packs say about set-off documents (financierpakketten), as data: `packs/*.toml`.

The pack's words tell an advance from a reclaim; `[netting.<document>]` has the titles of the
columns, the words above and below the table, and the lines of its PDF. A payer's new document is a
pack that is edited, not code: docs/packs.md says how.

>>> kind_of("Salderen voorschot 2025")
('advance', 'salderen voorschot')
>>> marked("zoals besproken met mevrouw J.")
''
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from koppeling.model.pack_schema import NettingDocument
from koppeling.model.packs import Pack, Word, first_of, known_packs, words_of
from koppeling.model.packs import pack as pack_named


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
    kinds: tuple[Word, ...]
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
        return first_of(self.kinds, texts)


def folded(title: str) -> str:
    """A title by its letters and digits alone: no dots, blanks, capitals or accents."""
    plain = unicodedata.normalize("NFKD", title.lower())
    return "".join(c for c in plain if c.isalnum())


def kind_of(*texts: str) -> tuple[str, str]:
    """(kind, mark) by the words of any payer; ('', '') when there is none."""
    return first_of(_all_words(), texts)


def marked(text: str) -> str:
    """The word of a pack that stands in a text; the text itself is not kept."""
    return kind_of(text)[1]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every document that a pack describes."""
    return tuple(layout for name in known_packs() for layout in layouts_of(pack_named(name)))


def layouts_of(pack: Pack) -> tuple[Layout, ...]:
    """The documents of one pack."""
    return tuple(_layout(pack, name, document) for name, document in pack.netting)


@cache
def _all_words() -> tuple[Word, ...]:
    """Our own form may be of any payer, and only the mapping knows which pack that payer has."""
    packs = [pack_named(name) for name in known_packs()]
    kinds = {(word.kind, word.text) for pack in packs for word in pack.marks}
    known = {text.lower() for _, text in kinds}
    set_off = {w for pack in packs for w in pack.set_off} - known
    return words_of([*kinds, *(("", word) for word in set_off)])


def _layout(pack: Pack, name: str, document: NettingDocument) -> Layout:
    pdf, labels = document.pdf, document.labels.model_dump()
    first = {field: titles[0] for field, titles in (labels | document.columns).items()}
    return Layout(
        pack=pack.name,
        document=name,
        status=document.status,
        source=document.source,
        required=document.required,
        columns=tuple((f, frozenset(map(folded, t))) for f, t in document.columns.items()),
        titles=first,
        labels={n: tuple(map(_label, words)) for n, words in labels.items()},
        kinds=pack.marks,
        off=document.off,
        repeats=document.repeats,
        mark=re.compile(pdf.mark, re.IGNORECASE) if pdf else None,
        lines=_patterns(pdf.rows if pdf else ()),
        passed=_patterns(pdf.ignore if pdf else ()),
    )


def _patterns(lines: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(line, re.IGNORECASE) for line in lines)


def _label(word: str) -> re.Pattern[str]:
    """A line that begins with the word; the rest is its value."""
    return re.compile(rf"{re.escape(word)}\b[ .:]*(.*)", re.IGNORECASE)
