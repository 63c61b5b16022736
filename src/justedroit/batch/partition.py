"""One partition of a snapshot, decided by a worker: read, decided, written once; no journal grows."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np

import justedroit
from justedroit.batch.instantane import Instantane, journals_of
from justedroit.batch.part import Opened, decided_lot
from justedroit.batch.plan import Plan
from justedroit.batch.resultat import write_result
from justedroit.core.droits import Law

RESULTS = "resultats"


class OtherVersion(ValueError):  # noqa: N818
    """A worker has another version of the rules or of the law than the one that commands it."""


@dataclass(frozen=True, slots=True)
class Mission:
    """What a worker is told, whatever the partition.

    Attributes:
        snapshot: folder of the snapshot, the same for all the machines.
        results: folder of the results of the run.
        plan: the run, without its dossiers.
        law: makes the law; called once in each worker, where it goes by `pickle`.
        version: of this software.
    """

    snapshot: Path
    results: Path
    plan: Plan
    law: Callable[[], Law]
    version: str


def mission_of(
    instantane: Instantane, plan: Plan, law: Callable[[], Law], results: Path | None = None
) -> Mission:
    """Return what is told to the workers of a run.

    Args:
        instantane: the snapshot.
        plan: the run.
        law: makes the law.
        results: where results go; by default, a folder named by the run, in the snapshot.
    """
    # What else decides the bytes: results of another window or law are not taken for ours.
    rest = repr((plan.window, plan.law, plan.size, justedroit.__version__)).encode()
    name = f"{plan.run.replace(':', '-')}-{hashlib.sha256(rest).hexdigest()[:8]}"
    folder = results or instantane.folder / RESULTS / name
    light = replace(plan, dossiers=np.zeros(0, np.int64))
    return Mission(
        instantane.folder.resolve(), folder.resolve(), light, law, justedroit.__version__
    )


# Of this process: a law is dear to make, and answers one question at a time.
_laws: dict[bytes, Law] = {}
_alone = Lock()


def decide_partition(mission: Mission, partition: int, digest: str) -> int:
    """Decide the dossiers of a partition and write the result; return the number of the partition.

    Args:
        mission: what to do.
        partition: number of the partition.
        digest: of its files.

    Raises:
        DamagedSnapshot: the partition is not there, or not as it was written.
        OtherVersion: this process would not decide as the others.
        ValueError: too many dossiers fail: the fault is not theirs.
    """
    with _alone:
        records = journals_of(mission.snapshot, partition, digest)
        caisse = Opened(records, _law_of(mission), lambda: mission.plan.now)
        lot = decided_lot(caisse, mission.plan, records.dossiers(), mission.plan.now)
        write_result(mission.results, partition, lot, mission.plan.window[1])
    return partition


def laws() -> list[Law]:
    """Return the laws that this process has made."""
    return list(_laws.values())


def _law_of(mission: Mission) -> Law:
    key = pickle.dumps(mission.law)
    if key not in _laws:
        _laws[key] = mission.law()
    law = _laws[key]
    told = (mission.version, mission.plan.law), (justedroit.__version__, law.version)
    if told[0] != told[1]:
        raise OtherVersion(
            f"Un ouvrier a Juste Droit {told[1][0]} et « {told[1][1]} », au lieu de {told[0][0]} "
            f"et « {told[0][1]} » : installez la même version partout."
        )
    return law
