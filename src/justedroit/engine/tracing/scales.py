"""Tax scales, bracket by bracket, in the order in which openfisca-core computes them.

A marginal scale without rounding is summed by BLAS, whose last bit of a double depends on the
processor and on the number of members computed together: plain OpenFisca itself gives other
bits to one household than to a thousand. The brackets are summed here from the lowest one, and
compared with the real scale on the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from openfisca_core import taxscales

from justedroit.engine.tracing.amounts import bare
from justedroit.engine.tracing.columns import Column, made, plain
from justedroit.engine.tracing.recorder import recording
from justedroit.engine.tracing.tables import chosen

Array = npt.NDArray[Any]

_EPSILON = np.finfo(np.float64).eps  # openfisca-core adds it to the factor
_LAST_BITS = 8  # units in the last place that BLAS may differ by, for ten brackets


def marginal_rate(
    scale: Any, base: Any, factor: Any = 1.0, round_base_decimals: int | None = None
) -> Any:
    """Return `MarginalRateTaxScale.calc`."""
    if not scale.thresholds:
        return np.zeros_like(base, np.float64)
    lows = _thresholds(scale, base, factor, round_base_decimals)
    # ASSUMPTION: the factor is positive, so that the last bracket has no upper end.
    parts = [np.minimum(base, high) - low for low, high in pairwise(lows)]
    parts = [np.maximum(part, 0.0) for part in [*parts, base - lows[-1]]]
    rates = np.array(scale.rates, np.float64).tolist()
    if round_base_decimals is None:
        return _in_order([part * rate for part, rate in zip(parts, rates, strict=True)])
    taxes = [
        np.round(np.round(part, round_base_decimals) * rate, round_base_decimals)
        for part, rate in zip(parts, rates, strict=True)
    ]
    return _pairwise(taxes)


def _thresholds(scale: Any, base: Any, factor: Any, decimals: int | None) -> list[Any]:
    """Return the thresholds times the factor: numbers, or columns where the factor is one."""
    if isinstance(factor, Column):
        factor = np.add(np.multiply(np.ones_like(base, np.float64), factor), _EPSILON)
    else:
        factor = np.float64(bare(factor)) + _EPSILON
    found = [np.multiply(factor, np.float64(threshold)) for threshold in scale.thresholds]
    return found if decimals is None else [np.round(value, decimals) for value in found]


def _in_order(parts: Sequence[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _pairwise(parts: Sequence[Any]) -> Any:
    """Return a sum in the order of numpy: by eights from eight terms on."""
    if len(parts) < 8:
        return _in_order(parts)
    if len(parts) > 128:
        raise recording().refuse("a rounded scale of more than 128 brackets")
    sums, rest = list(parts[:8]), len(parts) - len(parts) % 8
    for start in range(8, rest, 8):
        sums = [total + part for total, part in zip(sums, parts[start : start + 8], strict=True)]
    whole = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + (
        (sums[4] + sums[5]) + (sums[6] + sums[7])
    )
    return _in_order([whole, *parts[rest:]])


def marginal_amount(scale: Any, base: Any, right: bool = False) -> Any:  # noqa: ARG001, FBT001, FBT002
    """Return `MarginalAmountTaxScale.calc`: the amounts of the brackets reached."""
    if not scale.thresholds:
        return np.zeros_like(base, np.float64)
    lows = [float(threshold) for threshold in scale.thresholds]
    amounts = np.array(scale.amounts).tolist()
    reached = [np.maximum(np.minimum(base, high) - low, 0.0) > 0 for low, high in pairwise(lows)]
    reached.append(np.maximum(base - np.float64(lows[-1]), 0.0) > 0)
    return _in_order([truth * amount for truth, amount in zip(reached, amounts, strict=True)])


def single_amount(scale: Any, base: Any, right: bool = False) -> Any:  # noqa: FBT001, FBT002
    """Return `SingleAmountTaxScale.calc`: the amount of the bracket that holds the base."""
    amounts = np.array([0, *scale.amounts, 0])
    base = base.astype(np.float64)
    found: Any = np.full_like(base, amounts[0], amounts.dtype)
    for threshold, amount in zip(scale.thresholds, amounts[1:], strict=False):
        reached = base > float(threshold) if right else base >= float(threshold)
        found = np.where(reached, amount, found)
    return found


def linear_average_rate(scale: Any, base: Any, right: bool = False) -> Any:  # noqa: ARG001, FBT001, FBT002
    """Return `LinearAverageRateTaxScale.calc`: a rate that grows along each bracket."""
    if len(scale.rates) == 1:
        return base * bare(scale.rates[0])
    rates, thresholds = np.array(scale.rates), np.array(scale.thresholds)
    slopes = (rates[1:] - rates[:-1]) / (thresholds[1:] - thresholds[:-1])
    ends = np.tile(scale.thresholds, (1, 1))[0]
    inside = [(base >= low) * (base < high) for low, high in pairwise(ends)]
    slope, start, threshold = (
        _of_bracket(inside, values) for values in (slopes, rates[:-1], thresholds[:-1])
    )
    return base * (start + (base - threshold) * slope)


def _of_bracket(inside: Sequence[Any], values: Array) -> Any:
    """Return the value of the bracket that each member is in; zero outside of them all."""
    found: Any = np.zeros_like(inside[0], np.float64)
    for truth, value in zip(inside, values.tolist(), strict=True):
        found = np.where(truth, np.float64(value), found)
    return found


def bracket_indices(
    scale: Any, base: Any, factor: Any = 1.0, round_decimals: int | None = None
) -> Any:
    """Return `RateTaxScaleLike.bracket_indices`."""
    lows = _thresholds(scale, base, factor, round_decimals)
    return _in_order([(base - low >= 0).astype(np.int64) for low in lows]) - 1


def marginal_rates(
    scale: Any, base: Any, factor: Any = 1.0, round_base_decimals: int | None = None
) -> Any:
    """Return `MarginalRateTaxScale.marginal_rates`."""
    indices = scale.bracket_indices(base, factor, round_base_decimals)
    return chosen(np.array(scale.rates), indices)


def rate_from_bracket_indice(scale: Any, indices: Any) -> Any:
    """Return `MarginalRateTaxScale.rate_from_bracket_indice`."""
    return chosen(np.array(scale.rates), indices)


def rate_from_tax_base(scale: Any, base: Any) -> Any:
    """Return `MarginalRateTaxScale.rate_from_tax_base`."""
    return chosen(np.array(scale.rates), scale.bracket_indices(base))


def threshold_from_tax_base(scale: Any, base: Any) -> Any:
    """Return `RateTaxScaleLike.threshold_from_tax_base`."""
    return chosen(np.array(scale.thresholds), scale.bracket_indices(base))


Lowered = Callable[..., Any]

LOWERED: dict[tuple[type, str], Lowered] = {
    (taxscales.MarginalRateTaxScale, "calc"): marginal_rate,
    (taxscales.MarginalAmountTaxScale, "calc"): marginal_amount,
    (taxscales.SingleAmountTaxScale, "calc"): single_amount,
    (taxscales.LinearAverageRateTaxScale, "calc"): linear_average_rate,
    (taxscales.RateTaxScaleLike, "bracket_indices"): bracket_indices,
    (taxscales.RateTaxScaleLike, "threshold_from_tax_base"): threshold_from_tax_base,
    (taxscales.MarginalRateTaxScale, "marginal_rates"): marginal_rates,
    (taxscales.MarginalRateTaxScale, "rate_from_bracket_indice"): rate_from_bracket_indice,
    (taxscales.MarginalRateTaxScale, "rate_from_tax_base"): rate_from_tax_base,
}


def checked(lowered: Lowered, real: Lowered, scale: Any, args: Any, kwargs: Any) -> Any:
    """Return the lowered scale, once it gives on the sample what the real one gives.

    Raises:
        NotTraceable: it does not.
    """
    found = lowered(scale, *args, **kwargs)
    plainly = [bare(plain(value)) for value in args]
    named = {name: bare(plain(value)) for name, value in kwargs.items()}
    if found.size == 0:
        return found
    expected = np.asarray(real(scale, *plainly, **named))
    got = plain(found)
    margin = _LAST_BITS * np.spacing(np.abs(expected)) if expected.dtype.kind == "f" else 0
    if got.dtype != expected.dtype or not (np.abs(got - expected) <= margin).all():
        raise recording().refuse(
            f"{type(scale).__name__}.{real.__name__} does not give on this machine what its "
            "brackets give one by one",
            "Report the processor and the version of numpy.",
        )
    return found


def constant_base(scale: Any, real: Lowered, args: Any, kwargs: Any) -> Column:
    """Return a scale of a base that is the same for all, as a constant."""
    plainly = [bare(plain(value)) for value in args]
    named = {name: bare(plain(value)) for name, value in kwargs.items()}
    values = np.asarray(real(scale, *plainly, **named))
    return made(values, recording().constant(values[0], values.dtype), recording().paths)
