"""What answers an appeal or a request of remise: received, incomplete, decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar, Final

from justedroit.core.base import day_text, euros
from justedroit.core.courriers.forme import Bloc, Liste, Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, capital, told
from justedroit.core.courriers.mentions import (
    section_contact,
    section_essentiel,
    section_payer,
    to_person,
)
from justedroit.core.courriers.voies import Voie, after_rejection, section_voies
from justedroit.core.recours import AUTORITES, DEPARTEMENT

NATURES: Final = {"contestation": "contestation", "remise": "demande de remise de dette"}
# Who signs what the fund does not decide itself.
# ASSUMPTION: the convention delegates to the fund the signature of what the département decides
# (CASF art. L262-25); what it delegates whole, the commission decides and the fund signs.
_SIGNED: Final = {DEPARTEMENT: "Pour le président du conseil départemental, par délégation"}
# What a decision does, as its letter opens.
_REMISE: Final = {
    "accord": "Votre demande de remise est acceptée : {remis} sont effacés.",
    "accord_partiel": "Votre demande de remise est acceptée en partie : {remis} sont effacés, "
    "{reste} restent à rembourser.",
    "rejet": "Votre demande de remise est refusée. Vous devez {reste}.",
    "sans_objet": "Votre demande de remise n'a plus d'objet : il ne reste rien à effacer.",
}
_CONTESTATION: Final = {
    "accord": "Votre contestation est acceptée : vous ne devez plus rien de ce que vous contestiez.",
    "accord_partiel": "Votre contestation est acceptée en partie : {reste} restent à rembourser.",
    "rejet": "Votre contestation est rejetée. Vous devez {reste}.",
    "sans_objet": "Votre contestation n'a plus d'objet : il ne reste rien à annuler.",
    "irrecevable": "Votre contestation ne peut pas être examinée. Vous devez {reste}.",
}
# The same, where nothing was left to give up, or nothing is left to pay: no « 0,00 € » is announced.
_NOTHING_LEFT: Final = {
    "accord": "Votre demande de remise est acceptée. Vous n'aviez déjà plus rien à rembourser.",
    "accord_partiel": "Votre demande de remise est acceptée en partie. Vous n'avez plus rien à "
    "rembourser.",
    "rejet": "Votre demande de remise est refusée. Vous ne devez plus rien.",
}
_NOTHING_OWED: Final = {
    "accord_partiel": "Votre contestation est acceptée en partie. Vous n'avez plus rien à rembourser.",
    "rejet": "Votre contestation est rejetée. Vous ne devez plus rien.",
    "irrecevable": "Votre contestation ne peut pas être examinée. Vous ne devez plus rien.",
}
_NOTHING_GONE: Final = (
    "Votre demande de remise est acceptée en partie. Ce qui était remis a été remboursé entre-temps : "
    "{reste} restent à rembourser."
)
_REFUSED: Final = frozenset({"rejet", "irrecevable", "accord_partiel"})


def _who(par: str) -> str:
    """Return who decides, as the pages say it; a comma closes what one has opened."""
    told = AUTORITES[par]
    return f"{told}," if "," in told else told


def _founded(fondement: str, every: str) -> str:
    """Return the articles of a benefit, then those of every letter of a kind."""
    return f"{fondement} ; {every}" if fondement else every


@dataclass(frozen=True, kw_only=True)
class AccuseRecours(Lettre):
    """Receipt of an appeal or of a request of remise.

    Attributes:
        numero: of the appeal.
        nature: `contestation` or `remise`.
        recu_le: day of its reception.
        objet: what it is about, « la créance 1, revenu de solidarité active ».
        silence_le: day from which silence is a rejection; None: it waits for the documents.
        silence: after how long, « 2 mois », said where the day is not known; may be empty.
        decideur: who decides, in French.
        pieces: what is missing; empty where it is complete.
        pieces_avant: day before which the pieces are asked.
        voies: after a rejection, line by line.
        fondement: the articles of the appeal, of its benefit and object.
    """

    modele: ClassVar[str] = "accuse_recours"
    droit: ClassVar[str] = "CRPA art. L112-3, R112-5 et L114-5"
    numero: int = field(metadata=told("le numéro du recours"))
    nature: str = field(metadata=told("la nature de la demande"))
    recu_le: dt.date = field(metadata=told("la date de réception", "CRPA art. R112-5"))
    objet: str = field(metadata=told("l'objet de la demande"))
    silence_le: dt.date | None = None
    silence: str = ""
    decideur: str = field(metadata=told("qui décide", "CRPA art. R112-5"))
    pieces: tuple[str, ...] = ()
    pieces_avant: dt.date | None = None
    voies: tuple[Voie, ...] = field(
        metadata=told("les voies et délais de recours", "CRPA art. R112-5")
    )
    fondement: str = ""

    @property
    def textes(self) -> str:
        """The articles on which it rests: those of its benefit, then those of every receipt."""
        return _founded(self.fondement, self.droit)

    @property
    def titre(self) -> str:
        """Its object."""
        return f"Nous avons bien reçu votre {self._nature()}"

    def lacking(self) -> tuple[tuple[str, str], ...]:
        """Return the day on which silence is a rejection, unless it waits for documents.

        Law:
            CRPA art. R112-5; L114-5: what lacks suspends that day, which nobody can tell.
        """
        if self.silence_le is None and not self.pieces:
            return (("le jour où le silence vaut rejet", "CRPA art. R112-5"),)
        return ()

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return the (label, value) pairs of its reference block.

        Law:
            None: a way of writing.
        """
        return (*super().references(), ("Recours", str(self.numero)))

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CRPA art. R112-5: date of reception, when silence decides, who deals with it.
        """
        first = f"Nous l'avons reçue le {day_text(self.recu_le)}. Elle porte sur : {self.objet}."
        who = f"{self.decideur}," if "," in self.decideur else self.decideur
        wait = f"Nous ne retenons rien et ne réclamons rien tant que {who} n'a pas répondu."
        opening = (Paragraphe(first, important=True), Paragraphe(wait), Paragraphe(self._silent()))
        found = [section_essentiel(*opening)]
        if self.pieces:
            found.append(self._pieces())
        after = after_rejection(self.voies, self.silence_le)
        found.append(section_voies(after, "un rejet", f"Si votre {self._nature()} est rejetée"))
        return (*found, section_contact(self.organisme))

    def _nature(self) -> str:
        return NATURES.get(self.nature, "demande")

    def _silent(self) -> str:
        """Return what silence will say, and when; or why no day can be told yet."""
        if self.silence_le is None:
            delay = f"Le délai de {self.silence}" if self.silence else "Le délai"
            return (
                f"Il nous manque des pièces : la liste est plus bas. {delay} au bout duquel notre "
                "silence vaut rejet est suspendu tant qu'elles manquent. Il part du jour où nous "
                "les recevons."
            )
        day = day_text(self.silence_le)
        return f"Si nous n'avons pas répondu le {day}, elle est rejetée. Vous pouvez alors saisir le juge."

    def _pieces(self) -> Section:
        before = f" avant le {day_text(self.pieces_avant)}" if self.pieces_avant else ""
        text = f"Pour l'étudier, il nous manque ceci. Envoyez-le{before}, par courrier ou sur votre espace :"
        return Section("Ce qui nous manque", (Paragraphe(text), Liste(self.pieces)), "pieces")


@dataclass(frozen=True, kw_only=True)
class _Decision(Lettre):
    """A decision on an appeal; its two kinds say the same things.

    Attributes:
        numero: of the appeal.
        recu_le: day on which it was received.
        decide_le: day of the decision.
        par: `cra`, `directeur`, `departement`.
        sens: `accord`, `accord_partiel`, `rejet`; of a contestation, `irrecevable` too.
        motif: why, in fact.
        article: the article of a refusal, which founds it in law.
        creances: (number, French label, owed before, no longer owed) of each, in cents.
        voies: of appeal, line by line.
        fondement: the articles of the appeal, of its benefit and object.
    """

    numero: int = field(metadata=told("le numéro du recours"))
    recu_le: dt.date = field(metadata=told("la date de la demande"))
    decide_le: dt.date = field(metadata=told("la date de la décision"))
    par: str = field(metadata=told("qui a décidé", "CRPA art. L212-1"))
    sens: str = field(metadata=told("le sens de la décision"))
    motif: str = field(metadata=told("le motif", "CRPA art. L211-2 et L211-5"))
    article: str = ""
    creances: tuple[tuple[int, str, int, int], ...] = field(
        metadata=told("les créances concernées")
    )
    voies: tuple[Voie, ...] = field(
        metadata=told("les voies et délais de recours", "CJA art. R421-5")
    )
    fondement: str = ""
    droit: ClassVar[str] = "CRPA art. L211-2 et L211-5"

    @property
    def textes(self) -> str:
        """The articles on which it rests: those of its benefit, then the duty to give reasons."""
        return _founded(self.fondement, self.droit)

    def lacking(self) -> tuple[tuple[str, str], ...]:
        """Return the article, where a refusal does not name it.

        Law:
            CRPA art. L211-5: what is refused is reasoned in law.
        """
        if self.sens in _REFUSED and not self.article.strip():
            return (("l'article qui fonde le refus", "CRPA art. L211-5"),)
        return ()

    @property
    def remis_cents(self) -> int:
        """What is owed no longer."""
        return sum(row[3] for row in self.creances)

    @property
    def reste_cents(self) -> int:
        """What is still owed."""
        return sum(row[2] - row[3] for row in self.creances)

    def repaid(self) -> tuple[int, ...]:
        """Return the numbers of its créances that are still owed.

        Law:
            Code civil art. 1342-10.
        """
        return tuple(row[0] for row in self.creances if row[2] > row[3])

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return the (label, value) pairs of its reference block.

        Law:
            None: a way of writing.
        """
        return (
            *super().references(),
            ("Recours", f"{self.numero}, reçu le {day_text(self.recu_le)}"),
            ("Décision du", day_text(self.decide_le)),
        )

    @property
    def signataire(self) -> str:
        """Who signs it: of what the département decides, its president."""
        return _SIGNED.get(self.par, "")

    def _told(self, opening: str, effect: str) -> tuple[Section, ...]:
        amounts = {"remis": euros(self.remis_cents), "reste": euros(self.reste_cents)}
        text = opening.format(**amounts)
        founded = f" Texte appliqué : {self.article}." if self.article else ""
        why: tuple[Bloc, ...] = (
            Paragraphe(f"C'est {_who(self.par)} qui a décidé, le {day_text(self.decide_le)}."),
            Paragraphe(f"{to_person(self.motif)}{founded}"),
        )
        found = [
            Section(
                "La décision",
                (Paragraphe(text, important=True),),
                "essentiel",
                encadre=True,
            ),
            Section("Pourquoi", why, "motif"),
            Section("Ce que cela change", (self._table(effect),), "creances"),
        ]
        if self.reste_cents:
            several = (
                "En plusieurs fois : demandez-nous un échéancier, par téléphone ou par courrier."
            )
            found.append(section_payer(self, self.reste_cents, several))
        found.append(section_voies(self.voies, "cette décision"))
        return (*found, section_contact(self.organisme))

    def _table(self, effect: str) -> Tableau:
        rows = tuple(
            (capital(label), str(number), euros(owed), euros(gone), euros(owed - gone))
            for number, label, owed, gone in self.creances
        )
        owed = sum(row[2] for row in self.creances)
        total = ("Total", "", euros(owed), euros(self.remis_cents), euros(self.reste_cents))
        columns = ("Prestation", "Créance", "Vous deviez", effect, "Vous devez")
        return Tableau("Ce que vous deviez, et ce que vous devez", columns, rows, total, textes=2)


