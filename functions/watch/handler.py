"""watch: start what stands still, judge each night, keep heads and tokens, measure states."""

from typing import Any

from koppeling.aws.consents import Consents
from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now, today
from koppeling.settle.watch import look, terms_ending

office = Office.of()
book = Book("watch")


@sealed
def main(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """Every administration in turn; how many were started. At night, all that have a mapping."""
    oldest = unwritten = 0
    started: list[bool] = []
    for place, mapped in list(office.places()):
        shop = office.shop(place)
        seen = look(shop, now(), office.settings.stale)
        oldest = max(oldest, seen.late)
        if seen.due or (event.get("night") and mapped):
            office.wake(place, f"{now():016x}")
            said = Said.WOKEN if seen.due else Said.JUDGED
            book.say(said, place, reasons=",".join(seen.reasons), age=seen.age)
            started.append(seen.due)
        if ending := terms_ending(shop, today()):
            book.say(Said.TERMS_END, place, (Measured.TERMS_ENDING, len(ending)), cents=sum(ending))
        if not office.witness(place, shop.store):
            book.say(Said.HEAD_UNWRITTEN, place)
            unwritten += 1

    Consents(office).mind(book, now() + context.get_remaining_time_in_millis() // 1_000)
    book.measure(Measured.OLDEST_INPUT, oldest)
    book.measure(Measured.MAPPING_MISSING, unmapped := len(office.unmapped()))
    book.measure(Measured.UNWRITTEN, unwritten)
    book.flush()
    woken, judged = sum(started), started.count(False)
    return {"woken": woken, "judged": judged, "oldest": oldest, "unmapped": unmapped}
