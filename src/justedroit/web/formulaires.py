"""A form where someone acts: what was typed stays, what is wrong is said under its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms

from justedroit.core.base import Refusal
from justedroit.steps.consultation.francais import capital

_CENTS: Final = 100
_LONGEST: Final = 12  # characters of an amount
_HIGHEST: Final = Decimal(1_000_000)
_BOXES: Final = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


class Formulaire(forms.Form):
    """A form whose fields the templates lay out, each with its own place for what is wrong.

    Attributes:
        PLACES: words of a refusal → the field under which it is shown; the first that is found.
    """

    PLACES: Sequence[tuple[str, str]] = ()

    def __init__(self, data: Any = None, **told: Any) -> None:
        # An `id` of its own for each form of a page, where there are several.
        super().__init__(data, auto_id=told.pop("auto_id", "id_%s"), **told)

    def dress(self) -> None:
        """Give the fields the classes of the pages, and say to machines which are wrong."""
        for name, field in self.fields.items():
            attrs = field.widget.attrs
            # Empty as long as nothing is wrong: with htmx a message comes without the whole form.
            help_id = [f"{self.id_of(name)}_aide"] if field.help_text else []
            attrs["aria-describedby"] = " ".join([*help_id, f"{self.id_of(name)}_error"])
            if isinstance(field.widget, _BOXES):
                attrs["class"] = "form-check-input"
            else:
                select = isinstance(field.widget, forms.Select)
                attrs["class"] = "form-select" if select else "form-control"
            if self.is_bound and name in self.errors:
                attrs["class"] = f"{attrs.get('class', '')} is-invalid".strip()
                attrs["aria-invalid"] = "true"

    def id_of(self, name: str) -> str:
        """Return the `id` of a field, or of the group of its boxes."""
        return str(self.auto_id) % self.add_prefix(name)

    def offer(self, name: str, some: Iterable[tuple[str, str]], *, empty: str = "") -> None:
        """Give a choice, or boxes, what there is to choose.

        Args:
            name: of the field.
            some: codes and labels.
            empty: what is shown where nothing is chosen; empty: something always is.
        """
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", empty)] if empty else []), *some]

    def refuse(self, refusal: Refusal, *, short: bool = False) -> bool:
        """Show what a step refuses under the field that it is about.

        Args:
            refusal: of the step.
            short: whether the page says beside the form how to mend it.

        Returns:
            Whether there is such a field.
        """
        found = next((field for words, field in self.PLACES if words in refusal.what), None)
        if found is None:
            return False
        said = str(self.errors.get(found, ""))
        law = f" ({refusal.law})" if refusal.law and refusal.law not in said else ""
        what = capital(refusal.what)
        self.add_error(found, what if short else f"{what} {refusal.mend}{law}")
        return True


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """Return a day, as a browser or a person writes it."""
    errors = {
        "invalid": "Ce n’est pas un jour : écrivez-le 31/03/2025.",
        "required": "Donnez un jour.",
    }
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=errors,
    )


class _TextField(forms.CharField):
    """A text whose lines end as in a journal: a browser sends them as a typewriter would."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


def text_field(
    label: str, *, rows: int = 0, help_text: str = "", required: bool = True
) -> forms.CharField:
    """Return a text that a person writes; one line where no rows are asked for."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return _TextField(
        label=label,
        help_text=help_text,
        required=required,
        widget=widget,
        max_length=10_000,
        error_messages={
            "required": "Écrivez ce texte.",
            "max_length": "Ce texte est trop long : dix mille caractères au plus.",
            "null_characters_not_allowed": "Ce texte contient un caractère invisible : récrivez-le.",
        },
    )


class Euros(forms.DecimalField):
    """An amount in euros, as a person writes it: spaces, comma, € sign."""

    def __init__(self, **told: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": str(_LONGEST)}
        errors = {
            "invalid": "Ce n’est pas un montant : écrivez des euros, 1200 ou 1 200,50.",
            "min_value": "Un montant ne peut pas être négatif.",
            "max_value": "Ce montant est trop grand : vérifiez la virgule.",
            "required": "Écrivez un montant en euros.",
        }
        told = {"min_value": Decimal(0), "max_value": _HIGHEST} | told
        super().__init__(
            decimal_places=2,
            widget=forms.TextInput(attrs=attrs),
            error_messages=errors | told.pop("error_messages", {}),
            **told,
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Return the amount, whatever its spaces."""
        text = "".join(str(value or "").replace("€", "").split()).replace(",", ".")
        return super().to_python(text)


def amount_field(label: str, *, required: bool = True, help_text: str = "") -> Euros:
    """Return an amount in euros; `cents` gives what the steps ask for."""
    return Euros(label=label, required=required, help_text=help_text)


def count_field(label: str, *, most: int, required: bool = True) -> forms.IntegerField:
    """Return a number of things, from one to the most."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=1,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Écrivez un nombre.",
            "invalid": "Ce n’est pas un nombre : écrivez 12.",
            "min_value": "Il en faut au moins un.",
            "max_value": f"{most} au plus.",
        },
    )


def choice_field(
    label: str, choices: Mapping[str, str], *, empty: str = "", required: bool = True
) -> forms.ChoiceField:
    """Return a choice of a closed list, each with its capital."""
    first = [("", empty)] if empty else []
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[*first, *((code, capital(told)) for code, told in choices.items())],
        error_messages={
            "required": "Faites un choix.",
            "invalid_choice": "Ce choix n’existe pas : prenez-en un de la liste.",
        },
    )


def boxes_field(
    label: str,
    *,
    required: str = "",
    invalid: str = "Une de ces sommes n’existe pas : recochez.",
    help_text: str = "",
) -> forms.MultipleChoiceField:
    """Return boxes to tick; `Formulaire.offer` says which.

    Args:
        label: of the field.
        required: what is said where nothing is ticked; empty: nothing may be.
        invalid: what is said where a box does not exist, or no longer.
        help_text: under the boxes.
    """
    return forms.MultipleChoiceField(
        label=label,
        required=bool(required),
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": required, "invalid_choice": invalid},
    )


def cents(amount: Decimal | None) -> int | None:
    """Return cents of an amount in euros; None where none was given."""
    return None if amount is None else int(amount * _CENTS)


def shown_day(day: dt.date) -> str:
    """Return a day as a field of the kind `date` holds it."""
    return day.isoformat()
