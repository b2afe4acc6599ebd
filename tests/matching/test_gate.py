"""The gate: of one content in several files one counts, whatever came first, and the rest is known.

What is not this administration's is refused in every file, asked once, and accounted for.
"""

from dataclasses import replace
from itertools import permutations

from koppeling.matching.facts import gate
from koppeling.model.documents import Claim
from tests.matching.nouns import answer, claim, concluded, facts, header, view_of
from tests.scenario import Case, booked, mapping, plain

CLAIM = claim("F260001", 5000)
STRANGE = replace(claim("F260002", 700), agbs=("49000009",))
UNKNOWN = claim("F260003", 900, payer="uzovi:9999")


def copies(document: Claim) -> list[Claim]:
    return [replace(document, header=header(document.invoice, n)) for n in range(3)]


def test_equal_documents_are_one_question_whatever_came_first() -> None:
    for document, verdict in ((CLAIM, "used"), (UNKNOWN, "unknown_payer")):
        for order in permutations(copies(document)):
            gated = gate(facts(order), view_of())
            assert sorted(g.verdict for g in gated) == sorted([verdict, "known", "known"])
    for document in (STRANGE, UNKNOWN):
        asked = {concluded(*order).parked for order in permutations(copies(document))}
        assert [len(questions) for questions in asked] == [1]


def test_every_copy_of_a_strange_message_is_accounted_for() -> None:
    sent = Case().claim("F260001", 5000).everything()[0].replace(b"41000001", b"49000009")
    found = plain(booked([sent, sent.replace(b"\r\n", b"\n")], mapping()))
    assert [f["outcome"] for f in found["files"]] == ["refused", "refused"]
    assert found["identities"]["C12"]["holds"]


def test_a_return_without_a_payer_passes() -> None:
    said = replace(answer(CLAIM, status="returned"), payer="")
    assert [g.verdict for g in gate(facts([CLAIM, said]), view_of())] == ["used", "used"]
