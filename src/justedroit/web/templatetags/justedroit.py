"""How templates write amounts, months, days, benefits, icons. No `{% load %}`: settings say so."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from justedroit import __version__
from justedroit.core.base import FRANCE, day_text, instant_text, month_text
from justedroit.core.base import euros as euros_text
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.consultation.francais import capital

register = template.Library()

_SPRITE: Final = "vendor/bootstrap-icons-1.13.2/icones.svg"


@register.filter
def euros(cents: int | None) -> str:
    """Write whole cents: `1 234,56 €`; a dash where there is no amount."""
    return "–" if cents is None else euros_text(cents).replace("-", "−", 1)


@register.filter
def ecart(cents: int | None) -> str:
    """Write a difference with its sign, plus included: `+ 35,00 €`, `− 12,00 €`."""
    if not cents:
        return euros(cents)
    return f"{'+' if cents > 0 else '−'}\u00a0{euros_text(abs(cents))}"


@register.filter
def nombre(value: int) -> str:
    """Write a whole number: `94 757`."""
    return f"{value:,}".replace(",", "\u202f")


@register.filter(name="pluralize")
def plural(value: object, ending: str = "s") -> str:
    """Return what a word ends with: in French it is plural from two, `0 virement`.

    In place of Django's own, with the same argument: `s`, or `singular,plural`.
    """
    one, many = ending.split(",") if "," in ending else ("", ending)
    number = abs(value) if isinstance(value, int | float) else len(value)  # type: ignore[arg-type]
    return many if number >= 2 else one


@register.filter
def mois(month: int | dt.date) -> str:
    """Write a month, 202503 or one of its days: `mars 2025`."""
    number = month.year * 100 + month.month if isinstance(month, dt.date) else month
    return month_text(number).replace(" ", "\u00a0")


@register.filter
def jour(day: dt.date | dt.datetime | None) -> str:
    """Write a day, or the day of an instant in France: `5 janvier 2026`; a dash for none."""
    if day is None:
        return "–"
    local = day.astimezone(FRANCE).date() if isinstance(day, dt.datetime) else day
    return day_text(local).replace(" ", "\u00a0")


@register.filter
def instant(at: dt.datetime | None) -> str:
    """Write an instant at the clocks of France: `5 janvier 2026 à 14 h 30`; a dash for none."""
    return "–" if at is None else instant_text(at)


@register.filter
def prestation(benefit: str) -> str:
    """Write the name of a benefit, with its capital: `rsa` → `Revenu de solidarité active`."""
    return capital(BENEFIT_LABELS.get(benefit, benefit))


@register.simple_tag
def icone(name: str, classes: str = "") -> SafeString:
    """Draw an icon of the sprite; it says nothing by itself, the words beside it do."""
    return format_html(
        '<svg class="icone {}" width="16" height="16" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        classes,
        static(_SPRITE),
        name,
    )


@register.simple_tag
def fichier(path: str) -> str:
    """Return the address of a static file of ours; it changes with the version."""
    return f"{static(path)}?v={__version__}"


@register.simple_tag
def dossier_url(number: int) -> str:
    """Return the address of the page of a dossier."""
    try:
        return reverse("dossiers:dossier", kwargs={"numero": number})
    except NoReverseMatch:
        return f"/dossiers/{number}/"
