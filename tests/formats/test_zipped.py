"""A ZIP of files is read file by file, and cannot hurt us.

1. Every member gives what the loose file gives, with its name; hash and part tell documents apart.
2. One bad member is one finding; the others are read.
3. Bombs, nesting, lies, odd names, passwords and damage: only our own findings, bounded memory.
4. A workbook is no ZIP of files.
"""

import io
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from koppeling.formats import besluiten, zipped
from koppeling.formats.camt_write import Booked, statement
from koppeling.formats.flat_write import Sent, answer, claim
from koppeling.formats.reading import describe_file
from koppeling.formats.source import Source
from koppeling.formats.zipped_write import encrypted, packed, stating
from koppeling.model.documents import Decision, Document, content_digest
from tests import sizes
from tests.formats.damage import KEY, codes, cut, everything_said, mutated, one, read

DAY = date(2026, 2, 2)
SENT = Sent(
    client="999900006",
    product="120001",
    cents=34_000,
    end=date(2026, 1, 31),
    reference="F1-0",
    agb="04000001",
)
CLAIM = claim("PM304", "5555", "41000001", "F1", DAY, [SENT])
ANSWER = answer(CLAIM, awarded={}, codes={}, day=date(2026, 2, 9), reference="ZV1")
BANK = statement(
    "NL91ABNA0417164300", 0, [Booked(date(2026, 2, 16), 34_000, "F1", "NL69INGB0123456789")]
)
FILES = {"declaratie.txt": CLAIM, "map/retour.txt": ANSWER, "bank.xml": BANK}


def refused(document: Document) -> list[str]:
    return [p.message() for p in document.header.problems if p.level == "error"]


@pytest.mark.parametrize("deflate", [True, False])
def test_every_member_says_what_the_loose_file_says(deflate: bool) -> None:
    data = packed(FILES, deflate=deflate)
    documents = read(data)
    assert [d.header.member for d in documents] == list(FILES)
    assert [d.header.part for d in documents] == [0, 1, 2]
    assert {d.header.sha256 for d in documents} == {Source.of(data, key=KEY).sha256}
    loose = [one(file) for file in FILES.values()]
    assert [content_digest(d) for d in documents] == [content_digest(d) for d in loose]
    assert [d.kind for d in documents] == ["claim", "remittance", "statement"]


def test_lines_of_all_members_reach_the_sink() -> None:
    lines: list[object] = []
    read(packed({"a": CLAIM, "b": ANSWER}), lines.append)
    assert len(lines) == 2


def test_several_statements_in_a_member_keep_their_own_parts() -> None:
    two = BANK.replace(b"</Stmt>", b"</Stmt>" + BANK[BANK.find(b"<Stmt>") : BANK.find(b"</BkToC")])
    documents = read(packed([("x.xml", two), ("x.xml", two)]))
    assert [d.header.part for d in documents] == [0, 1, 2, 3]
    assert {d.header.member for d in documents} == {"x.xml"}


def test_one_bad_member_does_not_stop_the_others() -> None:
    found = read(packed({"a.png": b"\x89PNG\r\n", "b.txt": CLAIM, "c.txt": CLAIM[:-3], "d": BANK}))
    assert [d.header.refused for d in found] == [True, False, True, False]
    assert refused(found[0]) == [
        "Bestand 1 in de ZIP: Geen bekend berichtformaat; het lijkt op een afbeelding."
    ]
    english = found[0].header.problems[0].message("en")
    assert english.startswith("File 1 in the ZIP: No known message format")
    assert found[2].header.problems[0].message().startswith("Bestand 3 in de ZIP: ")


