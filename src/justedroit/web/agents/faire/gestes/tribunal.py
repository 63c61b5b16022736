"""Gestes of a case in court: heard, judged, notified, appealed, and what was given back told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from justedroit.core.base import Acte, Refusal, Refused, day_text
from justedroit.core.recours import (
    JUGES,
    PARTIES,
    PREUVES_JUGEMENT,
    Instance,
    devant,
)
from justedroit.steps.act import opened
from justedroit.steps.announce import announce
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.jugements import would_appeal
from justedroit.steps.consultation.reprises import undone_lines
from justedroit.steps.judge import appeal, hear, notify
from justedroit.steps.untransfer import tell_untransferred
from justedroit.web import wiring
from justedroit.web.agents.faire.formes import NO_NUMBERS
from justedroit.web.agents.faire.gestes.instance import UNWRITTEN, DeLInstance, key, now
from justedroit.web.agents.faire.gestes.juger import Juger
from justedroit.web.agents.faire.gestes.saisir import Saisir
from justedroit.web.formulaires import (
    Formulaire,
    choice_field,
    day_field,
    text_field,
)
from justedroit.web.gestes import (
    WHOLE,
    Cible,
    Foreseen,
    Geste,
    Journaux,
    Outcome,
    Situation,
    Told,
)
from justedroit.web.permissions import CONTENTIEUX


class _AudienceForm(Formulaire):
    """When a court hears."""

    PLACES = (("", "le"),)
    le = day_field("Jour de l’audience", help_text="Passé, ou à venir.")


class Audience(DeLInstance):
    """A hearing is fixed, or held."""

    code = "tribunal-audience"
    title = "Consigner une audience"
    button = "Consigner l’audience"
    lead = "L’audience annoncée par le greffe, ou tenue. Une nouvelle date remplace la précédente."
    tag = "instance.audience"
    asks = _AudienceForm

    def refused(self, cible: Cible, one: Instance) -> Refusal | None:
        """Return why no hearing is to be recorded."""
        day = max(cible.day, one.since)
        return hear(Tried(cible.records).records, key(cible), day, cible.tried())

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        refusal = hear(records, key(cible), told["le"], acte)
        return refusal or f"Audience du {day_text(told['le'])} consignée."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the case and the day."""
        return {**super().wrote(cible, told), "le": told["le"].isoformat()}


class _NotificationForm(Formulaire):
    """When the household was notified of a judgment."""

    PLACES = (("la preuve", "preuve"), ("", "le"))
    le = day_field("Jour où le foyer a reçu le jugement")
    preuve = choice_field(
        "Ce qui le prouve", PREUVES_JUGEMENT, empty="Rien de connu", required=False
    )


