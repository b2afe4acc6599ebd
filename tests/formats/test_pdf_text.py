"""The text of a PDF, from a file that may be anything.

1. Lines come as a person sees them, over pages, whatever the order in the file.
2. A PDF that no pack describes is refused with what to do; one without its payout is not trusted.
3. Encrypted, too large, endless, broken or cut: one finding, and no more memory than the limits.
4. The library is not loaded until a PDF comes in, and says nothing of what it read.
"""

import io
import logging
import subprocess
import sys
import zlib
from dataclasses import replace

import pypdf
import pytest

from koppeling.formats import forms_write as write
from koppeling.formats import pdf_text
from koppeling.formats.payer_packs import layouts
from koppeling.formats.pdf_text import lines_of
from koppeling.formats.xml_stream import Refused
from koppeling.model.documents import Netting, Unknown, content_digest
from koppeling.model.problems import Where
from tests import sizes
from tests.formats.damage import codes, mutated, one, read
from tests.formats.test_payer_documents import SAMPLES, table

WHERE = Where("")
VGZ = write.as_pdf(table("vgz", "pdf"))
FONT = b"<< /Font << /F1 3 0 R >> >>"
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page(content: bytes, stated: bytes = b"") -> bytes:
    """A PDF with one page of this description."""
    return write.pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            HELVETICA,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 5 0 R /Resources "
            + FONT
            + b" >>",
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), stated, content),
        ]
    )


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        lines_of(data, WHERE)
    return caught.value.problem.code


def test_lines_of_every_page_in_the_order_of_reading() -> None:
    rows: write.Table = [[f"regel {n}", "midden", "rechts"] for n in range(120)]
    assert lines_of(write.as_pdf(rows), WHERE) == [f"regel {n} midden rechts" for n in range(120)]
    mixed = b"\n".join(
        b"BT /F1 8 Tf 1 0 0 1 %d %d Tm (%s) Tj ET" % (x, y, text)
        for x, y, text in ((300, 500, b"\200 5,00"), (30, 480, b"onder"), (30, 500, b"links"))
    )
    windows = page(mixed).replace(b"/Helvetica ", b"/Helvetica /Encoding /WinAnsiEncoding ")
    assert lines_of(windows, WHERE) == ["links € 5,00", "onder"]


def test_a_pdf_that_no_pack_describes_says_what_to_do() -> None:
    found = one(write.as_pdf([["Beste", "zorgaanbieder", "wij"], ["hebben", "uw", "brief"]]))
    assert isinstance(found, Unknown)
    assert codes(found) == ["no_format"]
    assert "formulier verrekening" in found.header.problems[0].message()


def test_a_pdf_of_two_documents_is_nobodys() -> None:
    rows = [*table("vgz", "pdf"), *table("cz", "pdf")]
    assert codes(one(write.as_pdf(rows))) == ["two_formats"]


def test_a_pdf_must_name_its_payout_so_that_no_row_is_missed() -> None:
    for name in SAMPLES:
        data = write.as_pdf(table(name, "pdf", replace(SAMPLES[name], payout=None)))
        assert codes(one(data)) == ["missing_element"]


def test_a_line_with_an_amount_that_no_pattern_knows_is_named() -> None:
    rows = table("vgz", "pdf")
    rows[5] = ["2002", "F 2026 met blanken", *rows[5][2:]]
    found = one(write.as_pdf(rows))
    assert [(p.code, p.where.record) for p in found.header.problems] == [("bad_value", 6)]
    # two that cancel out would not be seen in the sum
    both: write.Table = [*table("cz", "pdf"), ["Boete", "", "5,00"], ["Boete terug", "", "-5,00"]]
    assert codes(one(write.as_pdf(both))) == ["bad_value", "bad_value"]


def test_one_reclaim_that_was_left_over_is_no_letter() -> None:
    reclaim = SAMPLES["zilveren_kruis"].items[2]
    alone = replace(SAMPLES["zilveren_kruis"], items=(reclaim,), payout=0)
    rows = table("zilveren_kruis", "pdf", alone)
    assert codes(one(write.as_pdf(rows))) == ["totals_differ"]
    assert codes(one(write.as_csv(rows))) == ["totals_differ"]


