"""The closed list of letters: what each is, in French, the text that demands it, who builds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from justedroit.core.courriers.echeancier import EcheancierAccepte, EcheancierRompu
from justedroit.core.courriers.fin import CreanceSoldee, ReponseMediation, ReponseReclamation
from justedroit.core.courriers.force import ActeContrainte, MiseEnDemeure
from justedroit.core.courriers.lettre import Lettre
from justedroit.core.courriers.notice_indu import NoticeIndu
from justedroit.core.courriers.rappel import LettreRappel, LettreRestitution
from justedroit.core.courriers.recours import AccuseRecours, DecisionContestation, DecisionRemise
from justedroit.core.courriers.rectification import ReponseRectification
from justedroit.core.courriers.restitution_defaite import LettreRestitutionDefaite
from justedroit.core.courriers.retenue_defaite import LettreRetenueDefaite
from justedroit.core.courriers.tiers import InformationTiers


@dataclass(frozen=True, slots=True)
class Modele:
    """A letter that can be sent.

    Attributes:
        code: as events name it.
        libelle: in French.
        lettre: its dataclass: its fields are what it must say.
    """

    code: str
    libelle: str
    lettre: type[Lettre]

    @property
    def droit(self) -> str:
        """The articles that demand it, or found it."""
        return self.lettre.droit


_LABELS: Final[tuple[tuple[str, type[Lettre]], ...]] = (
    ("Notification d'un trop-perçu", NoticeIndu),
    ("Rappel : une somme à verser", LettreRappel),
    ("Restitution", LettreRestitution),
    ("Restitution défaite : ce qui ne sera pas versé", LettreRestitutionDefaite),
    ("Retenue défaite : une somme à rendre", LettreRetenueDefaite),
    ("Information sur les données d'un tiers", InformationTiers),
    ("Réponse à une demande de rectification", ReponseRectification),
    ("Accusé de réception d'un recours", AccuseRecours),
    ("Décision sur une remise de dette", DecisionRemise),
    ("Décision sur une contestation", DecisionContestation),
    ("Échéancier accepté", EcheancierAccepte),
    ("Échéancier rompu", EcheancierRompu),
    ("Mise en demeure", MiseEnDemeure),
    ("Contrainte", ActeContrainte),
    ("Dette soldée", CreanceSoldee),
    ("Réponse à une réclamation", ReponseReclamation),
    ("Réponse du médiateur", ReponseMediation),
)
MODELES: Final[Mapping[str, Modele]] = MappingProxyType(
    {lettre.modele: Modele(lettre.modele, label, lettre) for label, lettre in _LABELS}
)
