"""Plan: what the telephone line of recovery does. Simulate a plan, accept it, follow it, resume it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from justedroit.core.base import (
    FRANCE,
    Acte,
    Refusal,
    add_months,
    days_after,
    euros,
    first_day,
    month_of,
    parametre,
)
from justedroit.core.creances import (
    Creance,
    Suivi,
    cause_text,
    in_order,
    suivis,
    suspended,
    withholdable_from,
)
from justedroit.core.recouvrement import (
    A_ROMPRE,
    EN_COURS,
    ETATS,
    MOYENS,
    RETENUE,
    ROMPU,
    SOLDE,
    Budget,
    Demande,
    Echeancier,
    Proposition,
    Suite,
    dues_told,
    echeanciers,
    missed_text,
    proposition,
    read_plan,
    withholding_day,
)
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, appended, event, opened, refuse_text
from justedroit.steps.budget import budget_of

_LAW: Final = "CSS art. R133-9-2"
_DESPITE: Final = "la raison de l'échéancier"
_FIRST_DAY: Final = 5  # of a month: once the benefits of the month before are paid


@dataclass(frozen=True, slots=True)
class Souhait:
    """What a household asks for on the telephone.

    Attributes:
        creances: numbers; empty: all that it owes and that nothing suspends.
        mensualite: cents a month; None: that of the scale, or less where the budget allows less.
        mois: how many; None: to be proposed.
        premiere: day of the first payment; None: the fifth of the next month. By withholding, the
            benefits are paid on their own days: the first from there that may be withheld.
        moyen: key of MOYENS.
        ressources: cents a month as said on the telephone; None: as known.
        charges: cents of housing a month as said; None: as known.
        motif: why a plan is accepted that leaves less than nothing to live on; else empty.
    """

    creances: tuple[int, ...] = ()
    mensualite: int | None = None
    mois: int | None = None
    premiere: dt.date | None = None
    moyen: str = "virement"
    ressources: int | None = None
    charges: int | None = None
    motif: str = ""


@dataclass(frozen=True, slots=True)
class Simulation:
    """A plan that may be accepted as it stands.

    Attributes:
        dossier: number.
        creances: numbers of those it repays, in the order in which they are repaid.
        cents: what they owe.
        budget: of the household.
        proposition: the payments.
        moyen: key of MOYENS.
    """

    dossier: int
    creances: tuple[int, ...]
    cents: int
    budget: Budget
    proposition: Proposition
    moyen: str

    @property
    def left(self) -> int:
        """What the household has to live on each month with this plan, cents; may be negative."""
        due = self.proposition.mensualites[0].cents
        return self.budget.ressources - self.budget.charges - due


@dataclass(frozen=True, slots=True)
class PlanSuivi:
    """A plan, its payments on the days on which they are due now, and where it stands."""

    plan: Echeancier
    suite: Suite

    @property
    def label(self) -> str:
        """The French label of its state."""
        return ETATS[self.suite.state]


def simulate(
    records: Records, dossier: int, souhait: Souhait, now: dt.datetime
) -> Simulation | Refusal:
    """Return the plan that answers what a household asks for; nothing is written.

    Args:
        records: the journals.
        dossier: number.
        souhait: what is asked.
        now: instant, UTC.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    if running := _running(found):
        return _refusal(
            found.dossier,
            f"l'échéancier n° {running.number} est déjà en cours.",
            "Annulez-le d'abord, ou laissez-le aller à son terme.",
        )
    return _simulated(records, found, souhait, now)


def to_confirm(found: Simulation) -> Refusal | None:
    """Return why a plan is to be confirmed with the household, with its figures; None: it need not.

    What leaves less than nothing to live on is accepted only if the household asks for it, knowing
    it: whoever accepts it asks first, on a page as on the command line.

    Args:
        found: the plan, as simulated.
    """
    if found.left >= 0:
        return None
    budget, due = found.budget, found.proposition.mensualites[0].cents
    what = (
        f"il resterait {euros(found.left)} par mois pour vivre : {euros(budget.ressources)} de "
        f"ressources, moins {euros(budget.charges)} de logement et {euros(due)} de mensualité."
    )
    mend = (
        "Vérifiez ses ressources avec le foyer ; proposez plus de mois, ou une remise de dette. S'il "
        "le demande en le sachant, confirmez-le."
    )
    return _refusal(found.dossier, what, mend)


