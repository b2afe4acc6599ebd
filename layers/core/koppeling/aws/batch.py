"""A batch of notifications (partij): each is handled alone, and what fails comes back alone."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from koppeling.aws.logs import Book, Defect, Said, place_of


def each(
    book: Book,
    event: dict[str, Any],
    handle: Callable[[str], None],
    context: Any,  # noqa: ANN401 - Lambda's own
) -> Any:  # noqa: ANN401 - what Lambda wants back
    """Handle the body of every message; the answer names those that the queue must keep.

    What failed is logged by its type and place in the code: the message itself, with a user's text
    in its object key, stays in the encrypted queue.
    """

    def one(record: SQSRecord) -> None:
        try:
            handle(record.body)
        except Exception as error:  # noqa: BLE001 - raised again, without what it says
            where = place_of(error)
        else:
            return
        book.say(Said.MESSAGE_FAILED, notification=record.message_id, defect=where)
        raise Defect(where)

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event, one, processor, context)
