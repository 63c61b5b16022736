"""Addresses of the pages of what a dossier owes and contests."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.creances import views

app_name = "creances"
urlpatterns = [
    path("dettes/", views.dettes, name="dettes"),
    path("dettes/<int:rang>/", views.dette, name="dette"),
    path("recours/", views.recours, name="recours"),
    path("recours/<int:rang>/", views.un_recours, name="un_recours"),
]
