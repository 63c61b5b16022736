"""What comes before a bailiff, and what a bailiff serves: the mise en demeure, the contrainte."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from justedroit.core.base import day_text, euros, month_text
from justedroit.core.courriers.delais import SIGNIFIEE, delai
from justedroit.core.courriers.forme import Bloc, Liste, Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, capital, creances_text, told
from justedroit.core.courriers.mentions import section_contact, section_essentiel, section_payer
from justedroit.core.courriers.notice_indu import CreanceNotifiee
from justedroit.core.courriers.voies import Voie, section_preparatoire, section_voies


@dataclass(frozen=True, kw_only=True)
class _Reclamation(Lettre):
    """What is claimed by force: the two acts say the same of it.

    Attributes:
        numero: of the act.
        creances: what is claimed, with each payment in cause.
        rembourse_cents: what was repaid, withheld or remitted since, to be taken off.
        motif: why these sums are claimed, in a sentence.
        motifs: what caused it, fact by fact with its dates, as the notice told them.
        notifie_cents: what these explain: the sum notified; 0 where they have no euros.
        notifiee_le: day on which the indu was notified.
        voies: of appeal, line by line.
    """

    nom: ClassVar[str]
    numero: int = field(metadata=told("le numéro de l'acte", "CSS art. R133-3"))
    creances: tuple[CreanceNotifiee, ...] = field(
        metadata=told("la nature et le montant", "CSS art. R133-3")
    )
    rembourse_cents: int = 0
    motif: str = field(metadata=told("la cause de la dette", "CSS art. R133-3"))
    motifs: tuple[str, ...] = ()
    notifie_cents: int = 0
    notifiee_le: dt.date = field(metadata=told("la date de la notification"))
    voies: tuple[Voie, ...] = field(
        metadata=told("le tribunal compétent et le délai", "CSS art. R133-3")
    )

    @property
    def cents(self) -> int:
        """What is to be paid."""
        return sum(creance.cents for creance in self.creances) - self.rembourse_cents

    def repaid(self) -> tuple[int, ...]:
        """Return the numbers of its créances.

        Law:
            Code civil art. 1342-10.
        """
        return tuple(creance.numero for creance in self.creances)

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return the (label, value) pairs of its reference block.

        Law:
            CSS art. R133-3: the reference of the act.
        """
        numbers = creances_text(self.repaid())
        return (
            *super().references(),
            (self.nom, f"n° {self.numero} ({numbers})"),
            ("Pour payer", self.reference),
        )

    def _why(self) -> Section:
        known = f"Vous avez reçu notre notification le {day_text(self.notifiee_le)}."
        blocs: list[Bloc] = [Paragraphe(capital(self.motif))]
        if self.notifie_cents:
            of = f"Ce que chaque changement explique des {euros(self.notifie_cents)} notifiés :"
            blocs.append(Paragraphe(of))
        if self.motifs:
            blocs.append(Liste(tuple(map(capital, self.motifs))))
        claimed = self.cents + self.rembourse_cents
        if self.notifie_cents > claimed:
            gone = euros(self.notifie_cents - claimed)
            blocs.append(Paragraphe(f"Depuis, {gone} de cette somme ne sont plus réclamés."))
        return Section("Pourquoi", (*blocs, Paragraphe(known)), "motif")

    def _table(self) -> Section:
        rows = tuple(
            (
                capital(creance.prestation),
                str(creance.numero),
                month_text(month.mois),
                ", ".join(f"{day:%d/%m/%Y}" for day in month.verse_le),
                euros(month.reclame_cents),
            )
            for creance in self.creances
            for month in creance.mois
        )
        claimed = self.cents + self.rembourse_cents
        blocs: list[Tableau | Paragraphe] = [
            Tableau(
                "Les versements en cause",
                ("Prestation", "Créance", "Mois", "Versé le", "Réclamé"),
                rows,
                ("Total", "", "", "", euros(claimed)),
                textes=4,
            )
        ]
        if self.rembourse_cents:
            less = f"Déjà remboursé, retenu ou remis : {euros(self.rembourse_cents)}."
            blocs.append(Paragraphe(f"{less} Reste à payer : {euros(self.cents)}."))
        return Section("Ce qui est réclamé", tuple(blocs), "mois")


