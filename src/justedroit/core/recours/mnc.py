"""The control of legality: from when a decision that was transmitted is executory."""

from __future__ import annotations

import datetime as dt

from justedroit.core.base import days_after, parametre
from justedroit.core.recours.dossier_recours import Recours


def executory_from(recours: Recours) -> dt.date | None:
    """Return the first day on which a decision may be executed; None where nothing says it.

    A decision transmitted is executory after a delay; one suspended, when the authority has let
    its own delay pass; one that no control concerns, at once.

    Law:
        CSS art. L151-1, R151-1: parameters `mnc.executoire`, `mnc.suspension`, a_verifier.
    """
    decision = recours.decision
    if decision is None or recours.is_closed:
        return None
    if recours.stage == "transmis" and recours.transmitted_on is not None:
        return _after(recours.transmitted_on, "executoire")
    if recours.stage == "suspendu" and recours.suspended_on is not None:
        return _after(recours.suspended_on, "suspension")
    if recours.stage == "decide" and decision.par not in _controlled(decision.le):
        return decision.le
    return None


def _controlled(day: dt.date) -> list[str]:
    found: list[str] = parametre("recours/mnc.decideurs").at(day)
    return found


def _after(day: dt.date, name: str) -> dt.date:
    """Return the day after a delay: what it must wait for is counted without the working days."""
    return days_after(day, parametre(f"recours/mnc.{name}").at(day) + 1)
