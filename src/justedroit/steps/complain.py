"""Complain: a complaint is received, answered, escalated, or becomes an appeal with its date kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from justedroit.core.base import Acte, Refusal, day_text
from justedroit.core.courriers import CourrierSuivi, Organisme, ReponseReclamation
from justedroit.core.creances import birth_day, suivis, wrong_day
from justedroit.core.recours import (
    CANAUX_RECLAMATION,
    CATEGORIES,
    CONTESTATION,
    ECHELONS,
    ETATS_RECLAMATION,
    Etape,
    Reclamation,
    fil,
    reclamations_of,
    recours_amiable,
    recours_of,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.letter import day_of, prepared_rows
from justedroit.steps.lodge import Depot, lodged
from justedroit.steps.unwithhold import unwithheld

_LAW = "CRPA art. L112-3"


@dataclass(frozen=True, slots=True)
class Plainte:
    """What a household complains of.

    Attributes:
        dossier: number.
        categorie: of CATEGORIES.
        canal: of CANAUX_RECLAMATION.
        le: day of posting, of call, of visit: the one that is kept.
        motif: what it says, in French.
        creances: numbers it is about; may be none.
        recours: number of the appeal it is about, None where there is none.
    """

    dossier: int
    categorie: str
    canal: str
    le: dt.date
    motif: str
    creances: tuple[int, ...] = ()
    recours: int | None = None


@dataclass(frozen=True, slots=True)
class Visee:
    """A complaint, in the dossier that was read to act on it."""

    found: Opened
    reclamation: Reclamation
    acte: Acte

    @property
    def where(self) -> str:
        """Where a refusal stands."""
        return f"dossier {self.found.dossier}, réclamation {self.reclamation.number}"

    def event(self, tag: str, **told: Any) -> dict[str, Any]:
        """Return an event of this complaint."""
        payload = {"reclamation": self.reclamation.number} | told
        return event(self.found.dossier, tag, self.acte, payload)


def thread(
    records: Records, dossier: int, creances: Sequence[int], recours: int | None
) -> list[Etape] | Refusal:
    """Return the thread of a decision: complaint, commission, court, letters, movements, in order.

    Args:
        records: the journals.
        dossier: number.
        creances: numbers whose thread is told.
        recours: number of an appeal, None where none is named.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return fil(found.events, found.transfers, creances=creances, recours=recours)


def complaints(records: Records, dossier: int) -> list[Reclamation] | Refusal:
    """Return the complaints of a dossier, by number."""
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return reclamations_of(found.events).get(dossier, [])


