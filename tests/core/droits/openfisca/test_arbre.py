"""The tree of a right is the same whether the engine or OpenFisca's own tracer tells it."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest
from tests.foyers import Caisse

from justedroit.core.droits import explain_right
from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.explication import only
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.openfisca import (
    CompiledLaw,
    OpenFiscaLaw,
    calcul,
    fold,
    noyau,
    to_dict,
    to_text,
    tree_of_right,
)
from justedroit.core.droits.openfisca.libelles import libelles
from justedroit.engine.columns import OutsideSchema
from justedroit.engine.explaining import Teller, explained
from justedroit.engine.question import Question
from justedroit.engine.tracing.run import Law, drawn, recorded

NOVEMBER = [202411]  # the first month of the block of 2025


class Told:
    """Kernels that tell the first month of a year, recorded once on one sample."""

    def __init__(self):
        with calcul.quiet():
            whole = noyau.question(2025)
            asks = [ask for ask in whole.asks if ask.period == "2024-11"]
            asked = Question(whole.system, "test", whole.inputs, asks, always=whole.always)
            sample = drawn(asked, 11, 4)
            record = recorded(asked, sample, Law(asked.system.parameters))
            self._teller = Teller(asked, explained(record))

    def telling(self, _year, computed, people, tables):
        assert not computed
        with calcul.quiet():
            return self._teller.tell(people, tables)


@pytest.fixture(scope="module")
def told():
    return CompiledLaw(Told())


@pytest.fixture(scope="module")
def bloc():
    """A dozen varied households, as November 2024 sees them."""
    caisse = Caisse()
    caisse.foyer().seul().demande("rsa")
    caisse.foyer().seul().salaire(300).locataire(410).demande("rsa", "aide_logement")
    caisse.foyer().seul().conjoint().salaire(1500).enfants("2015-05-05", "2018-03-03")
    caisse.foyer().seul().conjoint(tie="concubin").salaire(700, person=2).locataire(600)
    caisse.foyer().seul().enfants("2020-02-02").locataire(480).demande("rsa", "asf")
    disabled = caisse.foyer().seul().salaire(400).demande("aah")
    disabled.says("taux_incapacite", "0.85", "2020-01-01", person=1)
    caisse.foyer().seul().conjoint().salaire(1900).salaire(900, person=2).enfants(
        "2008-01-01", "2011-01-01", "2014-01-01", "2023-01-01"
    )
    caisse.foyer().seul(born="2003-03-03").locataire(350)
    caisse.foyer().seul(born="1950-03-03").conjoint(born="1948-01-01")
    caisse.foyer().seul().conjoint().enfants("2024-10-01").salaire(1200).locataire(500)
    caisse.foyer().seul().enfants("2016-01-01", "2012-01-01").salaire(1100).demande("ppa")
    caisse.foyer().seul().conjoint(tie="pacse").salaire(4500).salaire(3000, person=2)
    lecture = Lecture(caisse.known())
    return bloc_of(lecture, 202411, np.zeros(len(lecture.dossiers), bool), OpenFiscaLaw())


CASES = list(
    enumerate(
        ("rsa", "alf", "af", "ppa", "asf", "aah", "cf", "als", "rsa", "paje_base", "ppa", "caah")
    )
)


def household(bloc, number):
    return only(bloc.situation, int(bloc.row_of["plein", 0][number, -1]))


@pytest.mark.parametrize(("number", "variable"), CASES)
def test_the_engine_tells_the_tree_that_openfisca_traces(bloc, told, number, variable):
    alone = household(bloc, number)
    found = told.explain(alone, NOVEMBER, variable)
    expected = OpenFiscaLaw().explain(alone, NOVEMBER, variable)
    assert found == expected
    assert found.children


def test_a_line_too_far_is_opened_on_a_tree_of_its_own(bloc, told):
    alone = household(bloc, 1)
    opened = ("aide_logement_base_ressources", "2024-11")
    found = told.explain(alone, NOVEMBER, "als", opened)
    assert (found.variable, found.period) == opened
    assert found == OpenFiscaLaw().explain(alone, NOVEMBER, "als", opened)


def test_what_is_not_behind_an_amount_is_not_opened(bloc, told):
    alone = household(bloc, 0)
    for law in (told, OpenFiscaLaw()):
        with pytest.raises(LookupError, match="rsa"):
            law.explain(alone, NOVEMBER, "af", ("rsa", "2024-11"))


def test_the_amount_explained_is_the_amount_calculated(bloc):
    alone = household(bloc, 1)
    calculated = OpenFiscaLaw().calculate(alone, NOVEMBER)
    for variable in ("rsa", "als"):
        tree = OpenFiscaLaw().explain(alone, NOVEMBER, variable)
        assert tree.value == pytest.approx(float(calculated[variable][0, -1]), abs=1e-4)


def test_a_household_that_no_kernel_foresees_is_traced_by_openfisca(bloc):
    class Refuses:
        def telling(self, *_):
            raise OutsideSchema("no")

    class NotReady:
        def telling(self, *_):
            return None

    alone = household(bloc, 0)
    expected = OpenFiscaLaw().explain(alone, NOVEMBER, "af")
    for kernels in (Refuses(), NotReady()):
        assert CompiledLaw(kernels).explain(alone, NOVEMBER, "af") == expected


@pytest.mark.parametrize(("number", "variable"), CASES[:7])
def test_a_right_is_told_in_about_ten_lines(bloc, told, number, variable):
    tree = fold(told.explain(household(bloc, number), NOVEMBER, variable))
    lines = [x for x in to_text(tree).splitlines() if not x.strip().startswith(("·", "…"))]
    assert 2 <= len(lines) <= 10
    json.dumps(to_dict(tree))


def test_every_variable_that_is_renamed_is_one_of_openfisca():
    assert set(libelles()) <= set(calcul.claims_system().variables)
    shown = {name for told in libelles().values() for name in told.montre or ()}
    assert shown <= set(calcul.claims_system().variables)


# What the platform computes itself.


def right_of(foyer, benefit, month):
    known = Caisse(foyer.rows).known()
    law = OpenFiscaLaw()
    right = explain_right(known, benefit, month, law)
    return right, tree_of_right(known, right, law)


def test_the_child_allowance_for_disability_says_its_facts_and_its_scale():
    foyer = Caisse().foyer().seul().conjoint().enfants("2015-05-05").demande("aeeh")
    foyer.says("handicap", "true", "2020-01-01", person=3)
    foyer.says("aeeh_categorie", "2", "2020-01-01", person=3)
    right, tree = right_of(foyer, "aeeh", 202501)
    assert tree.value == right.due_cents / 100 > 0
    assert [child.variable for child in tree.children] == ["handicap", "aeeh_categorie"]
    assert all(child.nature == "donnee" for child in tree.children)
    names = [parameter.name.rsplit(".", 1)[-1] for parameter in tree.parameters]
    assert names == ["bmaf", "base", "categorie_2", "categorie_2"]
    assert tree.references[0].startswith("CSS")


def test_a_parameter_still_to_be_verified_says_so():
    foyer = Caisse().foyer().seul().enfants("2015-05-05").demande("ajpp")
    foyer.says("ajpp_jours", "10", "2025-01-01", "2025-02-01", person=1)
    _, tree = right_of(foyer, "ajpp", 202501)
    daily = next(p for p in tree.parameters if p.name == "droits/ajpp.montant_jour")
    assert (daily.value, daily.unit, daily.since) == (65.80, "currency", str(dt.date(2025, 1, 1)))
    assert daily.references == ("CSS L544-6, D544-6 (à vérifier)",)
    assert [child.value for child in tree.children] == ["10 jours par mois"]


def test_a_month_without_household_has_no_tree():
    foyer = Caisse().foyer().seul(since="2025-10-01")
    assert right_of(foyer, "rsa", 202501)[1] is None
