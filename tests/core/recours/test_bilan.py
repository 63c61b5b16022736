"""A year of the commission, counted as the reports of activity count it."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa

from justedroit.core.recours import bilan, recours_of
from justedroit.records.interface import EVENTS

AT = dt.datetime(2026, 3, 20, 8, tzinfo=dt.UTC)


def event(dossier, tag, **told):
    row = {"dossier": dossier, "sequence": 0, "tag": tag, "at": AT, "author": "agent:1"}
    return row | {"payload": json.dumps({"recours": 1} | told)}


def appeal(dossier, nature="remise", sens="accord", cents=0, owed=10_000, le="2026-03-20"):
    name = "remises" if nature == "remise" else "annulations"
    objet = "remise" if nature == "remise" else "indu"
    told = {"nature": nature, "objet": objet, "regime": "pf", "prestations": ["af"]}
    told |= {"creances": [1], "le": "2026-03-01", "canal": "courrier", "motif": "x"}
    return [
        event(dossier, "recours.recu", **told),
        event(dossier, "recours.instruit", avis="favorable : x", fiche={"dette_cents": owed}),
        event(
            dossier,
            "recours.decide",
            par="cra",
            sens=sens,
            code="precarite",
            motif="x",
            article="y",
            le=le,
            **{name: {"1": cents} if cents else {}},
        ),
    ]


def counted(*rows, year=2026):
    table = pa.Table.from_pylist([row for some in rows for row in some], schema=EVENTS)
    return bilan((one for some in recours_of(table).values() for one in some), year)


def test_files_amounts_mean_and_rates():
    found = counted(
        appeal(1, cents=10_000),
        appeal(2, sens="accord_partiel", cents=5_000),
        appeal(3, sens="rejet"),
        appeal(4, sens="rejet"),
        appeal(5, "contestation", "rejet"),
        appeal(6, "contestation", cents=3_000),
    )
    assert (found.examines, found.remises, found.contestations) == (6, 4, 2)
    assert (found.accordees, found.granted_cents, found.mean_cents) == (2, 15_000, 7_500)
    assert (found.rate_percent, found.amount_percent) == (50, 38)
    assert (found.upheld, found.silences) == (1, 0)


def test_an_adjournment_another_year_and_an_annulled_decision_do_not_count():
    adjourned = appeal(1, sens="ajourne")
    last_year = appeal(2, cents=10_000, le="2025-12-31")
    annulled = [
        *appeal(3, cents=10_000),
        event(3, "recours.annule_mnc", le="2026-04-01", motif="x"),
    ]
    found = counted(adjourned, last_year, annulled)
    assert found.examines == 0
    assert found.mean_cents is None
    assert found.rate_percent is None
    assert found.amount_percent is None
