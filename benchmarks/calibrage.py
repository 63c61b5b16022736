"""How near a fund that was played comes to the published figures, seed after seed.

python -m benchmarks.calibrage [--dossiers 1000] [--mois 12] [--debut 202501] [--graines 2022 7]
"""

from __future__ import annotations

import argparse
import time

from justedroit.core.droits.openfisca import OpenFiscaLaw
from justedroit.records.memory import MemoryRecords
from justedroit.twin import Bilan, Plan, play


def show(found: Bilan, plan: Plan) -> None:
    """Print the shares, the means, the differences and the published figures."""
    per_foyer = found.verse_cents / 100 / found.foyers / plan.mois
    print(f"paid per household and month  {per_foyer:8.2f} EUR")
    print(f"persons per household         {found.personnes / found.foyers:8.3f}")
    for line in found.verse:
        share = line.foyer_mois / plan.mois / found.foyers
        mean = line.cents / 100 / line.foyer_mois
        of_paid = line.cents / found.verse_cents
        print(
            f"  {line.prestation:15s} {share:6.1%} of households, {mean:8.2f} EUR, {of_paid:6.1%}"
        )
    rappels = found.rappels.cents / found.verse_cents
    unclaimed = found.non_demandes.cents / found.verse_cents
    print(f"indus {found.part_indus:.2%}, rappels {rappels:.2%}, unclaimed {unclaimed:.2%} of paid")
    for one in found.reperes:
        print(f"  {one.libelle}: {one.jumeau} / {one.publie} {one.unite} ({one.origine})")


def main() -> None:
    """Play the fund once for each seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1000)
    parser.add_argument("--mois", type=int, default=12)
    parser.add_argument("--debut", type=int, default=202501)
    parser.add_argument("--graines", type=int, nargs="+", default=[2022, 7])
    parser.add_argument("--caf", default="vienne")
    asked = parser.parse_args()
    law = OpenFiscaLaw()
    for graine in asked.graines:
        plan = Plan(asked.dossiers, graine, asked.debut, asked.mois, asked.caf)
        began = time.perf_counter()
        found = play(MemoryRecords(), law, plan)
        print(f"\nseed {graine}, {asked.dossiers} dossiers, {time.perf_counter() - began:.1f} s")
        show(found, plan)


if __name__ == "__main__":
    main()
