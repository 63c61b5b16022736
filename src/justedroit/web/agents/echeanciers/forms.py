"""What a household asks for on the telephone, and why a plan is broken or resumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import QueryDict

from justedroit.core.base import month_text
from justedroit.core.recouvrement import MOYENS
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.consultation.echeanciers import Due, Telephone
from justedroit.steps.plan import Souhait
from justedroit.web.formulaires import (
    Euros,
    Formulaire,
    cents,
    choice_field,
    day_field,
    text_field,
)

ASKED: Final = "moyen"  # a form that was sent bears it; a mere link does not
_MOST = 120  # months


class SouhaitForm(Formulaire):
    """A plan that is asked for: an amount a month, or a number of months."""

    PLACES = (
        ("première mensualité", "premiere"),
        ("mois dépassent", "mois"),
        ("mensualité", "mensualite"),
        ("créance", "creances"),
        ("suspendu", "creances"),
    )

    creances = forms.MultipleChoiceField(
        label="Ce que l’échéancier rembourse",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Une de ces sommes n’est plus due, ou est suspendue : recochez."
        },
    )
    mensualite = Euros(
        label="Mensualité", required=False, help_text="Vide : ce que le budget permet."
    )
    mois = forms.IntegerField(
        label="ou nombre de mois",
        required=False,
        min_value=1,
        max_value=_MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Ce n’est pas un nombre de mois : écrivez 12.",
            "min_value": "Il faut au moins un mois.",
            "max_value": f"Un échéancier ne dure pas plus de {_MOST} mois.",
        },
    )
    premiere = day_field("Première mensualité", required=False)
    moyen = choice_field("Payé par", MOYENS)
    ressources = Euros(label="Ressources par mois, aides comprises", required=False)
    charges = Euros(label="Logement par mois", required=False)

    def __init__(self, data: Any, told: Telephone, frozen: tuple[int, ...] = ()) -> None:
        free = [d for d in told.free if not frozen or d.creance.number in frozen]
        ticked = [str(due.creance.number) for due in free if due.is_told or frozen]
        super().__init__(_completed(data, ticked) if data else None)
        boxes = self.fields["creances"]
        assert isinstance(boxes, forms.MultipleChoiceField)
        boxes.choices = [(str(due.creance.number), _named(due)) for due in free]
        boxes.initial = self.ticked = ticked
        self.fields["moyen"].initial = "virement"
        self.dress()

    def clean(self) -> dict[str, Any]:
        """Refuse two answers to one question, and a plan of nothing."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("mensualite") is not None and told.get("mois") is not None:
            self.add_error(
                "mois",
                "Une mensualité est déjà donnée : videz-la pour choisir un nombre de mois, ou l’inverse.",
            )
        if not told.get("creances") and "creances" not in self.errors:
            self.add_error("creances", "Cochez au moins une somme à rembourser.")
        return told

    def asked(self) -> Souhait:
        """Return what is asked; the form is valid, or was not sent."""
        told: Mapping[str, Any] = self.cleaned_data if self.is_bound else {"creances": self.ticked}
        return Souhait(
            tuple(int(number) for number in told.get("creances", ())),
            cents(told.get("mensualite")),
            told.get("mois"),
            told.get("premiere"),
            told.get("moyen") or "virement",
            cents(told.get("ressources")),
            cents(told.get("charges")),
        )


def _completed(data: QueryDict, ticked: list[str]) -> QueryDict:
    """Return what was sent; a link that gives an amount only keeps what is ticked at first."""
    if ASKED in data:
        return data
    whole = data.copy()
    whole[ASKED] = "virement"
    if "creances" not in whole:
        whole.setlist("creances", ticked)
    return whole


def _named(due: Due) -> str:
    benefit = BENEFIT_LABELS[due.creance.benefit]
    months = sorted({line.month for line in due.creance.lignes if line.open > 0})
    span = month_text(months[0]) if months else ""
    if len(months) > 1:
        span = f"{span} à {month_text(months[-1])}"
    why = "" if due.is_told else " (pas encore notifiée)"
    return f"{benefit[:1].upper()}{benefit[1:]}, {span}{why}"


class MotifForm(Formulaire):
    """Why a person breaks a plan, or resumes it."""

    PLACES = (("motif", "motif"),)
    motif = text_field("Motif", rows=2)

    def __init__(self, data: Any = None, *, auto_id: str = "id_%s") -> None:
        super().__init__(data, auto_id=auto_id)
        self.dress()


class AccordForm(Formulaire):
    """A household that asks for a plan which leaves it less than nothing to live on."""

    PLACES = (("raison", "raison"), ("échéancier", "raison"))
    sachant = forms.BooleanField(
        error_messages={
            "required": "Cochez pour confirmer ; sinon, baissez la mensualité ou proposez une remise."
        },
    )
    raison = text_field(
        "Pourquoi le foyer le demande", rows=2, help_text="Gardé avec l’échéancier."
    )

    def __init__(self, data: Any = None, *, resumes: bool = False) -> None:
        super().__init__(data)
        if resumes:  # why it is resumed is asked for already
            del self.fields["raison"]
        self.dress()
