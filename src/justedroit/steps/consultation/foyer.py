"""The household as it was known: persons, couple, dwelling, resources, claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from justedroit.core.base import month_of, month_text
from justedroit.core.faits import catalogue, source_text, value_text
from justedroit.steps.consultation.francais import listed
from justedroit.steps.consultation.instant import Instant, Row, closed_month

ROLES: Final = {"allocataire": "Allocataire", "conjoint": "Conjoint", "enfant": "Enfant"}
_DAY: Final = dt.timedelta(days=1)
_MONTH: Final = dt.timedelta(days=31)
# What says where the household lives, in the order in which a person asks.
_DWELLING: Final = (
    "statut_occupation_logement",
    "loyer",
    "depcom",
    "date_entree_logement",
    "tiers_payant_bailleur",
    "coloc",
    "logement_chambre",
    "logement_crous",
    "logement_conventionne",
    "proprietaire_proche_famille",
)
# What else counts of a person, and how it is said in a few words.
_NOTES: Final = {
    "activite": "{}",
    "scolarite": "{}",
    "garde_alternee": "résidence alternée",
    "enfant_place": "confié à l'aide sociale à l'enfance",
    "enfant_recueilli": "recueilli",
    "enceinte": "grossesse en cours",
    "naissance_prevue": "naissance prévue le {}",
    "handicap": "handicap reconnu",
    "habite_chez_parents": "habite chez ses parents",
}
_NOTHING: Final = frozenset({"0", "0.00", None})
_NO_INCOME: Final = "Aucun revenu n'est connu."
_NO_LONGER: Final = "Aucun revenu n'est connu depuis plus d'un an."
_AMOUNTS: Final = frozenset({"montant", "nombre"})


@dataclass(frozen=True, slots=True)
class Fait:
    """One fact as a person reads it.

    Attributes:
        sequence: in the journal of the dossier.
        person: number in the dossier; 0: the household.
        kind: of the catalogue.
        label: the kind in French.
        text: the value in French.
        value: canonical text; None: the statement withdraws another.
        valid_from: first day when it is true.
        valid_until: first day when it is no longer; None: open.
        known_at: when the fund knew it.
        source: who says it, in French.
    """

    sequence: int
    person: int
    kind: str
    label: str
    text: str
    value: str | None
    valid_from: dt.date
    valid_until: dt.date | None
    known_at: dt.datetime
    source: str

    @property
    def last_day(self) -> dt.date | None:
        """The last day when it is true; None: open."""
        return self.valid_until and self.valid_until - _DAY

    @property
    def is_day(self) -> bool:
        """Whether the value is itself a day."""
        return catalogue()[self.kind].nature == "date"

    @property
    def who(self) -> str:
        """Whom it is about: `foyer`, `personne 2`."""
        return f"personne {self.person}" if self.person else "foyer"


@dataclass(frozen=True, slots=True)
class Personne:
    """One person of the household.

    Attributes:
        number: in the dossier.
        role: in French.
        born_on: day of birth, when it is known.
        age: in whole years on the day of the reading.
        since: since when the role is held; for a child, often its birth.
        until: last day of the role, for one who has left.
        died_on: day of death.
        notes: what else counts, in French: shared residence, disability…
    """

    number: int
    role: str
    born_on: dt.date | None
    age: int | None
    since: dt.date
    until: dt.date | None
    died_on: dt.date | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foyer:
    """The household on a day, as it was known.

    Attributes:
        people: present, the allocataire first.
        gone: who left, or died.
        couple: the tie between the allocataire and the conjoint.
        dwelling: what is known of the dwelling.
        resources: the last known of each resource of each person.
        claims: the claims that are open.
        day: the day.
    """

    people: tuple[Personne, ...]
    gone: tuple[Personne, ...]
    couple: Fait | None
    dwelling: tuple[Fait, ...]
    resources: tuple[Fait, ...]
    claims: tuple[Fait, ...]
    day: dt.date

    @property
    def sentence(self) -> str:
        """Who lives there, in one French sentence."""
        children = sum(person.role == ROLES["enfant"] for person in self.people)
        adults = "un couple" if self._is_couple else "une personne seule"
        if not self.people:
            return "Personne n'est connu dans ce foyer ce jour-là."
        if not children:
            return f"C'est {adults}, sans enfant à charge."
        ages = [p.age for p in self.people if p.role == ROLES["enfant"] and p.age is not None]
        shown = listed([_age(age) for age in sorted(ages, reverse=True)])
        return f"C'est {adults} avec {children} enfant{'s' if children > 1 else ''} ({shown})."

    @property
    def means(self) -> str:
        """What they pay for their dwelling and what they earn, in French sentences."""
        rent = [self.rent] if self.rent else []
        return " ".join([*rent, self.earned({})])

    def earned(self, names: Mapping[int, str]) -> str:
        """Return what they earn, in one French sentence.

        ASSUMPTION: what ended more than a year ago explains no right of today, and is left out.

        Args:
            names: of the persons, those that are known.
        """
        since, month = self.day.replace(day=1) - 12 * _MONTH, closed_month(self.day)
        earned = []
        for told in self.resources:
            last = told.last_day
            if not _is_income(told) or told.value in _NOTHING or (last and last < since):
                continue
            over = (
                f", jusqu'en {month_text(month_of(last))}"
                if last and month_of(last) < month
                else ""
            )
            who = names.get(told.person) or told.who
            earned.append(f"{_short(told.label)} {told.text} ({who}{over})")
        if earned:
            return f"Dernières ressources connues : {listed(earned)}."
        ended = any(_is_income(told) and told.value not in _NOTHING for told in self.resources)
        return _NO_LONGER if ended else _NO_INCOME

    @property
    def rent(self) -> str:
        """What they pay for their dwelling, in one French sentence; empty: nothing is known."""
        return next((f"Loyer : {f.text}." for f in self.dwelling if f.kind == "loyer"), "")

    @property
    def _is_couple(self) -> bool:
        return any(person.role == ROLES["conjoint"] for person in self.people)


def fact(row: Row) -> Fait:
    """Return a row of KNOWN or of FACTS as a person reads it."""
    label = catalogue()[row["kind"]].libelle
    text = "retiré" if row["value"] is None else value_text(row["kind"], row["value"])
    fields = ("sequence", "person", "kind", "value", "valid_from", "valid_until", "known_at")
    own: dict[str, Any] = {name: row[name] for name in fields}
    return Fait(label=label, text=text, source=source_text(row["source"]), **own)


def household(instant: Instant) -> Foyer:
    """Return the household on the day of an instant."""
    rows = instant.known.to_pylist()
    day = instant.day
    now = [row for row in rows if _open(row, day)]
    people = _people(rows, day)
    present = {person.number for person in people if person.until is None}
    return Foyer(
        people=tuple(p for p in people if p.until is None),
        gone=tuple(p for p in people if p.until is not None),
        couple=next((fact(r) for r in now if r["kind"] == "statut_couple"), None),
        dwelling=tuple(
            fact(r)
            for kind in _DWELLING
            for r in now
            if r["kind"] == kind and r["value"] != "false"
        ),
        resources=_resources(rows, day, present | {0}),
        claims=tuple(
            fact(r) for r in now if catalogue()[r["kind"]].donnee == "demande" and _true(r)
        ),
        day=day,
    )


def age_on(born_on: dt.date, day: dt.date) -> int:
    """Return an age in whole years on a day.

    >>> age_on(dt.date(2020, 3, 2), dt.date(2025, 3, 1))
    4
    """
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _age(years: int) -> str:
    if years <= 0:
        return "moins d'un an"
    return f"{years}\u00a0an{'s' if years > 1 else ''}"


def _short(label: str) -> str:
    """Return the first words of the label of a resource: `salaire`."""
    words = label.split(" :", maxsplit=1)[0].split(",", maxsplit=1)[0]
    return words[:1].lower() + words[1:]


def _is_income(told: Fait) -> bool:
    """Return whether a fact is what someone receives each month, as the RSA counts it."""
    return catalogue()[told.kind].duree == "mois" and "imposable" not in told.kind


def _true(row: Row) -> bool:
    return bool(row["value"] == "true")


def _open(row: Row, day: dt.date) -> bool:
    until = row["valid_until"]
    return bool(row["valid_from"] <= day and (until is None or day < until))


def _people(rows: list[Row], day: dt.date) -> list[Personne]:
    births = {r["person"]: dt.date.fromisoformat(r["value"]) for r in _of("date_naissance", rows)}
    deaths = {r["person"]: dt.date.fromisoformat(r["value"]) for r in _of("deces", rows)}
    notes = _notes(rows, day, {number for number, born in births.items() if born <= day})
    found = []
    for number, (role, since, until) in _roles(rows, day).items():
        died = deaths.get(number)
        left = min((d for d in (until, died) if d is not None and d <= day), default=None)
        born = births.get(number)
        age = None if born is None or born > day else age_on(born, left or day)
        found.append(
            Personne(number, role, born, age, since, left, died, tuple(notes.get(number, ())))
        )
    rank = {role: order for order, role in enumerate(ROLES.values())}
    return sorted(found, key=lambda p: (rank[p.role], p.born_on or day, p.number))


def _roles(rows: list[Row], day: dt.date) -> dict[int, tuple[str, dt.date, dt.date | None]]:
    """Return the role of each person, its first day and its last, None while it is held.

    A role that is held wins over one that was; of several that were, the last.
    """
    found: dict[int, tuple[str, dt.date, dt.date | None]] = {}
    for kind, role in ROLES.items():
        for row in _of(kind, rows):
            if not _true(row) or row["valid_from"] > day:
                continue
            until = row["valid_until"]
            left = until - _DAY if until is not None and until <= day else None
            _, _, held = found.get(row["person"], (role, day, dt.date.min))
            if held is not None and (left is None or left > held):
                found[row["person"]] = role, row["valid_from"], left
    return found


def _notes(rows: list[Row], day: dt.date, born: set[int]) -> dict[int, list[str]]:
    """Return what else counts of each person on a day, in a few words each."""
    found: dict[int, list[str]] = {}
    for kind, short in _NOTES.items():
        for row in _of(kind, rows):
            if not _open(row, day) or row["value"] == "false":
                continue
            if kind == "naissance_prevue" and row["person"] in born:
                continue
            text = value_text(kind, row["value"])
            found.setdefault(row["person"], []).append(short.format(text[:1].lower() + text[1:]))
    return found


def _resources(rows: list[Row], day: dt.date, persons: set[int]) -> tuple[Fait, ...]:
    """Return what was last told of each resource of some persons, by person then kind.

    Not what is believed of the day: of a wage told month by month, that is often an older statement
    that has no end, and says less.
    """
    last: dict[tuple[int, str], Row] = {}
    order = list(catalogue())
    for row in rows:
        kind = catalogue()[row["kind"]]
        if kind.donnee != "ressources" or kind.nature not in _AMOUNTS:
            continue
        key = row["person"], row["kind"]
        if row["person"] not in persons or row["valid_from"] > day:
            continue
        # Rows are sorted by valid_from: of what was told together, the last.
        if key not in last or last[key]["known_at"] <= row["known_at"]:
            last[key] = row
    ranked = sorted(last.items(), key=lambda item: (item[0][0], order.index(item[0][1])))
    return tuple(fact(row) for _, row in ranked)


def _of(kind: str, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]
