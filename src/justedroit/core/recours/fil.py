"""One thread per decision: notice, complaint, commission, court, each movement of the ledger, in order."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from justedroit.core.base import euros, month_text
from justedroit.core.creances import EVENEMENTS as CLAIMS
from justedroit.core.recours.evenements import EVENEMENTS as APPEALS
from justedroit.core.recours.evenements import Evenement, read
from justedroit.core.recours.instance import INSTANCES
from justedroit.core.recours.libelles import QUI, act_text, avis_text, told_codes
from justedroit.core.recours.mediation import MEDIATIONS, MOTIFS_MEDIATION
from justedroit.core.recours.mouvements import Mouvement, mouvements
from justedroit.core.recours.reclamation import RECLAMATIONS

TAGS: Final[Mapping[str, str]] = {**CLAIMS, **APPEALS, **RECLAMATIONS, **MEDIATIONS, **INSTANCES}
# Acts of the thread: the keys by which what follows names what began.
_ACTS: Final = (
    "notice",
    "rectification",
    "echeancier",
    "reclamation",
    "mediation",
    "recours",
    "demeure",
    "contrainte",
    "surendettement",
    "instance",
)
_SENT, _PREPARED = "courrier.envoye", "courrier.prepare"
LEDGER: Final = "registre"  # who moved a sum, where no person is named
_ASIDE: Final = frozenset({"retenue.fixee", "tiers.informe", "paiement.encaisse"})


@dataclass(frozen=True, slots=True)
class Etape:
    """A step of the thread of a decision.

    Attributes:
        le: day.
        quoi: what happened, in French.
        qui: who acted or recorded it, an identifier.
        resultat: what came of it, in French; may be empty.
        acte: `recours:2`, `instance:1`…; empty where it is of the créance itself.
        tag: of the event.
    """

    le: dt.date
    quoi: str
    qui: str
    resultat: str
    acte: str
    tag: str

    @property
    def objet(self) -> str:
        """What it is about, in French: « recours 2 », « créance 1, retenue de mars 2025 »."""
        return act_text(self.acte)

    @property
    def auteur(self) -> str:
        """Who acted, in French where it is an authority; else an identifier."""
        return QUI.get(self.qui, self.qui)


def fil(
    events: pa.Table,
    transfers: pa.Table | None = None,
    *,
    creances: Iterable[int] = (),
    recours: int | None = None,
) -> list[Etape]:
    """Return the thread of a decision, in order of days: what was done, sent, and moved.

    Args:
        events: schema EVENTS, of one dossier, in the order of the journals.
        transfers: schema TRANSFERS, of the same: its movements are told in the thread.
        creances: numbers whose thread is told.
        recours: number of an appeal: what is linked to it, and its créances, is told too.

    Law:
        None: one thread per decision, réclamation → médiation → CRA → court.
    """
    told = read(events, TAGS)
    wanted = {("creance", number) for number in creances}
    if recours is not None:
        wanted |= {("recours", recours), *_linked(told)["recours", recours]}
    links = _linked(told)
    mine = [event for event in told if wanted & _about(event, links)]
    found = [(event.at, _step(event)) for event in mine if event.tag not in _ASIDE]
    found += _letters(events, mine)
    if transfers is not None:
        numbers = {number for kind, number in wanted if kind == "creance"}
        found += [(one.at, _movement(one)) for one in mouvements(transfers, numbers)]
    return [step for _, step in sorted(found, key=lambda one: (one[1].le, one[0]))]


def _letters(events: pa.Table, mine: Iterable[Evenement]) -> Iterator[tuple[dt.datetime, Etape]]:
    """Yield the letters sent that the events of a thread name; a notice is told as such."""
    notices = {e.told.get("courrier") for e in mine if e.tag.startswith("notice.")}
    named = {e.told.get("courrier") for e in mine} - notices
    causes = {e.told["cause"] for e in mine if e.tag == "restitution.decidee"}
    models: dict[int, str] = {}
    for event in read(events, {_PREPARED: "", _SENT: ""}):
        number, told = event.told["courrier"], event.told
        models[number] = told.get("modele") or models.get(number, "")
        if told.get("cause") in causes:
            named.add(number)
        if event.tag == _SENT and number in named:
            what = (event.day(), "Lettre envoyée", event.author, models[number])
            yield event.at, Etape(*what, f"courrier:{number}", event.tag)


def _movement(one: Mouvement) -> Etape:
    """Return a movement of the ledger as a step: cents, months, and what is owed after it."""
    first, last = month_text(one.months[0]), month_text(one.months[-1])
    about = first if first == last else f"{first} à {last}"
    left = "" if one.open is None else f" ; reste dû {euros(one.open)}"
    act = one.reference if one.reference.startswith("creance:") else f"creance:{one.creance}"
    fell = f" ; la restitution de {euros(one.fallen)} est défaite" if one.fallen else ""
    again = f" ; {euros(one.revived)} sont de nouveau dus" if one.revived else ""
    told = f"{euros(abs(one.cents))} ({about}){fell}{again}{left}"
    return Etape(one.le, one.quoi, LEDGER, told, act, "registre")


_Key = tuple[str, int]


def _linked(told: Iterable[Evenement]) -> dict[_Key, set[_Key]]:
    """Return what each act is about: the créances, and the appeal, that its events name."""
    links: dict[_Key, set[_Key]] = defaultdict(set)
    for event in told:
        for act in _own(event):
            links[act] |= _named(event)
    return links


def _own(event: Evenement) -> list[_Key]:
    """Return the acts that an event tells, most often one: `recours:2` of `recours.decide`."""
    begins = event.tag.partition(".")[0]
    kind = {
        "mise_en_demeure": "demeure",
        "opposition": "contrainte",
        "execution": "contrainte",
    }.get(begins, begins)
    number = event.told.get(kind)
    return [(kind, number)] if kind in _ACTS and isinstance(number, int) else []


def _named(event: Evenement) -> set[_Key]:
    told = event.told
    found = {("creance", number) for number in told.get("creances", ())}
    if isinstance(told.get("creance"), int):
        found.add(("creance", told["creance"]))
    appeals = told.get("recours")
    for number in appeals if isinstance(appeals, list) else [appeals]:
        if isinstance(number, int):
            found.add(("recours", number))
    return found


def _about(event: Evenement, links: Mapping[_Key, set[_Key]]) -> set[_Key]:
    found = _named(event)
    for act in _own(event):
        found |= {act, *links.get(act, ())}
    return found


def _step(event: Evenement) -> Etape:
    told = event.told
    own = _own(event)
    acte = f"{own[0][0]}:{own[0][1]}" if own else str(told.get("cause", ""))
    what = TAGS[event.tag]
    if event.tag in APPEALS and own:
        what = f"Recours : {what[0].lower()}{what[1:]}"
    return Etape(event.day(), what, event.author, _outcome(event), acte, event.tag)


def _outcome(event: Evenement) -> str:
    """Return what an event decided, in French, the shortest that says it."""
    told = event.told
    parts = [
        *told_codes(told),
        _cents(told),
        *told.get("reserves", ()),
        told.get("hors_delai", ""),
        _reasons(told),
    ]
    return " ; ".join(dict.fromkeys(part for part in parts if part))


def _cents(told: Mapping[str, Any]) -> str:
    amounts = told.get("annulations") or told.get("remises") or told.get("montants")
    if isinstance(amounts, dict) and amounts:
        return euros(sum(amounts.values()))
    for key in ("cents", "recouvre_cents", "total_cents"):
        if isinstance(told.get(key), int):
            return euros(told[key])
    return ""


def _reasons(told: Mapping[str, Any]) -> str:
    text: str = told.get("motif") or ""
    return MOTIFS_MEDIATION.get(text, text) or avis_text(told.get("avis") or "")
