"""tell: what people read, the reply beside each file, and the message when something is new."""

from typing import Any

from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, Said, sealed
from koppeling.aws.office import Office
from koppeling.aws.telling import park, write

office = Office.of()
book = Book("tell")


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Reports after a run; with an `error`, the message that settle stopped."""
    del context
    place = Place(event["tenant"], event["administration"])

    if "error" in event:
        park(office, place, event["error"])
        book.say(Said.FAILED, place, error=event["error"].get("Error", ""))
        return {"parked": True}
    news = write(office, place)

    book.say(Said.TOLD, place, *news.measures, new=len(news.lines))
    book.flush()
    return {"new": len(news.lines)}
