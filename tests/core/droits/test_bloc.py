"""The block of a year: the months evaluated, the rows, and which row each month reads."""

from __future__ import annotations

import numpy as np
import pytest
from tests.foyers import Caisse, Foyer

from justedroit.core.base import month_range
from justedroit.core.droits.bloc import CONJ, REEL, TOUT, bloc_of, persons_of
from justedroit.core.droits.compositions import A_NAITRE, MOIS, PLEIN
from justedroit.core.droits.lecture import Lecture


@pytest.fixture
def fund() -> Caisse:
    return Caisse()


def block(fund, law, last=202512, *, unclaimed=False):
    lecture = Lecture(fund.known())
    return bloc_of(lecture, last, np.full(len(lecture.dossiers), unclaimed), law)


def persons(bloc, row):
    """Return the numbers of the persons of a row."""
    rows, found = persons_of(bloc.lecture, bloc.rows)
    return bloc.lecture.person_number[found[rows == row]].tolist()


def roles(bloc):
    """Return, by row, the roles of its members."""
    out = {}
    for row, role in zip(bloc.situation.person_row, bloc.situation.person_role, strict=True):
        out.setdefault(int(row), []).append(int(role))
    return out


@pytest.mark.parametrize("last", [202501, 202506, 202512])
def test_a_block_begins_in_november_of_the_year_before(fund, law, last):
    fund.foyer().seul()
    assert block(fund, law, last).months == month_range(202411, last)


def test_a_household_that_does_not_change_has_one_row(fund, law):
    fund.foyer().seul().conjoint().enfants("2015-05-05")
    assert block(fund, law).situation.rows == 1


def test_a_birth_makes_a_row_before_it_and_one_after(fund, law):
    fund.foyer().seul().enfants("2015-05-05", "2025-03-12")
    bloc = block(fund, law)
    read = bloc.row_of[PLEIN, REEL][0]
    april = bloc.months.index(202504)
    assert persons(bloc, read[april - 1]) == [1, 3]
    assert persons(bloc, read[april]) == [1, 3, 4]
    assert persons(bloc, bloc.row_of[MOIS, REEL][0][april - 1]) == [1, 3, 4]


def test_no_dossier_reads_the_row_of_another(fund, law):
    for _ in range(4):
        fund.foyer().seul().enfants("2015-05-05", "2025-03-12")
    bloc = block(fund, law)
    for rows in bloc.row_of.values():
        for dossier, read in enumerate(rows):
            assert set(bloc.rows.dossier[read]) == {dossier}


def test_a_dossier_without_household_reads_no_row(fund, law):
    fund.foyer().seul()
    fund.foyer().conjoint()
    bloc = block(fund, law)
    assert (bloc.row_of[PLEIN, REEL][1] == -1).all()


def test_suppositions_make_rows_only_for_those_concerned(fund, law):
    fund.foyer().seul()
    bloc = block(fund, law)
    assert (bloc.row_of[PLEIN, TOUT] == bloc.row_of[PLEIN, REEL]).all()
    assert (bloc.row_of[PLEIN, CONJ] == bloc.row_of[PLEIN, REEL]).all()
    supposed = block(fund, law, unclaimed=True)
    assert (supposed.row_of[PLEIN, TOUT] != supposed.row_of[PLEIN, REEL]).all()


def test_only_a_right_open_in_september_2023_has_a_conjugal_row(fund, law):
    for value in ("true", "false"):
        house = fund.foyer().seul().conjoint()
        house.says("aah_droit_ouvert_septembre_2023", value, "2023-09-01", person=1)
    bloc = block(fund, law)
    apart = bloc.row_of[PLEIN, CONJ] != bloc.row_of[PLEIN, REEL]
    assert apart.all(axis=1).tolist() == [True, False]


def test_an_unborn_child_is_in_one_row_which_only_its_grant_reads(fund, law):
    house = fund.foyer().seul().conjoint()
    house.says("naissance_prevue", "2025-08-20", "2025-01-10", person=3)
    bloc = block(fund, law)
    june = bloc.months.index(202506)
    read = np.flatnonzero(bloc.unborn[0] >= 0).tolist()
    assert read == [june]
    row = int(bloc.unborn[0, june])
    assert bloc.rows.mask[row] & A_NAITRE
    assert persons(bloc, row) == [1, 2, 3]
    for rows in bloc.row_of.values():
        assert row not in rows[0]


def test_the_unborn_child_of_the_row_is_born_two_months_after_its_grant(fund, law):
    house = fund.foyer().seul()
    house.says("naissance_prevue", "2025-08-20", "2025-01-10", person=3)
    bloc = block(fund, law)
    born = next(i for i in bloc.situation.inputs if i.variable == "date_naissance")
    inside = bloc.situation.person_row == bloc.unborn.max()
    assert born.values[inside, 0].astype("datetime64[M]").astype(str).tolist()[1] == "2025-08"


def test_the_members_of_the_situation_are_those_of_the_rows(fund, law):
    fund.foyer().seul().conjoint(until="2025-06-15").enfants("2015-05-05", "2025-03-12")
    fund.foyer().seul()
    bloc = block(fund, law)
    row, person = persons_of(bloc.lecture, bloc.rows)
    assert bloc.situation.person_row.tolist() == row.tolist()
    assert bloc.situation.person_role.tolist() == bloc.lecture.role[person].tolist()
    assert (np.diff(row) >= 0).all()
    sizes = [(mask & (1 << 50) - 1).bit_count() for mask in bloc.rows.mask.tolist()]
    assert np.bincount(row).tolist() == sizes


@pytest.mark.parametrize("tie", ["marie", "concubin"])
def test_a_widow_who_becomes_allocataire_never_makes_a_household_with_two(fund, law, tie):
    house: Foyer = fund.foyer().seul(until="2025-05-10").conjoint(until="2025-05-10", tie=tie)
    house.says("deces", "2025-05-10", "2025-05-10", person=1)
    house.says("allocataire", "true", "2025-05-11", person=2)
    for members in roles(block(fund, law)).values():
        assert members.count(1) == 1
        assert members.count(2) <= 1


def test_no_household_at_all_is_an_empty_block(fund, law):
    fund.foyer().conjoint()
    bloc = block(fund, law)
    assert bloc.situation.rows == 0
    assert (bloc.unborn == -1).all()
