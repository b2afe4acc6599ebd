"""What the mapping says of a Tryton (instellingen): where it is, and which company in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, Self

OWN = frozenset({"kind", "journal", "exempt_code"})
"""Keys of `[package]` that every package has."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Instellingen: `connection` = the id of the stored key, `company` = its id in the database.

    `state` = whether an entry is posted or stays a draft for a person. `cost_centres` and
    `cost_carriers` = the code of the root of each, '' = any analytic account with the code.
    """

    url: str
    database: str
    company: int
    connection: str
    state: Literal["definitive", "concept"] = "definitive"
    cost_centres: str = ""
    cost_carriers: str = ""

    @classmethod
    def of(cls, package: Mapping[str, object]) -> Self:
        """From the keys of `[package]`; ValueError names the key and what is wrong with it."""
        known = {f.name for f in fields(cls)}
        for key, value in package.items():
            if key in OWN:
                continue
            if key not in known:
                message = f"package.{key}: is geen sleutel van tryton"
                raise ValueError(message)
            _check(key, value)
        for key in ("url", "database", "company", "connection"):
            if key not in package:
                message = f"package.{key}: ontbreekt"
                raise ValueError(message)
        return cls(**{k: v for k, v in package.items() if k in known})  # type: ignore[arg-type]


def _check(key: str, value: object) -> None:
    ok, must = True, "moet tekst zijn"
    if key == "company":
        ok, must = type(value) is int and value > 0, "moet een getal zijn, 1 of meer"
    elif not isinstance(value, str):
        ok = False
    elif key == "url":
        ok = bool(re.fullmatch(r"https://[^\s/?#@]+|http://(127\.0\.0\.1|localhost)(:\d+)?", value))
        must = "moet https://host zijn, zonder pad"
    elif key == "database":
        ok = bool(re.fullmatch(r"[A-Za-z0-9_.-]+", value))
        must = "moet de naam van een database zijn"
    elif key == "state":
        ok, must = value in {"definitive", "concept"}, "moet definitive of concept zijn"
    elif key == "connection":
        ok = bool(re.fullmatch(r"[a-z0-9-]{1,40}", value))
        must = "moet 1 tot 40 tekens a-z, 0-9 en - zijn"
    if not ok:
        message = f"package.{key}: {must}"
        raise ValueError(message)
