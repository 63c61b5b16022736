"""Mass runs: a whole fund revised, in lots that can be killed at any point and resumed.

    plan.py            a run, and what its journal says of it
    part.py            one lot: the ordinary revision, appended with the part of the run it is
    processus.py       lots spread over the processes of one machine
    passage.py         a run from its beginning, or from where it was left, to its reconciliation
    preuve.py          a sample computed again by plain OpenFisca, at every run
    rapprochement.py   dossiers in = dossiers out, cents in = cents out, by sums made independently

Over several machines, by Dask:

    instantane.py      a snapshot of the journals, Parquet partitioned by dossier
    partition.py       one partition: read, decided, its result written once
    resultat.py        that result: one file, whole or not there
    ouvriers.py        the workers of Dask, the only module that knows it
    recoupement.py     the results against the snapshot, before anything is posted
    masse.py           all of it: decided, reconciled, posted once

Decision 0011. What decides is `steps.revise`, the same for one dossier and for a hundred thousand.
"""

from justedroit.batch.part import Caisse
from justedroit.batch.passage import Bilan, passage
from justedroit.batch.plan import LOT, Plan, begin, unfinished
from justedroit.batch.preuve import NotProved, Preuve
from justedroit.batch.rapprochement import Rapprochement

__all__ = [
    "LOT",
    "Bilan",
    "Caisse",
    "NotProved",
    "Plan",
    "Preuve",
    "Rapprochement",
    "begin",
    "passage",
    "unfinished",
]
