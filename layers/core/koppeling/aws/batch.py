"""A batch of notifications (partij): each is handled alone, and what fails comes back alone."""

from collections.abc import Callable
from typing import Any

from koppeling.aws.logs import Book, Said, place_of


def each(book: Book, event: dict[str, Any], handle: Callable[[str], None]) -> dict[str, Any]:
    """Handle the body of every message; the answer names those that the queue must keep.

    What failed is logged by its type and place in the code: the message itself, with a user's text
    in its object key, stays in the encrypted queue. Ten lines of our own: the library's module
    for it loads its parser of every event, and doubles the start of a function.
    """
    failed = []
    for record in event["Records"]:
        try:
            handle(record["body"])
        except Exception as error:  # noqa: BLE001 - whatever it is, the queue keeps the message
            name = record["messageId"]
            book.say(Said.MESSAGE_FAILED, notification=name, defect=place_of(error))
            failed.append({"itemIdentifier": name})
    return {"batchItemFailures": failed}
