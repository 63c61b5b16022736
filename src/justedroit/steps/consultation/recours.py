"""Appeals, cases in court, complaints and médiations of a dossier, arranged to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from justedroit.core.courriers import MODELES
from justedroit.core.creances import creances
from justedroit.core.recours import (
    AUTORITES,
    CANAUX,
    DECIDEURS,
    ETATS,
    ETATS_INSTANCE,
    SENS,
    Decision,
    Instance,
    Juridiction,
    Mediation,
    Reclamation,
    Recours,
    days_ahead,
    instances_of,
    juridiction,
    letters_due,
    mediations_of,
    reclamations_of,
    recours_of,
)
from justedroit.records.interface import Records
from justedroit.steps.appeal import shown_now
from justedroit.steps.consultation.courriers import Lettre, letters_at
from justedroit.steps.consultation.instant import Instant, cut
from justedroit.steps.consultation.phrases_recours import (
    act_words,
    benefits_text,
    complaint_lines,
    event_text,
    granted_text,
    instance_lines,
    mediation_lines,
    next_acts,
    opinion_text,
    sheet_lines,
    signed_by,
    vote_text,
    who_text,
)


@dataclass(frozen=True)
class Appel:
    """An appeal or a request of remise, as a page shows it.

    Attributes:
        recours: as its events tell it.
        day: of the reading.
        letters: that are about it, the last first.
    """

    recours: Recours
    day: dt.date
    letters: tuple[Lettre, ...] = ()

    @property
    def benefits(self) -> str:
        """Its benefits, in French."""
        return benefits_text(self.recours)

    @property
    def etat(self) -> str:
        """Where it stands, in French."""
        return ETATS[self.recours.etat_at(self.day)]

    @property
    def is_pending(self) -> bool:
        """Whether something is still to be done of it; one that silence has rejected waits no more."""
        return bool(self.acts) and self.recours.etat_at(self.day) == self.recours.etat

    @property
    def canal(self) -> str:
        """By which way it came, in French."""
        return CANAUX[self.recours.canal].lower()

    @cached_property
    def judge(self) -> Juridiction:
        """Who judges it, and who decides before."""
        one = self.recours
        return juridiction(one.prestations[0], one.objet, one.received_on)

    @property
    def authority(self) -> str:
        """Who decides it, in French; once it is decided, who did."""
        decision = self.recours.decision
        return AUTORITES[decision.par] if decision is not None else DECIDEURS[self.judge.decide]

    @property
    def ahead(self) -> list[str]:
        """The days that count, in sentences."""
        return days_ahead(self.recours, self.day)

    @property
    def avis(self) -> str:
        """The opinion of who instructed it, in French; empty while nobody has."""
        return opinion_text(self.recours.avis)

    @property
    def votes(self) -> list[str]:
        """The votes of the commission, in sentences."""
        return list(map(vote_text, self.recours.votes))

    @property
    def decisions(self) -> list[tuple[Decision, str, int, str]]:
        """Each decision, its direction in French, the cents it grants, who signed it."""
        every = self.recours.decisions
        return [(d, SENS[d.sens], sum(d.amounts.values()), signed_by(d)) for d in every]

    @property
    def sheet(self) -> tuple[str, ...]:
        """The budget of the household, in lines; empty where no sheet was made."""
        return tuple(sheet_lines(self.recours.fiche)) if self.recours.fiche else ()

    @property
    def granted(self) -> list[str]:
        """The remises that were granted before, in lines."""
        return [granted_text(*row) for row in self.recours.fiche.get("remises", ())]

    @property
    def letters_due(self) -> list[str]:
        """The letters that it calls for and that nobody has prepared, in French."""
        made = {letter.courrier.modele for letter in self.letters}
        return [MODELES[name].libelle for name in letters_due(self.recours) if name not in made]

    @property
    def acts(self) -> list[tuple[str, str]]:
        """What can be done next, in words, with its command."""
        return [act_words(self.recours, act) for act in next_acts(self.recours, self.day)]

    @property
    def history(self) -> list[tuple[dt.date, str, str]]:
        """Each event: its day, what happened, who recorded it."""
        return [(one.day(), event_text(one), who_text(one.author)) for one in self.recours.history]


@dataclass(frozen=True, slots=True)
class Proces:
    """A case in court, as a page shows it."""

    instance: Instance
    day: dt.date

    @property
    def head(self) -> str:
        """The judge, and what is judged, in a sentence."""
        return next(instance_lines(self.instance, self.day))

    @property
    def lines(self) -> list[str]:
        """Where it stands, its days, its judgments, in sentences."""
        return list(instance_lines(self.instance, self.day))[1:]

    @property
    def etat(self) -> str:
        """Where it stands, in French."""
        return ETATS_INSTANCE[self.instance.etat_at(self.day)]

    @property
    def is_pending(self) -> bool:
        """Whether a judge is still to decide, or may be seized again."""
        return self.instance.etat_at(self.day) != "definitive"


@dataclass(frozen=True, slots=True)
class Plainte:
    """A complaint, as a page shows it."""

    reclamation: Reclamation
    day: dt.date

    @property
    def head(self) -> str:
        """What it is about and where it stands, in a sentence."""
        return next(complaint_lines(self.reclamation, self.day))

    @property
    def lines(self) -> list[str]:
        """What is said, the term, the answer, in sentences."""
        return list(complaint_lines(self.reclamation, self.day))[1:]

    @property
    def may_be_appeal(self) -> bool:
        """Whether it may have to be requalified as an appeal."""
        one = self.reclamation
        return one.is_open and one.contests and bool(one.creances)


@dataclass(frozen=True, slots=True)
class Saisine:
    """A médiation, as a page shows it."""

    mediation: Mediation

    @property
    def head(self) -> str:
        """Who asks, and why, in a sentence."""
        return next(mediation_lines(self.mediation))

    @property
    def lines(self) -> list[str]:
        """What is asked, what it suspends, what came of it, in sentences."""
        return list(mediation_lines(self.mediation))[1:]


@dataclass(frozen=True, slots=True)
class Contentieux:
    """All that a household has contested or asked, in a dossier.

    Attributes:
        instant: the journals it is read from.
        appeals: contestations and remises, the last first.
        cases: in court, the last first.
        complaints: the last first.
        mediations: the last first.
    """

    instant: Instant
    appeals: tuple[Appel, ...]
    cases: tuple[Proces, ...]
    complaints: tuple[Plainte, ...]
    mediations: tuple[Saisine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever contested or asked."""
        return not (self.appeals or self.cases or self.complaints or self.mediations)


