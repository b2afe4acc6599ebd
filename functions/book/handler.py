"""book: post entries in the package, once, in order, while time is left."""

from typing import Any

from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now
from koppeling.aws.packages import connector_for, note_lost
from koppeling.settle.post import EXPIRED, post

office = Office.of()
book = Book("book")
MARGIN_MS = 5_000  # to write down what came of it
TOLD = (
    ("refused", Said.ENTRY_REFUSED, Measured.ENTRIES_REFUSED),
    ("unknown", Said.OUTCOME_UNKNOWN),
    ("moved", Said.ENTRY_MOVED, Measured.ENTRIES_MOVED),
    ("away", Said.PACKAGE_AWAY),
    ("faults", Said.PACKAGE_DIFFERS),
)


@sealed
def main(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """One chunk; `wait_until` says when it makes sense to go on."""
    place = Place(event["tenant"], event["administration"])
    until = now() + max(context.get_remaining_time_in_millis() - MARGIN_MS, 1_000) // 1_000

    package = connector_for(office, place, until)
    found = post(office.shop(place), package, now, office.bounds, until)

    book.say(Said.POSTED, place, posted=found["posted"], found=found["found"])
    book.measure(Measured.POSTED, int(found["posted"]))
    for name, said, *measured in TOLD:
        if found[name]:
            book.say(said, place, *((m, int(found[name])) for m in measured), **{name: found[name]})
    if found["away"] == EXPIRED:
        note_lost(office, place)
    book.flush()
    return {**found, "next": "prove" if found["done"] else "pause"}