def test_what_systems_leave_behind_is_passed_by() -> None:
    beside = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "map/": b"", "Thumbs.db": b"x", "e": b""}
    assert [d.header.member for d in read(packed({**beside, "a.txt": CLAIM}))] == ["a.txt"]
    for nothing in (packed({}), packed(beside)):
        document = one(nothing)
        assert codes(document) == ["no_format"]
        assert "zonder bestanden" in document.header.problems[0].message()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "etc/passwd"),
        ("/etc/cron.d/x", "etc/cron.d/x"),
        ("C:\\Windows\\retour.txt", "Windows/retour.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("ret\x1b[31mour.txt", "ret?[31mour.txt"),
        ("n" * 1_000, "n" * zipped.LONGEST_NAME),
        ("..", "?"),
    ],
)
def test_a_name_is_shown_clean_and_written_nowhere(name: str, shown: str) -> None:
    assert [d.header.member for d in read(packed([(name, CLAIM)]))] == [shown]


def test_an_encrypted_member_is_named() -> None:
    found = read(encrypted(packed(FILES)))
    assert [codes(d) for d in found] == [["encrypted"]] * 3


@pytest.mark.parametrize("size", [0, 10, len(CLAIM) - 310, len(CLAIM) + 1, 4_000_000_000])
def test_a_size_that_lies_is_refused(size: int) -> None:
    first, second = read(stating(packed({"a": CLAIM, "b": CLAIM}), size))
    assert codes(first) == ["unreadable"]
    assert not second.header.refused


def test_a_size_that_lies_with_a_crc_to_match_is_refused() -> None:
    short = packed({"a": CLAIM[: len(CLAIM) // 2]})
    lying = bytearray(stating(packed({"a": CLAIM}), len(CLAIM) // 2))
    at, from_ = bytes(lying).find(b"PK\x01\x02"), short.find(b"PK\x01\x02")
    lying[14:18] = short[14:18]
    lying[at + 16 : at + 20] = short[from_ + 16 : from_ + 20]
    assert codes(one(bytes(lying))) == ["unreadable"]


def test_an_unknown_compression_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a.txt", CLAIM)
    assert codes(one(out.getvalue())) == ["unreadable"]


def test_a_zip_in_a_zip_is_refused_and_a_workbook_in_one_is_read() -> None:
    book = packed({"[Content_Types].xml": b"<Types/>"}, deflate=False)
    inner = packed({"a.txt": CLAIM})
    for deflate in (True, False):
        files = {"w.xlsx": book, "n.zip": inner, "leeg.zip": packed({}), "a.txt": CLAIM}
        found = read(packed(files, deflate=deflate))
        assert [d.header.standard for d in found] == ["", "", "", "PM304"]
        assert [codes(d) for d in found[1:3]] == [["no_format"]] * 2
        assert "een ZIP in een ZIP" in found[1].header.problems[0].message()
        assert not found[3].header.refused


def test_other_office_files_are_named() -> None:
    text = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    assert "OpenDocument" in one(text).header.problems[0].message()


def test_a_bomb_is_stopped_in_bounded_memory() -> None:
    bomb = packed({"bomb.txt": bytes(300_000_000), "a.txt": CLAIM})
    tracemalloc.start()
    first, second = read(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes(first) == ["too_large"]
    assert not second.header.refused
    assert peak < 20_000_000


def test_the_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed([("a", CLAIM), ("b", CLAIM), ("c", CLAIM)])
    monkeypatch.setattr(zipped, "LARGEST", 2 * len(CLAIM))
    assert [codes(d) for d in read(data)] == [[], [], ["too_large"]]
    monkeypatch.setattr(zipped, "LARGEST", len(CLAIM) - 1)
    assert {c for d in read(data) for c in codes(d)} == {"too_large"}
    monkeypatch.setattr(zipped, "MOST_MEMBERS", 2)
    assert codes(one(data)) == ["too_large"]


def test_a_long_list_of_members_is_not_even_loaded() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for i in range(25_000):
            made.writestr(f"{i:0>20}", b"")
    data = out.getvalue()
    tracemalloc.start()
    document = one(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes(document) == ["too_large"]
    assert peak < 5_000_000


def test_a_truncated_or_damaged_zip_never_says_something_else() -> None:
    whole = packed({"a.txt": CLAIM, "b.xml": BANK})
    right = {content_digest(d) for d in read(whole)}
    for short in cut(whole):
        for document in read(short):
            assert document.header.refused
            assert document.header.problems[0].code in {"unreadable", "no_format"}
    dice = sizes.generator("zipped")
    for _ in range(sizes.of(300, 5_000)):
        data = mutated(whole, dice)
        good = {content_digest(d) for d in read(data) if not d.header.refused}
        assert good <= right
        list(describe_file(Source.of(data, key=KEY)))


def test_a_bit_that_falls_over_changes_nothing_unseen() -> None:
    whole = packed({"a.txt": CLAIM})
    (right,) = (content_digest(d) for d in read(whole))
    for at in range(0, len(whole) * 8, sizes.of(7, 1)):
        changed = bytearray(whole)
        changed[at // 8] ^= 1 << at % 8
        for document in read(bytes(changed)):
            assert document.header.refused or content_digest(document) == right


def test_describing_names_every_member_and_masks_people() -> None:
    told = list(describe_file(Source.of(packed({**FILES, "x.png": b"\x89PNG"}), key=KEY)))
    assert [line for line in told if line.startswith("==")] == [
        *(f"== {name}" for name in FILES),
        "== x.png",
    ]
    assert "999900006" not in everything_said(packed(FILES))
    (nothing,) = describe_file(Source.of(packed({}), key=KEY))
    assert nothing.startswith("Geen bekend")
    locked = list(describe_file(Source.of(encrypted(packed({"a": CLAIM})), key=KEY)))
    assert [line.startswith("Het bestand is versleuteld") for line in locked] == [False, True]


# --- the digest of the content --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (CLAIM, CLAIM.replace(b"\r\n", b"\n")),
        (ANSWER, ANSWER.replace(b"\r\n", b"\n") + b"\n"),
        (CLAIM, CLAIM + b"\r\n\x1a"),
        (BANK, BANK.replace(b"<MsgId>M1", b"<MsgId>M2").replace(b"T06:00:00", b"T23:59:59")),
        (BANK, BANK.replace(b"><", b">\r\n<")),
        (BANK, BANK.replace(b"<Stmt><Id>S1", b"<Stmt><Id>S9")),
    ],
    ids=["LF", "LF and a blank line", "end of file", "message and time", "pretty", "other id"],
)
def test_the_same_content_in_other_bytes_has_the_same_digest(first: bytes, again: bytes) -> None:
    assert first != again
    assert not one(again).header.refused
    assert content_digest(one(first)) == content_digest(one(again))


def test_a_blank_line_in_a_form_changes_no_digest() -> None:
    row = besluiten.write([Decision(2, DAY, "A", "", "post", "all", "", None, "")])
    head, rest = row.split(b"\r\n", 1)
    assert content_digest(one(row)) == content_digest(one(head + b"\r\n\r\n" + rest))


def test_another_cent_has_another_digest() -> None:
    other = claim("PM304", "5555", "41000001", "F1", DAY, [replace(SENT, cents=34_001)])
    assert content_digest(one(CLAIM)) != content_digest(one(other))
