"""What was refused and is claimed again, file by file: recognised, or asked.

1. A re-submission that payer, client, product, dates and amount prove is booked as one, in every
   scheme and under every policy, whatever the order of arrival; also as part of a larger claim.
2. What is looser is told with the rejection, with its amount; it is booked as new until it is
   decided.
3. A decision goes first, and a person may say that it is none.
4. A claim of which nothing was refused keeps no line, one of which something was keeps those.
5. Nothing of a client, not even the pseudonym, is in what comes out.

Cents; the policies are those of contract section 1, the cases S5, S32 and S33 of the accounting.
"""

from collections.abc import Callable
from datetime import date

import pytest

from koppeling.formats import flat_write, gds_write, istandaarden_write
from koppeling.formats.pseudonym import pseudonyms
from koppeling.formats.source import Source
from koppeling.formats.zipped_write import packed
from koppeling.model.care import care_of, claimed_lines, who
from koppeling.model.documents import Claim
from koppeling.reports.report import report
from koppeling.reports.result import result_json
from koppeling.settle.draft import draft
from koppeling.settle.ledger import load
from koppeling.settle.offline import Offline, with_scheme
from koppeling.settle.reconcile import reconcile
from tests.scenario import AGB, CLIENTS, KEY, SCHEME_NAMES, booked, day, plain
from tests.stories import E, Story, ends, in_every_order, questions, rich

schemes = pytest.mark.parametrize("scheme", SCHEME_NAMES)
policies = pytest.mark.parametrize("policy", ["hold", "debtor", "reverse"])
Lines = list[tuple[int, int]]
"""A client by number and cents, line by line."""


def flat(story: Story, invoice: str, lines: Lines, won: dict[int, int] | None, on: str) -> None:
    """A claim of an insurer in EI and its answer, 8 days later; `won` None = not answered yet."""
    sent = [
        flat_write.Sent(
            CLIENTS[who], "120001", cents, day("01-31"), f"{invoice}-{i}", agb="04000001"
        )
        for i, (who, cents) in enumerate(lines)
    ]
    claim = flat_write.claim("PM304", "5555", AGB, invoice, day(on), sent)
    story.claims[invoice] = claim
    story.files.append(claim)
    if won is not None:
        story.answer(invoice, [won.get(i, c) for i, (_, c) in enumerate(lines)], later(on))


def later(on: str) -> str:
    return f"{on[:3]}{int(on[3:]) + 8:02}"


def gds(story: Story, invoice: str, lines: Lines, won: dict[int, int] | None, on: str) -> None:
    """The same in GDS: the answer names lines by number, those that are refused only."""
    parties = gds_write.Parties("5555", AGB, invoice, day(on))
    sent = [
        gds_write.Performed(CLIENTS[who], "CO1", cents, date(2026, 1, 31), f"{invoice}-{i}")
        for i, (who, cents) in enumerate(lines)
    ]
    story.files.append(gds_write.claim(parties, sent))
    if won is not None:
        refused = {f"{invoice}-{i}": cents for i, cents in won.items()}
        codes = dict.fromkeys(refused, "0611")
        story.files.append(
            gds_write.answer(
                parties, day(later(on)), sent, awarded=refused, codes=codes, repeat=False
            )
        )


def town(story: Story, invoice: str, lines: Lines, won: dict[int, int] | None, on: str) -> None:
    """The same as 323 and 325; of a part of a line a 325 says nothing."""
    sent = [
        istandaarden_write.Performed(CLIENTS[who], "45A04", cents, day("01-31"), f"{invoice}-{i}")
        for i, (who, cents) in enumerate(lines)
    ]
    own = ("jw", "9999", AGB, invoice)
    story.files.append(istandaarden_write.claim(*own, day(on), sent, message=f"M{invoice}"))
    if won is not None:
        codes = {f"{invoice}-{i}": "9333" for i in won}
        story.files.append(
            istandaarden_write.answer(
                *own, day(later(on)), sent, answers=f"M{invoice}", rejected=codes
            )
        )


Write = Callable[[Story, str, Lines, dict[int, int] | None, str], None]
writers = pytest.mark.parametrize("write", [flat, gds, town])
FIRST: Lines = [(0, 900 * E), (1, 100 * E)]


