"""Gestes of the decision on an appeal: its control, its execution, its reception, its withdrawal."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final

from justedroit.core.base import Acte, Refusal, day_text, euros
from justedroit.core.courriers import DecisionContestation, DecisionRemise
from justedroit.core.recours import REMISE
from justedroit.steps import grant
from justedroit.steps.consultation.appels import Appel
from justedroit.steps.consultation.courriers import Lettre
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import capital
from justedroit.steps.consultation.recours import AppelSuivi
from justedroit.web.agents.faire.formes import asks_day, asks_reasons
from justedroit.web.agents.faire.gestes.appel import (
    TRIED,
    Key,
    SurRecours,
    key_of,
)
from justedroit.web.formulaires import Formulaire
from justedroit.web.gestes import Cible, Geste, Journaux, Outcome, Situation, Told
from justedroit.web.permissions import GREFFE

_ANSWERS: Final = (DecisionRemise.modele, DecisionContestation.modele)


class _Controlled(SurRecours):
    """What the control of legality says of the decision.

    Attributes:
        word: of the step, for what it says.
    """

    law = "CSS art. L151-1 et R151-1"
    asks = asks_reasons("Ce que dit le contrôle de légalité", about="le motif")
    word: ClassVar[str]

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return the decision."""
        return _decided(found)

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Record it."""
        return grant.control(records, key, (self.word, told["motif"]), acte)


class Suspendu(_Controlled):
    """The control of legality suspends the decision."""

    code = "recours-mnc-suspendu"
    title = "Consigner la suspension par le contrôle de légalité"
    button = "Consigner la suspension"
    lead = (
        "La décision ne s’exécute pas avant que l’autorité de contrôle ait laissé passer son "
        "délai. Le recouvrement reste suspendu."
    )
    tag = "recours.suspendu_mnc"
    word = "suspendu"
    said = "La décision du recours {n} est suspendue par le contrôle de légalité."


class Annule(_Controlled):
    """The control of legality annuls the decision."""

    code = "recours-mnc-annule"
    title = "Consigner l’annulation par le contrôle de légalité"
    button = "Consigner l’annulation"
    lead = (
        "La décision n’entre pas au registre. Le recours revient devant la commission, et le délai "
        "du silence repart de ce jour."
    )
    tag = "recours.annule_mnc"
    word = "annule"
    said = "La décision est annulée : le recours {n} revient devant la commission."


class Executer(SurRecours):
    """What was decided enters the ledger."""

    code = "recours-executer"
    title = "Exécuter la décision"
    button = "Exécuter la décision"
    lead = (
        "Elle entre au registre, et la suspension cesse. Ce qui est rendu au foyer part avec le "
        "prochain paiement, et la lettre qui le dit est préparée."
    )
    law = "CSS art. L151-1 et R151-1"
    tag = "recours.executoire"
    said = "La décision du recours {n} est exécutée. La lettre qui la dit au foyer est à préparer."

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return the decision, and what it moves."""
        return [*_decided(found), *_moved(found.appel, tried)]

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Execute it."""
        return grant.execute(records, key, acte)


class Notifier(SurRecours):
    """The household has received the decision."""

    code = "recours-notifier"
    title = "Consigner que le foyer a reçu la décision"
    button = "Consigner la réception"
    lead = (
        "Le délai pour contester court de ce jour. Il faut une preuve : l’avis de réception signé, "
        "la lecture sur l’espace personnel, ou la remise en main propre."
    )
    law = "CSS art. R142-1-A ; CJA art. R421-1"
    roles = GREFFE
    tag = "recours.notifie"
    asks = asks_day("Reçue le, selon la preuve")
    today = ("le",)
    said = (
        "La réception de la décision du recours {n} est consignée : le délai pour contester court."
    )

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return the decision, and where its letter stands."""
        letters = [f"Lettre {one.numero} : {one.standing}." for one in _answers(found.appel)]
        return [*_decided(found), *letters]

    def warnings(self, found: AppelSuivi) -> list[str]:
        """Return that no letter has left, where none has."""
        sent = [one for one in _answers(found.appel) if one.courrier.envoye_le is not None]
        return [] if sent else ["La lettre de la décision n’est pas partie d’ici."]

    def form(self, data: Any, cible: Cible, situation: Situation) -> Formulaire:
        """Return the form of a day: that of the proven reception of the letter, where there is one."""
        form = super().form(data, cible, situation)
        known = [one.courrier.recu_le for one in _answers(situation.on.appel)]
        form.fields["le"].initial = next((day for day in known if day is not None), cible.day)
        return form

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Record it."""
        return grant.inform(records, key, told["le"], acte)


class _OfRemise(SurRecours):
    """What is done to a remise obtained by fraud."""

    def facts(self, found: AppelSuivi, tried: Tried) -> list[str]:
        """Return what was remitted."""
        given = found.appel.recours.executed
        return [f"Créance {number} : {euros(cents)} remis." for number, cents in given.items()]


class AnnoncerRetrait(_OfRemise):
    """The household is told that a remise obtained by fraud may be withdrawn."""

    code = "recours-retrait-annoncer"
    title = "Annoncer le retrait d’une remise obtenue par fraude"
    button = "Annoncer le retrait"
    lead = (
        "Le foyer peut présenter ses raisons avant que vous décidiez : écrivez-lui le jour même. "
        "Rien n’est encore repris."
    )
    law = "CRPA art. L121-1 et L241-2"
    tag = "remise.retrait_annonce"
    asks = asks_reasons("Pourquoi, dit comme au foyer", about="le motif")
    said = "Le retrait est annoncé."

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Announce it."""
        return grant.announce(records, key, told["motif"], acte)

    def act(self, records: Journaux, acte: Acte, cible: Cible, told: Told) -> Outcome:
        """Announce it, and say until when the household may answer."""
        done = super().act(records, acte, cible, told)
        if not isinstance(done, str):
            return done
        waits = grant.revoke(Tried(records).records, key_of(cible), TRIED, acte)
        return f"{done} {capital(waits.what)}" if waits else done


