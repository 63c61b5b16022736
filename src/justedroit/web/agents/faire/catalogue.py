"""Every geste that has a page, and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.urls import reverse

from justedroit.web.agents.faire.gestes import (
    creance,
    decisions,
    encaisser,
    executer,
    forcer,
    lettres,
    mediations,
    reclamations,
    recours,
    rectifier,
    tribunal,
)
from justedroit.web.gestes import WHOLE, Geste
from justedroit.web.permissions import Role

_SUBJECTS: Final = (
    recours,
    decisions,
    lettres,
    tribunal,
    reclamations,
    mediations,
    creance,
    rectifier,
    encaisser,
    forcer,
    executer,
)
GESTES: Final[Mapping[str, Geste]] = {
    geste.code: geste for subject in _SUBJECTS for geste in subject.GESTES
}


def page_of_geste(code: str, dossier: int, rang: int, roles: frozenset[Role]) -> str:
    """Return the address where something is done; empty where no page does it, or not for them.

    Args:
        code: of the geste.
        dossier: number.
        rang: of what it is done to; WHOLE: none.
        roles: of who looks.
    """
    geste = GESTES.get(code)
    if geste is None or not roles & set(geste.roles):
        return ""
    told = {"numero": dossier, "code": code}
    return reverse("faire:faire", kwargs=told | ({} if rang == WHOLE else {"rang": rang}))
