"""What a household sends to the commission: what it asks, of what, when, how, in its words."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from justedroit.core.base import month_text
from justedroit.core.creances import Creance
from justedroit.core.recours import CANAUX, CONTESTATION, NATURES_RECOURS, OBJETS, REMISE
from justedroit.core.registre import BENEFIT_LABELS, BENEFITS
from justedroit.steps.consultation.depots import Guichet
from justedroit.steps.lodge import Depot
from justedroit.web.formulaires import Formulaire, choice_field, day_field, text_field

# A remise has its own nature: it is not chosen twice.
_OBJETS: Final = {code: label[:1].upper() + label[1:] for code, label in OBJETS.items()}
_CONTESTES: Final = {code: label for code, label in _OBJETS.items() if code != REMISE}


class DepotForm(Formulaire):
    """An appeal, or a request of remise, as it is registered."""

    PLACES = (
        ("le motif", "motif"),
        ("n'est pas arrivé", "le"),
        ("n'existait pas le", "le"),
        ("commission ne connaît pas", "objet"),
        ("ne se conteste pas", "objet"),
        ("droit à une prestation", "prestation"),
        ("canal", "canal"),
        ("nature", "nature"),
        ("", "creances"),
    )

    nature = choice_field("Ce que le foyer demande", NATURES_RECOURS, empty="Choisissez")
    creances = forms.MultipleChoiceField(
        label="Sommes visées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Une de ces sommes n’existe pas : recochez."},
    )
    objet = choice_field(
        "Ce qui est contesté",
        _CONTESTES,
        empty="La somme réclamée, ou le droit",
        required=False,
    )
    prestation = choice_field(
        "Droit contesté, sans somme visée",
        {code: BENEFIT_LABELS[code][:1].upper() + BENEFIT_LABELS[code][1:] for code in BENEFITS},
        empty="Aucun",
        required=False,
    )
    recue_le = day_field("Décision reçue le, si la réception est prouvée", required=False)
    le = day_field(
        "Envoyé ou déposé le", help_text="Le cachet de la poste ou le dépôt garde la date."
    )
    canal = choice_field("Venu par", CANAUX, empty="Choisissez")
    motif = text_field("Ce que dit le foyer", rows=5, help_text="Ni NIR, ni IBAN.")

    def __init__(self, data: Any, told: Guichet) -> None:
        super().__init__(data)
        boxes = self.fields["creances"]
        assert isinstance(boxes, forms.MultipleChoiceField)
        boxes.choices = [(str(claim.number), named(claim)) for claim in told.creances]
        self.fields["le"].initial = told.day
        self.dress()

    def deposit(self, dossier: int) -> Depot:
        """Return what is sent; the form is valid, but perhaps for its words."""
        told = self.cleaned_data
        return Depot(
            dossier,
            told["nature"],
            tuple(int(number) for number in told["creances"]),
            told["canal"],
            told["le"],
            told.get("motif", ""),
            told["objet"] if told["nature"] == CONTESTATION else "",
            told["prestation"],
            told["recue_le"],
        )


def named(claim: Creance) -> str:
    """Return a créance in a few words: its number, its benefit, its months."""
    benefit = BENEFIT_LABELS[claim.benefit]
    months = sorted({line.month for line in claim.lignes})
    span = month_text(months[0])
    if len(months) > 1:
        span = f"{span} à {month_text(months[-1])}"
    return f"Créance {claim.number} : {benefit}, {span}"
