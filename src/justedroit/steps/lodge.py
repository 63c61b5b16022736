"""Lodge: what a household sends to the commission is recorded, and suspends recovery at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from justedroit.core.base import FRANCE, Acte, Refusal, day_text, parametre
from justedroit.core.creances import Creance, Suivi, suivis, wrong_day
from justedroit.core.recours import (
    CANAUX,
    CANAUX_DEPOT,
    CONTESTATION,
    NATURES_RECOURS,
    REMISE,
    REQUALIFIEE,
    Instance,
    Mediation,
    Recours,
    extended,
    instances_of,
    juridiction,
    mediations_of,
    reclamations_of,
    recours_amiable,
    recours_of,
    refuse_fraud,
    regime,
    way_left,
)
from justedroit.core.recouvrement import undone_withholdings
from justedroit.core.registre import BENEFITS
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of
from justedroit.steps.unwithhold import unwithheld

_FOR_COMMISSION = ("", "droit", "indu", "remise")
# To ask for a remise is the prior appeal: its refusal goes to the judge.
_ON_REMISE = "CASF art. L262-47 ; CE, avis, 23 mai 2011, n° 344970 ; CCH art. R825-3"


@dataclass(frozen=True, slots=True)
class Depot:
    """What a household sends.

    Attributes:
        dossier: number.
        nature: `contestation` or `remise`.
        creances: numbers; none when a right is contested.
        canal: of CANAUX.
        le: day of posting or of deposit, which keeps the date.
        motif: what the household says, in French.
        objet: of a contestation, `indu` or `droit`; what is not for the commission is refused.
        prestation: benefit of a right that is contested.
        recue_le: proven reception of the decision on that right, None where nothing proves it.
    """

    dossier: int
    nature: str
    creances: tuple[int, ...]
    canal: str
    le: dt.date
    motif: str
    objet: str = ""
    prestation: str = ""
    recue_le: dt.date | None = None


def lodge(records: Records, depot: Depot, acte: Acte) -> list[int] | Refusal:
    """Record what a household sends; recovery is suspended at once.

    What concerns benefits that different authorities decide is as many appeals, of the same day.
    One received out of time is recorded too, and waits for a person to say if it is admissible.

    Args:
        records: the journals.
        depot: what is sent.
        acte: who records it, and when.

    Returns:
        The number of each appeal, or the refusal.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, depot.dossier)
    if isinstance(found, Refusal):
        return found
    made = _refused_canal(found, depot) or lodged(found, depot, acte)
    if isinstance(made, Refusal):
        return made
    numbers, rows = made
    appended(records, found, *unwithheld(found, rows, acte))
    return numbers


def _refused_canal(found: Opened, depot: Depot) -> Refusal | None:
    """Return the refusal of an appeal said to be a complaint, where none of that day says the same."""
    if depot.canal != REQUALIFIEE:
        return None
    some = reclamations_of(found.events).get(depot.dossier, [])
    if any((one.received_on, one.motif) == (depot.le, depot.motif) for one in some):
        return None
    what = "aucune réclamation de ce jour ne devient ce recours : le canal ne peut être « reclamation »."
    mend = "Dites par où le recours est venu, ou requalifiez la réclamation depuis sa page."
    return Refusal(what, f"dossier {depot.dossier}", mend)


def lodged(
    found: Opened, depot: Depot, acte: Acte
) -> tuple[list[int], list[dict[str, Any]]] | Refusal:
    """Return the number of each appeal that a deposit makes and the events that say so, or its refusal.

    What records something else at once appends its own events with these, `unwithheld` being asked
    what all of them undo.

    Args:
        found: the dossier, as it stands before.
        depot: what is sent.
        acte: who records it, and when.
    """
    if refusal := _refused_shape(depot, acte):
        return refusal
    claims = {claim.number: claim for claim in found.creances()}
    if refusal := _refused_creances(depot, claims) or _refused_routing(depot, claims):
        return refusal
    mine = [claims[number] for number in depot.creances]
    past = recours_of(found.events).get(depot.dossier, [])
    threads = dict(zip(claims, suivis(list(claims.values()), found.events), strict=True))
    cases = instances_of(found.events).get(depot.dossier, [])
    if depot.nature == CONTESTATION and depot.objet == "remise":
        return _refused_of_remise(depot, past, (cases, day_of(acte.at)))
    for claim in mine:
        back = undone_withholdings(claim, found.transfers, depot.le, acte.at).num_rows > 0
        refusal = _refused_claim(depot, (claim, threads[claim.number], back))
        refusal = refusal or _refused_again(depot, claim, past, (cases, day_of(acte.at)))
        if refusal is not None:
            return refusal
    groups = _by_regime(depot, mine)
    first = 1 + max((one.number for one in past), default=0)
    rows: list[dict[str, Any]] = []
    for number, (benefits, some) in enumerate(groups, first):
        paused = mediations_of(found.events).get(depot.dossier, [])
        waits = [one for one in paused if set(one.creances) & {claim.number for claim in some}]
        late = _late(depot, benefits[0], [threads[claim.number] for claim in some], waits)
        rows += _received(depot, (number, benefits, some), acte, late)
    return list(range(first, first + len(groups))), rows


