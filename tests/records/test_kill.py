"""kill -9 in the middle of an append leaves all of it, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLED = Path(__file__).with_name("killed.py")

pytestmark = pytest.mark.parametrize("storage", ["parquet", "sqlite", "postgresql"], indirect=True)


def killed(how, address):
    done = subprocess.run(
        [sys.executable, KILLED, how, address],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(KILLED.parents[2])},
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_killed_at_any_line_an_append_is_whole_or_absent(address):
    assert killed("lines", address) > 10


def test_killed_at_any_instant_what_was_said_to_be_done_is_there(address):
    assert killed("times", address) >= 6
