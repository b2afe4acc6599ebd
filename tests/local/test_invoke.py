"""One function on one event, as Lambda runs it, and nothing of it left afterwards."""

import json
from pathlib import Path

import pytest

from local.invoke import filled_in, function, invoke
from local.places import NotReady
from tests.local.conftest import FIXTURE, Small


def test_a_function_answers_as_lambda_would(small: Small) -> None:
    answer, failed = invoke(small.where, FIXTURE, "greet", "{}", small.cloud)

    assert not failed
    assert (answer["said"], answer["mood"], answer["memory"]) == ("goedemorgen", "brisk", "256")
    assert not Path(f"/proc/{answer['process']}").exists()


def test_an_error_of_the_function_is_told_apart(small: Small) -> None:
    answer, failed = invoke(small.where, FIXTURE, "greet", '{"fail": "too bad"}', small.cloud)

    assert failed
    assert (answer["errorType"], answer["errorMessage"]) == ("ValueError", "too bad")


def test_a_function_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(NotReady, match=r"no function absent in template.yaml; there are: greet"):
        function(FIXTURE, "absent")


def test_names_in_an_event_become_those_of_the_cloud() -> None:
    event = filled_in('{"bucket": "${InboxBucket}", "other": "${Unknown}"}', {"InboxBucket": "in"})

    assert json.loads(event) == {"bucket": "in", "other": "${Unknown}"}
