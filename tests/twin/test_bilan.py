"""The closing table, read from journals alone."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pytest

from justedroit.core.droits import RIGHTS
from justedroit.core.faits import FACTS
from justedroit.core.registre import TRANSFERS
from justedroit.twin.bilan import bilan
from justedroit.twin.plan import Plan

PLAN = Plan(dossiers=2, graine=7, debut=202501, mois=12)
START = dt.datetime(2024, 12, 31, 16, tzinfo=dt.UTC)


def fact(dossier, person, kind, value, sequence, **more):
    return {
        "dossier": dossier,
        "sequence": sequence,
        "person": person,
        "kind": kind,
        "value": value,
        "valid_from": dt.date(2020, 1, 1),
        "known_at": START,
        "source": "allocataire",
        "author": "allocataire",
    } | more


def transfer(dossier, motive, debit, credit, cents, entered=dt.datetime(2025, 2, 1, tzinfo=dt.UTC)):
    return {
        "dossier": dossier,
        "sequence": 1,
        "debit": debit,
        "credit": credit,
        "amount_cents": cents,
        "month": 202501,
        "value_on": entered.date(),
        "entered_at": entered,
        "motive": motive,
    }


def facts(*rows):
    return pa.Table.from_pylist(list(rows), schema=FACTS)


def transfers(*rows):
    return pa.Table.from_pylist(list(rows), schema=TRANSFERS)


HOUSEHOLDS = (
    fact(1, 1, "allocataire", "true", 1),
    fact(1, 2, "conjoint", "true", 2),
    fact(1, 3, "enfant", "true", 3),
    fact(2, 1, "allocataire", "true", 1),
)
PAID = (
    transfer(1, "droit", "af:charge", "af:droit", 15_000),
    transfer(1, "paiement", "af:droit", "af:paye", 15_000),
    transfer(1, "droit", "apl:charge", "apl:droit", 20_000),
    transfer(1, "paiement", "apl:droit", "apl:paye_tiers", 20_000),
    transfer(2, "rappel", "rsa:charge", "rsa:droit", 50_000),
    transfer(2, "paiement", "rsa:droit", "rsa:paye", 50_000),
    transfer(1, "indu", "apl:indu", "apl:charge", 1_700),
)
NO_RIGHTS = RIGHTS.empty_table()


def test_what_was_paid_is_counted_by_benefit_whoever_received_it():
    found = bilan(facts(*HOUSEHOLDS), transfers(*PAID), NO_RIGHTS, PLAN)
    lines = {line.prestation: (line.cents, line.foyers) for line in found.verse}
    assert lines == {"af": (15_000, 1), "apl": (20_000, 1), "rsa": (50_000, 1)}
    assert found.verse_cents == 85_000


def test_rappels_and_indus_are_counted_by_notice_and_in_cents():
    more = transfer(1, "indu", "apl:indu", "apl:charge", 300)
    found = bilan(facts(*HOUSEHOLDS), transfers(*PAID, more), NO_RIGHTS, PLAN)
    assert (found.indus.nombre, found.indus.cents) == (1, 2_000)
    assert (found.rappels.nombre, found.rappels.cents) == (1, 50_000)
    assert found.part_indus == pytest.approx(2_000 / 85_000)


def test_the_balances_of_the_ledger_sum_to_zero():
    assert bilan(facts(*HOUSEHOLDS), transfers(*PAID), NO_RIGHTS, PLAN).solde_cents == 0


def test_a_right_not_claimed_is_counted_and_a_right_not_yet_open_is_not():
    row = {"benefit": "ppa", "computed_cents": 9_000, "due_cents": 0}
    rights = pa.Table.from_pylist(
        [
            row | {"dossier": 1, "month": 202501, "motive": "non_demande"},
            row | {"dossier": 1, "month": 202502, "motive": "non_demande"},
            row | {"dossier": 2, "month": 202501, "motive": "hors_demande"},
            row | {"dossier": 2, "month": 202502, "due_cents": 9_000},
        ],
        schema=RIGHTS,
    )
    found = bilan(facts(*HOUSEHOLDS), transfers(*PAID), rights, PLAN)
    assert (found.non_demandes.nombre, found.non_demandes.cents) == (1, 18_000)


def test_persons_are_those_who_are_still_there():
    gone = fact(1, 2, "conjoint", "false", 5)
    dead = fact(1, 3, "deces", "2025-03-02", 6)
    assert bilan(facts(*HOUSEHOLDS), transfers(), NO_RIGHTS, PLAN).personnes == 4
    assert bilan(facts(*HOUSEHOLDS, gone, dead), transfers(), NO_RIGHTS, PLAN).personnes == 2


def test_a_fund_that_paid_nothing_has_a_table_without_example():
    found = bilan(facts(*HOUSEHOLDS), transfers(), NO_RIGHTS, PLAN)
    assert (found.verse_cents, found.part_indus, found.dossier_exemple) == (0, 0.0, None)


def test_the_example_is_a_dossier_whose_indu_follows_a_late_couple():
    late = fact(
        2,
        10,
        "conjoint",
        "true",
        9,
        valid_from=dt.date(2025, 1, 3),
        known_at=dt.datetime(2025, 5, 12, 16, tzinfo=dt.UTC),
    )
    june = dt.datetime(2025, 6, 1, 4, tzinfo=dt.UTC)
    indu = transfer(2, "indu", "rsa:indu", "rsa:charge", 50_000, june)
    found = bilan(facts(*HOUSEHOLDS, late), transfers(*PAID, indu), NO_RIGHTS, PLAN)
    assert found.dossier_exemple == 2


def test_without_a_late_fact_the_example_is_still_a_dossier_with_an_indu():
    assert bilan(facts(*HOUSEHOLDS), transfers(*PAID), NO_RIGHTS, PLAN).dossier_exemple == 1


def test_published_sums_are_brought_to_the_size_of_the_twin_and_say_where_they_come_from():
    found = bilan(facts(*HOUSEHOLDS), transfers(*PAID), NO_RIGHTS, PLAN)
    paid = next(r for r in found.reperes if "texte du rapport" in r.libelle)
    assert paid.publie == round(511e6 * 2 / 94_757)
    assert paid.jumeau == 850.0
    assert "Vienne" in paid.origine
    rsa = next(r for r in found.reperes if r.libelle.startswith("RSA"))
    assert rsa.publie == pytest.approx(221.4e6 / 37_611 / 12, abs=0.01)
    assert "autre caisse" in rsa.origine


def test_the_table_is_told_in_json():
    told = json.loads(bilan(facts(*HOUSEHOLDS), transfers(*PAID), NO_RIGHTS, PLAN).to_json())
    assert told["foyers"] == 2
    assert told["verse"][0]["prestation"] == "rsa"
