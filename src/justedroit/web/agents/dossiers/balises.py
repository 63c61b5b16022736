"""Filters of the pages of a dossier, known of every template: settings say so."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from justedroit.core.base import of
from justedroit.steps.consultation.ecarts import Ecart
from justedroit.steps.consultation.foyer import Foyer

register = template.Library()


@register.filter
def qui(person: int, names: Mapping[int, str]) -> str:
    """Write whom a fact is about: the name when it is known, else `Personne 2`; `Foyer` for 0."""
    return "Foyer" if person == 0 else names.get(person) or f"Personne\u00a0{person}"


@register.filter
def gains(foyer: Foyer, names: Mapping[int, str]) -> str:
    """Write what a household earns, its persons by their name when it is known."""
    return foyer.earned(names)


@register.filter
def cause(ecart: Ecart, names: Mapping[int, str]) -> str:
    """Write which fact changed first, its person by the name when it is known."""
    return ecart.cause_with(names)


@register.filter
def de(noun: str) -> str:
    """Write a noun after `de`: `de prime d'activité`, `d'allocations familiales`."""
    return of(noun)


@register.filter
def mois_iso(month: int) -> str:
    """Write a month as addresses do: 202503 → `2025-03`."""
    return f"{month // 100}-{month % 100:02d}"


@register.filter
def insecables(text: str) -> str:
    """Keep a double mark with the word before it: `droit : 12 €` never breaks before the colon."""
    for mark in ":;?!»%€":
        text = text.replace(f" {mark}", f"\u00a0{mark}")
    return text.replace("« ", "«\u00a0")


@register.filter
def oppose(cents: int) -> int:
    """Return an amount with the other sign."""
    return -cents


@register.filter
def joindre(query: str, more: str) -> str:
    """Add a parameter at the end of an address: `?au=2025-03-31` and `etape=x` → both."""
    return f"{query}&{more}" if query else f"?{more}"
