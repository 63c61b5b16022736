"""A process that is killed with no warning at a chosen line: for what must survive a cut."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

KILLED = -signal.SIGKILL  # how `forked` ends for one that was killed


def kill_at_line(wanted: int, writers: Mapping[str, int]) -> None:
    """Kill this process when it is about to run its n-th line of some files.

    Args:
        wanted: which line, counted from 1 in the order in which they run.
        writers: names of the files; how many times each of their lines counts: three where the three
            journals have their turn.
    """
    seen: Counter[tuple[str, int]] = Counter()
    count = itertools.count(1)

    def trace(frame: FrameType, event: str, _argument: object) -> Callable | None:
        name = Path(frame.f_code.co_filename).name
        if name not in writers:
            return None
        line = (name, frame.f_lineno)
        if event == "line" and seen[line] < writers[name]:
            seen[line] += 1
            if next(count) == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def forked(action: Callable[[], object]) -> int:
    """Run an action in a process of its own; return how it ended, negative when killed."""
    child = os.fork()
    if child == 0:
        try:
            action()
            os._exit(0)
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
