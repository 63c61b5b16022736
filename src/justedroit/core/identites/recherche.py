"""What someone types to find a dossier: its number, a NIR, or a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from justedroit.core.base import Refusal, compact
from justedroit.core.identites.nir import read_nir
from justedroit.core.identites.nom import name_words

_LONGEST = 100
_MOST_WORDS = 6  # beyond, they no longer tell anyone from anyone
_DOSSIER_DIGITS = 11  # beyond, a number is a NIR, perhaps short of a digit
_NIR_LIKE = re.compile(r"\d{5}(\d\d|2[AB])\d{6,}", re.ASCII)
_WHERE = "Recherche"


@dataclass(frozen=True, slots=True, repr=False)
class Recherche:
    """What is looked for: one of the three. Its `repr` shows nothing personal.

    Attributes:
        dossier: its number.
        nir: thirteen characters, without the key.
        mots: words of a name, as `name_words` gives them, six at most; all must be found.
    """

    dossier: int | None = None
    nir: str = ""
    mots: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return what kind of search it is."""
        kind = "dossier" if self.dossier is not None else "nir" if self.nir else "mots"
        return f"Recherche({kind})"


def read_recherche(text: str) -> Recherche | Refusal:
    """Return what is looked for, or why nothing can be.

    Args:
        text: a dossier number, a NIR with or without its key, or a name and perhaps a first name,
            in any order; the beginning of each, from three letters, is enough.

    Law:
        See `read_nir`.
    """
    number = compact(text)
    if not number or len(text) > _LONGEST:
        return Refusal(
            "rien à chercher." if not number else "ce texte est trop long.",
            _WHERE,
            "Écrivez un numéro de dossier, un NIR, ou un nom et un prénom.",
        )
    if re.fullmatch(rf"\d{{1,{_DOSSIER_DIGITS}}}", number, re.ASCII):
        return _dossier(int(number))
    if _NIR_LIKE.fullmatch(number):
        nir = read_nir(number, _WHERE, with_key=False)
        return nir if isinstance(nir, Refusal) else Recherche(nir=nir[:13])
    return _name(text)


def _dossier(number: int) -> Recherche | Refusal:
    if number:
        return Recherche(dossier=number)
    return Refusal("un numéro de dossier commence à 1.", _WHERE, "Vérifiez-le.")


def _name(text: str) -> Recherche | Refusal:
    words = name_words(text)
    if any(c.isdecimal() for c in text):
        return Refusal(
            "ce n'est ni un numéro de dossier, ni un NIR (13 caractères, ou 15 avec la clé), ni un "
            "nom.",
            _WHERE,
            "Vérifiez les chiffres, ou cherchez par le nom.",
        )
    if not any(len(word) > 1 for word in words):
        return Refusal(
            "une seule lettre ne suffit pas.", _WHERE, "Écrivez les trois premières lettres du nom."
        )
    return Recherche(mots=words[:_MOST_WORDS])
