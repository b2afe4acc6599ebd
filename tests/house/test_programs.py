"""The outside programs: missing on the build server is a failure, elsewhere a skip that helps."""

import pytest

from tests.conftest import program

ABSENT = ("no-such-program-anywhere",)


def test_a_missing_program_skips_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install some-package"):
        program(ABSENT, "some-package")


def test_a_missing_program_fails_on_the_build_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install some-package"):
        program(ABSENT, "some-package")


def test_the_first_name_that_is_there_is_used() -> None:
    assert program((*ABSENT, "sh"), "dash").endswith("/sh")
