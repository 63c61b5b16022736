"""Makes a kernel: `python -m justedroit.engine '{"module": …}'`, as `kernel.build_command` says."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from justedroit.engine.build import make
from justedroit.engine.kernel import Recipe, place_of
from justedroit.engine.native import BadLibrary, BuildFailed, NoCompiler, NotCompiled
from justedroit.engine.proof import Difference
from justedroit.engine.store import write_whole
from justedroit.engine.tracing import NotTraceable

REFUSALS = (NotTraceable, NotCompiled, NoCompiler, BuildFailed, BadLibrary, Difference)


def main(told: str) -> int:
    """Make a kernel; keep why, where it cannot be made."""
    os.nice(10)  # those who wait for an answer come first
    read = json.loads(told)
    recipe = Recipe(read["module"], read["function"], tuple(read["args"]))
    folder = Path(read["folder"])
    try:
        profiles = [frozenset(profile) for profile in read["profiles"]]
        make(recipe, folder, profiles, explains=read["explains"])
    except REFUSALS as error:
        write_whole(place_of(recipe.question(), folder).failure, str(error).encode())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
