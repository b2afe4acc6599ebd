"""Payer packs (financierpakketten), read once: which words of which payer mean what.

A payer's pack holds what that payer writes; the pack `generic` what any payer may write, and it
goes for all. A word of one payer's pack means nothing from another. Source: docs/packs.md.

>>> pack("vgz").kind_of("Salderen voorschot 2025")
('advance', 'salderen voorschot')
>>> pack("cz").kind_of("CM96 12345")
('', '')
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from koppeling.model.pack_schema import (
    ON_PAYMENT,
    ClientBill,
    NettingDocument,
    PackFile,
    PaidBy,
    Term,
    read_pack,
)

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Word:
    """Woord of kenmerk: its kind ('' = it only says that something was taken off), as printed.

    `alone` finds it between other signs: `FC` is in FC-12 and in fc12, and not in AFC or FCA.
    """

    kind: str
    text: str
    alone: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Pack:
    """Financierpakket: what a payer writes, with what any payer may write.

    `set_off` and `full_payment` = words on a transfer that say that something was taken off, or
    nothing, in lower case; `more_than_named` = that not every number stands there; `marks` = words
    by kind, the longest first.
    """

    name: str
    version: int
    set_off: tuple[str, ...]
    full_payment: tuple[str, ...]
    more_than_named: tuple[Word, ...]
    marks: tuple[Word, ...]
    terms: tuple[Term, ...]
    client: tuple[ClientBill, ...]
    agents: tuple[PaidBy, ...]
    netting: tuple[tuple[str, NettingDocument], ...]

    def kind_of(self, *texts: str) -> tuple[str, str]:
        """(kind, word) that stands in the texts; ('', '') when there is none."""
        return first_of(self.marks, texts)


def first_of(words: Iterable[Word], texts: Iterable[str]) -> tuple[str, str]:
    """The kind and the text of the first word that stands in any of the texts."""
    texts = tuple(texts)
    found = ((w.kind, w.text) for w in words if any(w.alone.search(t) for t in texts))
    return next(found, ("", ""))


def words_of(pairs: Iterable[tuple[str, str]]) -> tuple[Word, ...]:
    """(kind, text) as words, the longest first: `salderen voorschot` says more than `voorschot`."""
    ordered = sorted(set(pairs), key=lambda pair: (-len(pair[1]), pair[1], pair[0]))
    return tuple(Word(kind, text, _alone(text)) for kind, text in ordered)


def _alone(word: str) -> re.Pattern[str]:
    before, after = (r"\d" if sign.isdigit() else r"[^\W\d_]" for sign in (word[0], word[-1]))
    return re.compile(rf"(?<!{before}){re.escape(word)}(?!{after})", re.IGNORECASE)


def pack_of(name: str, *files: PackFile) -> Pack:
    """A pack of its own file, the first, and of those that go for all payers."""
    own, rows = files[0], [row for file in files for row in file.words]

    def lower(means: str) -> tuple[str, ...]:
        found = (w.lower() for row in rows if row.means == means for w in row.words)
        return tuple(dict.fromkeys(found))

    return Pack(
        name=name,
        version=own.version,
        set_off=lower("set_off"),
        full_payment=lower("full_payment"),
        more_than_named=words_of((m, w) for m in ("more_than_named",) for w in lower(m)),
        marks=words_of(
            (row.means, w) for row in rows if row.means not in ON_PAYMENT for w in row.words
        ),
        terms=own.terms,
        client=own.client,
        agents=tuple(agent for file in files for agent in file.agents),
        netting=tuple(own.netting.items()),
    )


@cache
def pack(name: str) -> Pack:
    """The pack of a name; an unknown one is the generic pack (`check` names the unknown one)."""
    if name not in known_packs():
        return pack(GENERIC)
    own, shared = _file(name), (GENERIC,) if name != GENERIC else ()
    return pack_of(name, own, *map(_file, shared))


@cache
def known_packs() -> tuple[str, ...]:
    """Names of the packs that are shipped."""
    names = (f.name for f in resources.files("koppeling.packs").iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def _file(name: str) -> PackFile:
    file = resources.files("koppeling.packs") / f"{name}.toml"
    return read_pack(name, file.read_text(encoding="utf-8"))
