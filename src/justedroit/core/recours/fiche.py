"""The sheet that the commission reads: budget, debt, origin of the error. It decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from justedroit.core.base import parametre
from justedroit.core.creances import Creance, Suivi
from justedroit.core.recours.dossier_recours import REMISE, Recours

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Dette:
    """A créance, as the commission reads it.

    Attributes:
        creance: number.
        benefit: as OpenFisca spells it.
        claimed_cents: what the decision claimed.
        open_cents: what is still owed.
        first_month, last_month: of the months claimed, 202601.
        origine: French label of the origin decided, empty where nobody has decided.
        is_favorable: whether that origin weighs for the household.
        qualification: French label, empty where nobody has qualified.
    """

    creance: int
    benefit: str
    claimed_cents: int
    open_cents: int
    first_month: int
    last_month: int
    origine: str
    is_favorable: bool
    qualification: str


@dataclass(frozen=True, slots=True)
class Fiche:
    """The sheet of an appeal: an aid to decide, never a decision.

    Attributes:
        recours: number.
        le: day on which it was made.
        dettes: the créances concerned.
        ressources_cents: of the household, a month; None: unknown.
        prestations_cents: benefits of the month that the scale counts.
        charges_cents: housing, a month.
        adultes, enfants: who lives on it.
        quotient_cents: Q, the weighted monthly income; None: unknown.
        retenue_cents: what the scale withholds a month; None: the scale was not read.
        remises: (appeal, day, cents) of the remises granted before.
        raisons: what weighs for the household, in French.
        manque: what is not known, in French.
        budget_mois: month of the resources and of the benefits; None: it was not kept.
    """

    recours: int
    le: dt.date
    dettes: tuple[Dette, ...]
    ressources_cents: int | None
    prestations_cents: int
    charges_cents: int
    adultes: int
    enfants: int
    quotient_cents: int | None
    retenue_cents: int | None
    remises: tuple[tuple[int, str, int], ...]
    raisons: tuple[str, ...]
    manque: tuple[str, ...]
    budget_mois: int | None = None

    @property
    def dette_cents(self) -> int:
        """What is still owed of the créances concerned."""
        return sum(dette.open_cents for dette in self.dettes)

    @property
    def poids_percent(self) -> int | None:
        """The debt as a percentage of the income of a month; None where it is unknown or zero."""
        income = (self.ressources_cents or 0) + self.prestations_cents
        if self.ressources_cents is None or income <= 0:
            return None
        return round(_PERCENT * self.dette_cents / income)

    @property
    def mois(self) -> int | None:
        """How many months the scale takes to repay the debt; None where it takes nothing."""
        if not self.retenue_cents:
            return None
        return -(-self.dette_cents // self.retenue_cents)

    def payload(self) -> dict[str, Any]:
        """Return the sheet as the journal keeps it: amounts, days, nothing that names someone.

        Law:
            None: decision 0021.
        """
        told = asdict(self) | {"le": self.le.isoformat()}
        computed = {
            "dette_cents": self.dette_cents,
            "poids_percent": self.poids_percent,
            "mois": self.mois,
        }
        return told | computed


def fiche(
    recours: Recours,
    creances: Sequence[Creance],
    suivis: Sequence[Suivi],
    budget: Mapping[str, Any],
    others: Sequence[Recours],
    day: dt.date,
) -> Fiche:
    """Return the sheet of an appeal.

    Args:
        recours: instructed.
        creances: of the dossier.
        suivis: of these créances, in their order.
        budget: a row of QUOTIENTS (`core.recouvrement.quotients`), and `month`: of it.
        others: all the appeals of the dossier.
        day: of the sheet.

    Law:
        CSS art. L553-2, D553-1; CASF art. L262-46 al. 9: what precarity and good faith are read
        from. Domaine 5.3: an aid to decide.
    """
    pairs = list(zip(creances, suivis, strict=True))
    dettes = tuple(_dette(c, s, day) for c, s in pairs if c.number in recours.creances)
    known = budget["base"] != "repute"
    return Fiche(
        recours=recours.number,
        le=day,
        dettes=dettes,
        ressources_cents=budget["ressources_cents"] if known else None,
        prestations_cents=budget["prestations_cents"],
        charges_cents=budget["charges_cents"],
        adultes=budget["adultes"],
        enfants=budget["enfants"],
        quotient_cents=budget["q_cents"],
        retenue_cents=budget["retenue_cents"],
        remises=_remises(others, recours),
        raisons=tuple(_raisons(dettes, creances)),
        manque=tuple(_manque(dettes, budget, known=known)),
        budget_mois=budget.get("month"),
    )


def at_now(told: Mapping[str, Any], creances: Sequence[Creance]) -> dict[str, Any]:
    """Return a sheet that was kept, with what is owed now: some may have been paid since.

    Args:
        told: `Fiche.payload`, as the journal kept it.
        creances: of the dossier, as the ledger tells them now.

    Law:
        None: domaine 5.3, what is decided on is what is owed on that day.
    """
    left = {creance.number: creance.total() for creance in creances}
    dettes = [d | {"open_cents": left.get(d["creance"], d["open_cents"])} for d in told["dettes"]]
    debt = sum(dette["open_cents"] for dette in dettes)
    income = (told["ressources_cents"] or 0) + told["prestations_cents"]
    known = told["ressources_cents"] is not None and income > 0
    withheld = told["retenue_cents"]
    computed = {
        "dette_cents": debt,
        "poids_percent": round(_PERCENT * debt / income) if known else None,
        "mois": -(-debt // withheld) if withheld else None,
    }
    return {**told, "dettes": dettes, **computed}


def _dette(creance: Creance, suivi: Suivi, day: dt.date) -> Dette:
    months = [line.month for line in creance.lignes]
    good = parametre("recours/fiche.favorables").at(day)
    origine, qualified = suivi.origine, suivi.qualification
    return Dette(
        creance.number,
        creance.benefit,
        creance.total("claimed"),
        creance.total(),
        min(months),
        max(months),
        origine.label if origine else "",
        is_favorable=origine is not None and origine.code in good,
        qualification=qualified.label if qualified else "",
    )


def _remises(others: Sequence[Recours], recours: Recours) -> tuple[tuple[int, str, int], ...]:
    """Return the remises that were executed before."""
    found = [one for one in others if one.nature == REMISE and one.number != recours.number]
    return tuple(
        (one.number, one.executory_on.isoformat(), sum(one.executed.values()))
        for one in found
        if one.executory_on is not None and one.executed
    )


def _raisons(dettes: Sequence[Dette], creances: Sequence[Creance]) -> list[str]:
    found = [
        f"Créance {dette.creance} : l'erreur vient d'ailleurs que du foyer ({dette.origine})"
        for dette in dettes
        if dette.is_favorable
    ]
    found += [
        f"Créance {dette.creance} : une personne a qualifié la bonne foi"
        for dette in dettes
        if dette.qualification == "Bonne foi"
    ]
    mine = {dette.creance for dette in dettes}
    if mine and all(creance.number in mine for creance in creances):
        found.append("Le foyer n'a jamais eu d'autre dette")
    return found


def _manque(dettes: Sequence[Dette], budget: Mapping[str, Any], *, known: bool) -> list[str]:
    found = [
        f"Créance {dette.creance} : l'origine de l'erreur n'est pas décidée"
        for dette in dettes
        if not dette.origine
    ]
    if not known:
        found.append("Les ressources du foyer ne sont pas connues")
    if not budget["charges_cents"]:
        found.append("Aucune charge de logement n'est connue")
    if budget["retenue_cents"] is None:
        found.append("Le barème de retenue n'a pas été lu pour cette année")
    return found
