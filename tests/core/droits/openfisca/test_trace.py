"""An amount is explained by the tree of its formulas; the folded tree says what matters."""

from __future__ import annotations

import json

import pytest
from openfisca_core.simulations import SimulationBuilder

from justedroit.core.droits.openfisca.calcul import claims_system
from justedroit.core.droits.openfisca.pliage import opened
from justedroit.core.droits.openfisca.requete import simulation
from justedroit.core.droits.openfisca.systeme import law_system
from justedroit.core.droits.openfisca.trace import explain_variable, fold, to_dict, to_text


def walk(noeud):
    yield noeud
    for child in noeud.children:
        yield from walk(child)


def depth(noeud):
    return 1 + max((depth(c) for c in noeud.children), default=0)


def find(noeud, variable, period=None):
    return next(n for n in walk(noeud) if n.variable == variable and period in (None, n.period))


@pytest.fixture
def rsa(couple):
    return explain_variable(simulation(couple), "rsa", "2025-06")


def test_the_root_is_the_amount_that_openfisca_computes(couple, rsa):
    plain = simulation(couple).calculate("rsa", "2025-06")
    assert rsa.value == pytest.approx(float(plain[0]))
    assert (rsa.variable, rsa.period, rsa.unit, rsa.nature) == (
        "rsa",
        "2025-06",
        "currency",
        "calcul",
    )
    assert rsa.label == "Revenu de solidarité active (RSA)"


def test_each_variable_is_explained_once(rsa):
    explained = [(n.variable, n.period, n.value) for n in walk(rsa) if n.children]
    assert len(explained) == len(set(explained))


def test_what_is_repeated_is_explained_somewhere(rsa):
    explained = {(n.variable, n.period) for n in walk(rsa) if n.nature != "repris"}
    repeated = {(n.variable, n.period) for n in walk(rsa) if n.nature == "repris"}
    assert repeated
    assert repeated <= explained


def test_a_branch_stands_where_it_is_nearest_to_the_root(rsa):
    base = next(c for c in rsa.children[0].children if c.variable == "rsa_base_ressources")
    assert base.nature == "calcul"
    assert base.children


def test_what_was_declared_is_told_apart_from_what_was_computed(rsa):
    wages = find(rsa, "salaire_net", "2025-03")
    assert wages.nature == "donnee"
    assert wages.value == (600.0, 0.0, 0.0, 0.0)
    assert wages.instances == ("mere", "pere", "aine", "cadet")
    assert find(rsa, "date_naissance").value[0] == "1988-05-01"


def test_a_parameter_of_the_law_comes_with_its_date_and_its_text(rsa):
    socle = find(rsa, "rsa_socle")
    base = next(p for p in socle.parameters if p.name.endswith("montant_de_base_du_rsa"))
    assert (base.value, base.unit, base.since) == (646.52, "currency", "2025-04-01")
    assert base.instant == "2025-06-01"
    assert "2025-293" in base.references[0]


def test_the_folded_tree_is_small_and_loses_no_count(rsa):
    folded = fold(rsa)
    shown = list(walk(folded))
    assert 5 <= len(shown) <= 10
    assert sum(1 for _ in walk(rsa)) > 500
    assert depth(folded) <= 4
    assert (folded.value, folded.variable) == (rsa.value, "rsa")
    assert all(len(n.parameters) <= 2 for n in shown)
    assert folded.folded + sum(n.folded for n in shown[1:]) > 400
    keys = [(n.variable, n.period) for n in shown]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("lines", [1, 4])
def test_the_reader_chooses_how_much_is_shown(rsa, lines):
    folded = fold(rsa, lines=lines, depth=2)
    assert depth(folded) <= 3
    assert sum(1 for _ in walk(folded)) == lines


def test_a_line_is_opened_on_a_folded_tree_of_its_own(rsa):
    found = opened(rsa, "rsa_base_ressources", "2025-06")
    assert found.value == find(rsa, "rsa_base_ressources").value
    assert found.children
    assert opened(rsa, "rsa_base_ressources", "2031-01") is None


def test_json_says_where_there_is_more_to_open(rsa):
    told = to_dict(fold(rsa))
    assert told["replie"] is True
    assert told["children"][0]["label"]
    assert all(set(child) == set(told) for child in told["children"])
    assert to_dict(find(rsa, "date_naissance"))["replie"] is False
    json.dumps(told)


def test_the_folded_tree_keeps_the_amounts_that_make_the_rsa(rsa):
    folded = fold(rsa)
    socle, resources = find(folded, "rsa_socle"), find(folded, "rsa_base_ressources")
    housing = find(folded, "rsa_forfait_logement")
    assert rsa.value == pytest.approx(socle.value - housing.value - resources.value, abs=0.01)


def test_a_right_of_zero_is_explained_by_what_is_not_met(couple):
    none = fold(explain_variable(simulation(couple), "paje_base", "2025-06"))
    assert none.value == 0
    child = find(none, "enfant_eligible_paje")
    assert child.value == (False, False, False, False)
    assert ": aucun enfant" in to_text(none)


def test_the_text_is_french_and_indented(couple):
    text = to_text(fold(explain_variable(simulation(couple), "af", "2025-06")))
    lines = text.splitlines()
    assert lines[0] == "Allocations familiales (juin 2025) : 151,80\u00a0€"
    assert any(line.startswith("  Montant de base : 151,80\u00a0€") for line in lines)
    assert any("BMAF" in line and "01/04/2025 : 474,37\u00a0€" in line for line in lines)
    assert any(line.strip().startswith("…") for line in lines)


def test_amounts_of_several_persons_are_added_up(rsa):
    line = next(x for x in to_text(rsa).splitlines() if "Salaire net" in x)
    assert "600,00\u00a0€ (mere) [déclaré]" in line


def test_codes_are_written_with_their_words(rsa):
    text = to_text(rsa)
    assert "Logé gratuitement" in text
    assert "loge_gratuitement" not in text


def test_what_is_not_a_number_is_said_to_be_none(couple):
    wages = couple["individus"]["mere"]["salaire_net"]
    wages |= dict.fromkeys(wages, 3e38)
    noeud = explain_variable(simulation(couple), "rsa_base_ressources", "2025-06")
    assert noeud.value is None
    assert to_text(noeud).splitlines()[0].endswith("pas un nombre")


def test_the_tree_of_a_system_with_variables_of_ours_is_folded_and_told(couple):
    couple["familles"]["f"]["asf_ouvert"] = {"2025-06": False}
    simulation_of_claims = SimulationBuilder().build_from_entities(claims_system(), couple)
    noeud = explain_variable(simulation_of_claims, "asf", "2025-06")
    assert find(noeud, "asf_ouvert").nature == "donnee"
    assert "ouvert : non [déclaré]" in to_text(fold(noeud))


def test_the_whole_tree_is_json(rsa):
    written = json.dumps(to_dict(rsa), allow_nan=False)
    assert json.loads(written)["children"][0]["variable"] == "rsa_montant"


def test_a_builder_with_its_entities_is_enough():
    builder = SimulationBuilder()
    builder.create_entities(law_system())
    builder.declare_person_entity("individu", [0])
    for name, role in (
        ("famille", "demandeur"),
        ("foyer_fiscal", "declarant_principal"),
        ("menage", "personne_de_reference"),
    ):
        entity = builder.declare_entity(name, [0])
        builder.join_with_persons(entity, [0], [role])
    noeud = explain_variable(builder, "nb_parents", "2025-06")
    assert noeud.value == 1
