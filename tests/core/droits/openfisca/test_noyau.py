"""What the engine is asked: the same as plain OpenFisca, in the same order, nothing left out."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import Caisse

from justedroit.core.base import month_range
from justedroit.core.droits.bloc import bloc_of
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.openfisca import CompiledLaw, OpenFiscaLaw, calcul, noyau
from justedroit.core.faits import catalogue
from justedroit.engine.columns import OutsideSchema, by_key
from justedroit.engine.question import plain


class Plain:
    """Kernels that answer by plain OpenFisca, as the engine is asked."""

    def __init__(self):
        self.asked = []

    def answer(self, year, computed, people, tables):
        self.asked.append((year, computed))
        question = noyau.question(year, *computed)
        assert set(by_key(tables)) <= set(question.inputs)
        with calcul.quiet():
            return plain(question, people, tables)


@pytest.fixture(scope="module")
def bloc():
    """A block of a few varied households, up to August."""
    caisse = Caisse()
    caisse.foyer().seul().says("loyer", "500", "2024-01-01").demande("rsa", "aide_logement")
    caisse.foyer().seul().conjoint().enfants("2015-05-05", "2018-03-03").demande("af")
    alone = caisse.foyer().seul().enfants("2020-02-02")
    alone.says("handicap", "true", "2025-11-01", person=1).says(
        "taux_incapacite", "0.8", "2020-01-01", person=1
    )
    lecture = Lecture(caisse.known())
    return bloc_of(lecture, 202508, np.zeros(len(lecture.dossiers), bool), OpenFiscaLaw())


def test_the_question_is_what_plain_openfisca_is_asked(bloc):
    kernels = Plain()
    found = CompiledLaw(kernels).calculate(bloc.situation, bloc.months)
    expected = OpenFiscaLaw().calculate(bloc.situation, bloc.months)
    assert kernels.asked == [(2025, ())]
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        assert found[name].dtype == values.dtype
        assert (found[name] == values).all(), name


def test_months_that_are_no_block_are_asked_of_plain_openfisca(bloc):
    kernels = Plain()
    months = month_range(202503, 202504)
    found = CompiledLaw(kernels).calculate(bloc.situation, months)
    assert not kernels.asked
    assert found["af"].shape == (bloc.situation.rows, 2)


def test_an_input_that_no_kernel_foresees_goes_to_plain_openfisca(bloc):
    class Refuses:
        def answer(self, *_):
            raise OutsideSchema("no")

    found = CompiledLaw(Refuses()).calculate(bloc.situation, bloc.months)
    assert found["rsa"].shape == (bloc.situation.rows, len(bloc.months))


def test_every_kind_that_feeds_the_law_is_in_the_question():
    given = {name for name, _ in noyau.question(2025).inputs}
    assert {k.openfisca.variable for k in catalogue().values() if k.openfisca} <= given


def test_every_input_of_the_rows_is_in_the_question(bloc):
    given = {name for name, _ in noyau.question(2025).inputs}
    assert {known.variable for known in bloc.situation.inputs} <= given


def test_the_ars_reads_august_to_the_end_of_the_year():
    reads = noyau.question(2025).reads("ars 2025")
    assert reads["loyer", "2025-12"] == ("loyer", "2025-08")
    assert reads["loyer", "2025-07"] == ("loyer", "2025-07")
    assert reads["date_naissance", "ETERNITY"] == ("date_naissance", "ETERNITY")
    assert reads["rpns_imposables", "2025"] == ("rpns_imposables", "2025")
