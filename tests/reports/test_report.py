"""The report is one page that stands alone.

1. No outside resource, no script; whatever stands in a text is shown, never executed.
2. Every question, file, finding, entry and open item is on it; the clearing account adds up.
3. Dutch unless English is asked for; the same book gives the same page.
4. It is blocked in red and says why; an entry says where it is on its way to the package.
5. What must be done comes first, the most urgent on top, each line with its place; long lists are
   folded. Headings go down one level at a time and every column says what it is.
6. A real browser lays it out without a page that is wider than its window, and prints it, with
   what is folded.
7. The texts of bookings are as they are booked; the English page says what their words mean.
"""

import html
import re
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings

from koppeling.model.book import Behind, Book, FileOutcome, Identity
from koppeling.model.cents import euros_nl
from koppeling.reports.report import FEW, report
from tests import sizes
from tests.reports.builder import PAYER, SHA, a_book, books, parked, with_options
from tests.reports.worked import three, worked
from tests.scenario import SCHEME_NAMES
from tests.stories import Story

OUTSIDE = re.compile(
    r"(src|action)\s*=|href\s*=(?!\"#)|https?://|<script|<iframe|@import|url\(|javascript:"
)

OUR_TAGS = {"main", "header", "h1", "h2", "p", "div", "section", "table", "thead", "tr", "th", "td"}
OUR_TAGS |= {"b", "small", "span", "br", "body", "html"}
OUR_TAGS |= {"h3", "h4", "h5", "ol", "a", "ul", "li", "mark", "details", "summary"}


def text_of(page: str) -> str:
    """The words that a person sees."""
    body = page.partition("<body>")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


@pytest.mark.parametrize("scheme", SCHEME_NAMES)
def test_it_stands_alone_and_shows_everything(scheme: str) -> None:
    book = worked(scheme)
    page = report(book)
    assert page.startswith("<!doctype html>")
    assert not OUTSIDE.search(page)
    seen = text_of(page)
    for name in (
        *(p.id for p in book.parked),
        *(f.sha256[:12] for f in book.files),
        *(e.reference for e in book.entries),
        *(i.invoice for i in book.items),
        *(euros_nl(cents) for _, cents in book.balances),
        *(f"C{n} " for n in range(1, 14)),
    ):
        assert name in seen, name


def test_nothing_personal_of_a_bank_line_is_on_it() -> None:
    seen = text_of(report(worked()))
    assert "123456789" not in seen
    assert "Naam van iemand" not in seen
    assert "huur" not in seen


@settings(max_examples=sizes.of(60, 600))
@given(books())
def test_whatever_stands_in_a_text_is_shown_and_never_executed(book: Book) -> None:
    page = report(book)
    assert page == report(book)
    body = page.partition("<body>")[2]
    assert set(re.findall(r"</?([a-z0-9]+)", body)) <= OUR_TAGS
    assert set(re.findall(r"<[^>]* ([a-z]+)=", body)) <= {"class", "colspan", "scope", "id", "href"}


def test_a_text_is_no_template() -> None:
    asked = parked("L1", "unexplained", 5, None, "{{ 7 * 7 }} <b>{% if %}")
    assert "{{ 7 * 7 }} <b>{% if %}" in text_of(report(replace(a_book(), parked=(asked,))))


def test_it_says_what_a_person_must_know_first() -> None:
    seen = text_of(report(a_book()))
    cards = "3 Geboekt 1 in het pakket 4 Uit te zoeken 1 Wacht op vrijgave 50,75"
    assert cards in seen
    assert "1.250,75 Toegekend, nog te ontvangen" in seen
    assert "(record 9, veld awarded)" in seen
    assert "Overige bankmutaties, niet geboekt : 2, -9,99" in seen.replace("geboekt:", "geboekt :")


def test_an_entry_says_where_it_is_on_its_way() -> None:
    book = a_book()
    seen = text_of(report(book)).partition(" Journaal ")[2]
    states = ("in het pakket", "Wacht op vrijgave", "geweigerd", "klaar om te versturen")
    found = re.findall("|".join(states), seen)
    assert found == list(states)
    assert "(2026-01)" in seen
    # where nothing is posted anywhere, nothing is on its way
    assert "klaar om te versturen" not in report(replace(book, posted=()))


