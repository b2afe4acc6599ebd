"""The alarms of the local cloud, evaluated as CloudWatch documents it.

The emulator's own evaluation overlooks dimensions, so that any full queue would set off the alarm
of every dead-letter queue. Here an alarm sees exactly its metric: namespace, name and dimensions. A
change goes through the public SetAlarmState, which also tells whom the alarm tells. Metric math
and anomaly bands are not evaluated.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

EVALUATE_SECONDS = 0.25
KEPT_SECONDS = 86_400

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
STATISTICS: dict[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "Average": lambda values: sum(values) / len(values),
    "SampleCount": len,
}

# Namespace, name, dimensions: what makes a metric one metric.
Metric = tuple[str, str, frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Point:
    """Meting: when (epoch seconds), and the values then."""

    at: float
    values: tuple[float, ...]


def metric_of(namespace: str, described: dict[str, Any]) -> Metric:
    """The metric that a datum or an alarm is about."""
    dimensions = described.get("Dimensions") or []
    return (
        namespace,
        described["MetricName"],
        frozenset((d["Name"], d["Value"]) for d in dimensions),
    )


def state(alarm: dict[str, Any], points: Sequence[Point], now: float) -> str | None:
    """The state that an alarm should have; None = as it is. Periods count back from now."""
    period, periods = alarm["Period"], alarm["EvaluationPeriods"]
    missing = alarm.get("TreatMissingData") or "missing"
    breaching, known = 0, 0
    for back in range(periods):
        end = now - back * period
        values = [v for p in points if end - period < p.at <= end for v in p.values]
        if values:
            known += 1
            value = STATISTICS[alarm["Statistic"]](values)
            breaching += COMPARE[alarm["ComparisonOperator"]](value, alarm["Threshold"])
        elif missing in ("breaching", "notBreaching"):
            known += 1
            breaching += missing == "breaching"
    if breaching >= (alarm.get("DatapointsToAlarm") or periods):
        return "ALARM"
    if known:
        return "OK"
    return None if missing == "ignore" else "INSUFFICIENT_DATA"


class Alarms:
    """Alarmen: keeps what was measured and sets the template's alarms by it."""

    def __init__(self, cloudwatch: Any) -> None:  # noqa: ANN401 - boto3 makes them as it runs
        """Take the client that alarms are read and set with."""
        self._cloudwatch = cloudwatch
        self._points: dict[Metric, list[Point]] = {}
        self._lock = threading.Lock()

    def note(self, namespace: str, data: list[dict[str, Any]]) -> None:
        """Remember what PutMetricData was given."""
        now = time.time()
        with self._lock:
            for datum in data:
                values = tuple(datum.get("Values") or [datum["Value"]])
                kept = self._points.setdefault(metric_of(namespace, datum), [])
                kept.append(Point(now, values))
                while kept[0].at < now - KEPT_SECONDS:
                    kept.pop(0)

    def evaluate_forever(self) -> None:
        """Look at every alarm, several times a second."""
        while True:
            time.sleep(EVALUATE_SECONDS)
            with contextlib.suppress(BotoCoreError, ClientError):
                for alarm in self._cloudwatch.describe_alarms()["MetricAlarms"]:
                    self._evaluate(alarm)

    def _evaluate(self, alarm: dict[str, Any]) -> None:
        if alarm.get("Statistic") not in STATISTICS or "MetricName" not in alarm:
            return
        with self._lock:
            points = tuple(self._points.get(metric_of(alarm["Namespace"], alarm), ()))
        wanted = state(alarm, points, time.time())
        if wanted and wanted != alarm["StateValue"]:
            reason = f"{alarm['Statistic']} of {alarm['MetricName']} against {alarm['Threshold']}"
            self._cloudwatch.set_alarm_state(
                AlarmName=alarm["AlarmName"], StateValue=wanted, StateReason=reason
            )