def accept(records: Records, dossier: int, souhait: Souhait, acte: Acte) -> Simulation | Refusal:
    """Accept a plan, as `simulate` gives it at the same instant.

    Args:
        records: the journals.
        dossier: number.
        souhait: what is asked.
        acte: who accepts it for the fund, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    if souhait.motif and (wrong := refuse_text(souhait.motif, f"dossier {dossier}", _DESPITE)):
        return wrong
    simulation = simulate(records, dossier, souhait, acte.at)
    if isinstance(simulation, Refusal):
        return simulation
    number = len(_plans(found)) + 1
    told: dict[str, Any] = {"echeancier": number, "creances": list(simulation.creances)}
    told |= {"mensualites": dues_told(simulation.proposition.mensualites)}
    told |= {"phase": simulation.proposition.phase, "moyen": simulation.moyen}
    told |= {"motif": souhait.motif.strip()} if souhait.motif else {}
    appended(records, found, [event(dossier, "echeancier.accepte", acte, told)])
    return simulation


def plans_of(records: Records, dossier: int, now: dt.datetime) -> list[PlanSuivi] | Refusal:
    """Return the plans of a dossier, with where each stands.

    Args:
        records: the journals.
        dossier: number.
        now: instant, UTC.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    return read_plans(found, now.astimezone(FRANCE).date())


def read_plans(found: Opened, day: dt.date) -> list[PlanSuivi]:
    """Return the plans of a dossier that was read, with where each stands on a day."""
    plans = _plans(found)
    claims = found.creances() if plans else []
    pairs = list(zip(claims, suivis(claims, found.events), strict=True))
    read = [read_plan(plan, pairs, found.transfers) for plan in plans]
    return [PlanSuivi(one.plan, one.on(day)) for one in read]


def follow(records: Records, acte: Acte, dossiers: Sequence[int] | None = None) -> list[PlanSuivi]:
    """Break the plans that are not kept, end those that are paid; the others are left as they are.

    What a suspension stops is not late: a contestation breaks no plan.

    A broken plan gives way to the withholding of the scale, from the next month.

    Args:
        records: the journals.
        acte: who follows, and when.
        dossiers: numbers; None: all.

    Returns:
        The plans that this ends or breaks.

    Raises:
        StaleSequence: a dossier was written to in between; those before it are done.
    """
    every = records.dossiers() if dossiers is None else list(dossiers)
    with_plans = records.last_events("echeancier.accepte", every)["dossier"].to_pylist()
    changed = []
    for dossier in with_plans:
        found = opened(records, dossier)
        if isinstance(found, Refusal) or not _running(found):
            continue
        plans = read_plans(found, acte.at.astimezone(FRANCE).date())
        followed = next(one for one in plans if one.plan.runs)
        if row := _ending(followed, acte):
            appended(records, found, [row])
            changed.append(followed)
    return changed


