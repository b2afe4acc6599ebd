"""Whatever was changed or lost afterwards is found, and named.

1. A book that nobody touched is whole, whatever happened to it: matches taken back, mappings that
   changed, accounts that lacked at first.
2. One byte changed in any stored object, or the object gone: a fault that names it.
3. Any field of any commit, intent or mapping changed: a fault of that very thing.
4. A commit that is gone, a chain cut short or written again after the head of a day: found.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from koppeling.formats.source import Source
from koppeling.formats.xaf_write import Booked, auditfile
from koppeling.model.documents import Auditfile, Claim
from koppeling.model.proof import FAULTS, Fault, Proof
from koppeling.settle.configure import adopt
from koppeling.settle.ledger import load
from tests import sizes
from tests.kept import E, Kept, files, month, office
from tests.scenario import KEY, MAPPING, Case, day, mapping


def named(proof: Proof) -> str:
    """The first broken place, as people read it."""
    assert proof.faults
    return proof.faults[0].message("nl")


def test_a_book_that_nobody_touched_is_whole() -> None:
    dice = sizes.generator("proof of any order")
    for _ in range(sizes.of(3, 40)):
        order = files()
        dice.shuffle(order)
        found = month(order)
        text = MAPPING.replace('revenue = "8000"', 'revenue = "8001"')
        assert adopt(found.shop(), text.encode()).version == 2
        found.step()
        found.drop(Case().claim("F3", 70 * E).answer("F3", [60 * E]).files[0])
        proof = found.prove(found.head(2), found.head(5))
        assert proof.whole, proof.faults
        last = found.store.head()
        assert last is not None
        assert (proof.sequence, proof.hash) == (last.sequence, last.hash)
        counted = dict(proof.counted)
        assert counted["entries"] == counted["booked"] == len(found.store.outbox)
        assert counted["files"] == counted["documents"] == len(order) + 1


def test_an_account_that_lacked_at_first_breaks_nothing() -> None:
    lacks = MAPPING.replace('rejected = "1380"', "")
    found = office(lacks)
    for data in files():
        found.drop(data)
    assert found.store.state().undrafted
    assert found.prove().whole
    assert adopt(found.shop(), MAPPING.encode()).version == 2
    found.step()
    assert not found.store.state().undrafted
    assert found.prove().whole


def again(text: str = MAPPING) -> Kept:
    """A line that was refused and is claimed again, and the ledger of a package."""
    sent = Case().claim("F100001", [100 * E, 40 * E]).answer("F100001", [0, 40 * E])
    sent.claim("F100007", [100 * E], "03-02").answer("F100007", when="03-09")
    sent.bank(40 * E, "declaratie F100001", "02-20")
    ledger = [Booked("1390", 7 * E, day=day("06-01")), Booked("8000", -7 * E, day=day("06-01"))]
    found = office(text)
    for data in (*sent.everything(), auditfile("3.2", ledger, year=2026)):
        found.drop(data)
    return found


@pytest.mark.parametrize("detail", ["month", "claim", "line"])
def test_what_was_looked_for_again_breaks_nothing(detail: str) -> None:
    found = again(MAPPING.replace("[booking]", f'[booking]\ndetail = "{detail}"'))
    kept = [t.document for t in load(found.shop()).taken]
    assert any(isinstance(d, Claim) and d.again for d in kept)
    assert any(isinstance(d, Auditfile) and d.kept for d in kept)
    proof = found.prove()
    assert proof.whole, proof.faults


def test_lost_lines_are_named_by_the_booking_that_needs_them() -> None:
    found = again(MAPPING.replace("[booking]", '[booking]\ndetail = "line"'))
    lines = [n for n in found.objects.held if n.startswith("lines/")]
    assert lines
    for name in lines:
        found.objects.held.pop(name)
    assert "boeking" in named(found.prove())


@pytest.mark.parametrize("kind", ["doc", "commit", "book", "entry"])
def test_one_byte_in_any_object_is_found_and_named(kind: str) -> None:
    dice = sizes.generator(f"a byte of {kind}")
    found = month()
    names = [n for n in sorted(found.objects.held) if n.startswith(f"{kind}/")]
    assert names
    for name in names:
        data = found.objects.held[name]
        at = dice.randrange(len(data))
        found.objects.held[name] = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert name.removesuffix(".json").rpartition("/")[2][:32] in named(found.prove())
        del found.objects.held[name]
        assert {"missing"} == {f.code.partition("_")[2] for f in found.prove().faults[:1]}
        found.objects.held[name] = data
    assert found.prove().whole


def test_one_byte_in_any_archived_file_is_found_and_named() -> None:
    found = month()
    for sha256, source in list(found.sources.items()):
        found.sources[sha256] = Source.of(found.raw(sha256) + b" ", key=KEY)  # type: ignore[operator]
        (fault,) = found.prove().faults
        assert (fault.code, fault.name) == ("raw_altered", sha256)
        del found.sources[sha256]
        (fault,) = found.prove().faults
        assert (fault.code, fault.name) == ("raw_missing", sha256)
        found.sources[sha256] = source


def changed(value: Any) -> Any:
    if isinstance(value, tuple):
        return (*value, "x")
    return value + 1 if isinstance(value, int) else f"{value}x"


def test_any_field_of_any_commit_is_found_and_named() -> None:
    found = month()
    for place, commit in enumerate(found.store.commits):
        for field in fields(commit):
            new = {field.name: changed(getattr(commit, field.name))}
            found.store.commits[place] = replace(commit, **new)
            assert f"vastlegging {place + 1} " in named(found.prove())
        found.store.commits[place] = commit


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value that holds a plain value."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inside in pairs:
            yield from leaves(inside, (*path, key))
    elif value is not None:
        yield path


def with_changed(value: Any, path: tuple[Any, ...]) -> Any:
    made = json.loads(json.dumps(value))
    inside = made
    for key in path[:-1]:
        inside = inside[key]
    old = inside[path[-1]]
    inside[path[-1]] = (not old) if isinstance(old, bool) else changed(old)
    return made


def test_any_value_in_any_entry_is_found_and_named() -> None:
    found = month()
    for key, intent in list(found.store.outbox.items())[:: sizes.of(4, 1)]:
        for path in leaves(intent.entry):
            found.store.outbox[key] = replace(intent, entry=with_changed(intent.entry, path))
            codes = {f.code for f in found.prove().faults if f.name == key}
            assert codes & {"entry_altered", "entry_unfounded"}, path
        found.store.outbox[key] = intent


def test_an_entry_that_is_gone_invented_or_moved_is_found() -> None:
    found = month()
    key, intent = next(iter(found.store.outbox.items()))
    del found.store.outbox[key]
    (fault,) = found.prove().faults
    assert (fault.code, fault.name) == ("entry_missing", intent.entry["movement"])
    found.store.outbox[key] = replace(intent, sequence=intent.sequence + 1)
    assert [f.code for f in found.prove().faults] == ["entry_unfounded"]
    found.store.outbox[key] = intent
    entry = {**intent.entry, "key": "0" * 32, "movement": "submitted/verzonnen"}
    found.store.outbox["0" * 32] = replace(intent, key="0" * 32, entry=entry)
    assert ("entry_unfounded", "0" * 32) in {(f.code, f.name) for f in found.prove().faults}


def test_any_value_in_a_mapping_is_found_and_named() -> None:
    found = month()
    _, about = found.store.inputs["map-1"]
    plain = about["mapping"]
    for path in leaves(plain):
        about["mapping"] = with_changed(plain, path)
        assert "inrichting 1 " in named(found.prove()), path
    about["mapping"] = plain
    assert found.prove().whole


def test_a_receipt_that_was_not_verified_is_found() -> None:
    found = month()
    key, intent = next(iter(found.store.outbox.items()))
    assert intent.receipt is not None
    found.store.outbox[key] = replace(intent, receipt={**intent.receipt, "verified": False})
    assert found.prove().faults == (Fault("booked_altered", key, intent.sequence),)


def cut_short(found: Kept) -> None:
    """The last file never came: commit, input and entries are gone."""
    gone = found.store.commits.pop()
    for name in gone.inputs:
        del found.store.inputs[name]
    for key, intent in list(found.store.outbox.items()):
        if intent.sequence == gone.sequence:
            del found.store.outbox[key]


def written_again(found: Kept) -> None:
    """The whole book made anew from other files, in itself whole."""
    other = month([*files()[:-1], *Case().decide("rejection", "F100001", "revenue").files])
    found.store, found.objects, found.sources = other.store, other.objects, other.sources


@pytest.mark.parametrize(
    ("forge", "code"), [(cut_short, "head_ahead"), (written_again, "head_differs")]
)
def test_a_forged_chain_is_found_by_the_head_of_a_day(
    forge: Callable[[Kept], None], code: str
) -> None:
    found = month()
    last = found.store.head()
    assert last is not None
    before, head = found.head(1), found.head(last.sequence)
    forge(found)
    assert found.prove(before).whole
    assert [f.code for f in found.prove(before, head).faults] == [code]


def test_every_fault_has_a_sentence_in_two_languages() -> None:
    for code, said in FAULTS.items():
        fault = Fault(code, "naam", 7)
        assert fault.message("nl") != fault.message("en")
        assert "naam" in fault.message("nl"), said


def test_nothing_is_proven_of_nothing() -> None:
    empty = Kept(mapping(), KEY)
    assert empty.prove() == Proof(0, "", (("commits", 0), ("heads", 0)), ())
