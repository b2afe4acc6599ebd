"""What one entry of a package may hold (grenzen van het pakket): lines, and lengths of texts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Grenzen: the most `postings` an entry may have, and characters of its texts.

    None = no limit that is known: then nothing is split and nothing is cut.
    """

    postings: int | None = None
    entry_text: int | None = None
    posting_text: int | None = None


NO_LIMITS = Limits()
