"""The operator's page names all that is deployed: alarms, parameters, log codes, settings."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from koppeling.aws.logs import Said
from koppeling.aws.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
TEMPLATE: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))


def alarms() -> dict[str, str]:
    """Name of each alarm and its number."""
    found = {}
    for name, resource in TEMPLATE["Resources"].items():
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            words = resource["Properties"]["AlarmDescription"]
            found[name.removesuffix("Alarm")] = words.partition(":")[0]
    return found


def test_every_alarm_has_its_runbook() -> None:
    sections = dict(re.findall(r"^## (A\d+)\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL))
    for name, number in alarms().items():
        assert f"`{name}`" in sections[number], name
        assert "First step" in sections[number]
    assert {"A1", "A2", "A3", "A4", "A5", "A11", "A13", "A17"} <= set(alarms().values())


def test_every_parameter_is_listed_with_its_default() -> None:
    for name, parameter in TEMPLATE["Parameters"].items():
        assert f"| `{name}` | {parameter['Default']} |" in PAGE


def test_every_log_code_and_setting_is_listed() -> None:
    for said in Said:
        code, _, words = said.value
        assert f"| {code} | {words} |" in PAGE
    for field in fields(Settings):
        assert f"`{field.name.upper()}`" in PAGE
