"""watch: what stands still is started again, and every book is judged again each night."""

from typing import Any

from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now, today
from koppeling.settle.watch import terms_ending, work_left

office = Office.of()
book = Book("watch")


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every administration in turn; how many were started. At night, all that have a mapping."""
    del context
    night = bool(event.get("night"))
    oldest = woken = judged = 0
    for place, mapped in list(office.places()):
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
        elif night and mapped:
            office.wake(place, f"{now():016x}")
            book.say(Said.JUDGED, place)
            judged += 1
        if ending := terms_ending(shop, today()):
            measured = (Measured.TERMS_ENDING, len(ending))
            book.say(Said.TERMS_END, place, measured, cents=sum(ending))

    waiting = office.unmapped()
    book.measure(Measured.OLDEST_INPUT, oldest)
    book.measure(Measured.MAPPING_MISSING, len(waiting))
    book.flush()
    return {"woken": woken, "judged": judged, "oldest": oldest, "unmapped": len(waiting)}
