"""The work list: filtered by trade and by kind, the most urgent first. It opens no dossier."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from justedroit.core.base import FRANCE, Refused
from justedroit.steps.consultation.afaire import GENRES, TERMES, Tache, money, untold_first
from justedroit.web import wiring
from justedroit.web.agents.listes import Filtre, paged
from justedroit.web.permissions import LECTEURS, PAYEURS, Role, may, needs, roles_of
from justedroit.web.requete import Requete

_SOON: Final = 7  # days: what runs out within them is marked
# CSS art. L114-21: the household is told first what third parties said of it.
_UNTOLD: Final = "attend que le foyer soit informé de ce que des tiers ont dit de lui"
# A term that is not the last day on which something is done.
_WHEN: Final = {"retenue": "à partir du", "seance": "le", "audience": "le"}
_NOTICES: Final = ("completer", "envoyer", "reception")
_APPEALS: Final = ("contestation", "remise", "silence", "decision")
_COURTS: Final = ("audience", "jugement")
_FORCED: Final = ("contrainte", "signification", "departement")
# What each trade does; one that is not here sees the whole.
METIERS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.GESTIONNAIRE: (*_NOTICES, "rectification", "courrier"),
    Role.RECOUVREMENT: (*_NOTICES, "retenue", "echeancier", *_FORCED, *_COURTS, "courrier"),
    Role.CONSEILLER: ("echeancier", "reclamation", "courrier"),
    Role.SECRETAIRE: ("contestation", "remise", "silence", "decision", "seance", *_COURTS),
    Role.MEDIATEUR: ("reclamation", "mediation", "contestation"),
    Role.COMPTABLE: ("argent", "retenue"),
    Role.FONDE_DE_POUVOIR: ("argent", "retenue"),
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line of the list.

    Attributes:
        tache: what waits.
        genre: in French.
        url: of the page where it is done; empty where there is none.
        left: days left before the end of its term; less than zero once it is late.
        waits: what must be done first, in French; empty where nothing must.
    """

    tache: Tache
    genre: str
    url: str
    left: int
    waits: str = ""

    @property
    def is_soon(self) -> bool:
        """Whether it runs out in a few days, or has."""
        return self.left <= _SOON

    @property
    def when(self) -> str:
        """What comes before the day of its term, in French."""
        return _WHEN.get(self.tache.terme, "avant le")

    @property
    def delay(self) -> str:
        """How long is left, in French: « 3 jours », « en retard de 1 jour »."""
        if self.left < 0:
            return f"en retard de {_days(-self.left)}"
        return {0: "aujourd’hui", 1: "demain"}.get(self.left) or _days(self.left)

    @property
    def why(self) -> str:
        """What its term is, in French."""
        return TERMES[self.tache.terme]


@require_safe
@needs(*LECTEURS, Role.DIRECTION)
def afaire(request: Requete) -> HttpResponse:
    """Show what waits, for the trade of who looks, or for the whole fund."""
    genre, whole = request.GET.get("genre", ""), request.GET.get("metier") == "tous"
    if genre and genre not in GENRES:
        raise Http404("Ce genre de travail n’existe pas.")
    mine = _own(request)
    kinds = GENRES if whole or not mine else {code: GENRES[code] for code in GENRES if code in mine}
    every = _every(request)
    if every is None:
        return render(request, "agents/afaire/en_preparation.html")
    shown = [one for one in every if one.genre in kinds and genre in ("", one.genre)]
    page = paged(request, shown)
    today = wiring.clock().astimezone(FRANCE).date()
    counts = Counter(one.genre for one in every)
    told = {
        "page": page,
        "lignes": _lines(page.object_list, today, opens=may(request.user, *LECTEURS)),
        "filtres": _filters(kinds, counts, genre, whole=whole),
        "tout": whole or not mine,
        "mien": bool(mine),
        "en_tout": len(every),
        "suite": urlencode(_query(genre, whole=whole)),
        "genre": GENRES.get(genre, ""),
    }
    return render(request, "agents/afaire/afaire.html", told)


