"""A kernel answers by the fastest means that is ready, and never loads what is broken."""

import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from justedroit.engine import (
    NATIVE,
    PLAIN,
    REPLAY,
    BadInput,
    Difference,
    Kernel,
    OutsideSchema,
    Recipe,
    Table,
    make,
    plain,
    prove,
)
from justedroit.engine.kernel import build_command, place_of
from justedroit.engine.population import Group, Population

LAW = """
from openfisca_country_template import CountryTaxBenefitSystem
from justedroit.engine.question import Ask, Question

def question(month):
    inputs = (("birth", "ETERNITY"), ("salary", month), ("rent", month), ("accommodation_size", month))
    asks = tuple(Ask(name, month) for name in ("income_tax", "basic_income", "housing_allowance"))
    return Question(CountryTaxBenefitSystem(), "template", inputs, asks, always=frozenset({"birth"}))
"""
MONTH = "2016-03"
FEW = frozenset({"birth", "salary"})


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    """A question that another process can make too."""
    folder = tmp_path_factory.mktemp("law")
    (folder / "law_of_the_test.py").write_text(LAW)
    sys.path.insert(0, str(folder))
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), *([before] if before else [])])
    yield Recipe("law_of_the_test", "question", (MONTH,))
    sys.path.remove(str(folder))
    os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


@pytest.fixture(scope="module")
def made(recipe, tmp_path_factory):
    """A folder where the kernel is made."""
    folder = tmp_path_factory.mktemp("kernels")
    make(recipe, folder, Kernel(recipe, folder, [FEW], build=False).profiles)
    return folder


@pytest.fixture
def people(recipe):
    entities = recipe.question().entities()
    roles = np.array([0, 1, 0], np.int8)
    return Population(3, entities, {"household": Group(2, np.array([0, 0, 1]), roles)})


def tables(salary=(1500.0, 0.0, 3000.0), **others):
    birth = np.array([["1980-01-01"], ["2010-05-05"], ["1950-07-14"]], "datetime64[D]")
    given = [
        Table("birth", ["ETERNITY"], birth),
        Table("salary", [MONTH], np.array(salary, np.float32)[:, None]),
    ]
    return given + [Table(k, [MONTH], np.array(v, np.float32)[:, None]) for k, v in others.items()]


def same(kernel, people, given):
    found = kernel.answer(people, given)
    expected = plain(kernel.question, people, given)
    return all((found[ask] == expected[ask]).all() for ask in expected)


def test_what_is_not_made_is_answered_by_openfisca(recipe, people, tmp_path):
    kernel = Kernel(recipe, tmp_path / "none", build=False)
    assert kernel.state() == PLAIN
    assert same(kernel, people, tables())


def test_the_kernel_of_few_inputs_and_that_of_all_give_the_same(recipe, people, made):
    kernel = Kernel(recipe, made, [FEW], build=False)
    assert kernel.state(FEW) == NATIVE
    assert same(kernel, people, tables())
    assert same(kernel, people, tables(rent=(300.0, 700.0)))
    assert len(kernel.profiles) == 2


def test_one_household_warm_leaves_no_trace_in_the_next(recipe, people, made):
    kernel = Kernel(recipe, made, [FEW], build=False)
    first = kernel.answer(people, tables())
    kernel.answer(people, tables(salary=(9.0, 9.0, 9.0)))
    again = kernel.answer(people, tables())
    assert all((first[ask] == again[ask]).all() for ask in first)


def test_what_explains_is_made_beside_the_kernel_and_gives_the_same(recipe, people, made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    kernel = Kernel(recipe, tmp_path, [FEW], build=False)
    assert kernel.telling(people, tables()) is None
    make(recipe, tmp_path, kernel.profiles, explains=True)
    kernel = Kernel(recipe, tmp_path, [FEW], build=False)
    for given in (tables(), tables(rent=(300.0, 700.0))):
        telling, found = kernel.telling(people, given), kernel.answer(people, given)
        for ask, values in found.items():
            assert (telling.value(telling.root(ask)) == values).all()
    assert len(list(tmp_path.glob("*.explanation"))) == 2


def test_what_explains_is_made_in_the_background(recipe, people, made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    kernel = Kernel(recipe, tmp_path, [FEW], explains=True)
    for _ in range(2):  # from the second time, it builds
        assert kernel.telling(people, tables()) is None
        kernel._looked.clear()
    kernel.wait()
    assert kernel.telling(people, tables()) is not None


def test_an_input_that_the_question_does_not_foresee_is_refused(recipe, people, made):
    kernel = Kernel(recipe, made, [FEW], build=False)
    with pytest.raises(OutsideSchema, match="capital"):
        kernel.answer(people, tables(capital_returns=(1.0, 1.0, 1.0)))


def test_an_input_that_must_be_given_is_asked_for(recipe, people, made):
    kernel = Kernel(recipe, made, [FEW], build=False)
    with pytest.raises(OutsideSchema, match="cannot do without: birth"):
        kernel.answer(people, tables()[1:])


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 1e13])
def test_the_door_is_the_same_before_a_kernel_is_made(recipe, people, tmp_path, wrong):
    kernel = Kernel(recipe, tmp_path / "none", build=False)
    with pytest.raises(BadInput, match="salary"):
        kernel.answer(people, tables(salary=(wrong, 0.0, 0.0)))
    with pytest.raises(OutsideSchema, match="capital_returns"):
        kernel.answer(people, tables(capital_returns=(1.0, 1.0, 1.0)))
    with pytest.raises(OutsideSchema, match="birth"):
        kernel.answer(people, tables()[1:])