def complain(records: Records, plainte: Plainte, acte: Acte) -> int | Refusal:
    """Record a complaint; return its number.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, plainte.dossier)
    if isinstance(found, Refusal):
        return found
    if refusal := _refused(found, plainte, acte):
        return refusal
    some = reclamations_of(found.events).get(plainte.dossier, [])
    number = 1 + max((one.number for one in some), default=0)
    told = {
        "reclamation": number,
        "categorie": plainte.categorie,
        "canal": plainte.canal,
        "le": plainte.le.isoformat(),
        "motif": plainte.motif.strip(),
        "creances": list(plainte.creances),
        "recours": plainte.recours,
    }
    appended(records, found, [event(plainte.dossier, "reclamation.recue", acte, told)])
    return number


def _refused(found: Opened, plainte: Plainte, acte: Acte) -> Refusal | None:
    where = f"dossier {plainte.dossier}, réclamation"
    for value, known, what in (
        (plainte.categorie, CATEGORIES, "la catégorie"),
        (plainte.canal, CANAUX_RECLAMATION, "le canal"),
    ):
        if value not in known:
            return Refusal(f"{what} « {value[:20]} » est inconnu.", where, _choice(known))
    if what := wrong_day(plainte.le, day_of(acte.at)):
        return Refusal(what, where, "Donnez le jour de la réclamation.")
    refusal = refused_about(found, plainte.creances, plainte.recours, where)
    if refusal := refusal or _before_what_it_is_about(found, plainte, where):
        return refusal
    return refuse_text(plainte.motif, where, "le motif") or refuse_text(
        acte.author, where, "la personne qui agit"
    )


def _before_what_it_is_about(found: Opened, plainte: Plainte, where: str) -> Refusal | None:
    """Return the refusal of a complaint about what did not exist on its day."""
    born = {
        f"la créance {c.number}": birth_day(c)
        for c in found.creances()
        if c.number in plainte.creances
    }
    for one in recours_of(found.events).get(found.dossier, []):
        if one.number == plainte.recours:
            born[f"le recours {one.number}"] = one.received_on
    for name, since in born.items():
        if plainte.le < since:
            what = f"{name} n'existait pas le {day_text(plainte.le)}."
            mend = f"Vérifiez le jour de la réclamation : pas avant le {day_text(since)}."
            return Refusal(what, where, mend)
    return None


def refused_about(
    found: Opened, creances: Sequence[int], recours: int | None, where: str
) -> Refusal | None:
    """Return the refusal of a thread that is about nothing known."""
    known = [claim.number for claim in found.creances()]
    unknown = [number for number in creances if number not in known]
    if unknown:
        some = ", ".join(map(str, known)) or "aucune"
        what = f"la créance {unknown[0]} n'existe pas."
        return Refusal(what, where, f"Créances de ce dossier : {some}.")
    appeals = [one.number for one in recours_of(found.events).get(found.dossier, [])]
    if recours is not None and recours not in appeals:
        some = ", ".join(map(str, appeals)) or "aucun"
        what = f"le recours {recours} n'existe pas."
        return Refusal(what, where, f"Recours de ce dossier : {some}.")
    return None


def acknowledge(records: Records, key: tuple[int, int], le: dt.date, acte: Acte) -> Refusal | None:
    """Record the acknowledgment that was sent.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    on = _aimed(records, key, acte, le)
    if isinstance(on, Refusal):
        return on
    if on.reclamation.accused_on is not None:
        what = f"l'accusé de réception est parti le {day_text(on.reclamation.accused_on)}."
        return Refusal(what, on.where, "Il n'y a rien à refaire.")
    appended(records, on.found, [on.event("reclamation.accusee", le=le.isoformat())])
    return None


def answer(
    records: Records, key: tuple[int, int], texte: str, organisme: Organisme, acte: Acte
) -> CourrierSuivi | Refusal:
    """Answer a complaint, by a letter that is prepared; what can be done next is told.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    day = day_of(acte.at)
    on = _aimed(records, key, acte, day)
    if isinstance(on, Refusal):
        return on
    if refusal := refuse_text(texte, on.where, "la réponse"):
        return refusal
    one = on.reclamation
    lettre = ReponseReclamation(
        dossier=key[0],
        le=day,
        organisme=organisme,
        numero=one.number,
        recue_le=one.received_on,
        objet=f"{CATEGORIES[one.categorie].lower()}, « {one.motif.rstrip('.')} »",
        reponse=texte.strip(),
        suite=_NEXT,
    )
    made = prepared_rows(on.found, lettre, acte)
    if isinstance(made, list):
        return made[0]
    courrier, rows = made
    told = {"le": day.isoformat(), "motif": texte.strip(), "courrier": courrier.numero}
    appended(records, on.found, [*rows, on.event("reclamation.repondue", **told)])
    return courrier


_NEXT = (
    "Vous pouvez saisir le médiateur de la caisse, gratuitement. Si vous contestez une décision, "
    "le délai de recours continue de courir : il est écrit dans la lettre de la décision."
)


def escalate(
    records: Records, key: tuple[int, int], told: tuple[str, str], acte: Acte
) -> Refusal | None:
    """Send a complaint up: its term has passed, or its answer does not do.

    Args:
        records: the journals.
        key: dossier and number of the complaint.
        told: whom to, of ECHELONS, and why.
        acte: who acts, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    echelon, motif = told
    day = day_of(acte.at)
    on = _aimed(records, key, acte, day, answered=True)
    if isinstance(on, Refusal):
        return on
    one = on.reclamation
    if echelon not in ECHELONS:
        return Refusal(f"« {echelon[:20]} » est inconnu.", on.where, _choice(ECHELONS))
    if one.stage == "recue" and one.due_on is not None and day <= one.due_on:
        what = f"son délai de réponse court jusqu'au {day_text(one.due_on)}."
        return Refusal(what, on.where, "Répondez-y d'abord, ou attendez ce jour.")
    if refusal := refuse_text(motif, on.where, "le motif"):
        return refusal
    row = on.event(
        "reclamation.escaladee", le=day.isoformat(), echelon=echelon, motif=motif.strip()
    )
    appended(records, on.found, [row])
    return None


