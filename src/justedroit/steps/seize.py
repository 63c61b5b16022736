"""Seize: a court is seized of a decision, one case for each; recovery waits for its judgment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from justedroit.core.base import Acte, Refusal, day_text, parametre
from justedroit.core.creances import Creance, Suivi, suivis, wrong_day
from justedroit.core.recours import (
    Recours,
    court_until,
    decided_from,
    extended,
    instances_of,
    juridiction,
    mediations_of,
    recours_of,
    regime,
    tribunal,
)
from justedroit.core.registre import BENEFITS
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of
from justedroit.steps.unwithhold import unwithheld

Row = dict[str, Any]
_DECIDED = ("notifie", "executoire", "irrecevable", "rejete_implicitement", "ferme", "retire")
LAW = "CSS art. L142-1 et R142-1-A ; CJA art. R421-1"


@dataclass(frozen=True, slots=True)
class Saisie:
    """What seizes a court.

    Attributes:
        dossier: number.
        le: day on which the court is seized.
        motif: what is asked, in short.
        recours: number of the prior appeal; None where there was none.
        creances: numbers, where no prior appeal names them.
        objet: what is contested; that of the prior appeal where there is one, `indu` by default.
        decision: what names a decision that is neither, such as a penalty.
        prestation: benefit of that decision.
    """

    dossier: int
    le: dt.date
    motif: str
    recours: int | None = None
    creances: tuple[int, ...] = ()
    objet: str = ""
    decision: str = ""
    prestation: str = ""


@dataclass(frozen=True, slots=True)
class Groupe:
    """What one court is seized of.

    Attributes:
        tribunal: of TRIBUNAUX.
        objet: of OBJETS.
        prestations: benefits.
        creances: what is claimed, and what happened to it.
        reserves: why it may be found inadmissible.
        links: what it is linked to: `recours`, `contrainte`, `decision`.
    """

    tribunal: str
    objet: str
    prestations: tuple[str, ...]
    creances: tuple[tuple[Creance, Suivi], ...]
    reserves: tuple[str, ...]
    links: Mapping[str, Any]


def seize(records: Records, saisie: Saisie, acte: Acte) -> list[int] | Refusal:
    """Record that a court is seized of a decision; recovery waits for the judgment.

    One case for each court. Out of time, or without the prior appeal, it is recorded with its
    reserve: the judge decides.

    Args:
        records: the journals.
        saisie: what is asked.
        acte: who records it, and when.

    Returns:
        The number of each case, or the refusal.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, saisie.dossier)
    if isinstance(found, Refusal):
        return found
    where = f"dossier {saisie.dossier}, tribunal"
    refusal = refuse_text(saisie.motif, where, "le motif") or refuse_text(
        acte.author, where, "la personne qui agit"
    )
    if refusal:
        return refusal
    if what := wrong_day(saisie.le, day_of(acte.at)):
        return Refusal(what, where, "Donnez le jour de la saisine.")
    groups = _groups(found, saisie, where)
    if isinstance(groups, Refusal):
        return groups
    for group in groups:
        if refusal := _refused_twice(found, group, where):
            return refusal
    first = next_instance(found)
    told = (saisie.le, saisie.motif)
    rows = [
        row
        for number, group in enumerate(groups, first)
        for row in seizure_rows(found, (number, group), told, acte)
    ]
    appended(records, found, *unwithheld(found, rows, acte))
    return list(range(first, first + len(groups)))


def seizable(found: Opened, day: dt.date) -> list[Recours]:
    """Return the appeals of which a court may be seized on a day and is not: decided, or silent."""
    some = instances_of(found.events).get(found.dossier, [])
    seized = {(one.recours, one.objet) for one in some}
    return [
        one
        for one in recours_of(found.events).get(found.dossier, [])
        if one.etat_at(day) in _DECIDED and (one.number, one.objet) not in seized
    ]


def seizable_until(found: Opened, one: Recours, day: dt.date) -> dt.date | None:
    """Return until when a court may be seized of an appeal, a médiation counted; None: no delay runs."""
    until, starts_on = court_until(one, day), decided_from(one, day)
    if until is None or starts_on is None:
        return None
    some = mediations_of(found.events).get(found.dossier, [])
    mine = [m for m in some if m.recours == one.number or set(m.creances) & set(one.creances)]
    return extended(until, starts_on, mine)


