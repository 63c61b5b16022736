"""Letter: prepare a letter, send it, prove that it came. The journal keeps what it said, not the PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from justedroit.core.base import FRANCE, Acte, Refusal, day_text, month_of
from justedroit.core.courriers import (
    MODELES,
    PREUVES,
    Contenu,
    CourrierSuivi,
    Lettre,
    Organisme,
    courriers,
    notices,
    told_content,
    written,
)
from justedroit.core.creances import wrong_day
from justedroit.core.droits import Law
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened
from justedroit.steps.withdraw import outdated

Row = dict[str, Any]
# Typesets a letter, the identity merged: `impression.pdf` with who it is for, or anything in a test.
Printer = Callable[[Contenu], bytes]


@dataclass(frozen=True, slots=True)
class Atelier:
    """What letters are made with.

    Attributes:
        organisme: the fund, for what letters say of it.
        printer: typesets what leaves.
        law: gives the shares of each fact; None where no letter explains a difference.
    """

    organisme: Organisme
    printer: Printer
    law: Law | None = None

    def needed_law(self) -> Law:
        """Return the law, where a letter explains a difference."""
        assert self.law is not None, "a letter that explains a difference needs the law"
        return self.law


def day_of(at: dt.datetime) -> dt.date:
    """Return the day of an instant, at the clocks of France."""
    return at.astimezone(FRANCE).date()


def prepared_rows(
    found: Opened, lettre: Lettre, acte: Acte, reference: str = ""
) -> tuple[CourrierSuivi, list[Row]] | list[Refusal]:
    """Return a letter numbered in its dossier and the row that prepares it, or what it lacks.

    Who decides something appends this row with its own: the decision and its letter, all or none.
    `reference` is kept with it: what it explains, so that it is not explained twice.
    """
    contenu = written(lettre)
    if isinstance(contenu, list):
        return contenu
    day = day_of(acte.at)
    number = _next(found.events)
    contenu = contenu.numbered(number)
    courrier = CourrierSuivi(found.dossier, number, contenu.modele, contenu, day)
    about = {"reference": reference} if reference else {}
    row = event(found.dossier, "courrier.prepare", acte, _payload(courrier, day) | about)
    return courrier, [row]


def sent_rows(
    found: Opened, lettre: Lettre, acte: Acte, atelier: Atelier
) -> tuple[CourrierSuivi, list[Row]] | list[Refusal]:
    """Return a letter that leaves at once and the row that says so, or what it lacks.

    As `prepared_rows`: who decides appends the row with its own, and the decision names the number
    of the letter.
    """
    contenu = written(lettre)
    if isinstance(contenu, list):
        return contenu
    day = day_of(acte.at)
    number = _next(found.events)
    contenu = contenu.numbered(number)
    courrier = CourrierSuivi(found.dossier, number, contenu.modele, contenu, day)
    return left(courrier, acte, atelier.printer)


def left(courrier: CourrierSuivi, acte: Acte, printer: Printer) -> tuple[CourrierSuivi, list[Row]]:
    """Return a letter as it leaves, dated and typeset, and the row that says so.

    Args:
        courrier: the letter, prepared.
        acte: who sends it, and when.
        printer: typesets it; what it made is known again by its SHA-256.
    """
    day = day_of(acte.at)
    contenu = courrier.contenu.dated(day)
    seal = hashlib.sha256(printer(contenu)).hexdigest()
    sent = replace(courrier, contenu=contenu, envoye_le=day, empreinte=seal)
    payload = _payload(sent, day) | {"empreinte": seal}
    return sent, [event(courrier.dossier, "courrier.envoye", acte, payload)]


def prepare(records: Records, lettre: Lettre, acte: Acte) -> CourrierSuivi | list[Refusal]:
    """Prepare a letter: it waits until someone sends it.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, lettre.dossier)
    if isinstance(found, Refusal):
        return [found]
    made = prepared_rows(found, lettre, acte)
    if isinstance(made, list):
        return made
    courrier, rows = made
    appended(records, found, rows)
    return courrier


