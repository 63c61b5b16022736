"""kill -9 in the middle of a session: begun again, nothing is lost nor done twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

KILLED = Path(__file__).with_name("killed_session.py")
ROOT = KILLED.parents[2]
# One line in so many, so that the tests stay short; the slow ones kill at each.
EACH = "1" if os.environ.get("JUSTEDROIT_HYPOTHESIS") == "slow" else "29"


def test_a_session_killed_anywhere_and_resumed_ends_the_same(tmp_path):
    done = subprocess.run(
        [sys.executable, KILLED, tmp_path, EACH],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100
