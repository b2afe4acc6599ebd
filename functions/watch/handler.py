"""watch: start what stands still again, keep the head of each day, measure what states say."""

from typing import Any

from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now, today
from koppeling.settle.watch import terms_ending, work_left

office = Office.of()
book = Book("watch")


@sealed
def main(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every administration in turn; how many were started."""
    oldest = woken = unwritten = 0
    for place, _ in list(office.places()):
        shop = office.shop(place)
        since = shop.store.since()
        age = now() - since if since is not None else 0
        reasons = work_left(shop)
        if reasons:
            oldest = max(oldest, age)
        if reasons and age >= office.settings.stale:
            office.wake(place, f"{now():016x}")
            book.say(Said.WOKEN, place, reasons=",".join(reasons), age=age)
            woken += 1
        if ending := terms_ending(shop, today()):
            ends = (Measured.TERMS_ENDING, len(ending))
            book.say(Said.TERMS_END, place, ends, cents=sum(ending))
        if not office.witness(place, shop.store):
            book.say(Said.HEAD_UNWRITTEN, place)
            unwritten += 1

    unmapped = len(office.unmapped())
    book.measure(Measured.OLDEST_INPUT, oldest)
    book.measure(Measured.MAPPING_MISSING, unmapped)
    book.measure(Measured.UNWRITTEN, unwritten)
    book.flush()
    return {"woken": woken, "oldest": oldest, "unmapped": unmapped}
