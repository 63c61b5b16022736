"""OpenFisca-France: nine benefits of one month, traced once for all the tests of this file."""

import logging
import os
from collections import Counter

import numpy as np
import pytest
from openfisca_france import FranceTaxBenefitSystem
from tests.engine.france import inputs_read, months, people, question
from tests.engine.tracing.laws import same

from justedroit.engine.columns import by_key
from justedroit.engine.dump import dump
from justedroit.engine.question import Ask, Question, plain
from justedroit.engine.replay import Replay
from justedroit.engine.tracing import NotTraceable, door_values, trace

# What OpenFisca-France 176.1.8 computes for the nine benefits of June 2024, folded. It changes with
# the law, and with what the graph folds: see what changed before writing the new one here.
FINGERPRINT = "919a3221b72ad174a689aae789d8d36765a898175c0eb04308cfbe3648e99671"


@pytest.fixture(scope="module")
def system():
    return FranceTaxBenefitSystem()


@pytest.fixture(scope="module")
def asked(system):
    return question(system, months("2024-06", 1))


@pytest.fixture(scope="module")
def program(asked):
    return trace(asked)


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_the_replay_of_two_thousand_households_is_plain_openfisca_to_the_bit(asked, program):
    drawn = people(asked, 2000, seed=7)
    given = by_key(drawn.tables)
    inputs = {key: given[key][0].column(given[key][1], 0) for key in program.inputs()}
    found = Replay(program).run(drawn.population, inputs)
    for ask, values in plain(asked, drawn.population, drawn.tables).items():
        assert found[ask].dtype == values.dtype
        np.testing.assert_array_equal(found[ask], values, err_msg=ask.variable)
        assert values.any(), f"{ask.variable} is worth nothing to anybody: nothing is tested"


def test_the_law_computes_what_it_computed(program):
    assert program.fingerprint() == FINGERPRINT


def test_what_nobody_touches_is_folded(program):
    live = program.live()
    assert len(live) < 8000
    operations = Counter(program.graph[number].op for number in live)
    assert {"sum", "project", "table", "where", "rint", "pick_role"} <= set(operations)


def test_each_operation_says_its_formula_and_the_law_that_it_holds(program):
    lines = dump(program, Ask("af", "2024-06", "add"))
    assert any("af_base@2024-06" in line for line in lines)
    bmaf = "prestations_sociales.prestations_familiales.bmaf.bmaf"
    assert any(bmaf in line for line in lines)
    assert lines[-1].startswith(f"%{program.outputs[Ask('af', '2024-06', 'add')].node} = ")


def test_the_zone_of_a_town_is_a_door(system):
    asked = Question(system, "zone", [("depcom", "2024-06")], [Ask("zone_apl", "2024-06")])
    program = trace(asked)
    assert [program.graph[n].op for n in program.live()] == ["input", "door"]
    zones = system.variables["zone_apl"].possible_values
    found = door_values(asked, "zone_apl", "2024-06", ["75056", "86194", "99999"])
    assert [zones.names[place] for place in found] == ["zone_1", "zone_2", "zone_2"]


def test_the_wage_of_an_apprentice_put_under_masks_is_traced(system):
    keys = [
        ("apprentissage_contrat_debut", "2024-06"),
        ("apprenti", "2024-06"),
        ("age", "2024-06"),
    ]
    trace(Question(system, "apprenti", keys, [Ask("remuneration_apprenti", "2024-06")]))


def test_a_formula_that_goes_through_texts_among_other_things_is_refused_by_name(system):
    keys = [("depcom_entreprise", "2024-06"), ("effectif_entreprise", "2024-06")]
    with pytest.raises(NotTraceable, match=r"taux_versement_transport@2024-06 \(.*, line \d+\)"):
        trace(Question(system, "vt", keys, [Ask("taux_versement_transport", "2024-06")]))


@pytest.mark.skipif(
    os.environ.get("JUSTEDROIT_HYPOTHESIS") != "slow", reason="one minute: make test-slow"
)
def test_a_hundred_and_sixty_more_inputs_drawn_at_random_change_nothing(system, asked):
    keys = inputs_read(asked, seed=11, variables=160)
    fuzzed = Question(system, "fuzz", keys, asked.asks)
    unknown_zone = {system.variables["zone_apl"].possible_values: {0}}
    program = trace(fuzzed)
    assert len({variable for variable, _ in program.inputs()}) > 150
    same(fuzzed, program, households=500, without=unknown_zone)
