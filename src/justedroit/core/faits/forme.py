"""What a statement must be on its own, whatever the rest of its dossier says."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from justedroit.core.base import Refusal, add_months, month_of, names_someone, parametre, shown
from justedroit.core.faits.catalogue import Kind, catalogue, suggestion
from justedroit.core.faits.valeurs import canonical

if TYPE_CHECKING:
    from justedroit.core.faits.declaration import Statement

_LAST_DOSSIER = 10**11 - 1  # eleven digits: no NIR, even cut short, is taken for a number
_LAST_PERSON = 50  # the evaluation holds a composition in the bits of one integer


@dataclass(frozen=True, slots=True)
class Bornes:
    """The days between which a statement may speak.

    Attributes:
        first: no fact before.
        today: the day it is received.
        last: no fact begins after, but for a pregnancy.
    """

    first: dt.date
    today: dt.date
    last: dt.date


def bornes(now: dt.datetime) -> Bornes:
    """Return the days between which a statement received at an instant may speak.

    Args:
        now: instant of reception, with its time zone.

    Law:
        None: parameters `faits/reception.*`, conventions, a_verifier.
    """
    today = now.astimezone(dt.UTC).date()
    ahead = parametre("faits/reception.avenir_mois").at(today)
    year, month = divmod(add_months(month_of(today), ahead), 100)
    day = min(today.day, calendar.monthrange(year, month)[1])
    first = parametre("faits/reception.premier_jour").at(today)
    return Bornes(first, today, dt.date(year, month, day))


def well_formed(said: Statement, days: Bornes) -> Statement | Refusal:
    """Return a statement with the canonical text of its value, or why it cannot be accepted.

    Args:
        said: the statement.
        days: between which it may speak.

    Returns:
        The statement, or a refusal whose `where` is empty.

    Law:
        None: the bounds are those of the catalogue and of `faits/reception.*`.
    """
    kind = catalogue().get(said.kind)
    if kind is None:
        what = f"{shown(said.kind)} n'est pas une nature de fait."
        return Refusal(what, "", suggestion(said.kind))
    fault = _about(said, kind) or _stated(said, kind) or _dated(said, kind, days)
    if fault or said.value is None:
        return fault or said
    text = canonical(kind, said.value)
    if isinstance(text, Refusal):
        return text
    late = _day_told(text, kind, days) if kind.nature == "date" else None
    return late or replace(said, value=text)


def _about(said: Statement, kind: Kind) -> Refusal | None:
    if not _whole(said.dossier, 1, _LAST_DOSSIER):
        return Refusal("Le numéro de dossier n'est pas valable.", "", "Corrigez-le (1, 2, 3…).")
    lowest = 1 if kind.porteur == "personne" else 0
    if _whole(said.person, lowest, _LAST_PERSON if lowest else 0):
        return None
    if lowest:
        mend = "Indiquez le numéro de la personne dans le dossier (1, 2, 3…)."
        return Refusal(f"« {kind.libelle} » concerne une personne.", "", mend)
    return Refusal(f"« {kind.libelle} » concerne tout le foyer.", "", "Indiquez la personne 0.")


def _whole(number: object, low: int, high: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and low <= number <= high


def _stated(said: Statement, kind: Kind) -> Refusal | None:
    if said.source not in kind.sources:
        what = f"La source {shown(said.source)} ne peut pas déclarer « {kind.libelle} »."
        return Refusal(what, "", f"Sources permises : {', '.join(kind.sources)}.")
    if not said.author.strip():
        mend = "Indiquez qui a saisi le fait (agent, flux)."
        return Refusal("L'auteur de la saisie manque.", "", mend)
    if not all(text.isprintable() and len(text) <= 200 for text in (said.author, said.proof or "")):
        what = "L'auteur ou la référence de la pièce est trop long, ou contient un caractère illisible."
        return Refusal(what, "", "Indiquez une référence courte, sur une seule ligne.")
    if any(names_someone(text or "") for text in (said.author, said.proof, said.value)):
        what = (
            "L'auteur, la pièce ou la valeur est un NIR ou un IBAN, que le journal ne garde jamais."
        )
        return Refusal(what, "", "Donnez une référence qui ne nomme personne.", "RGPD art. 5")
    if said.value is None and said.replaces is None:
        mend = "Indiquez une valeur, ou dans « remplace » le numéro du fait à retirer."
        return Refusal("La valeur manque.", "", mend)
    return None


def _dated(said: Statement, kind: Kind, days: Bornes) -> Refusal | None:
    since, until = said.valid_from, said.valid_until
    if not _is_day(since) or not (until is None or _is_day(until)):
        return Refusal("Une date de validité n'est pas une date.", "", "Indiquez un jour.")
    if since < days.first:
        what = f"Le fait commence le {since:%d/%m/%Y}, avant le {days.first:%d/%m/%Y}."
        return Refusal(what, "", "Vérifiez l'année de début.")
    if since > days.last and kind.avenir != "libre":
        what = f"Le fait ne commence que le {since:%d/%m/%Y}, après le {days.last:%d/%m/%Y}."
        return Refusal(what, "", "Vérifiez l'année, ou déclarez le fait plus tard.")
    if until is not None and until <= since:
        what = f"Le fait finit (dernier jour {_eve(until)}) avant de commencer ({since:%d/%m/%Y})."
        return Refusal(what, "", "Corrigez l'une des deux dates de validité.")
    return _aligned(since, until, kind)


def _is_day(day: object) -> bool:
    return isinstance(day, dt.date) and not isinstance(day, dt.datetime)


def _eve(day: dt.date) -> str:
    return f"{day - dt.timedelta(days=1):%d/%m/%Y}" if day > dt.date.min else "inconnu"


def _aligned(since: dt.date, until: dt.date | None, kind: Kind) -> Refusal | None:
    """Refuse an interval that does not fit the duration of its kind."""
    if kind.duree == "eternite" and until is not None:
        what = f"« {kind.libelle} » est vrai une fois pour toutes : il ne prend pas fin."
        return Refusal(what, "", "Laissez vide la date de fin ; pour corriger, remplacez le fait.")
    bounds = [day for day in (since, until) if day is not None]
    if kind.duree == "mois" and any(day.day != 1 for day in bounds):
        what = f"« {kind.libelle} » se déclare par mois entiers."
        return Refusal(what, "", "Indiquez du premier jour d'un mois au dernier jour d'un mois.")
    if kind.duree == "annee" and any((day.month, day.day) != (1, 1) for day in bounds):
        what = f"« {kind.libelle} » se déclare par années entières."
        return Refusal(what, "", "Indiquez du 1er janvier au 31 décembre.")
    return None


def _day_told(text: str, kind: Kind, days: Bornes) -> Refusal | None:
    day = dt.date.fromisoformat(text)
    last = {"aucun": days.today, "libre": dt.date.max}.get(kind.avenir, days.last)
    if days.first <= day <= last:
        return None
    limit = f"entre le {days.first:%d/%m/%Y} et le {last:%d/%m/%Y}"
    what = f"La date {day:%d/%m/%Y} (« {kind.libelle} ») n'est pas {limit}."
    return Refusal(what, "", "Vérifiez le jour, le mois et l'année.")
