"""The benefits, and for each: how it is claimed, computed, opened and closed.

The list is `prestations.yaml`; what may change with time is in `parametres.yaml`.

Law: each benefit names its article.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from justedroit.core.base import Parametre, parametre, read_yaml

FAMILLES = (
    "prestation_familiale",
    "minimum_social",
    "activite",
    "logement",
    "aide_ponctuelle",
)
ORIGINES = ("openfisca", "plateforme", "declare")
SEUILS = ("openfisca", "plateforme", "aucun")
STATUTS = ("verifie", "a_verifier")


@dataclass(frozen=True, slots=True)
class Prestation:
    """One benefit.

    Attributes:
        code: as OpenFisca-France spells it.
        libelle: French name.
        famille: one of `FAMILLES`.
        origine: `openfisca` (its output is the right), `plateforme` (a module of droits), `declare`
            (a fact is the right).
        variable, entite, periode: the output of OpenFisca; empty where there is none.
        crds: the amount evaluated is gross of CRDS, to be made net.
        demande: kind of fact that claims it.
        automatique: opened without claim to a dossier that is already known (to be verified).
        seuil: who refuses small amounts: `openfisca`, `plateforme`, `aucun`.
        opening, closing: dated codes of rules, for `effet.py`: `opening.at(202504)`.
        article: legal source.
        statut: `verifie` or `a_verifier`.
    """

    code: str
    libelle: str
    famille: str
    origine: str
    variable: str
    entite: str
    periode: str
    crds: bool
    demande: str
    automatique: bool
    seuil: str
    opening: Parametre
    closing: Parametre
    article: str
    statut: str


def _latest(name: str) -> frozenset[str]:
    """Return the last list of benefits of a parameter."""
    return frozenset(parametre(f"droits/{name}").valeurs[-1][1])


def _prestation(code: str, fields: dict[str, Any]) -> Prestation:
    output = fields.pop("openfisca", {"variable": "", "entite": "", "periode": ""})
    closed = {"famille": FAMILLES, "origine": ORIGINES, "seuil": SEUILS, "statut": STATUTS}
    for field, allowed in closed.items():
        if fields[field] not in allowed:
            raise ValueError(f"La prestation {code} a un champ {field} hors de {allowed}.")
    return Prestation(
        code=code,
        crds=code in _latest("crds.prestations") | _latest("crds.prestations_presumees"),
        automatique=code in _latest("demande.automatique"),
        opening=parametre(f"droits/effet.ouverture.{code}"),
        closing=parametre(f"droits/effet.fermeture.{code}"),
        **output,
        **fields,
    )


@cache
def prestations() -> dict[str, Prestation]:
    """Return the benefits by code, in the order of `prestations.yaml`.

    Raises:
        ValueError: a field is out of its list.
        KeyError: a benefit has no rule of opening or closing.

    Law:
        None: each benefit names its article.
    """
    text = (resources.files("justedroit.core.droits") / "prestations.yaml").read_text("utf-8")
    return {code: _prestation(code, fields) for code, fields in read_yaml(text).items()}
