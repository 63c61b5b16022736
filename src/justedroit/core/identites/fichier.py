"""Identities read from the rows of a file, CSV or JSON lines. No refusal quotes what is written.

Columns, in any order: dossier, personne, then those that the file has to say of them: nom, prenoms,
nom_usage, nir; numero, rue, complement, code_postal, commune, pays (of the allocataire); titulaire,
iban (where the allocataire is paid); titulaire_bailleur, iban_bailleur (where the landlord is). What
the file has no column for stays as it is kept; an empty cell empties it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from justedroit.core.base import Colonnes, Fields, Refusal, read_rows
from justedroit.core.identites.adresse import Adresse
from justedroit.core.identites.identite import LAST_PERSON, Compte, Identite

_NAMES: Final = ("nom", "prenoms", "nom_usage", "nir")
_ADDRESS: Final = ("numero", "rue", "complement", "code_postal", "commune", "pays")
_ACCOUNT: Final = ("titulaire", "iban")
_LANDLORD: Final = ("titulaire_bailleur", "iban_bailleur")
COLONNES: Final = Colonnes(
    ("dossier", "personne"),
    _NAMES + _ADDRESS + _ACCOUNT + _LANDLORD,
    "une identité",
    citees=False,
)
_NUMBERS: Final = {"dossier": 10**11 - 1, "personne": LAST_PERSON}
_WHOLE = re.compile(r"[0-9]{1,11}")


@dataclass(frozen=True, slots=True, repr=False)
class Saisie:
    """What someone says of who a person is: some fields, the others staying as they are kept.

    Its `repr` shows the dossier and the person's number only.

    Attributes:
        dossier: number.
        person: number in the dossier; 1 is the allocataire.
        said: the fields of `Identite` that change, with their new value; not checked.
        line: of the file where it is said; 0 where it is no file.
    """

    dossier: int
    person: int
    said: Mapping[str, Any]
    line: int = 0

    def __repr__(self) -> str:
        """Return nothing personal."""
        return f"Saisie(dossier={self.dossier}, person={self.person})"

    def completed(self, before: Identite | None) -> Identite:
        """Return the identity of the person once this is said.

        Args:
            before: as it is kept; None: nothing is.

        Law:
            None: what is not said of someone does not change.
        """
        known = before or Identite(self.dossier, self.person, "", "")
        return replace(known, **self.said)


def read_identities(content: bytes, name: str) -> tuple[list[Saisie], list[Refusal]]:
    """Return what the rows of a file say, and those that cannot be read.

    Args:
        content: bytes of the file.
        name: of the file; see `read_rows`.

    Returns:
        One statement a person, in the order of the file; and a refusal for each row that is not one,
        or that speaks of a person of whom the file has already spoken.

    Law:
        RGPD art. 5 (accuracy, minimisation): nothing that was written is quoted.
    """
    rows = read_rows(content, name, COLONNES)
    if isinstance(rows, Refusal):
        return [], [rows]
    read: dict[tuple[int, int], Saisie] = {}
    refusals = []
    for line, fields in rows:
        found = fields if isinstance(fields, Refusal) else saisie_of(fields, line)
        if isinstance(found, Saisie) and (found.dossier, found.person) in read:
            first = read[found.dossier, found.person].line
            what = f"cette personne est déjà à la ligne {first}."
            found = Refusal(what, "", "Gardez une seule des deux lignes.")
        if isinstance(found, Saisie):
            read[found.dossier, found.person] = found
        else:
            refusals.append(replace(found, where=f"ligne {line}"))
    return list(read.values()), refusals


def saisie_of(fields: Fields, line: int = 0) -> Saisie | Refusal:
    """Return what some fields say of a person, or why they name none.

    Args:
        fields: text by column; those that are absent say nothing.
        line: of the file.

    Law:
        None: an arrangement of fields; `verified` checks what they hold.
    """
    numbers = {}
    for column, most in _NUMBERS.items():
        text = fields[column]
        if not _WHOLE.fullmatch(text) or not 1 <= int(text) <= most:
            what = f"« {column} » n'est pas un nombre entier de 1 à {most}."
            return Refusal(what, "", "Écrivez des chiffres seuls.")
        numbers[column] = int(text)
    said: dict[str, Any] = {name: fields[name] for name in _NAMES if name in fields}
    for field, (columns, made) in _GROUPS.items():
        told = {column: fields.get(column, "") for column in columns}
        if any(column in fields for column in columns):
            said[field] = made(told) if any(told.values()) else None
    return Saisie(numbers["dossier"], numbers["personne"], said, line)


def _address(told: Mapping[str, str]) -> Adresse:
    return Adresse(**{**told, "pays": told["pays"].upper() or "FR"})


def _account(told: Mapping[str, str]) -> Compte:
    return Compte(*told.values())


# Columns that are one field together: said whole, or not at all.
_GROUPS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Mapping[str, str]], Any]]]] = {
    "adresse": (_ADDRESS, _address),
    "compte": (_ACCOUNT, _account),
    "bailleur": (_LANDLORD, _account),
}
