"""Layers are built once and kept; runs beside each other never take one from under another.

1. A layer that was built before is not built again.
2. Who finds at the end that another was first leaves that one whole, and takes it.
3. What was built of older sources is forgotten.
"""

import shutil
from pathlib import Path

import pytest

from local import packaging
from local.places import Places
from tests.local.conftest import FIXTURE


@pytest.fixture
def own(where: Places, tmp_path: Path) -> Places:
    """A `.local` with the runtime of the real one, and layers of its own."""
    (tmp_path / "runtime").symlink_to(where.home / "runtime")
    return Places(tmp_path)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A layer's sources that a test may change."""
    return Path(shutil.copytree(FIXTURE.parent / "layer", tmp_path / "layer"))


def test_a_layer_is_built_once(own: Places, sources: Path) -> None:
    first = packaging.layer(own, sources)
    made = first.stat()
    again = packaging.layer(own, sources)

    assert (again, again.stat().st_ino) == (first, made.st_ino)
    assert (again / "python" / "words" / "__init__.py").is_file()


def test_who_is_second_leaves_the_layer_of_the_first_whole(
    own: Places, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[tuple[Path, int]] = []
    compiled = packaging._compile

    def overtaken(where: Places, folder: Path) -> None:
        monkeypatch.setattr(packaging, "_compile", compiled)
        made = packaging.layer(own, sources)
        first.append((made, made.stat().st_ino))
        compiled(where, folder)

    monkeypatch.setattr(packaging, "_compile", overtaken)
    second = packaging.layer(own, sources)

    assert [(second, second.stat().st_ino)] == first
    assert list(own.layers.iterdir()) == [second]


def test_what_was_built_of_older_sources_is_forgotten(own: Places, sources: Path) -> None:
    older = packaging.layer(own, sources)
    with (sources / "words" / "__init__.py").open("a") as file:
        file.write("# newer\n")
    newer = packaging.layer(own, sources)

    assert newer != older
    assert list(own.layers.iterdir()) == [newer]
