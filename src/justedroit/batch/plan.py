"""A run: what it revises, as of when, in which lots; written first, so that it can be resumed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from justedroit.records.interface import LOTS, Journal
from justedroit.steps.revise import reference_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from justedroit.records.interface import BatchRecords

Ints = npt.NDArray[np.int64]

LOT = 4_000  # dossiers in a lot, unless told: about 300 MB for the process that revises it
PLAN, BILAN = "plan", "bilan"


@dataclass(frozen=True, slots=True)
class Plan:
    """A run.

    Attributes:
        run: its name, once in a fund; the reference of its transfers.
        now: the instant as of which rights are revised, whenever the run is resumed.
        window: first and last months revised.
        law: name and version of the law.
        dossiers: numbers, ascending.
        size: dossiers in a lot.
    """

    run: str
    now: dt.datetime
    window: tuple[int, int]
    law: str
    dossiers: Ints = field(repr=False)
    size: int

    def lots(self) -> dict[str, Ints]:
        """Return the dossiers of each lot, by the name of its part."""
        starts = range(0, len(self.dossiers), self.size)
        return {f"lot:{n}": self.dossiers[i : i + self.size] for n, i in enumerate(starts, start=1)}


def begin(
    records: BatchRecords, now: dt.datetime, law: str, window: tuple[int, int], size: int = LOT
) -> Plan:
    """Begin a run on all the dossiers of a fund, and write its plan.

    Args:
        records: the journals.
        now: instant of the revision, UTC.
        law: name and version of the law.
        window: first and last months revised.
        size: dossiers in a lot.

    Raises:
        AlreadyDone: a run has begun at the same instant.
    """
    run = reference_of(now, window[1])
    plan = Plan(run, now, window, law, np.array(records.dossiers(), np.int64), size)
    written(records, plan)
    return plan


def written(records: BatchRecords, plan: Plan) -> None:
    """Write a plan in the journal of the runs.

    Raises:
        AlreadyDone: it is there already, or another run has begun at the same instant.
    """
    records.append(Journal(lots=part_row(plan.run, PLAN, plan.now, _told(plan))), {})


def written_or_same(records: BatchRecords, plan: Plan) -> None:
    """Write a plan, unless it is there: the run is resumed.

    Raises:
        AlreadyDone: someone else writes it at this instant.
        ValueError: a run has the same name and is not the same.
    """
    rows = [row for row in records.lots(plan.run).to_pylist() if row["part"] == PLAN]
    if not rows:
        written(records, plan)
    elif json.loads(rows[0]["payload"]) != _told(plan):
        raise ValueError(
            "Une révision a déjà été passée sur cet instantané, avec un autre premier mois, un "
            "autre droit ou d'autres dossiers : prenez un autre instantané."
        )


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "depuis": plan.window[0],
        "mois": plan.window[1],
        "loi": plan.law,
        "taille": plan.size,
        "dossiers": stretches(plan.dossiers),
    }


def unfinished(records: BatchRecords) -> Plan | None:
    """Return the last run begun, if it was not brought to its end."""
    lots = records.lots()
    rows = lots.to_pylist()
    begun = [row for row in rows if row["part"] == PLAN]
    ended = {row["run"] for row in rows if row["part"] == BILAN}
    if not begun or begun[-1]["run"] in ended:
        return None
    row = begun[-1]
    told = json.loads(row["payload"])
    return Plan(
        run=row["run"],
        now=row["at"],
        window=(told["depuis"], told["mois"]),
        law=told["loi"],
        dossiers=numbers_of(told["dossiers"]),
        size=told["taille"],
    )


def done_parts(records: BatchRecords, plan: Plan) -> dict[str, dict[str, Any]]:
    """Return what each part already done has told, by its name; the plan itself excepted."""
    rows = records.lots(plan.run)
    pairs = zip(rows["part"].to_pylist(), rows["payload"].to_pylist(), strict=True)
    return {part: json.loads(payload) for part, payload in pairs if part != PLAN}


def part_row(run: str, part: str, at: dt.datetime, told: dict[str, Any]) -> pa.Table:
    """Return one row of LOTS."""
    row = {"run": run, "part": part, "at": at, "payload": json.dumps(told, ensure_ascii=False)}
    return pa.Table.from_pylist([row], schema=LOTS)


def numbers_of(stretches: Sequence[Sequence[int]]) -> Ints:
    """Return the numbers of some stretches."""
    runs = [np.arange(first, last + 1) for first, last in stretches]
    return np.concatenate([np.zeros(0, np.int64), *runs])


def stretches(dossiers: Ints) -> list[list[int]]:
    """Return ascending numbers as stretches without a hole: a fund has few of them."""
    if not dossiers.size:
        return []
    breaks = np.flatnonzero(np.diff(dossiers) != 1) + 1
    return [[int(run[0]), int(run[-1])] for run in np.split(dossiers, breaks)]
