"""Addresses of the payment orders."""

from __future__ import annotations

from django.urls import path, register_converter

from justedroit.web.agents.paiements import views
from justedroit.web.agents.paiements.mois import MoisDansAdresse

register_converter(MoisDansAdresse, "mois")

app_name = "paiements"
urlpatterns = [
    path("", views.ordres, name="ordres"),
    path("banque/", views.lire, name="lire"),
    path("attente/", views.placer, name="placer"),
    path("attente/rendre/", views.rendre, name="rendre"),
    path("attente/solder/", views.solder, name="solder"),
    path("attente/defaire/<int:decision>/", views.defaire, name="defaire"),
    path("preparer/", views.preparer, name="preparer"),
    path("<mois:mois>/", views.ordre, name="ordre"),
    path("<mois:mois>/retenus/", views.retenus, name="retenus"),
    path("ordres/<int:numero>/liberer/", views.liberer, name="liberer"),
    path("ordres/<int:numero>/ecrire/", views.ecrire, name="ecrire"),
    path("ordres/<int:numero>/annuler/", views.annuler, name="annuler"),
    path("ordres/<int:numero>/fichier/", views.fichier, name="fichier"),
]
