"""Facts hold from a day to another; the law reads months. Four rules say how."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foyers import Caisse

from justedroit.core.base import add_months, first_day, month_range, to_index
from justedroit.core.droits.lecture import Lecture
from justedroit.core.droits.periodes import OPEN_MONTH
from justedroit.core.faits import KNOWN

YEAR = month_range(202501, 202512)


def rents(fund, rule, default=0.0):
    """Return the rent of each month of 2025 under a rule."""
    return Lecture(fund.known()).monthly("loyer", 202501, 12, default, rule)[0].tolist()


def held(rule, since, until=None):
    """Return the months of 2025 (1 to 12) in which a fact is read."""
    fund = Caisse()
    fund.foyer().says("loyer", "500.00", since, until)
    return [i for i, rent in enumerate(rents(fund, rule), start=1) if rent]


@pytest.mark.parametrize(
    ("rule", "first"), [("premier", 3), ("fin", 3), ("entier", 3), ("touche", 3)]
)
def test_a_fact_of_the_first_of_a_month_counts_in_that_month_under_every_rule(rule, first):
    assert held(rule, "2025-03-01")[0] == first


@pytest.mark.parametrize(
    ("rule", "first"), [("premier", 4), ("fin", 3), ("entier", 4), ("touche", 3)]
)
@pytest.mark.parametrize("since", ["2025-03-02", "2025-03-12", "2025-03-31"])
def test_a_fact_that_begins_within_a_month_counts_in_it_only_where_its_end_or_touch_is_read(
    rule, first, since
):
    assert held(rule, since)[0] == first


@pytest.mark.parametrize(
    ("rule", "last"), [("premier", 9), ("fin", 8), ("entier", 8), ("touche", 9)]
)
@pytest.mark.parametrize("until", ["2025-09-02", "2025-09-20", "2025-09-30"])
def test_a_fact_that_ends_within_a_month_counts_in_it_only_where_its_start_or_touch_is_read(
    rule, last, until
):
    assert held(rule, "2024-01-01", until)[-1] == last


@pytest.mark.parametrize("rule", ["premier", "fin", "entier", "touche"])
def test_a_fact_that_ends_on_the_first_of_a_month_has_no_day_in_it(rule):
    assert held(rule, "2024-01-01", "2025-09-01")[-1] == 8


@pytest.mark.parametrize(
    ("rule", "months"), [("premier", []), ("fin", []), ("entier", []), ("touche", [6])]
)
def test_a_fact_of_some_days_inside_a_month_only_touches_it(rule, months):
    assert held(rule, "2025-06-10", "2025-06-20") == months


days = st.integers(0, 420).map(lambda n: dt.date(2024, 12, 1) + dt.timedelta(days=n))


@given(days, days, st.sampled_from(["premier", "fin", "entier", "touche"]))
def test_each_rule_reads_what_a_count_of_days_finds(one, other, rule):
    since, until = sorted((one, other))
    if since == until:
        return
    found = []
    for number, month in enumerate(YEAR, start=1):
        first, after = first_day(month), first_day(add_months(month, 1))
        true = [since <= first + dt.timedelta(days=i) < until for i in range((after - first).days)]
        read = {"premier": true[0], "fin": true[-1], "entier": all(true), "touche": any(true)}
        found += [number] if read[rule] else []
    assert held(rule, since.isoformat(), until.isoformat()) == found


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="milieu"):
        held("milieu", "2025-01-01")


@pytest.mark.parametrize("rule", ["premier", "fin", "entier", "touche"])
@pytest.mark.parametrize("change", ["2025-05-01", "2025-05-15"])
def test_a_value_replaced_on_the_same_day_leaves_no_hole(rule, change):
    fund = Caisse()
    fund.foyer().says("loyer", "500.00", "2024-01-01", change).says("loyer", "510.00", change)
    found = rents(fund, rule)
    assert found[:4] == [500.0] * 4
    assert found[4] in (500.0, 510.0)
    assert found[5:] == [510.0] * 7


@pytest.mark.parametrize(("rule", "may"), [("premier", 500.0), ("fin", 510.0), ("touche", 510.0)])
def test_the_rule_says_which_value_the_month_of_a_change_has(rule, may):
    fund = Caisse()
    house = fund.foyer().says("loyer", "500.00", "2024-01-01", "2025-05-15")
    house.says("loyer", "510.00", "2025-05-15")
    assert rents(fund, rule)[4] == may


def test_a_hole_of_some_days_between_two_values_is_a_hole():
    fund = Caisse()
    house = fund.foyer().says("loyer", "500.00", "2024-01-01", "2025-05-05")
    house.says("loyer", "510.00", "2025-05-25")
    assert rents(fund, "entier")[4] == 0.0


@pytest.mark.parametrize("rule", ["premier", "fin", "entier", "touche"])
def test_a_fact_confirmed_by_another_source_is_read_as_before(rule):
    fund = Caisse()
    house = fund.foyer().says("loyer", "500.00", "2024-01-01")
    house.says("loyer", "500.00", "2025-05-15", source="bailleur")
    assert rents(fund, rule) == [500.0] * 12


def test_a_fact_of_all_time_holds_before_the_day_it_was_dated():
    fund = Caisse()
    fund.foyer().says("date_naissance", "1990-05-01", "2025-05-01", person=1)
    read = Lecture(fund.known()).monthly("date_naissance", 202401, 1, np.datetime64("NaT"))
    assert read.astype(str).tolist() == [["1990-05-01"]]


def test_a_month_in_which_nothing_is_known_keeps_the_default_and_says_so():
    fund = Caisse()
    fund.foyer().says("loyer", "0.00", "2025-03-01", "2025-04-01")
    lecture = Lecture(fund.known())
    assert lecture.monthly("loyer", 202502, 3, -1.0)[0].tolist() == [-1.0, 0.0, -1.0]
    assert lecture.known("loyer", 202502, 3)[0].tolist() == [False, True, False]


def test_a_kind_of_which_nothing_is_known_is_all_default():
    fund = Caisse()
    fund.foyer().says("loyer", "1.00", "2025-01-01")
    lecture = Lecture(fund.known())
    assert lecture.words("depcom", 202501, 2).texts()[0].tolist() == ["", ""]
    assert lecture.monthly("salaire_net", 202501, 2, 0).shape == (0, 2)
    assert lecture.kinds == {"loyer"}


def test_dossiers_and_persons_keep_their_own_facts():
    fund = Caisse()
    fund.foyer().seul().salaire(100).conjoint().salaire(200, person=2)
    fund.last = 41
    fund.foyer().seul().salaire(300)
    lecture = Lecture(fund.known())
    assert lecture.dossiers.tolist() == [1, 42]
    assert lecture.person_dossier.tolist() == [0, 0, 1]
    assert lecture.person_number.tolist() == [1, 2, 1]
    wages = lecture.monthly("salaire_net", 202501, 1, 0.0)
    assert wages[:, 0].tolist() == [100.0, 200.0, 300.0]


def test_the_order_of_the_rows_does_not_matter():
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05").salaire(100, until="2025-03-01")
    fund.foyer().seul().salaire(300).locataire(400)
    known = fund.known()
    shuffled = known.take(np.random.default_rng(0).permutation(known.num_rows))
    straight, mixed = Lecture(known), Lecture(shuffled)
    assert mixed.role.tolist() == straight.role.tolist()
    for kind in ("salaire_net", "loyer", "enfant"):
        first = straight.monthly(kind, 202501, 12, 0)
        assert (mixed.monthly(kind, 202501, 12, 0) == first).all()


def test_roles_are_those_told_and_an_unborn_child_has_none():
    fund = Caisse()
    house = fund.foyer().seul().conjoint().enfants("2015-05-05")
    house.says("naissance_prevue", "2025-08-01", "2025-01-10", person=4)
    assert Lecture(fund.known()).role.tolist() == [1, 2, 3, 0]


def test_dates_are_those_told_and_not_a_time_elsewhere():
    fund = Caisse()
    fund.foyer().seul().says("deces", "2025-03-12", "2025-03-12", person=1).conjoint()
    dates = Lecture(fund.known()).first_date("deces")
    assert dates.astype(str).tolist() == ["2025-03-12", "NaT"]


def test_nothing_known_is_no_dossier():
    lecture = Lecture(KNOWN.empty_table())
    assert lecture.dossiers.tolist() == []
    assert lecture.monthly("loyer", 202501, 3, 0.0).shape == (0, 3)


@given(st.integers(0, 30), st.integers(1, 20))
def test_what_is_read_in_one_piece_is_what_is_read_apart(skipped, count):
    fund = Caisse()
    house = (
        fund.foyer().seul().salaire(100, "2024-02-10", "2025-03-15").locataire(400, "2024-05-20")
    )
    house.demande("rsa", since="2024-07-10", until="2025-04-12")
    known = fund.known()
    whole, apart = Lecture(known, (202401, 36)), Lecture(known)
    first = add_months(202401, skipped)
    for kind in ("salaire_net", "loyer", "demande_rsa"):
        assert (whole.monthly(kind, first, count, 0) == apart.monthly(kind, first, count, 0)).all()
        assert (whole.known(kind, first, count) == apart.known(kind, first, count)).all()
    towns = [lecture.words("depcom", first, count).texts() for lecture in (whole, apart)]
    assert (towns[0] == towns[1]).all()


def test_what_is_kept_for_all_cannot_be_written_on():
    fund = Caisse()
    fund.foyer().seul().salaire(100)
    lecture = Lecture(fund.known(), (202501, 12))
    with pytest.raises(ValueError, match="read-only"):
        lecture.monthly("salaire_net", 202501, 12, 0)[0, 0] = 1


def test_the_values_of_persons_are_gathered_by_dossier_and_nobody_is_nothing():
    fund = Caisse()
    fund.foyer().seul().conjoint().enfants("2015-05-05")
    fund.foyer().locataire(300)  # nobody
    fund.foyer().seul()
    lecture = Lecture(fund.known())
    ones = np.ones((len(lecture.person_dossier), 2), np.int64)
    assert lecture.by_dossier(np.add, ones).tolist() == [[3, 3], [0, 0], [1, 1]]


def test_a_date_is_read_as_its_month_and_far_away_where_it_is_not_told():
    fund = Caisse()
    fund.foyer().seul().says("titre_sejour", "2020-06-15", "2025-02-01", person=1)
    found = Lecture(fund.known()).month_told("titre_sejour", 202501, 2)
    assert found.tolist() == [[OPEN_MONTH, to_index(202006)]]


def test_dossiers_that_tell_something_of_a_kind_are_those_of_which_it_is_known():
    fund = Caisse()
    fund.foyer().seul().salaire(100)
    fund.foyer().seul()
    lecture = Lecture(fund.known())
    assert lecture.telling("salaire_net").tolist() == [True, False]
    assert lecture.telling("depcom").tolist() == [False, False]
