"""What OpenFisca's variables are called where people read them, and what is shown under them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from justedroit.core.base import read_yaml


@dataclass(frozen=True, slots=True)
class Compte:
    """An operation that a formula makes in the usual case, see `compte.counted`.

    Attributes:
        somme: its terms, signed; each is a product (`*`) of variables, or of legal parameters
            (`@`, the end of their name); of several, the greatest (`|`).
        diviseur: what the sum is divided by.
        moyenne: instead of a sum, the variable averaged over the three months of reference.
        decale: variable that is true where these months end one month earlier.
        seuil: end of the name of the parameter under which nothing is paid; empty: none.
        maximum: end of the name of the parameter above which no more is paid; empty: none.
        arrondi: whether the result is rounded down to the euro.
        si: variable without which the operation is not made; empty: none.
        sauf: variable with which it is not made; empty: none.
        regle: what the operation is called where the law has two and keeps the better.
        contre: the other one: told too, and this one only where it gives no less; None: no other.
        depuis: first month of the formula, 2015-07; empty: the first of all.
        avant: first month in which it has gone; empty: never.
    """

    somme: tuple[str, ...] = ()
    diviseur: int = 1
    moyenne: str = ""
    decale: str = ""
    seuil: str = ""
    maximum: str = ""
    arrondi: bool = False
    si: str = ""
    sauf: str = ""
    regle: str = ""
    contre: Compte | None = None
    depuis: str = ""
    avant: str = ""


@dataclass(frozen=True, slots=True)
class Libelle:
    """How a variable is told.

    Attributes:
        libelle: in French; empty: OpenFisca's own label.
        montre: variables shown under it first, in order; empty: it needs nothing under it; None:
            what matters is sought.
        montre_nul: variables shown before them where the amount is nil, but conditions that are
            met.
        parametres: ends of the names of the legal parameters shown beside it; empty: none; None:
            the first that it reads.
        cache: whether it is plumbing that no folded tree shows.
        compte: operations that may have given it; the first that does is written.
        si: variable without which it has no part in the right: the members for whom that one is
            false are not told, nor the line when it is for all; empty: none.
        sauf: variable with which it has no part, in the same way; empty: none.
        seul: whether it is each member's own: what is under it is told for the same members only.
        denombre: noun of the members counted (`enfant`), for a condition that each meets or not;
            empty: it is told as it is.
    """

    libelle: str = ""
    montre: tuple[str, ...] | None = None
    montre_nul: tuple[str, ...] = ()
    parametres: tuple[str, ...] | None = None
    cache: bool = False
    compte: tuple[Compte, ...] = ()
    si: str = ""
    sauf: str = ""
    seul: bool = False
    denombre: str = ""


_NOTHING = Libelle()
_LISTS = ("montre", "montre_nul", "parametres")


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
    return {name: _libelle(fields) for name, fields in read_yaml(text).items()}


def _libelle(fields: dict[str, Any]) -> Libelle:
    lists: dict[str, Any] = {n: tuple(fields[n]) for n in _LISTS if n in fields}
    lists["compte"] = tuple(_compte(one) for one in fields.get("compte", ()))
    return Libelle(**{**fields, **lists})


def _compte(fields: dict[str, Any], *, other: bool = False) -> Compte:
    """Return an operation; the one that it is set against has no other itself."""
    against = None if other or "contre" not in fields else _compte(fields["contre"], other=True)
    return Compte(**{**fields, "somme": tuple(fields.get("somme", ())), "contre": against})
