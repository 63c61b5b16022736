"""Which judge, after which prior appeal, and who decides: a dated table by benefit and object."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from justedroit.core.base import parametre
from justedroit.core.registre import BENEFITS

# What is contested → in French.
OBJETS: Final = {
    "droit": "le droit",
    "indu": "l'indu",
    "remise": "la remise de dette",
    "contrainte": "la contrainte",
    "penalite": "la pénalité",
    "handicap": "la décision de handicap",
}
TRIBUNAUX: Final = {
    "tribunal_administratif": "tribunal administratif",
    "tribunal_judiciaire_pole_social": "tribunal judiciaire (pôle social)",
}
PREALABLES: Final = {
    "cra": "commission de recours amiable de la caisse",
    "cra_directeur": "commission de recours amiable, dont le directeur de la caisse suit l'avis",
    "directeur_cra": "directeur de la caisse, qui décide après avis de la commission de recours amiable",
    "rapo_president_cd": "président du conseil départemental (recours préalable obligatoire)",
    "rapo_mdph": "maison départementale des personnes handicapées (recours préalable obligatoire)",
    "recours_gracieux": "directeur de la caisse (recours gracieux, commission des pénalités)",
    "aucun": "aucun recours préalable",
}
DECIDEURS: Final = {
    "cra": "la commission de recours amiable",
    "directeur": "le directeur, après avis de la commission",
    "departement": "le président du conseil départemental, après avis de la commission",
    "mdph": "la commission des droits et de l'autonomie",
    "aucun": "personne : le juge est saisi directement",
}
HANDICAP: Final = "handicap"


@dataclass(frozen=True, slots=True)
class Juridiction:
    """The way of appeal against a decision on a benefit.

    Attributes:
        benefit: as OpenFisca spells it.
        objet: what is contested, of OBJETS.
        regime: `rsa`, `ppa`, `logement`, `pf`, `auvvc`: it names the delays.
        tribunal: of TRIBUNAUX.
        prealable: the mandatory prior appeal, of PREALABLES.
        decide: who decides that prior appeal, or the remise, of DECIDEURS.
        article: legal text.
        statut: `verifie` or `a_verifier`.
    """

    benefit: str
    objet: str
    regime: str
    tribunal: str
    prealable: str
    decide: str
    article: str
    statut: str

    @property
    def tribunal_text(self) -> str:
        """The court, in French."""
        return TRIBUNAUX[self.tribunal]

    @property
    def prealable_text(self) -> str:
        """The prior appeal, in French."""
        return PREALABLES[self.prealable]


def regime(benefit: str, day: dt.date) -> str:
    """Return the regime of appeal of a benefit, for a decision of a day.

    Raises:
        ValueError: the benefit is not of the chart of accounts.

    Law:
        CASF art. L262-47; CSS art. L845-2, R142-1; CCH art. L825-1: `competence.regimes`.
    """
    found: dict[str, str] = parametre("recours/competence.regimes").at(day)
    if benefit not in found:
        message = f"La prestation « {benefit} » est inconnue. Prestations : {', '.join(BENEFITS)}."
        raise ValueError(message)
    return found[benefit]


def juridiction(benefit: str, objet: str, day: dt.date) -> Juridiction:
    """Return the judge, the prior appeal and who decides, for a decision of a day.

    Args:
        benefit: as OpenFisca spells it.
        objet: `droit`, `indu`, `remise`, `contrainte`, `penalite` or `handicap`.
        day: of the decision that is contested.

    Raises:
        ValueError: no such benefit, or this object does not exist for it.
        LookupError: the benefit did not exist on that day.

    Law:
        CASF art. L262-47; CSS art. L142-1, L845-2; CCH art. L825-1: parameters `competence.*`.
    """
    name = regime(benefit, day)
    table = parametre(f"recours/competence.{HANDICAP if objet == HANDICAP else name}").at(day)
    row: dict[str, Any] | None = table.get(benefit if objet == HANDICAP else objet)
    if row is None:
        message = f"« {objet} » ne se conteste pas pour la prestation {benefit}. Objets : {', '.join(OBJETS)}."
        raise ValueError(message)
    return Juridiction(benefit=benefit, objet=objet, regime=name, **row)
