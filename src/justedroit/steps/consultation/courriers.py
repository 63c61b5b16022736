"""The letters of a dossier, arranged to be read: what each is, where it stands, what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from justedroit.core.base import day_text
from justedroit.core.courriers import (
    MODELES,
    PREUVES,
    Contenu,
    CourrierSuivi,
    NoticePreparee,
    courriers,
    notices,
)
from justedroit.core.creances import Suivi
from justedroit.core.recours import mediations_of, reclamations_of
from justedroit.records.interface import Records
from justedroit.steps.act import Opened
from justedroit.steps.consultation.fil import Pas
from justedroit.steps.consultation.instant import Absent, Instant, cut, opened_at
from justedroit.steps.consultation.suites import AGENT, NOTIFICATION, Suite
from justedroit.steps.pending import Notification, Ouverte, explained, lacks


@dataclass(frozen=True, slots=True)
class Lettre:
    """A letter, as a page shows it.

    Attributes:
        courrier: as its events tell it.
        contenu: what it says: what it said, once it has left.
        notice: the notice that it is the letter of, None where it is of none.
        lacks: what it waits for before it may leave, in French; nothing when it is ready, or gone.
    """

    courrier: CourrierSuivi
    contenu: Contenu
    notice: NoticePreparee | None
    lacks: tuple[str, ...]

    @property
    def numero(self) -> int:
        """Its number in the dossier."""
        return self.courrier.numero

    @property
    def label(self) -> str:
        """What it is, in French."""
        return MODELES[self.courrier.modele].libelle

    @property
    def state(self) -> str:
        """Where it stands: `recue`, `partie`, `retiree`, `prete` or `attend`."""
        if self.courrier.recu_le is not None:
            return "recue"
        if self.courrier.envoye_le is not None:
            return "partie"
        if self.courrier.retire_le is not None:
            return "retiree"
        return "attend" if self.lacks else "prete"

    @property
    def standing(self) -> str:
        """Where it stands, in French."""
        return standing_text(self.courrier, self.lacks)

    @property
    def proof(self) -> str:
        """What proves that it was received, in French; empty where nothing does."""
        return PREUVES.get(self.courrier.preuve, "")

    @property
    def creances(self) -> tuple[int, ...]:
        """The créances that it claims; none where it claims nothing."""
        return self.notice.creances if self.notice is not None else ()

    @property
    def recours(self) -> int:
        """The appeal it is about; 0 where it is about none."""
        return appeal_of(self.courrier)

    @property
    def acts(self) -> list[Suite]:
        """What can be done of it: its notice has a page of its own."""
        if self.state not in ("attend", "prete", "partie"):
            return []
        this = self.courrier
        if self.notice is not None:
            command = f"justedroit lettres notice {this.dossier}"
            return [
                Suite(AGENT, "suivre sa notification", command, NOTIFICATION, self.notice.numero)
            ]
        if self.state == "partie":
            command = f"justedroit lettres recue {this.dossier} {this.numero} JOUR --preuve …"
            what, geste = "consigner sa réception", "lettre-recue"
        else:
            month = f"{this.prepare_le:%Y-%m}"
            command = f"justedroit lettres envoyer {month} --dossier {this.dossier}"
            what, geste = "envoyer la lettre", "lettre-envoyer"
        return [Suite(AGENT, what, command, number=this.numero, geste=geste)]

    @property
    def file_name(self) -> str:
        """The name of its file: nobody's."""
        return file_name(self.courrier)


@dataclass(frozen=True, slots=True)
class Correspondance:
    """The letters of a dossier.

    Attributes:
        instant: the journals they are read from.
        letters: the last first.
    """

    instant: Instant
    letters: tuple[Lettre, ...]

    @property
    def waiting(self) -> tuple[Lettre, ...]:
        """Those that have not left."""
        return tuple(one for one in self.letters if one.state in ("attend", "prete"))