def consult_appeals(
    records: Records, dossier: int, at: dt.datetime, now: dt.datetime
) -> Contentieux:
    """Return what a household has contested or asked, as it was known at an instant.

    Args:
        records: the journals, read three times.
        dossier: number.
        at: instant of knowledge, UTC.
        now: instant of the reading, UTC.

    Raises:
        UnknownDossier: no such dossier.
        TooEarly: nothing was known of it yet; the message gives the first day.
        TooLate: the instant has not come.
    """
    instant = cut(records, dossier, at, now)
    day, events, letters = instant.day, instant.events, letters_at(instant)
    appeals = recours_of(events).get(dossier, [])
    shown_now(appeals, creances(instant.transfers).get(dossier, []))
    return Contentieux(
        instant,
        tuple(Appel(one, day, _letters(one, letters)) for one in reversed(appeals)),
        tuple(Proces(one, day) for one in reversed(instances_of(events).get(dossier, []))),
        tuple(Plainte(one, day) for one in reversed(reclamations_of(events).get(dossier, []))),
        tuple(Saisine(one) for one in reversed(mediations_of(events).get(dossier, []))),
    )


def _letters(one: Recours, letters: Iterable[Lettre]) -> tuple[Lettre, ...]:
    return tuple(letter for letter in letters if letter.recours == one.number)
