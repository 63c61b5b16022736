"""Enforce: mise en demeure, contrainte, opposition; each dated, refused while it must wait."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal, day_text
from justedroit.core.courriers import (
    ActeContrainte,
    CourrierSuivi,
    Lettre,
    MiseEnDemeure,
    NoticePreparee,
    Organisme,
    courriers,
    draft,
    informations,
    notices,
    notifiees,
    origin_decided,
    voies,
)
from justedroit.core.creances import Creance, Suivi, wrong_day
from justedroit.core.ecarts import Difference, explain
from justedroit.core.recours import (
    CONTESTATION,
    Juridiction,
    extended,
    juridiction,
    mediations_of,
    mise_en_demeure,
    opposition,
    recours_amiable,
    recours_of,
)
from justedroit.core.recouvrement import (
    SIGNIFICATIONS,
    Ordre,
    demands_of,
    redemandes,
    refuse_contrainte,
    refuse_demeure,
    refuse_service,
    repaid_on,
)
from justedroit.records.interface import Records
from justedroit.steps.act import appended, refuse_text
from justedroit.steps.letter import Atelier, letter_of, received_row, sent_rows
from justedroit.steps.pursue import LAW, Poursuite, on_demand, on_order, open_cents, pursued
from justedroit.steps.seize import Groupe, next_instance, seizure_rows
from justedroit.steps.unwithhold import unwithheld


@dataclass(frozen=True, slots=True)
class Force:
    """An act of forced recovery that was made.

    Attributes:
        numero: of the mise en demeure, or of the contrainte.
        creances: numbers.
        cents: claimed.
        courrier: its letter.
    """

    numero: int
    creances: tuple[int, ...]
    cents: int
    courrier: CourrierSuivi


def demand(
    records: Records, dossier: int, creances: Sequence[int], atelier: Atelier, acte: Acte
) -> list[Force] | list[Refusal]:
    """Send a mise en demeure of some créances: one for each court that would judge them.

    Args:
        records: the journals.
        dossier: number.
        creances: numbers; none: all those that may be claimed by force.
        atelier: with what the letters are made.
        acte: who decides, and when.

    Returns:
        What was sent, or every reason why nothing can be.

    Raises:
        StaleSequence: the dossier was written to in between; what was sent before stays so.
    """
    on = pursued(records, dossier, acte)
    if isinstance(on, Refusal):
        return [on]
    chosen = _demanded(on, creances)
    if isinstance(chosen, list):
        return chosen
    done: list[Force] = []
    for some in chosen.values():
        now = pursued(records, dossier, acte)
        assert isinstance(now, Poursuite)
        made = _demand(records, now, some, atelier)
        if isinstance(made, list):
            return made
        done.append(made)
    return done


def _demanded(on: Poursuite, creances: Sequence[int]) -> dict[str, list[int]] | list[Refusal]:
    """Return the créances to claim, by court, or why they cannot be."""
    where = f"dossier {on.found.dossier}"
    unknown = [number for number in creances if number not in on.claims]
    if unknown or not on.claims:
        known = ", ".join(map(str, on.claims)) or "aucune"
        what = f"la créance {unknown[0]} n'existe pas." if unknown else "il n'a aucune créance."
        return [Refusal(what, where, f"Créances de ce dossier : {known}.")]
    wanted = dict.fromkeys(creances or [n for n, (c, _) in on.claims.items() if c.total() > 0])
    refusals = {number: _refused(on, number) for number in wanted}
    told = [refusal for refusal in refusals.values() if refusal is not None]
    # Named, all of them must be free; else those that are not wait.
    if (creances and told) or len(told) == len(wanted):
        what = "plus rien n'est dû."
        return told or [Refusal(what, where, "Il n'y a rien à réclamer.")]
    found: dict[str, list[int]] = {}
    for number in (n for n, refusal in refusals.items() if refusal is None):
        court = juridiction(on.claims[number][0].benefit, "contrainte", on.day).tribunal
        found.setdefault(court, []).append(number)
    return found


def demandable(
    records: Records, dossier: int, acte: Acte
) -> dict[int, tuple[Creance, Juridiction | Refusal]] | Refusal:
    """Return what is still owed of a dossier, each with the court of its mise en demeure, or why not.

    Args:
        records: the journals.
        dossier: number.
        acte: who would demand it, and when.

    Returns:
        Number of each créance that is open → the créance, and who would judge what follows from a
        mise en demeure of today; a refusal: none can be of it now.
    """
    on = pursued(records, dossier, acte)
    if isinstance(on, Refusal):
        return on
    return {
        number: (
            claim,
            _refused(on, number) or juridiction(claim.benefit, "contrainte", on.day),
        )
        for number, (claim, _) in on.claims.items()
        if claim.total() > 0
    }


def _refused(on: Poursuite, number: int) -> Refusal | None:
    claim, thread = on.claims[number]
    where = f"dossier {claim.dossier}, créance {number}"
    until: dt.date | None = None
    past = [
        one
        for one in recours_of(on.found.events).get(claim.dossier, [])
        if one.nature == CONTESTATION and number in one.creances and one.etat != "desiste"
    ]
    for one in past:
        if one.is_pending and one.etat_at(on.day) != "rejete_implicitement":
            what = f"le recours {one.number} attend sa décision."
            return Refusal(what, where, "Attendez qu'il soit rejeté, ou son silence.", LAW)
    if not past and thread.received_on is not None:
        delay = recours_amiable(claim.benefit, thread.received_on)
        some = mediations_of(on.found.events).get(claim.dossier, [])
        mine = [one for one in some if number in one.creances]
        until = extended(delay.until, thread.received_on, mine)
        if until is None:
            what = "une médiation suspend le délai de recours."
            return Refusal(what, where, "Attendez sa clôture.", "CSS art. L217-7-1")
    repaid = repaid_on(claim, on.found.transfers)
    return refuse_demeure(claim, thread, until, on.day, repaid)


def _demand(
    records: Records, on: Poursuite, some: Sequence[int], atelier: Atelier
) -> Force | list[Refusal]:
    number = 1 + max(demands_of(thread for _, thread in on.claims.values()), default=0)
    told = _said(records, on, some, ("indu", number, atelier.organisme))
    made = sent_rows(on.found, MiseEnDemeure(**told), on.acte, atelier)
    if isinstance(made, list):
        return made
    sent, rows = made
    row = on.event(
        "mise_en_demeure.envoyee",
        demeure=number,
        creances=list(some),
        le=on.day.isoformat(),
        courrier=sent.numero,
    )
    appended(records, on.found, [*rows, row])
    return Force(number, tuple(some), open_cents(on, some), sent)


def _said(
    records: Records, on: Poursuite, some: Sequence[int], how: tuple[str, int, Organisme]
) -> dict[str, Any]:
    """Return what a mise en demeure and a contrainte both say of some créances."""
    objet, number, organisme = how
    claims = [on.claims[n][0] for n in some]
    threads = [on.claims[n][1] for n in some]
    facts = records.facts([on.found.dossier])
    every = [*explain(on.found.transfers, facts, on.found.events).differences]
    every += redemandes(on.found.transfers)
    mine = {(claim.benefit, claim.reference) for claim in claims}
    differences = [one for one in every if (one.benefit, one.reference) in mine]
    shown = notifiees(claims, every, on.found.transfers)
    told = [thread.received_on for thread in threads if thread.received_on is not None]
    return {
        "dossier": on.found.dossier,
        "le": on.day,
        "organisme": organisme,
        "numero": number,
        "creances": shown,
        "rembourse_cents": sum(one.cents for one in shown) - open_cents(on, some),
        "motif": _motif(threads),
        "motifs": _told_causes(on.found.events, some) or _causes(differences),
        "notifie_cents": _notified(on.found.events, some),
        "notifiee_le": max(told, default=None),
        "voies": voies([claim.benefit for claim in claims], objet, organisme, on.day),
    }


_WHY: Final = "Vous avez reçu, pour les mois qui suivent, plus que ce qui vous était dû."


def _motif(threads: Sequence[Suivi]) -> str:
    """Return the cause of some debts; where it comes from, only once a person has decided it."""
    origine = origin_decided(threads)
    return f"{_WHY} D'où vient l'écart : {origine}" if origine else _WHY


def _told_causes(events: pa.Table, some: Sequence[int]) -> tuple[str, ...]:
    """Return the facts and their dates, as the last notices told them of these créances only."""
    letters = {one.numero: one.contenu for one in courriers(events)}
    lines: list[str] = []
    for one, mine in _last_notices(events, some):
        if mine == list(one.creances) and one.courrier in letters:
            lines += draft(letters[one.courrier]).splitlines()
        else:
            # Two benefits may owe the same euros to the same fact: no line is said once for two.
            lines += [line for number in mine for line in one.motifs.get(number, ())]
    return tuple(lines)


def _last_notices(events: pa.Table, some: Sequence[int]) -> list[tuple[NoticePreparee, list[int]]]:
    """Return the notices that told of some créances last, each with those it told of."""
    last = {n: one for one in notices(events).values() for n in one.creances if n in some}
    found: dict[int, tuple[NoticePreparee, list[int]]] = {}
    for number in some:
        if number in last:
            found.setdefault(last[number].numero, (last[number], []))[1].append(number)
    return [(one, sorted(mine)) for one, mine in found.values()]


def _notified(events: pa.Table, some: Sequence[int]) -> int:
    """Return the sum that the facts told explain, in cents; 0 where a notice told no euros."""
    told = [one.montants.get(n, 0) for one, mine in _last_notices(events, some) for n in mine]
    return sum(told) if len(told) == len(some) and all(told) else 0


def _causes(differences: Sequence[Difference]) -> tuple[str, ...]:
    """Return the facts of some differences, where no notice tells those of these créances alone."""
    changes = [one for difference in differences for one in difference.changes]
    known = informations(one for one in changes if one.new_value is not None)
    return tuple(
        f"{one.teneur}, {one.periode}. Nous l'avons su le {one.recue_le}." for one in known
    )


def demand_received(
    records: Records, key: tuple[int, int], preuve: tuple[dt.date, str], acte: Acte
) -> dt.date | Refusal:
    """Record the proven reception of a mise en demeure; return the last day to pay it.

    Args:
        records: the journals.
        key: dossier and number of the mise en demeure.
        preuve: day, and what proves it, of `courriers.PREUVES`.
        acte: who records it, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    read = on_demand(records, key, acte)
    if isinstance(read, Refusal):
        return read
    on = read[0]
    courrier = letter_of(on.found, _letter_number(on.found.events, key[1]))
    if isinstance(courrier, Refusal):
        return courrier
    row = received_row(courrier, preuve, acte)
    if isinstance(row, Refusal):
        return row
    le, how = preuve
    told = on.event("mise_en_demeure.recue", demeure=key[1], le=le.isoformat(), preuve=how)
    appended(records, on.found, [row, told])
    return mise_en_demeure(le).ends_on


