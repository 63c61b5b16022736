"""Texts by number: facts whose value is a word are compared as integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

UNKNOWN = ""  # the word of number 0


@dataclass(frozen=True, slots=True)
class Words:
    """Texts, each as its number in a list.

    Attributes:
        codes: numbers, any shape.
        words: the texts; the first one is `UNKNOWN`, where nothing is known.
    """

    codes: npt.NDArray[np.int32]
    words: tuple[str, ...]

    def among(self, *texts: str) -> npt.NDArray[np.bool_]:
        """Return where the text is one of some, same shape.

        Law:
            None: a way of reading.
        """
        return np.asarray(self.mapped([word in texts for word in self.words]), dtype=bool)

    def mapped(self, values: Sequence[Any] | npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return, in place of each text, the value given for its word.

        Args:
            values: one for each of `words`, scalars or rows of a matrix.

        Law:
            None: a way of reading.
        """
        return np.asarray(values)[self.codes]

    def texts(self) -> npt.NDArray[np.str_]:
        """Return the texts themselves, same shape.

        Law:
            None: a way of reading.
        """
        return np.asarray(self.mapped(self.words), dtype=np.str_)
