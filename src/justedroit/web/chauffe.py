"""The law, warm before someone waits for it: its kernels are loaded by a household that is nobody's."""

from __future__ import annotations

import datetime as dt
from threading import Thread
from typing import Final

import pyarrow as pa

from justedroit.core.base import FRANCE, add_months, month_of, month_range
from justedroit.core.droits import Law, evaluate, explain_right
from justedroit.core.droits.openfisca import CompiledLaw, fold, tree_of_right
from justedroit.core.faits import FACTS, as_known

_BEFORE, _AFTER = 24, 12  # months of what a page may ask: explanations, and what-ifs
_YEAR = 12
_EXPLAINED = "rsa"
_BORN = dt.date(1990, 1, 1)
_SAID: Final = (
    (1, "date_naissance", _BORN.isoformat()),
    (1, "allocataire", "true"),
    (0, "demande_rsa", "true"),
)


def warm_law(law: Law, now: dt.datetime) -> Thread:
    """Evaluate a household beside the requests, over the months that pages ask; return the thread.

    The engine loads a kernel for each year, then what explains a right of this year and of the
    last; without it one month is enough to load the law.
    """
    thread = Thread(target=_warm, args=(law, now), name="chauffe", daemon=True)
    thread.start()
    return thread


def _warm(law: Law, now: dt.datetime) -> None:
    month = month_of(now.astimezone(FRANCE).date())
    known = as_known(_household(now), at=now)
    if not isinstance(law, CompiledLaw):
        evaluate(known, [month], law)
        return
    evaluate(known, month_range(add_months(month, -_BEFORE), add_months(month, _AFTER)), law)
    for asked in (add_months(month, -1), add_months(month, -_YEAR)):
        tree = tree_of_right(known, explain_right(known, _EXPLAINED, asked, law), law)
        if tree is not None:
            fold(tree)


def _household(now: dt.datetime) -> pa.Table:
    nothing = {"valid_until": None, "proof": None, "replaces": None}
    rows = [
        nothing
        | {
            "dossier": 1,
            "sequence": sequence,
            "person": person,
            "kind": kind,
            "value": value,
            "valid_from": _BORN,
            "known_at": now,
            "source": "agent",
            "author": "chauffe",
        }
        for sequence, (person, kind, value) in enumerate(_SAID, start=1)
    ]
    return pa.Table.from_pylist(rows, FACTS)
