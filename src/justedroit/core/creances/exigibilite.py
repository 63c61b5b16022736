"""When the fund may withhold what it claims, and what forbids it: notice, rectification, suspension."""

from __future__ import annotations

import datetime as dt
from typing import Final

from justedroit.core.base import Refusal, day_text, days_after, months_after, parametre
from justedroit.core.creances.actes import EcheancierSuivi, Rectification, Suspension
from justedroit.core.creances.creance import Creance
from justedroit.core.creances.suivi import Suivi

# Benefits whose delays have an article of their own: benefit → prefix of its parameters.
_OWN_ARTICLE: Final = {"ppa": "rectification_ppa"}
_LAW: Final = {"ppa": "CSS art. R847-1-1"}
_CAUSES: Final = {
    "rectification": "une demande de rectification attend sa réponse",
    "recours": "un recours ou une demande de remise est en cours",
    "instance": "un tribunal est saisi",
    "mediation": "une médiation est en cours",
    "surendettement": "une procédure de surendettement est en cours",
    "agent": "un agent a suspendu le recouvrement",
}


def suspended(suivi: Suivi, day: dt.date) -> Suspension | None:
    """Return what suspends the recovery of a créance on a day, None where nothing does.

    A rectification that waits and a procedure of over-indebtedness suspend by themselves, whether
    or not a suspension was written. A qualification of fraud ends no suspension.

    Args:
        suivi: of the créance.
        day: any day, past or not.

    Returns:
        Of several, the one that lasts longest: without end first.

    Law:
        CASF art. L262-46 (RSA); CSS art. R133-9-2, R847-1-1; Code de la consommation art. L722-2.
    """
    running = [one for one in suspensions(suivi) if one.runs(day)]
    return max(running, key=lambda one: (one.until is None, one.until or day), default=None)


def suspensions(suivi: Suivi) -> list[Suspension]:
    """Return all that has suspended the recovery of a créance, ended or not, or will for a time.

    Law:
        CASF art. L262-46; CSS art. R133-9-2, R847-1-1; Code de la consommation art. L722-2.
    """
    return [*suivi.suspensions, *_by_law(suivi)]


def cause_text(suspension: Suspension) -> str:
    """Return why recovery is suspended, in French: « un tribunal est saisi ».

    Law:
        None: a way of speaking.
    """
    kind, _, number = suspension.cause.partition(":")
    told = _CAUSES.get(kind, "le recouvrement est suspendu")
    return f"{told} (n° {number})" if number else told


def withholdable_from(creance: Creance, suivi: Suivi, day: dt.date) -> dt.date | Refusal:
    """Return the first day on which a créance may be withheld, as things stand on a day.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        day: the day on which it is asked.

    Returns:
        The first day, past or to come; a refusal where nothing tells a day: nothing is owed, no
        proven reception, a suspension without end, a plan that is kept, a rectification accepted
        and no new notice.

    Law:
        CSS art. R133-9-2: after 20 days from the proven reception; where rectification was asked,
        two months after its rejection, implicit after one month. R847-1-1 for ppa.
    """
    received = suivi.received_on
    if (refusal := _refused(creance, suivi, day)) is not None or received is None:
        return refusal or _never_received(creance)
    delay: int = parametre("creances/retenue.delai").at(received)
    # The day of the act does not count: of 20 days from the 10th, the last is the 30th.
    firsts = [days_after(received, delay + 1)]
    for asked in suivi.rectifications:
        if asked.answer == "acceptee" and not _noticed_again(suivi, asked):
            return _accepted(creance, asked)
        firsts.append(_after_rejection(asked, creance.benefit))
    running = suspended(suivi, day)
    if running is not None and running.until is not None:
        firsts.append(days_after(running.until, 1))
    return max(firsts)


def rejection_of(asked: Rectification, benefit: str) -> dt.date:
    """Return the day on which a rectification is rejected: by an answer, or by time alone.

    Law:
        CSS art. R133-9-2, R847-1-1: implicit rejection after one month.
    """
    if asked.answered_on is not None:
        return asked.answered_on
    months: int = _delay("rejet_implicite", benefit, asked.asked_on)
    return months_after(asked.asked_on, months)


