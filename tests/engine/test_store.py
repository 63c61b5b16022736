"""Programs on disk: whole, checked, made again when in doubt."""

import numpy as np
import pytest

from justedroit.engine.graph import Entities, Graph, Output, Program
from justedroit.engine.question import Ask
from justedroit.engine.store import read_program, write_program


@pytest.fixture
def program():
    graph = Graph()
    wage = graph.input(("wage", "2025-01"), np.float32, "person")
    wide = graph.add("cast", (wage,), dtype=np.float64)
    total = graph.add("sum", (wide,), ("household", ("parent", "child")), entity="household")
    graph.origins[total].formulas["income@2025-01"] = None
    graph.origins[total].parameters["taxes.rate"] = None
    birth = graph.input(("birth", "ETERNITY"), "datetime64[D]", "person")
    late = graph.add("less", (birth, graph.constant(np.datetime64("2000-01-01", "D"))))
    return Program(
        graph,
        {
            Ask("income", "2025-01"): Output(total, "household"),
            Ask("late", "2025-01", "add", "ahead"): Output(late, "person"),
        },
        Entities("person", {"household": ("parent", "child")}),
    )


def test_a_program_comes_back_the_same(tmp_path, program):
    write_program(tmp_path / "p", program)
    found = read_program(tmp_path / "p")
    assert found.fingerprint() == program.fingerprint()
    assert dict(found.outputs).keys() == dict(program.outputs).keys()
    total = found.outputs[Ask("income", "2025-01")].node
    assert list(found.graph.origins[total].parameters) == ["taxes.rate"]


def test_there_is_none_where_nothing_was_written(tmp_path):
    assert read_program(tmp_path / "p") is None


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "empty"])
def test_a_damaged_file_is_no_program(tmp_path, program, damage):
    path = tmp_path / "p"
    write_program(path, program)
    content = bytearray(path.read_bytes())
    match damage:
        case "cut":
            content = content[: len(content) // 2]
        case "flipped":
            content[-5] ^= 1
        case "foreign":
            content = bytearray(b"something else\n" * 10)
        case "empty":
            content = bytearray()
    path.write_bytes(bytes(content))
    assert read_program(path) is None


def test_a_program_that_cannot_be_written_leaves_nothing(tmp_path, program, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("justedroit.engine.store.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_program(tmp_path / "p", program)
    assert list(tmp_path.iterdir()) == []
