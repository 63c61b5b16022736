"""Gestes of a rectification, and of a qualification: what a person says of the facts of an indu."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from justedroit.core.base import Acte, Refusal, day_text, euros
from justedroit.core.courriers import creances_text
from justedroit.core.creances import Rectification
from justedroit.core.ecarts import QUALIFICATION_LABELS
from justedroit.core.recours import rectification, rectification_silence
from justedroit.core.registre import BENEFIT_LABELS
from justedroit.steps.claims import Reclamation
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import capital
from justedroit.steps.consultation.phrases import named, origin_lines
from justedroit.steps.consultation.qualifications import apart_lines, consequence_lines
from justedroit.steps.qualify import Qualification, qualify
from justedroit.steps.rectify import answer, ask
from justedroit.web.agents.faire.formes import NO_NUMBERS
from justedroit.web.agents.faire.gestes.dettes import (
    DeCreance,
    lines_of,
    owed_by,
    page_of_creance,
    ticked,
    tried_atelier,
)
from justedroit.web.atelier import to_send
from justedroit.web.formulaires import Formulaire, boxes_field, choice_field, day_field, text_field
from justedroit.web.gestes import WHOLE, Cible, Geste, Journaux, Outcome, Situation, Told
from justedroit.web.permissions import NOTIFIANTS, QUALIFIANTS, Role

_LAW: Final = "CSS art. R133-9-2 et R847-1-1"
_SENS: Final = {"acceptee": "Acceptée", "rejetee": "Rejetée"}


class _DemandeForm(Formulaire):
    """What the household says is wrong, of what, and when it said so."""

    PLACES = (("le motif", "motif"), ("attend déjà", "creances"), ("", "le"))
    creances = boxes_field("Sommes visées", required="Cochez au moins une somme.")
    le = day_field("Jour de la demande")
    motif = text_field("Ce qui est faux, selon le foyer", rows=4, help_text=NO_NUMBERS)


class Demande(DeCreance):
    """The household asks for a rectification; the rank is the créance it starts from."""

    code = "rectification"
    title = "Consigner une demande de rectification"
    button = "Consigner la demande"
    lead = "Rien n’est retenu avant la réponse. Sans réponse dans le mois, elle est rejetée."
    law = _LAW
    roles = (*NOTIFIANTS, Role.CONSEILLER)
    tag = "rectification.demandee"
    asks = _DemandeForm
    today = ("le",)

    def on(self, one: Reclamation, cible: Cible) -> Situation | Refusal:
        """Return the créance and until when a rectification may be asked; or why it cannot be."""
        notice = one.suivi.notice
        # Asked on the very day of the notice: what refuses it then refuses it whatever the day.
        day = (notice and notice.sent_on) or cible.day
        tried = Tried(cible.records).records
        made = ask(tried, cible.dossier, [cible.rang], (day, "essai"), cible.tried())
        if isinstance(made, Refusal):
            return made
        lines = [*lines_of(one), _until(one, cible.day)]
        free = [other.creance for other in owed_by(cible) if other.suivi.notice == notice]
        return Situation(named(one.creance), lines, on=free)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a request: what the same notice claims may be named too."""
        form = super().form(data, cible, situation)
        ticked(form, situation.on, cible.rang)
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        some = [int(number) for number in told["creances"]]
        made = ask(records, cible.dossier, some, (told["le"], told["motif"]), acte)
        if isinstance(made, Refusal):
            return made
        until = day_text(rectification_silence(told["le"]).ends_on)
        return f"Demande de rectification {made.numero} consignée : réponse avant le {until}."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return what was said, and when."""
        return {"le": told["le"].isoformat(), "motif": told["motif"].strip()}


def _until(one: Reclamation, day: dt.date) -> str:
    received = one.suivi.received_on
    if received is None:
        return "Réception de la notification pas encore prouvée : le délai ne court pas."
    until = rectification(received).until
    told = f"Notification reçue le {day_text(received)} : à demander jusqu’au {day_text(until)}"
    return f"{told}, ce jour compris." if day <= until else f"{told}. Ce jour est passé."


class _ReponseForm(Formulaire):
    """The answer to a request of rectification."""

    PLACES = (("est inconnu", "sens"), ("", "motif"))
    sens = choice_field("Réponse", _SENS, empty="Choisissez")
    motif = text_field("Pourquoi", rows=4, help_text=f"Dit au foyer. {NO_NUMBERS}")


class Reponse(Geste):
    """The fund answers a request of rectification; the rank is its number."""

    code = "rectification-reponse"
    title = "Répondre à une demande de rectification"
    button = "Envoyer la réponse"
    lead = (
        "Une lettre part aujourd’hui. Acceptée, corrigez ensuite l’information : la révision fera "
        "le reste. Rejetée, elle dit pourquoi et ouvre les voies de recours."
    )
    law = _LAW
    roles = NOTIFIANTS
    tab = "dettes"
    tag = "rectification.repondue"
    asks = _ReponseForm
    names = "rectification"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the request, in the words of the household; a refusal where it has its answer."""
        asked, mine = self._asked(cible)
        if asked is None:
            return None
        atelier = tried_atelier(cible)
        if isinstance(atelier, Refusal):
            return atelier
        tried = Tried(cible.records).records
        told = ("rejetee", "essai")
        made = answer(tried, cible.dossier, cible.rang, told, cible.tried(), atelier)
        if isinstance(made, list):
            return made[0]
        numbers = creances_text(one.creance.number for one in mine)
        until = day_text(rectification_silence(asked.asked_on).ends_on)
        lines = (
            f"Demandée le {day_text(asked.asked_on)}, {numbers}.",
            f"Le foyer dit : « {asked.reasons} »",
            f"Sans réponse le {until}, elle est rejetée.",
            f"Reste dû : {euros(sum(one.creance.total() for one in mine))}.",
        )
        return Situation(f"Demande de rectification {cible.rang}", lines)

    @staticmethod
    def _asked(cible: Cible) -> tuple[Rectification | None, list[Reclamation]]:
        found = [
            (asked, one)
            for one in owed_by(cible)
            for asked in one.suivi.rectifications
            if asked.number == cible.rang
        ]
        return (found[0][0] if found else None), [one for _, one in found]

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Send it."""
        if isinstance(atelier := to_send(cible.dossier), Refusal):
            return atelier
        reply = (told["sens"], told["motif"])
        made = answer(records, cible.dossier, cible.rang, reply, acte, atelier)
        if isinstance(made, list):
            return made
        todo = " Corrigez maintenant l’information." if told["sens"] == "acceptee" else ""
        return f"Réponse partie, lettre {made.numero}.{todo}"

    def back(self, cible: Cible) -> str:
        """Return the page of the first créance that it is about."""
        _asked, mine = self._asked(cible)
        first = mine[0].creance.number if mine else None
        return page_of_creance(cible.dossier, first) if first else super().back(cible)


class _QualificationForm(Formulaire):
    """What caused the indus, and why it is said so."""

    PLACES = (("prestation", "prestation"), ("motif", "motif"), ("", "qualification"))
    prestation = choice_field("De quoi", {}, required=False)
    qualification = choice_field("Qualification", QUALIFICATION_LABELS, empty="Choisissez")
    motif = text_field("Raisons", rows=4, help_text=f"Dites au foyer. {NO_NUMBERS}")


class Qualifier(Geste):
    """A person says what caused the indus; the rank is the créance whose benefit is meant, if any."""

    code = "qualification"
    title = "Qualifier la cause des indus"
    button = "Qualifier"
    lead = (
        "Seule une personne qualifie, avec ses raisons. Une fraude ou une fausse déclaration porte "
        "la prescription à cinq ans et ferme la remise ; la bonne foi la rouvre."
    )
    law = "CSS art. L553-1 et L553-2"
    roles = QUALIFIANTS
    tab = "dettes"
    tag = "indu.qualifie"
    asks = _QualificationForm

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the créances, with what was said of the cause of each."""
        every = owed_by(cible)
        mine = [one for one in every if cible.rang in (WHOLE, one.creance.number)]
        if cible.rang != WHOLE and not mine:
            return None
        if not every:
            where = f"dossier {cible.dossier}"
            return Refusal("ce foyer n'a aucun indu.", where, "Il n'y a rien à qualifier.")
        alone = mine[0] if len(mine) == 1 else None
        name = named(alone.creance) if alone else "Ses créances"
        lines = lines_of(alone) if alone else [f"{named(one.creance)}." for one in mine]
        said = dict.fromkeys(line for one in mine for line in origin_lines(one))
        return Situation(name, [*lines, *said], on=every)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a qualification, of the benefit that is looked at first."""
        form = super().form(data, cible, situation)
        some = {one.creance.number: one.creance.benefit for one in situation.on}
        labels = {code: BENEFIT_LABELS[code] for code in some.values()}
        choices = [(code, capital(name)) for code, name in labels.items()]
        form.offer("prestation", choices, empty="Toutes les prestations")
        form.fields["prestation"].initial = some.get(cible.rang, "")
        return form

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it, and say what it did to remises and indemnités."""
        benefit = told["prestation"] or None
        decided = Qualification(
            cible.dossier, benefit, told["qualification"], told["motif"], acte.author
        )
        if refused := qualify(records, decided, acte.at):
            return refused
        said = f"{QUALIFICATION_LABELS[told['qualification']]} : consigné."
        more = consequence_lines(records, cible.dossier, acte.at)
        return " ".join([said, *more, *apart_lines(records, decided)])

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return what is decided, of what."""
        benefit = told["prestation"] or None
        return {"benefit": benefit, "qualification": told["qualification"]}

    def back(self, cible: Cible) -> str:
        """Return the page of the créance, or the tab of debts."""
        if cible.rang == WHOLE:
            return super().back(cible)
        return page_of_creance(cible.dossier, cible.rang)


GESTES: Final = (Demande(), Reponse(), Qualifier())
