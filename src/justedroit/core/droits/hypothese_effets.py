"""When what is supposed changes each benefit, and why in that month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np
import pyarrow as pa

from justedroit.core.base import add_months, month_of, of_month, parametre
from justedroit.core.droits.demandes import claim_months
from justedroit.core.droits.gel import (
    NO_ANCHOR,
    al_anchor,
    breaking_changes,
    frozen_benefits,
    quarter_start,
)
from justedroit.core.droits.hypothese_foyer import Suppose
from justedroit.core.droits.hypothese_resultat import Effet, LigneSimulee
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.prestations import prestations
from justedroit.core.droits.trimestre import HOUSING
from justedroit.core.faits import Statement

# The changes of `gel.ruptures.*` that each kind of fact may tell.
_TELLS = {
    "conjoint": {"separation", "mise_en_couple"},
    "enfant": {"naissance", "arrivee_enfant", "depart_enfant"},
    "deces": {"deces"},
    "date_entree_logement": {"demenagement"},
    "depcom": {"demenagement"},
}
_STOPS = {"fin_revenu_sans_substitution", "chomage", "cessation_activite"}
_OF_FAMILY = frozenset({*_TELLS["conjoint"], *_TELLS["enfant"], "deces"})


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What makes a benefit change in a month rather than in another.

    Attributes:
        changes: codes of `gel.ruptures.*` that are supposed, by month.
        anchors: a month of the quarters of each frozen benefit, by benefit and month.
        without_rent: months of the changes after which no rent is paid.
    """

    changes: Mapping[int, frozenset[str]]
    anchors: Mapping[tuple[str, int], int]
    without_rent: frozenset[int] = frozenset()

    def of(self, line: LigneSimulee) -> str:
        """Return why a benefit changes in the month of a line, see `reason`."""
        ended = line.benefit in HOUSING and not line.claimed_cents
        if ended and any(month <= line.month for month in self.without_rent):
            return "Sans loyer à payer, il n'y a pas d'aide au logement (CCH L823-1)."
        return self.reason(line.benefit, line.month)

    def reason(self, benefit: str, month: int) -> str:
        """Return why a benefit changes in a month, in French; empty where there is no more to say."""
        if benefit in frozen_benefits(month):
            return self._of_quarter(benefit, month)
        now, before = (self.changes.get(m, frozenset()) for m in (month, add_months(month, -1)))
        article = prestations()[benefit].article
        if now & _OF_FAMILY:
            return f"Ce droit change dès le mois de l'événement ({article})."
        if before & _OF_FAMILY:
            return f"Ce droit change le mois qui suit l'événement ({article})."
        if month % 100 == 1:
            return "Les ressources retenues changent d'année au 1er janvier."
        return ""

    def _of_quarter(self, benefit: str, month: int) -> str:
        breaking = frozenset(breaking_changes(benefit, month))
        now, before = (self.changes.get(m, frozenset()) for m in (month, add_months(month, -1)))
        anchor = self.anchors.get((benefit, month), NO_ANCHOR)
        if anchor == month:
            if benefit in HOUSING:
                return "Ses trimestres suivent ceux du droit demandé ce mois-là (CCH R823-6-1)."
            return "Ce droit s'ouvre au mois de la demande."
        if found := (now | (before & _OF_FAMILY)) & breaking:
            return f"{_event(found)} révise ce droit sans attendre la fin du trimestre."
        if anchor != NO_ANCHOR and int(quarter_start([month], [anchor])[0]) == month:
            return "Ce montant est figé par trimestre, et un trimestre commence ce mois-là."
        name = "aide_logement" if benefit in HOUSING else benefit
        if month % 100 in parametre(f"droits/gel.revalorisation.{name}").at(month):
            return f"Ce montant est recalculé avec la revalorisation {of_month(month)}."
        return ""


def effects(
    lines: Sequence[LigneSimulee], said: Sequence[Suppose], known: pa.Table
) -> Iterator[Effet]:
    """Yield the months in which what is supposed changes each benefit, by month.

    Args:
        lines: the rights, by benefit and month.
        said: what is supposed.
        known: what is known with what is supposed and claimed, schema KNOWN.

    Law:
        CCH art. R823-6; CASF art. R262-4; CSS art. R843-1, R552-2, R552-3; parameters `gel.*`.
    """
    found = [*_steps(lines)]
    if not found:
        return
    months = [line.month for line in lines if line.benefit == lines[0].benefit]
    calendar = _Calendar(_changes(said), _anchors(known, months), _without_rent(said))
    for line in sorted(found, key=attrgetter("month")):
        why = calendar.of(line)
        yield Effet(line.benefit, line.month, line.claimed_before_cents, line.claimed_cents, why)


def _steps(lines: Sequence[LigneSimulee]) -> Iterator[LigneSimulee]:
    """Yield the lines at which the difference changes, and not only because the present does."""
    for _, some in groupby(lines, attrgetter("benefit")):
        level = amount = 0
        for line in some:
            difference = line.claimed_difference_cents
            begins = bool(difference) != bool(level)
            if begins or (difference != level and line.claimed_cents != amount):
                yield line
            level, amount = difference, line.claimed_cents


def _changes(said: Sequence[Suppose]) -> dict[int, frozenset[str]]:
    out: dict[int, frozenset[str]] = {}
    for one in said:
        for statement in one.statements:
            month = month_of(statement.valid_from)
            out[month] = out.get(month, frozenset()) | _told_by(statement)
    return out


def _without_rent(said: Sequence[Suppose]) -> frozenset[int]:
    told = (statement for one in said for statement in one.statements)
    free = (s for s in told if s.kind == "loyer" and s.value is not None and _is_zero(s.value))
    return frozenset(month_of(statement.valid_from) for statement in free)


def _is_zero(value: str) -> bool:
    return not value.strip("0.,")


def _told_by(said: Statement) -> set[str]:
    if said.kind in ("salaire_net", "salaire_imposable") and said.value is not None:
        return _STOPS if _is_zero(said.value) else set()
    return _TELLS.get(said.kind, set())


def _event(changes: frozenset[str]) -> str:
    if changes & _OF_FAMILY:
        return "Un changement de la famille"
    return "Un déménagement" if "demenagement" in changes else "La fin d'un revenu"


def _anchors(known: pa.Table, months: Sequence[int]) -> dict[tuple[str, int], int]:
    """Return a month of the quarters of each frozen benefit, in each month."""
    window = (months[0], len(months))
    lecture = Lecture(known, window)
    names = ("rsa", "ppa", "aah", "aide_logement")
    claims = {name: claim_months(lecture, name, *window)[0] for name in names}
    aligned = al_anchor(*(claims[name] for name in names))
    of = {"rsa": claims["rsa"], "ppa": claims["ppa"]} | dict.fromkeys(HOUSING, aligned)
    return {
        (benefit, month): int(anchor)
        for benefit, anchors in of.items()
        for month, anchor in zip(months, np.asarray(anchors).tolist(), strict=True)
    }
