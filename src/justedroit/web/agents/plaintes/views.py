"""The complaints that wait for their answer, the médiations that run: no dossier is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from justedroit.steps.consultation.plaintes import (
    Attendue,
    EnCours,
    open_complaints,
    running_mediations,
)
from justedroit.web import wiring
from justedroit.web.agents.faire.catalogue import GESTES, page_of_geste
from justedroit.web.agents.listes import Filtre, paged
from justedroit.web.permissions import LECTEURS, SUIVENT, Role, may, needs, roles_of
from justedroit.web.requete import Requete

_SOON: Final = 3  # days: what is to be answered within them is marked
# Code of a filter → its label, and what it keeps.
_FILTRES: Final[Mapping[str, tuple[str, Callable[[Attendue], bool]]]] = {
    "": ("Toutes", lambda _one: True),
    "retard": ("En retard", lambda one: one.is_late),
    "responsable": ("Chez le responsable", lambda one: one.reclamation.echelon == "responsable"),
    "mediateur": ("Chez le médiateur", lambda one: one.reclamation.echelon == "mediateur"),
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line of a list.

    Attributes:
        on: the complaint or the médiation.
        name: of it, in French, to tell the links of a line from those of another.
        url: of its card in its dossier; empty for who opens none.
        first: what is awaited of the fund, in French.
        links: what who looks may do: the address and the label of each.
    """

    on: Attendue | EnCours
    name: str
    url: str
    first: str
    links: tuple[tuple[str, str], ...]

    @property
    def is_soon(self) -> bool:
        """Whether an answer is due in a few days, or was."""
        left = self.on.left if isinstance(self.on, Attendue) else None
        return left is not None and left <= _SOON


@require_safe
@needs(*SUIVENT)
def reclamations(request: Requete) -> HttpResponse:
    """Show the complaints that wait for their answer, the late ones first."""
    asked = request.GET.get("quoi", "")
    if asked not in _FILTRES:
        raise Http404("Ce filtre n’existe pas.")
    every = open_complaints(wiring.records(), wiring.clock())
    shown = [one for one in every if _FILTRES[asked][1](one)]
    told = _paged(request, shown) | {
        "filtres": list(_filters(every, asked)),
        "suite": urlencode({"quoi": asked}) if asked else "",
        "en_tout": len(every),
        "en_retard": sum(one.is_late for one in every),
    }
    return render(request, "agents/plaintes/reclamations.html", told)


@require_safe
@needs(*SUIVENT)
def mediations(request: Requete) -> HttpResponse:
    """Show the médiations that run, the oldest first."""
    every = running_mediations(wiring.records(), wiring.clock())
    told = _paged(request, every) | {"suite": "", "en_tout": len(every)}
    return render(request, "agents/plaintes/mediations.html", told)


def _paged(request: Requete, some: Sequence[Attendue | EnCours]) -> dict[str, Any]:
    page = paged(request, some)
    opens, roles = may(request.user, *LECTEURS), roles_of(request.user)
    return {"page": page, "lignes": [_line(one, roles, opens=opens) for one in page.object_list]}


def _line(one: Attendue | EnCours, roles: frozenset[Role], *, opens: bool) -> Ligne:
    """Return a line, with its links for who opens dossiers."""
    on, kind, word = (
        (one.reclamation, "reclamation", "réclamation")
        if isinstance(one, Attendue)
        else (one.mediation, "mediation", "médiation")
    )
    name = f"dossier {on.dossier}, {word} {on.number}"
    card = f"{reverse('creances:recours', kwargs={'numero': on.dossier})}#{kind}-{on.number}"
    links = [
        (page, GESTES[act.geste].button)
        for act in one.acts
        if (page := page_of_geste(act.geste, on.dossier, act.number, roles))
    ]
    first = next((act.what for act in one.acts), "")
    return Ligne(one, name, card if opens else "", first, tuple(links))


def _filters(every: Sequence[Attendue], asked: str) -> Iterator[Filtre]:
    """Yield what the list may be reduced to: what keeps something, and what is applied."""
    for code, (label, keeps) in _FILTRES.items():
        count = sum(map(keeps, every))
        if count or code in ("", asked):
            yield Filtre(
                label, count, f"?{urlencode({'quoi': code} if code else {})}", code == asked
            )
