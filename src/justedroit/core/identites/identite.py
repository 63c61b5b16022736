"""The identity of a person of a dossier, checked before it is kept."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from justedroit.core.base import Refusal
from justedroit.core.identites.adresse import Adresse, address_refusals
from justedroit.core.identites.iban import read_iban
from justedroit.core.identites.nir import read_nir
from justedroit.core.identites.nom import name_words

ALLOCATAIRE, LAST_PERSON = 1, 32_767  # numbers of persons in the dossier
LONGEST_NAME = 70  # ISO 20022, name of a creditor


@dataclass(frozen=True, slots=True, repr=False)
class Compte:
    """An account to which the fund pays. Its `repr` shows nothing.

    Attributes:
        titulaire: its holder, as the bank knows them; 70 characters.
        iban: without spaces.
    """

    titulaire: str
    iban: str

    def __repr__(self) -> str:
        """Return nothing personal."""
        return "Compte(…)"


@dataclass(frozen=True, slots=True, repr=False)
class Identite:
    """Who a person of a dossier is. Its `repr` shows the dossier and the person's number only.

    Attributes:
        dossier: number.
        person: number in the dossier; 1 is the allocataire.
        nom: birth name.
        prenoms: first names, in their order.
        nom_usage: usual name, where it is another.
        nir: fifteen characters; empty while it is not known.
        adresse: of the allocataire.
        compte: where the allocataire is paid.
        bailleur: where the landlord is paid (tiers payant).
    """

    dossier: int
    person: int
    nom: str
    prenoms: str
    nom_usage: str = ""
    nir: str = ""
    adresse: Adresse | None = None
    compte: Compte | None = None
    bailleur: Compte | None = None

    def __repr__(self) -> str:
        """Return nothing personal."""
        return f"Identite(dossier={self.dossier}, person={self.person})"

    def nom_affiche(self) -> str:
        """Return the name as a page shows it: first name used, then usual name or birth name.

        Law:
            Law of 6 fructidor an II, art. 4; circular 5575/SG of 21 February 2012 (nom d'usage).
        """
        first = self.prenoms.split(maxsplit=1)[:1]
        return " ".join([*first, self.nom_usage or self.nom])

    def mots(self) -> tuple[str, ...]:
        """Return the words by which the person is found.

        Law:
            None: a way of searching.
        """
        return name_words(self.nom, self.nom_usage, self.prenoms)


def verified(identite: Identite) -> Identite | list[Refusal]:
    """Return an identity as it is kept, numbers without spaces, or all that is wrong with it.

    Args:
        identite: as a person gave it.

    Returns:
        The same with clean spaces and numbers, or one refusal for each thing to mend, that quotes
        nothing of it.

    Law:
        See `read_nir`, `read_iban` and `address_refusals`.
    """
    place = f"dossier {identite.dossier}, personne {identite.person}"
    clean = _clean(identite)
    refusals = _name_refusals(clean, place) + _place_refusals(clean, place)
    nir = read_nir(clean.nir, f"{place}, NIR") if clean.nir else ""
    compte = _account(clean.compte, f"{place}, compte")
    bailleur = _account(clean.bailleur, f"{place}, compte du bailleur")
    if clean.adresse is not None:
        refusals += address_refusals(clean.adresse, f"{place}, adresse")
    refusals += [refused for refused in (nir, compte, bailleur) if isinstance(refused, Refusal)]
    if refusals:
        return refusals
    assert isinstance(nir, str)
    assert not isinstance(compte, Refusal)
    assert not isinstance(bailleur, Refusal)
    return replace(clean, nir=nir, compte=compte, bailleur=bailleur)


def _clean(identite: Identite) -> Identite:
    """Return an identity whose names have single spaces and composed letters."""
    return replace(
        identite,
        nom=_spaced(identite.nom),
        prenoms=_spaced(identite.prenoms),
        nom_usage=_spaced(identite.nom_usage),
    )


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _name_refusals(identite: Identite, place: str) -> list[Refusal]:
    refusals = []
    for name, label in (("nom", "le nom"), ("prenoms", "le prénom"), ("nom_usage", "le nom")):
        value = getattr(identite, name)
        if not value and name != "nom_usage":
            refusals.append(Refusal(f"{label} manque.", place, "Ajoutez-le."))
        elif len(value) > LONGEST_NAME:
            what = f"{label} a plus de {LONGEST_NAME} caractères."
            refusals.append(Refusal(what, place, "Raccourcissez-le."))
        elif any(not (c.isalpha() or unicodedata.combining(c) or c in " -'’.") for c in value):
            what = f"{label} contient autre chose que des lettres."
            refusals.append(Refusal(what, place, "Gardez lettres, tirets et apostrophes."))
    return refusals


def _place_refusals(identite: Identite, place: str) -> list[Refusal]:
    """Refuse a person without number, an account not the allocataire's: a payee has one."""
    refusals = []
    if not ALLOCATAIRE <= identite.person <= LAST_PERSON:
        what = f"le numéro de la personne n'est pas de {ALLOCATAIRE} à {LAST_PERSON}."
        refusals.append(Refusal(what, place, "Reprenez celui qu'elle a dans les faits."))
    if identite.person != ALLOCATAIRE and (identite.compte or identite.bailleur):
        what = "seul l'allocataire porte un compte où payer."
        mend = f"Donnez-le à la personne {ALLOCATAIRE} du dossier."
        refusals.append(Refusal(what, place, mend))
    return refusals


def _account(compte: Compte | None, where: str) -> Compte | Refusal | None:
    if compte is None:
        return None
    holder = _spaced(compte.titulaire)
    if not 0 < len(holder) <= LONGEST_NAME:
        what = f"le titulaire du compte manque, ou a plus de {LONGEST_NAME} caractères."
        return Refusal(what, where, "Recopiez-le du relevé d'identité bancaire.")
    if not holder.isprintable():
        what = "le titulaire du compte contient un caractère qui ne s'écrit pas."
        return Refusal(what, where, "Retapez-le.")
    iban = read_iban(compte.iban, where)
    return iban if isinstance(iban, Refusal) else Compte(holder, iban)