def test_a_question_shows_its_options_and_how_to_answer() -> None:
    book = with_options(a_book())
    page = report(book)
    seen = text_of(page)
    asked = book.parked[0]
    for number, option in enumerate(asked.options, 1):
        part = seen.partition(f"Mogelijkheid {number}:")[2].partition("Mogelijkheid")[0]
        invoice = option.parts[0].invoice
        assert f"Akkoord: action accept , niet akkoord: action refuse subject {asked.id}" in part
        assert f"target {option.id}" in part
        sums = f"{invoice} 123,44 Totaal 123,44 Bankmutatie 123,45 Niet verklaard 0,01"
        assert sums in part
        assert "geen tweede combinatie van 14 openstaande post(en) geeft € 123,45" in part
        assert "is niet te meten" in part
        assert f'<p class="quote">*** <mark>{invoice}</mark> ***</p>' in page


def test_a_match_says_why_and_how_often_its_class_was_right() -> None:
    seen = text_of(report(a_book())).partition(" Afletteringen ")[2]
    assert re.search(r"klasse A .* de som klopt 412 3 ", seen)
    why = text_of(report(three())).partition(" waarom ")[2]
    assert why.startswith("klasse A een nummer, kenmerk of document wijst het aan")
    assert "de som klopt (1 aflettering(en), 0 teruggedraaid) afrekening F260001 ***" in why


def test_it_is_red_when_posting_is_blocked() -> None:
    page = report(replace(a_book(), blocked="C7: 0,01 te veel op debiteuren"))
    assert "C7: 0,01 te veel op debiteuren" in page
    assert 'class="card bad"' in page
    assert "Geblokkeerd Er wordt niets" not in text_of(report(a_book()))


def test_the_clearing_account_adds_up_on_the_page() -> None:
    seen = text_of(report(a_book()))
    part = seen.partition("Specificatie tussenrekening")[2].partition("Openstaande posten")[0]
    figures = [int(f.replace(".", "").replace(",", "")) for f in re.findall(r"-?[\d.]+,\d\d", part)]
    subtotal, *parts, balance = figures
    assert sum(parts) == subtotal == balance == 112_730


def test_english_is_one_word_away() -> None:
    dutch, english = report(a_book()), report(a_book(), "en")
    assert '<html lang="en">' in english
    assert "1,250.75 Awarded, unpaid" in text_of(english)
    assert "2026-02-20" in english
    assert "20-02-2026" in dutch
    for word in ("Geboekt", "Bestanden", "Afletteringen", "niet verklaard", "Saldo"):
        assert word in dutch
        assert word not in english


def test_english_says_what_the_texts_of_bookings_mean() -> None:
    texts = ("Verrekend met voorschot F1", "Toegekend, niet financieel F1", "Ontvangst", "Iets F1")
    e = a_book().entries[0]
    book = replace(a_book(), entries=tuple(replace(e, text=t) for t in texts))
    english = text_of(report(book, "en")).partition(" Journal ")[2]
    assert english.strip().startswith(
        "Texts of entries are shown as they are booked, in Dutch: Toegekend, niet financieel ="
        " awarded, not financial, Verrekend met voorschot = settled with an advance,"
        " Ontvangst = receipt. "
    )
    assert all(text in english for text in texts)
    assert "zoals ze zijn geboekt" not in report(book)


def test_what_cannot_be_judged_is_told_in_the_language_of_the_page() -> None:
    book = Story().opened(("debtor", "OUD1", 100)).told()
    assert book.cut_over is not None
    whys = {i.why for i in book.identities if i.holds is None} | {book.cut_over.why}
    assert len(whys) > 4
    dutch, english = text_of(report(book)), text_of(report(book, "en"))
    assert all(why in dutch and why not in english for why in whys)


def test_an_empty_book_is_a_page_too() -> None:
    book = replace(a_book(), entries=(), parked=(), items=(), matches=(), files=(), held=())
    seen = text_of(report(replace(book, balances=(), expected_balances=(), stuck=(), posted=())))
    assert seen.count("Niets.") == 6


def in_order(book: Book) -> Book:
    """The same book with nothing to do."""
    held = tuple(replace(i, holds=True, difference=0, why="") for i in book.identities)
    return replace(book, parked=(), held=(), files=(), stuck=(), identities=held)


def test_what_must_be_done_comes_first_and_says_where() -> None:
    book = replace(a_book(), blocked="C7: 0,01 te veel op debiteuren")
    page = report(book)
    places = re.findall(r'<li class="\w+"><a href="#(\w+)">', page)
    assert places == ["blocked", "broken", "not_taken", "held", "questions"]
    assert re.findall(r'<section class="[^"]*" id="(\w+)">', page) == places
    first = text_of(page).partition(" Eerst dit ")[2].partition(" Te doen ")[0]
    assert "Aansluitingen die niet sluiten: C1" in first
    assert "Wacht op vrijgave: 1, 50,75 Uit te zoeken: 4" in first
    waiting = f"11-02-2026 Toegekend F1 Testverzekeraar MEM {book.entries[1].reference} 50,75"
    assert waiting in text_of(page)
    calm = text_of(report(in_order(book)))
    assert "Niets te doen: alles is geboekt en sluit." not in calm, "it is still blocked"
    calm = text_of(report(in_order(a_book())))
    assert "Eerst dit Niets te doen: alles is geboekt en sluit. Stand" in calm


