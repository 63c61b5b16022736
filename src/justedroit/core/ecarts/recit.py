"""The explanation of a difference as plain French text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from justedroit.core.base import euros
from justedroit.core.ecarts.changements import HOUSEHOLD
from justedroit.core.faits import catalogue, source_text, value_text
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from justedroit.core.ecarts.changements import Changement
    from justedroit.core.ecarts.explication import Difference, MoisExplique

_PARTS: Final = {
    "rappel": "rappel",
    "indu": "indu",
    "droit_reduit": "droit réduit avant paiement",
    "annulation": "indu annulé",
}


def _month_text(month: MoisExplique) -> str:
    parts = ", ".join(f"{_PARTS[motive]} {euros(cents)}" for motive, cents in month.motives)
    lost = f" (dont prescrit {euros(month.prescribed_cents)})" if month.prescribed_cents else ""
    return (
        f"  {month.month % 100:02d}/{month.month // 100} : passé {euros(month.posted_cents)}, "
        f"dû {euros(month.due_cents)}, différence {euros(month.delta_cents)} : {parts}{lost}"
    )


def _change_text(change: Changement) -> str:
    who = f", personne {change.person}" if change.person else ""
    until = f" au {change.valid_until:%d/%m/%Y} exclu" if change.valid_until else ""
    said = f" (selon {source_text(change.old_source)})" if change.old_source else ""
    return (
        f"  {catalogue()[change.kind].libelle}{who}, du {change.valid_from:%d/%m/%Y}{until} : "
        f"{value_text(change.kind, change.old_value)}{said} → "
        f"{value_text(change.kind, change.new_value)} "
        f"(selon {source_text(change.new_source)}, "
        f"connu le {change.known_at:%d/%m/%Y})"
    )


def _nature(difference: Difference) -> str:
    """Return what a difference is for the household; what rises is not netted against what falls."""
    moves = [month.delta_cents for month in difference.months]
    falls, rises = -sum(min(cents, 0) for cents in moves), sum(max(cents, 0) for cents in moves)
    named = (("indu", falls), ("rappel", rises))
    return ", ".join(f"{name} de {euros(cents)}" for name, cents in named if cents)


def _benefit_lines(difference: Difference) -> list[str]:
    label = BENEFIT_LABELS[difference.benefit]
    title = f"{label[0].upper()}{label[1:]} : {_nature(difference)}"
    return [title, *map(_month_text, difference.months)]


def paragraph(differences: Sequence[Difference]) -> str:
    """Return the differences that one revision made for the same reasons, as French text.

    Args:
        differences: one at least; same revision, same changes, same origin.

    Law:
        CSS art. R133-9-2: the motive of what is claimed; CRPA art. L211-2.
    """
    first = differences[0]
    order = sorted(first.changes, key=lambda c: c.kind not in HOUSEHOLD)
    changes = [_change_text(c) for c in order] or ["  aucun fait n'a changé"]
    return "\n".join(
        [
            f"Révision du {first.revised_at:%d/%m/%Y}",
            *(line for difference in differences for line in _benefit_lines(difference)),
            "Ce qui a changé depuis la révision précédente :",
            *changes,
            f"Origine proposée : {first.origine.label}. {first.origine.reason}",
            "Une personne doit la qualifier.",
        ]
    )
