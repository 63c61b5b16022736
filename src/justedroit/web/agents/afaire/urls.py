"""Address of the work list."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.afaire import views

app_name = "afaire"
urlpatterns = [path("", views.afaire, name="afaire")]
