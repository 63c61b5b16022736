"""The plan by which a debt is repaid: accepted, or broken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from justedroit.core.base import day_text, euros
from justedroit.core.courriers.forme import Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, creances_text, told
from justedroit.core.courriers.mentions import section_contact, section_payer, section_remise


@dataclass(frozen=True, kw_only=True)
class EcheancierAccepte(Lettre):
    """A plan that was accepted.

    Attributes:
        numero: of the plan.
        creances: numbers of the créances that it repays.
        mensualites: (day, cents) of each payment.
    """

    modele: ClassVar[str] = "echeancier_accepte"
    droit: ClassVar[str] = "CSS art. R133-9-2 et L553-2"
    numero: int = field(metadata=told("le numéro de l'échéancier"))
    creances: tuple[int, ...] = field(metadata=told("les créances remboursées"))
    mensualites: tuple[tuple[dt.date, int], ...] = field(
        metadata=told("les mensualités", "CSS art. R133-9-2")
    )

    @property
    def titre(self) -> str:
        """Its object."""
        return "Votre échéancier est accepté : ce que vous payez, et quand"

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
        kept = (
            "Tant que vous le suivez, nous ne retenons rien sur vos prestations. Si vous ne pouvez "
            "pas payer une mensualité, appelez-nous avant sa date : nous pouvons le changer."
        )
        return (
            Section(
                "L'essentiel",
                (Paragraphe(first, important=True), Paragraphe(kept)),
                "essentiel",
                encadre=True,
            ),
            Section("Vos mensualités", (table,), "mensualites"),
            section_payer(self.organisme, self.dossier, self.mensualites[0][1], ""),
            section_contact(self.organisme),
        )


@dataclass(frozen=True, kw_only=True)
class EcheancierRompu(Lettre):
    """A plan that is broken.

    Attributes:
        numero: of the plan.
        motif: why: which payment did not come, and when.
        reste_cents: what is still owed.
        suite: what the fund will do, and from when.
        remise_fermee: why the law grants no remise; empty otherwise.
    """

    modele: ClassVar[str] = "echeancier_rompu"
    droit: ClassVar[str] = "CSS art. R133-9-2 et L553-2"
    numero: int = field(metadata=told("le numéro de l'échéancier"))
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
            Section(
                "L'essentiel",
                (Paragraphe(first, important=True), Paragraphe(again)),
                "essentiel",
                encadre=True,
            ),
            Section("Pourquoi", (Paragraphe(self.motif),), "motif"),
            Section("Ce que nous ferons", (Paragraphe(self.suite),), "ensuite"),
            section_payer(self.organisme, self.dossier, self.reste_cents, again),
            section_remise(self.remise_fermee),
            section_contact(self.organisme),
        )