class Retirer(_OfRemise):
    """A remise obtained by fraud is withdrawn: the debt lives again."""

    code = "recours-retirer"
    title = "Retirer une remise obtenue par fraude"
    button = "Retirer la remise"
    lead = (
        "La dette remise est de nouveau due. C’est la décision motivée d’une personne, prise une "
        "fois lu ce que le foyer répond."
    )
    law = "CRPA art. L241-2"
    tag = "remise.retiree"
    asks = asks_reasons("Les raisons de la décision", about="le motif")
    said = "La remise du recours {n} est retirée : la dette est de nouveau due."

    def step(self, records: Journaux, key: Key, acte: Acte, told: Told) -> Refusal | None:
        """Withdraw it."""
        return grant.revoke(records, key, told["motif"], acte)


GESTES: Final[tuple[Geste, ...]] = (
    Suspendu(),
    Annule(),
    Executer(),
    Notifier(),
    AnnoncerRetrait(),
    Retirer(),
)


def _answers(one: Appel) -> list[Lettre]:
    """Return the letters that tell the decision, the last first."""
    return [letter for letter in one.letters if letter.courrier.modele in _ANSWERS]


def _decided(found: AppelSuivi) -> list[str]:
    told = found.appel.recours.decision
    last = found.appel.decisions[-1:] if told is not None else []
    return [f"Décision du {day_text(d.le)} : {sens}. {d.motif}" for d, sens, *_ in last]


def _moved(one: Appel, tried: Tried) -> list[str]:
    """Return the cents that the execution would give up, and give back."""
    verb = "seront remis" if one.recours.nature == REMISE else "seront annulés"
    found: list[str] = []
    for journal in tried.journals:
        for payload in journal.events["payload"].to_pylist():
            told = json.loads(payload)
            given = {verb: told.get("montants", {}), "seront rendus": told.get("rendus", {})}
            found += [
                f"Créance {number} : {euros(cents)} {word}."
                for word, amounts in given.items()
                for number, cents in amounts.items()
            ]
    return found or ["Aucune somme ne bouge : la dette reste due."]
