"""The AAH of those who had it in September 2023 keeps the spouse's income only while it serves."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import Caisse, Foyer

from justedroit.core.droits.bloc import CONJ, REEL, bloc_of
from justedroit.core.droits.compositions import PLEIN
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.transition import conjugal_months


@pytest.fixture
def foyer() -> Foyer:
    return Caisse().foyer().seul().conjoint()


def of_2023(foyer):
    return foyer.says("aah_droit_ouvert_septembre_2023", "true", "2023-09-01", person=1)


def played(foyer, law, deconjugalised, conjugal):
    """Return the months of 2025 kept conjugal and the switch, for two amounts by month."""
    lecture = Lecture(Caisse(foyer.rows).known())
    bloc = bloc_of(lecture, 202512, np.zeros(len(lecture.dossiers), bool), law)
    aah = np.zeros((bloc.situation.rows, len(bloc.months)))
    for column, month in enumerate(bloc.months):
        for supposition, amount in ((REEL, deconjugalised), (CONJ, conjugal)):
            row = bloc.row_of[PLEIN, supposition][0, column]
            aah[row, column] = amount(month)
    kept, switch = conjugal_months(bloc, aah)
    return [m for m, yes in zip(bloc.months, kept[0], strict=True) if yes], int(switch[0])


def always(amount):
    return lambda _month: amount


def test_while_it_serves_the_conjugal_calculation_is_kept(foyer, law):
    kept, switch = played(of_2023(foyer), law, always(469.54), always(1033.32))
    assert [m for m in kept if m > 202500] == list(range(202501, 202513))
    assert switch == 0


def test_from_the_first_month_when_it_does_not_serve_it_is_lost_for_good(foyer, law):
    conjugal = lambda month: 400 if month == 202505 else 1033.32  # noqa: E731
    kept, switch = played(of_2023(foyer), law, always(469.54), conjugal)
    assert [m for m in kept if m > 202500] == [202501, 202502, 202503, 202504]
    assert switch == 202505


def test_at_equality_it_is_lost(foyer, law):
    kept, switch = played(of_2023(foyer), law, always(1033.32), always(1033.32))
    assert kept == []
    assert switch == 202411  # the first month of the block


def test_a_right_opened_later_never_has_it(foyer, law):
    kept, switch = played(foyer, law, always(469.54), always(1033.32))
    assert kept == []
    assert switch == 0


def test_a_switch_written_in_the_dossier_holds_from_its_month(foyer, law):
    of_2023(foyer).says("aah_bascule_deconjugalisation", "2025-03-01", "2025-03-01", person=1)
    kept, switch = played(foyer, law, always(469.54), always(1033.32))
    assert [m for m in kept if m > 202500] == [202501, 202502]
    assert switch == 202503


def test_a_switch_of_an_earlier_year_leaves_no_choice(foyer, law):
    of_2023(foyer).says("aah_bascule_deconjugalisation", "2024-03-01", "2024-03-01", person=1)
    kept, _ = played(foyer, law, always(469.54), always(1033.32))
    assert kept == []


def test_the_choice_of_one_household_is_not_that_of_another(law):
    fund = Caisse()
    of_2023(fund.foyer().seul().conjoint())
    fund.foyer().seul().conjoint()
    lecture = Lecture(fund.known())
    bloc = bloc_of(lecture, 202512, np.zeros(2, bool), law)
    aah = np.full((bloc.situation.rows, len(bloc.months)), 500.0)
    aah[bloc.row_of[PLEIN, CONJ][0]] = 900.0
    kept, _ = conjugal_months(bloc, aah)
    assert kept.all(axis=1).tolist() == [True, False]
