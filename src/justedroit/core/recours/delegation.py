"""Who decides an appeal or a remise: the commission, the director, the département."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from justedroit.core.base import parametre
from justedroit.core.recours.competence import juridiction

CRA, DIRECTEUR, DEPARTEMENT, CONSEIL = "cra", "directeur", "departement", "ca"
# Who decides → as a letter says it.
AUTORITES: Final = {
    CRA: "la commission de recours amiable",
    DIRECTEUR: "le directeur de la caisse, après avis de la commission de recours amiable",
    DEPARTEMENT: "le président du conseil départemental, après avis de la commission",
    CONSEIL: "le conseil d'administration",
}
# Whose decision it is, as its act is named.
DE_QUI: Final = {
    CRA: "de la commission",
    DIRECTEUR: "du directeur",
    DEPARTEMENT: "du président du conseil départemental",
    CONSEIL: "du conseil d'administration",
}


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who decides, and by what right.

    Attributes:
        par: `cra`, `directeur` or `departement`.
        article: legal text.
        statut: `verifie` or `a_verifier`.
    """

    par: str
    article: str
    statut: str

    @property
    def label(self) -> str:
        """Who decides, in French."""
        return AUTORITES[self.par]


def decideur(benefit: str, objet: str, debt_cents: int, day: dt.date) -> Delegation:
    """Return who decides on a benefit.

    Args:
        benefit: as OpenFisca spells it.
        objet: `droit`, `indu` or `remise`.
        debt_cents: what is owed of the créances concerned; the convention on the RSA counts it.
        day: of the decision.

    Law:
        CSS art. L553-2, R142-1; CSS art. L845-2; CCH art. R825-3; CASF art. L262-25, L262-47.
    """
    found = juridiction(benefit, objet, day)
    par, article, statut = found.decide, found.article, found.statut
    if par == DEPARTEMENT and objet == "remise":
        limit = parametre("recours/delegation.remise_rsa")
        # ASSUMPTION: the convention counts the whole debt, not what is remitted of it.
        if debt_cents <= limit.at(day) * 100:
            par, article, statut = CRA, limit.article, limit.statut
    return Delegation(par, article, statut)


def controlled(par: str, day: dt.date) -> bool:
    """Return whether the decisions of an authority go through the control of legality.

    Law:
        CSS art. L151-1, R151-1: parameter `mnc.decideurs`, a_verifier.
    """
    return par in parametre("recours/mnc.decideurs").at(day)
