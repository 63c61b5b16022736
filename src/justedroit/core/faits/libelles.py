"""Facts as a person reads them: who says it, and the value in French."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from justedroit.core.base import euros
from justedroit.core.faits.catalogue import catalogue

_SOURCES: Final = {
    "allocataire": "l'allocataire",
    "agent": "un agent de la caisse",
    "controle_sur_place": "un contrôle sur place",
    "dsn_drm": "les employeurs (DSN)",
    "dgfip": "l'administration fiscale",
    "france_travail": "France Travail",
    "cpam": "l'assurance maladie",
    "carsat": "l'assurance retraite",
    "bailleur": "le bailleur",
    "mdph": "la MDPH",
    "greffe": "le greffe",
    "prefecture": "la préfecture",
    "pajemploi": "Pajemploi",
    "departement": "le département",
    "systeme": "la chaîne de traitement",
    "estimation": "une estimation",
}


def source_text(source: str) -> str:
    """Return who a source is, in French, with its article.

    Law:
        None: a way of writing.
    """
    return _SOURCES.get(source, source)


def value_text(name: str, value: str | None) -> str:
    """Return the value of a fact, in French: an amount, a date, yes or no, a label.

    Args:
        name: a kind of the catalogue.
        value: canonical text; None where nothing is known.

    Law:
        None: a way of writing.
    """
    kind = catalogue()[name]
    if kind.donnee == "demande":
        return "demandée" if value == "true" else "non demandée"
    if value is None:
        return "rien"
    if kind.nature == "montant":
        return euros(round(Decimal(value) * 100)) + kind.unite.removeprefix("EUR")
    if kind.nature == "date":
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    if kind.nature == "booleen":
        return "oui" if value == "true" else "non"
    if kind.nature in {"nombre", "entier"}:
        return _number_text(Decimal(value), kind.unite)
    return kind.valeurs.get(value, value)


def _number_text(value: Decimal, unit: str) -> str:
    """Return a number with its unit; a ratio as a percentage."""
    if unit == "ratio":
        return f"{_plain(value * 100)}\u00a0%"
    if unit == "categorie":
        return f"catégorie {_plain(value)}"
    return f"{_plain(value)} {unit}".rstrip()


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
