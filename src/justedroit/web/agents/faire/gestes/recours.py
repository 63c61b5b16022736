"""Gestes of an appeal, or of a request of remise, before the commission: from its receipt to its opinion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from justedroit.core.base import Acte, Refusal, Refused, day_text, parametre
from justedroit.core.courriers import AccuseRecours
from justedroit.core.recours import letters_due
from justedroit.steps import appeal
from justedroit.steps.consultation.appels import Appel
from justedroit.steps.consultation.courriers import Lettre
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.phrases_recours import opinion_text, sheet_sections
from justedroit.steps.consultation.recours import AppelSuivi
from justedroit.steps.reply import reply
from justedroit.web import wiring
from justedroit.web.agents.faire.formes import NO_NUMBERS, asks_day
from justedroit.web.agents.faire.gestes.appel import (
    TRIED,
    Key,
    SurRecours,
    key_of,
    resumed,
    where_of,
)
from justedroit.web.formulaires import Formulaire, choice_field, text_field
from justedroit.web.gestes import Cible, Confirmation, Geste, Journaux, Outcome, Situation, Told
from justedroit.web.permissions import GREFFE

_LATE, _REFUSED = "recours/recevabilite.motifs", "recours/recevabilite.refus"
_AVIS: Final = {code: opinion_text(code).capitalize() for code in appeal.AVIS}


class _LateForm(Formulaire):
    """What makes an appeal out of time admissible."""

    PLACES = (("hors délai", "code"),)
    code = choice_field("Ce qui le rend recevable malgré le retard", {})


class _DismissForm(Formulaire):
    """Why an appeal is inadmissible."""

    PLACES = (("le motif «", "code"), ("réception prouvée", "code"), ("le motif", "motif"))
    code = choice_field("Pourquoi", {})
    motif = text_field(
        "Les raisons, que le foyer lira",
        rows=4,
        help_text=f"La lettre les reprend. {NO_NUMBERS}",
    )


class _PiecesForm(Formulaire):
    """The documents that are asked, a line each."""

    PLACES = (("", "pieces"),)
    pieces = text_field(
        "Pièces demandées", rows=4, help_text="Une par ligne, dites comme le foyer les lira."
    )


class _OpinionForm(Formulaire):
    """The opinion of who instructs."""

    PLACES = (("l'avis «", "avis"), ("l'avis motivé", "motif"))
    avis = choice_field("Avis", _AVIS, empty="Choisissez")
    motif = text_field("Les raisons de l’avis", rows=6, help_text="La commission les lit.")


class Accuser(SurRecours):
    """The receipt of the appeal has left."""

    code = "recours-accuser"
    title = "Consigner l’envoi de l’accusé de réception"
    button = "Consigner l’envoi"
    lead = (
        "L’accusé dit au foyer quand le silence vaudra rejet. Sans lui, aucun délai ne lui est "
        "opposable devant le juge."
    )
    law = "CRPA art. L112-3 et L112-6"
    roles = GREFFE
    tag = "recours.accuse"
    asks = asks_day("Parti le")
    today = ("le",)
    said = "L’envoi de l’accusé de réception du recours {n} est consigné."

    def refused(self, one: Appel) -> Refusal | None:
        """Return that it has left already, where it has."""
        if one.recours.accused_on is None:
            return super().refused(one)
        what = f"l'accusé de réception est parti le {day_text(one.recours.accused_on)}."
        return Refusal(what, where_of(one), "Il n'y a plus rien à consigner.")

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return where its letter stands."""
        told = [f"Lettre {one.numero} : {one.standing}." for one in _receipts(found.appel)]
        return told or ["Aucun accusé de réception n’a encore été préparé ici."]

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a day: that on which its letter left, where one did."""
        form = super().form(data, cible, situation)
        left = [one.courrier.envoye_le for one in _receipts(situation.on.appel)]
        form.fields["le"].initial = next((day for day in left if day is not None), cible.day)
        return form

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Record that it has left."""
        return appeal.acknowledge(records, key, told["le"], acte)


