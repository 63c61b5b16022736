"""A withholding is undone on every storage; never beyond it, by the databases themselves."""

from __future__ import annotations

import pytest
from django.db import Error
from tests.core.creances.test_garde import withheld
from tests.endettes import transfer
from tests.records.test_recouvrement import insert, journal, owing

from justedroit.core.creances import creances

NAME = "creance:1:retenue_defaite:202607"
MOTIVE = "retenue_defaite"


def undone(cents, right=None):
    when = "2026-08-08"
    debt = transfer(1, "rsa", 202601, cents, ("indu", "retenu", MOTIVE), when=when, reference=NAME)
    back = transfer(
        1,
        "rsa",
        202607,
        cents if right is None else right,
        ("retenu", "droit", MOTIVE),
        when=when,
        reference=NAME,
    )
    return debt, back | {"credit": "af:droit"}


def test_a_withholding_is_undone_on_every_storage(records):
    owing(records)
    records.append(journal(*withheld(10_00)), {1: records.sequences()[1]})
    records.append(journal(*undone(10_00)), {1: records.sequences()[1]})
    [claim, *_] = creances(records.transfers([1]))[1]
    assert (claim.total(), claim.total("withheld")) == (60_00, 0)


def test_the_databases_let_it_through_and_refuse_more(database):
    records = database
    owing(records)
    records.append(journal(*withheld(10_00)), {1: records.sequences()[1]})
    insert(records, *undone(4_00))
    for more in (undone(6_01), undone(6_00, 6_01), undone(6_00)[1:] * 2):
        with pytest.raises(Error, match="plus que ce qui a été retenu"):
            insert(records, *more)
    insert(records, *undone(6_00))
    with pytest.raises(Error, match="plus que ce qui a été retenu"):
        insert(records, *undone(1))