def next_instance(found: Opened) -> int:
    """Return the number of the next case in court of a dossier."""
    some = instances_of(found.events).get(found.dossier, [])
    return 1 + max((one.number for one in some), default=0)


def seizure_rows(
    found: Opened, what: tuple[int, Groupe], told: tuple[dt.date, str], acte: Acte
) -> list[Row]:
    """Return the events by which a court is seized: the case, and the suspension of recovery.

    Args:
        found: the dossier.
        what: number of the case, and what the court is seized of.
        told: day, and what is asked.
        acte: who records it, and when.
    """
    number, group = what
    le, motif = told
    table = parametre("recours/suspension.instance").at(le)
    halted = [c.number for c, _ in group.creances if table[regime(c.benefit, _born(c))]]
    payload = {
        "instance": number,
        "objet": group.objet,
        "prestations": list(group.prestations),
        "creances": [claim.number for claim, _ in group.creances],
        "tribunal": group.tribunal,
        "le": le.isoformat(),
        "motif": motif.strip(),
        "reserves": list(group.reserves),
        "suspend": halted,
        **group.links,
    }
    rows = [event(found.dossier, "instance.saisie", acte, payload)]
    return rows + halted_rows(found, (number, halted), le, acte)


def halted_rows(
    found: Opened, what: tuple[int, Sequence[int]], le: dt.date, acte: Acte
) -> list[Row]:
    """Return the suspension of recovery while a court decides; nothing where none waits.

    Args:
        found: the dossier.
        what: number of the case, and the créances that wait.
        le: first day.
        acte: who records it, and when.
    """
    number, some = what
    if not some:
        return []
    told = {"creances": list(some), "cause": f"instance:{number}", "le": le.isoformat()}
    return [event(found.dossier, "creance.suspendue", acte, told | {"jusqu_au": None})]


def _groups(found: Opened, saisie: Saisie, where: str) -> list[Groupe] | Refusal:
    """Return what each court is seized of, or why the decision is not one."""
    claims = found.creances()
    known = {claim.number: (claim, thread) for claim, thread in _pairs(claims, found)}
    if saisie.recours is not None:
        return _of_appeal(found, saisie, known, where)
    if saisie.decision or saisie.objet == "penalite":
        return _of_other(saisie, where)
    unknown = [number for number in saisie.creances if number not in known]
    if unknown or not saisie.creances:
        what = (
            f"la créance {unknown[0]} n'existe pas : la décision jugée est inconnue."
            if unknown
            else "la décision contestée n'est pas dite."
        )
        some = ", ".join(map(str, known)) or "aucune"
        mend = f"Donnez un recours, une créance ({some}), ou la référence d'une pénalité."
        return Refusal(what, where, mend, LAW)
    if saisie.objet == "contrainte":
        mend = "Consignez une opposition à cette contrainte."
        return Refusal("une contrainte se conteste par opposition.", where, mend, "CSS art. R133-3")
    for number in saisie.creances:
        if saisie.le < _born(known[number][0]):
            what = f"la créance {number} n'existait pas le {day_text(saisie.le)}."
            return Refusal(what, where, "Vérifiez le jour de la saisine, ou la créance visée.")
    return _by_court(found, saisie, [known[number] for number in saisie.creances])


def _pairs(claims: Sequence[Creance], found: Opened) -> list[tuple[Creance, Suivi]]:
    return list(zip(claims, suivis(claims, found.events), strict=True))


def _of_appeal(
    found: Opened, saisie: Saisie, known: Mapping[int, tuple[Creance, Suivi]], where: str
) -> list[Groupe] | Refusal:
    some = {one.number: one for one in recours_of(found.events).get(found.dossier, [])}
    one = some.get(saisie.recours or 0)
    if one is None:
        what = f"le recours {saisie.recours} n'existe pas : la décision jugée est inconnue."
        mend = f"Recours de ce dossier : {', '.join(map(str, some)) or 'aucun'}."
        return Refusal(what, where, mend, LAW)
    if saisie.le < one.received_on:
        what = f"le recours {one.number} n'existait pas le {day_text(saisie.le)}."
        return Refusal(what, where, "Vérifiez le jour de la saisine, ou le recours visé.")
    if one.etat_at(saisie.le) not in _DECIDED:
        silence = one.silence()
        until = f", ou rejeté par le silence le {day_text(silence.ends_on)}" if silence else ""
        what = f"le recours {one.number} n'est pas encore décidé{until}."
        mend = "Le juge ne peut être saisi que d'une décision, ou du silence qui la remplace."
        return Refusal(what, where, mend, LAW)
    day = _routed_on(one, known)
    judge = juridiction(one.prestations[0], one.objet, day).tribunal
    claims = tuple(known[number] for number in one.creances if number in known)
    late = _late(found, one, saisie.le)
    links = {"recours": one.number}
    return [Groupe(judge, one.objet, one.prestations, claims, late, links)]


