"""The shares, medians and ages from which the households are drawn: `population.yaml`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from justedroit.core.base import read_yaml


@cache
def shares() -> dict[str, Any]:
    """Return the parameters of the drawing, as `population.yaml` gives them."""
    text = resources.files("justedroit.twin").joinpath("population.yaml").read_text("utf-8")
    read: dict[str, Any] = read_yaml(text)
    return read


def by_type(table: str) -> list[Any]:
    """Return a table of `population.yaml`, one element for each type of household."""
    return [shares()[table][kind] for kind in shares()["types"]]
