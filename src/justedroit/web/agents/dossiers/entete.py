"""The header that every page of a dossier shares: whose it is, its tabs, the day gone back to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from justedroit.core.base import FRANCE, Refused, day_text
from justedroit.core.faits import read_date
from justedroit.steps.consult import Identities
from justedroit.steps.consultation.instant import day_of, end_of
from justedroit.web import wiring
from justedroit.web.requete import Requete

ALLOCATAIRE: Final = 1  # the person whose name stands for the dossier

# Code, label, icon and end of the address of each tab, in their order.
_TABS: Final = (
    ("aujourdhui", "Aujourd’hui", "house", ""),
    ("droits", "Droits", "calendar3", "droits/"),
    ("ecarts", "Rappels et indus", "arrow-counterclockwise", "ecarts/"),
    ("dettes", "Dettes", "wallet2", "dettes/"),
    ("recours", "Recours", "people", "recours/"),
    ("lettres", "Lettres", "envelope", "lettres/"),
    ("chronologie", "Chronologie", "clock-history", "chronologie/"),
    ("simuler", "Simuler", "sliders", "simuler/"),
    ("registre", "Registre", "journal-text", "registre/"),
)


@dataclass(frozen=True, slots=True)
class Onglet:
    """A tab of the header.

    Attributes:
        code: of the page, as its view names it.
        label: in French.
        icon: of the sprite.
        url: of the page, the day gone back to kept.
        current: whether the page shown is this one.
    """

    code: str
    label: str
    icon: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """The two instants of a page.

    Attributes:
        at: instant of knowledge: the end of the day gone back to, or now.
        now: instant of the reading.
        day: the day gone back to; None: one looks at today.
    """

    at: dt.datetime
    now: dt.datetime
    day: dt.date | None

    @property
    def query(self) -> str:
        """What an address ends with to keep the day: `?au=2025-03-31`, or nothing."""
        return f"?{urlencode({'au': self.day.isoformat()})}" if self.day else ""


def moments(request: Requete) -> Moments:
    """Return the instants that a request asks for, by its `au`.

    Raises:
        Refused: `au` is not a day, or is one to come.
    """
    now, asked = wiring.clock(), request.GET.get("au", "").strip()
    if not asked:
        return Moments(now, now, None)
    day = read_date(asked)
    if day is None:
        raise Refused(
            f"« {asked[:20]} » n'est pas un jour. Écrivez-le JJ/MM/AAAA ou AAAA-MM-JJ, par exemple "
            "31/03/2025."
        )
    today = day_of(now)
    if day > today:
        raise Refused(
            f"Le {day_text(day)} n'est pas encore arrivé : on ne peut revenir qu'à un jour passé. "
            f"Donnez un jour jusqu'au {day_text(today)}."
        )
    if day == today:
        return Moments(now, now, None)
    return Moments(end_of(day), now, day)


def today() -> Moments:
    """Return the instants of a page that looks at today."""
    now = wiring.clock()
    return Moments(now, now, None)


def header(request: Requete, numero: int, onglet: str, at: Moments | None = None) -> dict[str, Any]:
    """Return what `dossier_base.html` shows.

    Args:
        request: of the page.
        numero: of the dossier.
        onglet: code of the tab of the page, see `_TABS`.
        at: the instants, when the view has read them.

    Returns:
        `numero`, `noms` (name by person, those that are known), `nom` (of the allocataire, empty
        when it is not known), `illisible` (the key to the names is not given), `onglets`, `moments`, `au` (what an address ends with to keep the
        day gone back to), `ici` (the address of the page without it).

    Raises:
        Refused: the address asks for a day that is not one.
    """
    when = at or moments(request)
    noms = _names(numero)
    return {
        "numero": numero,
        "noms": noms or {},
        "nom": (noms or {}).get(ALLOCATAIRE, ""),
        "illisible": noms is None,
        "onglets": _tabs(numero, onglet, when),
        "moments": when,
        "au": when.query,
        "ici": request.path,
        "aujourdhui_du_site": when.now.astimezone(FRANCE).date(),
    }


def accounts() -> Identities | None:
    """Return where the names and accounts are, None where the key to them is not given.

    Without the key, a dossier is still read: by its number.
    """
    try:
        return wiring.identities()
    except Refused:
        return None


def _names(numero: int) -> dict[int, str] | None:
    """Return the names of the persons of a dossier, None where the key to them is not given.

    They are joined here, at the last moment, and kept nowhere.
    """
    identities = accounts()
    if identities is None:
        return None
    known = identities.get([numero]).get(numero, ())
    return {identite.person: identite.nom_affiche() for identite in known}


def _tabs(numero: int, current: str, when: Moments) -> list[Onglet]:
    found = []
    for code, label, icon, end in _TABS:
        url = f"/dossiers/{numero}/{end}"
        shown = "Ce jour-là" if when.day and not end else label
        found.append(Onglet(code, shown, icon, url + when.query, code == current))
    return found
