"""Letters: what each one must say, to the cent and to the day, without naming anyone.

Law: CSS art. R133-9-2, R847-1-1; CRPA art. L211-2, L311-3-1; decision 0021.
"""

from justedroit.core.courriers.causes import causes_of_claims, causes_of_rappel, falls, rises
from justedroit.core.courriers.echeancier import EcheancierAccepte, EcheancierRompu
from justedroit.core.courriers.explication import (
    RESULTATS,
    calls_needed,
    draft,
    is_enriched,
    refuse_explanation,
)
from justedroit.core.courriers.fin import (
    CreanceEteinte,
    CreanceSoldee,
    ReponseMediation,
    ReponseReclamation,
    eteintes,
)
from justedroit.core.courriers.force import ActeContrainte, MiseEnDemeure
from justedroit.core.courriers.forme import (
    EXPLICATION,
    Bloc,
    Contenu,
    Liste,
    Paragraphe,
    Section,
    Tableau,
    printed,
    told_content,
)
from justedroit.core.courriers.lettre import Lettre, creances_text, texts, written
from justedroit.core.courriers.modeles import MODELES
from justedroit.core.courriers.motifs import besides, origin_decided, origin_text, origins_told
from justedroit.core.courriers.notice_indu import (
    CreanceNotifiee,
    MoisReclame,
    NoticeIndu,
    notifiees,
)
from justedroit.core.courriers.organisme import ORGANISME_DEMO, Organisme, check_organisme
from justedroit.core.courriers.rappel import (
    LettreRappel,
    LettreRestitution,
    MoisRappele,
    Rappele,
    rappeles,
)
from justedroit.core.courriers.recours import AccuseRecours, DecisionContestation, DecisionRemise
from justedroit.core.courriers.rectification import ReponseRectification
from justedroit.core.courriers.restitution_defaite import LettreRestitutionDefaite
from justedroit.core.courriers.retenue_defaite import LettreRetenueDefaite, RetenueRendue
from justedroit.core.courriers.suivi import (
    COURRIERS,
    PREUVES,
    SELECTIONS,
    CourrierSuivi,
    NoticePreparee,
    courriers,
    informed,
    notices,
    notices_of,
    told_rappels,
)
from justedroit.core.courriers.tiers import (
    Information,
    InformationTiers,
    informations,
    notice_from,
    of_third_parties,
)
from justedroit.core.courriers.voies import Voie, voies

__all__ = [
    "COURRIERS",
    "EXPLICATION",
    "MODELES",
    "ORGANISME_DEMO",
    "PREUVES",
    "RESULTATS",
    "SELECTIONS",
    "AccuseRecours",
    "ActeContrainte",
    "Bloc",
    "Contenu",
    "CourrierSuivi",
    "CreanceEteinte",
    "CreanceNotifiee",
    "CreanceSoldee",
    "DecisionContestation",
    "DecisionRemise",
    "EcheancierAccepte",
    "EcheancierRompu",
    "Information",
    "InformationTiers",
    "Lettre",
    "LettreRappel",
    "LettreRestitution",
    "LettreRestitutionDefaite",
    "LettreRetenueDefaite",
    "Liste",
    "MiseEnDemeure",
    "MoisRappele",
    "MoisReclame",
    "NoticeIndu",
    "NoticePreparee",
    "Organisme",
    "Paragraphe",
    "Rappele",
    "ReponseMediation",
    "ReponseReclamation",
    "ReponseRectification",
    "RetenueRendue",
    "Section",
    "Tableau",
    "Voie",
    "besides",
    "calls_needed",
    "causes_of_claims",
    "causes_of_rappel",
    "check_organisme",
    "courriers",
    "creances_text",
    "draft",
    "eteintes",
    "falls",
    "informations",
    "informed",
    "is_enriched",
    "notice_from",
    "notices",
    "notices_of",
    "notifiees",
    "of_third_parties",
    "origin_decided",
    "origin_text",
    "origins_told",
    "printed",
    "rappeles",
    "refuse_explanation",
    "rises",
    "texts",
    "told_content",
    "told_rappels",
    "voies",
    "written",
]
