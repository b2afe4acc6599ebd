"""An alarm goes off for its own metric, in its own window, and treats silence as it was told.

Figures as CloudWatch documents them: `m` of the last `n` periods, each period one statistic.
"""

from typing import Any

import pytest

from local.alarms import Point, metric_of, state

NOW = 10_000.0


def alarm(**changed: Any) -> dict[str, Any]:
    return {
        "Period": 60,
        "EvaluationPeriods": 1,
        "Statistic": "Sum",
        "Threshold": 2,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    } | changed


def at(*seconds_ago: float) -> list[Point]:
    return [Point(NOW - ago, (1.0,)) for ago in seconds_ago]


@pytest.mark.parametrize(
    ("changed", "points", "expected"),
    [
        ({}, at(1, 59), "ALARM"),
        ({}, at(1, 61), "OK"),
        ({}, [], "OK"),
        ({"Statistic": "Maximum"}, at(1, 2), "OK"),
        ({"Statistic": "SampleCount"}, at(1, 2), "ALARM"),
        ({"Statistic": "Average", "Threshold": 1}, at(1, 2), "ALARM"),
        ({"Statistic": "Minimum", "ComparisonOperator": "LessThanThreshold"}, at(1), "ALARM"),
        ({"TreatMissingData": "breaching"}, [], "ALARM"),
        ({"TreatMissingData": "missing"}, [], "INSUFFICIENT_DATA"),
        ({"TreatMissingData": None}, [], "INSUFFICIENT_DATA"),
        ({"TreatMissingData": "ignore"}, [], None),
        ({"EvaluationPeriods": 2, "Threshold": 1}, at(1), "OK"),
        ({"EvaluationPeriods": 2, "Threshold": 1}, at(1, 61), "ALARM"),
        ({"EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 1}, at(1, 121), "ALARM"),
    ],
)
def test_the_state_of_an_alarm(
    changed: dict[str, Any], points: list[Point], expected: str | None
) -> None:
    assert state(alarm(**changed), points, NOW) == expected


def test_a_metric_is_one_metric_by_all_its_dimensions() -> None:
    name = {"Name": "QueueName", "Value": "dead"}
    bare = metric_of("AWS/SQS", {"MetricName": "Visible"})
    dead = metric_of("AWS/SQS", {"MetricName": "Visible", "Dimensions": [name]})

    assert bare != dead
