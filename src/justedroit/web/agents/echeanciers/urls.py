"""Address of the plan of a dossier."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.echeanciers import views

app_name = "echeanciers"
urlpatterns = [path("", views.echeancier, name="echeancier")]
