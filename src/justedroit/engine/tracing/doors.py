"""What is asked of a text inside a formula that reads other things too.

A formula that reads one text and nothing else is a door as a whole. In the others, the comparison
of a text with a word is a door of its own, named by what it asks: `nationalite == CH`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from justedroit.engine.tracing.columns import Column, Text, made, node_of, plain
from justedroit.engine.tracing.recorder import Recorder
from justedroit.engine.tracing.refusal import NotTraceable

Array = npt.NDArray[Any]

QUESTIONS = {"equal": "==", "not_equal": "!=", "startswith": "starts with"}


class TextMixed(NotTraceable):
    """A formula reads a text and other things."""


def mixed(recorder: Recorder) -> TextMixed:
    """Return the refusal of a formula that reads a text and other things."""
    frame = recorder.frame
    return TextMixed(
        "a text is mixed with other values",
        "Put what depends on the text in a variable of its own, or give the variable as an input.",
        frame.name if frame else "",
    )


def asked_of(recorder: Recorder, column: Text, question: str, word: Any) -> Column:
    """Return the node of a comparison of a text with a word.

    Args:
        recorder: records it.
        column: the text, or the text of a group given to its members.
        question: one of the values of `QUESTIONS`.
        word: what it is compared with.
    """
    told = word.decode() if isinstance(word, bytes) else str(word)
    source, through = _source(recorder, node_of(column))
    variable, period = recorder.graph[source].static
    key = (f"{variable} {question} {told}", period)
    entity = recorder.graph[source].entity
    number = recorder.emit("door", (source,), key, np.dtype(bool), entity)
    for node in through:
        number = recorder.emit("project", (number,), node.static, np.dtype(bool), node.entity)
    words = np.char.decode(plain(column)) if column.dtype.kind == "S" else plain(column).astype(str)
    return made(answers(question, words.tolist(), told), number, mask=column.mask)


def _source(recorder: Recorder, number: int) -> tuple[int, list[Any]]:
    """Return the input that a text comes from, and the projections on the way, the first first."""
    through: list[Any] = []
    node = recorder.graph[number]
    while node.op == "project":
        through.insert(0, node)
        node = recorder.graph[node.args[0]]
    if node.op != "input":
        raise mixed(recorder)
    return node.number, through


def parsed(door: str) -> tuple[str, str, str] | None:
    """Return the variable, the question and the word of a door that is no formula."""
    for question in QUESTIONS.values():
        variable, found, word = door.partition(f" {question} ")
        if found:
            return variable, question, word
    return None


def answers(question: str, words: Sequence[str], word: str) -> Array:
    """Return the answer for each text."""
    if question == "starts with":
        return np.array([text.startswith(word) for text in words], bool)
    same = np.array([text == word for text in words], bool)
    return same if question == "==" else ~same
