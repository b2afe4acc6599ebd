"""configure: a mapping is checked and kept as a new version, and settle is started."""

from typing import Any

from koppeling.aws.batch import each
from koppeling.aws.logs import Book, sealed
from koppeling.aws.mappings import adopt, mappings
from koppeling.aws.office import Office

office = Office.of()
book = Book("configure")


def drop(body: str) -> None:
    """One notification: the mapping as it is now, whatever version the event names."""
    for place in mappings(body):
        taken = adopt(office, place)
        book.say(taken.said, place, *taken.measures, input=taken.id)
        if taken.wakes:
            office.wake(place, taken.id)


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """SQS batch of S3 notifications of the config bucket; only what failed comes back."""
    del context
    answer = each(book, event, drop)
    book.flush()
    return answer
