"""Search: find dossiers by their number, by a NIR, or by a name."""

from __future__ import annotations

from dataclasses import dataclass

from justedroit.core.base import Refusal
from justedroit.core.identites import Identite, Recherche, matched, read_recherche
from justedroit.records.interface import Identities, Records

AT_MOST = 20  # results on a page: beyond, a search is better made narrower


@dataclass(frozen=True, slots=True, repr=False)
class Trouve:
    """A dossier found, and what tells it from another. Its `repr` shows its number only.

    Attributes:
        dossier: number.
        nom: of the allocataire, as it is shown; empty where no identity is kept.
        commune: of the allocataire; empty where it is not known.
        par: name of the person of the dossier by whom it was found, the allocataire excepted.
    """

    dossier: int
    nom: str = ""
    commune: str = ""
    par: str = ""

    def __repr__(self) -> str:
        """Return nothing personal."""
        return f"Trouve(dossier={self.dossier})"


@dataclass(frozen=True, slots=True)
class Trouves:
    """What a search found.

    Attributes:
        dossiers: the first of them; whole names first, then by number.
        encore: whether there are more.
    """

    dossiers: tuple[Trouve, ...]
    encore: bool = False


def search(
    records: Records, identities: Identities, text: str, limit: int = AT_MOST
) -> Trouves | Refusal:
    """Return the dossiers that answer what someone typed. Nothing is written.

    Args:
        records: the journals: a dossier without identity is found by its number.
        identities: who the dossiers are about.
        text: a dossier number; a NIR, 13 characters, or 15 with the key, which is then checked; or
            a name and perhaps a first name, in any order, of which three letters are enough.
        limit: how many dossiers at most.

    Returns:
        What was found, perhaps nothing; or why nothing can be looked for, which quotes no number.
    """
    recherche = read_recherche(text)
    if isinstance(recherche, Refusal):
        return recherche
    if recherche.dossier is not None:
        there = records.sequences([recherche.dossier])[recherche.dossier] > 0
        numbers = [recherche.dossier] if there else []
    else:
        numbers = identities.search(recherche, limit + 1)
    known = identities.get(numbers[:limit])
    found = [_found(number, known.get(number, ()), recherche) for number in numbers[:limit]]
    return Trouves(tuple(found), encore=len(numbers) > limit)


def _found(dossier: int, persons: tuple[Identite, ...], recherche: Recherche) -> Trouve:
    """Return a dossier with the name of its allocataire, and of who else made it found."""
    if not persons:
        return Trouve(dossier)
    first = persons[0]
    others = [] if _answers(first, recherche) else [p for p in persons if _answers(p, recherche)]
    return Trouve(
        dossier=dossier,
        nom=first.nom_affiche(),
        commune=first.adresse.commune if first.adresse else "",
        par=others[0].nom_affiche() if others else "",
    )


def _answers(identite: Identite, recherche: Recherche) -> bool:
    if recherche.nir:
        return identite.nir[:13] == recherche.nir
    return matched(recherche.mots, identite.mots()) is not None
