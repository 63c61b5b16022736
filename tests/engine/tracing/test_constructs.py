"""Each thing that formulas do: recorded, and replayed as plain OpenFisca computes it."""

from functools import reduce

import numpy as np
from numpy import datetime64, select, timedelta64, where
from numpy import logical_or as or_
from numpy import maximum as max_
from tests.engine.tracing.laws import Zone, household, law, of, person, question, same, traced

from justedroit.engine.tracing import trace


def test_numbers_are_promoted_as_numpy_promotes_them():
    def mixed(person, period):
        age, wage = person("children_age", period), person("wage", period)
        return age * wage + age // 2 - np.float64(0.1) * wage + (age > 2) * 1.5 + age % 3

    def whole(person, period):
        return (person("wage", period) / 7).astype(int) + np.floor(person("children_age", period))

    def squares(person, period):
        return person("wage", period) ** 2 + person("children_age", period) ** 3 + abs(-1.0)

    assert traced(mixed, whole, squares)["mixed"].any()


def test_truths_add_and_multiply_as_or_and_and():
    def either(person, period):
        student, poor = person("student", period), person("wage", period) < 900
        return (student + poor) * ~(student * poor) ^ (student | poor) & np.logical_not(poor)

    assert traced(either, gives=bool)["either"].any()


def test_values_are_rounded_as_numpy_rounds_them():
    def rounded(person, period):
        wage = person("wage", period)
        return np.round(wage * 0.123, 2) + np.around(wage / 7) + np.round(wage, -2) + wage.round(1)

    traced(rounded)


def test_choices_are_the_first_condition_that_is_true():
    def chosen(person, period):
        wage, age = person("wage", period), person("children_age", period)
        low = select([wage < 300, wage < 900, age > 3], [0, wage / 3, age], default=-1)
        return where(age == 2, low, np.clip(wage, 200, 800)) + np.isin(age, [1, 4]) * 1000

    traced(chosen)


def test_members_of_an_enum_are_compared_chosen_and_returned():
    @of(person, Zone)
    def moved(person, period):
        zone = person("zone", period)
        return where(
            zone == Zone.north, Zone.south, select([zone == Zone.south], [Zone.islands], Zone.north)
        )

    @of(person, Zone)
    def named(person, period):
        return where(person("student", period), "islands", "south")

    @of(household, Zone)
    def of_first(household, period):
        return household.value_from_first_person(household.members("zone", period))

    def known(person, period):
        home = person.household("home", period)
        return (home != Zone.islands) * 2 + (person("moved", period) == Zone.islands)

    traced(moved, named, of_first, known)


def test_words_known_in_advance_are_compared_and_chosen():
    def worded(person, period):
        name = person("zone", period).decode_to_str()
        return (name == "south") * 2.0 + (where(person("student", period), name, "none") == "none")

    traced(worded)


def test_dates_are_subtracted_compared_and_counted():
    def age(person, period):
        birth = person("birth", period)
        return (datetime64(period.start) - birth + timedelta64(1)).astype("timedelta64[Y]")

    def months(person, period):
        birth = person("birth", period)
        return birth.astype("datetime64[M]").astype(int) % 12 + 1

    def late(person, period):
        return (person("end", period) > person("birth", period)) * 1.0

    def worked(person, period):
        begin, end = person("birth", period), person("end", period)
        return np.busday_count(begin, end) + np.busday_count(begin, end, weekmask="1111111")

    traced(age, months, late, worked)


def test_members_and_groups_answer_each_other():
    @of(household)
    def gathered(household, period):
        wages, student = household.members("wage", period), household.members("student", period)
        child, parent = household.get_role("child"), household.entity.roles[0]
        return (
            household.sum(wages)
            + household.sum(wages, role=child)
            + household.max(wages)
            + household.min(wages, role=parent).clip(-1, 1e6)
            + household.any(student)
            + household.all(student, role=parent)
            + household.nb_persons()
            + household.nb_persons(parent)
            + household.first_parent("wage", period)
            + household.value_nth_person(2, wages, default=7)
        )

    @of(household)
    def youngest(household, period):
        births = household.members("birth", period)
        last = household.reduce(births, np.maximum, datetime64("1066-01-01"))
        return (last - datetime64("1970-01-01")).astype(int)

    def projected(person, period):
        child = person.has_role(household.roles[1])
        partner = person.value_from_partner(
            person("wage", period), person.household, household.roles[0]
        )
        return (
            person.household("rent", period)
            + person.household.project(np.ones(person.household.count), role=household.roles[1])
            * child
            + partner
            + person.household.sum(person.household.members("wage", period))
        )

    traced(gathered, youngest, projected)


def test_ranks_leave_aside_those_who_do_not_count():
    def ranked(person, period):
        age = person("birth", period).astype(int)
        child = person.has_role(household.roles[1])
        return person.get_rank(person.household, -age, condition=child) + person.get_rank(
            person.household, person("wage", period) + age / 1e3
        )

    traced(ranked)


def test_a_value_put_under_a_mask_is_a_choice():
    def put(person, period):
        wage, other = person("wage", period), person("other_wage", period)
        mask, student = wage > 700, person("student", period)
        found = wage * 0.0
        found[mask] = 3
        found[mask] = other[mask] / wage[mask]
        found[student] += 1.5
        found[~student & mask] = sum(
            [(wage[~student & mask] > limit) * 0.1 for limit in (100, 800, 1000)]
        )
        return found

    def from_nothing(person, period):
        found = np.zeros(person.count)
        found[person("student", period)] = 0.5
        return found

    assert traced(put, from_nothing)["from_nothing"].any()


