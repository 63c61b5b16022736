"""What a letter said we would give back, and that we do not: the bank sent the payment back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from justedroit.core.base import day_text, euros
from justedroit.core.courriers.forme import EXPLICATION, Paragraphe, Section
from justedroit.core.courriers.lettre import Lettre, told
from justedroit.core.courriers.mentions import section_contact, section_essentiel


@dataclass(frozen=True, kw_only=True)
class LettreRestitutionDefaite(Lettre):
    """Letter that corrects one that had left.

    Attributes:
        annoncee_le: day of the letter that is corrected.
        annonce_cents: what it said would be given back.
        maintenu_cents: what of it is still given back.
        reste_cents: what is owed of the debts concerned.
    """

    modele: ClassVar[str] = "restitution_defaite"
    droit: ClassVar[str] = "Code civil art. 1302 et 1342 ; CRPA art. L211-2"
    annoncee_le: dt.date = field(metadata=told("le jour de la lettre corrigée"))
    annonce_cents: int
    maintenu_cents: int
    reste_cents: int

    @property
    def titre(self) -> str:
        """Its object."""
        return "Une somme que nous vous avions annoncée ne vous sera pas versée"

    @property
    def cents(self) -> int:
        """What is not given back."""
        return self.annonce_cents - self.maintenu_cents

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            Code civil art. 1342: only what is received pays; art. 1302: only what was received is
            given back.
        """
        on = day_text(self.annoncee_le)
        kept = "Rien de cette somme ne vous sera versé."
        if self.maintenu_cents:
            kept = f"Nous vous rendons toujours {euros(self.maintenu_cents)}."
        first = (
            f"Notre lettre du {on} vous annonçait {euros(self.annonce_cents)}. De cette somme, "
            f"{euros(self.cents)} ne vous seront pas versés. {kept}"
        )
        why = (
            "Nous vous rendions un paiement que vous nous aviez fait. La banque l'a rejeté depuis : "
            "nous ne l'avons pas reçu, nous ne pouvons donc pas le rendre. La décision qui vous était "
            "favorable tient toujours : cette somme ne vous est pas réclamée."
        )
        left = "Vous ne devez plus rien sur les dettes concernées."
        if self.reste_cents:
            left = f"Sur les dettes concernées, {euros(self.reste_cents)} restent dus."
        opening = (Paragraphe(first, important=True), Paragraphe(left))
        return (
            section_essentiel(*opening),
            Section("Pourquoi", (Paragraphe(why),), cle=EXPLICATION),
            section_contact(self.organisme),
        )
