"""intake: dropped files are archived, read, kept, and settle is started once for each place."""

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from koppeling.aws.drops import drops, take
from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, sealed
from koppeling.aws.office import Office

office = Office.of()
book = Book("intake")
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
waking: dict[Place, str] = {}


def drop(record: SQSRecord) -> None:
    """One notification: every file that it names is taken in."""
    for each in drops(record.body):
        taken = take(office, each)
        book.say(taken.said, *taken.measures, sha256=taken.sha256, tenant=each.tenant)
        if taken.wakes:
            waking[taken.place] = taken.sha256


@sealed
def main(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - Lambda's own
    """SQS batch of S3 notifications; only what failed comes back."""
    waking.clear()
    answer = process_partial_response(event, drop, processor, context)
    for place, sha256 in waking.items():
        office.wake(place, sha256)
    book.flush()
    return answer
