"""Where an act is done: its page, for what has one; what has none is done by its command."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from justedroit.steps.consultation.suites import ECHEANCIER, NOTIFICATION, RECOURS, Suite

# What an act is done to → (name of its page, whether its address names a number).
_PAGES: Final = {
    NOTIFICATION: ("notices:notice", "notice"),
    ECHEANCIER: ("echeanciers:echeancier", ""),
    RECOURS: ("creances:recours", ""),
}


def page_of(act: Suite, numero: int) -> str:
    """Return the address of the page where an act is done; empty where there is none.

    Args:
        act: that is open.
        numero: of the dossier.
    """
    if act.page not in _PAGES:
        return ""
    name, argument = _PAGES[act.page]
    return reverse(name, kwargs={"numero": numero} | ({argument: act.number} if argument else {}))