class Notifier(DeLInstance):
    """A judgment was notified to the household."""

    code = "tribunal-notifier"
    title = "Consigner la notification d’un jugement"
    button = "Consigner la notification"
    lead = "Le délai d’appel ou de pourvoi court de ce jour."
    law = "CJA art. R811-2 et R821-1 ; CPC art. 538 et 612"
    tag = "instance.notifiee"
    asks = _NotificationForm
    today = ("le",)

    def refused(self, cible: Cible, one: Instance) -> Refusal | None:
        """Return why no judgment waits for it."""
        return notify(Tried(cible.records).records, key(cible), cible.day, cible.tried())

    def besides(self, cible: Cible, one: Instance) -> list[str]:
        """Return until when the judgment could be appealed, were it received today."""
        above = one.next_judge()
        if above is None or one.jugement is None:
            return ["Aucun juge n'est au-dessus : notifié, ce jugement est définitif."]
        received = replace(one.jugement, notified_on=cible.day)
        delay = replace(one, jugements=[received]).appeal()
        until = day_text(delay.until) if delay else ""
        return [f"Reçu aujourd'hui, il se conteste devant {devant(above)} jusqu'au {until}."]

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        refusal = notify(records, key(cible), told["le"], acte, preuve=told["preuve"])
        if refusal is not None:
            return refusal
        one = now(records, cible)
        above, delay = one.next_judge(), one.appeal()
        if above is None or delay is None:
            return "Notification consignée : le jugement est définitif."
        until = day_text(delay.until)
        return f"Notification consignée : appel ou pourvoi devant {devant(above)} jusqu'au {until}."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the case and the day."""
        return {**super().wrote(cible, told), "le": told["le"].isoformat()}


class _AppelForm(Formulaire):
    """Who appeals, when, and why."""

    PLACES = (("le motif", "motif"), ("le jugement et aujourd'hui", "le"), ("est inconnu", "par"))
    par = choice_field(
        "Formé par",
        PARTIES,
        empty="Choisissez",
    )
    le = day_field("Le")
    motif = text_field("Ce qui est demandé", rows=4, help_text=NO_NUMBERS)


class Appeler(DeLInstance):
    """A judgment is appealed."""

    code = "tribunal-appeler"
    title = "Consigner un appel ou un pourvoi"
    button = "Consigner l’appel ou le pourvoi"
    lead = "Le juge au-dessus est saisi, et le recouvrement attend de nouveau. Hors délai, c’est lui qui le dit."
    law = "CJA art. R811-1 et R821-1 ; CPC art. 538 et 612"
    tag = "instance.appelee"
    asks = _AppelForm
    today = ("le",)
    foretold = True

    def refused(self, cible: Cible, one: Instance) -> Refusal | None:
        """Return why no judgment can be appealed."""
        told = (next(iter(PARTIES)), cible.day, UNWRITTEN)
        return appeal(Tried(cible.records).records, key(cible), told, cible.tried())

    def foresee(self, cible: Cible, acte: Acte, told: Told) -> Foreseen:
        """Return who hears it, and what waits."""
        return would_appeal(cible.records, key(cible), _appel(told), acte)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Record it."""
        if refusal := appeal(records, key(cible), _appel(told), acte):
            return refusal
        judge_ = JUGES[now(records, cible).tribunal]
        said = f"Appel ou pourvoi consigné, par {PARTIES[told['par']]} : {judge_}."
        return " ".join([said, *undone_lines(records, cible.dossier, acte)])

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return the case, who appeals and the day."""
        return {**super().wrote(cible, told), "par": told["par"], "le": told["le"].isoformat()}


def _appel(told: Told) -> tuple[str, dt.date, str]:
    return told["par"], told["le"], told["motif"]


class Rendre(Geste):
    """What was given back, or undone, and nobody has told the household."""

    code = "tribunal-rendre"
    title = "Dire ce qui est rendu au foyer"
    button = "Préparer les lettres"
    lead = (
        "Ce qu’un jugement, une décision ou un fait nouveau a rendu, et qu’aucune lettre n’a dit."
    )
    law = "Code civil art. 1302"
    roles = CONTENTIEUX
    tab = "recours"
    tag = "courrier.prepare"

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return what would be told."""
        where = f"Dossier {cible.dossier}"
        if cible.rang != WHOLE or isinstance(opened(cible.records, cible.dossier), Refusal):
            return None
        tried = Tried(cible.records).records
        told = tell_untransferred(tried, [cible.dossier], cible.tried())
        try:
            said = announce(tried, [cible.dossier], wiring.organisme(), cible.tried())
        except Refused as refused:
            return Refusal(str(refused), where, "Prévenez qui sert le site.")
        lines = [f"Créance {one.creance} : {one.sentence()}." for one in told]
        lines += said.sentences()
        if not lines:
            return Refusal("rien n'attend d'être dit.", where, "Tout ce qui est rendu a été dit.")
        return Situation("Ce qui attend d’être dit", lines)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Say what the département is to be told; the letters are prepared after every act."""
        tell_untransferred(records, [cible.dossier], acte)
        return "Ce qui était rendu est dit."


GESTES: Final = (Saisir(), Audience(), Juger(), Notifier(), Appeler(), Rendre())
