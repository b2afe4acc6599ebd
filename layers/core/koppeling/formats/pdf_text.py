"""The text of a PDF (tekst van een pdf), line by line as a person sees it, within hard limits.

A PDF is foreign input of the worst kind, so everything is bounded: bytes, pages, text, and what a
page unpacks to. Whatever the library stumbles over becomes one finding. It is imported only when a
PDF comes in: it would take half of what the imports of the booking path may (docs/decisions/0012).
"""

import io
import logging
import warnings
from collections.abc import Iterator
from typing import Any

from koppeling.formats.xml_stream import Refused
from koppeling.model.problems import Where, problem

SIGN = b"%PDF-"
LARGEST = 5_000_000
MOST_PAGES = 100
LARGEST_PAGE = 1_000_000  # bytes of what a page unpacks to
LARGEST_TOGETHER = 3_000_000  # bytes of what all pages unpack to: some seconds of work
LONGEST = 1_000_000  # characters of all pages
LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": LARGEST,
    "array_based_stream_maximum_output_length": LARGEST_PAGE,
    "lzw_maximum_output_length": LARGEST_PAGE,
    "run_length_maximum_output_length": LARGEST_PAGE,
    "zlib_maximum_output_length": LARGEST_PAGE,
    "zlib_maximum_recovery_input_length": 100_000,
    "stream_decoding_work_maximum_length": 4 * LARGEST_PAGE,
    "stream_parsing_work_maximum_count": 100_000,
    "page_tree_maximum_entries": 10 * MOST_PAGES,
    "page_tree_maximum_page_entries": 100 * MOST_PAGES,
    "xform_maximum_invocations_per_extraction": 100,
    "jbig2dec_binary": None,
}


def lines_of(data: bytes, where: Where) -> list[str]:
    """Every line that says something, with single blanks. Raises `Refused`."""
    if len(data) > LARGEST:
        raise Refused(problem("too_large", where, limit=f"{LARGEST} bytes"))
    from pypdf import apply_configuration  # late: off the booking path
    from pypdf.errors import LimitReachedError

    # what it says of a file may hold a piece of the file
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        with apply_configuration(**LIMITS), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [line for text in _pages(data, where) for line in _lines(text)]
    except Refused:
        raise
    except LimitReachedError as error:
        raise Refused(problem("too_large", where, limit="wat een pdf mag uitpakken")) from error
    except Exception as error:
        raise Refused(problem("unreadable", where, reason="geen leesbare pdf")) from error


def _pages(data: bytes, where: Where) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Refused(problem("encrypted", where))
    length = unpacked = 0
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            raise Refused(problem("too_large", where, limit=f"{MOST_PAGES} pagina's"))
        content = page.get_contents()
        unpacked += 0 if content is None else len(content.get_data())
        if unpacked > LARGEST_TOGETHER:
            raise Refused(problem("too_large", where, limit=f"{LARGEST_TOGETHER} bytes uitgepakt"))
        text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        length += len(text)
        if length > LONGEST:
            raise Refused(problem("too_large", where, limit=f"{LONGEST} tekens"))
        yield text


def _lines(text: str) -> Iterator[str]:
    return filter(None, (" ".join(line.split()) for line in text.splitlines()))
