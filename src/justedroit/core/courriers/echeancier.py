"""The plan by which a debt is repaid: accepted, or broken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar, Final

from justedroit.core.base import day_text, euros
from justedroit.core.courriers.forme import Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, creances_text, told
from justedroit.core.courriers.mentions import (
    section_contact,
    section_essentiel,
    section_payer,
    section_remise,
)

# What is paid without the household doing anything.
_DONE: Final = {
    "retenue": "Vous n'avez rien à faire : chaque mensualité est retenue sur vos prestations.",
    "prelevement": "Vous n'avez rien à faire : chaque mensualité est prélevée sur votre compte à sa "
    "date. Tant que vous le suivez, nous ne retenons rien pour cette dette.",
}


@dataclass(frozen=True, kw_only=True)
class _OfPlan(Lettre):
    """A letter about a plan: it repeats its number, and what it repays."""

    numero: int = field(metadata=told("le numéro de l'échéancier"))
    creances: tuple[int, ...] = ()

    def repaid(self) -> tuple[int, ...]:
        """Return the numbers of its créances.

        Law:
            Code civil art. 1342-10.
        """
        return self.creances

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return the (label, value) pairs of its reference block.

        Law:
            None: a way of writing.
        """
        named = f" ({creances_text(self.creances)})" if self.creances else ""
        return (
            *super().references(),
            ("Échéancier", f"n° {self.numero}{named}"),
            ("Pour payer", self.reference),
        )


@dataclass(frozen=True, kw_only=True)
class EcheancierAccepte(_OfPlan):
    """A plan that was accepted.

    Attributes:
        numero: of the plan.
        creances: numbers of the créances that it repays.
        mensualites: (day, cents) of each payment.
        moyen: how it is paid, of MOYENS; empty: as the household likes.
        repris: whether it was broken, and is kept again.
    """

    modele: ClassVar[str] = "echeancier_accepte"
    droit: ClassVar[str] = "CSS art. R133-9-2 et L553-2"
    creances: tuple[int, ...] = field(metadata=told("les créances remboursées"))
    mensualites: tuple[tuple[dt.date, int], ...] = field(
        metadata=told("les mensualités", "CSS art. R133-9-2")
    )
    moyen: str = ""
    repris: bool = False

    @property
    def titre(self) -> str:
        """Its object."""
        what = "reprend" if self.repris else "est accepté"
        return f"Votre échéancier {what} : ce que vous payez, et quand"

    @property
    def cents(self) -> int:
        """What it repays."""
        return sum(cents for _, cents in self.mensualites)

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. R133-9-2 I 2° b, L553-2.
        """
        count = len(self.mensualites)
        last = day_text(self.mensualites[-1][0])
        several = f"en {count} fois, jusqu'au {last}" if count > 1 else f"le {last}"
        first = f"Vous remboursez {euros(self.cents)} {several}."
        rows = tuple((day_text(day), euros(cents)) for day, cents in self.mensualites)
        table = Tableau(
            f"Échéancier {self.numero} ({creances_text(self.creances)})",
            ("À payer le", "Montant"),
            rows,
            ("Total", euros(self.cents)),
        )
        done = _DONE.get(
            self.moyen, "Tant que vous le suivez, nous ne retenons rien pour cette dette."
        )
        kept = (
            f"{done} Si vous ne pouvez pas payer une mensualité, appelez-nous avant sa date : nous "
            "pouvons changer l'échéancier."
        )
        by_hand = self.moyen not in _DONE
        pay = (section_payer(self, self.mensualites[0][1], ""),) if by_hand else ()
        return (
            section_essentiel(Paragraphe(first, important=True), Paragraphe(kept)),
            Section("Vos mensualités", (table,), "mensualites"),
            *pay,
            section_contact(self.organisme),
        )


@dataclass(frozen=True, kw_only=True)
class EcheancierRompu(_OfPlan):
    """A plan that is broken.

    Attributes:
        numero: of the plan.
        motif: why: which payment did not come, and when.
        reste_cents: what is still owed.
        suite: what the fund will do, and from when.
        remise_fermee: why the law grants no remise; empty otherwise.
        creances: numbers of the créances that it repaid.
    """

    modele: ClassVar[str] = "echeancier_rompu"
    droit: ClassVar[str] = "CSS art. R133-9-2 et L553-2"
    motif: str = field(metadata=told("le motif"))
    reste_cents: int = field(metadata=told("la somme qui reste due"))
    suite: str = field(metadata=told("ce que la caisse fera ensuite"))
    remise_fermee: str = ""

    @property
    def titre(self) -> str:
        """Its object."""
        return "Votre échéancier s'arrête : comment le reprendre"

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. R133-9-2 I 2° b, L553-2.
        """
        first = f"L'échéancier {self.numero} s'arrête. Vous devez encore {euros(self.reste_cents)}."
        again = "Vous pouvez reprendre cet échéancier, ou en demander un autre : appelez-nous."
        return (
            section_essentiel(Paragraphe(first, important=True), Paragraphe(again)),
            Section("Pourquoi", (Paragraphe(self.motif),), "motif"),
            Section("Ce que nous ferons", (Paragraphe(self.suite),), "ensuite"),
            section_payer(self, self.reste_cents, ""),
            section_remise(self.remise_fermee),
            section_contact(self.organisme),
        )
