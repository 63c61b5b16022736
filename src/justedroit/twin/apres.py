"""What became of the indus of a fund that was played, read from its journals alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.creances import creances
from justedroit.core.recours import REMISE, instances_of, recours_of


@dataclass(frozen=True, slots=True)
class Compte:
    """A number of things and what they are worth.

    Attributes:
        nombre: of notices (one per dossier, benefit and revision), or of households.
        cents: their sum.
    """

    nombre: int
    cents: int


@dataclass(frozen=True, slots=True)
class Exemple:
    """A dossier where something of the life of an indu can be seen.

    Attributes:
        nom: what is seen, in French.
        dossier: number.
        commande: the command that shows it, without its dossier.
    """

    nom: str
    dossier: int
    commande: str


@dataclass(frozen=True, slots=True)
class Apres:
    """What became of the indus.

    Attributes:
        notifie: notices sent, and what they claim.
        issues: what became of the créances: French label, how many, cents; their sum is what they claim.
        rendu: given back to households after it was recovered.
        remises, contestations: appeals lodged.
        accordees: remises granted, in whole or in part.
        jugements: direction → how many.
        demeures, contraintes: acts of forced recovery.
        reclamations, mediations: how many.
        exemples: dossiers to look at.
    """

    notifie: Compte
    issues: tuple[tuple[str, Compte], ...]
    rendu: Compte
    remises: int
    accordees: int
    contestations: int
    jugements: dict[str, int]
    demeures: int
    contraintes: int
    reclamations: int
    mediations: int
    exemples: tuple[Exemple, ...]


# What may become of a claim: French label → fields of its lines.
_ISSUES: Final[dict[str, tuple[str, ...]]] = {
    "Recouvré par retenue": ("withheld",),
    "Remboursé par les foyers": ("repaid",),
    "Remis": ("remitted",),
    "Annulé": ("annulled",),
    "Réclamé à tort, le droit étant revenu": ("undone", "returned"),
    "Abandonné ou admis en non-valeur": ("abandoned",),
    "Effacé par un surendettement": ("erased",),
    "Transmis au département": ("transferred",),
    "Prescrit": ("prescribed",),
    "En cours": ("open",),
}

# What the demonstration must show: tag, what its payload must hold, what is seen, the command.
_SHOWN: Final[tuple[tuple[str, dict[str, Any], str, str], ...]] = (
    ("instance.jugee", {"sens": "partiel"}, "Du fait au tribunal, puis restitution", "creance"),
    ("instance.jugee", {"sens": "annule"}, "Indu annulé par un tribunal", "tribunal"),
    ("instance.jugee", {"sens": "confirme"}, "Indu confirmé par un tribunal", "tribunal"),
    ("recours.decide", {"sens": "accord"}, "Remise accordée", "recours"),
    ("recours.decide", {"sens": "accord_partiel"}, "Remise accordée en partie", "recours"),
    ("remise.fermee", {}, "Remise fermée par une fraude", "recours"),
    ("remise.rouverte", {}, "Remise rouverte, la fraude écartée", "recours"),
    ("indemnite.decidee", {}, "Indemnité de gestion", "creance"),
    ("notice.expliquee", {}, "Notification expliquée par un agent", "creance"),
    ("tiers.informe", {}, "Donnée d'un tiers, dite d'abord", "creance"),
    ("rectification.repondue", {"sens": "acceptee"}, "Rectification acceptée", "creance"),
    ("rectification.repondue", {"sens": "rejetee"}, "Rectification rejetée", "creance"),
    ("echeancier.termine", {}, "Échéancier tenu", "echeancier suivre"),
    ("echeancier.repris", {}, "Échéancier rompu, puis repris", "echeancier suivre"),
    ("creance.admise_non_valeur", {}, "Contrainte, puis non-valeur", "forcer"),
    ("opposition.formee", {}, "Contrainte, et opposition jugée", "tribunal"),
    ("surendettement.clos", {"issue": "effacement"}, "Surendettement, effacement", "creance"),
    ("surendettement.clos", {"issue": "plan"}, "Surendettement, plan", "creance"),
    ("creance.abandonnee", {}, "Petite dette abandonnée", "creance"),
    ("creance.transferee", {}, "Dette de RSA transmise au département", "creance"),
    ("reclamation.escaladee", {}, "Réclamation transmise plus haut", "reclamation"),
    ("reclamation.requalifiee", {}, "Réclamation devenue recours", "reclamation"),
    ("mediation.close", {}, "Médiation", "mediation"),
)


def apres(transfers: pa.Table, events: pa.Table) -> Apres:
    """Return what became of the indus of a fund.

    Args:
        transfers: schema TRANSFERS, all the journal.
        events: schema EVENTS, all the journal.
    """
    told = events.filter(pc.invert(pc.starts_with(events["tag"], "droits.")))
    tags = told["tag"].to_pylist()
    appeals = [one for some in recours_of(told).values() for one in some]
    remises = [one for one in appeals if one.nature == REMISE]
    directions = dict.fromkeys(("confirme", "partiel", "annule"), 0)
    for some in instances_of(told).values():
        for one in some:
            for judged in one.jugements:
                directions[judged.sens] += 1
    return Apres(
        notifie=_notified(told),
        issues=_issues(transfers),
        rendu=_given_back(transfers),
        remises=len(remises),
        accordees=sum(1 for one in remises if one.decision and one.decision.grants),
        contestations=len(appeals) - len(remises),
        jugements=directions,
        demeures=tags.count("mise_en_demeure.envoyee"),
        contraintes=tags.count("contrainte.emise"),
        reclamations=tags.count("reclamation.recue"),
        mediations=tags.count("mediation.saisie"),
        exemples=tuple(_examples(told)),
    )


def _notified(events: pa.Table) -> Compte:
    sent = {(d, told["notice"]) for d, told in _payloads(events, "notice.envoyee")}
    prepared = _payloads(events, "notice.preparee")
    cents = sum(told["total_cents"] for d, told in prepared if (d, told["notice"]) in sent)
    return Compte(len(sent), cents)


def _payloads(events: pa.Table, tag: str) -> list[tuple[int, dict[str, Any]]]:
    mine = events.filter(pc.equal(events["tag"], tag))
    texts = mine["payload"].to_pylist()
    return list(zip(mine["dossier"].to_pylist(), map(json.loads, texts), strict=True))


def _issues(transfers: pa.Table) -> tuple[tuple[str, Compte], ...]:
    """Return what became of the créances, the issues that happened only."""
    counts = dict.fromkeys(_ISSUES, (0, 0))
    for claims in creances(transfers).values():
        for claim in claims:
            for label, fields in _ISSUES.items():
                cents = sum(claim.total(name) for name in fields)
                number, total = counts[label]
                counts[label] = (number + (cents > 0), total + cents)
    return tuple((label, Compte(*count)) for label, count in counts.items() if count[1])


def _given_back(transfers: pa.Table) -> Compte:
    back = transfers.filter(pc.equal(transfers["motive"], "restitution"))
    dossiers: int = pc.count_distinct(back["dossier"]).as_py()
    return Compte(dossiers, pc.sum(back["amount_cents"]).as_py() or 0)


def _examples(events: pa.Table) -> Iterator[Exemple]:
    for tag, wanted, label, command in _SHOWN:
        for dossier, told in _payloads(events, tag):
            if all(told.get(key) == value for key, value in wanted.items()):
                yield Exemple(label, dossier, command)
                break