def consult_letters(
    records: Records, dossier: int, at: dt.datetime, now: dt.datetime
) -> Correspondance:
    """Return the letters of a dossier, as they were known at an instant.

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
    return Correspondance(instant, letters_at(instant))


def consult_letter(
    records: Records, dossier: int, numero: int, at: dt.datetime, now: dt.datetime
) -> Lettre:
    """Return one letter of a dossier. Arguments and refusals: see `consult_letters`.

    Raises:
        Absent: the dossier has no letter of this number.
    """
    found = letters_at(cut(records, dossier, at, now))
    mine = next((one for one in found if one.numero == numero), None)
    if mine is None:
        known = ", ".join(str(one.numero) for one in found[:20])
        told = f"Ses lettres : {known}." if found else "Aucune ne lui a été préparée."
        raise Absent(f"Le dossier {dossier} n'a pas de lettre {numero}. {told}")
    return mine


def letters_at(instant: Instant) -> tuple[Lettre, ...]:
    """Return the letters of a dossier, as they were known at an instant, the last first."""
    return _arranged(instant, courriers(instant.events))


def letters_of(instant: Instant, thread: Iterable[Pas], suivi: Suivi) -> tuple[Lettre, ...]:
    """Return the letters that are about a créance, the last first.

    Args:
        instant: the journals of its dossier, cut.
        thread: of the créance: the letters that its events name.
        suivi: what happened to it: the letters of its appeals.
    """
    named = {one.number for one in thread if one.kind == "courrier"}
    named |= _answers(instant, suivi.number)
    told = notices(instant.events).values()
    named |= {one.courrier for one in told if suivi.number in one.creances}
    mine = [
        one
        for one in courriers(instant.events)
        if one.numero in named or appeal_of(one) in suivi.recours
    ]
    return _arranged(instant, mine)


def standing_text(courrier: CourrierSuivi, lacks: Sequence[str]) -> str:
    """Return where a letter stands, in French; of one that waits, all that it waits for.

    Args:
        courrier: the letter.
        lacks: what it waits for, in French.
    """
    if courrier.recu_le is not None:
        return f"reçue le {day_text(courrier.recu_le)}"
    if courrier.envoye_le is not None:
        return f"partie le {day_text(courrier.envoye_le)}"
    if courrier.retire_le is not None:
        return f"retirée le {day_text(courrier.retire_le)}, elle ne partira pas"
    return f"attend : {', '.join(lacks)}" if lacks else "prête à partir"


def file_name(courrier: CourrierSuivi) -> str:
    """Return the name of the file of a letter: nobody's."""
    day = courrier.envoye_le or courrier.prepare_le
    return f"{day:%Y%m%d}-{courrier.dossier}-{courrier.numero}-{courrier.modele}.pdf"


def appeal_of(letter: CourrierSuivi) -> int:
    """Return the number of the appeal that a letter is about, 0 where it is about none.

    Its reference block says it: « Recours : 2, reçu le 5 août 2025 ».
    """
    for label, value in letter.contenu.references:
        number = value.partition(",")[0]
        if label == "Recours" and number.isdecimal():
            return int(number)
    return 0


def _arranged(instant: Instant, some: Iterable[CourrierSuivi]) -> tuple[Lettre, ...]:
    """Return letters with their notice, and with what each waits for; the last first."""
    found = opened_at(instant)
    told = {notice.courrier: notice for notice in notices(instant.events).values()}
    every = [_letter(instant, found, one, told.get(one.numero)) for one in some]
    return tuple(sorted(every, key=_order, reverse=True))


def _letter(
    instant: Instant, found: Opened, courrier: CourrierSuivi, notice: NoticePreparee | None
) -> Lettre:
    if notice is None or courrier.envoye_le is not None:
        return Lettre(courrier, courrier.contenu, notice, ())
    read = Ouverte(found, Notification(instant.dossier, notice, courrier), instant.told)
    waited = tuple(label for label, _ in lacks(read, instant.day))
    # What it will say, of the first day on which it may leave: its delays are counted from it.
    content = explained(found, notice, courrier.contenu).dated(read.first_day(instant.day))
    return Lettre(courrier, content, notice, waited)


def _answers(instant: Instant, creance: int) -> set[int]:
    """Return the numbers of the letters that answer what was said of a créance, sent or not."""
    dossier, events = instant.dossier, instant.events
    said = (
        *reclamations_of(events).get(dossier, ()),
        *mediations_of(events).get(dossier, ()),
    )
    mine = [event for one in said if creance in one.creances for event in one.history]
    return {event.told["courrier"] for event in mine if "courrier" in event.told}


def _order(one: Lettre) -> tuple[dt.date, int]:
    return one.courrier.envoye_le or one.courrier.prepare_le, one.numero
