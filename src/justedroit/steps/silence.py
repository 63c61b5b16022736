"""Silence: what is true of a créance whose appeal silence has rejected, before anyone has recorded it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from justedroit.core.base import Refusal, day_text
from justedroit.core.creances import Creance, Etat, Lecture, Situation, Suivi, suspensions
from justedroit.core.recours import Recours

_NAME = "Rejet par le silence à consigner"


def unrecorded(suivi: Suivi, appeals: Iterable[Recours], day: dt.date) -> Recours | None:
    """Return the appeal that alone is held to suspend a créance, though silence has rejected it.

    Args:
        suivi: of the créance.
        appeals: of its dossier.
        day: of the reading.

    Returns:
        Of several, the last rejected; None where nothing suspends it, or something else does too.
    """
    held = {one.cause for one in suspensions(suivi) if one.runs(day)}
    silent = {one.cause: (on, one) for one in appeals if (on := one.silent_on(day)) is not None}
    if not held or not held <= silent.keys():
        return None
    return max((silent[cause] for cause in held), key=lambda pair: pair[0])[1]


def told_so(lecture: Lecture, one: Recours, day: dt.date) -> Lecture:
    """Return where a créance stands, said as it is: its suspension has ended, nobody has recorded it.

    Args:
        lecture: as its own events tell it.
        one: the appeal, see `unrecorded`.
        day: of the reading.
    """
    silent = one.silent_on(day)
    if lecture.etat is not Etat.CONTESTEE_SUSPENDUE or silent is None:
        return lecture
    since = day_text(silent)
    sentence = (
        f"Votre recours n° {one.number} est rejeté depuis le {since}, faute de réponse : le "
        "recouvrement n'est plus suspendu. Rien ne vous est retenu tant que la caisse n'a pas "
        "consigné ce rejet."
    )
    return Lecture(Situation(Etat.CONTESTEE_SUSPENDUE, sentence, _NAME), lecture.others)


def to_record(claim: Creance, one: Recours, day: dt.date) -> Refusal | None:
    """Return why a créance is not withheld yet: the rejection by silence is to be recorded."""
    silent, law = one.silent_on(day), one.silence()
    if silent is None or law is None or claim.total() <= 0:
        return None
    what = (
        f"le silence a rejeté le recours {one.number} le {day_text(silent)}, et la suspension a "
        "pris fin avec lui : le rejet par le silence est à consigner."
    )
    where = f"dossier {claim.dossier}, créance {claim.number}"
    return Refusal(what, where, "Consignez-le, ou décidez expressément.", law.article)