@dataclass(frozen=True, kw_only=True)
class MiseEnDemeure(_Reclamation):
    """Formal demand to pay: without effect within its delay, a contrainte may follow."""

    modele: ClassVar[str] = "mise_en_demeure"
    nom: ClassVar[str] = "Mise en demeure"
    droit: ClassVar[str] = "CSS art. L161-1-5 et R133-3"

    @property
    def titre(self) -> str:
        """Its object."""
        return "Mise en demeure de payer"

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. R133-3: cause, nature and amount, dates of the payments, delay, appeals.
        """
        given = delai("delai.mise_en_demeure", self.le)
        first = (
            f"Vous devez payer {euros(self.cents)} dans un délai de {given.texte} après la "
            "réception de cette lettre."
        )
        until = f"{capital(given.suppose(self.le))}. Si vous la recevez plus tard, ce délai finit plus tard."
        then = (
            "Passé ce délai, le directeur de la caisse peut délivrer une contrainte : un commissaire "
            "de justice pourra vous demander de payer. Si vous ne pouvez pas payer, appelez-nous : "
            "un échéancier arrête la procédure."
        )
        return (
            section_essentiel(
                Paragraphe(first, important=True), Paragraphe(until), Paragraphe(then)
            ),
            self._why(),
            self._table(),
            section_payer(self, self.cents, "En plusieurs fois : appelez-nous."),
            section_preparatoire(self.voies, self.notifiee_le),
            section_contact(self.organisme),
        )


@dataclass(frozen=True, kw_only=True)
class ActeContrainte(_Reclamation):
    """Contrainte: it is worth a judgment, unless an opposition is formed in time.

    Attributes:
        demeure_recue_le: day on which the mise en demeure was received.
    """

    modele: ClassVar[str] = "contrainte"
    nom: ClassVar[str] = "Contrainte"
    droit: ClassVar[str] = "CSS art. L161-1-5 et R133-3"
    demeure_recue_le: dt.date = field(
        metadata=told("la date de la mise en demeure", "CSS art. R133-3")
    )

    @property
    def titre(self) -> str:
        """Its object."""
        return f"Contrainte n° {self.numero}"

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. R133-3: on pain of nullity, reference, amount, delay of opposition, address of
            the court, forms of its seizure.
        """
        given = delai("delai.opposition", self.le, SIGNIFIEE)
        first = (
            f"Vous devez payer {euros(self.cents)}. Si vous n'êtes pas d'accord, vous avez "
            f"{given.texte}, à partir de la signification de cette contrainte, pour y faire "
            "opposition devant le tribunal."
        )
        until = (
            f"{capital(given.suppose(self.le))}. La signification est la remise de cette contrainte "
            "par un commissaire de justice, ou par lettre recommandée avec avis de réception."
        )
        known = (
            f"La mise en demeure reçue le {day_text(self.demeure_recue_le)} est restée sans effet."
        )
        how = (
            (
                "Écrivez au greffe du tribunal, par lettre recommandée avec demande d'avis de réception, "
                "ou déposez votre opposition au greffe. Dites pourquoi vous n'êtes pas d'accord : elle "
                "doit être motivée. Joignez une copie de cette contrainte."
            ),
            "Sans opposition dans ce délai, la contrainte a les effets d'un jugement.",
        )
        return (
            section_essentiel(
                Paragraphe(first, important=True), Paragraphe(until), Paragraphe(known)
            ),
            self._why(),
            self._table(),
            Section("Pour vous opposer", tuple(map(Paragraphe, how)), "opposition"),
            section_voies(self.voies, "cette contrainte"),
            section_payer(self, self.cents, ""),
            section_contact(self.organisme),
        )
