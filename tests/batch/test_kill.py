"""Killed by SIGKILL at any point, as a whole or a worker alone: resumed, the same rows."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.batch.conftest import NOW, VERSION, WINDOW, caisse, content

from justedroit.batch import begin, passage
from justedroit.records.database import open_database

SCRIPT = Path(__file__).parent / "revision.py"
ROOT = Path(__file__).parents[2]
LOTS = 15


def started(how, address, processes, *mark):
    return subprocess.Popen(
        [sys.executable, SCRIPT, how, address, str(processes), *map(str, mark)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def whole(address):
    fund = caisse(address)
    plan = begin(fund.records(), NOW, VERSION, WINDOW, 4)
    assert passage(fund, plan).rapprochement.faults == ()
    return content(open_database(address))


def resumed(address):
    run = started("resume", address, 1)
    said, wrong = run.communicate()
    assert run.returncode == 0, wrong.decode()
    assert said.endswith(b"\n()"), said.decode()
    return content(open_database(address))


def test_killed_after_any_number_of_lots_and_resumed_it_writes_the_same(new_address):
    expected, chance = whole(new_address()), random.Random(2026)
    for lots in sorted(chance.sample(range(LOTS), 2)):
        address = new_address()
        run = started("begin", address, 1)
        for _ in range(lots + 1):
            assert run.stdout.read(1) == b"."
        time.sleep(chance.uniform(0, 0.15))  # in the middle of the next one
        run.kill()
        run.communicate()
        assert resumed(address) == expected


def test_the_one_that_commands_killed_its_processes_end_and_the_run_is_resumed(new_address):
    expected, address = whole(new_address()), new_address()
    run = started("begin", address, 2)
    assert run.stdout.read(4) == b"...."
    os.kill(run.pid, signal.SIGKILL)  # alone: its processes are not told
    run.communicate()  # returns once nobody holds its output any more
    assert resumed(address) == expected


def test_a_worker_killed_is_replaced_and_the_run_goes_on(new_address, tmp_path):
    expected, address = whole(new_address()), new_address()
    run = started("begin", address, 2, tmp_path / "marque")
    said, wrong = run.communicate()
    assert run.returncode == 0, wrong.decode()
    assert said.endswith(b"\n()")
    assert (tmp_path / "marque").exists()
    assert content(open_database(address)) == expected


def test_resumed_by_two_at_once_nothing_is_done_twice(new_postgresql):
    expected, address = whole(new_postgresql()), new_postgresql()
    begin(caisse(address).records(), NOW, VERSION, WINDOW, 4)
    both = [started("resume", address, 1) for _ in range(2)]
    for run in both:
        said, wrong = run.communicate()
        assert run.returncode == 0, wrong.decode()
        assert said.endswith(b"\n()"), said.decode()
    assert content(open_database(address)) == expected