def waits(asked: Rectification, benefit: str, day: dt.date) -> bool:
    """Return whether a rectification still waits for its answer on a day.

    Law:
        CSS art. R133-9-2, R847-1-1.
    """
    return asked.asked_on <= day < rejection_of(asked, benefit)


def last_day_to_rectify(received_on: dt.date) -> dt.date:
    """Return the last day on which a rectification may be asked, before any working day is sought.

    Law:
        CSS art. R133-9-2 I 2° a: 20 days from the reception.
    """
    days: int = parametre("creances/rectification.delai_demande").at(received_on)
    return days_after(received_on, days)


def plan_on(suivi: Suivi, day: dt.date) -> EcheancierSuivi | None:
    """Return the plan that is kept on a day, None where there is none.

    Law:
        CSS art. R133-9-2 I 2° b.
    """
    plan = suivi.echeancier
    return plan if plan is not None and plan.runs(day) else None


def _after_rejection(asked: Rectification, benefit: str) -> dt.date:
    # ASSUMPTION: a rejection that is told opens the same two months as one that time makes; the
    # text read tells the second only, and waiting is never against the household.
    rejected = rejection_of(asked, benefit)
    months: int = _delay("retenue_apres_rejet", benefit, rejected)
    return days_after(months_after(rejected, months), 1)


def _delay(name: str, benefit: str, day: dt.date) -> int:
    prefix = _OWN_ARTICLE.get(benefit, "rectification")
    months: int = parametre(f"creances/{prefix}.{name}").at(day)
    return months


def _by_law(suivi: Suivi) -> list[Suspension]:
    """Return the suspensions that no event needs to write."""
    found = [
        Suspension(
            f"rectification:{asked.number}",
            asked.asked_on,
            ended_on=rejection_of(asked, suivi.benefit),
        )
        for asked in suivi.rectifications
    ]
    if (procedure := suivi.surendettement) is not None:
        cause = f"surendettement:{procedure.number}"
        found.append(Suspension(cause, procedure.since, ended_on=procedure.closed_on))
    return found


def _noticed_again(suivi: Suivi, asked: Rectification) -> bool:
    answered, received = asked.answered_on, suivi.received_on
    return answered is not None and received is not None and received >= answered


def _refused(creance: Creance, suivi: Suivi, day: dt.date) -> Refusal | None:
    if creance.total() <= 0:
        return _refusal(creance, "plus rien n'est dû.", "Il n'y a rien à retenir.", "L553-2")
    running = suspended(suivi, day)
    if running is not None and running.until is None and not _timed(running, suivi):
        return _refusal(
            creance,
            f"le recouvrement est suspendu depuis le {day_text(running.since)} : "
            f"{cause_text(running)}.",
            "Attendez la fin de la suspension.",
        )
    if (plan := plan_on(suivi, day)) is not None:
        return _refusal(
            creance,
            f"l'échéancier n° {plan.number} est en cours.",
            "Encaissez ses échéances ; s'il n'est pas tenu, constatez sa rupture.",
        )
    return None


def _timed(running: Suspension, suivi: Suivi) -> bool:
    """Return whether a suspension is that of a rectification, which time alone ends."""
    numbers = {f"rectification:{asked.number}" for asked in suivi.rectifications}
    return running.cause in numbers


def _never_received(creance: Creance) -> Refusal:
    return _refusal(
        creance,
        "aucune notification n'a de réception prouvée : aucun délai ne court.",
        "Notifiez la créance, puis consignez le jour et la preuve de sa réception.",
    )


def _accepted(creance: Creance, asked: Rectification) -> Refusal:
    return _refusal(
        creance,
        f"la rectification n° {asked.number} a été acceptée : le montant notifié n'est plus le bon.",
        "Révisez le dossier, puis notifiez ce qui reste dû.",
    )


def _refusal(creance: Creance, what: str, mend: str, article: str = "") -> Refusal:
    where = f"dossier {creance.dossier}, créance {creance.number}"
    law = f"CSS art. {article}" if article else _LAW.get(creance.benefit, "CSS art. R133-9-2")
    return Refusal(what, where, mend, law)
