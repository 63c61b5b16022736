"""Addresses of the complaints and of the médiations of the fund."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.plaintes import views

app_name = "plaintes"
urlpatterns = [
    path("reclamations/", views.reclamations, name="reclamations"),
    path("mediations/", views.mediations, name="mediations"),
]
