"""Addresses of the pages of a dossier."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("<int:numero>/", views.dossier, name="dossier"),
    path("<int:numero>/droits/", views.droits, name="droits"),
    path("<int:numero>/droits/<str:prestation>/<str:mois>/", views.droit, name="droit"),
    path("<int:numero>/chronologie/", views.chronologie, name="chronologie"),
    path("<int:numero>/registre/", views.registre, name="registre"),
]
