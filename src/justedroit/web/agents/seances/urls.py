"""Addresses of the sessions of the commission."""

from __future__ import annotations

from django.urls import path, register_converter

from justedroit.web.agents.seances import views
from justedroit.web.agents.seances.jours import JourDansAdresse

register_converter(JourDansAdresse, "jour")

app_name = "seances"
urlpatterns = [
    path("", views.calendrier, name="calendrier"),
    path("bilan/<int:annee>/", views.bilan, name="bilan"),
    path("<jour:jour>/", views.seance, name="seance"),
    path("<jour:jour>/<int:numero>-<int:rang>/", views.affaire, name="affaire"),
]
