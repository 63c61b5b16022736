"""The figures of a notice: rappels and indus of one processing, netted within each benefit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

import pyarrow as pa

from justedroit.core.base import parametre


@dataclass(frozen=True, slots=True)
class LigneMois:
    """One month of a group: what had been posted, what is due, the difference, in cents."""

    month: int
    posted_cents: int
    due_cents: int
    delta_cents: int


@dataclass(frozen=True, slots=True)
class Groupe:
    """All the months of one benefit, in one processing.

    Attributes:
        benefit: as OpenFisca spells it.
        lines: by month.
        net_cents: sum of the differences.
        kind: `rappel`, `indu`, or `nul` when the months cancel each other.
    """

    benefit: str
    lines: tuple[LigneMois, ...]
    net_cents: int
    kind: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What one processing says to one household.

    Attributes:
        dossier: number.
        groups: one by benefit, in alphabetical order.
        rappel_cents: what is to be paid.
        indu_cents: what is claimed.
    """

    dossier: int
    groups: tuple[Groupe, ...]
    rappel_cents: int
    indu_cents: int


def compensation_immediate_on(day: dt.date) -> bool:
    """Return whether a rappel may pay an indu of another benefit within one notice, on a day.

    Law:
        CSS art. L553-2: contested; parameter `notice.compensation_immediate`, a_verifier.
    """
    return bool(parametre("ecarts/notice.compensation_immediate").at(day))


def _kind(net_cents: int) -> str:
    if net_cents == 0:
        return "nul"
    return "rappel" if net_cents > 0 else "indu"


def _group(benefit: str, rows: list[dict[str, int]]) -> Groupe:
    fields = ("month", "posted_cents", "due_cents", "delta_cents")
    lines = tuple(LigneMois(*(row[f] for f in fields)) for row in rows)
    net = sum(line.delta_cents for line in lines)
    return Groupe(benefit, lines, net, _kind(net))


def _notice(dossier: int, groups: tuple[Groupe, ...], *, compensation_immediate: bool) -> Notice:
    nets = [g.net_cents for g in groups]
    sums = [sum(nets)] if compensation_immediate else nets
    rappel, indu = sum(n for n in sums if n > 0), -sum(n for n in sums if n < 0)
    return Notice(dossier, groups, rappel, indu)


def lines_of_notice(
    corrections: pa.Table, *, compensation_immediate: bool = False
) -> tuple[Notice, ...]:
    """Return the figures of the notice of each dossier: months netted within a benefit.

    Args:
        corrections: schema CORRECTIONS of one processing, without what time has taken.
        compensation_immediate: whether a rappel of one benefit pays an indu of another;
            `compensation_immediate_on` gives what the fund has chosen.

    Returns:
        One notice by dossier, ascending.

    Law:
        CSS art. R133-9-2 (each payment in cause is shown), L553-2 (no netting across benefits).
    """
    keys = [("dossier", "ascending"), ("benefit", "ascending"), ("month", "ascending")]
    rows = corrections.sort_by(keys).to_pylist()
    notices = []
    for dossier, of_dossier in groupby(rows, key=lambda row: row["dossier"]):
        by_benefit = groupby(of_dossier, key=lambda row: row["benefit"])
        groups = tuple(_group(benefit, list(months)) for benefit, months in by_benefit)
        notices.append(_notice(dossier, groups, compensation_immediate=compensation_immediate))
    return tuple(notices)
