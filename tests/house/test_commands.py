"""Two commands for a new user, and every other one documented.

1. README shows `make demo` and `make test`; the index of docs/ names every page.
2. docs/development.md has every make target, and `make help` too.
3. Locks are complete: a hash for every package, no address of an index; the tests run on the
   versions that the layers hold.
4. No file holds a path of somebody's machine.
"""

import re
import subprocess

import pytest

from tests.house.source import ROOT, tracked_texts

LOCKS = sorted([*ROOT.glob("requirements/*.txt"), *ROOT.glob("layers/*/requirements.txt")])
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert phony
    return set(phony[1].split())


def test_the_readme_shows_both_commands() -> None:
    assert {"make demo", "make test"} <= set(re.findall(r"make \w+", read("README.md")))


def test_the_readme_is_one_page() -> None:
    assert len(read("README.md").splitlines()) <= 80


def test_every_make_target_is_documented() -> None:
    assert targets() - set(re.findall(r"`make ([\w-]+)", read("docs/development.md"))) == set()


def test_make_help_lists_every_target() -> None:
    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make ([\w-]+)", run.stdout, re.MULTILINE)) == targets()


def test_the_index_of_the_docs_names_every_page() -> None:
    pages = {p.relative_to(ROOT / "docs").as_posix() for p in (ROOT / "docs").rglob("*.md")}
    index = set(re.findall(r"\]\(([^)#]+)\)", read("docs/index.md")))
    assert pages - {"index.md"} - index == set()


@pytest.mark.parametrize("page", ["README.md", "docs/index.md", "docs/how-it-works.md"])
def test_links_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    links = [x for x in re.findall(r"\]\(([^)#]+)\)", read(page)) if "://" not in x]
    assert [x for x in links if not (folder / x).exists()] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_lock_has_hashes_and_no_address(lock: object) -> None:
    text = read(str(lock))
    blocks = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [b.splitlines()[0] for b in blocks if "--hash=sha256:" not in b] == []
    assert "://" not in text


def test_the_tests_run_on_the_versions_that_the_layers_hold() -> None:
    dev = dict(PIN.findall(read("requirements/dev.txt")))
    for layer in ("vendor", "report"):
        pins = dict(PIN.findall(read(f"layers/{layer}/requirements.txt")))
        assert pins
        assert {k: v for k, v in pins.items() if dev.get(k) != v} == {}, layer


def test_no_file_names_somebodys_machine() -> None:
    home = re.compile(r"(?<![\w.])/(?:home|root|Users)/\w+")
    assert [name for name, text in tracked_texts() if home.search(text)] == []
