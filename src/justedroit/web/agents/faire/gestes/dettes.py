"""What the gestes of a dossier that owes have in common: the créance, the boxes, the letters tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django import forms
from django.urls import reverse

from justedroit.core.base import Refusal, day_text, euros
from justedroit.core.creances import INDEMNITE, Creance
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.claims import Reclamation, claims
from justedroit.steps.consultation.francais import span_text
from justedroit.steps.consultation.phrases import born_on
from justedroit.steps.letter import Atelier
from justedroit.web.atelier import to_send
from justedroit.web.gestes import WHOLE, Cible, Geste


class DeCreance(Geste):
    """What is done to one créance; the rank is its number, and its page is where it is seen."""

    tab = "dettes"

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


def named(claim: Creance) -> str:
    """Return a créance in a few words: its number, its benefit, its months."""
    months = [line.month for line in claim.lignes if line.nature != INDEMNITE]
    span = span_text(min(months), max(months)).removeprefix("pour ")
    return f"Créance {claim.number} : {BENEFIT_LABELS[claim.benefit]}, {span}"


def lines_of(one: Reclamation) -> list[str]:
    """Return what one must know of a créance before deciding of it, in sentences."""
    claim = one.creance
    owed = f"{euros(claim.total())} restent dus" if claim.total() else "Plus rien n'est dû"
    whole = f"sur {euros(claim.total('claimed'))} réclamés le {day_text(born_on(claim))}."
    return [f"{owed} {whole}", f"{one.lecture.situation.label}."]


def boxes(label: str, wrong: str) -> forms.MultipleChoiceField:
    """Return boxes to tick, a créance each; `ticked` fills them.

    Args:
        label: of the field.
        wrong: what is said where nothing is ticked.
    """
    return forms.MultipleChoiceField(
        label=label,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": wrong,
            "invalid_choice": "Une de ces sommes ne peut pas être choisie : recochez.",
        },
    )


def ticked(form: forms.Form, some: Iterable[Creance], rang: int = WHOLE) -> None:
    """Fill the boxes `creances` of a form: those of a rank are ticked, all of them without a rank."""
    field = form.fields["creances"]
    assert isinstance(field, forms.MultipleChoiceField)
    told = [(str(c.number), f"{named(c)}, {euros(c.total())}") for c in some]
    field.choices = told
    field.initial = [number for number, _ in told if rang in (WHOLE, int(number))]


def tried_atelier(cible: Cible) -> Atelier | Refusal:
    """Return what a letter is tried with: as `to_send`, and nothing is typeset."""
    made = to_send(cible.dossier)
    return made if isinstance(made, Refusal) else replace(made, printer=lambda _contenu: b"")
