"""Addresses of the letters of a dossier."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.courriers import views

app_name = "courriers"
urlpatterns = [
    path("", views.lettres, name="lettres"),
    path("<int:rang>/", views.lettre, name="lettre"),
    path("<int:rang>/pdf/", views.lettre_pdf, name="pdf"),
]
