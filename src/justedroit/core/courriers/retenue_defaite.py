"""What was withheld on a sum that is contested, and is owed to the household again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar, Final

from justedroit.core.base import day_text, days_after, euros, month_text
from justedroit.core.courriers.forme import EXPLICATION, Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, capital, told
from justedroit.core.courriers.mentions import section_contact, section_essentiel

# How a cause that is over is told, from how it is while it runs.
_PAST: Final = {" est ": " était ", " attend ": " attendait ", " a suspendu ": " avait suspendu "}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetenueRendue:
    """What had been withheld on a benefit of a month, for one debt.

    Attributes:
        creance: number of the debt that it repaid.
        prestation: French label of the benefit that it was taken from.
        mois: of that benefit, 202607.
        cents: owed to the household again.
    """

    creance: int
    prestation: str = field(metadata=told("la prestation sur laquelle la somme était retenue"))
    mois: int
    cents: int


@dataclass(frozen=True, kw_only=True)
class LettreRetenueDefaite(Lettre):
    """Letter of a withholding that is undone.

    Attributes:
        retenues: what had been withheld.
        cause: what suspends, « un tribunal est saisi (n° 2) ».
        depuis: first day on which nothing could be withheld.
        versement: when it is paid, « le 5 août 2026, avec vos prestations du mois ».
        reste_cents: what is still claimed of these debts, and waits.
        finie_le: first day on which the suspension ran no longer; None while it runs.
        autre: whether another suspension runs, once this one is over.
    """

    modele: ClassVar[str] = "retenue_defaite"
    droit: ClassVar[str] = "CSS art. R133-9-2 ; CASF art. L262-46 ; CRPA art. L211-2"
    retenues: tuple[RetenueRendue, ...] = field(metadata=told("la somme rendue"))
    cause: str = field(metadata=told("ce qui suspend le remboursement", "CRPA art. L211-2"))
    depuis: dt.date = field(metadata=told("le jour à partir duquel rien ne peut être retenu"))
    versement: str = field(metadata=told("la date du versement"))
    reste_cents: int
    finie_le: dt.date | None = None
    autre: bool = False

    @property
    def titre(self) -> str:
        """Its object."""
        return "Nous vous rendons ce que nous avions retenu : combien, pourquoi, et quand"

    @property
    def cents(self) -> int:
        """What is owed again in all."""
        return sum(one.cents for one in self.retenues)

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CASF art. L262-46, CSS art. R133-9-2: nothing is withheld on what is contested.
        """
        months = " et de ".join(month_text(month) for month in dict.fromkeys(self._months()))
        first = (
            f"Nous avions retenu {euros(self.cents)} sur vos prestations de {months}. Cette somme "
            f"vous est due de nouveau : elle est versée {self.versement}."
        )
        still = (
            f"La dette n'est pas annulée pour autant : {euros(self.reste_cents)} restent réclamés. "
            f"{self._after()}"
        )
        rows = tuple(
            (capital(one.prestation), month_text(one.mois), str(one.creance), euros(one.cents))
            for one in self.retenues
        )
        table = Tableau(
            "Ce que nous vous rendons",
            ("Retenu sur", "Du mois de", "Pour la créance", "Rendu"),
            rows,
            ("Total", "", "", euros(self.cents)),
            textes=3,
        )
        opening = (Paragraphe(first, important=True), Paragraphe("Vous n'avez rien à faire."))
        return (
            section_essentiel(*opening),
            Section("Pourquoi", (Paragraphe(self._why()),), cle=EXPLICATION),
            Section("Le détail", (table,), cle="mois"),
            Section("Et ensuite", (Paragraphe(still),), cle="ensuite"),
            section_contact(self.organisme),
        )

    def _why(self) -> str:
        """Return why it is undone: the suspension runs, or ran, on the days of the withholding."""
        since, done = day_text(self.depuis), "la retenue est défaite."
        if self.finie_le is None:
            return (
                f"Depuis le {since}, votre remboursement est suspendu : {self.cause}. Nous avons "
                f"retenu cette somme avant de l'enregistrer : {done}"
            )
        was = self.cause
        for now, then in _PAST.items():
            was = was.replace(now, then, 1)
        return (
            f"Du {since} au {day_text(days_after(self.finie_le, -1))}, votre remboursement était "
            f"suspendu : {was}. Nous avions retenu cette somme sur cette période : {done}"
        )

    def _after(self) -> str:
        if self.finie_le is None:
            return "Nous ne retenons rien de cette somme tant que dure la suspension."
        if self.autre:
            return (
                "Une autre suspension est en cours : nous ne retenons rien de cette somme tant qu'elle "
                "dure."
            )
        return (
            f"La suspension est finie : depuis le {day_text(self.finie_le)}, nous pouvons de nouveau "
            "retenir une part de vos prestations chaque mois, jusqu'à ce que cette somme soit remboursée."
        )

    def _months(self) -> list[int]:
        return [one.mois for one in self.retenues]
