"""The addresses of the site. Each subject has its own `urls.py`, under the prefix given here."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from justedroit.web import comptes, erreurs, pages

# Prefix → the folder of its pages. What is particular comes before what is general.
SUBJECTS = (
    ("", "agents.accueil"),
    ("recherche/", "agents.recherche"),
    ("consultations/", "agents.consultations"),
    ("dossiers/<int:numero>/ecarts/", "agents.ecarts"),
    ("dossiers/<int:numero>/simuler/", "agents.hypotheses"),
    ("dossiers/", "agents.dossiers"),
    ("paiements/", "agents.paiements"),
    ("api/", "api"),
)


def _landed(name: str) -> bool:
    """Return whether the pages of a subject are there."""
    try:
        return find_spec(f"justedroit.web.{name}.urls") is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    path("connexion/", comptes.connexion, name="connexion"),
    path("deconnexion/", comptes.deconnexion, name="deconnexion"),
    path("accessibilite/", pages.accessibilite, name="accessibilite"),
    *(
        path(prefix, include(f"justedroit.web.{name}.urls"))
        for prefix, name in SUBJECTS
        if _landed(name)
    ),
]

handler400 = erreurs.bad_request
handler403 = erreurs.forbidden
handler404 = erreurs.not_found
handler500 = erreurs.defect
