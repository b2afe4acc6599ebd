"""Everything that the environment says (instellingen): one class, read once a function.

To add a setting: a field here, a variable in template.yaml's Globals, a line in docs/operations.md.
"""

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Settings:
    """Instellingen: names of resources, seconds, megabytes; each a variable in upper case."""

    table: str
    archive: str
    evidence: str
    books: str
    config: str
    secret: str
    apps: str
    connections: str
    machine: str
    topic: str
    book_timeout: int
    lease: int
    quiet: int
    retry: int
    stale: int
    largest: int

    @classmethod
    def of(cls, environment: dict[str, str] | None = None) -> "Settings":
        """The settings of this function; a missing one is a defect of the template."""
        found = os.environ if environment is None else environment
        values = {f.name: found[f"KOPPELING_{f.name.upper()}"] for f in fields(cls)}
        numbers = {f.name for f in fields(cls) if f.type in (int, "int")}
        return cls(**{k: int(v) if k in numbers else v for k, v in values.items()})  # type: ignore[arg-type]
