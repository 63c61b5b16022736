"""What a household sends to the commission: what it asks, of what, when, how, in its words."""

from __future__ import annotations

from typing import Any, Final

from justedroit.core.recours import CANAUX_DEPOT, CONTESTATION, NATURES_RECOURS, OBJETS, REMISE
from justedroit.core.registre import BENEFIT_LABELS, BENEFITS
from justedroit.steps.consultation.depots import Guichet
from justedroit.steps.consultation.phrases import named
from justedroit.steps.lodge import Depot
from justedroit.web.formulaires import Formulaire, boxes_field, choice_field, day_field, text_field

# A remise has its own nature: it is not chosen twice.
_CONTESTES: Final = {code: label for code, label in OBJETS.items() if code != REMISE}


class DepotForm(Formulaire):
    """An appeal, or a request of remise, as it is registered."""

    PLACES = (
        ("le motif", "motif"),
        ("réception de la décision", "recue_le"),
        ("n'est pas arrivé", "le"),
        ("n'existait pas le", "le"),
        ("trop ancien", "le"),
        ("commission ne connaît pas", "objet"),
        ("ne se conteste pas", "objet"),
        ("droit à une prestation", "prestation"),
        ("canal", "canal"),
        ("nature", "nature"),
        ("", "creances"),
    )

    nature = choice_field("Ce que le foyer demande", NATURES_RECOURS, empty="Choisissez")
    creances = boxes_field("Sommes visées")
    objet = choice_field(
        "Ce qui est contesté",
        _CONTESTES,
        empty="La somme réclamée, ou le droit",
        required=False,
    )
    prestation = choice_field(
        "Droit contesté, sans somme visée",
        {code: BENEFIT_LABELS[code] for code in BENEFITS},
        empty="Aucun",
        required=False,
    )
    recue_le = day_field("Décision reçue le, si la réception est prouvée", required=False)
    le = day_field(
        "Envoyé ou déposé le", help_text="Le cachet de la poste ou le dépôt garde la date."
    )
    canal = choice_field("Venu par", CANAUX_DEPOT, empty="Choisissez")
    motif = text_field("Ce que dit le foyer", rows=5, help_text="Ni NIR, ni IBAN.")

    def __init__(self, data: Any, told: Guichet) -> None:
        super().__init__(data)
        self.offer("creances", [(str(claim.number), named(claim)) for claim in told.creances])
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
