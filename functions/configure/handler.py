"""configure: a mapping is checked and kept as a new version, and settle is started."""

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from koppeling.aws.drops import adopt, mappings
from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office

office = Office.of()
book = Book("configure")
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def drop(record: SQSRecord) -> None:
    """One notification: the mapping as it is now, whatever version the event names."""
    for place in mappings(record.body):
        reply = adopt(office, place)

        if reply.version is None:
            book.say(Said.MAPPING_REFUSED, tenant=place.tenant, administration=place.administration)
            book.measure(Measured.MAPPING_MISSING, 1)
        else:
            book.say(Said.ADOPTED, tenant=place.tenant, version=reply.version)
            office.wake(place, f"{reply.version:016x}")


@sealed
def main(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - Lambda's own
    """SQS batch of S3 notifications of the config bucket."""
    answer = process_partial_response(event, drop, processor, context)
    book.flush()
    return answer