def _letter_number(events: pa.Table, demeure: int) -> int:
    mine = events.filter(pc.equal(events["tag"], "mise_en_demeure.envoyee"))
    for told in map(json.loads, mine["payload"].to_pylist()):
        if told["demeure"] == demeure:
            return int(told.get("courrier") or 0)
    return 0


def constrain(
    records: Records, key: tuple[int, int], atelier: Atelier, acte: Acte
) -> Force | list[Refusal]:
    """Issue a contrainte after a mise en demeure without effect, with all that it must say.

    Args:
        records: the journals.
        key: dossier and number of the mise en demeure.
        atelier: with what the act is made.
        acte: who decides, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    read = on_demand(records, key, acte)
    if isinstance(read, Refusal):
        return [read]
    on, demeure, some = read
    received = demeure.received_on
    due_on = mise_en_demeure(received).ends_on if received else None
    claims = [on.claims[number] for number in some]
    if refusal := refuse_contrainte(claims, key[1], due_on, on.day):
        return [refusal]
    assert received is not None  # `refuse_contrainte` refuses without
    left = [number for number in some if on.claims[number][0].total() > 0]
    number = 1 + max(on.orders(), default=0)
    told = _said(records, on, left, ("contrainte", number, atelier.organisme))
    lettre: Lettre = ActeContrainte(**told, demeure_recue_le=received)
    made = sent_rows(on.found, lettre, acte, atelier)
    if isinstance(made, list):
        return made
    sent, rows = made
    row = on.event(
        "contrainte.emise",
        contrainte=number,
        demeure=key[1],
        creances=left,
        le=on.day.isoformat(),
        courrier=sent.numero,
    )
    appended(records, on.found, [*rows, row])
    return Force(number, tuple(left), open_cents(on, left), sent)


@dataclass(frozen=True, slots=True)
class Signification:
    """How a contrainte was served.

    Attributes:
        le: day of the act.
        par: of SIGNIFICATIONS.
        avis_le: day on which who served it told the fund.
    """

    le: dt.date
    par: str
    avis_le: dt.date


def serve(
    records: Records, key: tuple[int, int], how: Signification, acte: Acte
) -> dt.date | Refusal:
    """Record the service of a contrainte; return the last day to oppose it.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    read = on_order(records, key, acte)
    if isinstance(read, Refusal):
        return read
    on, order = read
    where = f"dossier {key[0]}, contrainte {key[1]}"
    if how.par not in SIGNIFICATIONS:
        known = ", ".join(SIGNIFICATIONS)
        return Refusal(f"« {how.par[:30]} » est inconnu.", where, f"Choix : {known}.", LAW)
    if refusal := refuse_service(order, on.claims, how.le, on.day):
        return refusal
    if what := wrong_day(how.avis_le, on.day, how.le, "la signification"):
        return Refusal(
            f"l'avis du{what.removeprefix('le')}",
            where,
            "Donnez le jour où la caisse a été avertie.",
            LAW,
        )
    told = {"contrainte": key[1], "creances": list(order.creances), "le": how.le.isoformat()}
    told |= {"par": how.par, "avis_le": how.avis_le.isoformat()}
    appended(records, on.found, [on.event("contrainte.signifiee", **told)])
    return opposition(how.le).until


