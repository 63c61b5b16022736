"""The indu of docs/guide, played again alone: the page tells what happens, to the cent."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.loi import LoiRetenue

from justedroit.core.base import euros
from justedroit.core.creances import creances
from justedroit.core.recours import instances_of, recours_of
from justedroit.core.registre import balances
from justedroit.records.memory import MemoryRecords
from justedroit.steps.complain import thread
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
        jouer.play(records, LoiRetenue(), PLAN)
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
        "withheld": 11_704,
        "restituted": 33_297,
    }
    assert claim.total() == 46_577
    assert told(claim.total()) in page
    for cents in totals.values():
        assert told(cents) in page
    for line in claim.lignes:
        assert told(line.claimed) in page


def test_each_euro_is_somewhere(played):
    claim = creances(played.transfers([DOSSIER]))[DOSSIER][0]
    gone = sum(claim.total(name) for name in ("withheld", "annulled", "open"))
    assert gone == claim.total("claimed")
    assert pc.sum(balances(played.transfers())["balance_cents"]).as_py() == 0


def test_the_months_that_the_judgment_annuls_are_annulled_and_the_last_one_stays(played):
    [case] = instances_of(played.events([DOSSIER]))[DOSSIER]
    claim = creances(played.transfers([DOSSIER]))[DOSSIER][0]
    assert case.jugement.mois == (202501, 202502, 202503)
    for line in claim.lignes:
        gone = line.claimed if line.month in case.jugement.mois else 0
        assert line.annulled == gone


def test_the_thread_tells_each_movement_and_letter_in_order(played, page):
    found = thread(played, DOSSIER, [1], None)
    assert [one.le for one in found] == sorted(one.le for one in found)
    moved = [(one.le, one.quoi) for one in found if one.tag == "registre"]
    assert moved == [
        (dt.date(2025, 6, 1), "Réclamé"),
        (dt.date(2025, 8, 5), "Retenu sur les prestations"),
        (dt.date(2025, 8, 5), "Retenue défaite"),
        (dt.date(2025, 9, 5), "Retenu sur les prestations"),
        (dt.date(2025, 9, 5), "Rendu et payé"),
        (dt.date(2025, 12, 12), "Annulé par une décision"),
        (dt.date(2025, 12, 12), "À rendre"),
        (dt.date(2026, 1, 5), "Retenu sur les prestations"),
        (dt.date(2026, 1, 5), "Rendu et payé"),
    ]
    letters = [one for one in found if one.quoi == "Lettre envoyée"]
    assert [(one.resultat, one.le) for one in letters] == [("restitution", dt.date(2025, 12, 12))]
    lines = [one.resultat for one in found if one.tag == "registre" and one.le.year == 2026]
    assert all(re.sub(r"\s+", " ", line) in page for line in lines)


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
    days = {}
    for motive in ("retenue", "retenue_defaite"):
        moved = transfers.filter(pc.equal(transfers["motive"], motive))
        mine = pc.starts_with(moved["reference"], "creance:1:")
        days[motive] = set(moved.filter(mine)["value_on"].to_pylist())
    # The contestation came on the day of the first one, which was undone.
    assert days["retenue_defaite"] == {dt.date(2025, 8, 5)}
    assert days["retenue"] == {
        dt.date(2025, 8, 5),
        dt.date(2025, 9, 5),
        dt.date(2026, 1, 5),
    }


def test_what_is_given_back_is_paid_with_the_next_order_and_told_the_same_day(played):
    transfers = played.transfers([DOSSIER])
    back = transfers.filter(pc.equal(transfers["motive"], "restitution")).to_pylist()
    assert [row["amount_cents"] for row in back] == [33_297]
    paid = transfers.filter(pc.equal(transfers["motive"], "paiement")).to_pylist()
    assert [
        row["value_on"]
        for row in paid
        if row["debit"] == "rsa:droit" and row["value_on"] >= back[0]["value_on"]
    ] == [dt.date(2026, 1, 5)]
