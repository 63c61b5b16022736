"""A page of a dossier that reads what was known at an instant, or says why it cannot be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from justedroit.core.base import Refused
from justedroit.steps.consultation.instant import Absent, UnknownDossier
from justedroit.web.agents.dossiers.entete import Moments, header, moments, today
from justedroit.web.requete import Requete

Read = Callable[[Moments], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page is.

    Attributes:
        numero: of the dossier.
        onglet: code of its tab.
        template: under `agents/`.
    """

    numero: int
    onglet: str
    template: str


def shown(request: Requete, page: Page, read: Read) -> HttpResponse:
    """Return a page, or under the same header why it cannot be shown.

    Args:
        request: of the page.
        page: where it is.
        read: what the template shows besides the header, at the instants asked for.

    Raises:
        Http404: the dossier, or what is asked of it, does not exist.
    """
    when, refused, told = today(), None, {}
    try:
        when = moments(request)
        told = read(when)
    except (UnknownDossier, Absent) as unknown:
        raise Http404(str(unknown)) from unknown
    except Refused as wrong:
        refused = wrong
    whole = header(request, page.numero, page.onglet, when) | told
    if refused is None:
        return render(request, f"agents/{page.template}", whole)
    whole |= {"refus": str(refused), "premier": getattr(refused, "first", None)}
    return render(request, "agents/dossiers/refus.html", whole, status=HTTPStatus.BAD_REQUEST)


def without_day(request: Requete) -> HttpResponse | None:
    """Send a page where one acts to itself, without the day gone back to: one acts on today.

    Args:
        request: of a page that does not read the past.

    Returns:
        None where no day is asked for.
    """
    if "au" not in request.GET or request.method == "POST":
        return None
    kept = request.GET.copy()
    del kept["au"]
    messages.info(
        request, "On agit au jour d’aujourd’hui : cette page ne se lit pas à un jour passé."
    )
    return redirect(f"{request.path}?{kept.urlencode()}" if kept else request.path)