def test_an_encrypted_pdf_is_named() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(VGZ))
    writer.encrypt("geheim", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert codes(one(out.getvalue())) == ["encrypted"]


def test_a_page_that_unpacks_without_end_is_stopped() -> None:
    bomb = zlib.compress(b"BT (" + b"a" * 50_000_000 + b") Tj ET", 9)
    assert len(bomb) < 100_000
    assert refused(page(bomb, b"/Filter /FlateDecode")) in {"too_large", "unreadable"}
    twice = page(zlib.compress(bomb), b"/Filter [/FlateDecode /FlateDecode]")
    assert refused(twice) in {"too_large", "unreadable"}


def test_too_many_pages_bytes_and_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    three: write.Table = [["a", "b", "c"]] * (write.LINES_A_PAGE * 2 + 1)
    with monkeypatch.context() as patched:
        patched.setattr(pdf_text, "MOST_PAGES", 2)
        assert refused(write.as_pdf(three)) == "too_large"
    with monkeypatch.context() as patched:
        patched.setattr(pdf_text, "LARGEST_TOGETHER", 100)
        assert refused(VGZ) == "too_large"
    monkeypatch.setattr(pdf_text, "LONGEST", 20)
    assert refused(VGZ) == "too_large"
    monkeypatch.setattr(pdf_text, "LARGEST", 100)
    assert refused(VGZ) == "too_large"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"%PDF-1.4\n" + b"[" * 100_000,
        b"%PDF-1.4\n" + b"<<" * 100_000,
        b"%PDF-1.4\nstartxref\n9\n%%EOF",
        page(b"q " * 100_000),
        page(b"[" * 100_000),
        page(b"BT /F1 8 Tf " + b"(a) Tj " * 60_000 + b"ET"),
        page(b"BT /F1 1e300 Tf 1 0 0 1 1e300 -1e300 Tm (x) Tj (y) Tj ET"),
        page(b"BT /F9 8 Tf (x) Tj ET").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        page(b"x").replace(b"/Parent 2 0 R", b"/Parent 4 0 R"),
        page(b"x", b"/Length 5 0 R"),
    ],
    ids=range(11),
)
def test_what_is_meant_to_hurt_gives_one_finding(data: bytes) -> None:
    (found,) = read(data)
    assert isinstance(found, Unknown)
    assert set(codes(found)) <= {"unreadable", "too_large", "no_format"}


def test_text_far_apart_is_still_one_line_of_bounded_length() -> None:
    far = b"BT /F1 8 Tf 1 0 0 1 0 0 Tm (a) Tj 1 0 0 1 90000000 0 Tm (b) Tj ET"
    assert [len(line) < 10 for line in lines_of(page(far), WHERE)] == [True]


def test_a_cut_pdf_says_no_other_money() -> None:
    whole = content_digest(one(VGZ))
    step = sizes.of(41, 1)
    for place in range(0, len(VGZ), step):
        for found in read(VGZ[:place]):
            if isinstance(found, Netting) and not found.header.refused:
                assert content_digest(found) == whole


def test_damaged_pdfs_give_findings_and_no_payout_but_one_that_adds_up() -> None:
    dice = sizes.generator("pdf")
    packed = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(VGZ))
    for each in writer.pages:
        each.compress_content_streams()
    writer.write(packed)
    for data in (VGZ, packed.getvalue()):
        for _ in range(sizes.of(60, 5_000)):
            for found in read(mutated(data, dice)):
                if isinstance(found, Netting) and not found.header.refused:
                    assert found.sum == found.payout


def test_a_described_pdf_that_a_library_repacked_says_the_same() -> None:
    for name in SAMPLES:
        data = write.as_pdf(table(name, "pdf"))
        out = io.BytesIO()
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
        for each in writer.pages:
            each.compress_content_streams()
        writer.write(out)
        assert content_digest(one(out.getvalue())) == content_digest(one(data))
    assert all(x.mark for x in layouts())


def test_the_library_comes_late_and_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    program = (
        "import sys, koppeling.settle.intake, koppeling.formats.reading;"
        "sys.exit('pypdf' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    with caplog.at_level(logging.DEBUG):
        one(VGZ[:-40])
        one(page(b"BT /F9 8 Tf (Jansen) Tj ET"))
    assert caplog.records == []
