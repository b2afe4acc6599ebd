"""XML from outside cannot hurt us (design 8), whichever reader it is meant for.

1. A DOCTYPE, and with it every entity trick, is refused.
2. Depth, attributes, text, tags, parts and the file are bounded: nothing piles up.
3. What is malformed, cut off or in an odd character set is refused, never half read.
4. A part is handed over once, as a tree, by its path.
"""

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from koppeling.formats import xml_stream
from koppeling.formats.reading import describe_file, read_file
from koppeling.formats.source import Source
from koppeling.formats.xml_stream import Refused, Root, parts, root_of

CAMT = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
BERICHT = '<Bericht xmlns="http://www.istandaarden.nl/{}/3_2/{}/schema">'
ROOTS = {
    "camt.053": CAMT,
    "XAF": '<auditfile xmlns="http://www.auditfiles.nl/XAF/3.2">',
    **{
        name: BERICHT.format("ijw" if name.startswith("jw") else "iwmo", name)
        for name in ("jw323", "jw325", "wmo323", "wmo325")
    },
    "GDS801": '<Bericht xmlns="http://ei.vektis.nl/declaratiebericht573">',
    "GDS802": '<g:Bericht xmlns:g="http://ei.vektis.nl/declaratiebericht574">',
}
MEMBERS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")

LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY lol 'lol'>"
    + "".join(f"<!ENTITY lol{i + 1} '{f'&lol{i or str()};' * 10}'>" for i in range(9))
    + "]>"
)
XXE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
MANY = [f"a{i}='1'" for i in range(300_000)]
EXTERNAL = '<!DOCTYPE r SYSTEM "http://127.0.0.1/evil.dtd">'


def _end(root: str) -> str:
    return f"</{root[1:].partition(' ')[0]}>"


def _filled(before: str, after: str) -> bytes:
    return b"".join((before.encode(), b"x" * 60_000_000, after.encode()))


# attack: (document around a root, code of the refusal)
ATTACKS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "billion laughs": (lambda r: f"{LAUGHS}{r}&lol9;{_end(r)}".encode(), "doctype"),
    "external entity": (lambda r: f"{XXE}{r}&x;{_end(r)}".encode(), "doctype"),
    "external DTD": (lambda r: f"{EXTERNAL}{r}{_end(r)}".encode(), "doctype"),
    "200,000 levels": (lambda r: f"{r}{'<a>' * 200_000}".encode(), "too_large"),
    "300,000 attributes": (
        lambda r: f"{r}<a {' '.join(MANY)}/>{_end(r)}".encode(),
        "too_large",
    ),
    "60 MB of text": (lambda r: _filled(f"{r}<a>", f"</a>{_end(r)}"), "too_large"),
    "60 MB of comment": (lambda r: _filled(f"{r}<!--", f"-->{_end(r)}"), "too_large"),
    "300,000 children": (lambda r: f"{r}{'<a/>' * 300_000}{_end(r)}".encode(), "too_large"),
    "UTF-7": (
        lambda r: f'<?xml version="1.0" encoding="UTF-7"?>{r}+ADw-{_end(r)}'.encode(),
        "unreadable",
    ),
    "a zero byte": (lambda r: f"{r}\0{_end(r)}".encode(), "unreadable"),
    "cut off": (lambda r: f"{r}<a>".encode(), "unreadable"),
    "an unknown entity": (lambda r: f"{r}&nbsp;{_end(r)}".encode(), "unreadable"),
    "undeclared Latin-1": (lambda r: r.encode() + b"<a>\xe9</a>" + _end(r).encode(), "unreadable"),
}


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        list(parts(Source.of(data, key=b""), set()))
    return caught.value.problem.code


@pytest.mark.parametrize("name", ATTACKS)
def test_the_guard_refuses(name: str) -> None:
    make, code = ATTACKS[name]
    assert refusal(make("<r>")) == code


