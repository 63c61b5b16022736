"""Where an act is done: its page, for what has one; what has none is done by its command."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.urls import reverse

from justedroit.steps.consultation.suites import (
    DEPOT,
    DETTES,
    ECHEANCIER,
    INSTANCE,
    LETTRE,
    NOTIFICATION,
    NOTIFICATIONS,
    RECOURS,
    SEANCE,
    Suite,
)
from justedroit.web.agents.faire.catalogue import GESTES, page_of_geste
from justedroit.web.gestes import WHOLE
from justedroit.web.permissions import GREFFE, Role, roles_of

register = template.Library()

# What an act is done to → (name of its page, whether its address names a number).
_PAGES: Final = {
    NOTIFICATION: ("notices:notice", "notice"),
    NOTIFICATIONS: ("notices:liste", ""),
    DEPOT: ("depots:nouveau", ""),
    ECHEANCIER: ("echeanciers:echeancier", ""),
    RECOURS: ("creances:un_recours", "rang"),
    DETTES: ("creances:dettes", ""),
    LETTRE: ("courriers:lettre", "rang"),
}


def page_of(act: Suite, numero: int, roles: frozenset[Role]) -> str:
    """Return the address of the page where an act is done; empty where there is none.

    Args:
        act: that is open.
        numero: of the dossier.
        roles: of who looks.
    """
    if act.geste:
        return page_of_geste(act.geste, numero, act.number, roles)
    if act.page == SEANCE:
        return _session(act, numero)
    if act.page not in {*_PAGES, INSTANCE} or (act.page == DEPOT and not roles & set(GREFFE)):
        return ""
    if act.page == INSTANCE:
        return f"{reverse('creances:recours', kwargs={'numero': numero})}#instance-{act.number}"
    name, argument = _PAGES[act.page]
    return reverse(name, kwargs={"numero": numero} | ({argument: act.number} if argument else {}))


def _session(act: Suite, numero: int) -> str:
    """Return the page of an appeal before the session where it is; the calendar, where it has none."""
    if act.seance is None:
        return reverse("seances:calendrier")
    told = {"jour": act.seance, "numero": numero, "rang": act.number}
    return reverse("seances:affaire", kwargs=told)


@register.simple_tag(takes_context=True)
def page_de(context: Any, act: Suite) -> str:
    """Return in a page of a dossier the address where an act is done, for who looks at it."""
    return page_of(act, context["numero"], roles_of(context["request"].user))


@register.simple_tag(takes_context=True)
def gestes_de(context: Any, *codes: str) -> list[tuple[str, str]]:
    """Return what may be done to a whole dossier by who looks: the address and the title of each."""
    roles = roles_of(context["request"].user)
    pages = {code: page_of_geste(code, context["numero"], WHOLE, roles) for code in codes}
    return [(page, GESTES[code].title) for code, page in pages.items() if page]
