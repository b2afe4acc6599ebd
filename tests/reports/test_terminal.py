"""The summary in a terminal says what happened and what a person must do.

1. What is booked, held and parked, with its reason; the clearing account to the cent.
2. A broken identity and a block are shown; what is in order is not.
3. It is never endless, and no text breaks a line.
"""

from dataclasses import replace

from hypothesis import given

from koppeling.model.book import Behind, Book, Identity
from koppeling.model.cents import euros_nl
from koppeling.reports.terminal import BEHIND, MOST, summary
from tests.reports.builder import PAYER, a_book, books, parked, with_options
from tests.reports.worked import worked


def test_it_says_what_happened() -> None:
    text = summary(a_book())
    assert text.startswith("3 geboekt, 1 wachten op vrijgave, 4 uit te zoeken\n")
    wanted = """
geweigerd   AW320               F9
2026-02-10 MEM   Toegekend F1                                         1.000,00
niet verklaard                                                          123,45
Testverzekeraar, Toelichting L1; Tussenrekening ontvangsten
2026-02-20 Toelichting L1 (niet verklaard)                           -123,45
2026-02-10 F1 (toegekend, nog te ontvangen)                         1.000,00
Saldo                                                                 1.127,30
C1 regels = totalen van het bericht                                       0,01
een cent"""
    for line in wanted.strip().split("\n"):
        assert line in text, line
    assert "C9" not in text
    assert "Geblokkeerd" not in text
    assert "Geblokkeerd: reden" in summary(replace(a_book(), blocked="reden"))


def test_a_question_shows_its_best_option_in_a_line() -> None:
    book = with_options(a_book())
    best = book.parked[0].options[0]
    line = "F1 123,44, 0,01 niet verklaard; klasse D, een combinatie van openstaande posten"
    assert f"\n    {best.id}  {line}\n" in summary(book)
    assert book.parked[0].options[1].id not in summary(book)


def test_the_clearing_account_is_explained_to_the_cent() -> None:
    book = worked()
    text = summary(book)
    assert f"{euros_nl(dict(book.balances)['clearing'])}" in text.partition("Specificatie")[2]
    late = replace(book, expected_balances=(("clearing", 5),))
    assert "Niet door Koppeling geboekt: stond er al" in summary(late)
    assert "Niet door Koppeling geboekt: stond er al" not in text


def test_it_is_never_endless() -> None:
    many = tuple(parked(f"L{n:04d}", "unexplained", n, None) for n in range(MOST + 5))
    text = summary(replace(a_book(), parked=many))
    assert "... en nog 5, zie report.html" in text
    assert f"L{MOST:04d}" not in text


def test_files_that_were_used_are_counted_and_the_others_shown() -> None:
    book = a_book()
    (refused,) = book.files
    used = tuple(replace(refused, sha256=f"{n:064d}", outcome="used") for n in range(40))
    part = summary(replace(book, files=(*used, refused))).partition("Bestanden\n")[2]
    shown = part.partition("\n\n")[0].split("\n")
    assert [line.split() for line in shown] == [
        ["geweigerd", "AW320", "F9", refused.sha256[:12]],
        ["verwerkt", "40"],
    ]


def test_what_is_behind_a_difference_is_told_in_words_and_has_an_end() -> None:
    book = a_book()
    known, *_ = book.entries
    item = Behind(PAYER, f"1390 {known.reference}", 500, "missing", number=known.reference)
    broken = Identity("C13", holds=False, difference=0, why="", items=(item,) * (BEHIND + 2))
    text = summary(replace(book, identities=(broken,)))
    line = f"    Testverzekeraar Toegekend F1 1390 {known.reference}"
    assert sum(row.lstrip().startswith(line.lstrip()) for row in text.split("\n")) == BEHIND
    assert "... en nog 2, zie report.html" in text


@given(books())
def test_no_text_breaks_a_line(book: Book) -> None:
    lines = summary(book).split("\n")
    assert all(line.isprintable() for line in lines)