def simulate_again(
    records: Records, dossier: int, souhait: Souhait, now: dt.datetime
) -> Simulation | Refusal:
    """Return what the last plan of a dossier, which was broken, would be if resumed; nothing is written.

    Args:
        records: the journals.
        dossier: number.
        souhait: what is asked; its créances are those of the plan.
        now: instant, UTC.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    last = _broken(found)
    return last if isinstance(last, Refusal) else _again(records, (found, last), souhait, now)


def _broken(found: Opened) -> Echeancier | Refusal:
    last = next(reversed(_plans(found)), None)
    if last is None or last.state != ROMPU:
        what = "aucun échéancier rompu n'est à reprendre."
        return _refusal(found.dossier, what, "Acceptez-en un.")
    return last


def _again(
    records: Records, what: tuple[Opened, Echeancier], souhait: Souhait, now: dt.datetime
) -> Simulation | Refusal:
    """Return what is left of a broken plan, spread anew."""
    found, last = what
    # One of them may have been repaid meanwhile: the plan goes on for the others.
    owed = {claim.number for claim in found.creances() if claim.total() > 0}
    left = tuple(number for number in last.creances if number in owed)
    if not left:
        mend = "Il n'y a rien à reprendre."
        return _refusal(found.dossier, "ses créances ne sont plus dues.", mend)
    return _simulated(records, found, replace(souhait, creances=left), now)


def resume(
    records: Records, dossier: int, souhait: Souhait, motif: str, acte: Acte
) -> Simulation | Refusal:
    """Resume the last plan of a dossier, which was broken: what is still owed is spread again.

    Args:
        records: the journals.
        dossier: number.
        souhait: what is asked; its créances are those of the plan.
        motif: why a person gives it another chance.
        acte: who decides, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    last = _broken(found)
    if isinstance(last, Refusal):
        return last
    if wrong := refuse_text(motif, f"dossier {dossier}", "le motif de la reprise"):
        return wrong
    simulation = _again(records, (found, last), souhait, acte.at)
    if isinstance(simulation, Refusal):
        return simulation
    told: dict[str, Any] = {"echeancier": last.number, "le": _today(acte), "motif": motif.strip()}
    told |= {"mensualites": dues_told(simulation.proposition.mensualites)}
    appended(records, found, [event(dossier, "echeancier.repris", acte, told)])
    return simulation


def cancel(records: Records, dossier: int, motif: str, acte: Acte) -> Echeancier | Refusal:
    """Cancel the plan that runs, at the wish of the household or of the fund.

    Args:
        records: the journals.
        dossier: number.
        motif: why.
        acte: who decides, and when.

    Raises:
        StaleSequence: the dossier was written to in between; nothing was appended.
    """
    found = opened(records, dossier)
    if isinstance(found, Refusal):
        return found
    if wrong := refuse_text(motif, f"dossier {dossier}", "le motif de l'annulation"):
        return wrong
    if (plan := _running(found)) is None:
        return _refusal(dossier, "aucun échéancier n'est en cours.", "Il n'y a rien à annuler.")
    told = {"echeancier": plan.number, "le": _today(acte), "motif": motif.strip()}
    appended(records, found, [event(dossier, "echeancier.rompu", acte, told)])
    return plan


def _ending(followed: PlanSuivi, acte: Acte) -> dict[str, Any] | None:
    """Return the event that ends or breaks a plan, None where it goes on."""
    plan, state = followed.plan, followed.suite.state
    if plan.state != EN_COURS or state not in (A_ROMPRE, SOLDE):
        return None
    tag = "echeancier.termine" if state == SOLDE else "echeancier.rompu"
    missed = missed_text(plan, followed.suite)
    motif = "Plus rien n'est à payer de ce qu'il rembourse." if state == SOLDE else missed
    told = {"echeancier": plan.number, "le": _today(acte), "motif": motif}
    return event(plan.dossier, tag, acte, told)


def _today(acte: Acte) -> str:
    return acte.at.astimezone(FRANCE).date().isoformat()


def _plans(found: Opened) -> list[Echeancier]:
    return echeanciers(found.events).get(found.dossier, [])


def _running(found: Opened) -> Echeancier | None:
    return next((plan for plan in _plans(found) if plan.runs), None)


