"""Address of the log of openings."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.consultations import views

app_name = "consultations"
urlpatterns = [path("", views.consultations, name="consultations")]