def _refused_shape(depot: Depot, acte: Acte) -> Refusal | None:
    where = f"dossier {depot.dossier}"
    today = acte.at.astimezone(FRANCE).date()
    if depot.nature not in NATURES_RECOURS:
        what = f"la nature « {depot.nature} » est inconnue."
        return Refusal(what, where, f"Choix : {', '.join(NATURES_RECOURS)}.")
    if depot.canal not in CANAUX:
        what = f"le canal « {depot.canal} » est inconnu."
        return Refusal(what, where, f"Choix : {', '.join(CANAUX_DEPOT)}.")
    if what := wrong_day(depot.le, today):
        return Refusal(what, where, "Donnez le jour d'envoi ou de dépôt du recours.")
    if depot.recue_le is not None and (what := wrong_day(depot.recue_le, today)):
        what = f"réception de la décision : {what}"
        return Refusal(what, where, "Donnez le jour où la décision a été reçue, ou aucun.")
    return refuse_text(depot.motif, where, "le motif") or refuse_text(
        acte.author, where, "la personne qui agit"
    )


def _refused_routing(depot: Depot, claims: Mapping[int, Creance]) -> Refusal | None:
    """Return the refusal of what is not for the commission, with who must be asked."""
    where = f"dossier {depot.dossier}"
    if not depot.creances and depot.nature == CONTESTATION and depot.prestation not in BENEFITS:
        what = "un recours vise une créance, ou le droit à une prestation."
        return Refusal(what, where, "Donnez le numéro d'une créance, ou une prestation.")
    if depot.objet in _FOR_COMMISSION:
        return None if depot.creances else _refused_unborn(depot)
    benefit = claims[depot.creances[0]].benefit if depot.creances else depot.prestation
    try:
        judge = juridiction(benefit, depot.objet, depot.le)
    except (ValueError, LookupError) as error:
        return Refusal(str(error), where, "Corrigez l'objet ou la prestation.")
    what = f"la commission ne connaît pas de « {depot.objet} »."
    mend = f"Recours préalable : {judge.prealable_text} ; puis {judge.tribunal_text}."
    return Refusal(what, where, mend, judge.article)


def _refused_unborn(depot: Depot) -> Refusal | None:
    """Return the refusal of a right to a benefit that did not exist on a day that is typed."""
    for day in (depot.le, depot.recue_le or depot.le):
        try:
            recours_amiable(depot.prestation, day)
        except LookupError:
            what = f"aucun recours sur cette prestation n'existait le {day_text(day)}."
            return Refusal(what, f"dossier {depot.dossier}", "Vérifiez le jour, ou la prestation.")
    return None


def _refused_creances(depot: Depot, claims: Mapping[int, Creance]) -> Refusal | None:
    where = f"dossier {depot.dossier}"
    known = ", ".join(str(number) for number in claims) or "aucune"
    if depot.nature == REMISE and not depot.creances:
        return Refusal("une remise vise une créance.", where, f"Créances de ce dossier : {known}.")
    for number in depot.creances:
        if number not in claims:
            what = f"la créance {number} n'existe pas."
            return Refusal(what, where, f"Créances de ce dossier : {known}.")
        if claims[number].born_at.astimezone(FRANCE).date() > depot.le:
            what = f"la créance {number} n'existait pas le {day_text(depot.le)}."
            return Refusal(what, where, "Vérifiez le jour du recours, ou la créance visée.")
    return None


def _refused_claim(depot: Depot, what_of: tuple[Creance, Suivi, bool]) -> Refusal | None:
    """Return the refusal of a remise after fraud, or of nothing to remit."""
    claim, thread, back = what_of
    where = f"dossier {depot.dossier}, créance {claim.number}"
    if depot.nature == REMISE:
        if refusal := refuse_fraud(claim, thread):
            return refusal
        if claim.total() <= 0 and not back:
            what = "il ne reste rien à remettre."
            return Refusal(what, where, "Si la somme n'était pas due, déposez une contestation.")
    return None


