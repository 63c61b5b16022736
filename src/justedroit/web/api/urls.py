"""The addresses of the Web API: all that is under its prefix, which `reponses` sorts."""

from __future__ import annotations

from django.urls import re_path

from justedroit.web.api.views import answer

app_name = "api"
urlpatterns = [re_path(r"^(?P<path>.*)$", answer, name="racine")]
