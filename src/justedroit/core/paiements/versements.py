"""What the orders have paid, read back from the ledger."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.paiements.identifiant import parse_end_to_end
from justedroit.core.paiements.ordre import PAYEES
from justedroit.core.paiements.schema import PAYABLE, VERSEMENTS

_REFERENCE = r"^ordre:(?P<order>[0-9]+):(?P<fingerprint>.+)$"
_CREDIT = r"^(?P<benefit>[^:]+):(?P<nature>[^:]+)$"


def versements(transfers: pa.Table) -> pa.Table:
    """Return what the orders that went to the bank have paid.

    Args:
        transfers: schema TRANSFERS.

    Returns:
        Schema VERSEMENTS, in the order of the transfers; those of other motives, and the payments
        that no order bears, are not in it.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    paid = transfers.filter(pc.equal(transfers["motive"], "paiement")).combine_chunks()
    named = pc.extract_regex(_one(paid["reference"]), _REFERENCE)
    paid, named = paid.filter(pc.is_valid(named)), named.drop_null()
    credit = pc.extract_regex(_one(paid["credit"]), _CREDIT)
    nature = pc.index_in(pc.struct_field(credit, "nature"), pa.array(list(PAYEES.values())))
    columns = {
        "order": pc.struct_field(named, "order").cast(pa.int64()),
        "dossier": paid["dossier"],
        "benefit": pc.struct_field(credit, "benefit"),
        "month": paid["month"],
        "payee": pa.array(list(PAYEES)).take(nature),
        "amount_cents": paid["amount_cents"],
        "fingerprint": pc.struct_field(named, "fingerprint"),
    }
    return pa.table(columns, schema=VERSEMENTS)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def rows_of_order(transfers: pa.Table, number: int) -> pa.Table:
    """Return what an order has paid.

    Args:
        transfers: schema TRANSFERS.
        number: of the order.

    Returns:
        Schema PAYABLE, sorted by dossier, benefit, month.

    Law:
        None: decision 0003, the ledger as only memory.
    """
    every = versements(transfers)
    mine = every.filter(pc.equal(every["order"], number)).select(PAYABLE.names)
    return mine.sort_by([(name, "ascending") for name in ("dossier", "benefit", "month")])


def rows_of_payment(transfers: pa.Table, identifier: str) -> pa.Table:
    """Return the benefits and months that a payment paid, from its end-to-end identifier.

    Args:
        transfers: schema TRANSFERS, at least those of the dossier of the identifier.
        identifier: `O7-D1234-A-53`.

    Returns:
        Schema PAYABLE; empty where the identifier names no payment.

    Law:
        None: decision 0015.
    """
    [named] = parse_end_to_end(pa.chunked_array([[identifier]], pa.string())).to_pylist()
    if named["order"] is None:
        return PAYABLE.empty_table()
    rows = rows_of_order(transfers, named["order"])
    mine = (rows["dossier"].to_numpy() == named["dossier"]) & np.asarray(
        pc.equal(rows["payee"], named["payee"])
    )
    return rows.filter(pa.array(mine))
