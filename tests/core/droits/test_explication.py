"""Why a right is what it is: the law, asked again as the explanation says, gives the amount."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import Caisse, Foyer

from justedroit.core.base import to_cents
from justedroit.core.droits import evaluate, explain_right, prestations
from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.crds import net_of_crds
from justedroit.core.droits.explication import only
from justedroit.core.droits.lecture import Lecture


@pytest.fixture
def foyer() -> Foyer:
    return Caisse().foyer().seul()


def known(foyer):
    return Caisse(foyer.rows).known()


def asked_again(explained, law):
    """Return the cents that the law gives to the household and months of an explanation."""
    amounts = law.calculate(explained.situation, explained.months)[explained.variable]
    cents = to_cents([float(amounts[:, -1].sum())])
    crds = prestations()[explained.benefit].crds
    return int((net_of_crds(cents, explained.evaluated) if crds else cents)[0])


def test_a_frozen_rsa_is_explained_by_the_first_month_of_its_quarter(foyer, law):
    foyer.demande("rsa", since="2024-03-10").salaire(300, since="2024-10-01")
    told = explain_right(known(foyer), "rsa", 202502, law)
    assert told.evaluated == 202412
    assert told.due_cents == told.computed_cents == asked_again(told, law)
    assert any("figé" in step for step in told.steps)


@pytest.mark.parametrize(("benefit", "month"), [("af", 202501), ("ars", 202508)])
def test_a_family_benefit_is_explained_before_and_after_the_crds(foyer, law, benefit, month):
    foyer.enfants("2015-05-05", "2017-07-07")
    told = explain_right(known(foyer), benefit, month, law)
    assert told.due_cents == asked_again(told, law) > 0
    assert any("CRDS" in step for step in told.steps)


def test_a_birth_grant_is_explained_by_the_household_with_its_unborn_child(foyer, law):
    foyer.says("naissance_prevue", "2025-03-20", "2024-10-10", person=3).demande("paje_naissance")
    told = explain_right(known(foyer), "paje_naissance", 202501, law)
    assert len(told.situation.person_row) == 2
    assert told.due_cents == asked_again(told, law) > 100_000


def test_an_aah_kept_conjugal_is_explained_by_the_conjugal_calculation(foyer, law):
    foyer.conjoint().salaire(1300).demande("aah")
    foyer.says("taux_incapacite", "0.85", "2020-01-01", person=1)
    foyer.says("aah_droit_ouvert_septembre_2023", "true", "2023-09-01", person=1)
    told = explain_right(known(foyer), "aah", 202501, law)
    assert told.due_cents == 101_605
    assert asked_again(told, law) == 101_605


def test_a_right_that_was_not_claimed_is_explained_as_it_is_computed(foyer, law):
    told = explain_right(known(foyer.locataire(400)), "rsa", 202501, law)
    assert told.due_cents == 0
    assert told.computed_cents == asked_again(told, law) > 0
    assert any("non demandé" in step for step in told.steps)


def test_a_claim_that_comes_later_is_told_as_such(foyer, law):
    told = explain_right(known(foyer.demande("rsa", since="2025-09-10")), "rsa", 202501, law)
    assert told.due_cents == 0
    assert any("ne couvre pas ce mois" in step for step in told.steps)


def test_an_asf_claimed_without_ground_is_not_told_as_badly_claimed(foyer, law):
    foyer.enfants("2018-05-05").demande("asf").locataire(400)  # a housing aid not claimed
    told = explain_right(known(foyer), "asf", 202501, law)
    assert told.due_cents == 0
    assert not any("demand" in step for step in told.steps), told.steps


def test_what_the_platform_computes_has_no_tree_of_the_law(foyer, law):
    foyer.conjoint().enfants("2015-05-05").says("handicap", "true", "2020-01-01", person=3)
    told = explain_right(known(foyer.demande("aeeh")), "aeeh", 202501, law)
    assert told.variable == ""
    assert told.due_cents == 14_926  # 32 % of 466.44


def test_a_right_of_nothing_is_explained_too(foyer, law):
    told = explain_right(known(foyer), "af", 202501, law)
    assert (told.computed_cents, told.due_cents) == (0, 0)


def test_a_month_without_household_is_explained_by_none(law):
    late = Caisse().foyer().seul(since="2025-10-01")
    assert explain_right(known(late), "rsa", 202501, law).situation is None


def test_a_year_without_household_is_explained_by_none(law):
    never = Caisse().foyer().conjoint()
    told = explain_right(known(never), "rsa", 202501, law)
    assert told.situation is None
    assert told.due_cents == 0


def test_an_unknown_benefit_is_not_explained(foyer, law):
    with pytest.raises(KeyError):
        explain_right(known(foyer), "rmi", 202501, law)


def test_what_is_explained_is_what_is_evaluated(foyer, law):
    foyer.conjoint().enfants("2015-05-05", "2024-10-12").salaire(700).locataire(400)
    foyer.demande("ppa", "aide_logement", "paje_base", since="2024-02-10")
    found = evaluate(known(foyer), [202501], law).to_pylist()
    rights = [right for right in found if right["benefit"] in {"af", "alf", "ppa"}]
    assert len(rights) == 3
    for right in rights:
        told = explain_right(known(foyer), right["benefit"], 202501, law)
        assert told.due_cents == right["due_cents"], right["benefit"]
        assert told.computed_cents == right["computed_cents"], right["benefit"]


def test_one_household_taken_out_of_many_is_the_same(law):
    fund = Caisse()
    fund.foyer().seul().conjoint(tie="concubin").enfants("2015-05-05").salaire(500)
    fund.foyer().seul().enfants("2017-05-05", "2019-01-01").salaire(900).locataire(300)
    lecture = Lecture(fund.known())
    bloc = bloc_of(lecture, 202501, np.zeros(2, bool), law)
    whole = law.calculate(bloc.situation, bloc.months)
    for row in range(bloc.situation.rows):
        alone = law.calculate(only(bloc.situation, row), bloc.months)
        for name in ("af", "rsa", "ppa", "alf", "asf"):
            assert (alone[name][0] == whole[name][row]).all(), name