def _refused_of_remise(
    depot: Depot, past: Sequence[Recours], court: tuple[Sequence[Instance], dt.date]
) -> Refusal:
    """Return where a refusal of remise is contested: before the judge, as the request was the appeal.

    Law: CASF art. L262-47 and CE, avis, 23 mai 2011, n° 344970; CCH art. R825-3.
    """
    cases, today = court
    where = f"dossier {depot.dossier}"
    asked = [one for one in past if one.nature == REMISE]
    mine = [one for one in asked if set(one.creances) & set(depot.creances)] or asked
    if not mine:
        what = "aucune remise n'a été demandée : il n'y a pas de refus à contester."
        return Refusal(what, where, "Déposez une demande de remise.", _ON_REMISE)
    last = mine[-1]
    if last.is_pending:
        what = f"la demande de remise {last.number} n'est pas décidée."
        return Refusal(what, where, "Joignez ces éléments à cette demande.", _ON_REMISE)
    what = f"la décision sur la remise {last.number} ne se conteste que devant le juge."
    same = [case for case in cases if case.recours == last.number]
    mend = (
        f"{way_left(last, same, today)} Une nouvelle demande de remise reste possible, si la "
        "situation du foyer a changé."
    )
    return Refusal(what, where, mend, _ON_REMISE)


def _refused_again(
    depot: Depot,
    claim: Creance,
    past: Sequence[Recours],
    court: tuple[Sequence[Instance], dt.date],
) -> Refusal | None:
    """Return the refusal of an appeal made already: which créance, and the way that is still open."""
    where = f"dossier {depot.dossier}, créance {claim.number}"
    cases, today = court
    for one in past:
        if one.nature != depot.nature or claim.number not in one.creances:
            continue
        if one.is_pending:
            what = f"le recours {one.number}, de même nature, vise déjà la créance {claim.number}."
            return Refusal(what, where, "Joignez ces éléments à ce recours.")
        if one.nature == CONTESTATION and one.etat not in ("irrecevable", "desiste"):
            judge = juridiction(claim.benefit, "indu", depot.le)
            which = f"la contestation {one.number} de la créance {claim.number}"
            same = [case for case in cases if _same_decision(case, one, claim.number)]
            mend = way_left(one, same, today)
            return Refusal(f"{which} a déjà été décidée ou rejetée.", where, mend, judge.article)
    return None


def _same_decision(case: Instance, one: Recours, number: int) -> bool:
    return case.recours == one.number or (case.objet == one.objet and number in case.creances)


def _by_regime(depot: Depot, mine: Sequence[Creance]) -> list[tuple[list[str], list[Creance]]]:
    """Return the benefits and créances of each appeal: one for each authority that decides."""
    if not mine:
        return [([depot.prestation], [])]
    found: dict[str, tuple[list[str], list[Creance]]] = {}
    for claim in mine:
        # ASSUMPTION: the judge is that of the day on which the indu was decided.
        name = regime(claim.benefit, claim.born_at.astimezone(FRANCE).date())
        benefits, some = found.setdefault(name, ([], []))
        some.append(claim)
        if claim.benefit not in benefits:
            benefits.append(claim.benefit)
    return list(found.values())


def _late(depot: Depot, benefit: str, threads: Sequence[Suivi], paused: Sequence[Mediation]) -> str:
    """Return why an appeal is out of time, empty where it is not, or where no delay runs."""
    if depot.nature == REMISE:
        # ASSUMPTION: a remise may be asked as long as something is owed: no text limits it.
        return ""
    days = [thread.received_on for thread in threads] if threads else [depot.recue_le]
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return ""
    # The last one: where one of the créances may still be contested, the appeal is examined.
    delay = recours_amiable(benefit, max(known))
    last = extended(delay.until, delay.starts_on, paused)
    if last is None or depot.le <= last:
        return ""
    return (
        f"notification reçue le {day_text(delay.starts_on)}, délai jusqu'au "
        f"{day_text(last)}, recours du {day_text(depot.le)} ({delay.article})"
    )


def _received(
    depot: Depot, what: tuple[int, list[str], list[Creance]], acte: Acte, late: str
) -> list[dict[str, Any]]:
    number, benefits, some = what
    day = some[0].born_at.astimezone(FRANCE).date() if some else depot.le
    name, creances = regime(benefits[0], day), [claim.number for claim in some]
    objet = "remise" if depot.nature == REMISE else "indu" if some else "droit"
    suspends = bool(parametre("recours/suspension.recours").at(depot.le)[name])
    told = {
        "recours": number,
        "nature": depot.nature,
        "objet": objet,
        "regime": name,
        "prestations": benefits,
        "creances": creances,
        "le": depot.le.isoformat(),
        "canal": depot.canal,
        "motif": depot.motif.strip(),
        "hors_delai": late,
        "suspend": suspends,
    }
    rows = [event(depot.dossier, "recours.recu", acte, told)]
    if suspends and creances:
        halted = {
            "creances": creances,
            "cause": f"recours:{number}",
            "le": depot.le.isoformat(),
            "jusqu_au": None,
        }
        rows.append(event(depot.dossier, "creance.suspendue", acte, halted))
    return rows
