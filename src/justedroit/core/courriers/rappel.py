"""What is owed to the household: the letter of a rappel, and that of what is given back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from justedroit.core.base import euros, month_text
from justedroit.core.courriers.causes import rises
from justedroit.core.courriers.forme import EXPLICATION, Liste, Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, capital, told
from justedroit.core.courriers.mentions import (
    section_algorithme,
    section_contact,
    section_essentiel,
)
from justedroit.core.courriers.voies import Voie, section_voies
from justedroit.core.ecarts import Difference
from justedroit.core.registre import BENEFIT_LABELS


@dataclass(frozen=True, slots=True, kw_only=True)
class MoisRappele:
    """What is paid in addition for a month, in cents.

    Attributes:
        mois: 202505.
        avant_cents: the right before.
        du_cents: the right now.
        prescrit_cents: what time has taken of the difference: it is not paid.
    """

    mois: int
    avant_cents: int
    du_cents: int
    prescrit_cents: int = 0

    @property
    def cents(self) -> int:
        """What is paid, less what time has taken."""
        return self.du_cents - self.avant_cents - self.prescrit_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Rappele:
    """A benefit that rises, month by month.

    Attributes:
        prestation: French label.
        mois: ascending.
    """

    prestation: str = field(metadata=told("la nature de la prestation"))
    mois: tuple[MoisRappele, ...] = field(metadata=told("les mois versés"))

    @property
    def cents(self) -> int:
        """What is paid in all."""
        return sum(month.cents for month in self.mois)


@dataclass(frozen=True, kw_only=True)
class LettreRappel(Lettre):
    """Letter of a rappel.

    Attributes:
        prestations: those that rise.
        motifs: why, a sentence by fact, with its euros.
        versement: when it will be paid, « vous sera versée le 5 décembre 2025 ».
        origine: where the difference comes from, as a sentence.
        ailleurs: what the same revision does besides, such as an indu; may be empty.
        voies: of appeal, line by line.
        selection: why the file was checked, `score` for instance; empty where it was not.
        efface_cents: of this sum, what undoes a debt: it is owed no longer, and is not paid.
    """

    modele: ClassVar[str] = "rappel"
    droit: ClassVar[str] = "CSS art. L553-1 ; CRPA art. L211-2 et L311-3-1"
    prestations: tuple[Rappele, ...] = field(metadata=told("la somme versée"))
    motifs: tuple[str, ...] = field(metadata=told("le motif", "CRPA art. L211-2"))
    versement: str = field(metadata=told("la date du versement"))
    origine: str = field(metadata=told("l'origine de l'écart"))
    ailleurs: tuple[str, ...] = ()
    voies: tuple[Voie, ...] = field(metadata=told("les voies et délais de recours"))
    selection: str = ""
    efface_cents: int = 0

    @property
    def titre(self) -> str:
        """Its object."""
        if self.efface_cents >= self.cents:
            return "Vos droits augmentent : ce que vous ne devez plus, et pourquoi"
        return "Nous vous devons de l'argent : combien, pourquoi, et quand"

    @property
    def cents(self) -> int:
        """What is paid in all."""
        return sum(one.cents for one in self.prestations)

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. L553-1; CRPA art. L211-2, L311-3-1.
        """
        named = self.prestations[0].prestation if len(self.prestations) == 1 else ""
        first, *others = self._said(named)
        *some, last = (f"{one.prestation} : {euros(one.cents)}" for one in self.prestations)
        parts = () if named else (Liste((*(f"{one} ;" for one in some), f"{last}.")),)
        nothing = Paragraphe("Vous n'avez rien à faire.")
        opening = (Paragraphe(first, important=True), *parts, *map(Paragraphe, others), nothing)
        lead = Paragraphe("Ce que chaque changement explique de cette somme :")
        why = (lead, Liste(self.motifs), Paragraphe(f"D'où vient l'écart : {self.origine}"))
        besides = tuple(map(Paragraphe, self.ailleurs))
        return (
            section_essentiel(*opening),
            Section("Pourquoi", why + besides, cle=EXPLICATION),
            Section("Le détail, mois par mois", tuple(map(_table, self.prestations)), cle="mois"),
            section_voies(self.voies, "ce calcul"),
            section_contact(self.organisme),
            section_algorithme(self.organisme, self.selection),
        )

    def _said(self, named: str) -> tuple[str, ...]:
        """Return what is owed, and what becomes of it: paid, or taken off a debt."""
        ends = f" : {named}." if named else " :"
        if not self.efface_cents:
            return (
                f"Nous vous devons {euros(self.cents)}{ends}",
                f"Cette somme {self.versement}.",
            )
        rises = f"Vos droits augmentent de {euros(self.cents)}{ends}"
        less = f"{euros(self.efface_cents)} effacent ce que nous vous demandions de rembourser."
        paid = self.cents - self.efface_cents
        if paid <= 0:
            return rises, less
        return (
            rises,
            less,
            f"Nous vous devons le reste, {euros(paid)}. Cette somme {self.versement}.",
        )