def send(
    records: Records, dossier: int, numero: int, acte: Acte, printer: Printer
) -> CourrierSuivi | Refusal:
    """Send a letter that was prepared. A notice is sent by `notify.send`, which holds it to more.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    courrier = letter_of(found, numero)
    if isinstance(courrier, Refusal):
        return courrier
    where = f"dossier {dossier}, lettre {numero}"
    if courrier.envoye_le is not None:
        what = f"elle est partie le {day_text(courrier.envoye_le)}."
        return Refusal(what, where, "Préparez-en une autre s'il le faut.")
    if courrier.retire_le is not None:
        what = f"elle a été retirée le {day_text(courrier.retire_le)}."
        return Refusal(what, where, "Ce qu'elle dit n'est plus vrai : elle ne part pas.")
    if wrong := outdated(found, courrier):
        return wrong
    if any(notice.courrier == numero for notice in notices(found.events).values()):
        mend = "Envoyez-la par sa notification."
        return Refusal("c'est celle d'une notification.", where, mend, "CSS art. R133-9-2")
    sent, rows = left(courrier, acte, printer)
    appended(records, found, rows)
    return sent


def receive(
    records: Records, dossier: int, numero: int, preuve: tuple[dt.date, str], acte: Acte
) -> CourrierSuivi | Refusal:
    """Record the proven reception of a letter.

    Args:
        records: the journals.
        dossier: number.
        numero: of the letter.
        preuve: day of the reception, and what proves it, of PREUVES.
        acte: who records it, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    courrier = letter_of(found, numero)
    if isinstance(courrier, Refusal):
        return courrier
    row = received_row(courrier, preuve, acte)
    if isinstance(row, Refusal):
        return row
    appended(records, found, [row])
    return replace(courrier, recu_le=preuve[0], preuve=preuve[1])


def received_row(courrier: CourrierSuivi, preuve: tuple[dt.date, str], acte: Acte) -> Row | Refusal:
    """Return the row of a proven reception, or its refusal: a delay never runs from a guess."""
    le, how = preuve
    where = f"dossier {courrier.dossier}, lettre {courrier.numero}"
    if how not in PREUVES:
        return Refusal(f"la preuve « {how[:30]} » est inconnue.", where, f"Choix : {_of(PREUVES)}.")
    if courrier.envoye_le is None:
        return Refusal("elle n'est pas encore partie.", where, "Envoyez-la d'abord.")
    if courrier.recu_le is not None:
        what = f"sa réception est déjà prouvée, le {day_text(courrier.recu_le)}."
        return Refusal(what, where, "Les délais courent de ce jour : il ne change plus.")
    if what := wrong_day(le, day_of(acte.at), courrier.envoye_le, "son envoi"):
        return Refusal(what, where, "Reprenez le jour de l'avis de réception.")
    told = {"courrier": courrier.numero, "le": le.isoformat(), "preuve": how}
    return event(courrier.dossier, "courrier.recu", acte, told)


def letter_of(found: Opened, numero: int) -> CourrierSuivi | Refusal:
    """Return a letter of a dossier, or the refusal of a number that is of none."""
    for courrier in courriers(found.events):
        if courrier.numero == numero:
            return courrier
    where = f"dossier {found.dossier}, lettre {numero}"
    return Refusal(
        "cette lettre n'existe pas.", where, "Cherchez son numéro parmi les lettres du dossier."
    )


def letters_of_month(
    records: Records, month: int, dossiers: Iterable[int] | None = None
) -> list[CourrierSuivi]:
    """Return the letters prepared or sent in a month, by dossier and number.

    Args:
        records: the journals.
        month: 202511.
        dossiers: numbers; None: all.
    """
    events = records.events(None if dossiers is None else list(dossiers))
    return [one for one in courriers(events) if month in _months(one)]


def _months(courrier: CourrierSuivi) -> set[int]:
    days = (courrier.prepare_le, courrier.envoye_le)
    return {month_of(day) for day in days if day is not None}


def _next(events: pa.Table) -> int:
    return max((courrier.numero for courrier in courriers(events)), default=0) + 1


def _payload(courrier: CourrierSuivi, day: dt.date) -> Row:
    assert courrier.modele in MODELES
    return {
        "courrier": courrier.numero,
        "modele": courrier.modele,
        "contenu": told_content(courrier.contenu),
        "le": day.isoformat(),
    }


def _of(names: Iterable[str]) -> str:
    return ", ".join(names)
