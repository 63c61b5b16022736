"""The shares, medians and ages from which the households are drawn: `population.yaml`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def shares() -> dict[str, Any]:
    """Return the parameters of the drawing, as `population.yaml` gives them."""
    text = resources.files("justedroit.twin").joinpath("population.yaml").read_text("utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def by_type(table: str) -> list[Any]:
    """Return a table of `population.yaml`, one element for each type of household."""
    return [shares()[table][kind] for kind in shares()["types"]]
