"""What every page shows: who is signed in, where one may go, on which day, by which law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils.functional import SimpleLazyObject

from justedroit import __version__
from justedroit.core.base import FRANCE, day_text
from justedroit.web import wiring
from justedroit.web.permissions import (
    CONTENTIEUX,
    GREFFE,
    LECTEURS,
    PAYEURS,
    SUIVENT,
    TOUS,
    Role,
    may,
    roles_of,
)


@dataclass(frozen=True, slots=True)
class Entree:
    """An entry of the main menu.

    Attributes:
        label: in French.
        url: of the page; no entry while there is none at this address.
        icon: of the sprite.
        roles: who sees it.
        besides: other addresses under which one is still there.
    """

    label: str
    url: str
    icon: str
    roles: tuple[Role, ...]
    besides: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Return whether a page is under this entry."""
        under = self.url != "/" and path.startswith((self.url, *self.besides))
        return under or path == self.url


MENU: Final = (
    Entree("Accueil", "/", "house", TOUS),
    Entree("Dossiers", "/recherche/", "folder2-open", LECTEURS, ("/dossiers/",)),
    Entree("À faire", "/a-faire/", "list", (*LECTEURS, Role.DIRECTION)),
    Entree("Séances", "/seances/", "people", (*LECTEURS, Role.DIRECTION)),
    Entree("Réclamations", "/reclamations/", "telephone", SUIVENT),
    Entree("Médiations", "/mediations/", "question-circle", (Role.MEDIATEUR, Role.DIRECTION)),
    Entree("Paiements", "/paiements/", "bank", (*PAYEURS, Role.DIRECTION)),
    Entree("Tribunaux", "/tribunaux/", "bar-chart", (*CONTENTIEUX, Role.DIRECTION)),
    Entree("Consultations", "/consultations/", "eye", (Role.AUDITEUR, Role.DIRECTION)),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what the layout shows. `sobre` pages (a defect) ask nothing of the database."""
    told = {"version": __version__, "version_loi": _law_version(), "demonstration": False}
    if settings.DEMONSTRATION:
        today = wiring.clock().astimezone(FRANCE).date()
        told |= {"demonstration": True, "aujourdhui": day_text(today)}
    return told | {
        "menu": _Menu(request),
        "peut_lire": SimpleLazyObject(lambda: _may(request, *LECTEURS)),
        "peut_consigner": SimpleLazyObject(lambda: _may(request, *GREFFE)),
    }


def _may(request: HttpRequest, *roles: Role) -> bool:
    user = getattr(request, "user", None)
    return user is not None and may(user, *roles)


class _Menu:
    """The entries that someone sees, looked for when a template shows them."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __iter__(self) -> Iterator[dict[str, object]]:
        user = getattr(self._request, "user", None)
        roles = roles_of(user) if user is not None else frozenset()
        for entry in MENU:
            if roles & set(entry.roles) and is_valid_path(entry.url):
                yield {
                    "label": entry.label,
                    "icon": entry.icon,
                    "url": entry.url,
                    "ici": entry.holds(self._request.path),
                }


@cache
def _law_version() -> str:
    from justedroit.core.droits.openfisca import versions  # noqa: PLC0415

    return " · ".join(f"{name} {number}" for name, number in versions().items())
