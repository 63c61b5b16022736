"""The chart of accounts: an account is a benefit and a nature, `rsa:droit`, in a dossier.

Dossier 0 is the fund itself (decision 0015), and has accounts of its own, `caisse:attente`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

# As OpenFisca-France spells them; ajpp, ajpa and auvvc, which it lacks, as the law abbreviates them.
BENEFIT_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rsa": "revenu de solidarité active",
        "ppa": "prime d'activité",
        "aah": "allocation aux adultes handicapés",
        "caah": "complément de l'allocation aux adultes handicapés",
        "af": "allocations familiales",
        "cf": "complément familial",
        "asf": "allocation de soutien familial",
        "paje_naissance": "prime à la naissance",
        "paje_base": "allocation de base de la prestation d'accueil du jeune enfant",
        "paje_prepare": "prestation partagée d'éducation de l'enfant",
        "paje_cmg": "complément de libre choix du mode de garde",
        "ars": "allocation de rentrée scolaire",
        "aeeh": "allocation d'éducation de l'enfant handicapé",
        "ajpp": "allocation journalière de présence parentale",
        "ajpa": "allocation journalière du proche aidant",
        "apl": "aide personnalisée au logement",
        "alf": "allocation de logement familiale",
        "als": "allocation de logement sociale",
        "auvvc": "aide universelle d'urgence aux victimes de violences conjugales",
    }
)
BENEFITS: Final[tuple[str, ...]] = tuple(BENEFIT_LABELS)
AIDES_AU_LOGEMENT: Final[tuple[str, ...]] = ("apl", "alf", "als")


@dataclass(frozen=True, slots=True)
class Nature:
    """What an account of a benefit counts.

    Attributes:
        code: as it stands in the account, `droit`.
        label: in French, for a screen.
        sentence: in French, what its balance says.
    """

    code: str
    label: str
    sentence: str


_NATURES: Final[tuple[Nature, ...]] = (
    Nature(
        "charge",
        "Charge",
        "Ce que la prestation coûte à la caisse : la contrepartie de chaque droit (débit).",
    ),
    Nature("droit", "Droit à payer", "Ce que la caisse doit au foyer et n'a pas payé (crédit)."),
    Nature("paye", "Payé à l'allocataire", "Ce qui a été versé à l'allocataire (crédit)."),
    Nature(
        "paye_tiers",
        "Payé à un tiers",
        "Ce qui a été versé à un tiers pour le foyer, comme le bailleur (crédit).",
    ),
    Nature("indu", "Indu", "Ce que le foyer doit encore à la caisse (débit)."),
    Nature(
        "retenu",
        "Retenu",
        "Ce qui a été retenu sur un droit et n'est pas encore imputé à un indu (crédit).",
    ),
    Nature("rembourse", "Remboursé", "Ce que le foyer a remboursé de ses deniers (débit)."),
    Nature("remise", "Remis", "Ce que la caisse a renoncé à réclamer par remise (débit)."),
    Nature("annule", "Annulé", "Ce qu'une décision a annulé d'un indu (débit)."),
    Nature("retourne", "Retourné", "Ce que la banque a renvoyé, paiement non abouti (débit)."),
    Nature(
        "prescrit",
        "Prescrit",
        "Ce que le temps a fait perdre : indu non recouvrable (débit), droit non payable (crédit).",
    ),
    Nature(
        "abandonne",
        "Abandonné",
        "Ce que la caisse a cessé de réclamer : petite dette, créance irrécouvrable (débit).",
    ),
    Nature("efface", "Effacé", "Ce que le surendettement a effacé d'un indu (débit)."),
    Nature(
        "transfere",
        "Transmis au département",
        "Ce que le département recouvre à la place de la caisse (débit).",
    ),
    Nature(
        "indemnite",
        "Indemnité de gestion",
        "Ce que le foyer doit encore de l'indemnité due en cas de fraude (débit).",
    ),
    Nature("produit", "Produit", "Ce que la caisse gagne par une indemnité (crédit)."),
)
NATURES: Final[Mapping[str, Nature]] = MappingProxyType({n.code: n for n in _NATURES})

# The fund itself is dossier 0: it has these accounts and no other, and no dossier has them.
FUND: Final = 0
FUND_PREFIX: Final = "caisse"
_FUND_NATURES: Final[tuple[Nature, ...]] = (
    Nature(
        "encaisse",
        "Encaissé sans destination",
        "Ce que la banque a reçu et que rien n'attribue encore à un dossier (débit).",
    ),
    Nature(
        "attente",
        "En attente",
        "Ce que la caisse détient pour quelqu'un qui reste à trouver (crédit), et ce qui a quitté son "
        "compte sans que rien ne dise pourquoi (débit).",
    ),
    Nature(
        "a_rendre",
        "À rendre",
        "Ce qu'une personne a décidé de rendre à qui l'a envoyé, et qui n'est pas parti (crédit).",
    ),
    Nature(
        "reliquat",
        "Reliquats soldés",
        "Ce que la caisse garde (crédit), ou perd (débit), de sommes trop petites pour attendre.",
    ),
)
FUND_ACCOUNTS: Final[Mapping[str, Nature]] = MappingProxyType(
    {f"{FUND_PREFIX}:{nature.code}": nature for nature in _FUND_NATURES}
)

# Why a transfer was made. Closed: what each may move is in `mouvements.py`.
MOTIVES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "droit": "Droit du mois",
        "rappel": "Rappel",
        "indu": "Indu",
        "droit_reduit": "Droit réduit avant paiement",
        "paiement": "Paiement",
        "retour": "Retour de paiement",
        "retenue": "Retenue",
        "retenue_defaite": "Retenue défaite, la somme étant contestée",
        "remboursement": "Remboursement",
        "remise": "Remise de dette",
        "annulation": "Annulation",
        "prescription": "Prescription",
        "requalification": "Prescription levée par une qualification",
        "remise_retiree": "Remise retirée, obtenue par fraude",
        "remboursement_defait": "Remboursement placé à tort, défait",
        "retour_defait": "Retour placé à tort, défait",
        "abandon": "Abandon d'une petite dette",
        "non_valeur": "Admission en non-valeur",
        "effacement": "Effacement par le surendettement",
        "transfert": "Transmission au département",
        "restitution": "Restitution de ce qui a été recouvré à tort",
        "restitution_defaite": "Restitution reprise, le paiement ayant été rejeté",
        "rejet": "Paiement rejeté par la banque, déjà rendu : réclamé de nouveau",
        "jugement_reforme": "Annulation réformée en appel",
        "indemnite": "Indemnité de gestion pour fraude",
    }
)
FUND_MOTIVES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "encaissement": "Encaissement en attente",
        "decaissement": "Débit en attente",
        "placement": "Encaissement ou débit placé",
        "rendu": "Argent rendu à qui l'a envoyé",
        "solde": "Reliquat soldé",
        "contrepassation": "Décision défaite",
    }
)


def account(benefit: str, nature: str) -> str:
    """Return the account of a benefit and a nature.

    Raises:
        ValueError: the benefit or the nature is not of the chart.

    Law:
        None: the chart of accounts is ours.

    >>> account("rsa", "droit")
    'rsa:droit'
    """
    if benefit not in BENEFIT_LABELS:
        message = f"La prestation « {benefit} » est inconnue. Prestations : {', '.join(BENEFITS)}."
        raise ValueError(message)
    if nature not in NATURES:
        message = f"La nature « {nature} » est inconnue. Natures : {', '.join(NATURES)}."
        raise ValueError(message)
    return f"{benefit}:{nature}"


ACCOUNTS: Final[frozenset[str]] = frozenset(
    {*(account(b, n) for b in BENEFITS for n in NATURES), *FUND_ACCOUNTS}
)
