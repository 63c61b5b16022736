"""Address of the simulation of a dossier."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.hypotheses import views

app_name = "hypotheses"
urlpatterns = [path("", views.simuler, name="simuler")]
