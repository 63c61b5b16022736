"""What the secretary writes of a session: who is there, the votes, the decision, an adjournment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms import BoundField

from justedroit.core.base import euros
from justedroit.core.recours import AUTORITES, COLLEGES, CONSEIL, CRA, SENS
from justedroit.steps.consultation.examens import SIGNED, Examen, Somme
from justedroit.steps.consultation.francais import capital
from justedroit.steps.consultation.seances import seats
from justedroit.steps.sit import Arret, Voix
from justedroit.web.formulaires import (
    Formulaire,
    amount_field,
    cents,
    choice_field,
    day_field,
    text_field,
)

_VOICES: Final = 10  # as the command line: no college is so large
_PART: Final = "accord_partiel"
_AMOUNT: Final = "montant_"
_VOTED: Final = ("accord", _PART, "rejet")
_BOTH: Final = "Donnez une part, ou des montants : pas les deux."
_NOT_PARTIAL: Final = "Un montant ne se donne que pour un accord partiel."
_SPAN: Final = {"min_value": f"De 0 à {_VOICES}.", "max_value": f"De 0 à {_VOICES}."}


def _senses(some: Sequence[str]) -> dict[str, str]:
    return {code: SENS[code] for code in some}


def _count(label: str, *, required: bool = True) -> forms.IntegerField:
    errors = {"required": "Donnez un nombre.", "invalid": "Donnez un nombre entier.", **_SPAN}
    return forms.IntegerField(
        label=label, min_value=0, max_value=_VOICES, required=required, error_messages=errors
    )


class PresentsForm(Formulaire):
    """Who is there."""

    PLACES: Sequence[tuple[str, str]] = (
        ("« assures »", "assures"),
        ("« employeurs »", "employeurs"),
        ("« autres »", "autres"),
        ("quorum", "assures"),
    )

    assures = _count("Assurés sociaux")
    employeurs = _count("Employeurs et indépendants")
    autres = _count("Autres membres")

    def __init__(self, data: Any = None, *, day: dt.date, **told: Any) -> None:
        super().__init__(data, **told)
        members, _ = seats(day)
        for name in COLLEGES:
            self.fields[name].help_text = f"Sur {members.get(name, 0)}."
        self.dress()

    def membres(self) -> dict[str, int]:
        """Return how many of each college are present; the form is valid."""
        return {name: int(self.cleaned_data[name]) for name in COLLEGES}


class OuvrirForm(PresentsForm):
    """A session to open: its day, who is there."""

    PLACES = (("trop loin", "le"), ("trop ancien", "le"), *PresentsForm.PLACES)
    le = day_field("Jour de la séance")
    field_order = ("le",)


class _Montants(Formulaire):
    """What a partial grant gives up: a part of each créance, or an amount of some."""

    pourcent = forms.IntegerField(
        label="Part de chaque créance, en %",
        required=False,
        min_value=1,
        max_value=99,
        error_messages={
            "invalid": "Donnez un nombre entier, de 1 à 99.",
            "min_value": "Une part va de 1 à 99 %%.",
            "max_value": "Une part va de 1 à 99 %% : pour le tout, choisissez « Accord ».",
        },
    )

    def __init__(self, data: Any, told: Examen) -> None:
        super().__init__(data, auto_id=f"{type(self).PREFIXE}_%s")
        self.sums: tuple[Somme, ...] = told.free_sums
        for one in self.sums:
            self.fields[_AMOUNT + str(one.number)] = amount_field(
                f"Créance {one.number}, en euros",
                required=False,
                help_text=f"Au plus {euros(one.most_cents)}.",
            )

    PREFIXE = "id"

    @property
    def amount_fields(self) -> list[BoundField]:
        """The amounts, one for each créance, to be laid out."""
        return [self[_AMOUNT + str(one.number)] for one in self.sums]

    @property
    def amounts_shown(self) -> bool:
        """Whether something was typed there, or is wrong there."""
        names = ["pourcent", *(_AMOUNT + str(one.number) for one in self.sums)]
        return self.is_bound and any(self.data.get(n) or n in self.errors for n in names)

    def clean(self) -> dict[str, Any]:
        """Refuse what is said twice, or would be lost."""
        told: dict[str, Any] = super().clean() or {}
        some = self._amounts(told)
        if told.get("pourcent") and some:
            self.add_error("pourcent", _BOTH)
        elif (told.get("pourcent") or some) and told.get("sens") not in (_PART, None):
            self.add_error("pourcent", _NOT_PARTIAL)
        return told

    def asked(self) -> Mapping[int, int] | int | None:
        """Return the part, or the cents of each créance; None where nothing is given."""
        told = self.cleaned_data
        return self._amounts(told) or told.get("pourcent")

    def _amounts(self, told: Mapping[str, Any]) -> dict[int, int]:
        given = ((one.number, cents(told.get(_AMOUNT + str(one.number)))) for one in self.sums)
        return {number: amount for number, amount in given if amount is not None}

    def places(self) -> tuple[tuple[str, str], ...]:
        """Return the words of refusals about amounts, with the field of each."""
        some = [(f"pour la créance {n}, ", f"{_AMOUNT}{n}") for n in (o.number for o in self.sums)]
        return (*some, ("part", "pourcent"), ("montant", "pourcent"), ("dit combien", "pourcent"))


class VoteForm(_Montants):
    """A proposition, and the votes on it."""

    PREFIXE = "vote"
    sens = choice_field("Proposition mise aux voix", _senses(_VOTED), empty="Choisissez")
    pour = _count("Pour")
    contre = _count("Contre")
    abstentions = _count("Abstentions")

    def __init__(self, data: Any, told: Examen) -> None:
        super().__init__(data, told)
        self.PLACES = (("voix comptées", "pour"), *self.places(), ("", "sens"))
        self.fields["contre"].initial = self.fields["abstentions"].initial = 0
        self.dress()

    def voix(self) -> Voix:
        """Return the votes; the form is valid."""
        told = self.cleaned_data
        return Voix(told["sens"], told["pour"], told["contre"], told["abstentions"], self.asked())


class DecisionForm(_Montants):
    """A decision: its direction, its reason in law, the reasons that the household reads."""

    PREFIXE = "decision"
    sens = choice_field("Décision", _senses(SIGNED), empty="Choisissez")
    code = choice_field("Motif en droit", {})
    motif = text_field(
        "Les raisons, telles que le foyer les lira", rows=4, help_text="Ni NIR, ni IBAN."
    )
    par = choice_field("Décidé par", {}, required=False)
    malgre_avis = forms.BooleanField(
        label="Je confirme que cette décision s’écarte de l’avis de la commission.",
        required=False,
    )

    def __init__(self, data: Any, told: Examen) -> None:
        super().__init__(data, told)
        self.PLACES = (
            ("motivée en droit", "code"),
            ("le motif", "motif"),
            ("partagées", "par"),
            ("ne décide pas", "par"),
            ("l'avis de la commission", "malgre_avis"),
            *self.places(),
            ("", "sens"),
        )
        vote, asked = told.recours.vote, ("sans_objet",) if told.moot else SIGNED
        if vote is None:
            asked = ("sans_objet",)
        adopted = vote is not None and vote.issue == "adoptee"
        self.offer("sens", [(code, capital(SENS[code])) for code in asked], empty="Choisissez")
        self.offer("code", _reasons(told, asked))
        if vote is not None and vote.issue == "partage":
            other = f"L’autorité compétente : {told.delegation.label}"
            self.offer("par", [(CONSEIL, capital(AUTORITES[CONSEIL]))], empty=other)
        else:
            del self.fields["par"]
        if told.moot or vote is None or vote.issue == "partage" or told.delegation.par == CRA:
            del self.fields["malgre_avis"]
        if len(asked) == 1:
            self.fields["sens"].initial = asked[0]
            self.fields["code"].initial = next(iter(told.reasons[asked[0]]))
        elif adopted and vote is not None:
            self.fields["sens"].initial = vote.sens
        self.dress()

    def arret(self) -> Arret:
        """Return what is decided; the form is valid."""
        told = self.cleaned_data
        par = told.get("par", "")
        against = bool(told.get("malgre_avis"))
        return Arret(told["sens"], told["code"], told["motif"].strip(), par, self.asked(), against)


def _reasons(told: Examen, senses: Sequence[str]) -> list[Any]:
    """Return the reasons in law by direction; two directions that have the same ones are one group."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for sens in senses:
        some = [(m.code, f"{m.libelle} ({m.article})") for m in told.reasons[sens].values()]
        alike = told.reasons["accord"].keys() == told.reasons[_PART].keys()
        granted = sens in ("accord", _PART) and alike
        label = "Pour un accord" if granted else f"Pour un {SENS[sens]}"
        groups["Sans objet" if sens == "sans_objet" else label] = some
    return [("", "Choisissez"), *groups.items()]


class AjournerForm(Formulaire):
    """Why a file is put off."""

    PLACES = (("le motif", "motif"),)
    motif = text_field("Pourquoi, et ce qui manque", rows=3)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="ajourner_%s")
        self.dress()
