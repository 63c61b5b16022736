"""The refusal of the tracer: what cannot be recorded, where it stands, and what to do."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)
_SKIPPED = ("openfisca_core", "numpy")


class NotTraceable(Exception):  # noqa: N818  (named for what it is)
    """A formula does what cannot be recorded.

    Attributes:
        formula: `variable@period`, or the empty string outside formulas.
        what: the operation.
    """

    def __init__(
        self, what: str, remedy: str = "", formula: str = "", place: str | None = None
    ) -> None:
        """Compose the message.

        Args:
            what: the operation, as a sentence without its full stop.
            remedy: what to do about it.
            formula: `variable@period` of the formula running.
            place: file and line; None: those of the law that is running.
        """
        self.formula, self.what = formula, what
        place = _place() if place is None else place
        where = f"Cannot trace {formula or 'this law'}{f' ({place})' if place else ''}: "
        variable = formula.split("@", 1)[0]
        default = f"Give {variable} as an input, or rewrite its formula." if variable else ""
        super().__init__(" ".join(filter(None, (f"{where}{what}.", remedy or default))))


def _place() -> str:
    """Return the file and the line of the law that is running."""
    frame = sys._getframe(2)  # noqa: SLF001  (the only way to the caller of a hook)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(_PACKAGE) and not any(f"/{name}/" in file for name in _SKIPPED):
            break
        if frame.f_back is None:
            return ""
        frame = frame.f_back
    if "/justedroit/engine/" in file:
        return ""
    return f"{'/'.join(Path(file).parts[-3:])}, line {frame.f_lineno}"
