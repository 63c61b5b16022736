"""The thread of one créance while the events of its dossier are folded: which act changes what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from justedroit.core.creances.actes import (
    Contrainte,
    EcheancierSuivi,
    MiseEnDemeure,
    NoticeSuivie,
    OrigineDecidee,
    QualificationDecidee,
    Rectification,
    RetenueFixee,
    Sortie,
    Surendettement,
    Suspension,
)
from justedroit.core.creances.evenements import (
    APPEALED,
    QUALIFIED,
    REMISE_CLOSED,
    REMISE_OPENED,
    SUED,
    Evenement,
)


@dataclass(slots=True)
class Fil:
    """The thread of one créance while it is folded; dictionaries keep the order of numbers."""

    benefit: str
    said: dict[str, Any] = field(default_factory=dict)
    qualified: dict[bool, QualificationDecidee] = field(default_factory=dict)
    notices: dict[int, NoticeSuivie] = field(default_factory=dict)
    rectifications: dict[int, Rectification] = field(default_factory=dict)
    suspensions: list[Suspension] = field(default_factory=list)
    plans: dict[int, EcheancierSuivi] = field(default_factory=dict)
    paiements: dict[str, tuple[dt.date, int, str]] = field(default_factory=dict)  # by reference
    demeures: dict[int, MiseEnDemeure] = field(default_factory=dict)
    contraintes: dict[int, Contrainte] = field(default_factory=dict)
    procedures: dict[int, Surendettement] = field(default_factory=dict)
    sorties: list[Sortie] = field(default_factory=list)
    recours: dict[int, str] = field(default_factory=dict)  # number → nature
    instances: dict[int, None] = field(default_factory=dict)


# What concerns the whole dossier.


def _qualified(thread: Fil, event: Evenement) -> None:
    benefit = event.told.get("benefit")
    if benefit in {None, thread.benefit}:
        thread.qualified[benefit is not None] = QualificationDecidee(
            event.told["qualification"], event.told.get("motif", ""), event.author, event.at
        )


def _called(thread: Fil, event: Evenement) -> None:
    notice = thread.notices.get(event.told["notice"])
    if notice is not None:
        calls = (*notice.calls, (event.le(), event.told["resultat"]))
        thread.notices[notice.number] = replace(notice, calls=calls)


def _withheld(thread: Fil, event: Evenement) -> None:
    told = event.told
    thread.said["retenue"] = RetenueFixee(
        told["mensualite_cents"], int(told["a_partir_de"]), told["statut"], event.author, event.at
    )


# What names its créances.


def _origine(thread: Fil, event: Evenement) -> None:
    told = event.told
    thread.said["origine"] = OrigineDecidee(told["origine"], told["motif"], event.author, event.at)


def _notice(thread: Fil, event: Evenement) -> None:
    told = event.told
    thread.notices[told["notice"]] = NoticeSuivie(
        told["notice"], event.concerns(), told["total_cents"], told["enrichie"], event.at
    )


def _asked(thread: Fil, event: Evenement) -> None:
    number = event.told["rectification"]
    asked = Rectification(number, event.le(), event.told.get("motif", ""))
    thread.rectifications[number] = asked


def _suspended(thread: Fil, event: Evenement) -> None:
    cause = event.told["cause"]
    thread.suspensions.append(Suspension(cause, event.le(), event.day("jusqu_au")))


def _resumed(thread: Fil, event: Evenement) -> None:
    for place, one in enumerate(thread.suspensions):
        if one.cause == event.told["cause"] and one.ended_on is None:
            thread.suspensions[place] = replace(one, ended_on=event.le())


def _plan(thread: Fil, event: Evenement) -> None:
    number = event.told["echeancier"]
    plan = EcheancierSuivi(number, event.concerns(), _dues(event), event.le())
    thread.plans[number] = plan


def _dues(event: Evenement) -> tuple[tuple[dt.date, int], ...]:
    return tuple(
        (dt.date.fromisoformat(due["le"]), due["cents"]) for due in event.told["mensualites"]
    )


def _paid(thread: Fil, event: Evenement) -> None:
    thread.paiements[event.told["reference"]] = event.le(), event.told["cents"], event.told["moyen"]


def _bounced(thread: Fil, event: Evenement) -> None:
    thread.paiements.pop(event.told["reference"], None)


def _demanded(thread: Fil, event: Evenement) -> None:
    number = event.told["demeure"]
    thread.demeures[number] = MiseEnDemeure(number, event.le())


def _constrained(thread: Fil, event: Evenement) -> None:
    number = event.told["contrainte"]
    thread.contraintes[number] = Contrainte(number, event.le())


def _overindebted(thread: Fil, event: Evenement) -> None:
    number = event.told["surendettement"]
    thread.procedures[number] = Surendettement(number, event.le())


def _left(thread: Fil, event: Evenement) -> None:
    told = event.told
    reasons = told.get("motif") or told.get("titre") or ""
    sortie = Sortie(event.tag, told["cents"], event.le(), reasons, event.author)
    thread.sorties.append(sortie)


def _informed(thread: Fil, event: Evenement) -> None:
    _left(thread, event)
    cause, resumed = event.told.get("cause", ""), event.told.get("reprise", False)
    thread.sorties[-1] = replace(thread.sorties[-1], cause=cause, resumed=resumed)


def _appealed(thread: Fil, event: Evenement) -> None:
    thread.recours[event.told["recours"]] = event.told.get("nature", "")


def _sued(thread: Fil, event: Evenement) -> None:
    thread.instances[event.told["instance"]] = None


def _remise(thread: Fil, event: Evenement) -> None:
    closed = (event.le(), event.told["motif"]) if event.tag == REMISE_CLOSED else None
    thread.said["remise_closed"] = closed


# What follows an act already told: what it changes of it.


def _broken(event: Evenement) -> dict[str, Any]:
    state = {"echeancier.rompu": "rompu", "echeancier.termine": "termine"}[event.tag]
    return {"state": state, "changed_on": event.le(), "reasons": event.told.get("motif", "")}


def _kept_again(event: Evenement) -> dict[str, Any]:
    told = {"state": "en_cours", "changed_on": event.le(), "reasons": event.told.get("motif", "")}
    return told | ({"dues": _dues(event)} if event.told.get("mensualites") else {})


def _answered(event: Evenement) -> dict[str, Any]:
    told = {"answer": event.told["sens"], "answered_on": event.le()}
    return told | {"answer_reasons": event.told.get("motif", "")}


_Begin = Callable[[Fil, Evenement], None]
_Change = Callable[[Evenement], dict[str, Any]]
_ON_DOSSIER: Final[dict[str, _Begin]] = {
    QUALIFIED: _qualified,
    "notice.appel": _called,
    "retenue.fixee": _withheld,
    "paiement.rejete": _bounced,
}
_ON_NAMED: Final[dict[str, _Begin]] = {
    "creance.origine_decidee": _origine,
    "notice.preparee": _notice,
    "rectification.demandee": _asked,
    "creance.suspendue": _suspended,
    "creance.reprise": _resumed,
    "echeancier.accepte": _plan,
    "paiement.encaisse": _paid,
    "mise_en_demeure.envoyee": _demanded,
    "contrainte.emise": _constrained,
    "surendettement.recevable": _overindebted,
    "creance.abandonnee": _left,
    "creance.prescrite": _left,
    "creance.admise_non_valeur": _left,
    "creance.transferee": _left,
    "creance.transfert_annule": _left,
    "departement.informe": _informed,
    "indemnite.decidee": _left,
    APPEALED: _appealed,
    SUED: _sued,
    REMISE_CLOSED: _remise,
    REMISE_OPENED: _remise,
}
# Tag → (list of the thread, key of the payload, what changes).
_LATER: Final[dict[str, tuple[str, str, _Change]]] = {
    "notice.expliquee": ("notices", "notice", lambda e: {"explained_at": e.at}),
    "notice.envoyee": ("notices", "notice", lambda e: {"sent_on": e.le()}),
    "notice.recue": (
        "notices",
        "notice",
        lambda e: {"received_on": e.le(), "proof": e.told.get("preuve")},
    ),
    "rectification.repondue": ("rectifications", "rectification", _answered),
    "echeancier.rompu": ("plans", "echeancier", _broken),
    "echeancier.termine": ("plans", "echeancier", _broken),
    "echeancier.repris": ("plans", "echeancier", _kept_again),
    "mise_en_demeure.recue": ("demeures", "demeure", lambda e: {"received_on": e.le()}),
    "contrainte.signifiee": (
        "contraintes",
        "contrainte",
        lambda e: {"served_on": e.le(), "served_by": e.told.get("par", "")},
    ),
    "opposition.formee": ("contraintes", "contrainte", lambda e: {"opposed_on": e.le()}),
    "opposition.jugee": (
        "contraintes",
        "contrainte",
        lambda e: {"judged_on": e.le(), "outcome": e.told.get("sens", "")},
    ),
    "execution.confiee": ("contraintes", "contrainte", lambda e: {"entrusted_on": e.le()}),
    "execution.close": (
        "contraintes",
        "contrainte",
        lambda e: {"closed_on": e.le(), "result": e.told.get("resultat", "")},
    ),
    "surendettement.clos": (
        "procedures",
        "surendettement",
        lambda e: {"closed_on": e.le(), "outcome": e.told.get("issue", "")},
    ),
}


def take(threads: dict[int, Fil], event: Evenement) -> None:
    """Take in an event of a dossier, on the créances it names or those its act already concerns.

    Args:
        threads: number of the créance → its thread, all those of the dossier; changed in place.
        event: the next one.

    Law:
        None: decision 0021, a state is a fold of events.
    """
    if (on_all := _ON_DOSSIER.get(event.tag)) is not None:
        for thread in threads.values():
            on_all(thread, event)
    elif (begin := _ON_NAMED.get(event.tag)) is not None:
        for number in event.concerns():
            if number in threads:
                begin(threads[number], event)
    elif event.tag in _LATER:
        kind, key, change = _LATER[event.tag]
        for thread in threads.values():
            found = getattr(thread, kind)
            if (mine := event.told.get(key)) in found:
                found[mine] = replace(found[mine], **change(event))
