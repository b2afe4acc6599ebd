"""What every test may ask for: the sizes of this run, and programs of others.

A program that is not there makes its test skip and says how to get it; with `CI=true` the test
fails, because a check that nobody runs is no check.
"""

import os
import shutil
from collections.abc import Iterator

import hypothesis
import pytest

from local.places import NotReady, places
from local.tryton import Administration, Server, tryton
from tests import sizes

hypothesis.settings.register_profile(
    sizes.SIZE,
    max_examples=sizes.EXAMPLES,
    deadline=None,  # the machine is shared: a slow example is no wrong one
    derandomize=not sizes.NIGHT,
    database=None,
    print_blob=True,
)
hypothesis.settings.load_profile(sizes.SIZE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"sizes: {sizes.SIZE}, seed {sizes.SEED}")


def program(names: tuple[str, ...], package: str) -> str:
    """The path of an outside program, or the end of the test."""
    for name in names:
        if found := shutil.which(name):
            return found
    message = f"{names[0]} is not installed: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def hledger() -> str:
    """Path of hledger: an outside program that checks the journal."""
    return program(("hledger",), "hledger")


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice: an outside program that opens the worklist."""
    return program(("soffice", "libreoffice"), "libreoffice-calc")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a browser that draws the pages."""
    return program(("chromium", "chromium-browser", "google-chrome"), "chromium")


@pytest.fixture(scope="session")
def books_server() -> Iterator[Server]:
    """A real bookkeeping package, started once a process of the tests."""
    try:
        with tryton(places()) as server:
            yield server
    except NotReady as why:
        if os.environ.get("CI") == "true":
            pytest.fail(str(why))
        pytest.skip(str(why))


@pytest.fixture(scope="module")
def books(books_server: Server) -> Administration:
    """An administration in it that is this module's own."""
    return books_server.new()
