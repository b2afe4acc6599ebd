"""book: post entries in the package, once, in order, while time is left."""

from typing import Any

from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now
from koppeling.settle.post import post

office = Office.of()
book = Book("book")
MARGIN_MS = 5_000
TOLD = (
    ("refused", Said.ENTRY_REFUSED, Measured.ENTRIES_REFUSED),
    ("unknown", Said.OUTCOME_UNKNOWN, None),
    ("moved", Said.ENTRY_MOVED, None),
    ("away", Said.PACKAGE_AWAY, None),
    ("faults", Said.PACKAGE_DIFFERS, None),
)


@sealed
def main(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """One chunk; `wait_until` says when it makes sense to go on."""
    place = Place(event["tenant"], event["administration"])
    left = max(context.get_remaining_time_in_millis() - MARGIN_MS, 1_000) // 1_000

    until = now() + left
    connector = office.connector(place, until)
    found = post(office.shop(place), connector, now, office.bounds, until)

    book.say(Said.POSTED, place, posted=found["posted"], found=found["found"])
    book.measure(Measured.POSTED, int(found["posted"]))
    for name, said, measured in TOLD:
        if found[name]:
            number = [(measured, int(found[name]))] if measured else []
            book.say(said, place, *number, **{name: found[name]})
    book.flush()
    return {**found, "next": "prove" if found["done"] else "pause"}