class Recevable(SurRecours):
    """It is found admissible; out of time, for a reason of the closed list."""

    code = "recours-recevable"
    title = "Juger le recours recevable"
    button = "Le juger recevable"
    lead = "Ses pièces sont alors examinées, puis il est instruit. Le recouvrement reste suspendu."
    law = "CSS art. R142-1"
    tag = "recours.recevable"
    said = "Le recours {n} est recevable : ses pièces sont à examiner."

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return whether it is in time."""
        return [_in_time(found)]

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return a form that asks for a reason where it is late."""
        if not situation.on.appel.recours.reproof:
            return Confirmation(data)
        form = _LateForm(data)
        form.offer("code", _reasons(_LATE, cible), empty="Choisissez")
        return form

    def sample(self, cible: Cible) -> Mapping[str, Any]:
        """Return the first reason of the list."""
        return {"code": next(iter(parametre(_LATE).at(cible.day)))}

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Admit it."""
        return appeal.admit(records, key, told.get("code", ""), acte)


class Irrecevable(SurRecours):
    """It is found inadmissible: the suspension ends."""

    code = "recours-irrecevable"
    title = "Juger le recours irrecevable"
    button = "Le juger irrecevable"
    lead = (
        "Il n’est pas examiné, et le foyer peut saisir le juge. La lettre qui le lui dit est "
        "ensuite à préparer."
    )
    law = "CRPA art. L211-2"
    tag = "recours.irrecevable"
    asks = _DismissForm
    said = "Le recours {n} est irrecevable. La lettre qui le dit au foyer est à préparer."

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return whether it is in time."""
        return [_in_time(found)]

    def warnings(self, found: AppelSuivi) -> list[str]:
        """Return what would be recovered again."""
        return resumed(found)

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a reason of the list, and of the reasons in French."""
        form = super().form(data, cible, situation)
        form.offer("code", _reasons(_REFUSED, cible), empty="Choisissez")
        return form

    def sample(self, cible: Cible) -> Mapping[str, Any]:
        """Return the last reason of the list: being late must be proven."""
        return {"code": list(parametre(_REFUSED).at(cible.day))[-1], "motif": TRIED}

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Dismiss it."""
        return appeal.dismiss(records, key, (told["code"], told["motif"]), acte)


class Pieces(SurRecours):
    """Documents are asked of the household."""

    code = "recours-pieces"
    title = "Demander des pièces au foyer"
    button = "Demander ces pièces"
    lead = "La lettre qui les demande est ensuite à préparer. Le recouvrement reste suspendu."
    law = "CRPA art. L114-5"
    tag = "recours.pieces_demandees"
    asks = _PiecesForm
    said = "Les pièces sont demandées. La lettre qui le dit au foyer est à préparer."

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return what was asked already."""
        asked = found.appel.recours.pieces
        return [f"Déjà demandé : {' ; '.join(asked)}."] if asked else []

    def sample(self, cible: Cible) -> Mapping[str, Any]:
        """Return a document."""
        return {"pieces": TRIED}

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Ask for them."""
        lines = [line.strip(" -•\t") for line in told["pieces"].splitlines()]
        return appeal.ask_documents(records, key, [one for one in lines if one], acte)


class Complet(SurRecours):
    """All is there: it may be instructed."""

    code = "recours-complet"
    title = "Consigner que le recours est complet"
    button = "Consigner qu’il est complet"
    lead = (
        "Il peut alors être instruit. Si des pièces avaient été demandées, le délai du silence "
        "part du jour où la dernière est arrivée."
    )
    law = "CRPA art. L114-5"
    tag = "recours.complet"
    asks = asks_day("Dernière pièce reçue le")
    today = ("le",)
    said = "Le recours {n} est complet : il reste à l’instruire."

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return what was asked."""
        asked = found.appel.recours.pieces
        return [f"Pièces demandées : {' ; '.join(asked)}." if asked else "Aucune pièce demandée."]

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Record it."""
        return appeal.complete(records, key, told["le"], acte)


class Instruire(SurRecours):
    """The instruction is closed by a reasoned opinion, and the sheet is kept."""

    code = "recours-instruire"
    title = "Clore l’instruction par un avis motivé"
    button = "Clore l’instruction"
    lead = (
        "L’avis ne lie personne. La fiche montrée ici, telle qu’elle serait faite maintenant, est "
        "gardée avec lui pour la commission."
    )
    law = "CSS art. L553-2 ; CASF art. L262-46"
    tag = "recours.instruit"
    asks = _OpinionForm
    said = "Le recours {n} est instruit : il reste à l’inscrire à une séance."

    def look(self, cible: Cible) -> Situation | Refusal | None:
        """Return the appeal, and its sheet as it would be made now."""
        found = super().look(cible)
        if not isinstance(found, Situation):
            return found
        made = appeal.sheet(cible.records, key_of(cible), cible.tried())
        if isinstance(made, Refusal):
            return made
        parts = tuple((title, tuple(lines)) for title, lines in sheet_sections(made.payload()))
        return Situation(found.name, found.lines, found.warnings, found.on, parts)

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return what the household says, and the opinion that was given before."""
        one = found.appel
        told = [f"Le foyer dit : « {one.recours.motif} »"]
        return [*told, f"Avis déjà donné : {one.avis}"] if one.avis else told

    def sample(self, cible: Cible) -> Mapping[str, Any]:
        """Return an opinion."""
        return {"avis": "favorable", "motif": TRIED}

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Instruct it."""
        return appeal.instruct(records, key, (told["avis"], told["motif"]), acte)


