"""Gestes of a letter that is no notice: it leaves, it is received; an appeal is told of both."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Final

from django.urls import reverse

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import (
    PREUVES,
    AccuseRecours,
    DecisionContestation,
    DecisionRemise,
)
from justedroit.steps import letter
from justedroit.steps.appeal import acknowledge, appeals
from justedroit.steps.consultation.courriers import Lettre, appeal_of, consult_letter
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import capital
from justedroit.steps.consultation.instant import Absent, UnknownDossier
from justedroit.steps.grant import inform
from justedroit.web.agents.faire.formes import ReceptionForm
from justedroit.web.atelier import to_send
from justedroit.web.gestes import Cible, Geste, Journaux, Outcome, Situation, Told, numbered
from justedroit.web.permissions import GREFFE, Role

_ANSWERS: Final = (DecisionRemise.modele, DecisionContestation.modele)


class _SurLettre(Geste):
    """A geste of a letter: the rank is its number."""

    roles: ClassVar[tuple[Role, ...]] = GREFFE
    tab = "lettres"
    names = "courrier"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the letter, or why it cannot be done to it."""
        try:
            found = consult_letter(cible.records, cible.dossier, cible.rang, cible.now, cible.now)
        except (Absent, UnknownDossier):
            return None
        name = f"Lettre {found.numero} : {found.label[:1].lower()}{found.label[1:]}"
        if found.notice is not None:
            mend = "Sa notification a sa propre page, qui dit ce qu'elle attend."
            return Refusal("c'est la lettre d'une notification.", name, mend, "CSS art. R133-9-2")
        refused = self.tried(cible, found)
        return refused or Situation(
            name, [f"{capital(found.standing)}.", *self.follows(found)], on=found
        )

    @abstractmethod
    def tried(self, cible: Cible, found: Lettre) -> Refusal | None:
        """Return why it cannot be done now."""

    def follows(self, found: Lettre) -> list[str]:
        """Return what follows for the appeal that the letter is about, in sentences."""
        return []

    def back(self, cible: Cible) -> str:
        """Return the page of the letter."""
        return reverse("courriers:lettre", args=[cible.dossier, cible.rang])


class Envoyer(_SurLettre):
    """A letter that is prepared leaves."""

    code = "lettre-envoyer"
    title = "Envoyer la lettre"
    button = "Envoyer la lettre"
    lead = (
        "Elle part telle que sa page la montre, datée d’aujourd’hui, à l’adresse du foyer. Ce "
        "qu’elle dit ne change plus."
    )
    tag = "courrier.envoye"

    def tried(self, cible: Cible, found: Lettre) -> Refusal | None:
        """Return why it cannot leave."""
        tried, acte = Tried(cible.records).records, cible.tried()
        made = letter.send(tried, cible.dossier, cible.rang, acte, lambda _contenu: b"")
        return made if isinstance(made, Refusal) else None

    def follows(self, found: Lettre) -> list[str]:
        """Return that the receipt of an appeal will be recorded."""
        is_receipt = found.courrier.modele == AccuseRecours.modele
        told = f"L’accusé de réception du recours {found.recours} sera consigné du même geste."
        return [told] if is_receipt else []

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Send it; of a receipt, tell the appeal."""
        if isinstance(atelier := to_send(cible.dossier), Refusal):
            return atelier
        sent = letter.send(records, cible.dossier, cible.rang, acte, atelier.printer)
        if isinstance(sent, Refusal):
            return sent
        said = f"La lettre {cible.rang} est partie."
        one = numbered(appeals(records, cible.dossier), appeal_of(sent))
        if sent.modele != AccuseRecours.modele or one is None or one.accused_on is not None:
            return said
        done = acknowledge(records, (cible.dossier, one.number), letter.day_of(acte.at), acte)
        if done:
            return said
        return f"{said} L’accusé de réception du recours {one.number} est consigné."


class Recue(_SurLettre):
    """A letter was received, and something proves it."""

    code = "lettre-recue"
    title = "Consigner la réception de la lettre"
    button = "Consigner la réception"
    lead = "Les délais que la lettre ouvre courent de ce jour : il faut une preuve."
    tag = "courrier.recu"
    asks = ReceptionForm
    today = ("le",)

    def tried(self, cible: Cible, found: Lettre) -> Refusal | None:
        """Return why its reception cannot be recorded."""
        proof = (cible.day, next(iter(PREUVES)))
        row = letter.received_row(found.courrier, proof, cible.tried())
        return row if isinstance(row, Refusal) else None

    def follows(self, found: Lettre) -> list[str]:
        """Return that the decision on an appeal will be notified."""
        told = f"Le délai pour contester la décision du recours {found.recours} courra de ce jour."
        return [told] if found.courrier.modele in _ANSWERS else []

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it; of a decision, notify the appeal."""
        proof = (told["le"], told["preuve"])
        found = consult_letter(records, cible.dossier, cible.rang, acte.at, acte.at)
        one = numbered(appeals(records, cible.dossier), found.recours)
        tells = found.courrier.modele in _ANSWERS and one is not None and one.stage == "executoire"
        key = (cible.dossier, found.recours)
        # Both or none: what the appeal would refuse is known before the letter is said received.
        tried = Tried(records).records
        if tells and (refused := inform(tried, key, told["le"], acte, cible.rang)):
            return refused
        got = letter.receive(records, cible.dossier, cible.rang, proof, acte)
        if isinstance(got, Refusal):
            return got
        said = f"La réception de la lettre {cible.rang} est consignée."
        if not tells:
            return said
        done = inform(records, key, told["le"], acte, cible.rang)
        return done or f"{said} Le délai pour contester la décision du recours {key[1]} court."


GESTES: Final[tuple[Geste, ...]] = (Envoyer(), Recue())
