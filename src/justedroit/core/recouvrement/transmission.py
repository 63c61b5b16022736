"""How a créance leaves the hands of the fund: to the département, or given up as irrecoverable.

What was passed on and is then annulled, by a decision or a right that comes back, is taken back from
the département, who must be told. What it has itself recovered meanwhile, the fund does not know.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal, add_months, month_of, parametre
from justedroit.core.creances import (
    INDU,
    Creance,
    Suivi,
    cause_text,
    creances,
    plan_on,
    suspended,
)
from justedroit.core.registre import BENEFIT_LABELS, posted_rights


def refuse_transfer(
    creance: Creance, suivi: Suivi, transfers: pa.Table, day: dt.date
) -> Refusal | None:
    """Return why what is left of an RSA créance cannot be passed to the département.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        transfers: of its dossier, schema TRANSFERS: the rights still served are read in it.
        day: of the decision.

    Returns:
        None where it can: the right to RSA has ended, and nothing is left to withhold on.

    Law:
        CASF art. L262-46 al. 8: what was not recovered by withholding goes to the département.
    """
    where = _where(creance)
    if creance.benefit != "rsa":
        return Refusal(
            "seul le RSA est transmis au département.",
            where,
            "Une autre créance est recouvrée par la caisse, ou admise en non-valeur.",
            "CASF art. L262-46",
        )
    if (refusal := refuse_open(creance, suivi, day)) is not None:
        return refusal
    if not any(ligne.open for ligne in creance.lignes if ligne.nature == INDU):
        return Refusal(
            "il ne reste que l'indemnité de gestion, due à la caisse.",
            where,
            "Elle n'est pas transmise.",
            "CASF art. L262-46",
        )
    if suivi.received_on is None:
        return Refusal(
            "elle n'a pas été notifiée avec une réception prouvée.",
            where,
            "Notifiez-la d'abord.",
            "CSS art. R133-9-2",
        )
    if served := _served(transfers, day):
        named = ", ".join(BENEFIT_LABELS[benefit] for benefit in served)
        return Refusal(
            f"des prestations sont encore servies ({named}) : la caisse peut retenir.",
            where,
            "Retenez sur ces prestations.",
            "CASF art. L262-46",
        )
    return None


def refuse_non_valeur(
    creance: Creance, suivi: Suivi, insolvency: str, day: dt.date
) -> Refusal | None:
    """Return why a créance cannot be admitted as irrecoverable.

    Args:
        creance: as the ledger tells it.
        suivi: what happened to it.
        insolvency: what proves that the household cannot pay; empty where nothing does.
        day: of the decision.

    Returns:
        None where it can: a contrainte was served or its execution ended, or insolvency is proven.

    Law:
        CSS art. L553-2; décret 2012-1246 art. 193 (a_verifier for the funds).
    """
    if (refusal := refuse_open(creance, suivi, day)) is not None:
        return refusal
    forced = any(one.stands and (one.served_on or one.closed_on) for one in suivi.contraintes)
    if forced or insolvency.strip():
        return None
    return Refusal(
        "aucune contrainte n'a été signifiée, et rien ne prouve l'insolvabilité.",
        _where(creance),
        "Menez le recouvrement forcé à son terme, ou donnez la preuve de son insolvabilité.",
    )


def refuse_open(creance: Creance, suivi: Suivi, day: dt.date) -> Refusal | None:
    """Return why nothing can be given up or passed on of a créance: nothing is owed, or it is not free.

    Law:
        CASF art. L262-46: a contested sum is left as it is.
    """
    where = _where(creance)
    if creance.total() <= 0:
        return Refusal("plus rien n'est dû.", where, "Il n'y a rien à faire.")
    if (running := suspended(suivi, day)) is not None:
        return Refusal(
            f"son recouvrement est suspendu : {cause_text(running)}.",
            where,
            "Attendez la fin de la suspension.",
            "CASF art. L262-46",
        )
    if (plan := plan_on(suivi, day)) is not None:
        return Refusal(
            f"l'échéancier n° {plan.number} est en cours.",
            where,
            "Laissez-le se poursuivre, ou constatez sa rupture.",
        )
    return None


def _served(transfers: pa.Table, day: dt.date) -> list[str]:
    """Return the benefits that may be withheld on and are still due, in this month or the last."""
    table = parametre("recouvrement/fongibilite.retenables").at(day)
    rights = posted_rights(transfers)
    since = add_months(month_of(day), -1)
    recent = rights.filter(
        pc.and_(pc.greater_equal(rights["month"], since), pc.greater(rights["posted_cents"], 0))
    )
    return sorted(set(recent["benefit"].to_pylist()) & set(table["defaut"]))


def _where(creance: Creance) -> str:
    return f"dossier {creance.dossier}, créance {creance.number}"


@dataclass(frozen=True, slots=True)
class Reprise:
    """What one act takes back from the département, of one créance.

    Attributes:
        dossier: number.
        creance: number.
        cents: owed no longer.
        reference: of its transfers.
        at: instant of its entry in the ledger, UTC.
    """

    dossier: int
    creance: int
    cents: int
    reference: str
    at: dt.datetime


def taken_back(transfers: pa.Table) -> list[Reprise]:
    """Return what was passed on to the département and is owed no longer, act by act, in order.

    Args:
        transfers: schema TRANSFERS, of one dossier, in the order of the journal.

    Law:
        CASF art. L262-46 al. 8: the département recovers what is owed; what is annulled is not.
    """
    places = pc.indices_nonzero(pc.ends_with(transfers["credit"], ":transfere")).to_pylist()
    rows = transfers.select(["entered_at", "reference"])
    acts = groupby(places, key=lambda place: tuple(rows.slice(place, 1).to_pylist()[0].values()))
    found = []
    for (at, reference), of_act in acts:
        some = list(of_act)
        before, after = _passed_on(transfers, some[0]), _passed_on(transfers, some[-1] + 1)
        for (dossier, number), cents in (before - after).items():
            found.append(Reprise(dossier, number, cents, reference or "", at))
    return found


def _passed_on(transfers: pa.Table, rows: int) -> Counter[tuple[int, int]]:
    """Return (dossier, créance) → what its first rows say was passed on, in cents."""
    some = creances(transfers.slice(0, rows)).values()
    return Counter({(c.dossier, c.number): c.total("transferred") for every in some for c in every})