class Desister(SurRecours):
    """The household gives it up."""

    code = "recours-desister"
    title = "Consigner que le foyer renonce à son recours"
    button = "Consigner le désistement"
    lead = "Le recours est clos, et la suspension cesse. Le foyer doit l’avoir écrit."
    roles = GREFFE
    tag = "recours.desiste"
    asks = asks_day("Désistement du")
    today = ("le",)
    said = "Le désistement est consigné : le recours {n} est clos."

    def warnings(self, found: AppelSuivi) -> list[str]:
        """Return what would be recovered again."""
        return resumed(found)

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Record it."""
        return appeal.withdraw(records, key, told["le"], acte)


class Silence(SurRecours):
    """Silence has rejected it: it is recorded, at the day on which it did."""

    code = "recours-silence"
    title = "Consigner le rejet par le silence"
    button = "Consigner le rejet"
    lead = (
        "Personne n’a décidé à temps : le silence a rejeté ce recours, et la suspension a pris fin "
        "ce jour-là. Une décision expresse peut encore suivre, et le remplacer."
    )
    law = "CRPA art. L231-4 ; CSS art. R142-6 ; CCH art. R825-3 ; CASF art. R262-89"
    roles = GREFFE
    tag = "recours.rejete_implicitement"
    said = "Le rejet du recours {n} par le silence est consigné."

    def warnings(self, found: AppelSuivi) -> list[str]:
        """Return what is recovered again."""
        return resumed(found)

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Record it."""
        return appeal.record_silence(records, key, acte)


class PreparerLettre(SurRecours):
    """The letters that it calls for are prepared."""

    code = "recours-lettre"
    title = "Préparer la lettre que le recours appelle"
    button = "Préparer la lettre"
    lead = "Elle dit ce qui est consigné, et attend qu’une personne la relise et l’envoie."
    law = "CRPA art. L112-3 et L211-2"
    roles = GREFFE
    tag = "courrier.prepare"

    def refused(self, one: Appel) -> Refusal | None:
        """Return that it is prepared already, where it is."""
        if one.letters_due or not letters_due(one.recours):
            return None
        last = one.letters[0]
        what = f"elle est déjà préparée : lettre {last.numero}, {last.standing}."
        return Refusal(what, where_of(one), "Elle est dans l'onglet Lettres.")

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return which letters."""
        due = found.appel.letters_due
        return [f"À préparer : {label[:1].lower()}{label[1:]}." for label in due]

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Tell whether they may be prepared."""
        made = self.act(records, acte, Cible(records, *key, acte.at), told)
        return None if isinstance(made, str) else made[0] if isinstance(made, list) else made

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Prepare them."""
        try:
            made = reply(records, key_of(cible), wiring.organisme(), acte)
        except Refused as refused:  # the fund's own name is not given
            return Refusal(str(refused), f"dossier {cible.dossier}", "")
        wrong = [one for one in made if isinstance(one, Refusal)]
        numbers = " et ".join(str(one.numero) for one in made if not isinstance(one, Refusal))
        return wrong or f"Lettre {numbers} préparée : relisez-la, puis envoyez-la."

    def wrote(self, cible: Cible, told: Told) -> Told:
        """Return nothing: a letter names its appeal in what it says."""
        return {}


GESTES: Final[tuple[Geste, ...]] = (
    Accuser(),
    Recevable(),
    Irrecevable(),
    Pieces(),
    Complet(),
    Instruire(),
    Desister(),
    Silence(),
    PreparerLettre(),
)


def _reasons(name: str, cible: Cible) -> list[tuple[str, str]]:
    """Return the reasons of a closed list, on the day."""
    known = parametre(name).at(cible.day)
    return [(code, told["libelle"]) for code, told in known.items()]


def _receipts(one: Appel) -> list[Lettre]:
    """Return the receipts that were prepared, the last first."""
    return [letter for letter in one.letters if letter.courrier.modele == AccuseRecours.modele]


def _in_time(found: AppelSuivi) -> str:
    reproof = found.appel.recours.reproof
    return f"Il est hors délai : {reproof}." if reproof else "Rien ne montre qu’il soit hors délai."
