"""Addresses of the gestes of a dossier."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.faire import views

app_name = "faire"
urlpatterns = [
    path("<slug:code>/", views.faire, name="faire"),
    path("<slug:code>/<int:rang>/", views.faire, name="faire"),
]