@dataclass(frozen=True, kw_only=True)
class DecisionRemise(_Decision):
    """Decision on a request of remise: granted, in part, or refused with its reason in law."""

    modele: ClassVar[str] = "decision_remise"

    @property
    def titre(self) -> str:
        """Its object."""
        return "Réponse à votre demande de remise de dette"

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CRPA art. L211-2, L211-5: a refusal is reasoned in fact and in law.
        """
        opening = _REMISE[self.sens]
        if not self.reste_cents and (self.sens != "accord" or not self.remis_cents):
            opening = _NOTHING_LEFT.get(self.sens, opening)
        elif self.sens == "accord_partiel" and not self.remis_cents:
            opening = _NOTHING_GONE
        elif self.sens == "accord" and self.reste_cents:
            opening = _NOTHING_GONE if not self.remis_cents else _REMISE["accord_partiel"]
        return self._told(opening, "Effacé")


@dataclass(frozen=True, kw_only=True)
class DecisionContestation(_Decision):
    """Decision on a contestation: accepted, in part, rejected, or not admissible."""

    modele: ClassVar[str] = "decision_contestation"

    @property
    def titre(self) -> str:
        """Its object."""
        return "Réponse à votre contestation"

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CRPA art. L211-2, L211-5: a refusal is reasoned in fact and in law.
        """
        opening = _CONTESTATION[self.sens]
        if not self.reste_cents:
            opening = _NOTHING_OWED.get(self.sens, opening)
        return self._told(opening, "Annulé")
