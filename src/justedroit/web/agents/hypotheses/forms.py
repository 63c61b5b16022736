"""One form for each change that can be supposed: its fields, and the hypothesis that they make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django import forms

from justedroit.core.base import add_months, first_day, month_text
from justedroit.core.droits import Foyer, Hypothese, hypotheses
from justedroit.core.droits.openfisca import is_commune
from justedroit.core.faits import kind
from justedroit.web.formulaires import Euros

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cadre:
    """What the fields of a form may hold.

    Attributes:
        foyer: the household, and the coming months.
        noms: name by person, those that are known.
    """

    foyer: Foyer
    noms: Mapping[int, str]

    def months(self) -> list[tuple[str, str]]:
        """Return the coming months, as the choices of a field."""
        return [(str(month), month_text(month)) for month in self.foyer.months]

    def people(self, numbers: Iterable[int]) -> list[tuple[str, str]]:
        """Return persons, as the choices of a field."""
        return [(str(n), self.noms.get(n) or f"Personne {n}") for n in numbers]

    def next_month(self) -> int:
        """Return the month after the present one, where there is one."""
        return self.foyer.months[min(1, len(self.foyer.months) - 1)]


class Formulaire(forms.Form):
    """A form of one change. Its fields are laid out by the template, in their order.

    Attributes:
        code: in the address.
        titre: of the choice, after « Si… ».
    """

    code: str = ""
    titre: str = ""

    def __init__(self, data: Any, cadre: Cadre, prefix: str | None = None) -> None:
        super().__init__(data, prefix=prefix)
        self.cadre = cadre
        self.frame()
        for name, field in self.fields.items():
            select = isinstance(field.widget, forms.Select)
            wrong = name in self.errors if self.is_bound else False
            field.widget.attrs["class"] = "form-select" if select else "form-control"
            # Empty as long as nothing is wrong: with htmx a message comes without the whole form.
            field.widget.attrs["aria-describedby"] = f"{self[name].id_for_label}_error"
            if wrong:
                field.widget.attrs |= {"class": field.widget.attrs["class"] + " is-invalid"}
                field.widget.attrs |= {"aria-invalid": "true"}

    def frame(self) -> None:
        """Give the fields their choices and what they hold at first."""
        months = self.fields.get("depuis")
        if isinstance(months, forms.TypedChoiceField):
            months.choices = self.cadre.months()
            months.initial = str(self.cadre.next_month())
        day = self.fields.get("le")
        if day is not None:
            first, last = self.cadre.foyer.today, add_months(self.cadre.foyer.months[-1], 1)
            day.initial = first_day(self.cadre.next_month())
            end = first_day(last) - _DAY
            day.widget.attrs |= {"min": first.isoformat(), "max": end.isoformat()}

    def asked(self) -> Hypothese:
        """Return what is supposed; the form is valid."""
        raise NotImplementedError


def _month() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="À partir de", coerce=int, choices=())


def _day(label: str) -> forms.DateField:
    errors = {
        "invalid": "Ce n’est pas un jour : écrivez-le 31/03/2025.",
        "required": "Donnez un jour.",
    }
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=errors,
    )


def _person(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, choices=())


def _cents(amount: Decimal | None) -> int:
    return int((amount or Decimal(0)) * 100)


class _OfWorker(Formulaire):
    """A form about someone who works or may."""

    def frame(self) -> None:
        """Offer the members of the household."""
        super().frame()
        foyer = self.cadre.foyer
        field = self.fields["personne"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = self.cadre.people(foyer.members(foyer.today))


class EmploiForm(_OfWorker):
    """A job."""

    code, titre = "emploi", "quelqu’un prend un emploi"
    personne = _person("Qui travaille")
    salaire = Euros(label="Salaire net par mois")
    depuis = _month()

    def asked(self) -> Hypothese:
        """Return the job."""
        told = self.cleaned_data
        return hypotheses.Emploi(_cents(told["salaire"]), told["depuis"], told["personne"])


class PerteForm(_OfWorker):
    """A job lost."""

    code, titre = "perte", "quelqu’un perd son emploi"
    personne = _person("Qui perd son emploi")
    chomage = Euros(label="Allocation de chômage nette par mois, s’il y en a une", required=False)
    depuis = _month()

    def asked(self) -> Hypothese:
        """Return the loss."""
        told = self.cleaned_data
        return hypotheses.PerteEmploi(told["depuis"], told["personne"], _cents(told["chomage"]))


class NaissanceForm(Formulaire):
    """A birth."""

    code, titre = "naissance", "un enfant naît"
    le = _day("Jour de la naissance")

    def frame(self) -> None:
        """Propose the day of the birth expected."""
        super().frame()
        if expected := self.cadre.foyer.expected():
            self.fields["le"].initial = expected[0][1]

    def asked(self) -> Hypothese:
        """Return the birth."""
        return hypotheses.Naissance(self.cleaned_data["le"])


class DepartForm(Formulaire):
    """A child that leaves."""

    code, titre = "depart", "un enfant quitte le foyer"
    personne = _person("Quel enfant")
    le = _day("Premier jour hors du foyer")

    def frame(self) -> None:
        """Offer the children of the household."""
        super().frame()
        foyer, field = self.cadre.foyer, self.fields["personne"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = self.cadre.people(foyer.people("enfant", foyer.today))

    def asked(self) -> Hypothese:
        """Return the departure."""
        return hypotheses.DepartEnfant(self.cleaned_data["personne"], self.cleaned_data["le"])


class DemenagementForm(Formulaire):
    """A move."""

    code, titre = "demenagement", "le foyer déménage"
    le = _day("Jour d’entrée dans le logement")
    loyer = Euros(label="Loyer hors charges par mois")
    commune = forms.RegexField(
        r"^(?:\d{5}|2[AB]\d{3})$",
        label="Commune, code INSEE (vide : la même)",
        required=False,
        error_messages={"invalid": "Un code INSEE a cinq caractères : 86194 pour Poitiers."},
    )
    statut = forms.ChoiceField(label="Occupation", required=False, choices=())

    def frame(self) -> None:
        """Offer the kinds of occupancy."""
        super().frame()
        field = self.fields["statut"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "La même"), *kind("statut_occupation_logement").valeurs.items()]

    def clean_commune(self) -> str:
        """Return the code of a commune that the law knows."""
        code = str(self.cleaned_data["commune"])
        if code and not is_commune(code):
            raise forms.ValidationError(
                "Aucune commune connue n’a ce code INSEE : vérifiez-le (ce n’est pas le code postal)."
            )
        return code

    def asked(self) -> Hypothese:
        """Return the move."""
        told = self.cleaned_data
        rent = _cents(told["loyer"])
        return hypotheses.Demenagement(
            told["le"], rent, told["commune"] or None, told["statut"] or None
        )


class SeparationForm(Formulaire):
    """A separation."""

    code, titre = "separation", "le couple se sépare"
    le = _day("Jour de la séparation")

    def asked(self) -> Hypothese:
        """Return the separation."""
        return hypotheses.Separation(self.cleaned_data["le"])


class CoupleForm(Formulaire):
    """A couple formed."""

    code, titre = "couple", "l’allocataire vit en couple"
    salaire = Euros(label="Salaire net du conjoint par mois, s’il en a un", required=False)
    le = _day("Jour de la mise en couple")

    def asked(self) -> Hypothese:
        """Return the couple."""
        return hypotheses.MiseEnCouple(
            self.cleaned_data["le"], _cents(self.cleaned_data["salaire"])
        )


FORMS: Final = (
    EmploiForm,
    PerteForm,
    NaissanceForm,
    DepartForm,
    DemenagementForm,
    SeparationForm,
    CoupleForm,
)


def offered(foyer: Foyer) -> tuple[type[Formulaire], ...]:
    """Return the forms that mean something for a household."""
    day = foyer.today
    couple, children = foyer.people("conjoint", day), foyer.people("enfant", day)
    left_out: set[type[Formulaire]] = {CoupleForm if couple else SeparationForm}
    if not children:
        left_out.add(DepartForm)
    return tuple(form for form in FORMS if form not in left_out)