def _own(request: Requete) -> frozenset[str]:
    """Return the kinds of work of who looks; none: they see the whole."""
    return frozenset(c for role in roles_of(request.user) for c in METIERS.get(role, ()))


@dataclass(frozen=True, slots=True)
class Compte:
    """How much waits for someone today.

    Attributes:
        late: past its term.
        week: to be done in the coming days.
        total: all of it.
    """

    late: int
    week: int
    total: int


def counted_for(request: Requete) -> Compte | None:
    """Return how much waits for who looks, the bank aside; None while it is being prepared."""
    every, own = wiring.already_waiting(), _own(request)
    if every is None:
        return None
    today = wiring.clock().astimezone(FRANCE).date()
    mine = [one for one in every if not own or one.genre in own]
    left = [(one.before - today).days for one in mine if one.after is None]
    late = sum(days < 0 for days in left)
    return Compte(late, sum(0 <= days <= _SOON for days in left), len(mine))


def _every(request: Requete) -> list[Tache] | None:
    """Return what waits for who looks, None while the whole fund is read for the first time."""
    found = wiring.waiting()
    if found is not None and may(request.user, *PAYEURS):
        try:
            found += money(wiring.guichet())
        except Refused:
            return found  # the account of the fund is not given: there is no bank to wait for
    return found


def _query(genre: str, *, whole: bool) -> dict[str, str]:
    told = {"genre": genre} if genre else {}
    return told | ({"metier": "tous"} if whole else {})


def _filters(
    kinds: Iterable[str], counts: Mapping[str, int], genre: str, *, whole: bool
) -> list[Filtre]:
    """Return what the list may be reduced to: the kinds that have something, and the one applied."""
    some = [code for code in kinds if counts.get(code) or code == genre]
    total = sum(counts.get(code, 0) for code in kinds)
    first = Filtre("Tout", total, f"?{urlencode(_query('', whole=whole))}", not genre)
    return [
        first,
        *(
            Filtre(
                GENRES[code],
                counts.get(code, 0),
                f"?{urlencode(_query(code, whole=whole))}",
                code == genre,
            )
            for code in some
        ),
    ]


def _lines(some: Iterable[Tache], today: dt.date, *, opens: bool) -> list[Ligne]:
    """Return the lines of a page, with their links for who opens dossiers."""
    taches = list(some)
    untold = untold_first(wiring.records(), taches)
    lines = [_line(one, today, untold=(one.dossier, one.number) in untold) for one in taches]
    return lines if opens else [replace(line, url="") for line in lines]


def _line(one: Tache, today: dt.date, *, untold: bool) -> Ligne:
    left = (one.before - today).days
    waits = _UNTOLD if untold and one.genre == "envoyer" else ""
    return Ligne(one, GENRES[one.genre], _url(one), left, waits)


def _days(count: int) -> str:
    return f"{count}\N{NO-BREAK SPACE}jour{'s' if count > 1 else ''}"


def _url(one: Tache) -> str:
    """Return the page where something is done."""
    where = {"numero": one.dossier}
    if one.genre in _NOTICES:
        return reverse("notices:notice", kwargs=where | {"notice": one.number})
    if one.genre == "courrier":
        return reverse("courriers:lettre", kwargs=where | {"rang": one.number})
    if one.genre == "retenue":
        return reverse("creances:dette", kwargs=where | {"rang": one.number})
    if one.genre in _APPEALS:
        return reverse("creances:un_recours", kwargs=where | {"rang": one.number})
    if one.genre == "seance" and one.before is not None:
        return reverse("seances:seance", kwargs={"jour": one.before})
    if one.genre == "departement":
        return reverse("creances:dette", kwargs=where | {"rang": one.number})
    pages = {
        "echeancier": "echeanciers:echeancier",
        "rectification": "creances:dettes",
        "reclamation": "creances:recours",
        "mediation": "creances:recours",
        **dict.fromkeys(("contrainte", "signification"), "creances:dettes"),
        **dict.fromkeys(_COURTS, "creances:recours"),
    }
    if one.genre in pages:
        return reverse(pages[one.genre], kwargs=where)
    return reverse("paiements:ordres") if one.genre == "argent" else ""
