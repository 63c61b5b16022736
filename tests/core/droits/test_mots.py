"""Texts by number: compared as integers, read as words."""

from __future__ import annotations

import numpy as np

from justedroit.core.droits.mots import UNKNOWN, Words

TOLD = Words(np.array([[0, 1, 2], [2, 2, 0]], np.int32), (UNKNOWN, "marie", "pacs"))


def test_texts_are_those_of_their_numbers():
    assert TOLD.texts().tolist() == [["", "marie", "pacs"], ["pacs", "pacs", ""]]


def test_a_text_is_among_some_words_or_not():
    assert TOLD.among("pacs").tolist() == [[False, False, True], [True, True, False]]
    assert TOLD.among(UNKNOWN, "marie", "absent").tolist() == [
        [True, True, False],
        [False, False, True],
    ]


def test_each_word_may_stand_for_a_value_or_for_a_row_of_them():
    assert TOLD.mapped([0.0, 1.5, 2.5]).tolist() == [[0.0, 1.5, 2.5], [2.5, 2.5, 0.0]]
    assert TOLD.mapped(np.eye(3, dtype=int)).shape == (2, 3, 3)
