"""What every geste of an appeal is: the appeal as it is read, its step tried, then done."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final, TypeAlias

from django.urls import reverse

from justedroit.core.base import Acte, Refusal, euros
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.consultation.appels import Appel
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.instant import Absent, UnknownDossier
from justedroit.steps.consultation.recours import AppelSuivi, consult_appeal
from justedroit.steps.consultation.suites_recours import acts_of_appeal
from justedroit.web.gestes import Cible, Geste, Journaux, Outcome, Situation, Told
from justedroit.web.permissions import INSTRUCTEURS, Role

Key: TypeAlias = tuple[int, int]  # dossier and number of an appeal
TRIED: Final = "à écrire"  # stands for the reasons, while one looks whether an act is open


class SurRecours(Geste):
    """A geste of an appeal: the rank is its number.

    Attributes:
        said: what is told once it is done; `{n}` is the number of the appeal.
    """

    roles: ClassVar[tuple[Role, ...]] = INSTRUCTEURS
    tab = "recours"
    names = "recours"
    said: ClassVar[str]

    @abstractmethod
    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Do it with what a form says; return why it is not done."""

    def sample(self, cible: Cible) -> Mapping[str, Any]:
        """Return what a form would say, for the step to tell whether it is open."""
        return {"le": cible.day, "motif": TRIED}

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return what one needs to know before doing it, in sentences.

        Args:
            found: the appeal.
            tried: what its step would write.
        """
        return []

    def warnings(self, found: AppelSuivi) -> list[str]:
        """Return what to be careful about, in sentences."""
        return []

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the appeal, or why it cannot be done to it."""
        try:
            found = consult_appeal(cible.records, key_of(cible), cible.now, cible.now)
        except (Absent, UnknownDossier):
            return None
        if refused := self.refused(found.appel):
            return refused
        tried = Tried(cible.records)
        sample = self.sample(cible)
        if refused := self.step(tried.records, key_of(cible), cible.tried(), sample):
            return _in_words(refused, found.appel)
        lines = [*_standing(found.appel), *self.facts(found, tried)]
        return Situation(name_of(found.appel), lines, self.warnings(found), found)

    def refused(self, one: Appel) -> Refusal | None:
        """Return the refusal of what its step would do, and that makes no sense now."""
        silent = one.recours.etat_at(one.day) == "rejete_implicitement"
        if not silent or self.code in {suite.geste for suite in one.acts}:
            return None
        what = "le silence l'a rejeté : cet acte n'a plus d'objet."
        mend = "Seule une décision expresse peut encore suivre : elle remplacerait ce rejet."
        return Refusal(what, where_of(one), mend, "CJA art. R421-2")

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Do it, and say so."""
        done = self.step(records, key_of(cible), acte, told)
        return done or self.said.format(n=cible.rang)

    def back(self, cible: Cible) -> str:
        """Return the page of the appeal."""
        return reverse("creances:un_recours", args=[cible.dossier, cible.rang])


def key_of(cible: Cible) -> Key:
    """Return the dossier and the number of the appeal."""
    return cible.dossier, cible.rang


def name_of(one: Appel) -> str:
    """Return what an appeal is, in a few words."""
    return f"Recours {one.recours.number} : {one.recours.label.lower()}, {one.benefits}"


def where_of(one: Appel) -> str:
    """Return where a refusal about an appeal stands."""
    return f"dossier {one.recours.dossier}, recours {one.recours.number}"


def resumed(found: AppelSuivi) -> list[str]:
    """Return what would be recovered again, were the suspension to end; nothing where none runs."""
    one = found.appel
    if not one.recours.suspends or one.recours.rejected_on is not None or not one.open_cents:
        return []
    return [f"Le recouvrement de {euros(one.open_cents)}, suspendu par ce recours, reprend."]


def _in_words(refused: Refusal, one: Appel) -> Refusal:
    """Return a refusal of where the appeal stands with what is open in words, not as commands."""
    told = [act.what for act in acts_of_appeal(one.recours, one.day)]
    if "cet acte ne s'y fait pas" not in refused.what or not told:
        return refused
    return replace(refused, mend=f"Ce qui peut l'être : {' ; '.join(told)}.")


def _standing(one: Appel) -> list[str]:
    """Return where an appeal stands, what it is about, the days that count."""
    owed = [
        f"Créance {claim.number}, {BENEFIT_LABELS[claim.benefit]} : {_left(claim.total())}."
        for claim in one.claims
    ]
    return [f"Où il en est : {one.etat}.", *owed, *one.ahead]


def _left(cents: int) -> str:
    return f"{euros(cents)} dus" if cents else "plus rien n’est dû"
