"""The catalogue: every kind of fact, read from `catalogue.yaml` and checked when it is read."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from justedroit.core.base import read_yaml
from justedroit.core.faits.verite import sources

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHOICES = {
    "porteur": {"personne", "dossier"},
    "nature": {"montant", "nombre", "entier", "booleen", "choix", "date", "texte"},
    "duree": {"eternite", "intervalle", "mois", "annee", "jour"},
    "mois": {"entier", "touche", "fin", "premier"},
    "donnee": {
        *("identite", "famille", "logement", "ressources", "sante", "sejour"),
        *("demande", "bancaire", "judiciaire"),
    },
    "avenir": {"", "aucun", "libre"},
}
_COMPULSORY = {"libelle", "porteur", "nature", "duree", "mois", "sources", "donnee", "loi"}
_OPTIONAL = {
    *("openfisca", "derive", "unite", "valeurs", "minimum", "maximum", "motif", "avenir", "note"),
}
BOUNDED = frozenset({"montant", "nombre", "entier"})


@dataclass(frozen=True, slots=True)
class Entree:
    """An input of OpenFisca-France: its variable, the key of its entity, its definition period."""

    variable: str
    entite: str
    periode: str


@dataclass(frozen=True, slots=True)
class Loi:
    """The text that asks for the fact; `statut` is `verifie` or `a_verifier`."""

    article: str
    statut: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact. The fields are those of `catalogue.yaml`, which tells what each one means.

    Attributes:
        name: name of the kind, `loyer`.
        openfisca: the input the value feeds as it is, or None.
        derive: the input that the evaluation derives from the value, or None.
        valeurs: allowed values of a choix, code to French label; empty otherwise.
        avenir: "" (the usual limit), `aucun` (a past day) or `libre`.
    """

    name: str
    libelle: str
    porteur: str
    nature: str
    duree: str
    mois: str
    sources: tuple[str, ...]
    donnee: str
    loi: Loi
    openfisca: Entree | None = None
    derive: Entree | None = None
    unite: str = ""
    valeurs: Mapping[str, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    motif: str = ""
    avenir: str = ""
    note: str = ""


def _faults(kind: Kind) -> list[str]:
    """Return what is wrong with a kind, in French; nothing when it is sound."""
    faults = [f for f, allowed in _CHOICES.items() if getattr(kind, f) not in allowed]
    if (kind.nature in BOUNDED) != (None not in (kind.minimum, kind.maximum)):
        faults.append("minimum et maximum")
    if (kind.nature == "choix") != bool(kind.valeurs):
        faults.append("valeurs")
    if not kind.sources or not sources().issuperset(kind.sources):
        faults.append("sources")
    if kind.motif and (kind.nature != "texte" or not re.compile(kind.motif)):
        faults.append("motif")
    if kind.loi.statut not in {"verifie", "a_verifier"}:
        faults.append("loi")
    return faults


def _kind(name: str, fields: Mapping[str, Any]) -> Kind:
    if not set(fields) >= _COMPULSORY or not set(fields) <= _COMPULSORY | _OPTIONAL:
        odd = sorted((_COMPULSORY - set(fields)) | (set(fields) - _COMPULSORY - _OPTIONAL))
        message = f"Nature de fait {name} : champs manquants ou inconnus, {', '.join(odd)}."
        raise ValueError(message)
    entrees = {f: Entree(**fields[f]) for f in ("openfisca", "derive") if f in fields}
    valeurs = MappingProxyType({str(k): str(v) for k, v in fields.get("valeurs", {}).items()})
    made = {"sources": tuple(fields["sources"]), "loi": Loi(**fields["loi"]), "valeurs": valeurs}
    kind = Kind(name=name, **{**fields, **entrees, **made})
    if faults := _faults(kind):
        message = f"Nature de fait {name} : champ mal rempli, {', '.join(faults)}."
        raise ValueError(message)
    return kind


def read_catalogue(text: str) -> dict[str, Kind]:
    """Return the kinds of a catalogue written in YAML, by name.

    Args:
        text: YAML, in the format told at the head of `catalogue.yaml`.

    Raises:
        ValueError: a kind lacks a field, has an unknown one, or one that is ill filled.

    Law:
        None: each kind names its own.
    """
    return {name: _kind(name, fields) for name, fields in read_yaml(text).items()}


@cache
def catalogue() -> Mapping[str, Kind]:
    """Return every kind of fact, by name.

    Raises:
        ValueError: the catalogue is ill written.

    Law:
        None: each kind names its own.
    """
    file = resources.files("justedroit.core.faits") / "catalogue.yaml"
    return MappingProxyType(read_catalogue(file.read_text("utf-8")))


def kind(name: str) -> Kind:
    """Return one kind of fact, `kind("loyer").unite`.

    Raises:
        KeyError: no such kind; the message names the nearest.

    Law:
        None: each kind names its own.
    """
    try:
        return catalogue()[name]
    except KeyError:
        message = f"« {name} » n'est pas une nature de fait. {suggestion(name)}"
        raise KeyError(message) from None


def suggestion(name: str) -> str:
    """Return a French sentence that names the kind nearest to a name that is not one.

    Law:
        None: a way of mending.

    >>> suggestion("loyers")
    'Vouliez-vous dire « loyer » ?'
    """
    near = difflib.get_close_matches(name[:60], catalogue(), n=1)
    if not near:
        return "Consultez le catalogue des natures de faits (catalogue.yaml)."
    return f"Vouliez-vous dire « {near[0]} » ?"
