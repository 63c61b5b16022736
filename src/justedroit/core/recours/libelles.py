"""What the codes of events say to a person: how one was reached, how an act was served, who decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from justedroit.core.base import of_month
from justedroit.core.ecarts import ORIGINES
from justedroit.core.recours.dossier_recours import CANAUX, SENS
from justedroit.core.recours.instance import JUGES, PARTIES, PREUVES_JUGEMENT, SENS_JUGEMENT
from justedroit.core.recours.mediation import RESULTATS_MEDIATION
from justedroit.core.recours.reclamation import ECHELONS
from justedroit.core.recouvrement import (
    ISSUES_SURENDETTEMENT,
    MOYENS,
    RESULTATS,
    SIGNIFICATIONS,
)

# What came of a call to the household.
APPELS: Final = {
    "joint": "Le foyer a répondu",
    "non_joint": "Personne n'a répondu",
    "refus": "Le foyer n'a pas voulu parler",
    "pas_de_numero": "Aucun numéro connu",
}
# What proves that a letter was received.
PREUVES_RECEPTION: Final = {
    "accuse_reception": "avis de réception",
    "espace_allocataire": "lecture sur l'espace personnel",
    "remise_en_main": "remise en main propre",
}
# Who decides, or writes, where it is no person's identifier.
QUI: Final[Mapping[str, str]] = {
    **PARTIES,
    "cra": "la commission de recours amiable",
    "directeur": "la direction de la caisse",
    "departement": "le président du conseil départemental",
    "ca": "le conseil d'administration",
    "mediateur": "le médiateur",
}
_AVIS: Final = {
    "favorable": "avis favorable",
    "partiel": "avis partiel",
    "defavorable": "avis défavorable",
}
_DECIDED: Final = {"acceptee": "acceptée", "rejetee": "rejetée"}
# Key of a payload → what its codes say. The order is that in which they are told.
_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "sens": {**SENS, **SENS_JUGEMENT, **RESULTATS_MEDIATION, **_DECIDED},
    "resultat": {**RESULTATS_MEDIATION, **RESULTATS, **APPELS},
    "preuve": {**PREUVES_RECEPTION, **PREUVES_JUGEMENT},
    "tribunal": JUGES,
    "echelon": {code: f"vers {label}" for code, label in ECHELONS.items()},
    "moyen": {code: label.lower() for code, label in MOYENS.items()},
    "canal": {code: label.lower() for code, label in CANAUX.items()},
    "issue": ISSUES_SURENDETTEMENT,
    "origine": ORIGINES,
}
_ACTS: Final = {
    "creance": "créance",
    "notice": "notification",
    "rectification": "rectification",
    "reclamation": "réclamation",
    "mediation": "médiation",
    "recours": "recours",
    "demeure": "mise en demeure",
    "contrainte": "contrainte",
    "surendettement": "surendettement",
    "instance": "instance",
    "courrier": "lettre",
    "echeancier": "échéancier",
}
# What an act on a créance is, in the references of the ledger: `creance:3:retenue:202607`.
_ON_CREANCE: Final = {
    "retenue": "retenue",
    "retenue_defaite": "retenue défaite",
    "paiement": "paiement",
    "rejet": "paiement rejeté",
    "remise": "remise",
    "retrait": "retrait de la remise",
    "annulation": "annulation",
    "restitution": "restitution",
    "jugement": "jugement",
    "abandon": "abandon",
    "prescription": "prescription",
    "non_valeur": "admission en non-valeur",
    "effacement": "effacement",
    "transfert": "transmission au département",
    "indemnite": "indemnité de gestion",
}
_LETTERS: Final = {
    "R": "du recours",
    "I": "de l'instance",
    "S": "du surendettement",
    "M": "de la médiation",
}


def told_codes(told: Mapping[str, Any]) -> list[str]:
    """Return what the codes of an event say, in French; a code that has no words is left out.

    Args:
        told: the payload of the event.

    Law:
        None: a way of writing.

    >>> told_codes({"resultat": "pas_de_numero"})
    ['Aucun numéro connu']
    """
    found = [words.get(str(told.get(key, "")), "") for key, words in _CODES.items()]
    if told.get("par") in SIGNIFICATIONS:
        found.append(SIGNIFICATIONS[told["par"]])
    elif told.get("par") in QUI:
        found.append(f"par {QUI[told['par']]}")
    return [one for one in found if one]


def avis_text(avis: str) -> str:
    """Return an opinion as a person reads it: the code that begins it, then its reasons.

    Law:
        None: a way of writing.

    >>> avis_text("defavorable")
    'avis défavorable'
    """
    code, mark, reasons = avis.partition(":")
    return f"{_AVIS.get(code.strip(), code.strip())}{' :' if mark else ''}{reasons}"


def act_text(acte: str) -> str:
    """Return the name of an act, or of a movement of the ledger, as a person says it.

    Args:
        acte: `recours:2`, `creance:3:retenue:202607`; empty gives empty.

    Law:
        None: a way of writing.

    >>> act_text("notice:1"), act_text("creance:3:retenue:202607")
    ('notification 1', 'créance 3, retenue de juillet 2026')
    >>> act_text("creance:1:remise:R2")
    'créance 1, remise du recours 2'
    """
    kind, _, rest = acte.partition(":")
    if kind not in _ACTS:
        return {"revision": "révision des droits", "agent": "décision d'un agent"}.get(kind, acte)
    number, *more = rest.split(":")
    name = f"{_ACTS[kind]} {number}"
    if not more:
        return name
    what = _ON_CREANCE.get(more[0], more[0].replace("_", " "))
    return f"{name}, {what}{_which(more[-1]) if len(more) > 1 else ''}"


def _which(last: str) -> str:
    """Return which of the acts of a kind: its month, the appeal or the case that decided it."""
    if last[:1] in _LETTERS and last[1:].isdecimal():
        return f" {_LETTERS[last[0]]} {last[1:]}"
    if len(last) == len("202607") and last.isdecimal():
        return f" {of_month(int(last))}"
    return f" {last}"