def requalify(
    records: Records, key: tuple[int, int], motif: str, acte: Acte
) -> list[int] | Refusal:
    """Make an appeal of a complaint that contests a decision in time; the appeal has its date.

    Args:
        records: the journals.
        key: dossier and number of the complaint.
        motif: why it is an appeal.
        acte: who decides, and when.

    Returns:
        The number of each appeal.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    on = _aimed(records, key, acte, day_of(acte.at), answered=True)
    if isinstance(on, Refusal):
        return on
    if refusal := _not_an_appeal(on) or refuse_text(motif, on.where, "le motif"):
        return refusal
    one = on.reclamation
    numbers = _lodged(on)
    rows: list[dict[str, Any]] = []
    if not numbers:
        depot = Depot(key[0], CONTESTATION, one.creances, "reclamation", one.received_on, one.motif)
        made = lodged(on.found, depot, acte)
        if isinstance(made, Refusal):
            return made
        numbers, rows = made
    row = on.event(
        "reclamation.requalifiee",
        le=day_of(acte.at).isoformat(),
        recours=numbers,
        motif=motif.strip(),
    )
    appended(records, on.found, *unwithheld(on.found, [*rows, row], acte))
    return numbers


def _lodged(on: Visee) -> list[int]:
    """Return the appeals already made of this complaint, when they were appended apart from it."""
    one = on.reclamation
    some = recours_of(on.found.events).get(on.found.dossier, [])
    taken = {
        number
        for other in reclamations_of(on.found.events)[on.found.dossier]
        for number in other.appeals
    }
    return [
        r.number
        for r in some
        if r.canal == "reclamation"
        and (r.received_on, r.motif) == (one.received_on, one.motif)
        and set(r.creances) <= set(one.creances)
        and r.number not in taken
    ]


def _not_an_appeal(on: Visee) -> Refusal | None:
    """Return why a complaint is no appeal: no decision, or out of its delay on its own day."""
    one = on.reclamation
    if not one.creances:
        mend = "Si une décision est contestée, consignez un recours, à sa date."
        return Refusal("elle ne vise aucune créance.", on.where, mend, "CSS art. R142-1")
    claims = {claim.number: claim for claim in on.found.creances()}
    mine = [claims[number] for number in one.creances]
    for claim, told in zip(mine, suivis(mine, on.found.events), strict=True):
        if told.received_on is None:
            continue
        delay = recours_amiable(claim.benefit, told.received_on)
        if delay.passed(one.received_on):
            what = (
                f"la créance {claim.number} se contestait jusqu'au {day_text(delay.until)}, et elle "
                f"est du {day_text(one.received_on)}."
            )
            mend = "Répondez-y ; le foyer peut saisir le médiateur, ou demander une remise."
            return Refusal(what, on.where, mend, delay.article)
    return None


def _aimed(
    records: Records, key: tuple[int, int], acte: Acte, le: dt.date, *, answered: bool = False
) -> Visee | Refusal:
    """Return a complaint that may be acted on, or why not."""
    dossier, number = key
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    some = {one.number: one for one in reclamations_of(found.events).get(dossier, [])}
    if number not in some:
        known = ", ".join(map(str, some)) or "aucune"
        what = f"la réclamation {number} n'existe pas."
        return Refusal(what, f"dossier {dossier}", f"Réclamations de ce dossier : {known}.")
    one = some[number]
    on = Visee(found, one, acte)
    if refusal := refuse_text(acte.author, on.where, "la personne qui agit"):
        return refusal
    if what := wrong_day(le, day_of(acte.at), one.received_on, "sa réception"):
        return Refusal(what, on.where, "Vérifiez le jour.", _LAW)
    if one.is_open or (answered and one.stage == "repondue"):
        return on
    mend = "Une nouvelle réclamation peut être reçue."
    return Refusal(f"elle est {ETATS_RECLAMATION[one.stage]}.", on.where, mend)


def _choice(known: Sequence[str] | dict[str, str]) -> str:
    return f"Choix : {', '.join(known)}."
