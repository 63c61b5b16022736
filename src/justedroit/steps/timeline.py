"""Timeline: every fact of a dossier on two axes, true since and known since. Writes nothing."""

from __future__ import annotations

import datetime as dt

from justedroit.records.interface import Records
from justedroit.steps.consultation.chronologie import (
    SORTS,
    Barre,
    Chronologie,
    Enonce,
    Etat,
    Sujet,
    chronology,
)
from justedroit.steps.consultation.instant import cut

__all__ = ["SORTS", "Barre", "Chronologie", "Enonce", "Etat", "Sujet", "timeline"]


def timeline(records: Records, dossier: int, at: dt.datetime, now: dt.datetime) -> Chronologie:
    """Return every fact of a dossier until now, and what was believed of each, and until when.

    Args:
        records: the journals.
        dossier: number.
        at: instant to which one goes back, UTC: what was known after it is told apart.
        now: instant of the reading, UTC.

    Raises:
        UnknownDossier: no such dossier.
        TooEarly: nothing was known of it yet; the message gives the first day.
        TooLate: the instant has not come.
    """
    return chronology(cut(records, dossier, at, now))
