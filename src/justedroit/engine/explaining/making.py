"""Explanations made from a trace, and compared with what OpenFisca's own tracer tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.explaining.explanation import Explanation, Teller, Telling, program_of
from justedroit.engine.explaining.story import story_of
from justedroit.engine.explaining.tape import Tape
from justedroit.engine.graph import Program
from justedroit.engine.question import Question, asked, simulation
from justedroit.engine.tracing import NotTraceable, Record, drawn

_COMPARED_ON = (12, 20253)  # households, seed


def explained(record: Record, narrow: Callable[[Any], Program] | None = None) -> Explanation:
    """Return the explanation of a question.

    Args:
        record: its trace.
        narrow: makes the program smaller, for households of which less is known.
    """
    story = story_of(record.asked, record.known, record.program.graph)
    program = program_of(record, story)
    return Explanation(story, Tape(program if narrow is None else narrow(program)))


def refuse_untrue(
    question: Question,
    explanation: Explanation,
    profile: frozenset[str] | None = None,
    without: Mapping[Any, set[int]] | None = None,
) -> None:
    """Refuse an explanation that is not what OpenFisca's own tracer tells of a sample.

    Args:
        question: what is asked.
        explanation: of it.
        profile: variables that are given; None: all.
        without: by Enum, members that plain OpenFisca cannot take.

    Raises:
        NotTraceable: names the first call that differs.
    """
    one = drawn(question, *_COMPARED_ON, without)
    given = [
        table
        for table in one.tables
        if profile is None or table.variable in profile or question.needs(table.variable)
    ]
    telling = Teller(question, explanation).tell(one.population, given)
    comparison = _Comparison(telling)
    simulations: dict[str, Any] = {}
    for ask in question.asks:
        if ask.simulation not in simulations:
            built = simulation(question, ask.simulation, one.population, given)
            built.trace = True
            simulations[ask.simulation] = built
        sim = simulations[ask.simulation]
        before = len(sim.tracer.trees)
        with np.errstate(all="ignore"):
            asked(sim, ask)
        if len(sim.tracer.trees) == before + 1:
            comparison.compare(sim.tracer.trees[-1], telling.root(ask))


class _Comparison:
    """Compares the calls of OpenFisca's tracer with those that are told."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self._seen: set[int] = set()

    def compare(self, trace: Any, call: int) -> None:
        """Compare a call, then those that it made."""
        waiting = [(trace, call)]
        while waiting:
            trace, call = waiting.pop()
            name = f"{trace.name}@{trace.period}"
            if self._telling.name(call) != (trace.name, str(trace.period)):
                raise _untrue(name, f"{self._telling.name(call)} is told instead")
            if not _same(trace.value, self._telling.value(call)):
                raise _untrue(name, "another value is told")
            if trace.children and call not in self._seen:
                self._seen.add(call)
                calls = self._telling.calls(call)
                if len(calls) != len(trace.children):
                    raise _untrue(name, f"{len(calls)} calls told for {len(trace.children)}")
                # The first run of a formula is the one that is told: its calls come first.
                waiting += reversed(list(zip(trace.children, calls, strict=True)))


def _same(expected: Any, found: Any) -> bool:
    one, other = (_plain(values) for values in (expected, found))
    if one.dtype.kind in "SU":
        return bool((one.astype(str) == other.astype(str)).all())
    return bool(((one == other) | ((one != one) & (other != other))).all())  # noqa: PLR0124  (NaN)


def _plain(values: Any) -> npt.NDArray[Any]:
    return np.ndarray.view(np.asarray(values), np.ndarray)


def _untrue(name: str, what: str) -> NotTraceable:
    return NotTraceable(
        f"the calls recorded are not those of OpenFisca's own tracer: {what}",
        "Report it: a call is recorded as another.",
        name,
        place="",
    )
