"""Nouns to JSON values and back; pydantic reads the stored shape from the class itself.

Used once a document, movement or entry, never once a line (style: pydantic off the hot path).
"""

import dataclasses
from collections.abc import Hashable
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel, TypeAdapter

T = TypeVar("T")
# they are their own JSON value, and most of what there is
ATOMS = frozenset({str, int, bool, type(None)})


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any noun to any JSON value
    """A JSON value of a dataclass, tuple, date or plain value. Dates become `YYYY-MM-DD`."""
    names = _fields(value.__class__)
    if names is not None:
        found = ((name, getattr(value, name)) for name in names)
        return {name: v if type(v) in ATOMS else to_plain(v) for name, v in found}
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: v if type(v) in ATOMS else to_plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [v if type(v) in ATOMS else to_plain(v) for v in value]
    return value


@cache
def _fields(kind: Hashable) -> tuple[str, ...] | None:
    """The field names of a dataclass, looked up once; None for any other type."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def from_plain(kind: type[T], value: Any) -> T:  # noqa: ANN401 - any JSON value
    """The noun that `to_plain` wrote; a wrong shape is a defect and raises ValidationError."""
    found: T = _adapter(cast("Hashable", kind)).validate_python(value)
    return found


def within(stored: Any, said: Any) -> bool:  # noqa: ANN401 - any JSON values
    """Whether all that was stored is said now; fields that came later may lack in it.

    >>> within({"a": [1]}, {"a": [1], "new": ""}), within({"b": [1]}, {"a": [1]})
    (True, False)
    """
    if isinstance(stored, dict) and isinstance(said, dict):
        return all(k in said and within(v, said[k]) for k, v in stored.items())
    if isinstance(stored, list) and isinstance(said, list):
        return len(stored) == len(said) and all(map(within, stored, said))
    return type(stored) is type(said) and bool(stored == said)
