"""The end-to-end identifier of a payment: it goes to the bank, and leads back from it.

`O7-D1234-A-53` is the payment of order 7 to the allocataire (`B`: to the landlord) of dossier 1234,
and two check digits (ISO 7064, mod 97-10), so that a number misread is not the payment of another.
From the order and the dossier, the ledger gives the benefits and the months (`rows_of_payment`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.paiements.schema import PAYMENTS
from justedroit.core.registre import Ints, ints

# Payee → letter in the identifier.
LETTERS: Final = {"allocataire": "A", "bailleur": "B"}
# Payee → how a person says it.
PAYEE_LABELS: Final = {"allocataire": "Allocataire", "bailleur": "Bailleur"}
_FORM: Final = (
    r"^O(?P<order>[0-9]{1,8})-D(?P<dossier>[0-9]{1,12})-(?P<letter>[AB])-(?P<check>[0-9]{2})$"
)
_WIDTH: Final = 10**12  # a dossier takes twelve digits in what is checked


def _check_digits(orders: Ints, letters: Ints, dossiers: Ints) -> Ints:
    head = (orders * 10 + letters) % 97 * (_WIDTH % 97)
    digits: Ints = 98 - (head + dossiers % 97) % 97 * 100 % 97
    return digits


def end_to_end(orders: Ints, dossiers: Ints, payees: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the end-to-end identifiers of some payments.

    Args:
        orders: shape `(n,)`, numbers of orders, at most eight digits.
        dossiers: shape `(n,)`, at most twelve digits.
        payees: shape `(n,)`, `allocataire` or `bailleur`.

    Returns:
        Shape `(n,)`, at most 29 characters of the SEPA set, unique by order, dossier and payee.

    Raises:
        ValueError: a number too large.

    Law:
        None: ISO 20022 asks for 35 characters at most; decision 0015.
    """
    if orders.size and (orders.max() >= 10**8 or dossiers.max() >= _WIDTH):
        raise ValueError("Un numéro d'ordre ou de dossier est trop grand pour un identifiant.")
    ranks = ints(pc.index_in(payees, pa.array(list(LETTERS))))
    letters = pa.array(list(LETTERS.values())).take(pa.array(ranks))
    check = pc.utf8_lpad(_text(_check_digits(orders, ranks + 1, dossiers)), 2, "0")
    head = pc.binary_join_element_wise("O", _text(orders), "-D", _text(dossiers), "-", letters, "")
    return pa.chunked_array([pc.binary_join_element_wise(head, check, "-")])


def _text(numbers: Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def parse_end_to_end(identifiers: pa.ChunkedArray) -> pa.Table:
    """Return the payments that identifiers name, null where one is not ours or is misread.

    Args:
        identifiers: shape `(n,)`, strings, null where the bank gave none.

    Returns:
        Schema PAYMENTS, but nullable, one row for each identifier.

    Law:
        None: decision 0015.
    """
    found = pc.extract_regex(identifiers.combine_chunks(), _FORM)
    parts = {n: pc.struct_field(found, n) for n in ("order", "dossier", "letter", "check")}
    read = {n: ints_or_zero(parts[n]) for n in ("order", "dossier", "check")}
    ranks = ints_or_zero(pc.index_in(parts["letter"], pa.array(list(LETTERS.values()))))
    right = _check_digits(read["order"], ranks + 1, read["dossier"]) == read["check"]
    wrong = ~(pc.is_valid(found).to_numpy(zero_copy_only=False) & right)
    payees = pa.array(list(LETTERS)).take(pa.array(ranks))
    columns = [
        pa.array(read["order"], mask=wrong),
        pa.array(read["dossier"], mask=wrong),
        pc.if_else(pa.array(wrong), None, payees),
    ]
    return pa.table(columns, names=PAYMENTS.names)


def parse_identifier(identifier: str) -> tuple[int, int, str] | None:
    """Return the payment that one identifier names: order, dossier, payee; None when it is not ours.

    Args:
        identifier: `O7-D1234-A-53`.

    Law:
        None: decision 0015.

    >>> parse_identifier("O7-D1-A-18"), parse_identifier("O7-D1-A-19")
    ((7, 1, 'allocataire'), None)
    """
    [named] = parse_end_to_end(pa.chunked_array([[identifier]], pa.string())).to_pylist()
    if named["order"] is None:
        return None
    return named["order"], named["dossier"], named["payee"]


def ints_or_zero(column: pa.Array) -> Ints:
    """Return a column of whole numbers, or of their digits, zero where it is null.

    Args:
        column: shape `(n,)`.

    Law:
        None: a way of counting.
    """
    numbers: Ints = pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, np.int64)
