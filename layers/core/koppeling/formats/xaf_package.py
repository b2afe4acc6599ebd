"""The lines of an auditfile on accounts that Koppeling books on (boekingen in het pakket).

Read for comparison only: what stands in the package against what should. Of texts nothing is kept
but a reference of our own; a user is a number in the order of the file, never a name.

>>> from koppeling.formats.xaf_write import Booked, auditfile
>>> made = [Booked("1390", 1000, text="KAAAAAAAAAAAAAAA"), Booked("8000", -1000)]
>>> source = Source.of(auditfile("3.2", made), key=b"")
>>> [(line.account, line.cents, line.ours) for line in package_lines(source, {"1390"})]
[('1390', 1000, 'KAAAAAAAAAAAAAAA')]
"""

import re
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from koppeling.formats import zipped
from koppeling.formats.source import Source
from koppeling.formats.xaf_lines import JOURNAL, LINE, TRANSACTION, WANTED, Place, cents_of, safe
from koppeling.formats.xml_stream import Element, Refused, parts, root_of
from koppeling.model.forms import PackageLine

REFERENCE = re.compile(r"(?<![A-Z0-9])K[A-Z2-7]{15}(?![A-Z0-9])", re.ASCII)
"""Our own reference as it stands inside a booking (`JournalEntry.reference`)."""
WORDS = f"{TRANSACTION}/desc"
USERS = (f"{TRANSACTION}/userID", f"{TRANSACTION}/sourceID")
SAID = ("docRef", "desc", "invRef", "recRef")


def package_lines(source: Source, accounts: Container[str]) -> Iterator[PackageLine]:
    """Every line on one of these accounts, of a file that `read` did not refuse."""
    place, seen = _Booking(), {"": 0}
    with suppress(Refused, ValueError):
        for path, element in parts(source, WANTED | {WORDS, *USERS}):
            if path == LINE:
                made = place.line(element, accounts)
                if made is not None:
                    yield made
            elif path.startswith(JOURNAL):
                place.at(path, element.text, seen)


def ledgers(source: Source, accounts: Container[str]) -> dict[int, tuple[PackageLine, ...]]:
    """The lines of each auditfile in a file, by its number inside a ZIP (0 = no ZIP)."""
    if not zipped.is_archive(source):
        return {0: tuple(package_lines(source, accounts))}
    found = {}
    with suppress(Refused):
        for number, (member, fault) in enumerate(zipped.members(source), 1):
            if not fault and root_of(member.head()).name == "auditfile":
                found[number] = tuple(package_lines(member, accounts))
    return found


@dataclass(slots=True)
class _Booking:
    """Boeking in lezing: the open journal and transaction, our reference and the user in it."""

    place: Place = field(default_factory=Place)
    ours: str = ""
    user: int = 0

    def at(self, path: str, text: str, seen: dict[str, int]) -> None:
        self.place.at(path, text)
        if path == TRANSACTION:
            self.ours, self.user = "", 0
        elif path in USERS:
            self.user = self.user or seen.setdefault(text, len(seen))
        elif path == WORDS or path.endswith("/nr"):
            self.ours = self.ours or _reference(text)

    def line(self, element: Element, accounts: Container[str]) -> PackageLine | None:
        cents = cents_of(element)
        account = element.value("accID")
        if cents is None or self.place.salary or account not in accounts:
            return None
        said = (_reference(element.value(name)) for name in SAID)
        day = self.place.date or element.value("effDate")
        return PackageLine(
            account=account,
            date=date.fromisoformat(day[:10]),
            journal=safe(self.place.journal),
            number=safe(self.place.transaction),
            cents=cents,
            ours=self.ours or next((r for r in said if r), ""),
            user=self.user,
        )


def _reference(text: str) -> str:
    found = REFERENCE.search(text)
    return found[0] if found else ""
