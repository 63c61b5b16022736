"""The answer to who asked to rectify the information behind an indu."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from justedroit.core.base import day_text, euros
from justedroit.core.courriers.forme import Paragraphe, Section
from justedroit.core.courriers.lettre import Lettre, told
from justedroit.core.courriers.mentions import section_contact, section_payer, section_remise
from justedroit.core.courriers.voies import Voie, section_voies


@dataclass(frozen=True, kw_only=True)
class ReponseRectification(Lettre):
    """Answer to a request of rectification.

    Attributes:
        numero: of the request.
        demandee_le: day on which it was asked.
        acceptee: whether the information is rectified.
        motif: why.
        reste_cents: what is still claimed.
        retenue_apres: last day on which nothing is withheld, where it is rejected.
        remise_fermee: why the law grants no remise; empty otherwise.
        creances: numbers of the créances that it is about.
        voies: of appeal, line by line.
    """

    modele: ClassVar[str] = "reponse_rectification"
    droit: ClassVar[str] = "CSS art. R133-9-2 et R847-1-1 ; CRPA art. L211-2"
    numero: int = field(metadata=told("le numéro de la demande"))
    demandee_le: dt.date = field(metadata=told("la date de la demande"))
    acceptee: bool = False
    motif: str = field(metadata=told("le motif", "CRPA art. L211-2"))
    reste_cents: int = 0
    retenue_apres: dt.date | None = None
    remise_fermee: str = ""
    creances: tuple[int, ...] = ()
    voies: tuple[Voie, ...] = field(
        metadata=told("les voies et délais de recours", "CSS art. R133-9-2")
    )

    def lacking(self) -> tuple[tuple[str, str], ...]:
        """Return the day from which a withholding may start, where a rejection does not say it.

        Law:
            CSS art. R133-9-2 II, R847-1-1 II.
        """
        if not self.acceptee and self.retenue_apres is None:
            return (("le jour à partir duquel une retenue est possible", "CSS art. R133-9-2"),)
        return ()

    @property
    def titre(self) -> str:
        """Its object."""
        return "Réponse à votre demande de correction d'une information"

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
        about = f"n° {self.numero}, du {day_text(self.demandee_le)}"
        return (*super().references(), ("Demande", about))

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. R133-9-2 II; CRPA art. L211-2.
        """
        asked = day_text(self.demandee_le)
        done = "acceptée : nous corrigeons l'information" if self.acceptee else "rejetée"
        first = f"Votre demande de correction du {asked} est {done}."
        found = [
            Section(
                "La réponse",
                (Paragraphe(first, important=True), self._effect()),
                "essentiel",
                encadre=True,
            ),
            Section("Pourquoi", (Paragraphe(self.motif),), "motif"),
        ]
        if not self.acceptee:
            several = (
                "En plusieurs fois : demandez-nous un échéancier, par téléphone ou par courrier."
            )
            found += [
                section_voies(self.voies, "ce trop-perçu"),
                section_payer(self, self.reste_cents, several),
                section_remise(self.remise_fermee),
            ]
        return (*found, section_contact(self.organisme))

    def _effect(self) -> Paragraphe:
        if self.acceptee:
            return Paragraphe(
                "Vos droits sont calculés de nouveau. Une autre lettre vous dira ce qui change ; "
                "d'ici là, nous ne retenons rien."
            )
        assert self.retenue_apres is not None
        return Paragraphe(
            f"Vous devez {euros(self.reste_cents)}. Nous ne retenons rien avant le "
            f"{day_text(self.retenue_apres)}, ni pendant un recours."
        )