def _routed_on(one: Recours, known: Mapping[int, tuple[Creance, Suivi]]) -> dt.date:
    some = [known[number][0] for number in one.creances if number in known]
    return _born(some[0]) if some else one.received_on


def _late(found: Opened, one: Recours, le: dt.date) -> tuple[str, ...]:
    """Return the reserve of a case out of time; nothing where no delay is opposable."""
    last = seizable_until(found, one, le)
    if last is None or le <= last:
        return ()
    return (f"hors délai : le tribunal pouvait être saisi jusqu'au {day_text(last)}",)


def _of_other(saisie: Saisie, where: str) -> list[Groupe] | Refusal:
    """Return the case of a decision that is no créance and no appeal: a penalty."""
    if not saisie.decision.strip():
        mend = "Donnez la référence de la décision, celle que porte sa notification."
        return Refusal("la décision jugée est inconnue.", where, mend, LAW)
    if refusal := refuse_text(saisie.decision, where, "la référence de la décision"):
        return refusal
    if saisie.prestation not in BENEFITS:
        return Refusal(
            "la prestation de cette décision n'est pas dite.",
            where,
            "Donnez-la : elle désigne le juge.",
        )
    objet = saisie.objet or "penalite"
    try:
        judge = juridiction(saisie.prestation, objet, saisie.le)
    except (ValueError, LookupError) as error:
        return Refusal(str(error), where, "Corrigez l'objet ou la prestation.")
    links = {"recours": None, "decision": saisie.decision.strip()}
    return [Groupe(judge.tribunal, objet, (saisie.prestation,), (), (), links)]


def _by_court(
    found: Opened, saisie: Saisie, some: Sequence[tuple[Creance, Suivi]]
) -> list[Groupe] | Refusal:
    """Return one case for each court, of créances contested without a prior appeal."""
    objet = saisie.objet or "indu"
    courts: dict[str, list[tuple[Creance, Suivi]]] = {}
    reserves: dict[str, dict[str, None]] = {}
    for claim, thread in some:
        try:
            route = juridiction(claim.benefit, objet, _born(claim))
        except (ValueError, LookupError) as error:
            where = f"dossier {found.dossier}, créance {claim.number}"
            return Refusal(str(error), where, "Corrigez l'objet.")
        courts.setdefault(route.tribunal, []).append((claim, thread))
        said = reserves.setdefault(route.tribunal, {})
        if route.prealable != "aucun":
            said[f"sans recours préalable devant : {route.prealable_text} ({route.article})"] = None
        elif thread.received_on:
            delay = tribunal(thread.received_on, route.tribunal)
            if delay.passed(saisie.le):
                last = day_text(delay.until)
                said[f"hors délai : le tribunal pouvait être saisi jusqu'au {last}"] = None
    return [
        Groupe(
            court,
            objet,
            tuple(dict.fromkeys(claim.benefit for claim, _ in mine)),
            tuple(mine),
            tuple(reserves[court]),
            {"recours": None},
        )
        for court, mine in courts.items()
    ]


def _refused_twice(found: Opened, group: Groupe, where: str) -> Refusal | None:
    numbers = {claim.number for claim, _ in group.creances}
    for one in instances_of(found.events).get(found.dossier, []):
        same = (one.recours is not None and one.recours == group.links.get("recours")) or bool(
            numbers & set(one.creances)
        )
        same = same or bool(one.decision and one.decision == group.links.get("decision"))
        if not same or one.objet != group.objet:
            continue
        if one.is_pending:
            what = f"l'instance {one.number} est en cours sur cette décision."
            return Refusal(what, where, "Consignez-y l'audience, puis le jugement.")
        what = f"l'instance {one.number} a déjà jugé cette décision."
        return Refusal(what, where, "Un jugement se conteste par appel ou pourvoi.", LAW)
    return None


def _born(claim: Creance) -> dt.date:
    return day_of(claim.born_at)
