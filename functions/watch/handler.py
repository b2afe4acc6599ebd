"""watch: start what stands still, judge each night, keep the head of each day, measure states."""

from typing import Any

from koppeling.aws.logs import Book, Measured, Said, sealed
from koppeling.aws.office import Office, now, today
from koppeling.settle.watch import terms_ending, work_left

office = Office.of()
book = Book("watch")


@sealed
def main(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Every administration in turn; how many were started. At night, all that have a mapping."""
    oldest = unwritten = 0
    started: list[bool] = []
    for place, mapped in list(office.places()):
        shop = office.shop(place)
        age = now() - (shop.store.since() or now())
        reasons = work_left(shop)
        oldest = max(oldest, age if reasons else 0)
        late = bool(reasons) and age >= office.settings.stale
        if late or (event.get("night") and mapped):
            office.wake(place, f"{now():016x}")
            said = Said.WOKEN if late else Said.JUDGED
            book.say(said, place, reasons=",".join(reasons), age=age)
            started.append(late)
        if ending := terms_ending(shop, today()):
            measured = (Measured.TERMS_ENDING, len(ending))
            book.say(Said.TERMS_END, place, measured, cents=sum(ending))
        if not office.witness(place, shop.store):
            book.say(Said.HEAD_UNWRITTEN, place)
            unwritten += 1

    unmapped = len(office.unmapped())
    book.measure(Measured.OLDEST_INPUT, oldest)
    book.measure(Measured.MAPPING_MISSING, unmapped)
    book.measure(Measured.UNWRITTEN, unwritten)
    book.flush()
    counts = {"woken": sum(started), "judged": started.count(False)}
    return counts | {"oldest": oldest, "unmapped": unmapped}
