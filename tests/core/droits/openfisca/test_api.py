"""A request is read as OpenFisca reads it, and a kernel is believed after proof only."""

import copy
import datetime as dt

import pytest

from justedroit.core.droits.openfisca.api import PROOFS, ApiRefusal, Shape, WebApi
from justedroit.core.droits.openfisca.api_forme import looked_at, question, system_of
from justedroit.core.droits.openfisca.api_lecture import Reader, Unusual
from justedroit.engine import plain

TEMPLATE = "openfisca_country_template"
MONTH = "2016-05"
STATUS = "housing_occupancy_status"


def situation(name="a", salary=1500.0, status="tenant"):
    return {
        "persons": {
            name: {
                "birth": {"ETERNITY": "1980-02-01"},
                "salary": {MONTH: salary},
                "income_tax": {MONTH: None},
            }
        },
        "households": {
            "h": {
                "adults": [name],
                STATUS: {MONTH: status},
                "rent": {MONTH: 300},
                "housing_allowance": {MONTH: None},
            }
        },
    }


class Honest:
    """Kernels that answer what OpenFisca answers, at once."""

    def __init__(self):
        self.refused = []
        self.made = {}

    def kernel(self, shape: Shape):
        return self.made.setdefault(shape, Answering(shape))

    def refuse(self, shape):
        self.refused.append(shape)


class Answering:
    def __init__(self, shape):
        inputs = [*shape.exact, *shape.others]
        self.question = question(shape.package, inputs, shape.asks)

    def answer(self, population, tables):
        return plain(self.question, population, tables)


class Lying(Honest):
    def kernel(self, shape):
        honest = Answering(shape)
        honest.answer = lambda population, tables: {
            ask: found + 1 for ask, found in plain(honest.question, population, tables).items()
        }
        return self.made.setdefault(shape, honest)


@pytest.fixture(scope="module")
def reader():
    return Reader(system_of(TEMPLATE))


def test_names_and_values_do_not_change_the_structure(reader):
    one = reader.read(situation())
    assert reader.read(situation("b", 7, "owner")).structure == one.structure
    assert "1980-02-01" not in str(one.structure)
    assert one.values == ["1980-02-01", 1500.0, None, "tenant", 300, None]


def test_what_is_given_asked_or_arranged_otherwise_does(reader):
    seen = {reader.read(situation()).structure}
    for change in (
        lambda s: s["persons"]["a"].update(age={MONTH: 30}),
        lambda s: s["persons"]["a"].update(salary={MONTH: None}),
        lambda s: s["persons"]["a"].update(salary={"2016-04": 1}),
        lambda s: s["persons"].update(b={}),
        lambda s: s["households"].update(g={}),
        lambda s: s["households"]["h"].update(adults=[], children=["a"]),
        lambda s: s.pop("households"),
    ):
        other = situation()
        change(other)
        seen.add(reader.read(other).structure)
    assert len(seen) == 8


@pytest.mark.parametrize(
    "content",
    [None, [], {}, {"persons": 3}, {"persons": {"a": 1}}, {"persons": {"a/b": {}}}, {"axes": []}],
)
def test_what_has_not_the_plain_form_is_left_to_openfisca(reader, content):
    with pytest.raises(Unusual):
        reader.read(content)


def test_a_kernel_is_believed_after_its_proofs():
    kernels = Honest()
    law, alone = WebApi(TEMPLATE, kernels), WebApi(TEMPLATE)
    for salary in range(PROOFS + 4):
        assert law.calculate(situation(salary=salary)) == alone.calculate(situation(salary=salary))
    assert (law.by_openfisca, law.by_kernel) == (PROOFS, 4)
    assert kernels.refused == []


def test_a_member_of_an_enum_not_given_before_is_proved_too():
    law = WebApi(TEMPLATE, Honest())
    for salary in range(PROOFS + 1):
        law.calculate(situation(salary=salary))
    before = law.by_openfisca
    law.calculate(situation(status="homeless"))
    law.calculate(situation(status="homeless"))
    assert law.by_openfisca == before + 1


def test_a_kernel_that_lies_is_given_up_and_nobody_sees_it():
    kernels = Lying()
    law, alone = WebApi(TEMPLATE, kernels), WebApi(TEMPLATE)
    assert law.calculate(situation()) == alone.calculate(situation())
    assert len(kernels.refused) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("salary", "1000 + 1"),
        ("salary", True),
        ("birth", 3),
    ],
)
def test_a_value_that_a_kernel_may_not_take_is_left_to_openfisca(variable, value):
    law, alone = WebApi(TEMPLATE, Honest()), WebApi(TEMPLATE)
    for salary in range(PROOFS):
        law.calculate(situation(salary=salary))
    one = situation()
    period = next(iter(one["persons"]["a"][variable]))
    one["persons"]["a"][variable][period] = value
    before = law.by_kernel
    answers = []
    for api in (law, alone):
        try:
            answers.append(str(api.calculate(copy.deepcopy(one))))
        except ApiRefusal as refused:
            answers.append((refused.status, str(refused.content)))
    assert answers[0] == answers[1]
    assert law.by_kernel == before


def test_a_date_told_by_its_year_is_read_as_openfisca_reads_it():
    law, alone = WebApi(TEMPLATE, Honest()), WebApi(TEMPLATE)
    for year in range(1950, 1950 + PROOFS + 3):
        one = situation()
        one["persons"]["a"] |= {"birth": {"ETERNITY": str(year)}, "age": {MONTH: None}}
        assert law.calculate(copy.deepcopy(one)) == alone.calculate(one)
    assert law.by_kernel == 3


def test_several_members_one_of_whom_gives_nothing_get_defaults():
    law, alone = WebApi(TEMPLATE, Honest()), WebApi(TEMPLATE)
    for seed in range(PROOFS + 2):
        one = situation(salary=1000 + seed)
        one["persons"]["b"] = {"income_tax": {MONTH: None}}
        one["persons"]["c"] = {"salary": {MONTH: 10}, "age": {MONTH: None}}
        one["households"]["h"]["children"] = ["c"]
        one["households"]["g"] = {"adults": ["b"]}
        assert law.calculate(copy.deepcopy(one)) == alone.calculate(one)
    assert law.by_kernel == 2


def test_a_person_of_no_group_is_left_to_openfisca_whatever_the_first_values_are():
    """It gives the rent of the only household told to that of the person: the plan must see it."""
    law, alone = WebApi(TEMPLATE, Honest()), WebApi(TEMPLATE)
    for rent in (0, 0, 0, 0, 300):
        one = situation()
        one["persons"]["b"] = {"salary": {MONTH: 500}}
        one["households"]["h"]["rent"] = {MONTH: rent}
        assert law.calculate(copy.deepcopy(one)) == alone.calculate(one)
    assert law.by_kernel == 0


def test_formulas_that_look_at_what_is_known_are_found():
    assert looked_at(TEMPLATE) == frozenset()
    assert {"date_naissance", "age"} <= (looked_at("openfisca_france") or set())


def test_a_kernel_that_stops_is_replaced_by_openfisca():
    class Stopping(Honest):
        def kernel(self, shape):
            return self

        def answer(self, population, tables):
            raise ZeroDivisionError

    law = WebApi(TEMPLATE, Stopping())
    answer = law.calculate(situation())
    assert answer["persons"]["a"]["income_tax"][MONTH] == pytest.approx(225)
    assert isinstance(dt.date.fromisoformat(answer["persons"]["a"]["birth"]["ETERNITY"]), dt.date)
