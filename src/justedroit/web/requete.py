"""A request as our views receive it, for the type checker."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Requete(HttpRequest):
    """A request of someone who has signed in.

    Attributes:
        user: who.
        htmx: whether it asks for a part of a page only, and which.
    """

    user: User
    htmx: HtmxDetails
