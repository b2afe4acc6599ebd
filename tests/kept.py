"""An administration in memory that keeps everything that a cloud keeps, the package included."""

from koppeling.connectors.files import FilesConnector
from koppeling.formats.source import Source
from koppeling.model.proof import Head, Proof
from koppeling.settle.check import check
from koppeling.settle.configure import adopt
from koppeling.settle.draft import draft
from koppeling.settle.offline import Offline
from koppeling.settle.post import post
from koppeling.settle.proof import prove
from koppeling.settle.reconcile import reconcile
from tests.faults.world import BOUNDS
from tests.scenario import KEY, MAPPING, TOWN, Case, mapping

E = 100


class Kept(Offline):
    """An administration in memory with the package `files` in its own objects."""

    def connector(self) -> FilesConnector:
        def put(name: str, data: bytes) -> bytes | None:
            before = self.objects.get(name)
            if before is None:
                self.objects.put(name, data)
            return before

        return FilesConnector(put, self.objects.get)

    def drop(self, data: bytes) -> None:
        self.give(Source.of(data, key=KEY))
        self.step()

    def step(self) -> None:
        reconcile(self.shop())
        draft(self.shop())
        check(self.shop())
        post(self.shop(), self.connector(), lambda: 1_800_000_000, BOUNDS, 1_800_000_100)

    def prove(self, *heads: Head) -> Proof:
        return prove(self.shop(), self.connector().holds, heads)

    def head(self, sequence: int) -> Head:
        commit = self.store.commit(sequence)
        assert commit is not None
        return Head("2026-03-01", sequence, commit.hash)


def files() -> list[bytes]:
    case = Case().claim("F100001", [1000 * E, 50 * E]).answer("F100001", [1000 * E, 0])
    case.town("JW1", [500 * E, 80 * E]).town_answer("JW1", rejected=[1])
    case.claim("F100002", 400 * E).answer("F100002", when="02-20")
    case.bank(1000 * E, "declaratie F100001").bank(500 * E, "JW1", "02-18", TOWN)
    case.bank(400 * E, "declaratie F100002", "02-16").bank(12 * E, "geen idee", "02-19")
    return [*case.everything(), *Case().decide("rejection", "F100001", "writeoff").files]


def office(text: str = MAPPING) -> Kept:
    found = Kept(mapping(text), KEY)
    assert adopt(found.shop(), text.encode()).version == 1
    return found


def month(order: list[bytes] | None = None) -> Kept:
    found = office()
    for data in order or files():
        found.drop(data)
    return found
