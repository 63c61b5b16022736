"""The closing table of a fund that was played, read from its journals alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.registre import BENEFIT_LABELS, BENEFITS, balances
from justedroit.twin.apres import Apres, Compte, apres
from justedroit.twin.exemple import telling_dossier
from justedroit.twin.reperes import Repere, Totaux, reperes

if TYPE_CHECKING:
    from justedroit.twin.plan import Plan

ROLES = ("allocataire", "conjoint", "enfant")


@dataclass(frozen=True, slots=True)
class Ligne:
    """What was paid of a benefit.

    Attributes:
        prestation: as OpenFisca spells it.
        libelle: French name.
        cents: paid over the months.
        foyers: households paid at least once.
        foyer_mois: rights of a month paid to a household; over `mois`, the households of a month.
    """

    prestation: str
    libelle: str
    cents: int
    foyers: int
    foyer_mois: int


@dataclass(frozen=True, slots=True)
class Bilan:
    """The year of a fund.

    Attributes:
        debut: first month.
        mois: number of months.
        graine: seed.
        foyers: households.
        personnes: persons covered at the end.
        verse: what was paid, one line per benefit, in the order of the chart of accounts.
        verse_cents: sum of the lines.
        rappels: rights paid late, by motive of the ledger.
        indus: sums claimed back, by motive of the ledger.
        part_indus: indus over what was paid, a ratio.
        non_demandes: rights computed but never claimed: households, and cents over the window.
        solde_cents: sum of all the balances of the ledger; 0, or the ledger is wrong.
        reperes: the figures of the twin beside those that were published.
        dossier_exemple: one dossier with an indu that a late or corrected fact explains.
        apres: what became of the indus; None where that was not played.
    """

    debut: int
    mois: int
    graine: int
    foyers: int
    personnes: int
    verse: tuple[Ligne, ...]
    verse_cents: int
    rappels: Compte
    indus: Compte
    part_indus: float
    non_demandes: Compte
    solde_cents: int
    reperes: tuple[Repere, ...]
    dossier_exemple: int | None
    apres: Apres | None = None

    def to_json(self) -> str:
        """Return the table as JSON text, the same for the same journals."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def bilan(
    facts: pa.Table,
    transfers: pa.Table,
    rights: pa.Table,
    plan: Plan,
    events: pa.Table | None = None,
) -> Bilan:
    """Return the closing table of a fund.

    Args:
        facts: schema FACTS, all the journal.
        transfers: schema TRANSFERS, all the journal.
        rights: schema RIGHTS, of the last revision.
        plan: what was played.
        events: schema EVENTS, all the journal; None: what comes after the indus is not told.
    """
    lines = paid_lines(transfers)
    paid = sum(line.cents for line in lines)
    indus = counted(transfers, "indu")
    foyers, people = pc.count_distinct(facts["dossier"]).as_py(), persons(facts)
    totals = Totaux(
        foyers, people, plan.mois, {line.prestation: line for line in lines}, indus.cents
    )
    return Bilan(
        debut=plan.debut,
        mois=plan.mois,
        graine=plan.graine,
        foyers=foyers,
        personnes=people,
        verse=lines,
        verse_cents=paid,
        rappels=counted(transfers, "rappel"),
        indus=indus,
        part_indus=indus.cents / paid if paid else 0.0,
        non_demandes=unclaimed(rights),
        solde_cents=pc.sum(balances(transfers)["balance_cents"]).as_py() or 0,
        reperes=reperes(plan.caf, totals),
        dossier_exemple=telling_dossier(facts, transfers),
        apres=None if events is None else apres(transfers, events),
    )


def paid_lines(transfers: pa.Table) -> tuple[Ligne, ...]:
    """Return what was paid of each benefit, to the allocataire or to a third party.

    Args:
        transfers: schema TRANSFERS.
    """
    paid = transfers.filter(pc.equal(transfers["motive"], "paiement"))
    benefit = pc.replace_substring_regex(paid["debit"], ":.*", "")
    # The right of a month paid in several times counts once.
    months = (
        pa.table({"benefit": benefit, "cents": paid["amount_cents"]})
        .append_column("dossier", paid["dossier"])
        .append_column("month", paid["month"])
        .group_by(["benefit", "dossier", "month"])
        .aggregate([("cents", "sum")])
    )
    sums = months.group_by("benefit").aggregate(
        [("cents_sum", "sum"), ("dossier", "count_distinct"), ("month", "count")]
    )
    columns = ("cents_sum_sum", "dossier_count_distinct", "month_count")
    rows = {row["benefit"]: [row[c] for c in columns] for row in sums.to_pylist()}
    return tuple(Ligne(b, BENEFIT_LABELS[b], *rows[b]) for b in BENEFITS if b in rows)


def counted(transfers: pa.Table, motive: str) -> Compte:
    """Return how many notices a motive makes, one per dossier, benefit and revision.

    Args:
        transfers: schema TRANSFERS.
        motive: `rappel` or `indu`.
    """
    some = transfers.filter(pc.equal(transfers["motive"], motive))
    notices = some.group_by(["dossier", "debit", "entered_at"]).aggregate([])
    return Compte(notices.num_rows, pc.sum(some["amount_cents"]).as_py() or 0)


def unclaimed(rights: pa.Table) -> Compte:
    """Return the rights computed that nobody claimed: households, and cents over the window.

    Args:
        rights: schema RIGHTS.
    """
    some = rights.filter(pc.equal(rights["motive"], "non_demande"))
    return Compte(
        pc.count_distinct(some["dossier"]).as_py(), pc.sum(some["computed_cents"]).as_py() or 0
    )


def persons(facts: pa.Table) -> int:
    """Return how many persons the dossiers cover at the end: those in, less the dead.

    Args:
        facts: schema FACTS.
    """
    roles = facts.filter(pc.is_in(facts["kind"], pa.array(ROLES)))
    last = _last_said(roles)
    inside = last.filter(pc.equal(last["value"], "true"))
    dead = facts.filter(pc.equal(facts["kind"], "deces"))
    key = ["dossier", "person"]
    covered = inside.select(key).group_by(key).aggregate([])
    return int(covered.join(dead.select(key), key, join_type="left anti").num_rows)


def _last_said(facts: pa.Table) -> pa.Table:
    """Return the last statement of each dossier, person and kind."""
    columns = (facts[name].to_numpy() for name in ("sequence", "person", "dossier"))
    kind = facts["kind"].combine_chunks().dictionary_encode().indices.to_numpy()
    sequence, person, dossier = columns
    order = np.lexsort((sequence, kind, person, dossier))
    keys = np.stack([dossier, person, kind])[:, order]
    last = np.r_[(keys[:, 1:] != keys[:, :-1]).any(axis=0), True] if order.size else order
    return facts.take(pa.array(order[last.astype(bool)]))


__all__ = ["Bilan", "Compte", "Ligne", "bilan", "counted", "paid_lines", "persons", "unclaimed"]
