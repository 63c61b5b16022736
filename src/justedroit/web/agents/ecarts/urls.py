"""Addresses of the pages of the rappels and indus of a dossier."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.ecarts import views

app_name = "ecarts"
urlpatterns = [
    path("", views.ecarts, name="ecarts"),
    path("<str:reference>/", views.ecart, name="ecart"),
]
