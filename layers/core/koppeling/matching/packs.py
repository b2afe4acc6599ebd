"""Payer packs read once: which words on a transfer mean what."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Pack:
    """Financierpakket: `set_off` = words that announce a payment after netting, lower case."""

    name: str
    version: int
    set_off: tuple[str, ...]


@cache
def pack(name: str) -> Pack:
    """The pack of a name; an unknown one is the generic pack (`check` names the unknown one)."""
    folder = resources.files("koppeling.packs")
    file = folder / f"{name}.toml"
    if not file.is_file():
        return pack("generic")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Pack(name, data["version"], tuple(w.lower() for w in data["set_off"]))


def known_packs() -> tuple[str, ...]:
    """Names of the packs that are shipped."""
    folder = resources.files("koppeling.packs")
    names = (f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(sorted(n.removesuffix(".toml") for n in names))
