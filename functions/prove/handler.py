"""prove: the control identities, before anything is posted and after."""

from typing import Any

from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office
from koppeling.settle.check import check

office = Office.of()
book = Book("prove")


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """What may be posted now; a broken identity of ours blocks."""
    del context
    place = Place(event["tenant"], event["administration"])

    found = check(office.shop(place))

    book.say(Said.CHECKED, place, to_post=found["to_post"], held=found["held"])
    if found["blocked"]:
        book.say(Said.BLOCKED, place)
    book.measure(Measured.BLOCKED, int(found["blocked"]))
    book.flush()
    return dict(found)
