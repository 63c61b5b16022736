"""A list of a whole fund, a page at a time, and what it may be reduced to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator

from justedroit.web.requete import Requete

_PER_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Filtre:
    """A filter of a list; `agents/_filtres.html` shows them.

    Attributes:
        label: in French.
        count: of what it keeps.
        url: that applies it.
        current: whether it is applied.
    """

    label: str
    count: int
    url: str
    current: bool


def paged(request: Requete, some: Sequence[Any]) -> Page[Any]:
    """Return the page of a list that is asked for; `agents/_pages.html` leads to the others."""
    return Paginator(some, _PER_PAGE).get_page(request.GET.get("page"))
