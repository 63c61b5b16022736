"""What is said of a créance, in French: where its error comes from, its days, what time does to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from justedroit.core.base import (
    FRANCE,
    Refusal,
    day_text,
    euros,
    month_text,
    parametre,
    until_worked,
)
from justedroit.core.courriers import PREUVES
from justedroit.core.creances import (
    INDEMNITE,
    Contrainte,
    Creance,
    NoticeSuivie,
    Suivi,
    last_day_to_rectify,
)
from justedroit.core.recours import SENS_JUGEMENT, act_text
from justedroit.core.recouvrement import ISSUES_SURENDETTEMENT, surcharge_percent
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.claims import Reclamation
from justedroit.steps.consultation.francais import span_text
from justedroit.steps.consultation.instant import day_of

_ANSWERS: Final = {"acceptee": "acceptée", "rejetee": "rejetée"}


def named(claim: Creance) -> str:
    """Return a créance in a few words: its number, its benefit, its months."""
    months = [line.month for line in claim.lignes if line.nature != INDEMNITE]
    span = span_text(min(months), max(months)).removeprefix("pour ")
    return f"Créance {claim.number} : {BENEFIT_LABELS[claim.benefit]}, {span}"


def born_on(claim: Creance) -> dt.date:
    """Return the day of the decision that a créance was born of."""
    return day_of(claim.born_at)


def origin_lines(one: Reclamation) -> Iterator[str]:
    """Yield where the error of a créance comes from: proposed, decided, qualified."""
    suivi = one.suivi
    if suivi.origine is not None:
        yield f"Décidée : {suivi.origine.label} ({suivi.origine.author}). {suivi.origine.reasons}"
    elif one.proposed is not None:
        yield f"Proposée, personne ne l'a décidée : {one.proposed.label}. {one.proposed.reason}"
    if (told := suivi.qualification) is not None:
        yield f"Qualifiée le {day_text(told.at.date())} : {told.label} ({told.author}). {told.reasons}"
        if told.is_fraud:
            yield from _of_fraud(told.at.astimezone(FRANCE).date())
    if suivi.remise_closed is not None:
        on, why = suivi.remise_closed
        yield f"Remise fermée depuis le {day_text(on)} : {why}"


def _of_fraud(on: dt.date) -> Iterator[str]:
    """Yield what fraud may add, and that the texts are still to verify."""
    once, again = (surcharge_percent(on, repeated=repeated) for repeated in (False, True))
    yield f"Retenue majorée de {once} %, de {again} % en récidive (à vérifier : CSS art. D553-5)."
    taux = parametre("recouvrement/indemnite.taux")
    if taux.in_force(on):
        yield f"Indemnité de gestion : {taux.at(on)} %, si elle est décidée (à vérifier : L553-2)."
    yield "Pénalité (CSS art. L114-17) : décidée à part, elle n'est ni au registre ni retenue ici."


def day_lines(one: Reclamation, *, forced: bool = True) -> Iterator[str]:
    """Yield what happened to a créance and when it may be withheld, in sentences.

    Args:
        one: the créance.
        forced: whether forced recovery and over-indebtedness are told too.
    """
    suivi, first = one.suivi, one.withholdable
    for notice in suivi.notices:
        yield from _of_notice(notice)
    for asked in suivi.rectifications:
        yield f"Rectification n° {asked.number} demandée le {day_text(asked.asked_on)}." + (
            f" Réponse le {day_text(asked.answered_on)} : {_ANSWERS.get(asked.answer or '', '')}."
            if asked.answered_on
            else ""
        )
    for pause in suivi.suspensions:
        end = f" jusqu'au {day_text(pause.ended_on)}" if pause.ended_on else ", sans fin écrite"
        yield f"Suspension ({act_text(pause.cause)}) depuis le {day_text(pause.since)}{end}."
    yield from _forced(suivi) if forced else ()
    if forced and (procedure := suivi.surendettement) is not None:
        closed = procedure.closed_on
        outcome = ISSUES_SURENDETTEMENT.get(procedure.outcome or "", procedure.outcome)
        end = f", clos le {day_text(closed)} ({outcome})" if closed else ""
        yield f"Surendettement recevable le {day_text(procedure.since)}{end}."
    if isinstance(first, Refusal):
        yield f"Retenue impossible : {first.what}"
    else:
        yield f"Retenue possible à partir du {day_text(first)}."


def _of_notice(notice: NoticeSuivie) -> Iterator[str]:
    name = f"Notification n° {notice.number}"
    if notice.received_on is not None:
        last = day_text(until_worked(last_day_to_rectify(notice.received_on)))
        proof = PREUVES.get(notice.proof or "", "preuve non dite")
        yield f"{name} reçue le {day_text(notice.received_on)} ({proof})."
        yield f"  Rectification à demander jusqu'au {last}."
    elif notice.sent_on is not None:
        yield f"{name} envoyée le {day_text(notice.sent_on)} ; réception non prouvée."
    else:
        yield f"{name} préparée, pas envoyée."


def _forced(suivi: Suivi) -> Iterator[str]:
    for demand in suivi.demeures:
        received = f", reçue le {day_text(demand.received_on)}" if demand.received_on else ""
        yield f"Mise en demeure n° {demand.number} du {day_text(demand.sent_on)}{received}."
    for order in suivi.contraintes:
        told = [f"Contrainte n° {order.number} du {day_text(order.issued_on)}"]
        told += [f"signifiée le {day_text(order.served_on)}"] if order.served_on else []
        told += [f"opposition le {day_text(order.opposed_on)}"] if order.opposed_on else []
        told += (
            [f"jugée le {day_text(order.judged_on)} ({outcome_text(order)})"]
            if order.judged_on
            else []
        )
        yield ", ".join(told) + "."


def outcome_text(order: Contrainte) -> str:
    """Return what was judged of the opposition to a contrainte."""
    return SENS_JUGEMENT.get(order.outcome or "", order.outcome or "")


def time_lines(one: Reclamation, day: dt.date) -> Iterator[str]:
    """Yield the prescription of each month of a créance that is still owed or was lost, in sentences."""
    left = {line.month for line in one.creance.lignes if line.nature != INDEMNITE and line.open > 0}
    for line in one.prescription:
        if line.month not in left and not line.prescribed_cents:
            continue
        said = (
            f"{month_text(line.month).capitalize()} : payé le {day_text(line.paid_on)}, réclamable "
            f"{line.years} ans, jusqu'au {day_text(line.claimable_until)}"
        )
        if (broken := line.interruption) is not None:
            said += f" ; {broken.what} le {day_text(broken.on)}"
            said += f", recouvrable jusqu'au {day_text(line.recoverable_until)}"
        if line.prescribed_cents:
            said += f" ; {euros(line.prescribed_cents)} déjà prescrits"
        elif line.recoverable_until < day:
            said += " ; le délai est passé"
        yield said + "."
