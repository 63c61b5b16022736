"""Aide universelle d'urgence aux victimes de violences conjugales: amount, and loan or grant.

OpenFisca-France does not know it. The amount of the RSA and the net SMIC are arguments.

Law: CASF articles L214-8 to L214-17 and D214-11 to D214-25 (in force 28 November 2023).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from justedroit.core.base import parametre, to_cents
from justedroit.core.droits.effet import add_months_to_days

DON, PRET = "don", "pret"

_THOUSANDTHS = (
    1000  # shares of the SMIC compare as integers: no float decides on which side one falls
)


def _cents(amount_eur: npt.ArrayLike) -> npt.NDArray[np.int64]:
    return to_cents(np.atleast_1d(amount_eur))


def _exceeds(
    resources_cents: npt.NDArray[np.int64], smic_cents: npt.NDArray[np.int64], share: npt.ArrayLike
) -> npt.NDArray[np.bool_]:
    thousandths = np.rint(np.asarray(share) * _THOUSANDTHS).astype(np.int64)
    above: npt.NDArray[np.bool_] = resources_cents * _THOUSANDTHS > smic_cents * thousandths
    return above


def multiplier(children: npt.ArrayLike, month: int) -> npt.NDArray[np.float64]:
    """Return how many times the amount of one person is given, for children at charge.

    Args:
        children: shape `(n,)`, number of children, not negative.
        month: month of the claim, 202504.

    Returns:
        Shape `(n,)`: 1 without child, 1.5, 1.8, 2.2, and so on.

    Raises:
        ValueError: a number of children is negative.

    Law:
        CASF article R262-1, by D214-13.
    """
    count = np.asarray(children, dtype=np.int64)
    if (count < 0).any():
        raise ValueError("Un nombre d'enfants est négatif.")
    first, second, next_ones = parametre("droits/auvvc.majorations_enfants").at(month)
    times: npt.NDArray[np.float64] = 1 + first * (count >= 1) + second * (count >= 2)
    times += next_ones * np.maximum(count - 2, 0)
    return times


def auvvc_cents(
    rsa_eur: npt.ArrayLike,
    resources_eur: npt.ArrayLike,
    children: npt.ArrayLike,
    smic_net_eur: npt.ArrayLike,
    month: int,
) -> npt.NDArray[np.int64]:
    """Return the amount of the aid, paid once.

    Args:
        rsa_eur: RSA of one person without resources, euros a month; scalar or shape `(n,)`.
        resources_eur: shape `(n,)`, resources of the victim, euros a month.
        children: shape `(n,)`, children at charge.
        smic_net_eur: net monthly SMIC, euros; scalar or shape `(n,)`.
        month: month of the claim, 202504.

    Returns:
        Shape `(n,)`, cents.

    Raises:
        ValueError: resources are negative or not finite, or a number of children is negative.
        LookupError: the aid did not exist then.

    Law:
        CASF article D214-13.
    """
    resources, smic = _cents(resources_eur), _cents(smic_net_eur)
    if (resources < 0).any():
        raise ValueError("Des ressources sont négatives : l'aide d'urgence ne se calcule pas.")
    kept = np.ones(resources.shape)
    for share, reduction in parametre("droits/auvvc.reductions").at(month):
        kept = np.where(_exceeds(resources, smic, share), 1 - reduction, kept)
    return to_cents(np.asarray(rsa_eur, dtype=np.float64) * multiplier(children, month) * kept)


def auvvc_form(
    resources_eur: npt.ArrayLike,
    children: npt.ArrayLike,
    smic_net_eur: npt.ArrayLike,
    month: int,
) -> npt.NDArray[np.str_]:
    """Return the form of the aid: `don` (never repaid) or `pret` (a loan without interest).

    Args:
        resources_eur: shape `(n,)`, resources of the victim, euros a month.
        children: shape `(n,)`, children at charge.
        smic_net_eur: net monthly SMIC, euros; scalar or shape `(n,)`.
        month: month of the claim, 202504.

    Returns:
        Shape `(n,)`, `don` or `pret`.

    Raises:
        LookupError: the aid did not exist then.

    Law:
        CASF article D214-14.
    """
    ceilings = np.array(parametre("droits/auvvc.plafonds_don").at(month))
    share = ceilings[np.clip(np.atleast_1d(children), 0, len(ceilings) - 1)]
    loan = _exceeds(_cents(resources_eur), _cents(smic_net_eur), share)
    return np.where(loan, PRET, DON)


def auvvc_claimable(
    previous_decision: npt.ArrayLike, claim_day: npt.ArrayLike, month: int
) -> npt.NDArray[np.bool_]:
    """Return whether a new aid can be given: once in twelve months from the last decision.

    Args:
        previous_decision: shape `(n,)`, datetime64[D], day of the last decision; NaT if none.
        claim_day: shape `(n,)`, datetime64[D].
        month: month of the claim, 202504.

    Returns:
        Shape `(n,)`.

    Law:
        CASF article L214-9.
    """
    delay = parametre("droits/auvvc.delai_entre_aides").at(month)
    previous = np.asarray(previous_decision, dtype="datetime64[D]")
    free_from = add_months_to_days(previous, delay)
    free: npt.NDArray[np.bool_] = np.asarray(claim_day, dtype="datetime64[D]") >= free_from
    never: npt.NDArray[np.bool_] = np.isnat(previous)
    return free | never


def auvvc_proved(
    proof_day: npt.ArrayLike, claim_day: npt.ArrayLike, month: int
) -> npt.NDArray[np.bool_]:
    """Return whether the violence is attested by a proof that is recent enough.

    Args:
        proof_day: shape `(n,)`, datetime64[D], day of the order, complaint or report; NaT if none.
        claim_day: shape `(n,)`, datetime64[D].
        month: month of the claim, 202504.

    Returns:
        Shape `(n,)`.

    Law:
        CASF articles L214-9 and D214-11: less than twelve months old.
    """
    limit = parametre("droits/auvvc.anciennete_preuve").at(month)
    proof = np.asarray(proof_day, dtype="datetime64[D]")
    claim = np.asarray(claim_day, dtype="datetime64[D]")
    recent: npt.NDArray[np.bool_] = claim < add_months_to_days(proof, limit)
    # A comparison with NaT is false: no proof proves nothing.
    return np.logical_and(recent, proof <= claim)
