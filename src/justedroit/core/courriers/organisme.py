"""The fund as its letters show it: where it is, how it is reached, who judges what it decides."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from justedroit.core.base import Refusal


@dataclass(frozen=True, slots=True)
class Organisme:
    """The fund, as a letter shows it. Configuration: nothing of it is personal.

    Attributes:
        nom: name of the fund.
        adresse: its address, line by line.
        telephone: of those who answer about a debt.
        horaires: when they answer.
        site: where a person reads and acts online.
        iban: of the account on which a debt is repaid.
        bic: of its bank.
        adresse_recours: address of the commission de recours amiable, line by line.
        departement: address of the président du conseil départemental, for the RSA, line by line.
        tribunal_administratif: name and address, line by line.
        tribunal_judiciaire: name and address, line by line.
        mediateur: how the médiateur is reached.
        protection_des_donnees: how the délégué à la protection des données is reached.
        signataire: in whose name the letters are written.
    """

    nom: str
    adresse: tuple[str, ...]
    telephone: str
    horaires: str
    site: str
    iban: str
    bic: str
    adresse_recours: tuple[str, ...]
    departement: tuple[str, ...]
    tribunal_administratif: tuple[str, ...]
    tribunal_judiciaire: tuple[str, ...]
    mediateur: str
    protection_des_donnees: str
    signataire: str = "La directrice ou le directeur, par délégation"


# A fund that does not exist, in a town that does not exist.
ORGANISME_DEMO: Final = Organisme(
    nom="Caisse de démonstration",
    adresse=("Place de la Démonstration", "99999 Démonville"),
    telephone="00 00 00 00 00",
    horaires="du mardi au vendredi, de 13 h à 16 h",
    site="www.exemple.invalid, rubrique « Mon compte »",
    iban="FR76 9999 9000 0100 0000 0000 115",
    bic="TESTFRPPXXX",
    adresse_recours=(
        "Caisse de démonstration",
        "Place de la Démonstration",
        "99999 Démonville",
    ),
    departement=(
        "Service du RSA",
        "1 place du Département",
        "99999 Démonville",
    ),
    tribunal_administratif=(
        "Tribunal administratif de Démonville",
        "1 place du Droit",
        "99999 Démonville",
    ),
    tribunal_judiciaire=(
        "Tribunal judiciaire de Démonville, pôle social",
        "2 place du Droit",
        "99999 Démonville",
    ),
    mediateur="par écrit, à l'adresse de la caisse, à l'attention du médiateur",
    protection_des_donnees="par écrit, à l'adresse de la caisse, à l'attention du délégué à la "
    "protection des données",
)
# What each field is, for who must complete it.
CHAMPS: Final = {
    "nom": "le nom de la caisse",
    "adresse": "l'adresse de la caisse",
    "telephone": "le téléphone",
    "horaires": "les heures du téléphone",
    "site": "l'adresse du site",
    "iban": "le compte où rembourser",
    "bic": "le BIC de ce compte",
    "adresse_recours": "l'adresse de la commission de recours amiable",
    "departement": "l'adresse du président du conseil départemental",
    "tribunal_administratif": "le nom et l'adresse du tribunal administratif",
    "tribunal_judiciaire": "le nom et l'adresse du tribunal judiciaire",
    "mediateur": "la façon de joindre le médiateur",
    "protection_des_donnees": "la façon de joindre le délégué à la protection des données",
    "signataire": "la qualité de qui signe",
}


def check_organisme(organisme: Organisme) -> list[Refusal]:
    """Return what the fund does not say of itself: no letter leaves without it.

    Law:
        CRPA art. L111-2 (who decides), L112-6 (who is competent, and within which delay).
    """
    empty = [f.name for f in fields(organisme) if not getattr(organisme, f.name)]
    return [
        Refusal(
            f"il manque {CHAMPS[name]}.",
            "configuration de la caisse",
            "Complétez le fichier de la caisse : chaque lettre le dit.",
            "CRPA art. L112-6",
        )
        for name in empty
    ]
