"""The movements allowed: from which nature to which each motive may take money."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import Refusal
from justedroit.core.registre.comptes import ACCOUNTS, FUND, FUND_PREFIX, MOTIVES
from justedroit.core.registre.schema import TRANSFERS

# Motive → (debit nature, credit nature) pairs. Nothing else can be written in the ledger.
MOVEMENTS: Final[Mapping[str, frozenset[tuple[str, str]]]] = MappingProxyType(
    {
        "droit": frozenset({("charge", "droit")}),
        "rappel": frozenset({("charge", "droit")}),
        "indu": frozenset({("indu", "charge")}),
        # A right falls before it was paid, or after time had already taken it.
        "droit_reduit": frozenset({("droit", "charge"), ("prescrit", "charge")}),
        "paiement": frozenset({("droit", "paye"), ("droit", "paye_tiers")}),
        # What comes back was never received: it first extinguishes what was claimed of it.
        "retour": frozenset({("retourne", "droit"), ("retourne", "indu")}),
        "retenue": frozenset({("droit", "retenu")}),
        # Withheld of a sum that was contested: the debt lives again, the right is owed again.
        "retenue_defaite": frozenset(
            {("indu", "retenu"), ("indemnite", "retenu"), ("retenu", "droit")}
        ),
        "remboursement": frozenset(
            (paid, owed) for paid in ("rembourse", "retenu") for owed in ("indu", "indemnite")
        ),
        "remise": frozenset({("remise", "indu")}),
        # A right comes back: what had been claimed, or given up, of it is undone first.
        # Or a decision annuls the debt and leaves the right as it is.
        "annulation": frozenset(
            {
                ("charge", "indu"),
                ("charge", "remise"),
                ("charge", "annule"),
                ("charge", "prescrit"),
                ("charge", "abandonne"),
                ("charge", "efface"),
                ("charge", "transfere"),
                ("annule", "indu"),
                ("annule", "transfere"),
                ("produit", "indemnite"),
            }
        ),
        "prescription": frozenset({("prescrit", "indu"), ("droit", "prescrit")}),
        "requalification": frozenset({("indu", "prescrit")}),
        # A remise obtained by fraud is withdrawn: the debt lives again, with what was given back.
        "remise_retiree": frozenset({("indu", "remise"), ("indu", "annule")}),
        # Money placed on the wrong dossier: the debt lives again, the payment stands again.
        "remboursement_defait": frozenset({("indu", "rembourse"), ("indemnite", "rembourse")}),
        "retour_defait": frozenset({("droit", "retourne"), ("indu", "retourne")}),
        "abandon": frozenset({("abandonne", "indu"), ("abandonne", "indemnite")}),
        "non_valeur": frozenset({("abandonne", "indu"), ("abandonne", "indemnite")}),
        "effacement": frozenset({("efface", "indu")}),
        "transfert": frozenset({("transfere", "indu")}),
        # What was recovered of a debt that a decision annuls is owed to the household; of an
        # indemnité that no fraud justifies any more, in the month of the decision.
        "restitution": frozenset({("annule", "droit"), ("produit", "droit")}),
        # What was given back of a payment that the bank then sent back: it had never been received.
        "restitution_defaite": frozenset({("droit", "annule"), ("droit", "produit")}),
        # And it was paid already: the household owes what the fund gave back.
        "rejet": frozenset({("indu", "rembourse")}),
        # An appeal gives the fund back what a first judgment had annulled: the debt lives again.
        "jugement_reforme": frozenset({("indu", "annule"), ("indu", "remise")}),
        "indemnite": frozenset({("indemnite", "produit")}),
    }
)

_BANK, _WAITS, _LEAVES, _KEPT = (
    f"{FUND_PREFIX}:{nature}" for nature in ("encaisse", "attente", "a_rendre", "reliquat")
)
# What a person decides of what waits. A debit that waits is placed the other way round.
_DECIDED: Final[Mapping[str, frozenset[tuple[str, str]]]] = MappingProxyType(
    {
        "placement": frozenset({(_WAITS, _BANK), (_BANK, _WAITS)}),
        # Decided, then seen to leave the bank.
        "rendu": frozenset({(_WAITS, _LEAVES), (_LEAVES, _BANK)}),
        # A remainder is kept, or lost; or the bank gave back a little less than was paid.
        "solde": frozenset({(_WAITS, _KEPT), (_KEPT, _WAITS), (_KEPT, _BANK)}),
    }
)
# In dossier 0: money that nothing attributes, until someone decides of it (decision 0020).
FUND_MOVEMENTS: Final[Mapping[str, frozenset[tuple[str, str]]]] = MappingProxyType(
    {
        "encaissement": frozenset({(_BANK, _WAITS)}),
        "decaissement": frozenset({(_WAITS, _BANK)}),
        **_DECIDED,
        # Nothing is erased: what was decided is written again, the other way round.
        "contrepassation": frozenset(
            {(credit, debit) for pairs in _DECIDED.values() for debit, credit in pairs}
        ),
    }
)

# A withholding on one benefit may pay back the indu of another (art. L553-2 CSS, D553-4).
ACROSS_BENEFITS: Final = frozenset({"retenue", "retenue_defaite"})


def _refuse_movement(debit: str, credit: str, motive: str) -> str:
    """Return what is wrong with a movement, or an empty text."""
    for side in (debit, credit):
        if side not in ACCOUNTS:
            return f"Le compte « {side} » n'est pas du plan de comptes."
    if motive in FUND_MOVEMENTS:
        known = (debit, credit) in FUND_MOVEMENTS[motive]
        return "" if known else f"Le motif « {motive} » ne va pas de « {debit} » à « {credit} »."
    if motive not in MOTIVES:
        return f"Le motif « {motive} » n'est pas de la liste : {', '.join(MOTIVES)}."
    if debit == credit:
        return f"Le compte « {debit} » est à la fois débité et crédité."
    debit_benefit, debit_nature = debit.split(":")
    credit_benefit, credit_nature = credit.split(":")
    if (debit_nature, credit_nature) not in MOVEMENTS[motive] or FUND_PREFIX in (
        debit_benefit,
        credit_benefit,
    ):
        return f"Le motif « {motive} » ne va pas du compte « {debit} » au compte « {credit} »."
    across = motive in ACROSS_BENEFITS and "droit" in (debit_nature, credit_nature)
    if debit_benefit != credit_benefit and not across:
        return f"Le motif « {motive} » ne passe pas de « {debit_benefit} » à « {credit_benefit} »."
    return ""


def _bad_movements(transfers: pa.Table) -> list[tuple[npt.NDArray[np.int64], str]]:
    """Return the rows of each bad movement; each distinct one is judged once, so mass is cheap."""
    names = ["debit", "credit", "motive"]
    distinct = transfers.select(names).group_by(names).aggregate([])
    found = []
    for movement in distinct.to_pylist():
        what = _refuse_movement(**movement)
        if what:
            same = [pc.equal(transfers[name], movement[name]) for name in names]
            mask = pc.and_(pc.and_(same[0], same[1]), same[2])
            found.append((np.flatnonzero(mask.to_numpy()), what))
    return found


def _bad_owners(transfers: pa.Table) -> list[tuple[npt.NDArray[np.int64], str]]:
    """Return the rows that mix the accounts of the fund and those of a dossier."""
    of_fund = pc.equal(transfers["dossier"], FUND)
    bad = [
        pc.not_equal(pc.starts_with(transfers[side], f"{FUND_PREFIX}:"), of_fund)
        for side in ("debit", "credit")
    ]
    what = "Les comptes de la caisse sont ceux du dossier 0, et de lui seul."
    return [(np.flatnonzero(pc.or_(*bad).to_numpy()), what)]


def _bad_values(transfers: pa.Table) -> list[tuple[npt.NDArray[np.int64], str]]:
    amounts, months = transfers["amount_cents"].to_numpy(), transfers["month"].to_numpy()
    bad_month = (months % 100 < 1) | (months % 100 > 12) | (months < 190001) | (months > 999912)
    return [
        (np.flatnonzero(amounts <= 0), "Le montant n'est pas strictement positif."),
        (np.flatnonzero(bad_month), "Le mois n'est pas un mois, tel que 202601."),
    ]


def _bad_columns(transfers: pa.Table) -> list[Refusal]:
    wanted = {f.name: f.type for f in TRANSFERS}
    found = {f.name: f.type for f in transfers.schema}
    bad = [
        (name, f"est de type {found[name]}" if name in found else "manque")
        for name in wanted
        if wanted[name] != found.get(name)
    ]
    bad += [(name, "est de trop") for name in found if name not in wanted]
    bad += [
        (f.name, "a des valeurs absentes")
        for f in TRANSFERS
        if not f.nullable and f.name in found and transfers[f.name].null_count
    ]
    return [
        Refusal(
            what=f"La colonne « {name} » {why}.",
            where="table des transferts",
            mend=f"Donnez les colonnes du schéma TRANSFERS : {', '.join(wanted)}.",
        )
        for name, why in bad
    ]


def check_transfers(transfers: pa.Table) -> list[Refusal]:
    """Return why some transfers cannot be written in the ledger; nothing when all can.

    Args:
        transfers: schema TRANSFERS; `sequence` is not looked at.

    Returns:
        One refusal for each fault of each row, by row; or for each bad column, and then
        the rows are not looked at.

    Law:
        None: decision 0003, a transfer is one row, from one account to another.
    """
    if bad := _bad_columns(transfers):
        return bad
    faults = _bad_values(transfers) + _bad_movements(transfers) + _bad_owners(transfers)
    ordered = sorted((int(row), what) for rows, what in faults for row in rows)
    dossiers = transfers["dossier"]
    return [
        Refusal(
            what=what,
            where=f"transfert n° {row + 1}, dossier {dossiers[row]}",
            mend="Corrigez ce transfert, puis présentez de nouveau tout le lot.",
        )
        for row, what in ordered
    ]