def rappeles(differences: Iterable[Difference]) -> tuple[Rappele, ...]:
    """Return the benefits that rise, of one revision, over the months that rise only.

    Law:
        CSS art. L553-1; domaine 3.1, point 4: what falls is claimed apart, and takes nothing of it.
    """
    return tuple(
        Rappele(
            prestation=BENEFIT_LABELS[difference.benefit],
            mois=tuple(
                MoisRappele(
                    mois=month.month,
                    avant_cents=month.posted_cents,
                    du_cents=month.due_cents,
                    prescrit_cents=month.prescribed_cents,
                )
                for month in difference.months
            ),
        )
        for difference in rises(differences)
    )


def _table(one: Rappele) -> Tableau:
    lost = any(month.prescrit_cents for month in one.mois)
    rows = tuple(
        (
            month_text(month.mois),
            euros(month.avant_cents),
            euros(month.du_cents),
            *([euros(month.prescrit_cents)] if lost else []),
            euros(month.cents),
        )
        for month in one.mois
    )
    columns = ("Mois", "Compté avant", "Dû", *(["Prescrit"] if lost else []), "À vous verser")
    total = ("Total", *([""] * (len(columns) - 2)), euros(one.cents))
    return Tableau(capital(one.prestation), columns, rows, total)


@dataclass(frozen=True, kw_only=True)
class LettreRestitution(Lettre):
    """Letter of what was recovered and is given back.

    Attributes:
        creances: (number, French label, cents given back) of each créance.
        cause: why, as a sentence: a judgment, a new fact, a decision.
        versement: when it will be paid, « aujourd'hui, par virement ».
        reste_cents: what is still owed of these créances.
        motif_reste: why it is, where something is.
        calcul: whether a new calculation gives back, by the program; else a person decided it.
        revue: whether what gives it back was reversed since: the debt is owed again, nothing was
            wrongly taken.
    """

    modele: ClassVar[str] = "restitution"
    droit: ClassVar[str] = "CSS art. L553-2 ; Code civil art. 1302 ; CRPA art. L211-2"
    creances: tuple[tuple[int, str, int], ...] = field(metadata=told("la somme rendue"))
    cause: str = field(metadata=told("la cause de la restitution", "CRPA art. L211-2"))
    versement: str = field(metadata=told("la date du versement"))
    reste_cents: int = 0
    motif_reste: str = ""
    calcul: bool = False
    revue: bool = False

    @property
    def titre(self) -> str:
        """Its object."""
        return "Nous vous rendons l'argent que nous vous avions repris"

    @property
    def textes(self) -> str:
        """The articles on which it rests: of a calculation, that of its mention too."""
        return f"{self.droit} et L311-3-1" if self.calcul else self.droit

    @property
    def cents(self) -> int:
        """What is given back in all."""
        return sum(cents for _, _, cents in self.creances)

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            Code civil art. 1302: what was paid and was not owed is given back; CRPA art. L311-3-1:
            a decision that rests on a program says so, an indu or the end of one alike.
        """
        rows = tuple(
            (capital(label), str(number), euros(cents)) for number, label, cents in self.creances
        )
        first = (
            f"Nous vous rendons {euros(self.cents)}. Cette somme vous est versée {self.versement}."
        )
        which = "cette créance" if len(self.creances) == 1 else "ces créances"
        left = f"Vous ne devez plus rien au titre de {which}."
        if self.reste_cents:
            left = f"Vous devez encore {euros(self.reste_cents)} : {self.motif_reste}"
        table = Tableau(
            "Ce que nous vous rendons",
            ("Prestation", "Créance", "Rendu"),
            rows,
            ("Total", "", euros(self.cents)),
            textes=2,
        )
        sorry = "Nous avions repris cette somme à tort. Nous vous présentons nos excuses."
        if self.revue:
            sorry = "Cette somme n'est pas déduite de ce que vous devez encore."
        return (
            section_essentiel(Paragraphe(first, important=True), Paragraphe(left)),
            Section("Pourquoi", (Paragraphe(self.cause), Paragraphe(sorry)), cle=EXPLICATION),
            Section("Le détail", (table,), cle="mois"),
            section_contact(self.organisme),
            *([section_algorithme(self.organisme, "")] if self.calcul else []),
        )
