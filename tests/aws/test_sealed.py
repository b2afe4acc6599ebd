"""What a function raises holds nothing of what it was reading.

1. An unexpected exception becomes its type and place, without its message or its cause.
2. The four exceptions of the engine pass: the state machine names them.
"""

import traceback
from typing import Any, NoReturn

import pytest

from koppeling.aws.logs import Defect, sealed
from koppeling.model.errors import Conflict

BSN = "999900006"


def test_a_defect_keeps_its_type_and_place_only() -> None:
    @sealed
    def main(event: dict[str, Any], context: Any) -> int:
        del context
        return int(event["text"])

    with pytest.raises(Defect, match=r"^ValueError at test_sealed\.py:\d+$") as raised:
        main({"text": f"x{BSN}"}, None)
    assert BSN not in "".join(traceback.format_exception(raised.value))


def test_the_engines_own_exceptions_pass() -> None:
    @sealed
    def main(event: dict[str, Any], context: Any) -> NoReturn:
        del event, context
        message = "commit 2 was not first"
        raise Conflict(message)

    with pytest.raises(Conflict):
        main({}, None)
