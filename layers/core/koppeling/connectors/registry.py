"""The packages that can be posted in (koppelingen), by `package.kind`; the rest comes later.

A connector's module is loaded when it is asked for: a function that books for one package does not
carry the others. Each has `settings(keys)`, which reads the keys of `[package]` and raises
ValueError with a sentence, and `connect(settings, send, token, kept)`.
"""

from collections.abc import Mapping as Keys
from importlib import import_module
from types import ModuleType
from typing import Any

from koppeling.connectors.contract import Connector
from koppeling.connectors.wire import Send, Token
from koppeling.model.mapping import Package

BY_API = frozenset({"exact", "tryton"})
"""Pakketten met een API; a kind is the name of its module."""


def posts(kind: str) -> bool:
    """Whether entries for this kind of package can be posted by this version."""
    return kind == "files" or kind in BY_API


def connector_of(
    package: Package, send: Send, token: Token, kept: dict[str, Any] | None = None
) -> Connector:
    """The connector of a package by API. Raises ValueError where its keys are wrong.

    `kept` = what a connector may keep for the next one: how many calls and errors are left.
    """
    module = _module(package.kind)
    settings = module.settings(_keys(package))
    connector: Connector = module.connect(settings, send, token, {} if kept is None else kept)
    return connector


def fault_of(package: Package) -> str:
    """What is wrong with the keys of `[package]`, a sentence; '' = nothing."""
    if package.kind not in BY_API:
        return ""
    try:
        _module(package.kind).settings(_keys(package))
    except ValueError as error:
        return str(error)
    return ""


def _module(kind: str) -> ModuleType:
    return import_module(f"koppeling.connectors.{kind}")


def _keys(package: Package) -> Keys[str, object]:
    return {k: v for k, v in package.model_dump().items() if k != "kind" and v is not None}
