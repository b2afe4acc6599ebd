"""What people are told (vertellen): reports, replies beside the books, and what is new."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from koppeling.aws.keys import Place
from koppeling.aws.logs import Measured
from koppeling.aws.office import Office
from koppeling.aws.replies import reply_plain
from koppeling.model.book import Book
from koppeling.model.canonical import canonical
from koppeling.model.cents import euros_nl
from koppeling.model.rejections import TERMS
from koppeling.reports.rejections import rejection_rows, still_to_save
from koppeling.settle.book import book_of

TOLD = "told.json"
MOST = 40


@dataclass(frozen=True, slots=True)
class News:
    """Nieuws: lines that nobody was told yet, and what the alarms look at."""

    lines: tuple[str, ...]
    measures: tuple[tuple[Measured, int], ...]


def write(office: Office, place: Place) -> News:
    """Write everything that people read; tell what is new since the last time."""
    shop = office.shop(place)
    book = book_of(shop)
    if book is None:
        return News((), ())
    # the report libraries are heavy: only here
    from koppeling.reports.all import write_all

    for name, data in write_all(book).items():
        shop.objects.put(name, data)
    for file in book.files:
        plain = reply_plain(file.sha256, file.kind, file.outcome, file.problems)
        shop.objects.put(f"reply/{file.sha256}.json", canonical(plain))
    shop.objects.put(TERMS, canonical(still_to_save(book)))
    before = set(json.loads(shop.objects.get(TOLD) or b"[]"))
    found = dict(_all(book))
    fresh = {key: line for key, line in found.items() if key not in before}
    if fresh:
        office.tell(f"Koppeling {place.prefix}", _letter(place, list(fresh.values())))
    shop.objects.put(TOLD, canonical(sorted(found)))
    return News(tuple(fresh.values()), tuple(_measures(book, set(fresh))))


def _all(book: Book) -> Iterator[tuple[str, str]]:
    """Everything that may be news: what, how much, since when, what to do."""
    for p in book.parked:
        since = f" sinds {p.date}" if p.date else ""
        # the payer's own words stay in the worklist: a message to people leaves the house
        yield f"{p.id}/{p.reason}", f"{p.reason} {euros_nl(p.cents)}{since} ({p.id})"
    for row in rejection_rows(book):
        number, cents = row.rejection.id, euros_nl(row.cents)
        if row.near:
            words = f"afwijzing {cents}: nog {row.days} dagen om opnieuw in te dienen ({number})"
            yield f"{number}/{row.last_day}/{row.near}", words
        for each in row.rejection.waiting:
            words = f"wacht op tweede persoon: {euros_nl(each.cents)} ({number})"
            yield f"{each.decision}/second_person", words
    if book.held:
        yield f"held/{len(book.held)}", f"{len(book.held)} boekingen wachten op vrijgave"
    if book.blocked:
        yield f"blocked/{book.blocked}", f"GEBLOKKEERD: {book.blocked}"


def _letter(place: Place, lines: list[str]) -> str:
    more = [f"... en nog {len(lines) - MOST}"] if len(lines) > MOST else []
    head = f"Administratie {place.prefix.removesuffix('/')}: nieuw in de uitzoeklijst"
    return "\n".join([head, "", *lines[:MOST], *more, "", "Zie report.html en worklist.xlsx."])


def _measures(book: Book, fresh: set[str]) -> Iterator[tuple[Measured, int]]:
    new = [p for p in book.parked if f"{p.id}/{p.reason}" in fresh]
    for what, reasons in (
        (Measured.CONTRADICTIONS, {"contradicts"}),
        (Measured.MAPPING_MISSING, {"no_account", "account_tie"}),
    ):
        count = sum(p.reason in reasons for p in new)
        if count:
            yield what, count
    refused = {p.where.sha256 for p in new if p.reason == "refused"}
    broken = {sha256 for sha256 in refused if _against_its_claim(book, sha256)}
    if broken:
        yield Measured.TOTALS, len(broken)


def _against_its_claim(book: Book, sha256: str) -> bool:
    """An answer that is refused for its claim names the identity; intake named an element."""
    figures = [dict(p.figures) for f in book.files if f.sha256 == sha256 for p in f.problems]
    return any(found.get("what") in {"C1", "C3"} for found in figures)


def park(office: Office, place: Place, error: dict[str, str]) -> None:
    """Settle stopped: what was asked, why, and which inputs wait."""
    waiting = [i.id[:16] for i in office.shop(place).store.new()]
    text = (
        f"Administratie {place.prefix.removesuffix('/')}: settle stopped.\n"
        f"Error: {error.get('Error', '?')}\nInputs that wait: {', '.join(waiting) or 'none'}\n"
        "Next step: docs/operations.md, alarm A3."
    )
    office.tell(f"Koppeling stopped {place.prefix}", text)