def _simulated(
    records: Records, found: Opened, souhait: Souhait, now: dt.datetime
) -> Simulation | Refusal:
    day = now.astimezone(FRANCE).date()
    if souhait.moyen not in MOYENS:
        known = ", ".join(MOYENS)
        return _refusal(found.dossier, f"« {souhait.moyen} » est inconnu.", f"Choix : {known}.")
    some = _chosen(found, souhait, day)
    if isinstance(some, Refusal):
        return some
    claims = [claim for claim, _ in some]
    cents = sum(claim.total() for claim in claims)
    first = _premiere(some, souhait, day)
    budget, scale = _budget(records, found, souhait, now)
    wished = (souhait.mensualite, souhait.mois)
    by_benefits = souhait.moyen == RETENUE
    demande = Demande(cents, _phase(some, day), first, *wished, scale, by_benefits)
    proposed = proposition(demande, budget, day)
    if isinstance(proposed, Refusal):
        return replace(proposed, where=f"dossier {found.dossier}, échéancier")
    numbers = tuple(claim.number for claim in in_order(claims))
    return Simulation(found.dossier, numbers, cents, budget, proposed, souhait.moyen)


def _chosen(found: Opened, souhait: Souhait, day: dt.date) -> list[tuple[Creance, Suivi]] | Refusal:
    """Return the créances of a plan: owed, and that nothing suspends."""
    claims = found.creances()
    pairs = list(zip(claims, suivis(claims, found.events), strict=True))
    owed = [(claim, suivi) for claim, suivi in pairs if claim.total() > 0]
    named = [pair for pair in owed if pair[0].number in souhait.creances]
    if len(named) < len(set(souhait.creances)):
        return _refusal(
            found.dossier,
            "une des créances n'existe pas, ou n'est plus due.",
            f"Créances dues : {', '.join(str(c.number) for c, _ in owed) or 'aucune'}.",
        )
    free = [pair for pair in named or owed if suspended(pair[1], day) is None]
    if named and len(free) < len(named):
        stopped = next(s for pair in named if (s := suspended(pair[1], day)) is not None)
        return _refusal(
            found.dossier,
            f"le recouvrement d'une des créances est suspendu : {cause_text(stopped)}.",
            "Attendez la fin de la suspension, ou laissez cette créance hors de l'échéancier.",
        )
    if not free:
        return _refusal(found.dossier, "rien n'est à rembourser.", "Il n'y a rien à faire.")
    return free


def _premiere(some: Sequence[tuple[Creance, Suivi]], souhait: Souhait, day: dt.date) -> dt.date:
    """Return the day of the first payment: by withholding, that of the first order that may withhold."""
    next_month = first_day(add_months(month_of(day), 1))
    wished = souhait.premiere
    if souhait.moyen != RETENUE or (wished is not None and wished < day):
        return wished or next_month.replace(day=_FIRST_DAY)
    # ASSUMPTION: an order withholds what may be withheld on the day on which it is paid; of a notice
    # that nothing proves received, no sooner than if it was received today.
    unknown = days_after(day, 1 + int(parametre("creances/retenue.delai").at(day)))
    found = (
        withholdable_from(claim, replace(suivi, echeancier=None), day) for claim, suivi in some
    )
    possible = [unknown if isinstance(one, Refusal) else one for one in found]
    return withholding_day(max(wished or next_month, *possible))


def _phase(some: Sequence[tuple[Creance, Suivi]], day: dt.date) -> str:
    """Return in which phase a plan is asked for: before withholding may begin, or after."""
    for claim, suivi in some:
        first = withholdable_from(claim, replace(suivi, echeancier=None), day)
        if not isinstance(first, Refusal) and first <= day:
            return "recouvrement"
    return "notification"


def _budget(
    records: Records, found: Opened, souhait: Souhait, now: dt.datetime
) -> tuple[Budget, int | None]:
    """Return what the household has each month, as it says or as known, and what the scale takes."""
    row = budget_of(records.facts([found.dossier]), found.transfers, found.dossier, now)
    told = row["ressources_cents"] + row["prestations_cents"]
    budget = Budget(
        told if souhait.ressources is None else souhait.ressources,
        row["charges_cents"] if souhait.charges is None else souhait.charges,
        row["adultes"],
        row["enfants"],
    )
    return budget, row["retenue_cents"]


def _refusal(dossier: int, what: str, mend: str) -> Refusal:
    return Refusal(what, f"dossier {dossier}", mend, _LAW)
