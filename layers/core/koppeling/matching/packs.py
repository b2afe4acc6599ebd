"""Payer packs read once: which words on a transfer mean what."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Pack:
    """Financierpakket: `set_off` = words that announce a payment after netting, lower case.

    `words` = all words that say what a payment is; they are no one's name and may be shown.
    """

    name: str
    version: int
    set_off: tuple[str, ...]
    words: frozenset[str]


@cache
def pack(name: str) -> Pack:
    """The pack of a name; an unknown one is the generic pack (`check` names the unknown one)."""
    folder = resources.files("koppeling.packs")
    file = folder / f"{name}.toml"
    if not file.is_file():
        return pack("generic")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    set_off = tuple(w.lower() for w in data["set_off"])
    kinds = (w.lower() for words in data.get("kinds", {}).values() for w in words)
    return Pack(name, data["version"], set_off, frozenset((*set_off, *kinds)))


def known_packs() -> tuple[str, ...]:
    """Names of the packs that are shipped."""
    folder = resources.files("koppeling.packs")
    names = (f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(sorted(n.removesuffix(".toml") for n in names))
