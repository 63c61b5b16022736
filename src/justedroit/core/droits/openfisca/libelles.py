"""What OpenFisca's variables are called where people read them, and what is shown under them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Libelle:
    """How a variable is told.

    Attributes:
        libelle: in French; empty: OpenFisca's own label.
        montre: variables shown under it first, in order; empty: it needs nothing under it; None:
            what matters is sought.
        parametres: ends of the names of the legal parameters shown beside it; empty: none; None:
            the first that it reads.
        cache: whether it is plumbing that no folded tree shows.
    """

    libelle: str = ""
    montre: tuple[str, ...] | None = None
    parametres: tuple[str, ...] | None = None
    cache: bool = False


_NOTHING = Libelle()


def libelle_of(variable: str) -> Libelle:
    """Return how a variable is told; nothing special for most.

    Law:
        None: a way of showing.
    """
    return libelles().get(variable, _NOTHING)


@cache
def libelles() -> dict[str, Libelle]:
    """Return how the variables of `libelles.yaml` are told.

    Raises:
        TypeError: the file has an unknown field.

    Law:
        None: a way of showing.
    """
    text = resources.files(__package__).joinpath("libelles.yaml").read_text("utf-8")
    return {name: _libelle(fields) for name, fields in yaml.safe_load(text).items()}


def _libelle(fields: dict[str, Any]) -> Libelle:
    lists: dict[str, Any] = {n: tuple(fields[n]) for n in ("montre", "parametres") if n in fields}
    return Libelle(**{**fields, **lists})
