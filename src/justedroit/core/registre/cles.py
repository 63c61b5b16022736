"""The key of a right, (dossier, benefit, month), as one integer: mass joins become one sort.

Keys sort as the three columns do: by dossier, then benefit in alphabetical order, then month.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.registre.comptes import BENEFITS, NATURES, account

Ints: TypeAlias = npt.NDArray[np.int64]

NATURE_NAMES = tuple(NATURES)
_BENEFITS = tuple(sorted(BENEFITS))
_ACCOUNTS = tuple(account(b, n) for b in _BENEFITS for n in NATURE_NAMES)
_MONTH_BITS = 20  # a month as 202601, until 999912
_BENEFIT_BITS = 5
_DOSSIER_LIMIT = 1 << (63 - _MONTH_BITS - _BENEFIT_BITS)


def each(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a table, one value a column; for cases, never for mass links.

    Args:
        table: of any schema.
        names: of its columns.

    Law:
        None: a way of reading.
    """
    return zip(*(table[name].to_pylist() for name in names), strict=True)


def ints(column: pa.ChunkedArray) -> Ints:
    """Return a column of integers as a numpy array of int64.

    Args:
        column: shape `(n,)`, without null.

    Law:
        None: a way of counting.
    """
    array: Ints = column.to_numpy().astype(np.int64, copy=False)
    return array


def _codes(column: pa.ChunkedArray, names: tuple[str, ...], what: str) -> Ints:
    text = pc.cast(column, pa.string())
    found = pc.index_in(text, value_set=pa.array(names))
    if found.null_count:
        bad = pc.filter(text, pc.is_null(found))[0]
        message = f"{what} « {bad} » est hors du plan de comptes : aucun calcul n'est possible."
        raise ValueError(message)
    return ints(found)


def benefit_codes(column: pa.ChunkedArray) -> Ints:
    """Return the rank of each benefit in alphabetical order.

    Args:
        column: shape `(n,)`, benefits as OpenFisca spells them.

    Returns:
        Shape `(n,)`, from 0.

    Raises:
        ValueError: a benefit is not of the chart of accounts.

    Law:
        None: a way of counting.
    """
    return _codes(column, _BENEFITS, "La prestation")


def benefit_names(codes: Ints) -> pa.Array:
    """Return the benefits of some ranks.

    Args:
        codes: shape `(n,)`, as `benefit_codes` gives them.

    Law:
        None: a way of counting.
    """
    return pa.array(_BENEFITS).take(pa.array(codes))


def split_accounts(column: pa.ChunkedArray) -> tuple[Ints, Ints]:
    """Return the rank of the benefit and of the nature of each account.

    Args:
        column: shape `(n,)`, accounts such as `rsa:droit`.

    Returns:
        Twice shape `(n,)`: benefits as `benefit_codes`, natures in the order of `NATURE_NAMES`.

    Raises:
        ValueError: an account is not of the chart.

    Law:
        None: a way of counting.
    """
    codes = _codes(column, _ACCOUNTS, "Le compte")
    return codes // len(NATURE_NAMES), codes % len(NATURE_NAMES)


def join_accounts(benefits: Ints, natures: Ints) -> pa.Array:
    """Return the accounts of some benefits and natures, by their ranks.

    Args:
        benefits: shape `(n,)`, as `benefit_codes` gives them.
        natures: shape `(n,)`, ranks in `NATURE_NAMES`.

    Law:
        None: a way of counting.
    """
    return pa.array(_ACCOUNTS).take(pa.array(benefits * len(NATURE_NAMES) + natures))


def pack(dossiers: Ints, benefits: Ints, months: Ints) -> Ints:
    """Return one key for each (dossier, benefit, month).

    Args:
        dossiers: shape `(n,)`, from 0.
        benefits: shape `(n,)`, as `benefit_codes` gives them.
        months: shape `(n,)`, 202601.

    Raises:
        ValueError: the number of a dossier is negative or too large for a key.

    Law:
        None: a way of counting.
    """
    if dossiers.size and not 0 <= dossiers.min() <= dossiers.max() < _DOSSIER_LIMIT:
        message = f"Un numéro de dossier est négatif, ou atteint {_DOSSIER_LIMIT} : vérifiez-le."
        raise ValueError(message)
    return ((dossiers << _BENEFIT_BITS | benefits) << _MONTH_BITS) | months


def keys_of(table: pa.Table) -> Ints:
    """Return the key of each row of a table that has columns dossier, benefit and month.

    Args:
        table: POSTED, RIGHTS, CORRECTIONS or any table with these three columns.

    Raises:
        ValueError: a benefit is not of the chart, a dossier is out of range.

    Law:
        None: a way of counting.
    """
    dossiers, months = ints(table["dossier"]), ints(table["month"])
    return pack(dossiers, benefit_codes(table["benefit"]), months)


def unpack(keys: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the dossiers, ranks of benefits and months of some keys.

    Args:
        keys: shape `(n,)`, made by `pack`.

    Law:
        None: a way of counting.
    """
    months = keys & ((1 << _MONTH_BITS) - 1)
    benefits = (keys >> _MONTH_BITS) & ((1 << _BENEFIT_BITS) - 1)
    return keys >> (_MONTH_BITS + _BENEFIT_BITS), benefits, months


def key_columns(keys: Ints) -> dict[str, pa.Array]:
    """Return the columns dossier, benefit and month of some keys.

    Args:
        keys: shape `(n,)`, made by `pack`.

    Law:
        None: a way of counting.
    """
    dossiers, benefits, months = unpack(keys)
    return {
        "dossier": pa.array(dossiers),
        "benefit": benefit_names(benefits),
        "month": pa.array(months.astype(np.int32)),
    }


def sum_by_key(keys: Ints, amounts: Ints) -> tuple[Ints, Ints]:
    """Return the distinct keys, ascending, and the sum of the amounts of each.

    Args:
        keys: shape `(n,)`.
        amounts: shape `(n,)`, cents.

    Returns:
        Twice shape `(k,)`, k ≤ n.

    Law:
        None: a way of counting.
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: keys.size])
    if not keys.size:
        return keys, amounts
    return ordered[starts], np.add.reduceat(amounts[order], starts)
