"""Where an act is done: its page, for what has one; what has none is done by its command."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from justedroit.steps.consultation.suites import (
    DEPOT,
    ECHEANCIER,
    NOTIFICATION,
    NOTIFICATIONS,
    RECOURS,
    Suite,
)

# What an act is done to → (name of its page, whether its address names a number).
_PAGES: Final = {
    NOTIFICATION: ("notices:notice", "notice"),
    NOTIFICATIONS: ("notices:liste", ""),
    DEPOT: ("depots:nouveau", ""),
    ECHEANCIER: ("echeanciers:echeancier", ""),
    RECOURS: ("creances:recours", ""),
}


def page_of(act: Suite, numero: int, *, may_lodge: bool = True) -> str:
    """Return the address of the page where an act is done; empty where there is none.

    Args:
        act: that is open.
        numero: of the dossier.
        may_lodge: whether who looks may record what a household sends to the commission.
    """
    if act.page not in _PAGES or (act.page == DEPOT and not may_lodge):
        return ""
    name, argument = _PAGES[act.page]
    return reverse(name, kwargs={"numero": numero} | ({argument: act.number} if argument else {}))