def test_the_questions_of_a_reason_stand_together_with_one_advice() -> None:
    many = tuple(
        parked(f"{start}{n}", kind, 100 + n, None, "tekst")
        for n in range(3)
        for start, kind in (("L", "unexplained"), ("U", "unknown_payer"))
    )
    seen = text_of(report(replace(a_book(), parked=many))).partition(" Te doen ")[2]
    assert [seen.count(f" {p.id} ") for p in many] == [1] * len(many)
    assert seen.count("financier in de inrichting opnemen") == 1
    assert "onbekende financier 3 vragen, 3,03" in seen


def test_an_id_of_ours_is_told_in_words() -> None:
    book = a_book()
    held = book.entries[1]
    items = (Behind("", SHA[:12], 1), Behind(PAYER, f"1390 {held.reference}", 2, "missing"))
    items = (items[0], replace(items[1], number=held.reference))
    broken = Identity("C13", holds=False, difference=3, why="", items=items)
    seen = text_of(report(replace(book, identities=(broken,)))).partition(" Te doen ")[2]
    assert f"retourbericht AW320 F9 {SHA[:12]}" in seen
    assert f"Toegekend F1 1390 {held.reference} van Koppeling, niet in het pakket 0,02" in seen


@pytest.mark.parametrize("more", [0, 1])
def test_a_long_list_is_folded_and_still_there(more: int) -> None:
    files = tuple(
        FileOutcome(f"{n:064d}", "claim", "used", (), "AW319", PAYER, f"F{n}")
        for n in range(FEW + more)
    )
    page = report(replace(a_book(), files=files))
    assert (f"<summary>{FEW + more} bestanden</summary>" in page) == bool(more)
    assert all(f"<td>{f.invoice}</td>" in page for f in files)


@given(books())
def test_headings_and_columns_can_be_heard(book: Book) -> None:
    page = report(with_options(book)) if book.parked else report(book)
    levels = [int(n) for n in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))
    assert not re.findall(r'<th(?! scope="col")[ >]', page)
    assert not re.findall(r"<th[^>]*></th>", page)


def browser(chromium: str, page: Path, *options: str) -> str:
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    home = f"--user-data-dir={page.parent}/profile"
    run = subprocess.run(
        [*command, home, *options, page.as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return run.stdout


def test_a_browser_lays_it_out_and_prints_it(chromium: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    # the page has no script of its own; this one only tells the test what the browser made of it
    wide = "[...document.querySelectorAll('section')].filter(s => s.scrollWidth > s.clientWidth)"
    sums = f"document.documentElement.scrollWidth + ' ' + {wide}.length"
    measure = f"<script>document.title = {sums}</script></body>"
    file.write_text(report(worked()).replace("</body>", measure), encoding="utf-8")
    for width in (800, 1280):
        dom = browser(chromium, file, f"--window-size={width},900", "--dump-dom")
        ((found, cut_off),) = re.findall(r"<title>(\d+) (\d+)</title>", dom)
        assert 0 < int(found) <= width
        assert int(cut_off) == 0
    assert "F100001" in printed_by(chromium, file)


def printed_by(chromium: str, page: Path) -> str:
    """The words on paper."""
    printed = page.with_suffix(".pdf")
    browser(chromium, page, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    return " ".join(p.extract_text() for p in pypdf.PdfReader(printed).pages)


def test_what_is_folded_is_printed(chromium: str, tmp_path: Path) -> None:
    files = tuple(
        FileOutcome(f"{n:064d}", "claim", "used", (), "AW319", PAYER, f"FOLDED{n}")
        for n in range(FEW + 1)
    )
    page = report(replace(with_options(a_book()), files=files))
    file = tmp_path / "report.html"
    file.write_text(page.replace("<details open", "<details"), encoding="utf-8")
    paper = printed_by(chromium, file)
    assert not [f.invoice for f in files if f.invoice not in paper]
    assert "geen tweede combinatie" in paper, "what pleads against a proposal"
    assert "wijst het aan" in paper, "why a line was matched"
