"""The tracer: runs the formulas of any OpenFisca law once, and records every operation.

`trace` asks OpenFisca a question on two small samples, whose arrays note what is done to them,
and returns a program. What cannot be recorded is refused by name (`NotTraceable`).
"""

from justedroit.engine.tracing.refusal import NotTraceable
from justedroit.engine.tracing.run import (
    Record,
    all_door_values,
    door_values,
    drawn,
    trace,
    traced_whole,
)

__all__ = [
    "NotTraceable",
    "Record",
    "all_door_values",
    "door_values",
    "drawn",
    "trace",
    "traced_whole",
]
