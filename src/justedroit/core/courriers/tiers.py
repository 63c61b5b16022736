"""What a third party told us, said to the person before anything is claimed of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from justedroit.core.base import FRANCE, day_text, days_after, parametre
from justedroit.core.courriers.forme import Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import Lettre, told
from justedroit.core.courriers.mentions import section_contact, section_essentiel
from justedroit.core.ecarts import Changement, period_text
from justedroit.core.faits import catalogue, source_text, value_text


def of_third_parties(changes: Iterable[Changement], day: dt.date) -> tuple[Changement, ...]:
    """Return, of facts that changed, those that a third party told.

    Args:
        changes: of a difference.
        day: the list of sources in force on that day is used.

    Law:
        CSS art. L114-19, L114-21; Cass. 2e civ., 7 July 2022; parameter `tiers.sources`.
    """
    sources = parametre("courriers/tiers.sources").at(day)
    return tuple(change for change in changes if change.new_source in sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """A piece of information that a third party gave.

    Attributes:
        teneur: what it says, with its value.
        periode: of which days it is true.
        origine: who gave it.
        recue_le: when we received it.
    """

    teneur: str = field(metadata=told("la teneur de l'information", "CSS art. L114-21"))
    periode: str = field(metadata=told("la période de l'information", "CSS art. L114-21"))
    origine: str = field(metadata=told("l'origine de l'information", "CSS art. L114-21"))
    recue_le: str = field(metadata=told("la date de l'information"))


def notice_from(informed: dt.date) -> dt.date:
    """Return the first day on which a notice may follow what third parties said.

    Args:
        informed: day on which the household was told.

    Law:
        CSS art. L114-21: told before, so that the person may answer; parameter `tiers.avance`,
        a_verifier.
    """
    days: int = parametre("courriers/tiers.avance").at(informed)
    return days_after(informed, days)


def informations(changes: Iterable[Changement]) -> tuple[Information, ...]:
    """Return what third parties told, precisely enough to be answered.

    Law:
        CSS art. L114-21: the content and the origin of what was obtained.
    """
    found = [
        Information(
            teneur=_teneur(change),
            periode=period_text(change.valid_from, change.valid_until),
            origine=source_text(change.new_source),
            recue_le=day_text(change.known_at.astimezone(FRANCE).date()),
        )
        for change in changes
    ]
    return tuple(dict.fromkeys(found))


def _teneur(change: Changement) -> str:
    label = catalogue()[change.kind].libelle
    return f"{label} : {value_text(change.kind, change.new_value)}"


@dataclass(frozen=True, kw_only=True)
class InformationTiers(Lettre):
    """Information about what was obtained from third parties.

    Attributes:
        informations: content and origin of each.
    """

    modele: ClassVar[str] = "information_tiers"
    droit: ClassVar[str] = "CSS art. L114-19 et L114-21"
    informations: tuple[Information, ...] = field(
        metadata=told("la teneur des informations", "CSS art. L114-21")
    )

    @property
    def titre(self) -> str:
        """Its object."""
        return "Des tiers nous ont donné des informations sur vous"

    def sections(self) -> tuple[Section, ...]:
        """Return what it says.

        Law:
            CSS art. L114-21: content and origin, and a copy on request.
        """
        rows = tuple((i.teneur, i.periode, i.origine, i.recue_le) for i in self.informations)
        first = (
            "Nous avons reçu de tiers des informations qui peuvent changer vos droits. La loi veut que "
            "vous les connaissiez avant que nous ne vous réclamions quoi que ce soit."
        )
        calm = (
            "Cette lettre ne vous réclame rien. Relisez ces informations : si elles sont justes, vous "
            "n'avez rien à faire."
        )
        copy = (
            "Vous pouvez demander une copie des documents reçus, par courrier ou sur votre espace. "
            "Nous vous l'envoyons avant de vous réclamer une somme."
        )
        wrong = (
            "Si une information est fausse, ou s'il manque quelque chose, dites-le-nous, par "
            "courrier, par téléphone ou sur votre espace. Faites-le si possible avant le "
            f"{day_text(notice_from(self.le))} : nous ne vous réclamerons rien avant ce jour."
        )
        table = Tableau(
            "Ce que nous avons reçu",
            ("Information", "Période", "Donnée par", "Reçue le"),
            rows,
            textes=4,
        )
        return (
            section_essentiel(Paragraphe(first, important=True), Paragraphe(calm)),
            Section("Ce que nous savons, et de qui", (table,), "informations"),
            Section("Obtenir une copie", (Paragraphe(copy),), "copie"),
            Section("Répondre", (Paragraphe(wrong),), "reponse"),
            section_contact(self.organisme),
        )
