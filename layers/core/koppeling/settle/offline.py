"""The whole engine in memory (proefdraai): what `koppeling run` and the quick scan call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from koppeling.formats.source import Source
from koppeling.model.book import Book
from koppeling.model.mapping import Mapping
from koppeling.model.problems import Problem
from koppeling.settle.book import book_of
from koppeling.settle.draft import draft
from koppeling.settle.intake import take_in
from koppeling.settle.memory import MemoryObjects, MemoryStore
from koppeling.settle.ports import Input, Workshop
from koppeling.settle.reconcile import reconcile

SCHEMES = {
    "outstanding+clearing": ("outstanding", True),
    "outstanding": ("outstanding", False),
    "awarded+clearing": ("awarded", True),
    "awarded": ("awarded", False),
}


@dataclass(slots=True)
class Offline:
    """Administratie in het geheugen: its ports, and the raw files that it was given.

    `close` = a date at which the books are closed, with everything that is given known.
    """

    mapping: Mapping
    key: bytes
    sources: dict[str, Source] = field(default_factory=dict)
    store: MemoryStore = field(default_factory=MemoryStore)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    close: date | None = None

    def shop(self) -> Workshop:
        """The workshop that every step is given."""
        administration = self.mapping.administration
        return Workshop(
            administration.tenant,
            administration.name,
            self.store,
            self.objects,
            self.key,
            self.raw,
            close=self.close,
        )

    def raw(self, sha256: str) -> bytes | None:
        """The bytes of a file that was given."""
        source = self.sources.get(sha256)
        if source is None:
            return None
        with source.open() as stream:
            return stream.read()

    def adopt(self) -> None:
        """Keep the mapping as version 1."""
        plain = self.mapping.model_dump(mode="json", exclude_none=True)
        self.store.keep(Input("map-1", "mapping", "/00000001"), {"mapping": plain})

    def give(self, source: Source) -> tuple[Problem, ...]:
        """Take in one file."""
        self.sources.setdefault(source.sha256, source)
        return take_in(self.shop(), source).problems

    def settle(self) -> Book:
        """Reconcile and draft until nothing is left."""
        shop = self.shop()
        while reconcile(shop)["taken"]:
            draft(shop)
        book = book_of(shop)
        assert book is not None, "a mapping was adopted"
        return book


def with_scheme(mapping: Mapping, scheme: str) -> Mapping:
    """The mapping with another scheme everywhere (`--scheme`)."""
    recognise, clearing = SCHEMES[scheme]
    booking = mapping.booking.model_copy(update={"recognise": recognise, "clearing": clearing})
    rows = tuple(
        r.model_copy(update={"recognise": None, "clearing": None}) for r in mapping.booking_for
    )
    return mapping.model_copy(update={"booking": booking, "booking_for": rows})


def given(
    mapping: Mapping,
    sources: Iterable[Source],
    key: bytes,
    done: Callable[[int], None] = lambda _: None,
    *,
    close: date | None = None,
) -> Offline:
    """An administration with this mapping that took these files in and settled nothing yet."""
    offline = Offline(mapping, key, close=close)
    offline.adopt()
    for number, source in enumerate(sources, 1):
        offline.give(source)
        done(number)
    return offline


def run(
    mapping: Mapping,
    sources: Iterable[Source],
    key: bytes,
    done: Callable[[int], None] = lambda _: None,
    *,
    close: date | None = None,
) -> Book:
    """The book of these files under this mapping, whatever their order, closed at a date."""
    return given(mapping, sources, key, done, close=close).settle()
