"""The indu of docs/guide, played again alone: the page tells what happens, to the cent."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pyarrow.compute as pc
import pytest

from justedroit.core.base import euros
from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.core.recours import instances_of, recours_of
from justedroit.core.recouvrement import creances
from justedroit.core.registre import balances
from justedroit.records.memory import MemoryRecords
from justedroit.twin import Plan, jouer

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "suivre-un-indu.md"
DOSSIER = 500
PLAN = Plan(dossiers=1000, graine=2022, debut=202501, mois=12)


@pytest.fixture(scope="module")
def played():
    """The demonstration as it is by default, this household alone."""
    life = jouer._life

    def alone(plan):
        for month, heard in life(plan):
            yield month, heard.filter(pc.equal(heard["dossier"], DOSSIER))

    records = MemoryRecords()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jouer, "_life", alone)
        jouer.play(records, OpenFiscaLaw(), PLAN)
    return records


@pytest.fixture(scope="module")
def page():
    return re.sub(
        r"\s+", " ", PAGE.read_text("utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    )


def told(cents):
    return re.sub(r"\s+", " ", euros(cents))


def test_each_sum_of_the_page_is_that_of_the_ledger(played, page):
    claim = creances(played.transfers([DOSSIER]))[DOSSIER][0]
    totals = {name: claim.total(name) for name in ("claimed", "annulled", "withheld", "restituted")}
    assert totals == {
        "claimed": 229_308,
        "annulled": 171_027,
        "withheld": 58_281,
        "restituted": 8_313,
    }
    assert claim.total() == 0
    for cents in totals.values():
        assert told(cents) in page
    for line in claim.lignes:
        assert told(line.claimed) in page


def test_each_euro_is_somewhere(played):
    claim = creances(played.transfers([DOSSIER]))[DOSSIER][0]
    assert claim.total("withheld") + claim.total("annulled") == claim.total("claimed")
    assert pc.sum(balances(played.transfers())["balance_cents"]).as_py() == 0


def test_it_goes_from_the_notice_to_the_court_on_the_days_of_the_page(played, page):
    events = played.events([DOSSIER])
    remise, contestation = recours_of(events)[DOSSIER]
    assert (remise.nature, remise.decision.sens) == ("remise", "rejet")
    assert (contestation.nature, contestation.decision.sens) == ("contestation", "rejet")
    [case] = instances_of(events)[DOSSIER]
    assert (case.recours, case.jugement.sens) == (contestation.number, "partiel")
    days = (remise.received_on, contestation.received_on, case.seized_on, case.jugement.le)
    assert days == (
        dt.date(2025, 6, 12),
        dt.date(2025, 8, 5),
        dt.date(2025, 9, 15),
        dt.date(2025, 12, 12),
    )
    assert "15 septembre" in page
    assert "12 décembre 2025" in page


def test_nothing_is_withheld_while_an_appeal_or_the_court_waits(played):
    transfers = played.transfers([DOSSIER])
    withheld = transfers.filter(pc.equal(transfers["motive"], "retenue"))
    mine = pc.starts_with(withheld["reference"], "creance:1:")
    assert set(withheld.filter(mine)["value_on"].to_pylist()) == {
        dt.date(2025, 8, 5),
        dt.date(2025, 9, 5),
    }


def test_what_is_given_back_is_paid_with_the_next_order_and_told_the_same_day(played):
    transfers = played.transfers([DOSSIER])
    back = transfers.filter(pc.equal(transfers["motive"], "restitution")).to_pylist()
    assert [row["amount_cents"] for row in back] == [8_313]
    paid = transfers.filter(pc.equal(transfers["motive"], "paiement")).to_pylist()
    assert [
        row["value_on"]
        for row in paid
        if row["debit"] == "rsa:droit" and row["value_on"] >= back[0]["value_on"]
    ] == [dt.date(2026, 1, 5)]
