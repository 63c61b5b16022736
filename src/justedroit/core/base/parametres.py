"""Dated parameters: every amount, rate, age and delay that is ours, with its source and statut.

Each subject of the core keeps its own in a `parametres.yaml` beside its modules:

    crds.taux:
      libelle: Taux de la CRDS sur les prestations familiales
      unite: ratio
      article: Ordonnance 96-50, art. 14 et 19
      source: openfisca-france 176.1.8, lu
      statut: verifie          # or a_verifier, and then `note` says what must be checked
      valeurs:
        1996-02-01: 0.005      # from that day, until the next one; null closes

What OpenFisca-France holds is read from OpenFisca and is not copied here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from justedroit.core.base.months import first_day
from justedroit.core.base.yaml_text import read_yaml

STATUTS = ("verifie", "a_verifier")
_NEEDED = {"libelle", "unite", "article", "source", "statut", "valeurs"}
_FIELDS = _NEEDED | {"note"}


@dataclass(frozen=True, slots=True)
class Parametre:
    """One dated parameter.

    Attributes:
        name: subject and name, `droits/crds.taux`.
        libelle: French label.
        unite: `EUR`, `ratio`, `jour`, `mois`, `annee`, `heure`, `date`, `enum`, `liste`, `table`…
        article: legal text.
        source: where the value was read.
        statut: `verifie` or `a_verifier`.
        note: what must be verified, or how to read the value.
        valeurs: (first day, value), ascending; a value of None closes the parameter.
    """

    name: str
    libelle: str
    unite: str
    article: str
    source: str
    statut: str
    note: str
    valeurs: tuple[tuple[dt.date, Any], ...]

    def at(self, when: dt.date | int) -> Any:
        """Return the value in force on a day, or on the first day of a month such as 202601.

        Raises:
            LookupError: no value is in force then.

        Law:
            None: each parameter names its own.
        """
        day = first_day(when) if isinstance(when, int) else when
        found = [value for start, value in self.valeurs if start <= day]
        if not found or found[-1] is None:
            message = f"Le paramètre {self.name} n'a pas de valeur au {day:%d/%m/%Y}."
            raise LookupError(message)
        return found[-1]

    def in_force(self, when: int | dt.date) -> bool:
        """Return whether a value is in force on a day, or on the first day of a month (202601).

        Law:
            None: each parameter names its own.
        """
        try:
            self.at(when)
        except LookupError:
            return False
        return True


def _read(subject: str, text: str) -> list[Parametre]:
    out = []
    for name, fields in (read_yaml(text) or {}).items():
        full = f"{subject}/{name}"
        if wrong := set(fields) - _FIELDS or _NEEDED - set(fields):
            raise ValueError(f"Le paramètre {full} a un champ inconnu ou manquant : {min(wrong)}.")
        if fields["statut"] not in STATUTS:
            raise ValueError(f"Le paramètre {full} a un statut hors de {', '.join(STATUTS)}.")
        valeurs = tuple(sorted(fields.pop("valeurs").items()))
        out.append(Parametre(name=full, valeurs=valeurs, **({"note": ""} | fields)))
    return out


@cache
def parametres() -> dict[str, Parametre]:
    """Return every parameter of the core, by name.

    Raises:
        ValueError: a file has an unknown field or statut.

    Law:
        None: each parameter names its own.
    """
    core = resources.files("justedroit.core")
    folders = [d for d in core.iterdir() if d.is_dir() and not d.name.startswith("_")]
    subjects = sorted(folders, key=lambda folder: folder.name)
    files = [(d.name, d / "parametres.yaml") for d in subjects]
    found = [p for name, f in files if f.is_file() for p in _read(name, f.read_text("utf-8"))]
    return {p.name: p for p in found}


def parametre(name: str) -> Parametre:
    """Return one parameter, `parametre("droits/crds.taux").at(202601)`.

    Raises:
        KeyError: no such parameter.

    Law:
        None: each parameter names its own.
    """
    return parametres()[name]
