"""Address of the home page."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.accueil import views

app_name = "accueil"
urlpatterns = [path("", views.accueil, name="accueil")]
