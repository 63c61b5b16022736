"""Two agents at once on the same dossiers lose nothing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path

import pytest

AGENT = Path(__file__).with_name("agent.py")
COUNT = 15


@pytest.fixture
def append_all(monkeypatch):
    monkeypatch.syspath_prepend(str(AGENT.parent))
    spec = importlib.util.spec_from_file_location("agent", AGENT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.append_all


def check_nothing_is_lost(records, names):
    wanted = sorted(f"{name}:{number}" for name in names for number in range(COUNT))
    for dossier in (1, 2):
        facts = records.facts([dossier])
        assert sorted(facts["value"].to_pylist()) == wanted
        assert facts["sequence"].to_pylist() == list(range(1, len(wanted) + 1))


def test_threads_lose_nothing(records, append_all):
    errors = []

    def agent(name):
        try:
            append_all(records, name, COUNT)
        except Exception as error:  # noqa: BLE001  (told to the thread that tests)
            errors.append(error)
        finally:
            getattr(records, "close", lambda: None)()

    threads = [threading.Thread(target=agent, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    check_nothing_is_lost(records, "abc")


@pytest.mark.parametrize("storage", ["parquet", "sqlite", "postgresql"], indirect=True)
def test_processes_lose_nothing_even_on_a_storage_that_does_not_exist_yet(address, request):
    # Not opened here first: both processes create it at the same time.
    command = [sys.executable, str(AGENT), address]
    agents = [
        subprocess.Popen([*command, name, str(COUNT)], stderr=subprocess.PIPE) for name in "ab"
    ]
    for agent in agents:
        _, error = agent.communicate()
        assert agent.returncode == 0, error.decode()
    check_nothing_is_lost(request.getfixturevalue("records"), "ab")
