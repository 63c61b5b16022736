"""Addresses of the search."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.recherche import views

app_name = "recherche"
urlpatterns = [
    path("", views.recherche, name="recherche"),
    path("resultats/", views.resultats, name="resultats"),
]