def twice(write: Write, again: Lines, won: dict[int, int] | None = None) -> Story:
    """DEC-1 of 1,000 of which 100 is refused, and DEC-2 with something of it again."""
    story = Story()
    write(story, "F100001", FIRST, {1: 0}, "02-02")
    write(story, "F100002", again, won, "02-20")
    return story


@writers
@policies
@schemes
def test_what_was_refused_and_is_claimed_again(scheme: str, policy: str, write: Write) -> None:
    story = twice(write, [(1, 100 * E)], {})
    chosen = with_scheme(rich(rejected=policy), scheme)
    book = in_every_order(story.everything(), chosen, f"again {scheme} {policy} {write.__name__}")
    position = "clearing" if scheme.endswith("clearing") else "debtor"
    assert ends(book) == {position: 1000 * E, "revenue": -1000 * E}
    assert questions(book) == []
    newer = next(i for i in book.items if i.invoice == "F100002")
    assert newer.since == day("02-02")


@writers
@schemes
def test_lines_of_several_claims_in_one_that_has_new_ones_too(scheme: str, write: Write) -> None:
    story = Story()
    write(story, "F100001", FIRST, {1: 0}, "02-02")
    write(story, "F100003", [(2, 70 * E), (1, 300 * E)], {0: 0}, "02-03")
    write(story, "F100002", [(0, 500 * E), (2, 70 * E), (1, 100 * E)], {}, "02-20")
    chosen = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), chosen, f"several {scheme} {write.__name__}")
    assert ends(book)["revenue"] == -(1000 + 370 + 500) * E
    assert questions(book) == []


@policies
@schemes
def test_what_is_refused_again_is_claimed_a_third_time(scheme: str, policy: str) -> None:
    story = twice(flat, [(1, 100 * E)], {0: 40 * E})
    flat(story, "F100003", [(1, 60 * E)], {}, "03-10")
    chosen = with_scheme(rich(rejected=policy), scheme)
    book = in_every_order(story.everything(), chosen, f"third {scheme} {policy}")
    assert ends(book)["revenue"] == -1000 * E
    assert questions(book) == []
    newest = next(i for i in book.items if i.invoice == "F100003")
    assert newest.since == day("02-02")


def test_refused_as_a_whole_and_claimed_again() -> None:
    story = Story()
    flat(story, "F100001", FIRST, None, "02-02")
    story.answer("F100001", header="8073", unread=True)
    flat(story, "F100002", FIRST, {}, "02-20")
    book = in_every_order(story.everything(), rich(), "whole")
    assert ends(book) == {"clearing": 1000 * E, "revenue": -1000 * E}
    assert questions(book) == []


LOOSE: dict[str, list[tuple[str, Lines, str]]] = {
    "other amount": [("F100002", [(1, 90 * E), (2, 500 * E)], "02-20")],
    "two candidates": [("F100002", [(1, 100 * E)], "02-18"), ("F100003", [(1, 100 * E)], "02-19")],
    "before the answer": [("F100002", [(1, 100 * E)], "02-05")],
}


@pytest.mark.parametrize("case", LOOSE)
@pytest.mark.parametrize("policy", ["hold", "debtor"])
@writers
def test_what_is_looser_is_told_with_the_rejection(write: Write, policy: str, case: str) -> None:
    story = Story()
    write(story, "F100001", FIRST, {1: 0}, "02-02")
    sent = 0
    for invoice, lines, on in LOOSE[case]:
        write(story, invoice, lines, {}, on)
        sent += sum(cents for _, cents in lines)
    book = in_every_order(story.everything(), rich(rejected=policy), f"{case} {write.__name__}")
    cents = 90 * E if case == "other amount" else 100 * E
    (asked,) = book.parked
    assert (asked.reason, asked.cents) == ("rejection_undecided", 100 * E)
    assert asked.again == tuple((invoice, cents) for invoice, _, _ in LOOSE[case])
    assert ends(book)["revenue"] == -1000 * E - sent
    memo = with_scheme(rich(rejected=policy), "awarded")
    assert questions(booked(story.everything(), memo)) == []


@writers
@schemes
def test_another_amount_leaves_the_rest_when_it_is_decided(scheme: str, write: Write) -> None:
    story = twice(write, [(2, 500 * E), (1, 90 * E)], {})
    question = story.ask("rejection_undecided")
    story.decide("resubmission", question.id, "F100002", seen=question.seen)
    chosen = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), chosen, f"s33 {scheme} {write.__name__}")
    memo = scheme.startswith("awarded")
    assert questions(book) == ([] if memo else [("rejection_undecided", 10 * E)])
    assert ends(book).get("rejected", 0) == (0 if memo else 10 * E)
    assert ends(book)["revenue"] == -(1490 if memo else 1500) * E
    story.undo()
    assert story.ask("rejection_undecided").again == (("F100002", 90 * E),)


