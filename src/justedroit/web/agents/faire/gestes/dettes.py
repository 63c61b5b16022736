"""What the gestes of a dossier that owes have in common: the créance, the boxes, the letters tried."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse

from justedroit.core.base import Refusal, day_text, euros
from justedroit.core.creances import Creance
from justedroit.steps.claims import Reclamation, claims
from justedroit.steps.consultation.phrases import born_on, named
from justedroit.steps.letter import Atelier
from justedroit.web.atelier import to_send
from justedroit.web.formulaires import Formulaire
from justedroit.web.gestes import WHOLE, Cible, Geste, Situation


class DeCreance(Geste):
    """What is done to one créance; the rank is its number, and its page is where it is seen."""

    tab = "dettes"
    names = "creance"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the créance, or why this cannot be done to it now."""
        one = creance_of(cible)
        return None if one is None else self.on(one, cible)

    @abstractmethod
    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return a créance with what one must know of it, or the refusal of the step."""

    def back(self, cible: Cible) -> str:
        """Return the address of the créance."""
        return page_of_creance(cible.dossier, cible.rang)


def page_of_creance(dossier: int, number: int) -> str:
    """Return the address of the page of a créance."""
    return reverse("creances:dette", kwargs={"numero": dossier, "rang": number})


def owed_by(cible: Cible) -> tuple[Reclamation, ...]:
    """Return the créances of a dossier, extinct ones too, by number."""
    found = claims(cible.records, cible.dossier, cible.day)
    return () if isinstance(found, Refusal) else found


def creance_of(cible: Cible) -> Reclamation | None:
    """Return the créance that a rank names, None where there is none."""
    return next((one for one in owed_by(cible) if one.creance.number == cible.rang), None)


def lines_of(one: Reclamation) -> list[str]:
    """Return what one must know of a créance before deciding of it, in sentences."""
    claim = one.creance
    owed = f"{euros(claim.total())} restent dus" if claim.total() else "Plus rien n'est dû"
    whole = f"sur {euros(claim.total('claimed'))} réclamés le {day_text(born_on(claim))}."
    return [f"{owed} {whole}", f"{one.lecture.situation.label}."]


def ticked(form: Formulaire, some: Iterable[Creance], rang: int = WHOLE) -> None:
    """Fill the boxes `creances` of a form: those of a rank are ticked, all of them without a rank."""
    told = [(str(c.number), f"{named(c)}, {_left(c)}") for c in some]
    form.offer("creances", told)
    form.fields["creances"].initial = [number for number, _ in told if rang in (WHOLE, int(number))]


def _left(claim: Creance) -> str:
    return euros(claim.total()) if claim.total() > 0 else "plus rien n’est dû"


def tried_atelier(cible: Cible) -> Atelier | Refusal:
    """Return what a letter is tried with: as `to_send`, and nothing is typeset."""
    made = to_send(cible.dossier)
    return made if isinstance(made, Refusal) else replace(made, printer=lambda _contenu: b"")
