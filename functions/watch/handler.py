"""watch: what stands still is started again, and the alerts that depend on state are measured."""

from typing import Any

from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now, today
from koppeling.settle.watch import let_go, terms_ending, work_left

office = Office.of()
book = Book("watch")


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Every administration in turn; how many were started."""
    del event, context
    oldest = woken = 0
    for place, _ in list(office.places()):
        shop = office.shop(place)
        since = shop.store.since()
        age = now() - since if since is not None else 0
        freed = let_go(shop, now())  # just now: it is to be done, and it is not late
        reasons = work_left(shop)
        if reasons and not freed:
            oldest = max(oldest, age)
        if reasons and (freed or age >= office.settings.stale):
            office.wake(place, f"{now():016x}")
            book.say(Said.WOKEN, place, reasons=",".join(reasons), age=age)
            woken += 1
        if ending := terms_ending(shop, today()):
            measured = (Measured.TERMS_ENDING, len(ending))
            book.say(Said.TERMS_END, place, measured, cents=sum(ending))

    waiting = office.unmapped()
    book.measure(Measured.OLDEST_INPUT, oldest)
    book.measure(Measured.MAPPING_MISSING, len(waiting))
    book.flush()
    return {"woken": woken, "oldest": oldest, "unmapped": len(waiting)}
