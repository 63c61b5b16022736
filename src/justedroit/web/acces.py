"""The opening of a dossier by a page: it leaves a trace, or the page is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, TypeVar

from django.contrib.auth.models import User
from django.db import Error
from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from justedroit.steps.witness import Opening, witness
from justedroit.web import wiring
from justedroit.web.permissions import Role, roles_of
from justedroit.web.requete import Requete

V = TypeVar("V", bound=Callable[..., HttpResponseBase])

# What each role opens a dossier for; the first that someone has is the one kept.
FINALITES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.GESTIONNAIRE: "instruction des droits",
        Role.CONSEILLER: "accueil de l'allocataire",
        Role.CONTROLEUR: "contrôle",
        Role.RECOUVREMENT: "recouvrement",
        Role.SECRETAIRE: "secrétariat de la commission",
        Role.COMPTABLE: "préparation des paiements",
        Role.FONDE_DE_POUVOIR: "vérification avant paiement",
        Role.MEDIATEUR: "médiation",
        Role.DIRECTION: "direction",
    }
)


def opens_dossier(screen: str) -> Callable[[V], V]:
    """Log the opening of a dossier by a view before it runs; under `@needs`.

    The view takes `numero`. A dossier that does not exist is answered 404 and leaves no trace; when
    the trace cannot be written, the view does not run.

    Args:
        screen: what is opened, in French, as the auditor will read it: "registre".
    """

    def decorate(view: V) -> V:
        @wraps(view)
        def traced(request: Requete, *args: Any, numero: int, **kwargs: Any) -> HttpResponseBase:
            if not 0 < numero < 2**63 or not wiring.records().sequences([numero])[numero]:
                raise Http404(f"Le dossier {numero} n'existe pas. Vérifiez son numéro.")
            opening = Opening(
                dossier=numero,
                author=request.user.get_username(),
                screen=screen,
                purpose=purpose_of(request.user),
            )
            try:
                witness(wiring.openings(), opening, wiring.real_clock())
            except Error:
                return render(request, "erreurs/503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
            return view(request, *args, numero=numero, **kwargs)

        traced.screen = screen  # type: ignore[attr-defined]  # for the test that walks the addresses
        return traced  # type: ignore[return-value]

    return decorate


def purpose_of(user: User) -> str:
    """Return what someone opens dossiers for, by their first role; empty without one."""
    roles = roles_of(user)
    return next((text for role, text in FINALITES.items() if role in roles), "")
