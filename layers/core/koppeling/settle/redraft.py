"""Every entry drafted again (herleiding) from movement and mapping, and held against what was kept.

An entry is not covered by a hash: it is a function of a movement, which a commit names, and of a
mapping version, whose digest a snapshot holds. So it is made again. What another version of the
engine drafted is only looked for, not made again: a rule may have changed since.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from koppeling.accounting.desk import Desk, Lines
from koppeling.accounting.draft import draft as draft_movement
from koppeling.accounting.next_period import in_next_open
from koppeling.accounting.periods import months
from koppeling.connectors.limits import limits_of
from koppeling.model.codec import to_plain, within
from koppeling.model.entries import JournalEntry, key_again
from koppeling.model.mapping import Mapping
from koppeling.model.movements import Movement
from koppeling.model.proof import Fault
from koppeling.settle.chain import UNREADABLE
from koppeling.settle.draft import EXPECTED, entry_of
from koppeling.settle.line_archive import LineArchive
from koppeling.settle.ports import Intent, Workshop
from koppeling.settle.reconcile import ENGINE


@dataclass(frozen=True)
class Redraft:
    """Herleiding: the movements of each commit beside the entries that were kept of them.

    `log` = movements by commit, `engines` = the version of the engine by commit, `versions` =
    the mappings that can be read, of those that were `adopted`; `last` = the number of commits.
    """

    shop: Workshop
    log: dict[int, tuple[Movement, ...]]
    engines: dict[int, str]
    versions: dict[int, Mapping]
    adopted: frozenset[int]
    last: int
    intents: tuple[Intent, ...]
    _made: dict[tuple[str, int], dict[str, JournalEntry]] = field(default_factory=dict)

    @cached_property
    def movements(self) -> dict[str, tuple[int, Movement]]:
        """Every movement by its name, with its commit."""
        return {m.name: (n, m) for n, movements in self.log.items() for m in movements}

    @cached_property
    def entries(self) -> dict[str, tuple[JournalEntry, ...]]:
        """The entries that stand of each movement; of one that cannot be read, none."""
        found: dict[str, list[JournalEntry]] = {}
        for intent in self.intents:
            entry = readable(intent)
            if entry is not None and intent.void in {"", EXPECTED}:
                found.setdefault(entry.movement, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def again(self, movement: Movement, version: int) -> dict[str, JournalEntry]:
        """What a movement becomes under a mapping version, by key."""
        place = (movement.name, version)
        if place not in self._made:
            desk = Desk(
                self.shop.tenant,
                self.shop.administration,
                self.versions,
                version,
                lambda name: self.entries.get(name, ()),
                limits_of,
                self._lines_of,
            )
            made = draft_movement(desk, movement).entries
            self._made[place] = {entry.key: entry for entry in made}
        return self._made[place]

    def _lines_of(self, movement: Movement) -> Lines:
        """The lines behind a movement; none where they are lost, and then its entries differ."""
        try:
            return LineArchive(self.shop).lines_of(movement)
        except (*UNREADABLE, OSError, EOFError, zlib.error):
            return {}

    def faults_of(self, intent: Intent) -> Iterator[Fault]:
        """What is wrong with one entry that was kept."""
        entry = readable(intent)
        if entry is None or entry.key != intent.key:
            yield Fault("entry_altered", intent.key, intent.sequence)
            return
        if 0 < intent.sequence <= self.last and intent.sequence not in self.log:
            return  # the movements themselves are broken, and are named
        sequence, movement = self.movements.get(entry.movement, (0, None))
        if movement is None or sequence != intent.sequence:
            yield Fault("entry_unfounded", intent.key, intent.sequence)
            return
        if entry.mapping_version not in self.versions:
            if entry.mapping_version not in self.adopted:
                yield Fault("entry_altered", intent.key, sequence)
            return
        if self.engines.get(sequence) != ENGINE:
            return
        if entry.again:
            if self._moved(entry, movement) != entry:
                yield Fault("entry_altered", intent.key, sequence)
            return
        again = self.again(movement, entry.mapping_version).get(intent.key)
        if again != entry or not within(intent.entry, to_plain(again)):
            yield Fault("entry_altered", intent.key, sequence)

    def _moved(self, entry: JournalEntry, movement: Movement) -> JournalEntry | None:
        """An entry whose period the package had closed, from the one that it refused."""
        refused = (i for i in self.intents if key_again(i.key) == entry.key)
        before = next(map(readable, refused), None)
        if before is None:
            return None
        closed = frozenset(months(before.period, entry.period))
        mapping = self.versions[entry.mapping_version]
        return in_next_open(mapping, entry.mapping_version, before, movement.date, closed)

    def missing(self, drafted: int, undrafted: Iterable[str]) -> Iterator[Fault]:
        """Movements of which an entry is gone. `undrafted` = those that still lack an account."""
        waiting = set(undrafted)
        kept = {intent.key for intent in self.intents}
        mirrored = {m.of for _, m in self.movements.values() if m.of}
        undone = mirrored - set(self.entries)
        for name, (sequence, movement) in self.movements.items():
            skipped = sequence > drafted or f"{sequence}|{name}" in waiting
            if skipped or self.engines.get(sequence) != ENGINE:
                continue
            entries = self.entries.get(name, ())
            if not entries and (name in undone or movement.of in undone):
                continue  # taken back before it could be drafted: neither books anything
            versions = {e.mapping_version for e in entries} or {max(self.versions, default=0)}
            keys = {k for v in versions if v in self.versions for k in self.again(movement, v)}
            if keys - kept:
                yield Fault("entry_missing", name, sequence)


def readable(intent: Intent) -> JournalEntry | None:
    """The entry of an intent; None when it is no entry any more, or does not balance."""
    try:
        return entry_of(intent)
    except UNREADABLE:
        return None
