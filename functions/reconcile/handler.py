"""reconcile: every input that no commit has taken becomes one commit."""

from typing import Any

from koppeling.aws.keys import Place
from koppeling.aws.logs import Book, Said, sealed
from koppeling.aws.office import Office
from koppeling.settle.reconcile import reconcile

office = Office.of()
book = Book("reconcile")


@sealed
def main(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take what is there; more than one commit's worth is taken in the same call."""
    del context
    place = Place(event["tenant"], event["administration"])

    shop = office.shop(place)
    found = reconcile(shop)
    taken = int(found["taken"])
    while found["taken"]:
        found = reconcile(shop)
        taken += int(found["taken"])

    book.say(Said.RECONCILED, place, taken=taken, sequence=found["sequence"])
    return {**found, "taken": taken}
