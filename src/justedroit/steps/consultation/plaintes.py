"""Complaints and médiations: those of the whole fund that wait; what recording one would open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from justedroit.core.base import Acte, Refusal, day_text, euros, parametre
from justedroit.core.courriers import CourrierSuivi, Organisme, Paragraphe, creances_text
from justedroit.core.creances import Creance, Suivi, suivis
from justedroit.core.recours import (
    CANAUX_MEDIATION,
    CANAUX_RECLAMATION,
    CATEGORIES,
    CONTESTATION,
    ECHELONS,
    MEDIATIONS,
    MOTIFS_MEDIATION,
    ORIGINES_MEDIATION,
    RECLAMATIONS,
    RESULTATS_MEDIATION,
    Echeance,
    Mediation,
    Reclamation,
    Recours,
    extended,
    mediations_of,
    prior_complaint,
    reclamations_of,
    recours_amiable,
    recours_of,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, opened
from justedroit.steps.complain import Plainte, answer, complain, complaints, requalify
from justedroit.steps.consultation.depots import Ouverture, would_open
from justedroit.steps.consultation.essai import Tried
from justedroit.steps.consultation.francais import capital
from justedroit.steps.consultation.phrases_recours import asker_text
from justedroit.steps.consultation.suites import Suite
from justedroit.steps.consultation.suites_plaintes import acts_of_complaint, acts_of_mediation
from justedroit.steps.letter import day_of
from justedroit.steps.lodge import Depot
from justedroit.steps.mediate import Demande, conclude, mediate

_UNSAID: Final = "à écrire"  # stands for the words that nobody has typed yet


@dataclass(frozen=True, slots=True)
class Attendue:
    """A complaint that waits for its answer, as the list of the fund shows it.

    Attributes:
        reclamation: as its events tell it.
        day: of the reading.
    """

    reclamation: Reclamation
    day: dt.date

    @property
    def categorie(self) -> str:
        """What it is about, in French."""
        return CATEGORIES[self.reclamation.categorie]

    @property
    def left(self) -> int | None:
        """Days left to answer it in its term; less than none once it is late; None: no known term."""
        due_on = self.reclamation.due_on
        return None if due_on is None else (due_on - self.day).days

    @property
    def is_late(self) -> bool:
        """Whether its term has passed."""
        return self.reclamation.late(self.day)

    @property
    def where(self) -> str:
        """Whom it went up to, in French; empty where it is where it came."""
        return ECHELONS.get(self.reclamation.echelon, "")

    @property
    def acts(self) -> list[Suite]:
        """What can be done next."""
        return list(acts_of_complaint(self.reclamation, self.day))


@dataclass(frozen=True, slots=True)
class EnCours:
    """A médiation that runs, as the list of the fund shows it.

    Attributes:
        mediation: as its events tell it.
        day: of the reading.
    """

    mediation: Mediation
    day: dt.date

    @property
    def origine(self) -> str:
        """Who asked for it, as it follows « par »."""
        return asker_text(self.mediation)

    @property
    def motif(self) -> str:
        """Why, in French."""
        return MOTIFS_MEDIATION[self.mediation.motif]

    @property
    def waits(self) -> str:
        """What becomes of the recovery meanwhile, in French."""
        some = self.mediation.suspends
        return f"Suspendu : {creances_text(some)}" if some else "Continue"

    @property
    def days(self) -> int:
        """How many days it has run."""
        return (self.day - self.mediation.since).days

    @property
    def acts(self) -> list[Suite]:
        """What can be done next."""
        return list(acts_of_mediation(self.mediation))


def open_complaints(records: Records, now: dt.datetime) -> list[Attendue]:
    """Return the complaints of the fund that wait for their answer, the first to run out first.

    Those that are late come first therefore. No dossier is opened.

    Args:
        records: the journals, asked once, for these events only.
        now: instant of the reading, UTC.
    """
    day = day_of(now)
    events = records.events_tagged(tuple(RECLAMATIONS))
    some = [one for mine in reclamations_of(events).values() for one in mine if one.is_open]
    some.sort(key=lambda one: (one.due_on or dt.date.min, one.received_on, one.dossier, one.number))
    return [Attendue(one, day) for one in some]


def running_mediations(records: Records, now: dt.datetime) -> list[EnCours]:
    """Return the médiations of the fund that run, the oldest first. No dossier is opened.

    Args:
        records: the journals, asked once, for these events only.
        now: instant of the reading, UTC.
    """
    day = day_of(now)
    events = records.events_tagged(tuple(MEDIATIONS))
    some = [one for mine in mediations_of(events).values() for one in mine if not one.closed_on]
    some.sort(key=lambda one: (one.since, one.dossier, one.number))
    return [EnCours(one, day) for one in some]


# --- what one of them would open, in a dossier ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ecoute:
    """What a complaint, or a médiation, may be about in a dossier.

    Attributes:
        day: of the reading.
        creances: by number.
        recours: by number.
        complaints: by number.
        mediations: by number.
    """

    day: dt.date
    creances: tuple[Creance, ...]
    recours: tuple[Recours, ...]
    complaints: tuple[Reclamation, ...]
    mediations: tuple[Mediation, ...]


@dataclass(frozen=True, slots=True)
class Portee:
    """What asking the médiateur about a créance would do.

    Attributes:
        creance: it is about.
        day: of the reading.
        asked: the médiation, as it would be recorded; or why the médiateur cannot be asked.
        delay: of the appeal, whatever médiation suspends it; None where no reception is proven.
        until: its last day, médiations counted; None while one suspends it.
        stops: whether it would wait too.
    """

    creance: Creance
    day: dt.date
    asked: Mediation | Refusal
    delay: Echeance | None = None
    until: dt.date | None = None
    stops: bool = False

    @property
    def text(self) -> str:
        """What it would do, in sentences."""
        cents = self.creance.total()
        owed = f"{euros(cents)} dus" if cents > 0 else "dont rien n'est plus dû"
        name = f"Créance {self.creance.number}, {owed}"
        if isinstance(self.asked, Refusal):
            return f"{name} : {self.asked.what}"
        before = f"la réclamation {self.asked.reclamation} l'a précédée"
        waits = "serait suspendu" if self.asked.suspends else "ne serait pas suspendu"
        recovery = f" Son recouvrement {waits}." if cents > 0 else ""
        return f"{name} : {before}.{recovery} {self._delay_text()}"

    def _delay_text(self) -> str:
        if self.delay is None:
            return "Aucun délai de recours ne court : la réception de sa notification n'est pas prouvée."
        if self.until is None:
            return "Son délai de recours attend déjà la fin d'une autre médiation."
        if self.until < self.day:
            return f"Son délai de recours est passé depuis le {day_text(self.until)}."
        if self.stops:
            return f"Son délai de recours, jusqu'au {day_text(self.until)}, attendrait la clôture."
        return f"Son délai de recours court jusqu'au {day_text(self.until)}, sans attendre."


def heard(records: Records, dossier: int, now: dt.datetime) -> Ecoute | Refusal:
    """Return what a household may complain of, and has already.

    Args:
        records: the journals.
        dossier: number.
        now: instant, UTC.
    """
    found = opened(records, dossier)
    return found if isinstance(found, Refusal) else _heard(found, day_of(now))


def _heard(found: Opened, day: dt.date) -> Ecoute:
    events, dossier = found.events, found.dossier
    return Ecoute(
        day,
        tuple(found.creances()),
        tuple(recours_of(events).get(dossier, ())),
        tuple(reclamations_of(events).get(dossier, ())),
        tuple(mediations_of(events).get(dossier, ())),
    )


def due_if_received(records: Records, dossier: int, acte: Acte) -> dt.date | Refusal:
    """Return the last day to answer, in its term, a complaint that would be received on a day.

    Args:
        records: the journals.
        dossier: number.
        acte: who would record it, and when.
    """
    tried, day = Tried(records), day_of(acte.at)
    told = Plainte(dossier, next(iter(CATEGORIES)), next(iter(CANAUX_RECLAMATION)), day, _UNSAID)
    made = complain(tried.records, told, acte)
    if isinstance(made, Refusal):
        return made
    due_on = reclamations_of(_written(tried))[dossier][0].due_on
    assert due_on is not None  # `complain` refuses a day that is of no term
    return due_on


def would_requalify(
    records: Records, key: tuple[int, int], acte: Acte
) -> list[Ouverture] | Refusal:
    """Return the appeals that a complaint would become, at its date, or why it becomes none.

    Args:
        records: the journals.
        key: dossier and number of the complaint.
        acte: who would decide it, and when.

    Returns:
        Nothing in the list where the appeal is recorded already, and the complaint is not.
    """
    refusal = requalify(Tried(records).records, key, _UNSAID, acte)
    if isinstance(refusal, Refusal):
        return refusal
    some = complaints(records, key[0])
    assert not isinstance(some, Refusal)
    one = next(told for told in some if told.number == key[1])
    depot = Depot(key[0], CONTESTATION, one.creances, "reclamation", one.received_on, one.motif)
    found = would_open(records, depot, acte)
    return [] if isinstance(found, Refusal) else found


def may_mediate(records: Records, dossier: int, acte: Acte) -> list[Portee] | Refusal:
    """Return what asking the médiateur would do, créance by créance, or why he cannot be asked.

    Args:
        records: the journals.
        dossier: number.
        acte: who would record it, and when.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    day = day_of(acte.at)
    heard = _heard(found, day)
    if prior_complaint(heard.complaints, (), None, day) is None:
        refusal = _mediated(records, (dossier, ()), acte)
        if isinstance(refusal, Refusal):
            return refusal
    threads = suivis(list(heard.creances), found.events)
    return [
        _reach(records, (claim, told), heard, acte)
        for claim, told in zip(heard.creances, threads, strict=True)
    ]


