"""Keys and prefixes (sleutels), built here and nowhere else, so that tenants stay apart.

Tenant and administration come from the object key alone, `[a-z0-9-]{1,40}`; everything else in a
key is a user's text and is never used to build another key.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

NAME = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
WIDTH = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Plaats: a tenant and one of its administrations."""

    tenant: str
    administration: str

    def __post_init__(self) -> None:
        """A name of any other shape would reach beyond its own prefix."""
        assert NAME.fullmatch(self.tenant), "tenant"
        assert NAME.fullmatch(self.administration), "administration"

    @property
    def partition(self) -> str:
        """`PK` of everything of the administration."""
        return f"T#{self.tenant}#A#{self.administration}"

    @property
    def prefix(self) -> str:
        """Where its objects lie in every bucket."""
        return f"{self.tenant}/{self.administration}/"


@dataclass(frozen=True, slots=True)
class Owner:
    """Eigenaar van een verbinding: a tenant and the name of one of its connections."""

    tenant: str
    id: str

    def __post_init__(self) -> None:
        """As with a place: a name of any other shape would reach a secret of another."""
        assert NAME.fullmatch(self.tenant), "tenant"
        assert NAME.fullmatch(self.id), "connection"

    @property
    def partition(self) -> str:
        """`PK` of the connection's one item."""
        return f"CONNECTION#{self.tenant}#{self.id}"

    def secret(self, prefix: str, number: int) -> str:
        """The secret that holds a version: odd and even numbers lie apart.

        Secrets Manager removes no version of the last 24 hours and has room for about 100; a token
        that is renewed without a pause makes 151 a day.
        """
        return f"{prefix}{self.tenant}/{self.id}/{number % 2}"


def unquoted(key: str) -> str:
    """An object key as it is, from a notification that quotes it."""
    return unquote_plus(key)


def dropped(key: str) -> Place | None:
    """The place of an inbox key as an S3 notification quotes it; None when it has none."""
    parts = unquote_plus(key).split("/")
    if len(parts) < 3 or not parts[-1]:  # noqa: PLR2004 - tenant, administration, name
        return None
    return _place(parts[0], parts[1])


def configured(key: str) -> Place | None:
    """The place of a mapping's key `<tenant>/<administration>.toml`."""
    tenant, slash, name = unquote_plus(key).partition("/")
    if not slash or not name.endswith(".toml"):
        return None
    return _place(tenant, name.removesuffix(".toml"))


def _place(tenant: str, administration: str) -> Place | None:
    if not (NAME.fullmatch(tenant) and NAME.fullmatch(administration)):
        return None
    return Place(tenant, administration)


def numbered(kind: str, number: int) -> str:
    """`COMMIT#00000012`: padded, so that keys sort as numbers."""
    return f"{kind}#{number:0{WIDTH}d}"


def kept(input_id: str) -> str:
    """The item of an input: `MAP#<version>` or `DOC#<sha256>`."""
    if input_id.startswith("map-"):
        return numbered("MAP", int(input_id.removeprefix("map-")))
    return f"DOC#{input_id}"


def new(input_id: str) -> str:
    """The item that says that no commit has taken an input."""
    return f"NEW#{input_id}"


def out(entry: str) -> str:
    """The item of an intent."""
    return f"OUT#{entry}"


def todo(sequence: int, entry: str) -> str:
    """The item that says that an intent is not final."""
    return f"{numbered('TODO', sequence)}#{entry}"


STATE = "STATE"
ADMINISTRATIONS = "ADMINISTRATIONS"
CONNECTIONS = "CONNECTIONS"


def raw(place: Place, sha256: str) -> str:
    """Where the bytes of a file are archived."""
    return f"{place.prefix}raw/{sha256}"


def head(place: Place, day: str) -> str:
    """Where the head of a day (`YYYY-MM-DD`) lies in the evidence bucket."""
    return f"{place.prefix}{day}.json"
