"""book: post entries in the package, once, in order, while time is left."""

from typing import Any

from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now
from koppeling.settle.post import post

office = Office.of()
book = Book("book")
MARGIN_MS = 5_000


@sealed
def main(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """One chunk; `wait_until` says when it makes sense to go on."""
    place = Place(event["tenant"], event["administration"])
    left = max(context.get_remaining_time_in_millis() - MARGIN_MS, 1_000) // 1_000

    found = post(office.shop(place), office.connector(place), now, office.bounds, now() + left)

    book.say(Said.POSTED, place, posted=found["posted"], found=found["found"])
    book.measure(Measured.POSTED, int(found["posted"]))
    if found["refused"]:
        book.say(Said.ENTRY_REFUSED, place, refused=found["refused"])
        book.measure(Measured.ENTRIES_REFUSED, int(found["refused"]))
    if found["unknown"]:
        book.say(Said.OUTCOME_UNKNOWN, place, unknown=found["unknown"])
    book.flush()
    return {**found, "next": "prove" if found["done"] else "pause"}
