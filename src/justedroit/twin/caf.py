"""The published figures of the funds: what the twin resembles, and what its year is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from justedroit.core.base import read_yaml

# Where a fund publishes nothing on a subject, the first of these that does.
COMPLEMENTS = ("vienne", "haute_garonne", "pyrenees_orientales", "ardeche", "belfort")


@dataclass(frozen=True, slots=True)
class Chiffre:
    """One published figure.

    Attributes:
        name: `foyers`, `rsa_eur`…
        valeur: the figure.
        unite: `foyers`, `EUR par an`, `ratio`…
        libelle: French label.
        caf: fund that publishes it.
        rapport: report where it was read.
        annee: year it is about.
    """

    name: str
    valeur: float
    unite: str
    libelle: str
    caf: str
    rapport: str
    annee: int


@dataclass(frozen=True, slots=True)
class Caf:
    """A fund and its figures.

    Attributes:
        name: key of the data file, `vienne`.
        libelle: French name.
        departement: INSEE code.
        communes: weight of each commune, by INSEE code.
        chiffres: the figures it publishes, by name.
    """

    name: str
    libelle: str
    departement: str
    communes: dict[str, float]
    chiffres: dict[str, Chiffre]

    def chiffre(self, name: str) -> Chiffre:
        """Return a figure of this fund or, where it publishes none, of another that does.

        Raises:
            KeyError: no fund publishes it.
        """
        for caf in (self, *(funds()[other] for other in COMPLEMENTS)):
            if name in caf.chiffres:
                return caf.chiffres[name]
        raise KeyError(name)

    def is_own(self, name: str) -> bool:
        """Tell whether the fund itself publishes a figure."""
        return name in self.chiffres


def _read(name: str, fields: dict[str, Any]) -> Caf:
    origin = (fields["libelle"], fields["rapport"], fields["annee"])
    chiffres = {
        key: Chiffre(key, float(c["valeur"]), c["unite"], c["libelle"], *origin)
        for key, c in fields["chiffres"].items()
    }
    communes = {code: float(weight) for code, weight in fields["communes"].items()}
    return Caf(name, fields["libelle"], fields["departement"], communes, chiffres)


@cache
def funds() -> dict[str, Caf]:
    """Return all the funds of the data file, by name."""
    text = resources.files("justedroit.twin").joinpath("chiffres.yaml").read_text("utf-8")
    return {name: _read(name, fields) for name, fields in read_yaml(text).items()}


def fund(name: str = "vienne") -> Caf:
    """Return a fund.

    Raises:
        ValueError: no such fund; the message names those that exist.
    """
    if name not in funds():
        raise ValueError(
            f"La caisse « {name} » n'est pas connue du jumeau. Choisissez : {', '.join(funds())}."
        )
    return funds()[name]
