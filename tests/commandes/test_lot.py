"""`lot reviser`: a whole fund, its refusals, its codes of return, its resumption."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from benchmarks.loi import LoiDeBanc
from click.testing import CliRunner
from tests.batch.conftest import FUND, VERSION

from justedroit.batch import begin
from justedroit.batch.plan import part_row
from justedroit.cli import cli
from justedroit.commandes import lot
from justedroit.core.faits import FACTS
from justedroit.records.database import open_database
from justedroit.records.interface import Journal


class Picky(LoiDeBanc):
    """A law that cannot read a rent of 66 666 €."""

    def calculate(self, situation, months):
        for given in situation.inputs:
            if given.variable == "loyer" and (given.values == 66_666).any():
                raise ValueError(66_666)
        return super().calculate(situation, months)


@pytest.fixture
def base(lot_base):
    return lot_base


def reviser(base, *arguments, code=0):
    """Run the command; return what it writes, and what it says beside."""
    typed = ["lot", "reviser", *arguments, "--base", base, "--processus", "1"]
    result = CliRunner().invoke(cli, typed, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout, result.stderr


def test_a_revision_says_what_it_posted_how_many_and_that_it_reconciles(base):
    told, beside = reviser(base, "2025-06")
    for part in ("Différences passées", "60 dossiers révisés", "tous les centimes"):
        assert part in told
    assert "Révision de janvier 2025 à juin 2025 : 60 dossiers en 1 lot" in beside
    assert "Rien à passer" in reviser(base, "2025-06")[0]


def test_a_revision_in_json_holds_the_sums_and_nothing_else(base):
    told = json.loads(reviser(base, "2025-06", "--json", "--taille", "7")[0])
    assert (told["dossiers"], told["revises"]) == (60, 60)
    assert (told["ecartes"], told["ecarts"], told["lignes_d_autres"]) == ({}, [], 0)
    records = open_database(base)
    totals = records.totals(FUND.window, [told["reference"]], None).to_pylist()
    assert told["corriges"] > 0
    announced = {
        r["prestation"]: r["plus_centimes"] + r["moins_centimes"] for r in told["prestations"]
    }
    assert {r["benefit"]: r["moved_cents"] for r in totals if r["moved_cents"]} == {
        benefit: cents for benefit, cents in announced.items() if cents
    }


def test_a_month_before_the_ledger_asks_for_the_first_one(base):
    _, beside = reviser(base, "2024-06", code=1)
    assert "avant le premier mois" in beside
    assert "--depuis" in beside
    assert "juin 2024" in reviser(base, "2024-06", "--depuis", "2024-05")[1]


def test_no_month_is_refused_with_what_to_give(base):
    assert "--reprendre" in reviser(base, code=2)[1]


def test_there_is_nothing_to_resume_once_all_is_done(base):
    reviser(base, "2025-06")
    assert "Rien à reprendre" in reviser(base, "--reprendre")[0]


def interrupted(base, law=VERSION, size=7):
    records = open_database(base)
    return records, begin(records, FUND.revised_at, law, FUND.window, size)


def test_an_interrupted_revision_is_resumed_and_says_what_is_left(base):
    interrupted(base)
    told, beside = reviser(base, "--reprendre")
    assert "Reprise de la révision du 01/08/2025" in beside
    assert "60 dossiers en 9 lots" in beside
    assert "60 dossiers révisés" in told


def test_a_new_revision_says_that_another_was_not_finished(base):
    interrupted(base)
    assert "n'est pas finie" in reviser(base, "2025-06")[1]


def test_another_month_or_another_law_is_not_resumed(base):
    interrupted(base)
    assert "juin 2025" in reviser(base, "2025-02", "--reprendre", code=1)[1]
    interrupted(base.replace("caisse.", "autre."), law="loi d'hier")
    assert "loi d'hier" in reviser(base.replace("caisse.", "autre."), "--reprendre", code=1)[1]


def test_a_dossier_set_aside_is_named_by_its_number_and_the_code_says_so(base, monkeypatch):
    monkeypatch.setattr(lot, "law_in_force", Picky)
    records = open_database(base)
    [rent] = records.facts().filter(pc.field("kind") == "loyer").slice(0, 1).to_pylist()
    rent |= {"value": "66666.00", "source": "controle_sur_place", "proof": None, "replaces": None}
    rent |= {"valid_from": dt.date(2024, 1, 1), "valid_until": None}
    journal = Journal(facts=pa.Table.from_pylist([rent], schema=FACTS))
    records.append(journal, records.sequences([rent["dossier"]]))
    told, beside = reviser(base, "2025-06", code=lot.ASIDE)
    assert f"dossier {rent['dossier']} : ValueError" in beside
    assert "66" not in beside.partition("ValueError")[2].partition(" (")[0]
    assert "59 dossiers révisés" in told


def test_a_revision_that_does_not_reconcile_fails_loudly(base):
    records, plan = interrupted(base, size=60)
    lie = dict.fromkeys(("dossiers", "sequences", "lignes", "corriges"), 0)
    lie |= {"references": [], "avant": {}, "differences": {}, "reprendre": [], "ecartes": {}}
    records.append(Journal(lots=part_row(plan.run, "lot:1", FUND.revised_at, lie)), {})
    told, beside = reviser(base, "--reprendre", code=lot.UNRECONCILED)
    assert "ÉCHEC DU RAPPROCHEMENT" in beside
    assert "60 à réviser, 0 révisés" in beside
    assert "tous les centimes" not in told
