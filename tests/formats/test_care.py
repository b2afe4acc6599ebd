"""Lines that were refused are kept so that the same care is known again (model/care.py).

1. In every flat standard, fast and tolerant, and in a 325: what an answer keeps of a refused line
   is the digest of the claim's line, with the cents and the group it is in.
2. Of what was awarded nothing is kept, nor of an answer that is read for its figures.
3. The digest tells clients, days and products apart, and no amounts or performers.
"""

from dataclasses import replace
from datetime import date

import pytest

from koppeling.formats import flat_write, istandaarden_write
from koppeling.formats.layout import Layout, layouts
from koppeling.formats.reading import read_file
from koppeling.formats.source import Source
from koppeling.model.care import care, refused_lines
from koppeling.model.documents import Remittance, content_digest
from koppeling.model.groups import Line
from tests.formats.damage import one
from tests.scenario import AGB, CLIENTS, KEY

CLAIMS = [x for x in layouts() if not x.answers]
DAY = date(2026, 1, 31)


def lines_of(data: bytes) -> list[Line]:
    found: list[Line] = []
    read_file(Source.of(data, key=KEY, lines=found.append))
    return found


def remittance(data: bytes) -> Remittance:
    found = one(data)
    assert isinstance(found, Remittance)
    return found


@pytest.mark.parametrize("layout", CLAIMS, ids=lambda x: f"{x.standard} {x.version}")
def test_a_flat_answer_keeps_what_its_claim_says(layout: Layout) -> None:
    size = layout.need(layout.money, "product").length
    sent = [
        flat_write.Sent(CLIENTS[i], f"{i + 1:0{size}}", 10_000 + i, DAY, f"R{i}") for i in range(3)
    ]
    claim = flat_write.claim(layout.standard, "5555", AGB, "F1", date(2026, 2, 2), sent)
    code = "0611" if flat_write.answers_to(layout).code_width > 3 else "100"
    data = flat_write.answer(
        claim, day=date(2026, 2, 10), awarded={"R1": 0, "R2": 4_000}, codes={"R1": code}
    )
    claimed = lines_of(claim)
    for form in (data, data.replace(b"\r\n", b"\n")):
        said = remittance(form)
        kept = refused_lines(said.refused)
        assert [(x.care, x.declared, x.cents) for x in kept] == [
            (care(claimed[1]), 10_001, 10_001),
            (care(claimed[2]), 10_002, 6_002),
        ]
        assert [said.groups[x.place].rejected for x in kept] == [10_001, 6_002]
    assert len({care(line) for line in claimed}) == 3
    (figures,) = read_file(Source.of(data, key=KEY).figures())
    assert isinstance(figures, Remittance)
    assert figures.refused == ""
    assert content_digest(figures) == content_digest(remittance(data))


def test_an_answer_of_a_town_keeps_what_its_claim_says() -> None:
    own = ("jw", "9999", AGB, "JW1")
    sent = [
        istandaarden_write.Performed(CLIENTS[i], "45A04", 500 + i, DAY, f"R{i}") for i in range(3)
    ]
    claim = istandaarden_write.claim(*own, date(2026, 2, 2), sent, message="M1")
    answer = istandaarden_write.answer(
        *own, date(2026, 2, 10), sent, answers="M1", rejected={"R1": "9333"}
    )
    (kept,) = refused_lines(remittance(answer).refused)
    assert kept == (care(lines_of(claim)[1]), 501, 501, 0)


def test_what_the_digest_tells_apart() -> None:
    line = Line(1, "R1", "", "0f" * 16, "Zvw", "012", "120001", AGB, 0, "20260101", "20260131",
                500, 0, 0, ())  # fmt: skip
    other: list[dict[str, str]] = [
        {"client": "0e" * 16},
        {"begin": "20260102"},
        {"end": "20260130"},
        {"category": "013"},
        {"product": "120002"},
    ]
    found = {care(line), *(care(line._replace(**change)) for change in other)}  # type: ignore[arg-type]
    assert len(found) == 6
    assert care(line._replace(declared=1, agb="", reference="R2", record=9)) == care(line)
    assert care(line._replace(client="")) == care(line._replace(end="")) == ""


def test_two_tenants_share_nothing() -> None:
    claim = flat_write.claim(
        "PM304", "5555", AGB, "F1", DAY, [flat_write.Sent(CLIENTS[0], "120001", 500, DAY, "R1")]
    )
    data = flat_write.answer(claim, day=DAY, awarded={"R1": 0})
    kept = [
        read_file(replace(Source.of(data, key=key)))[0].refused.split("\t")[0][:16]  # type: ignore[union-attr]
        for key in (b"a" * 32, b"b" * 32)
    ]
    assert kept[0] != kept[1]
