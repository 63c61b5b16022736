"""An indemnité that is given up undoes no right of its month."""

from __future__ import annotations

import pyarrow as pa
from tests.endettes import transfer

from justedroit.core.registre import TRANSFERS, less_indemnites, positions


def test_what_was_given_up_of_an_indemnite_is_no_balance_that_a_right_may_undo():
    rows = [
        transfer(1, "rsa", 202601, 5_00, ("charge", "droit", "droit")),
        transfer(1, "rsa", 202601, 2_00, ("indemnite", "produit", "indemnite")),
        transfer(1, "rsa", 202601, 2_00, ("abandonne", "indemnite", "non_valeur")),
    ]
    table = pa.Table.from_pylist(
        [row | {"sequence": number} for number, row in enumerate(rows, 1)], schema=TRANSFERS
    )
    [whole] = positions(table).to_pylist()
    [rights] = positions(less_indemnites(table)).to_pylist()
    assert (whole["abandonne_cents"], rights["abandonne_cents"]) == (2_00, 0)
    assert rights["charge_cents"] == 5_00