def reach_lines(reach: Sequence[Portee]) -> list[str]:
    """Return what a médiation would do, in sentences; what refuses several créances is said once."""
    closed: dict[str, list[int]] = {}
    for one in reach:
        if isinstance(one.asked, Refusal):
            closed.setdefault(one.asked.what, []).append(one.creance.number)
    said = [one.text for one in reach if not isinstance(one.asked, Refusal)]
    return [*said, *(f"{capital(creances_text(some))} : {why}" for why, some in closed.items())]


def _reach(records: Records, what: tuple[Creance, Suivi], heard: Ecoute, acte: Acte) -> Portee:
    claim, told = what
    made = _mediated(records, (claim.dossier, (claim.number,)), acte)
    if isinstance(made, Refusal) or told.received_on is None:
        return Portee(claim, heard.day, made)
    delay = recours_amiable(claim.benefit, told.received_on)
    mine = [one for one in heard.mediations if claim.number in one.creances]
    until = extended(delay.until, delay.starts_on, mine)
    still = until is not None and until >= heard.day
    stops = still and extended(delay.until, delay.starts_on, [*mine, made]) is None
    return Portee(claim, heard.day, made, delay, until, stops)


def _mediated(
    records: Records, about: tuple[int, tuple[int, ...]], acte: Acte
) -> Mediation | Refusal:
    """Return a médiation as it would be recorded, or its refusal."""
    tried, (dossier, some) = Tried(records), about
    asked = Demande(
        dossier,
        origine=next(iter(ORIGINES_MEDIATION)),
        canal=next(iter(CANAUX_MEDIATION)),
        motif=next(iter(MOTIFS_MEDIATION)),
        texte=_UNSAID,
        le=day_of(acte.at),
        creances=some,
    )
    made = mediate(tried.records, asked, acte)
    return made if isinstance(made, Refusal) else mediations_of(_written(tried))[dossier][0]


