"""draft: movements and mapping become journal entries that balance."""

from typing import Any

from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office
from koppeling.settle.draft import draft

office = Office.of()
book = Book("draft")


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Draft what is still to do."""
    del context
    place = Place(event["tenant"], event["administration"])

    found = draft(office.shop(place))

    book.say(Said.DRAFTED, place, entries=found["entries"])
    if found["undrafted"]:
        book.measure(Measured.MAPPING_MISSING, found["undrafted"])
    book.flush()
    return dict(found)
