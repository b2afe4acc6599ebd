"""The limits of each package, read once from `limits.toml` (grenzen per pakket).

They are data beside the connectors, because an entry is made for its package long before a
connector is there to post it: `koppeling run` makes the entries that the package would get.

>>> limits_of("twinfield").posting_text, limits_of("files").postings
(40, None)
"""

import tomllib
from functools import cache
from importlib import resources

from koppeling.model.limits import Limits


@cache
def all_limits() -> dict[str, Limits]:
    """The limits of every kind of package, by its name in `package.kind`."""
    file = resources.files("koppeling.connectors") / "limits.toml"
    return {k: Limits(**row) for k, row in tomllib.loads(file.read_text(encoding="utf-8")).items()}


def limits_of(kind: str) -> Limits:
    """The limits of one kind; every kind that a mapping may name is in the table."""
    return all_limits()[kind]
