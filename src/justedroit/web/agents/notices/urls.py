"""Addresses of the notices of a dossier."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("<int:notice>/", views.notification, name="notice"),
    path("<int:notice>/apercu/", views.apercu, name="apercu"),
]
