"""The days that a person types: what no act may be dated of, said the same everywhere."""

from __future__ import annotations

import datetime as dt

from justedroit.core.base import day_text, months_after, parametre


def wrong_day(day: dt.date, today: dt.date, since: dt.date | None = None, between: str = "") -> str:
    """Return what is wrong with the day that a person gives to what has happened; empty: nothing.

    Args:
        day: as it was typed.
        today: day of the recording.
        since: first day it may be; None: that of the parameter only.
        between: what `since` is, in French, « la saisine »; needed with it.

    Law:
        None: parameter `acte.premier_jour`, a_verifier, before which our parameters say nothing.
    """
    first: dt.date = parametre("creances/acte.premier_jour").at(today)
    if since is not None and not since <= day <= today:
        return f"le {day_text(day)} n'est pas entre {between} et aujourd'hui."
    if day > today:
        return f"le {day_text(day)} n'est pas arrivé."
    if day < first:
        return (
            f"le {day_text(day)} est trop ancien : rien ne se consigne avant le {day_text(first)}."
        )
    return ""


def too_far(day: dt.date, today: dt.date, what: str) -> str:
    """Return what is wrong with a day to come, such as that of a session; empty: nothing.

    Args:
        day: as it was typed; one that is past is judged as `wrong_day` judges it.
        today: day of the recording.
        what: `seance` or `audience`.

    Law:
        None: parameter `acte.avance`, a_verifier.
    """
    if day <= today:
        return wrong_day(day, today)
    months: int = parametre("creances/acte.avance").at(today)[what]
    last = months_after(today, months)
    if day <= last:
        return ""
    return (
        f"le {day_text(day)} est trop loin : au plus {months} mois d'avance, le {day_text(last)}."
    )
