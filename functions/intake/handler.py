"""intake: dropped files are archived, read, kept, and settle is started once for each place."""

from typing import Any

from koppeling.aws.batch import each
from koppeling.aws.drops import drops, take
from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, sealed
from koppeling.aws.office import Office

office = Office.of()
book = Book("intake")


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """SQS batch of S3 notifications of the inbox; only what failed comes back."""
    del context
    waking: dict[Place, str] = {}

    def drop(body: str) -> None:
        for found in drops(body):
            taken = take(office, found)
            book.say(taken.said, taken.place, *taken.measures, input=taken.id)
            if taken.wakes:
                waking[taken.place] = taken.id

    answer = each(book, event, drop)
    for place, input_id in waking.items():
        office.wake(place, input_id)
    book.flush()
    return answer
