"""The texts of bookings for who reads no Dutch (omschrijvingen verklaard).

A text is booked in Dutch, as it goes to the package, and must read the same everywhere. So it is
never translated: a page in another language says what the words mean, of those that are on it.
"""

from collections.abc import Iterable

from koppeling.accounting.texts import WORDS
from koppeling.reports.terms import terms
from koppeling.reports.words import MOVEMENTS, word

LONGEST_FIRST = sorted(WORDS, key=lambda kind: -len(WORDS[kind]))


def as_booked(texts: Iterable[str], language: str) -> str:
    """What the words of these texts mean; '' in Dutch, and where there are none."""
    kinds = {_kind(text) for text in texts} - {""}
    if language == "nl" or not kinds:
        return ""
    shown = (k for k in WORDS if k in kinds)
    meant = (f"{WORDS[k]} = {word(MOVEMENTS, k, language)}" for k in shown)
    return f"{terms(language)['as_booked']}: {', '.join(meant)}."


def _kind(text: str) -> str:
    """The kind of movement whose words a text begins with ('' = none)."""
    return next((k for k in LONGEST_FIRST if f"{text} ".startswith(f"{WORDS[k]} ")), "")
