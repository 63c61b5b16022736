"""The explanation of a difference as plain French text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from justedroit.core.base import euros
from justedroit.core.faits import catalogue
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from justedroit.core.ecarts.changements import Changement
    from justedroit.core.ecarts.explication import Difference, MoisExplique

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
_PARTS: Final = {
    "rappel": "rappel",
    "indu": "indu",
    "droit_reduit": "droit réduit avant paiement",
    "annulation": "indu annulé",
}


def _source_text(source: str) -> str:
    return _SOURCES.get(source, source)


def _month_text(month: MoisExplique) -> str:
    parts = ", ".join(f"{_PARTS[motive]} {euros(cents)}" for motive, cents in month.motives)
    lost = f" (dont prescrit {euros(month.prescribed_cents)})" if month.prescribed_cents else ""
    return (
        f"  {month.month % 100:02d}/{month.month // 100} : passé {euros(month.posted_cents)}, "
        f"dû {euros(month.due_cents)}, différence {euros(month.delta_cents)} : {parts}{lost}"
    )


def _value_text(name: str, value: str | None) -> str:
    kind = catalogue()[name]
    if value is None:
        return "rien"
    if kind.nature == "montant":
        return euros(round(Decimal(value) * 100)) + kind.unite.removeprefix("EUR")
    if kind.nature == "date":
        return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
    if kind.nature == "booleen":
        return "oui" if value == "true" else "non"
    return f"{kind.valeurs.get(value, value)} {kind.unite}".rstrip()


def _change_text(change: Changement) -> str:
    who = f", personne {change.person}" if change.person else ""
    until = f" au {change.valid_until:%d/%m/%Y} exclu" if change.valid_until else ""
    said = f" (selon {_source_text(change.old_source)})" if change.old_source else ""
    return (
        f"  {catalogue()[change.kind].libelle}{who}, du {change.valid_from:%d/%m/%Y}{until} : "
        f"{_value_text(change.kind, change.old_value)}{said} → "
        f"{_value_text(change.kind, change.new_value)} "
        f"(selon {_source_text(change.new_source)}, "
        f"connu le {change.known_at:%d/%m/%Y})"
    )


def paragraph(dossier: int, difference: Difference) -> str:
    """Return one difference of a dossier as a paragraph of French text.

    Law:
        CSS art. R133-9-2: the motive of what is claimed; CRPA art. L211-2.
    """
    head = (
        f"Dossier {dossier}, {BENEFIT_LABELS[difference.benefit]}, révision "
        f"{difference.reference} du {difference.revised_at:%d/%m/%Y} : "
        f"{euros(difference.delta_cents)}"
    )
    origine = (
        f"Origine proposée : {difference.origine.label}. {difference.origine.reason} "
        "Une personne doit la qualifier."
    )
    changes = [_change_text(c) for c in difference.changes] or ["  aucun fait n'a changé"]
    return "\n".join(
        [
            head,
            "Mois par mois :",
            *map(_month_text, difference.months),
            "Ce qui a changé depuis la révision précédente :",
            *changes,
            origine,
        ]
    )
