"""A mass run: the same rows as one dossier after the other, and nothing lost or done twice."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from benchmarks.loi import LoiDeBanc
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.batch.conftest import NOW, VERSION, WINDOW, caisse, content

from justedroit.batch import begin, passage, unfinished
from justedroit.batch.part import again, revise_part
from justedroit.batch.passage import left_to_do
from justedroit.batch.plan import done_parts, part_row
from justedroit.batch.rapprochement import reconciled
from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS, posted_rights
from justedroit.records.database import open_database
from justedroit.records.interface import AlreadyDone, Journal
from justedroit.steps import Qualification, qualify, revise

LATER = NOW + dt.timedelta(hours=3)
FIRST = dt.datetime(2025, 7, 1, 4, tzinfo=dt.UTC)  # when the fund was posted


def run(address, processes=1, size=7, law=LoiDeBanc, now=NOW):
    fund = caisse(address, law, now)
    plan = begin(fund.records(), now, VERSION, WINDOW, size)
    return passage(fund, plan, processes)


def without_acts(rows):
    """Return rows without what names the act and its instant."""
    facts, events, transfers = rows
    for event in events:
        event["payload"] = {
            k: v for k, v in json.loads(event["payload"]).items() if k != "reference"
        }
    return [
        [{k: v for k, v in row.items() if k not in ("at", "known_at", "entered_at", "reference")}]
        for row in (*facts, *events, *transfers)
    ]


def one_fact(dossier, known_at, kind="livret_a", value="10.00", person=1):
    row = {
        "dossier": dossier,
        "sequence": 0,
        "person": person,
        "kind": kind,
        "value": value,
        "valid_from": dt.date(2024, 1, 1),
        "valid_until": None,
        "known_at": known_at,
        "source": "controle_sur_place",
        "author": "agent:4",
        "proof": "quittance",
        "replaces": None,
    }
    return Journal(facts=pa.Table.from_pylist([row], schema=FACTS))


def declared(records, dossier, **columns):
    records.append(one_fact(dossier, **columns), records.sequences([dossier]))


# --- what it does ----------------------------------------------------------------------------


def test_a_run_writes_what_each_dossier_revised_alone_writes(new_address):
    in_bulk, one_by_one = new_address(), new_address()
    bilan = run(in_bulk)
    alone = open_database(one_by_one)
    for number in alone.dossiers():
        revise(alone, [number], NOW, LoiDeBanc(), WINDOW)
    assert bilan.corriges > 0
    assert without_acts(content(open_database(in_bulk))) == without_acts(content(alone))


@settings(max_examples=5)
@given(size=st.integers(1, 70))
def test_the_size_of_the_lots_changes_nothing(filled, tmp_path_factory, size):
    folder = tmp_path_factory.mktemp("tailles")
    found = []
    for each in (size, 60):
        path = folder / f"{each}.sqlite3"
        path.write_bytes(filled.read_bytes())
        assert run(f"sqlite:///{path}", size=each).rapprochement.faults == ()
        found.append(content(open_database(f"sqlite:///{path}")))
    assert found[0] == found[1]


def test_two_processes_write_what_one_writes(new_address):
    one, two = new_address(), new_address()
    assert run(one, 1).differences == run(two, 2).differences
    assert content(open_database(one)) == content(open_database(two))


def test_the_ledger_ends_at_what_is_announced_to_the_cent(address, records):
    before = sum(posted_rights(records.transfers())["posted_cents"].to_pylist())
    bilan = run(address)
    after = sum(posted_rights(records.transfers())["posted_cents"].to_pylist())
    assert after - before == sum(more + less for _, more, less in bilan.differences.values())
    assert bilan.rapprochement.faults == ()
    assert bilan.rapprochement.revised == bilan.rapprochement.expected == 60


def test_running_again_moves_nothing_and_writes_only_that_it_ran(address, records):
    run(address)
    before = content(records)
    assert run(address, now=LATER).differences == {}
    assert content(records) == before


def test_a_fund_without_dossier_is_revised_at_once(tmp_path):
    bilan = run(f"sqlite:///{tmp_path}/vide.sqlite3")
    assert bilan.rapprochement.expected == 0
    assert bilan.rapprochement.faults == ()


def test_what_a_person_qualified_is_revised_as_alone(new_sqlite):
    in_bulk, one_by_one = new_sqlite(), new_sqlite()
    for address in (in_bulk, one_by_one):
        records = open_database(address)
        owner = records.transfers().filter(pc.field("motive") == "rappel")["dossier"][0].as_py()
        fraud = Qualification(owner, None, "fraude", "parce que", "agent:1")
        assert qualify(records, fraud, NOW) is None
    run(in_bulk)
    alone = open_database(one_by_one)
    revise(alone, None, NOW, LoiDeBanc(), WINDOW)
    assert content(open_database(in_bulk)) == content(alone)


# --- killed, resumed -------------------------------------------------------------------------


def test_a_run_left_after_some_lots_is_finished_and_nothing_is_done_twice(new_address):
    whole, left = new_address(), new_address()
    run(whole)
    fund = caisse(left)
    opened = fund.opened()
    plan = begin(opened.records, NOW, VERSION, WINDOW, 7)
    for part in ("lot:2", "lot:5"):
        revise_part(opened, plan, part, plan.lots()[part].tolist(), NOW)
    resumed = unfinished(opened.records)
    assert resumed is not None
    assert set(left_to_do(resumed, done_parts(opened.records, resumed))) == set(plan.lots()) - {
        "lot:2",
        "lot:5",
    }
    assert passage(fund, resumed).rapprochement.faults == ()
    assert unfinished(opened.records) is None
    assert content(opened.records) == content(open_database(whole))


def test_a_part_is_appended_once_whoever_comes_second(address):
    opened = caisse(address).opened()
    plan = begin(opened.records, NOW, VERSION, WINDOW, 60)
    [(part, dossiers)] = plan.lots().items()
    revise_part(opened, plan, part, dossiers.tolist(), NOW)
    before = content(opened.records)
    with pytest.raises(AlreadyDone):
        revise_part(opened, plan, part, dossiers.tolist(), NOW)
    assert content(opened.records) == before


def test_the_plan_read_back_is_the_plan_written(records):
    plan = begin(records, NOW, VERSION, WINDOW, 7)
    found = unfinished(records)
    assert found is not None
    assert np.array_equal(found.dossiers, plan.dossiers)
    told = [(p.run, p.now, p.window, p.law, p.size) for p in (plan, found)]
    assert told[0] == told[1]


# --- someone else writes ---------------------------------------------------------------------


class Meanwhile(LoiDeBanc):
    """A law during whose first answer a household declares something."""

    address = ""
    spoke = False

    def calculate(self, situation, months):
        if not Meanwhile.spoke:
            Meanwhile.spoke = True
            declared(
                open_database(Meanwhile.address), 9, known_at=LATER, kind="loyer", value="1.00"
            )
            declared(open_database(Meanwhile.address), 10, known_at=LATER)
        return super().calculate(situation, months)


def test_a_dossier_written_to_meanwhile_is_revised_again_alone(address, records, monkeypatch):
    monkeypatch.setattr(Meanwhile, "address", address)
    monkeypatch.setattr(Meanwhile, "spoke", False)
    fund = caisse(address, Meanwhile, LATER)
    plan = begin(records, NOW, VERSION, WINDOW, 30)
    bilan = passage(fund, plan)
    told = done_parts(records, plan)
    stale = told["lot:1"]["reprendre"]
    assert set(stale) <= {9, 10}
    assert all(again(number) in told for number in stale)
    assert bilan.rapprochement.faults == ()
    assert bilan.rapprochement.revised == 60
    revised = [e for e in records.events([9]).to_pylist() if e["tag"] == "droits.revises"]
    assert revised[-1]["at"] == LATER or 9 not in stale


def test_a_dossier_revised_since_the_run_began_is_not_taken_back(address, records):
    declared(records, 3, known_at=LATER)
    revise(records, [3], LATER, LoiDeBanc(), WINDOW)
    plan = begin(records, NOW, VERSION, WINDOW, 60)
    after = LATER + dt.timedelta(minutes=1)
    bilan = passage(caisse(address, now=after), plan)
    assert done_parts(records, plan)["lot:1"]["reprendre"] == [3]
    assert bilan.rapprochement.faults == ()
    assert {e["at"] for e in records.events([3]).to_pylist()} <= {FIRST, LATER, after}


def test_what_others_wrote_is_counted_and_not_taken_for_a_fault(address, records):
    opened = caisse(address).opened()
    plan = begin(records, NOW, VERSION, WINDOW, 30)
    revise_part(opened, plan, "lot:1", plan.lots()["lot:1"].tolist(), NOW)
    declared(records, 5, known_at=LATER)
    bilan = passage(caisse(address), plan)
    assert bilan.rapprochement.others == 1
    assert bilan.rapprochement.faults == ()


# --- a dossier fails -------------------------------------------------------------------------


class Failing(LoiDeBanc):
    """A law that cannot read a rent of 66 666 €."""

    def calculate(self, situation, months):
        for given_ in situation.inputs:
            if given_.variable == "loyer" and (given_.values == 66_666).any():
                raise ValueError(66_666)
        return super().calculate(situation, months)


def test_a_dossier_that_fails_is_set_aside_and_named_the_others_are_revised(new_sqlite):
    address, sound = new_sqlite(), new_sqlite()
    records = open_database(address)
    [rented] = (
        records.facts().filter(pc.field("kind") == "loyer")["dossier"].slice(5, 1).to_pylist()
    )
    declared(records, rented, known_at=NOW, kind="loyer", value="66666.00", person=0)
    before = content(records)
    bilan = run(address, law=Failing, size=40)
    assert list(bilan.ecartes) == [rented]
    assert "66" not in bilan.ecartes[rented].partition(" (")[0]
    assert bilan.rapprochement.faults == ()
    assert (bilan.rapprochement.revised, bilan.rapprochement.aside) == (59, 1)

    def alone(rows):
        return [[r for r in journal if r["dossier"] == rented] for journal in rows]

    def others(rows):
        return [[r for r in journal if r["dossier"] != rented] for journal in rows]

    assert alone(content(records)) == alone(before)
    run(sound)
    assert others(content(records)) == others(content(open_database(sound)))


class Broken(LoiDeBanc):
    """A law that always fails."""

    def calculate(self, situation, months):
        raise ValueError("rien ne va")


def test_a_law_that_fails_for_all_stops_the_run_and_nothing_is_written(address, records):
    before = content(records)
    with pytest.raises(ValueError, match="rien ne va"):
        run(address, law=Broken, size=60)
    assert content(records) == before


# --- reconciliation --------------------------------------------------------------------------


def forged(records, plan, **changes):
    """Return the parts of a run, the first one having told something else."""
    parts = done_parts(records, plan)
    return {part: told | changes if part == "lot:1" else told for part, told in parts.items()}


@pytest.fixture
def done(address, records):
    plan = begin(records, NOW, VERSION, WINDOW, 30)
    for part, dossiers in plan.lots().items():
        revise_part(caisse(address).opened(), plan, part, dossiers.tolist(), NOW)
    return plan


def faults(records, plan, parts):
    return " ".join(reconciled(records, plan, parts).faults)


def test_a_run_that_is_whole_has_no_fault(records, done):
    assert faults(records, done, done_parts(records, done)) == ""


def test_a_lot_that_is_missing_is_named(records, done):
    parts = done_parts(records, done)
    del parts["lot:2"]
    assert "lot:2" in faults(records, done, parts)
    assert "30 révisés" in faults(records, done, parts)


def test_a_cent_too_many_is_named_with_its_benefit(records, done):
    told = done_parts(records, done)["lot:1"]["avant"]
    wrong = faults(records, done, forged(records, done, avant=told | {"rsa": told["rsa"] + 1}))
    assert "revenu de solidarité active" in wrong
    assert "0,01" in wrong


def test_a_transfer_that_no_lot_announced_is_seen(records, done):
    [row] = records.transfers().slice(0, 1).to_pylist()
    row |= {"debit": "rsa:charge", "credit": "rsa:droit", "motive": "rappel", "amount_cents": 5}
    row |= {"month": WINDOW[0], "reference": done.run}
    records.append(
        Journal(transfers=pa.Table.from_pylist([row], schema=TRANSFERS)),
        records.sequences([row["dossier"]]),
    )
    assert "les transferts de la révision" in faults(records, done, done_parts(records, done))


def test_rows_announced_that_the_base_does_not_hold_are_seen(records, done):
    told = done_parts(records, done)["lot:1"]["lignes"]
    assert "ne sont pas dans la base" in faults(
        records, done, forged(records, done, lignes=told + 2)
    )


def test_a_run_that_does_not_reconcile_says_so_in_its_journal(address, records):
    plan = begin(records, NOW, VERSION, WINDOW, 60)
    lie = {
        "references": [],
        "dossiers": 59,
        "sequences": 0,
        "lignes": 0,
        "corriges": 0,
        "avant": {},
        "differences": {},
        "reprendre": [],
        "ecartes": {},
    }
    records.append(Journal(lots=part_row(plan.run, "lot:1", NOW, lie)), {})
    assert passage(caisse(address), plan).rapprochement.faults
    assert done_parts(records, plan)["bilan"]["ecarts"]
