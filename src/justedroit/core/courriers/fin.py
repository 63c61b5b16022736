"""The end of a debt, and what answers a complaint or a médiation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from justedroit.core.base import day_text, euros
from justedroit.core.courriers.forme import Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, capital, told
from justedroit.core.courriers.mentions import section_contact, section_essentiel, to_person
from justedroit.core.courriers.voies import Voie, section_voies
from justedroit.core.creances import ISSUES, Creance
from justedroit.core.registre import BENEFIT_LABELS

_RESULTS = {
    "revisee": "La décision est révisée.",
    "maintenue": "La décision est maintenue.",
    "sans_objet": "Votre demande n'a plus d'objet.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CreanceEteinte:
    """A créance on which nothing is owed any longer.

    Attributes:
        numero: in the dossier.
        prestation: French label.
        reclame_cents: what was claimed.
        issues: (French label, cents) of each way in which it ended.
    """

    numero: int
    prestation: str = field(metadata=told("la nature de la prestation"))
    reclame_cents: int
    issues: tuple[tuple[str, int], ...] = field(
        metadata=told("la façon dont la dette s'est éteinte")
    )


def eteintes(creances: Iterable[Creance]) -> tuple[CreanceEteinte, ...]:
    """Return the créances on which nothing is owed, with what has become of each euro.

    Law:
        None: decision 0021.
    """
    return tuple(
        CreanceEteinte(
            numero=creance.number,
            prestation=BENEFIT_LABELS[creance.benefit],
            reclame_cents=creance.total("claimed"),
            issues=tuple(
                (label, cents) for issue, label in ISSUES.items() if (cents := creance.total(issue))
            ),
        )
        for creance in creances
        if creance.total() == 0
    )


@dataclass(frozen=True, kw_only=True)
class CreanceSoldee(Lettre):
    """Letter that says that nothing is owed any longer.

    Attributes:
        creances: those that ended.
        soldee_le: day of the last movement.
        reste_cents: what the household still owes on others.
    """

    modele: ClassVar[str] = "creance_soldee"
    droit: ClassVar[str] = "CSS art. L553-2"
    creances: tuple[CreanceEteinte, ...] = field(metadata=told("les créances soldées"))
    soldee_le: dt.date = field(metadata=told("le jour où la dette s'est éteinte"))
    reste_cents: int = 0

    @property
    def titre(self) -> str:
        """Its object."""
        if self.reste_cents:
            return "Ce que vous avez fini de rembourser"
        return "Votre dette est soldée" if len(self.creances) == 1 else "Vos dettes sont soldées"

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            None: who has paid is told so.
        """
        which = "de cette dette" if len(self.creances) == 1 else "de ces dettes"
        first = f"Depuis le {day_text(self.soldee_le)}, vous ne devez plus rien {which}."
        left = "Vous n'avez aucune autre dette envers la caisse."
        if self.reste_cents:
            left = f"Il vous reste {euros(self.reste_cents)} à rembourser sur d'autres dettes."
        rows = tuple(
            (f"{capital(c.prestation)} (créance {c.numero})", how, euros(cents))
            for c in self.creances
            for how, cents in c.issues
        )
        total = euros(sum(c.reclame_cents for c in self.creances))
        table = Tableau(
            "Ce qu'est devenu chaque euro",
            ("Créance", "Comment", "Montant"),
            rows,
            ("Total", "", total),
            textes=2,
        )
        return (
            section_essentiel(Paragraphe(first, important=True), Paragraphe(left)),
            Section("Le détail", (table,), "mois"),
            section_contact(self.organisme),
        )


@dataclass(frozen=True, kw_only=True)
class _Reponse(Lettre):
    """An answer to who complained.

    Attributes:
        numero: of the complaint, or of the médiation.
        recue_le: day of its reception.
        objet: what it is about.
        reponse: what is answered.
        resultat: `revisee`, `maintenue`, `sans_objet`; empty where there was no decision.
        voies: of appeal, where a decision may still be contested.
        suite: where to go if the answer does not do.
    """

    nom: ClassVar[str]
    numero: int = field(metadata=told("le numéro de la demande"))
    recue_le: dt.date = field(metadata=told("la date de réception"))
    objet: str = field(metadata=told("l'objet de la demande"))
    reponse: str = field(metadata=told("la réponse"))
    resultat: str = ""
    voies: tuple[Voie, ...] = ()
    suite: str = field(metadata=told("la suite possible"))

    def references(self) -> tuple[tuple[str, str], ...]:
        """Return the (label, value) pairs of its reference block.

        Law:
            None: a way of writing.
        """
        about = f"n° {self.numero}, reçue le {day_text(self.recue_le)}"
        return (*super().references(), (self.nom, about))

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CRPA art. L112-3; CSS art. L217-7-1.
        """
        first = f"Nous avons reçu votre demande le {day_text(self.recue_le)}. Elle porte sur : {self.objet}."
        result = [Paragraphe(_RESULTS[self.resultat], important=True)] if self.resultat else []
        told = (Paragraphe(to_person(p)) for p in self.reponse.splitlines() if p.strip())
        found = [
            section_essentiel(Paragraphe(first), *result),
            Section("Notre réponse", tuple(told), "motif"),
            Section("Si cette réponse ne vous convient pas", (Paragraphe(self.suite),), "suite"),
        ]
        if self.voies:
            found.append(section_voies(self.voies, "la décision"))
        return (*found, section_contact(self.organisme))


@dataclass(frozen=True, kw_only=True)
class ReponseReclamation(_Reponse):
    """Answer to a complaint."""

    modele: ClassVar[str] = "reponse_reclamation"
    nom: ClassVar[str] = "Réclamation"
    droit: ClassVar[str] = "CRPA art. L112-3 et L211-2"

    @property
    def titre(self) -> str:
        """Its object."""
        return "Réponse à votre réclamation"


@dataclass(frozen=True, kw_only=True)
class ReponseMediation(_Reponse):
    """Answer of the médiateur."""

    modele: ClassVar[str] = "reponse_mediation"
    nom: ClassVar[str] = "Médiation"
    droit: ClassVar[str] = "CSS art. L217-7-1"

    @property
    def titre(self) -> str:
        """Its object."""
        return "Réponse du médiateur"
