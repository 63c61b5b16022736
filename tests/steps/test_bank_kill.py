"""kill -9 while money leaves or comes back: begun again, the end is the same, and so is the file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLED = Path(__file__).with_name("killed_bank.py")
ROOT = KILLED.parents[2]
# One line in so many, so that the tests stay short; the slow ones kill at each.
EACH = "1" if os.environ.get("JUSTEDROIT_HYPOTHESIS") == "slow" else "13"


@pytest.mark.parametrize("storage", ["parquet", "sqlite"])
def test_killed_anywhere_and_begun_again_nothing_is_lost_nor_done_twice(storage, tmp_path):
    done = subprocess.run(
        [sys.executable, KILLED, storage, tmp_path, EACH],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100
