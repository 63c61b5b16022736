"""A run by workers of Dask in a process of its own, for the test that kills it.

python ouvrage.py SNAPSHOT RESULTS
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.batch.conftest import VERSION, WINDOW, Slow

from justedroit.batch.instantane import opened
from justedroit.batch.masse import decided
from justedroit.batch.ouvriers import workers
from justedroit.batch.partition import mission_of


def main() -> None:
    instantane = opened(Path(sys.argv[1]))
    assert instantane is not None
    plan = instantane.plan(WINDOW, VERSION)
    mission = mission_of(instantane, plan, Slow, Path(sys.argv[2]))
    with workers("local", 2) as client:
        decided(client, instantane, plan, mission, lambda *_: os.write(1, b"."))


if __name__ == "__main__":
    main()