def test_a_formula_changed_in_place_is_another_kernel(recipe, tmp_path):
    before, changed = recipe.question(), recipe.question()
    tax = changed.system.variables["income_tax"]
    tax.formulas = {start: lambda person, _period: person.count for start in tax.formulas}
    assert place_of(before, tmp_path).key == place_of(recipe.question(), tmp_path).key
    assert place_of(changed, tmp_path).key != place_of(before, tmp_path).key


def test_a_program_of_another_question_is_traced_again(recipe, people, tmp_path):
    other = Recipe(*recipe[:2], ("2017-01",))
    make(other, tmp_path, Kernel(other, tmp_path, [FEW], build=False).profiles)
    kernel = Kernel(recipe, tmp_path, [FEW], build=False)
    foreign = Kernel(other, tmp_path, [FEW], build=False).place
    kernel.place.program.write_bytes(foreign.program.read_bytes())
    kernel.place.special(FEW).write_bytes(foreign.special(FEW).read_bytes())
    assert kernel.state(FEW) == PLAIN
    assert same(kernel, people, tables())


@pytest.mark.parametrize("kind", ["file", "unreadable"])
def test_a_folder_that_cannot_be_written_leaves_the_answer_to_openfisca(
    recipe, people, tmp_path, kind
):
    folder = tmp_path / "kernels"
    if kind == "file":
        folder.write_text("not a folder")
    else:
        folder = tmp_path / ("long" * 100)  # no system takes such a name
    kernel = Kernel(recipe, folder)
    for _ in range(2):
        assert same(kernel, people, tables())
    kernel.wait()


def libraries(folder):
    return sorted(folder.glob("*.so"))


def damaged(content, how):
    """Return what is left of a library; None: no file."""
    match how:
        case "cut":
            return content[: len(content) // 3]
        case "flipped":
            return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
        case "foreign":
            return b"#!/bin/sh\necho no\n"
    return None


# Two at a time: one library for each profile, both compiled again.
@pytest.mark.parametrize("damages", [("cut", "foreign"), ("gone", "flipped")])
def test_a_damaged_library_is_never_loaded_and_is_made_again(
    recipe, people, made, tmp_path, damages
):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    for library, how in zip(libraries(tmp_path), damages, strict=True):
        left = damaged(library.read_bytes(), how)
        library.unlink() if left is None else library.write_bytes(left)
    kernel = Kernel(recipe, tmp_path, [FEW], build=False)
    every = kernel.profiles[-1]
    assert [kernel.state(given) for given in (FEW, every)] == [REPLAY, REPLAY]
    for given in (tables(), tables(rent=(300.0, 700.0))):
        assert same(kernel, people, given)
    make(recipe, tmp_path, kernel.profiles)
    kernel = Kernel(recipe, tmp_path, [FEW], build=False)
    assert [kernel.state(given) for given in (FEW, every)] == [NATIVE, NATIVE]


def test_without_a_compiler_the_replay_serves_and_says_so(recipe, people, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.delenv("CC", raising=False)
    kernel = Kernel(recipe, tmp_path / "kernels", [FEW], explains=True)
    for _ in range(2):  # from the second time, it builds
        kernel.answer(people, tables())
    kernel.wait()
    assert kernel.state(FEW) == REPLAY
    assert kernel.telling(people, tables()) is not None  # what explains has no need of C
    assert "compiler" in kernel.failure()
    assert same(kernel, people, tables())


def test_a_kernel_killed_at_any_point_is_made_by_the_next(recipe, people, tmp_path):
    command = build_command(recipe, tmp_path, Kernel(recipe, tmp_path, [FEW]).profiles)
    for delay in (0.5, 2.0, 3.5, 5.0):
        started = subprocess.Popen(command)
        time.sleep(delay)
        started.send_signal(signal.SIGKILL)
        started.wait()
        assert same(Kernel(recipe, tmp_path, [FEW], build=False), people, tables())
    subprocess.run(command, check=True)
    kernel = Kernel(recipe, tmp_path, [FEW], build=False)
    assert kernel.state(FEW) == NATIVE
    assert same(kernel, people, tables())


def test_two_processes_that_make_the_same_kernel_make_one(recipe, people, tmp_path):
    command = build_command(recipe, tmp_path, Kernel(recipe, tmp_path, [FEW]).profiles)
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert len(libraries(tmp_path)) == 2  # one for each profile
    assert same(Kernel(recipe, tmp_path, [FEW], build=False), people, tables())


def test_a_difference_names_the_output_and_keeps_the_case(recipe, people, made, tmp_path):
    kernel = Kernel(recipe, made, [FEW], build=False)
    outputs = dict(kernel.answer(people, tables()))
    tax = next(ask for ask in outputs if ask.variable == "income_tax")
    assert prove(kernel.question, people, tables(), outputs, (10, 1)) == 2
    outputs[tax] = outputs[tax] + np.array([0, 0, 1e-4], np.float32)
    with pytest.raises(Difference, match=f"income_tax, {MONTH}, member 2") as caught:
        prove(kernel.question, people, tables(), outputs, (10, 1), tmp_path)
    assert caught.value.member == 2
    assert [file.suffix for file in tmp_path.iterdir()] == [".json"]
