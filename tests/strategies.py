"""Hypothesis builders, shared by the tests of every subject.

Days are few and near each other, so that facts overlap, replace and contradict one another often.
"""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from hypothesis import strategies as st

from justedroit.core.faits import FACTS

FIRST_DAY = dt.date(2025, 1, 1)
FIRST_INSTANT = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
VALUES = {
    "loyer": ("500.00", "510.00"),
    "salaire_net": ("0.00", "1200.00"),
    "date_naissance": ("1990-05-01", "1991-05-01"),
    "enfant": ("true", "false"),
}
SOURCES = ("allocataire", "dsn_drm", "dgfip", "agent", "controle_sur_place", "estimation")


def instants() -> st.SearchStrategy[dt.datetime]:
    """Draw the beginning of one of ten days of 2025, in UTC."""
    return st.integers(0, 9).map(lambda n: FIRST_INSTANT + dt.timedelta(days=n))


@st.composite
def _statement(draw: st.DrawFn) -> dict[str, object]:
    kind = draw(st.sampled_from(sorted(VALUES)))
    since = draw(st.integers(0, 20))
    length = draw(st.one_of(st.none(), st.integers(1, 20)))
    return {
        "dossier": draw(st.integers(1, 3)),
        "person": 0 if kind == "loyer" else draw(st.integers(1, 2)),
        "kind": kind,
        "value": draw(st.sampled_from((*VALUES[kind], *VALUES[kind], None))),
        "valid_from": FIRST_DAY + dt.timedelta(days=since),
        "valid_until": length and FIRST_DAY + dt.timedelta(days=since + length),
        "known_at": draw(instants()),
        "source": draw(st.sampled_from(SOURCES)),
        "author": "strategie",
        "proof": draw(st.sampled_from((None, None, "piece-1"))),
    }


@st.composite
def facts(draw: st.DrawFn, max_size: int = 30) -> pa.Table:
    """Draw a journal of facts of one to three dossiers: schema FACTS, by dossier and sequence.

    In a dossier instants ascend with the sequence, and a fact may replace an earlier one.
    """
    drawn = draw(st.lists(_statement(), max_size=max_size))
    drawn.sort(key=lambda row: (row["dossier"], row["known_at"]))
    last: dict[object, int] = {}
    for row in drawn:
        earlier = last.get(row["dossier"], 0)
        row["sequence"] = last[row["dossier"]] = earlier + 1
        row["replaces"] = None
        if earlier and (row["value"] is None or draw(st.integers(0, 4)) == 0):
            row["replaces"] = draw(st.integers(1, earlier))
    return pa.Table.from_pylist(drawn, schema=FACTS)
