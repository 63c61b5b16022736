"""Lots spread over the processes of one machine; each has its own connection and its own law."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any

import pyarrow as pa

from justedroit.batch.part import Caisse, Opened, again, revise_again, revise_part
from justedroit.batch.plan import Ints, Plan
from justedroit.records.interface import AlreadyDone

Tasks = Mapping[str, Ints]
RESTARTS = 2  # processes killed from outside: a lot that kills them each time stops the run

_opened: Opened | None = None  # of this process, once it works for a run


class Interrupted(RuntimeError):  # noqa: N818
    """Processes are killed one after the other. What is done is kept: the run can be resumed."""


def spread(caisse: Caisse, plan: Plan, tasks: Tasks, processes: int) -> Iterator[str]:
    """Revise the parts asked and yield the name of each one when it is done.

    Args:
        caisse: the fund; with several processes, it goes to them by `pickle`.
        plan: the run.
        tasks: the dossiers of each part to do.
        processes: 1: this one.

    Raises:
        Interrupted: processes are killed again and again.
    """
    left = dict(tasks)
    if processes == 1 or not left:
        opened = caisse.opened()
        for part, dossiers in left.items():
            _revise(opened, plan, part, dossiers)
            yield part
        return
    for _ in range(RESTARTS + 1):
        try:
            for part in _in_processes(caisse, plan, left, processes):
                del left[part]
                yield part
        except BrokenProcessPool:
            continue
        return
    raise Interrupted(
        "Des processus ont été tués plusieurs fois de suite (mémoire ?). Ce qui est fait est "
        "gardé : relancez avec --reprendre, ou avec moins de processus."
    )


def _in_processes(caisse: Caisse, plan: Plan, tasks: Tasks, processes: int) -> Iterator[str]:
    # Not fork: a copy of a process with threads may wait for ever. The server of copies has none.
    context = mp.get_context("forkserver")
    context.set_forkserver_preload([__name__, *_modules(caisse)])
    workers = min(processes, len(tasks))
    begin = (caisse, max(1, (os.cpu_count() or 1) // workers))
    with ProcessPoolExecutor(workers, context, _begin, begin) as pool:
        futures: dict[Future[None], str] = {
            pool.submit(_work, plan, part, dossiers): part for part, dossiers in tasks.items()
        }
        try:
            for future in as_completed(futures):
                future.result()
                yield futures[future]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _modules(caisse: Caisse) -> list[str]:
    """Return where the law and the journals come from: loaded once, for all the processes."""
    makers: list[Callable[[], Any]] = [caisse.law, caisse.records]
    return [getattr(getattr(maker, "func", maker), "__module__", __name__) for maker in makers]


def _begin(caisse: Caisse, threads: int) -> None:
    global _opened  # noqa: PLW0603  (a process of a pool has no other place to keep its own)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that commands it decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pa.set_cpu_count(threads)
    _opened = caisse.opened()


def _end_with_parent() -> None:
    """End with the process that commands this one: killed, it would leave us waiting for ever."""
    parent = mp.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _work(plan: Plan, part: str, dossiers: Ints) -> None:
    assert _opened is not None
    _revise(_opened, plan, part, dossiers)


def _revise(opened: Opened, plan: Plan, part: str, dossiers: Ints) -> None:
    """Revise a part, then the dossiers it had to leave out; one that is there already is done."""
    numbers = dossiers.tolist()
    try:
        if part == again(numbers[0]):
            revise_again(opened, plan, numbers[0])
            return
        told = revise_part(opened, plan, part, numbers, plan.now)
    except AlreadyDone:
        return
    for number in told["reprendre"]:
        try:
            revise_again(opened, plan, number)
        except AlreadyDone:
            continue