def test_a_division_under_a_condition_keeps_what_was_there():
    def divided(person, period):
        wage, other = person("wage", period), person("other_wage", period)
        return np.divide(other, wage, out=np.zeros(len(wage)), where=wage != 0)

    def added(person, period):
        total = person("wage", period) * 1
        total += person("other_wage", period) * np.float64(0.3)
        total -= 1
        return total

    traced(divided, added)


def test_a_question_about_everybody_is_harmless_where_its_branch_changes_nobody():
    said = []

    def logged(person, period):
        if (person("wage", period) > 1e9).any():
            said.append("rich")
        return person("wage", period) * 2

    def masked(person, period):
        taxed = person("wage", period) * 0.5
        for limit in (300, 600, 1e9):
            mask = person("wage", period) > limit
            if mask.any():
                taxed[mask] = limit
        if not (taxed > -1).all():
            taxed = where(taxed > -1, taxed, 0)
        return taxed

    traced(logged, masked)


def test_a_formula_of_one_text_is_a_door():
    @of(household, Zone)
    def zone_of_city(household, period):
        cities = household("city", period)
        found = np.fromiter((int(city[:1] or 0) for city in cities.astype(str)), dtype=np.int16)
        return select([found < 3, found < 6], [Zone.north, Zone.south], Zone.islands)

    def southern(person, period):
        return np.char.startswith(person("town", period).astype(str), "2")

    def known_zone(person, period):
        return (person.household("zone_of_city", period) == Zone.south) * 10 + person(
            "southern", period
        )

    southern.gives, southern.entity = bool, person
    system = law(zone_of_city, southern, known_zone)
    asked = question(system, "known_zone")
    program = trace(asked)
    doors = [program.graph[n].static[0] for n in program.live() if program.graph[n].op == "door"]
    assert sorted(doors) == ["southern", "zone_of_city"]
    same(asked, program)


def test_a_text_compared_among_other_things_is_a_door_of_its_own():
    def national(person, period):
        ours = person("town", period) == b"00000"
        near = np.char.startswith(person.household("city", period), b"1")
        return ours * 3 + near * person("wage", period)

    system = law(national)
    asked = question(system, "national")
    program = trace(asked)
    doors = {program.graph[n].static[0] for n in program.live() if program.graph[n].op == "door"}
    assert doors == {"town == 00000", "city starts with 1"}
    same(asked, program)


PARAMETERS = {
    "rate": {"values": {"2020-01-01": 0.25}},
    "amount": {"values": {"2020-01-01": 100}},
    "by_zone": {
        zone.name: {
            "young": {"values": {"2020-01-01": 10 * i + 1}},
            "old": {"values": {"2020-01-01": 10.5 * i}},
        }
        for i, zone in enumerate(Zone)
    },
    "by_zones": {
        zone.name: {
            home.name: {"values": {"2020-01-01": 100.5 * i + j}} for j, home in enumerate(Zone)
        }
        for i, zone in enumerate(Zone)
    },
    "by_age": {str(age): {"values": {"2020-01-01": age * 1.5}} for age in range(-1, 9)},
    "by_birth": {
        "before_1960_01_01": {"values": {"2020-01-01": 1}},
        "after_1960_01_01": {"values": {"2020-01-01": 2}},
        "after_1990_01_01": {"values": {"2020-01-01": 3}},
    },
}


def test_parameters_chosen_by_columns_are_tables():
    def chosen(person, period, parameters):
        law = parameters(period)
        zone, home = person("zone", period), person.household("home", period)
        young, old = law.by_zone[zone].young, law.by_zones[zone][home]
        age = np.clip(person("children_age", period), 0, 6)
        named = law.by_zone[where(person("student", period), "north", "islands")].young
        return young + old + law.by_age[age] + law.by_birth[person("birth", period)] + named

    traced(chosen, parameters=PARAMETERS)


def test_the_places_of_a_list_of_numbers_are_chosen():
    def listed(person, period):
        values = np.array([3.0, 5.0, 9.0])
        return values[(person("wage", period) > 500).astype(int) + person("student", period)]

    traced(listed)


def test_lists_of_columns_are_reduced_one_after_the_other():
    def joined(person, period):
        columns = [
            person("wage", period),
            person("other_wage", period) / 3,
            person("rent2", period),
        ]
        truths = [column > 400 for column in columns]
        return (
            np.logical_or.reduce(truths)
            + reduce(or_, truths) * 2
            + np.all(truths, axis=0) * 4
            + np.sum(columns, axis=0)
            + reduce(max_, columns)
            + np.max(columns, axis=0)
        )

    def rent2(person, period):
        return person.household("rent", period)

    traced(rent2, joined)


def test_operations_remember_their_formula_and_the_parameters_that_they_hold():
    def due(person, period, parameters):
        law = parameters(period)
        return (
            person("wage", period) * (law.rate * law.amount)
            + law.by_age[np.clip(person("children_age", period), 0, 6)]
        )

    system = law(due, parameters=PARAMETERS)
    program = trace(question(system, "due"))
    origins = {
        program.graph[n].op: program.graph.origins[n]
        for n in program.live()
        if program.graph[n].op in ("multiply", "table")
    }
    assert list(origins["multiply"].parameters) == ["amount", "rate"]
    assert list(origins["table"].parameters) == ["by_age.*"]
    assert list(origins["multiply"].formulas) == ["due@2025-03"]