@pytest.mark.parametrize(("decided", "revenue"), [("02-15", -1100 * E), ("03-01", -1000 * E)])
def test_what_was_final_before_it_was_claimed_again_stays_final(decided: str, revenue: int) -> None:
    story = twice(flat, [(1, 100 * E)], {})
    story.decide("rejection", "F100001", "writeoff", when=decided)
    book = in_every_order(story.everything(), rich(), f"final {decided}")
    assert ends(book)["revenue"] == revenue
    assert ends(book).get("writeoff", 0) == (100 * E if decided == "02-15" else 0)
    assert questions(book) == []


@schemes
def test_a_person_may_say_that_it_is_none(scheme: str) -> None:
    story = twice(flat, [(1, 100 * E)], {})
    story.decide("refuse", "F100001", "F100002")
    chosen = with_scheme(rich(), scheme)
    book = in_every_order(story.everything(), chosen, f"none {scheme}")
    memo = scheme.startswith("awarded")
    assert ends(book)["revenue"] == -(1000 if memo else 1100) * E
    assert [p.again for p in book.parked] == ([] if memo else [()])
    story.undo()
    book = in_every_order(story.everything(), chosen, f"none, undone {scheme}")
    assert ends(book)["revenue"] == -1000 * E
    assert questions(book) == []


@pytest.mark.parametrize("again", [[(2, 100 * E)], [(0, 100 * E)], [(1, -100 * E)]])
def test_other_care_is_new(again: Lines) -> None:
    book = in_every_order(twice(flat, again, {}).everything(), rich(), f"other {again}")
    (asked,) = book.parked
    assert asked.again == ()
    assert ends(book)["revenue"] == -1000 * E - again[0][1]


def kept(files: list[bytes]) -> dict[str, list[int]]:
    """Cents of the lines that the book keeps of each claim, after each file settled by itself."""
    office = Offline(rich(), KEY)
    office.adopt()
    for data in files:
        office.give(Source.of(data, key=KEY))
        reconcile(office.shop())
        draft(office.shop())
    claims = [t.document for t in load(office.shop()).taken if isinstance(t.document, Claim)]
    return {c.invoice: [x.cents for x in claimed_lines(c.again)] for c in claims}


@writers
def test_a_claim_keeps_only_lines_about_care_that_was_refused(write: Write) -> None:
    files = twice(write, [(2, 500 * E), (1, 90 * E)]).everything()
    answered = files.pop(1)
    assert kept(files) == {"F100001": [], "F100002": []}
    # an answer by number does not say which care it refuses: its claim does
    own = [100 * E] if write is gds else []
    expected = {"F100001": own, "F100002": [90 * E]}
    assert kept([*files, answered]) == kept([answered, *files]) == expected


@writers
def test_claims_in_one_archive_keep_each_their_own(write: Write) -> None:
    story = twice(write, [(1, 100 * E)])
    write(story, "F100003", [(2, 500 * E)], None, "02-21")
    write(story, "F100004", [(1, 80 * E)], None, "02-22")
    first, answered, *later = story.files
    together = packed({f"{i}.txt": data for i, data in enumerate(later)})
    for files in ([first, answered, together], [together, answered, first]):
        found = kept(files)
        assert [found[f"F10000{i}"] for i in (2, 3, 4)] == [[100 * E], [], [80 * E]]


def test_nothing_of_a_client_comes_out() -> None:
    story = twice(flat, [(1, 90 * E)], {})
    book = story.told()
    pseudonym = pseudonyms(KEY)
    told = result_json(plain(book)) + "".join(report(book, language) for language in ("nl", "en"))
    told += str(book.entries)
    for client in CLIENTS:
        hidden = pseudonym(client.encode())
        for days in (("20260131", "20260131"), ("20260101", "20260131")):
            assert who(care_of((hidden, *days, "", ""))) not in told
        assert hidden not in told
        assert client not in told
    assert "mogelijk herindiening F100002: omzet kan dubbel geteld zijn, 90,00" in told
    assert "possible re-submission F100002: revenue may be counted twice, 90.00" in told
