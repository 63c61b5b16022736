"""Partitions spread over the workers of Dask: those of this machine, or of an existing scheduler.

A task may run twice, where a worker is killed or thought lost: its result is written by a rename,
and has the same bytes. What Dask is trusted with is to run each task at least once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from justedroit.batch.partition import Mission, decide_partition
from justedroit.batch.processus import Interrupted

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
_ADDRESS = re.compile(r"([a-z]+://)?[^\s/]+:\d+")
WAIT = 30  # seconds, for a scheduler to answer and a worker to be there


class NoWorkers(RuntimeError):  # noqa: N818
    """Dask is not installed, its scheduler does not answer, or nobody works for it."""


@contextmanager
def workers(address: str, processes: int) -> Iterator[Client]:
    """Join a scheduler, or start workers on this machine, that end with this process.

    Args:
        address: of a scheduler (`tcp://machine:8786`), or `local`.
        processes: how many are started here; without effect on an existing scheduler.

    Yields:
        The client of Dask.

    Raises:
        NoWorkers: in French, what is missing and how to mend it.
    """
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415  (an optional extra)
    except ImportError as error:
        raise NoWorkers(
            "Dask n'est pas installé. Installez-le ici et sur chaque machine : "
            "pip install 'justedroit[masse]'."
        ) from error
    if address != LOCAL and not _ADDRESS.fullmatch(address):
        raise NoWorkers(
            f"« {address} » n'est pas l'adresse d'un ordonnanceur Dask : écrivez "
            "tcp://machine:8786, ou local."
        )
    with ExitStack() as stack:
        if address == LOCAL:
            # ASSUMPTION: who has an account on this machine may be trusted: the workers listen on
            # the loopback only, without a password.
            cluster = LocalCluster(
                n_workers=processes,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
            address = stack.enter_context(cluster).scheduler_address
        try:
            client = stack.enter_context(Client(address, timeout=WAIT, set_as_default=False))
            client.wait_for_workers(1, timeout=WAIT)
        except (OSError, ValueError) as error:
            raise NoWorkers(
                f"L'ordonnanceur Dask « {address} » ne répond pas, ou personne n'y travaille. "
                "Vérifiez l'adresse (tcp://machine:8786), lancez « dask scheduler » puis "
                "« dask worker --nthreads 1 » ; ou --dask local, sur cette machine seule."
            ) from error
        yield client


def spread_over(
    client: Client, mission: Mission, partitions: Sequence[int], digests: Sequence[str]
) -> Iterator[int]:
    """Have partitions decided, and yield the number of each one when its result is written.

    Args:
        client: of Dask.
        mission: what to do.
        partitions: numbers.
        digests: of the files of each.

    Raises:
        Interrupted: one partition kills the workers again and again.
    """
    from distributed import KilledWorker, as_completed  # noqa: PLC0415

    futures = client.map(_decide, [mission] * len(partitions), partitions, digests, pure=False)
    done = as_completed(futures, loop=client.loop)
    try:
        for future in done:
            yield future.result()
            future.release()
    except KilledWorker as error:
        raise Interrupted(
            "Des ouvriers ont été tués plusieurs fois de suite sur la même partition (mémoire ?). "
            "Ce qui est fait est gardé : relancez la même commande, ou prenez un instantané à "
            "partitions plus petites (--taille)."
        ) from error
    finally:
        client.cancel(futures)


def _decide(mission: Mission, partition: int, digest: str) -> int:
    from distributed import get_worker  # noqa: PLC0415

    pa.set_cpu_count(max(1, get_worker().state.nthreads))
    return decide_partition(mission, partition, digest)
