"""An appeal or a request of remise: its life, folded from the events of its dossier."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import parametre
from justedroit.core.recours.delais import Echeance, avis_cra, decision_rsa, rejet_implicite
from justedroit.core.recours.evenements import Evenement, read

CONTESTATION, REMISE = "contestation", "remise"
NATURES_RECOURS: Final = {CONTESTATION: "Contestation", REMISE: "Demande de remise de dette"}
CANAUX: Final = {
    "courrier": "Courrier",
    "courriel": "Courriel",
    "espace_allocataire": "Espace allocataire",
    "accueil": "Dépôt à l'accueil",
    "reclamation": "Réclamation requalifiée",
}
# How an appeal came that was a complaint: its requalification says so, nobody chooses it.
REQUALIFIEE: Final = "reclamation"
CANAUX_DEPOT: Final = {code: label for code, label in CANAUX.items() if code != REQUALIFIEE}
# Where an appeal stands → in French. The order is that of its life.
ETATS: Final = {
    "recu": "reçu, recevabilité à examiner",
    "hors_delai": "reçu hors délai, recevabilité à examiner",
    "recevable": "recevable, pièces à examiner",
    "incomplet": "pièces demandées",
    "complet": "complet, à instruire",
    "instruit": "instruit, à inscrire à une séance",
    "inscrit": "inscrit à une séance",
    "vote": "voté, décision à signer",
    "decide": "décidé",
    "transmis": "transmis au contrôle de légalité",
    "suspendu": "suspendu par le contrôle de légalité",
    "executoire": "exécutoire, à notifier",
    "notifie": "notifié",
    "irrecevable": "irrecevable",
    "rejete_implicitement": "rejeté par le silence",
    "desiste": "désistement",
    "ferme": "remise fermée par une qualification",
    "retire": "remise retirée",
}
BEFORE_DECISION: Final = (
    "recu",
    "hors_delai",
    "recevable",
    "incomplet",
    "complet",
    "instruit",
    "inscrit",
    "vote",
)
BEFORE_EXECUTION: Final = (*BEFORE_DECISION, "decide", "transmis", "suspendu")
# Decided, and not told to the household yet: nothing but a receipt opposes a delay to it.
BEFORE_NOTICE: Final = (*BEFORE_EXECUTION, "executoire")
SENS: Final = {
    "accord": "accord",
    "accord_partiel": "accord partiel",
    "rejet": "rejet",
    "sans_objet": "sans objet",
    "ajourne": "ajournement",
}
# What is said of a decision that was confirmed against the opinion of the commission.
AGAINST: Final = ", malgré l'avis contraire de la commission"
# Nothing is left to remit or to annul: neither granted nor refused.
SANS_OBJET: Final = "sans_objet"


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote of the commission on a proposition.

    Attributes:
        seance: its day.
        pour, contre, abstentions: votes.
        sens: of the proposition, of SENS.
        amounts: créance → cents that the proposition remits or annuls.
    """

    seance: dt.date
    pour: int
    contre: int
    abstentions: int
    sens: str
    amounts: Mapping[int, int]

    @property
    def issue(self) -> str:
        """What comes of it: `adoptee`, `repoussee` or `partage`."""
        if self.pour == self.contre:
            return "partage"
        return "adoptee" if self.pour > self.contre else "repoussee"

    def opposes(self, sens: str, amounts: Mapping[int, int]) -> bool:
        """Return whether a decision departs from what was voted; a tie proposes nothing.

        Args:
            sens: of the decision, of SENS.
            amounts: créance → cents that it gives up.

        Law:
            CSS art. L845-2, CCH art. R825-3, CASF art. R262-89: the commission gives an opinion there.
        """
        if self.issue == "partage" or sens in (SANS_OBJET, "ajourne"):
            return False
        if self.issue == "repoussee":
            return sens == self.sens
        return sens != self.sens or (sens == "accord_partiel" and amounts != self.amounts)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision, always of a person.

    Attributes:
        par: `cra`, `directeur`, `departement` or `ca` (the council, after a tie).
        sens: of SENS.
        amounts: créance → cents remitted, or annulled for a contestation.
        code: of the closed list of reasons, empty for an adjournment.
        motif: the reasons, as the household reads them.
        article: legal text.
        le: day.
        author: who signed.
        is_against: whether it was confirmed against the opinion of the commission.
    """

    par: str
    sens: str
    amounts: Mapping[int, int]
    code: str
    motif: str
    article: str
    le: dt.date
    author: str
    is_against: bool = False

    @property
    def grants(self) -> bool:
        """Whether something is granted."""
        return self.sens in ("accord", "accord_partiel")


@dataclass(slots=True)
class Recours:
    """An appeal, as the events that were read tell it.

    Attributes:
        dossier: number.
        number: in the dossier, from 1.
        nature: `contestation` or `remise`.
        objet: `droit`, `indu` or `remise`: with the benefit, it names the judge.
        regime: `rsa`, `ppa`, `logement`, `pf`, `auvvc`: one appeal has one.
        prestations: benefits concerned.
        creances: numbers; none when a right is contested.
        received_on: posting or deposit: the day that counts.
        canal: of CANAUX.
        motif: what the household says.
        reproof: how it was found late, empty when it is not: days, in French.
        stage: where its instruction stands, of ETATS; `etat` says where the appeal does.
        history: (event, day) in order.
        closed: créance → (day, reasons) where a qualification has closed its remise.
        silence_from: the day from which silence counts.
        rejected_on: day of the implicit rejection.
        votes: in order.
        decisions: in order; an adjournment or an annulled decision is followed by another.
        executed: créance → cents that the ledger was told.
        given_back: créance → cents of a remise that were paid since it was decided.
    """

    dossier: int
    number: int
    nature: str
    objet: str
    regime: str
    prestations: tuple[str, ...]
    creances: tuple[int, ...]
    received_on: dt.date
    canal: str
    motif: str
    reproof: str
    stage: str
    silence_from: dt.date
    history: list[Evenement] = field(default_factory=list)
    closed: dict[int, tuple[dt.date, str]] = field(default_factory=dict)
    accused_on: dt.date | None = None
    pieces: tuple[str, ...] = ()
    avis: str = ""
    fiche: Mapping[str, Any] = field(default_factory=dict)
    seance: dt.date | None = None
    votes: list[Vote] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    transmitted_on: dt.date | None = None
    suspended_on: dt.date | None = None
    rejected_on: dt.date | None = None
    executory_on: dt.date | None = None
    notified_on: dt.date | None = None
    executed: dict[int, int] = field(default_factory=dict)
    given_back: dict[int, int] = field(default_factory=dict)
    suspends: bool = False

    @property
    def etat(self) -> str:
        """Where the appeal stands, of ETATS."""
        if self.stage in BEFORE_EXECUTION and self.is_closed:
            return "ferme"
        if self.stage in BEFORE_DECISION and self.rejected_on is not None:
            return "rejete_implicitement"
        return self.stage

    @property
    def is_closed(self) -> bool:
        """Whether a qualification has closed the remise of all that is asked."""
        asked = self.nature == REMISE and bool(self.creances)
        return asked and all(number in self.closed for number in self.creances)

    @property
    def is_pending(self) -> bool:
        """Whether it waits for a decision or its execution: recovery is suspended meanwhile."""
        return self.etat in BEFORE_EXECUTION

    @property
    def asked(self) -> tuple[int, ...]:
        """The créances that may still be granted something."""
        return tuple(number for number in self.creances if number not in self.closed)

    @property
    def decision(self) -> Decision | None:
        """The last decision, an adjournment excepted."""
        told = [one for one in self.decisions if one.sens != "ajourne"]
        return told[-1] if told and self.stage not in BEFORE_DECISION else None

    @property
    def vote(self) -> Vote | None:
        """The last vote of the session where it is inscribed."""
        same = [vote for vote in self.votes if vote.seance == self.seance]
        return same[-1] if same and self.stage not in ("instruit", "inscrit") else None

    @property
    def cause(self) -> str:
        """How its suspension is named, `recours:2`."""
        return f"recours:{self.number}"

    @property
    def label(self) -> str:
        """Its nature, in French."""
        return NATURES_RECOURS[self.nature]

    def silence(self) -> Echeance | None:
        """Return when silence is a rejection; None where it does not run or cannot come.

        Law:
            CSS art. R142-6, R847-2; CCH art. R825-3; CASF art. R262-89, R262-90; CRPA art. L114-5.
        """
        waits = parametre("recours/silence.pieces").at(self.silence_from)[self.regime] == "attend"
        if self.stage not in BEFORE_DECISION or self.is_closed:
            return None
        if self.stage == "incomplet" and waits:
            return None
        if self.regime == "rsa" and parametre("recours/rsa.cra_consultee").at(self.silence_from):
            deemed = avis_cra(self.silence_from).ends_on
            given = [vote.seance for vote in self.votes if vote.seance > self.silence_from]
            return decision_rsa(min([deemed, *given]))
        return rejet_implicite(self.prestations[0], self.silence_from)

    def silent_on(self, day: dt.date) -> dt.date | None:
        """Return the day on which silence rejected it, where that is true on a day and not recorded.

        Law:
            See `silence`.
        """
        silence = self.silence() if self.etat in BEFORE_DECISION else None
        return silence.ends_on if silence is not None and day > silence.ends_on else None

    def etat_at(self, day: dt.date) -> str:
        """Return where it stands on a day, since time alone may reject it.

        Law:
            See `silence`.
        """
        return self.etat if self.silent_on(day) is None else "rejete_implicitement"


def recours_of(events: pa.Table) -> dict[int, list[Recours]]:
    """Return the appeals of some dossiers, by number.

    Args:
        events: schema EVENTS, of any number of dossiers, in the order of the journals. To know
            what was known on a past day, give those of until then.

    Law:
        None: decision 0021, a state is a fold of events.
    """
    found: dict[int, list[Recours]] = defaultdict(list)
    for event in read(events):
        if event.tag == "recours.recu":
            found[event.dossier].append(_received(event))
        elif event.tag in ("remise.fermee", "remise.rouverte"):
            for one in found[event.dossier]:
                _qualified(one, event)
        else:
            _told(found[event.dossier], event)
    return {dossier: some for dossier, some in found.items() if some}


def _received(event: Evenement) -> Recours:
    told = event.told
    reproof = told.get("hors_delai", "")
    return Recours(
        dossier=event.dossier,
        number=told["recours"],
        nature=told["nature"],
        objet=told["objet"],
        regime=told["regime"],
        prestations=tuple(told["prestations"]),
        creances=tuple(told["creances"]),
        received_on=event.day(),
        canal=told["canal"],
        motif=told["motif"],
        reproof=reproof,
        stage="hors_delai" if reproof else "recu",
        silence_from=event.day(),
        history=[event],
        suspends=bool(told.get("suspend", True)),
    )


def _told(some: list[Recours], event: Evenement) -> None:
    for one in some:
        if one.number == event.told["recours"]:
            one.history.append(event)
            _TAKEN[event.tag](one, event)


def _qualified(one: Recours, event: Evenement) -> None:
    """Take in what a qualification does to the remise of some créances."""
    mine = [n for n in event.told["creances"] if n in one.creances]
    if one.nature != REMISE or not mine:
        return
    was_closed = one.is_closed
    for number in mine:
        if event.tag == "remise.fermee":
            one.closed[number] = (event.day(), event.told["motif"])
        else:
            one.closed.pop(number, None)
    if was_closed and not one.is_closed:
        # ASSUMPTION: what was closed is examined anew: silence counts from the day of reopening.
        one.silence_from, one.rejected_on = event.day(), None
    one.history.append(event)


def _pieces(one: Recours, event: Evenement) -> None:
    one.stage, one.pieces = "incomplet", tuple(event.told["pieces"])


def _complete(one: Recours, event: Evenement) -> None:
    if one.stage == "incomplet":
        one.silence_from = max(one.silence_from, event.day())
    one.stage, one.pieces = "complet", tuple(event.told.get("pieces", ()))


def _instructed(one: Recours, event: Evenement) -> None:
    one.stage = "instruit"
    one.avis, one.fiche = event.told["avis"], event.told["fiche"]


def _inscribed(one: Recours, event: Evenement) -> None:
    one.stage, one.seance = "inscrit", event.day("seance")


def _voted(one: Recours, event: Evenement) -> None:
    told = event.told
    counts = (told["pour"], told["contre"], told["abstentions"])
    amounts = _amounts(told.get("montants"))
    one.votes.append(Vote(event.day("seance"), *counts, told["sens"], amounts))
    one.stage = "vote"


def _decided(one: Recours, event: Evenement) -> None:
    told = event.told
    amounts = _amounts(told.get("remises")) | _amounts(told.get("annulations"))
    reasons = (told.get("code", ""), told["motif"], told["article"])
    signed = (event.day(), event.author, bool(told.get("malgre_avis")))
    one.decisions.append(Decision(told["par"], told["sens"], amounts, *reasons, *signed))
    one.stage = "instruit" if told["sens"] == "ajourne" else "decide"


def _annulled(one: Recours, event: Evenement) -> None:
    # ASSUMPTION: a decision annulled by the control is taken again: silence counts from that day.
    one.stage, one.silence_from = "instruit", event.day()
    one.transmitted_on = one.suspended_on = None


def _executed(one: Recours, event: Evenement) -> None:
    one.stage, one.executory_on = "executoire", event.day()
    one.executed = _amounts(event.told.get("montants"))
    one.given_back = _amounts(event.told.get("rendus"))


def _stage(stage: str, field_name: str = "") -> Callable[[Recours, Evenement], None]:
    """Return what sets a stage, and the field that keeps its day."""

    def take(one: Recours, event: Evenement) -> None:
        one.stage = stage or one.stage
        if field_name:
            setattr(one, field_name, event.day())

    return take


_TAKEN: Final[Mapping[str, Callable[[Recours, Evenement], None]]] = {
    "recours.accuse": _stage("", "accused_on"),
    "recours.recevable": _stage("recevable"),
    "recours.irrecevable": _stage("irrecevable"),
    "recours.pieces_demandees": _pieces,
    "recours.complet": _complete,
    "recours.instruit": _instructed,
    "recours.inscrit": _inscribed,
    "recours.vote": _voted,
    "recours.decide": _decided,
    "recours.transmis_mnc": _stage("transmis", "transmitted_on"),
    "recours.suspendu_mnc": _stage("suspendu", "suspended_on"),
    "recours.annule_mnc": _annulled,
    "recours.executoire": _executed,
    "recours.notifie": _stage("notifie", "notified_on"),
    "recours.rejete_implicitement": _stage("", "rejected_on"),
    "recours.desiste": _stage("desiste"),
    "remise.retrait_annonce": _stage(""),
    "remise.retiree": _stage("retire"),
}


def _amounts(told: Mapping[str, int] | None) -> dict[int, int]:
    """Return amounts by créance; JSON has made their numbers texts."""
    return {int(number): cents for number, cents in (told or {}).items()}