def answer_says(
    records: Records, key: tuple[int, int], organisme: Organisme, acte: Acte
) -> str | Refusal:
    """Return what the answer to a complaint says besides what is typed, or why it is not answered.

    Args:
        records: the journals.
        key: dossier and number of the complaint.
        organisme: the fund, for its letterhead.
        acte: who would answer, and when.
    """
    return _says(answer(Tried(records).records, key, _UNSAID, organisme, acte))


def closing_says(
    records: Records, key: tuple[int, int], organisme: Organisme, acte: Acte
) -> str | Refusal:
    """Return what the letter that closes a médiation says besides its reasons, or why it is not closed.

    Args:
        records: the journals.
        key: dossier and number of the médiation.
        organisme: the fund, for its letterhead.
        acte: who would close it, and when.
    """
    told = (next(iter(RESULTATS_MEDIATION)), _UNSAID)
    return _says(conclude(Tried(records).records, key, told, organisme, acte))


def _says(made: CourrierSuivi | Refusal) -> str | Refusal:
    if isinstance(made, Refusal):
        return made
    section = made.contenu.section("suite")
    told = section.blocs if section is not None else ()
    return " ".join(bloc.texte for bloc in told if isinstance(bloc, Paragraphe))


def _written(tried: Tried) -> pa.Table:
    return pa.concat_tables(journal.events for journal in tried.journals)


def to_verify(name: str) -> str:
    """Return what is still to be verified of a parameter, in a sentence; empty where nothing is.

    Args:
        name: of the parameter, such as `recours/mediation.delais`.
    """
    told = parametre(name)
    if told.statut != "a_verifier":
        return ""
    law = "" if told.article == "aucun" else f" ({told.article})"
    return f"{told.libelle}, à vérifier{law} : {told.note[:1].lower()}{told.note[1:]}"