def oppose(
    records: Records, key: tuple[int, int], told: tuple[dt.date, str], acte: Acte
) -> int | Refusal:
    """Record an opposition to a contrainte: the court is seized, recovery waits for the judgment.

    Out of time it is recorded with its reserve: the judge decides, and recovery waits too.

    Args:
        records: the journals.
        key: dossier and number of the contrainte.
        told: day of the opposition, and its reasons.
        acte: who records it, and when.

    Returns:
        The number of the case in court.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    read = on_order(records, key, acte)
    if isinstance(read, Refusal):
        return read
    on, order = read
    if refusal := _refused_opposition(on, order, told):
        return refusal
    le, motif = told
    one = order.contrainte
    assert one.served_on is not None
    delay = opposition(one.served_on)
    late = delay.passed(le)
    said = (f"hors délai : opposition possible jusqu'au {day_text(delay.until)}",) if late else ()
    claims = tuple(on.claims[number] for number in order.creances)
    benefits = tuple(dict.fromkeys(claim.benefit for claim, _ in claims))
    court = juridiction(benefits[0], "contrainte", one.issued_on).tribunal
    links = {"recours": None, "contrainte": one.number}
    group = Groupe(court, "contrainte", benefits, claims, said, links)
    number = next_instance(on.found)
    formed = {"contrainte": one.number, "le": le.isoformat(), "tribunal": court}
    formed |= {"motif": motif.strip(), "instance": number}
    row = on.event("opposition.formee", **formed)
    rows = seizure_rows(on.found, (number, group), (le, motif), acte)
    appended(records, on.found, *unwithheld(on.found, [row, *rows], acte))
    return number


def _refused_opposition(on: Poursuite, order: Ordre, told: tuple[dt.date, str]) -> Refusal | None:
    le, motif = told
    one = order.contrainte
    where = f"dossier {on.found.dossier}, contrainte {one.number}"
    if one.served_on is None:
        mend = "Consignez d'abord sa signification : le délai d'opposition court de ce jour."
        return Refusal("elle n'est pas signifiée.", where, mend, LAW)
    if one.opposed_on is not None:
        what = f"une opposition a été formée le {day_text(one.opposed_on)}."
        return Refusal(what, where, "Suivez l'instance qu'elle a ouverte.", LAW)
    if what := wrong_day(le, on.day, one.served_on, "la signification"):
        return Refusal(what, where, "Donnez le jour de l'opposition.", LAW)
    return refuse_text(motif, where, "le motif : une opposition est motivée,")
