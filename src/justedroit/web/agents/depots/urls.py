"""Address where an appeal is registered."""

from __future__ import annotations

from django.urls import path

from justedroit.web.agents.depots import views

app_name = "depots"
urlpatterns = [path("", views.nouveau, name="nouveau")]
