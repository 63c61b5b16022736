"""What is written of an event for those who serve the pages: no value that could be someone's."""

from __future__ import annotations

import logging
import traceback


class Discret(logging.Formatter):
    """Writes where an exception was raised and its kind, never its message nor its values."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} : {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event; of an exception, its kind and the lines it went through."""
        discreet = logging.makeLogRecord(record.__dict__ | {"exc_text": None})
        if record.exc_info:
            # What is logged with an exception may quote it.
            discreet.msg, discreet.args = "défaut", ()
        return super().format(discreet)

    def formatException(self, ei: object) -> str:  # noqa: N802  (its name in logging)
        """Return the kind of an exception and the lines of the code that it went through."""
        if not isinstance(ei, tuple) or not isinstance(ei[1], BaseException):
            return ""
        frames = traceback.extract_tb(ei[1].__traceback__)
        lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([*lines, f"  {type(ei[1]).__name__}"])