@pytest.fixture
def lighter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part may hold a tenth: that every reader has this bound shows as well, and sooner."""
    monkeypatch.setattr(xml_stream, "HEAVIEST", xml_stream.HEAVIEST // 10)


@pytest.mark.usefixtures("lighter")
@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("name", ATTACKS)
def test_no_reader_reads_a_hostile_message(name: str, root: str) -> None:
    make, code = ATTACKS[name]
    source = Source.of(make(ROOTS[root]), key=b"")
    (document,) = read_file(source)
    assert document.kind == "unknown"
    # a character set that nobody knows hides the root too: then no format claims the file
    allowed = {code, "no_format"} if code == "unreadable" else {code}
    assert {p.code for p in document.header.problems} <= allowed
    assert document.header.refused


@pytest.mark.parametrize("name", ["billion laughs", "external entity", "external DTD", "UTF-7"])
def test_describing_a_hostile_message_shows_the_refusal_alone(name: str) -> None:
    source = Source.of(ATTACKS[name][0](ROOTS["camt.053"]), key=b"")
    assert len(list(describe_file(source))) == 1


@pytest.mark.usefixtures("lighter")
@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("name", ATTACKS)
def test_no_hostile_member_of_a_workbook_is_read(name: str, member: str) -> None:
    make, code = ATTACKS[name]
    (document,) = read_file(Source.of(workbook({member: make("<r>")}), key=b""))
    assert document.kind == "unknown"
    assert [p.code for p in document.header.problems] == [code]


def workbook(changed: dict[str, bytes]) -> bytes:
    """A minimal workbook with members of choice."""
    members = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": b"<w><sheets><sheet name='besluiten' id='r1'/></sheets></w>",
        "xl/_rels/workbook.xml.rels": b"<R><R Id='r1' Target='worksheets/sheet1.xml'/></R>",
        "xl/sharedStrings.xml": b"<sst/>",
        "xl/worksheets/sheet1.xml": b"<worksheet/>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (members | changed).items():
            archive.writestr(name, data)
    return out.getvalue()


def test_the_whole_file_is_bounded() -> None:
    source = Source.of(b"<r>" + b" " * 200_000 + b"</r>", key=b"")
    with pytest.raises(Refused) as caught:
        list(parts(source, set(), largest=100_000))
    assert caught.value.problem.code == "too_large"


def test_a_part_is_handed_over_once_and_the_root_last() -> None:
    data = b"<r xmlns:q='urn:x' xmlns='urn:y'><a><q:b k='1'> x </q:b><b>y<c/></b></a><d>z</d></r>"
    found = list(parts(Source.of(data, key=b""), {"a/b"}))
    assert [(path, e.name, e.text) for path, e in found] == [
        ("a/b", "b", "x"),
        ("a/b", "b", ""),
        ("", "r", ""),
    ]
    first, root = found[0][1], found[-1][1]
    assert first.attributes == {"k": "1"}
    assert root.value("d") == "z"
    assert root.every("a", "b") == []
    assert root.first("nothing") is None


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- <x> --><q:a xmlns:q='urn:x' b='", Root()),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?><!-- <x> --><q:a xmlns:q='urn:x' b=''>",
            Root("a", "urn:x"),
        ),
        ("<a/>".encode("utf-16"), Root("a")),
        (b"<!DOCTYPE HTML><html>", Root(doctype="HTML")),
        (b"01187", Root()),
        (b"", Root()),
    ],
)
def test_the_root_is_known_by_the_first_bytes(head: bytes, root: Root) -> None:
    assert root_of(head) == root


def test_a_doctype_is_named_even_where_no_format_claims_the_file() -> None:
    (document,) = read_file(Source.of(LAUGHS.encode() + b"<lolz>&lol9;</lolz>", key=b""))
    assert [p.code for p in document.header.problems] == ["doctype"]
    (page,) = read_file(Source.of(b"<!DOCTYPE html><html></html>", key=b""))
    assert [p.code for p in page.header.problems] == ["no_format"]


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        data = b"<r>" + b"<a><b>text</b><c>more</c></a>" * count + b"</r>"
        tracemalloc.start()
        assert sum(1 for _ in parts(Source.of(data, key=b""), {"a"})) == count + 1
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(40_000) < peak(10_000) + 1_000_000


@pytest.mark.parametrize(
    "data",
    [
        b"<r>" + b"".join(b"<a%d/>" % i for i in range(xml_stream.MOST_NAMES + 1)) + b"</r>",
        b"<r><" + b"a" * (xml_stream.LONGEST_NAME + 1) + b"/></r>",
    ],
    ids=["many names", "a long name"],
)
def test_what_is_remembered_of_names_is_bounded(data: bytes) -> None:
    assert refusal(data) == "too_large"


def test_the_limits_are_those_of_the_design() -> None:
    assert xml_stream.DEEPEST == 64
    assert xml_stream.MOST_ATTRIBUTES == 256
    assert xml_stream.LONGEST == 1_000_000
    assert xml_stream.HEAVIEST == 32_000_000
