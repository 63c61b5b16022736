"""Addresses of what the courts have judged."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.tribunaux import views

app_name = "tribunaux"
urlpatterns = [
    path("", views.cette_annee, name="cette_annee"),
    path("<int:annee>/", views.annee, name="annee"),
]
