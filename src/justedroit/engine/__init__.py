"""The engine: the formulas of an OpenFisca system, traced, folded and compiled.

It gives the results of plain OpenFisca to the bit, hundreds of times faster, and knows nothing
of a CAF. See README.md beside this file.

    question.py    what a law is asked, in which order: the contract
    tracing/       runs the formulas once on a small sample, and records every operation
    graph.py       the intermediate form: typed operations, folded, each found once
    replay.py      the back end that runs anywhere
    native/        the back end in C
    explaining/    who asked what of whom: a household's calculation told, every answer kept
    kernel.py      what answers a question, by the fastest means that is ready
    proof.py       a sample computed again by plain OpenFisca
"""

from justedroit.engine.build import make, traced
from justedroit.engine.columns import BadInput, OutsideSchema, Table
from justedroit.engine.dump import dump
from justedroit.engine.explaining import Telling
from justedroit.engine.graph import Entities, Graph, Output, Program
from justedroit.engine.kernel import NATIVE, PLAIN, REPLAY, Kernel, Recipe
from justedroit.engine.population import Group, Population
from justedroit.engine.proof import Difference, differs, prove
from justedroit.engine.question import Ask, Question, plain
from justedroit.engine.replay import Replay
from justedroit.engine.store import write_whole

__all__ = [
    "NATIVE",
    "PLAIN",
    "REPLAY",
    "Ask",
    "BadInput",
    "Difference",
    "Entities",
    "Graph",
    "Group",
    "Kernel",
    "Output",
    "OutsideSchema",
    "Population",
    "Program",
    "Question",
    "Recipe",
    "Replay",
    "Table",
    "Telling",
    "differs",
    "dump",
    "make",
    "plain",
    "prove",
    "traced",
    "write_whole",
]
