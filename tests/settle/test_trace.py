"""From any booking to its bytes, and from any file to its bookings.

1. Every booking has a trace without a fault, that ends at bytes; and each file leads back to it, by
   the record too.
2. The beginning of a key, a reference or a hash is enough as long as it is the only one.
3. What is broken on the way is in the trace, and not in a trace that does not pass it.
4. A booking that was taken back says in which commit; what explains a receipt is said.
"""

import hashlib

import pytest

from koppeling.formats.source import Source
from koppeling.reports.traces import file_lines, trace_lines
from koppeling.settle.trace import Traced, trace, trace_file, traced
from tests.kept import E, Kept, month, office
from tests.scenario import KEY, Case
from tests.stories import Story


@pytest.fixture(scope="module")
def kept() -> Kept:
    return month()


def all_of(kept: Kept) -> Traced:
    return traced(kept.shop(), kept.connector().holds)


def test_every_booking_leads_to_bytes_and_back(kept: Kept) -> None:
    all_ = all_of(kept)
    assert kept.store.outbox
    for key in kept.store.outbox:
        found = trace(all_, key)
        assert found is not None
        assert not found.faults
        assert (found.state, found.entry_id) == ("posted", key)
        assert found.recorded is not None
        assert found.recorded == kept_commit(kept, found.recorded.sequence, found.recorded)
        assert found.files
        for file in found.files:
            data = kept.raw(file.sha256)
            assert data is not None
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (file.sha256, file.size)
            for record in (*file.records, None):
                back = trace_file(all_, file.sha256, record)
                assert key in {e.key for e, _ in back.entries}
                assert back.sequence
                assert not back.faults
        for language in ("nl", "en"):
            assert key in "\n".join(trace_lines(found, language))


def kept_commit(kept: Kept, sequence: int, found: object) -> object:
    commit = kept.store.commit(sequence)
    assert commit is not None
    names = ("hash", "previous", "movements", "snapshot", "engine")
    assert [getattr(commit, n) for n in names] == [getattr(found, n) for n in names]
    return found


def test_a_record_leads_to_its_own_booking_only(kept: Kept) -> None:
    all_ = all_of(kept)
    (statement,) = [t.sha256 for t in all_.kept.ledger.taken if t.document.kind == "statement"]
    by_record = [trace_file(all_, statement, n).entries for n in range(1, 5)]
    assert all(by_record)
    assert len({e.key for entries in by_record for e, _ in entries}) == sum(map(len, by_record))
    assert trace_file(all_, statement, 9).entries == ()
    assert "geen" in "\n".join(file_lines(trace_file(all_, statement, 9)))


def test_the_beginning_of_a_name_is_enough_when_it_is_the_only_one(kept: Kept) -> None:
    all_ = all_of(kept)
    for key in kept.store.outbox:
        found = trace(all_, key)
        assert found is not None
        assert all_.named(key) == all_.named(found.entry.reference) == [key]
        assert key in all_.named(key[:4])
    for sha256 in kept.sources:
        assert all_.named(sha256) == [sha256]
        assert all_.named(sha256[:12]) == [sha256]
    assert all_.named("") == all_.named("abc") == all_.named("zzzzzzzz") == []


def test_what_is_broken_on_the_way_is_said() -> None:
    broken = month()
    entries = list(broken.store.outbox)
    first = trace(all_of(broken), entries[0])
    assert first is not None
    sha256 = first.files[0].sha256
    broken.sources[sha256] = Source.of(b"iets anders", key=KEY)
    for key in entries:
        found = trace(all_of(broken), key)
        assert found is not None
        codes = [f.code for f in found.faults]
        rests = sha256 in {f.sha256 for f in found.files}
        assert codes == (["raw_altered"] if rests else [])
        assert "GEBROKEN:" in "\n".join(trace_lines(found)) or not rests
    del broken.sources[sha256]
    absent = trace_file(all_of(broken), sha256)
    assert [f.code for f in absent.faults] == ["raw_missing"]
    assert absent.file.size is None
    name = f"doc/{sha256}.json"
    broken.objects.put(name, b"[]")
    assert [f.code for f in trace_file(all_of(broken), sha256).faults][-1] == "document_altered"


def booked_as(kept: Kept, kind: str) -> str:
    """The key of the one booking of a kind of movement."""
    (key,) = [k for k, i in kept.store.outbox.items() if i.entry["movement"].startswith(kind)]
    return key


def test_a_receipt_says_why_as_long_as_that_stands() -> None:
    kept = office()
    case = Case().claim("F1", 500 * E).answer("F1").bank(500 * E, "declaratie F1")
    for data in case.everything():
        kept.drop(data)
    found = trace(all_of(kept), booked_as(kept, "paid/"))
    assert found is not None
    assert found.why is not None
    assert found.why.rule == "named_sum"
    kept.drop(Case().decide("refuse", found.why.id).files[0])
    again = trace(all_of(kept), booked_as(kept, "paid/"))
    assert again is not None
    assert again.why is None
    assert kept.prove().whole


def test_a_booking_that_was_taken_back_says_in_which_commit() -> None:
    kept = office()
    story = Story().claim("F1", [400 * E, 100 * E]).answer("F1", [400 * E, 0])
    for data in story.decide("rejection", "F1", "writeoff").files:
        kept.drop(data)
    found = trace(all_of(kept), booked_as(kept, "decided_rejection/"))
    assert found is not None
    assert found.taken_back == 0
    kept.drop(story.undo().files[-1])
    again = trace(all_of(kept), booked_as(kept, "decided_rejection/"))
    mirror = trace(all_of(kept), booked_as(kept, "reversed/"))
    assert again is not None
    assert mirror is not None
    assert mirror.recorded is not None
    assert again.taken_back == mirror.recorded.sequence
    assert mirror.movement.of == again.movement.name
    assert f"teruggenomen in vastlegging {again.taken_back}" in "\n".join(trace_lines(again))
    assert kept.prove().whole
