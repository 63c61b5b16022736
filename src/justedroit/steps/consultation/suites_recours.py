"""What can be done next of an appeal, by whom, and the page or the command that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from justedroit.core.base import day_text
from justedroit.core.recours import (
    BEFORE_DECISION,
    BEFORE_NOTICE,
    Recours,
    executory_from,
    open_acts,
)
from justedroit.steps.consultation.suites import AGENT, ALLOCATAIRE, DEPOT, SEANCE, Suite

_SESSION: Final = "justedroit seance-cra {verb} JOUR --dossier {dossier} --numero {number}"
_ACT: Final = "justedroit recours {verb} {dossier} --numero {number}"
_DECIDED: Final = frozenset(BEFORE_NOTICE) - frozenset(BEFORE_DECISION)
_TOLD: Final = "remise.retrait_annonce"
# Verb of `justedroit recours` → what it does, in words.
_OF_APPEAL: Final[Mapping[str, str]] = {
    "accuser": "consigner l'envoi de l'accusé de réception",
    "recevable": "le juger recevable",
    "irrecevable": "le juger irrecevable",
    "desister": "consigner que le foyer y renonce",
    "silence": "consigner le rejet par le silence",
    "pieces": "demander des pièces",
    "complet": "consigner que tout est là",
    "instruire": "clore l'instruction, par un avis motivé",
    "executer": "l'exécuter",
    "mnc suspendu": "consigner sa suspension par le contrôle de légalité",
    "mnc annule": "consigner son annulation par le contrôle de légalité",
    "notifier": "consigner que le foyer a reçu la décision",
    "retirer --annoncer": "annoncer le retrait de la remise, obtenue par fraude",
    "retirer": "retirer la remise, obtenue par fraude",
}
# The same, of `justedroit seance-cra`.
_OF_SESSION: Final[Mapping[str, str]] = {
    "inscrire": "l'inscrire à une séance",
    "voter": "consigner le vote de la commission",
    "decider": "consigner la décision",
}
# An act, as SUITES names it → the verbs of the commands.
_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "recevable --motif-retard": ("recevable",),
    "seance-cra … inscrire": ("inscrire",),
    "seance-cra … voter": ("voter",),
    "seance-cra … decider": ("decider",),
    "seance-cra … transmettre, ou executer": ("executer",),
    "executer, une fois le délai passé": ("executer",),
    "mnc suspendu ou annule": ("mnc suspendu", "mnc annule"),
    "mnc annule, ou executer une fois le délai passé": ("mnc annule", "executer"),
}
# Verb → code of the page that does it.
GESTES: Final[Mapping[str, str]] = {
    "accuser": "recours-accuser",
    "recevable": "recours-recevable",
    "irrecevable": "recours-irrecevable",
    "desister": "recours-desister",
    "silence": "recours-silence",
    "pieces": "recours-pieces",
    "complet": "recours-complet",
    "instruire": "recours-instruire",
    "lettre": "recours-lettre",
    "executer": "recours-executer",
    "mnc suspendu": "recours-mnc-suspendu",
    "mnc annule": "recours-mnc-annule",
    "notifier": "recours-notifier",
    "retirer --annoncer": "recours-retrait-annoncer",
    "retirer": "recours-retirer",
}


def acts_of_appeal(one: Recours, day: dt.date) -> Iterator[Suite]:
    """Yield what can be done of an appeal on a day; its letters and a withdrawal are told apart."""
    if one.etat == "ferme":
        yield from _closed(one)
        return
    if one.silent_on(day) is not None:
        command = "justedroit recours echeances"
        yield Suite(
            AGENT, _OF_APPEAL["silence"], command, number=one.number, geste=GESTES["silence"]
        )
    for act in open_acts(one, day):
        yield from act_words(one, act, day)
    # Once decided, it is recorded where it had left before; its absence is said with the dates.
    if one.accused_on is None and (one.etat_at(day) in BEFORE_DECISION or one.stage in _DECIDED):
        yield _done("accuser", one)


def act_words(one: Recours, act: str, day: dt.date) -> Iterator[Suite]:
    """Yield what an act of SUITES is, in words, with its page and its command.

    Args:
        one: the appeal.
        act: as `core.recours.SUITES` names it.
        day: today.
    """
    for verb in _VERBS.get(act, (act,)):
        if verb in _OF_SESSION:
            yield _in_session(verb, _OF_SESSION[verb], one, day)
        elif verb == "executer":
            yield _executed(one, day)
        else:
            yield _done(verb, one)


def letter_due(one: Recours, label: str) -> Suite:
    """Return the preparation of a letter that an appeal calls for."""
    command = _ACT.format(verb="lettre", dossier=one.dossier, number=one.number)
    what = f"préparer la lettre : {label[:1].lower()}{label[1:]}"
    return Suite(AGENT, what, command, number=one.number, geste=GESTES["lettre"])


def withdrawal(one: Recours) -> Suite:
    """Return the withdrawal of a remise of which the debt is of fraud: announced first, then decided."""
    told = any(event.tag == _TOLD for event in one.history)
    return _done("retirer" if told else "retirer --annoncer", one)


def _done(verb: str, one: Recours) -> Suite:
    late = " malgré le retard" if verb == "recevable" and one.reproof else ""
    name, _, more = verb.partition(" ")
    command = _ACT.format(verb=name, dossier=one.dossier, number=one.number)
    done = " ".join(part for part in (command, more) if part)
    return Suite(
        AGENT, f"{_OF_APPEAL[verb]}{late}", done, number=one.number, geste=GESTES.get(verb, "")
    )


def _executed(one: Recours, day: dt.date) -> Suite:
    """Return the execution of a decision, or what it waits for."""
    first = executory_from(one)
    if first is None and one.stage == "decide":
        return _in_session("transmettre", "transmettre la séance au contrôle de légalité", one, day)
    if first is not None and first > day:
        return Suite(AGENT, f"l'exécuter, à partir du {day_text(first)}", "")
    return _done("executer", one)


def _in_session(verb: str, words: str, one: Recours, day: dt.date) -> Suite:
    command = _SESSION.format(verb=verb, dossier=one.dossier, number=one.number)
    if verb == "transmettre":
        command = "justedroit seance-cra transmettre JOUR"
    done = command if one.seance is None else command.replace("JOUR", f"{one.seance}")
    seance = None if verb == "inscrire" else one.seance
    if verb == "voter" and seance is not None and seance > day:
        # Its page is open before: the file is read there.
        words, done = f"{words}, à partir du {day_text(seance)}", ""
    return Suite(AGENT, words, done, page=SEANCE, number=one.number, seance=seance)


def _closed(one: Recours) -> Iterator[Suite]:
    """Yield what is left of a remise that a qualification has closed."""
    qualify = f"justedroit qualifier {one.dossier} QUALIFICATION --motif … --agent …"
    only = one.creances[0] if len(one.creances) == 1 else 0
    what = "revoir la qualification qui l'a fermée"
    yield Suite(AGENT, what, qualify, number=only, geste="qualification")
    contest = f"justedroit recours deposer {one.dossier} contestation --canal … --motif …"
    yield Suite(ALLOCATAIRE, "déposer une contestation", contest, DEPOT)
