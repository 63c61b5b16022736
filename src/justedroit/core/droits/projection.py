"""The coming months as they are taken to be: what is known goes on, at its present level.

A fact without an end goes on by itself, and one that is told to end, ends. Incomes are told by
months that are over (the quarterly declaration): their last known level is carried on, as an
estimation, which anything told or supposed outranks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from justedroit.core.base import add_months, day_text, first_day, month_of, month_text, parametre
from justedroit.core.faits import FACTS, catalogue, value_text

# ASSUMPTION: what comes once, or ends by nature, is not carried on.
PASSING = frozenset(
    {
        "gains_exceptionnels",
        "indemnites_journalieres_maternite",
        "indemnites_journalieres_paternite",
        "indemnites_journalieres_adoption",
    }
)
# ASSUMPTION: a yearly income is carried on when one of the last two whole years is known.
_YEARS = 2
_SOURCE, _AUTHOR = "estimation", "projection"
_EVER = dt.date.max

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Projection:
    """What is taken for granted of the coming months.

    Attributes:
        facts: schema FACTS, the levels carried on.
        assumptions: what is taken for granted, in French sentences.
    """

    facts: pa.Table
    assumptions: tuple[str, ...]


def project(known: pa.Table, now: dt.datetime, today: dt.date, last: int) -> Projection:
    """Return what is taken for granted of the coming months of one dossier.

    Args:
        known: what is known of it, schema KNOWN.
        now: instant of the question.
        today: the same, as a day in France.
        last: last of the coming months, 202606.

    Law:
        None: a way of looking ahead. The quarter is that of `gel.duree`.
    """
    rows = known.select(["dossier", "person", "kind", "value", "valid_from", "valid_until"])
    told = _by_key(rows.to_pylist())
    carried = [row for row in _ended(told) if _goes_on(row, told, today)]
    facts = [_carried(row, now) for row in carried]
    end = first_day(add_months(last, 1))
    sentences = [
        *_levels(carried, told, today),
        *_endings(told, {(r["person"], r["kind"]) for r in carried}, today, end),
        *_births(told, today),
    ]
    return Projection(pa.Table.from_pylist(facts, schema=FACTS), tuple(sentences))


def _by_key(rows: list[dict[str, Any]]) -> dict[tuple[int, str], list[dict[str, Any]]]:
    """Return the rows of each person and kind, ascending."""
    out: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["valid_from"]):
        out.setdefault((row["person"], row["kind"]), []).append(row)
    return out


@cache
def _periodic() -> frozenset[str]:
    """Return the kinds told by month or year that may be carried on."""
    kinds = catalogue().values()
    return frozenset(k.name for k in kinds if k.duree in ("mois", "annee")) - PASSING


def _ended(told: Mapping[tuple[int, str], list[dict[str, Any]]]) -> Iterator[Row]:
    """Yield the last row of each periodic kind that has an end."""
    for (_, kind), rows in told.items():
        if kind in _periodic() and rows[-1]["valid_until"] is not None:
            yield rows[-1]


def _goes_on(
    row: Row, told: Mapping[tuple[int, str], list[dict[str, Any]]], today: dt.date
) -> bool:
    """Return whether an income that nobody tells any more is only not told yet.

    ASSUMPTION: it is when it was still told in the last quarter, and nothing told of the person
    since speaks of other incomes or of another activity. One that is told to end later, ends.
    """
    until = row["valid_until"]
    month = month_of(today)
    if catalogue()[row["kind"]].duree == "annee":
        return bool(today.year - _YEARS < until.year <= today.year + 1)
    quarter = int(parametre("droits/gel.duree").at(month))
    if not first_day(add_months(month, -quarter)) < until <= first_day(add_months(month, 1)):
        return False
    return not any(
        other[-1]["valid_until"] is None or other[-1]["valid_until"] > until
        if catalogue()[kind].duree == "mois"
        else kind == "activite" and other[-1]["valid_from"] >= until
        for (person, kind), other in told.items()
        if person == row["person"]
    )


def _carried(row: Row, now: dt.datetime) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("dossier", "person", "kind", "value")},
        "sequence": 0,
        "valid_from": row["valid_until"],
        "valid_until": None,
        "known_at": now,
        "source": _SOURCE,
        "author": _AUTHOR,
        "proof": None,
        "replaces": None,
    }


def _levels(
    carried: list[Row], told: Mapping[tuple[int, str], list[dict[str, Any]]], today: dt.date
) -> Iterator[str]:
    """Yield the level at which each income goes on: those told to the end, those carried on."""
    for row in carried:
        if _told_by_twin(row["kind"], row["person"], told) or not float(row["value"]):
            continue
        last = month_text(add_months(month_of(row["valid_until"]), -1))
        yield f"{_named(row)}, dernier niveau connu ({last}), est supposé continuer."
    for (person, kind), rows in told.items():
        row = rows[-1]
        if kind not in _periodic() or row["valid_until"] is not None or row["valid_from"] > today:
            continue
        if not _told_by_twin(kind, person, told) and float(row["value"]):
            yield f"{_named(row)}, connu sans date de fin, continue."


def _told_by_twin(kind: str, person: int, told: Mapping[tuple[int, str], Any]) -> bool:
    """Return whether an income is the taxable form of one that is told already."""
    paid = {"imposable": ("net", "nette")}
    stem, _, form = kind.rpartition("_")
    return any((person, f"{stem}_{other}") in told for other in paid.get(form, ()))


def _named(row: Row) -> str:
    of = f" de la personne {row['person']}" if row["person"] else ""
    text = value_text(row["kind"], row["value"])
    return f"« {catalogue()[row['kind']].libelle} »{of}, {text}"


def _endings(
    told: Mapping[tuple[int, str], list[dict[str, Any]]],
    carried: set[tuple[int, str]],
    today: dt.date,
    end: dt.date,
) -> Iterator[str]:
    """Yield what is told to end in the coming months, after which nothing is known."""
    for key, rows in told.items():
        until = rows[-1]["valid_until"] or _EVER
        duree = catalogue()[key[1]].duree
        if key in carried or not today < until < end or duree not in ("intervalle", "mois"):
            continue
        if rows[-1]["value"] not in ("false", "0.00"):
            yield f"{_named(rows[-1])}, prend fin le {day_text(until)} : rien n'est supposé après."


def _births(told: Mapping[tuple[int, str], list[dict[str, Any]]], today: dt.date) -> Iterator[str]:
    for (person, kind), rows in told.items():
        if kind != "naissance_prevue" or (person, "date_naissance") in told:
            continue
        if (rows[-1]["valid_until"] or _EVER) > today:
            day = day_text(dt.date.fromisoformat(rows[-1]["value"]))
            yield f"La naissance prévue le {day} n'est comptée que si elle est supposée."
