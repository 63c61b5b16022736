"""The addresses of the site. Each subject has its own `urls.py`, under the prefix given here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from justedroit.web import comptes, erreurs, pages

# Prefix → the folder of its pages. What is particular comes before what is general.
SUBJECTS = (
    ("", "agents.accueil"),
    ("recherche/", "agents.recherche"),
    ("consultations/", "agents.consultations"),
    ("dossiers/<int:numero>/ecarts/", "agents.ecarts"),
    ("dossiers/<int:numero>/simuler/", "agents.hypotheses"),
    ("dossiers/<int:numero>/echeancier/", "agents.echeanciers"),
    ("dossiers/<int:numero>/notifications/", "agents.notices"),
    ("dossiers/<int:numero>/recours/nouveau/", "agents.depots"),
    ("dossiers/<int:numero>/faire/", "agents.faire"),
    ("dossiers/<int:numero>/lettres/", "agents.courriers"),
    ("dossiers/<int:numero>/", "agents.creances"),
    ("dossiers/", "agents.dossiers"),
    ("tribunaux/", "agents.tribunaux"),
    ("paiements/", "agents.paiements"),
    ("a-faire/", "agents.afaire"),
    ("", "agents.plaintes"),
    ("seances/", "agents.seances"),
    ("api/", "api"),
)


urlpatterns: list[URLPattern | URLResolver] = [
    path("connexion/", comptes.connexion, name="connexion"),
    path("deconnexion/", comptes.deconnexion, name="deconnexion"),
    path("accessibilite/", pages.accessibilite, name="accessibilite"),
    *(path(prefix, include(f"justedroit.web.{name}.urls")) for prefix, name in SUBJECTS),
]

handler400 = erreurs.bad_request
handler403 = erreurs.forbidden
handler404 = erreurs.not_found
handler500 = erreurs.defect
