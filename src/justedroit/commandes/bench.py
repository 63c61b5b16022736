"""`justedroit bench`: the measures, from a checkout of the sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import rich_click as click

import justedroit

# What each measure runs, and whether it prints the same as JSON.
MEASURES = {
    "moteur": "benchmarks.moteur",
    "chaine": "benchmarks.lot",
    "masse": "benchmarks.masse",
}


@click.command("bench")
@click.argument("mesure", type=click.Choice(sorted(MEASURES)))
@click.option("--dossiers", type=click.IntRange(1), help="Nombre de ménages ou de dossiers.")
@click.option("--fenetre", metavar="AAAA-MM:AAAA-MM", help="Mois évalués.")
@click.option("--graine", type=click.IntRange(0), help="Graine du tirage.")
@click.option("--fois", type=click.IntRange(1), help="Nombre de répétitions.")
@click.option("--json", "as_json", is_flag=True, help="Écrire les mesures en JSON.")
def bench(
    *,
    mesure: str,
    dossiers: int | None,
    fenetre: str | None,
    graine: int | None,
    fois: int | None,
    as_json: bool,
) -> None:
    """Mesurer le moteur contre OpenFisca, la chaîne de base à base, ou la masse en Parquet.

    Ce qui se compare se mesure côte à côte, dans la même exécution : machine, versions, graine et
    rapports paire par paire sont écrits. Comptez plusieurs minutes.
    """
    root = Path(justedroit.__file__).parents[2]
    if not (root / "benchmarks").is_dir():
        raise click.ClickException(
            "Les mesures se lancent depuis les sources du projet : clonez-les, puis « make bench »."
        )
    told = {"--dossiers": dossiers, "--fenetre": fenetre, "--graine": graine, "--fois": fois}
    arguments = [part for name, value in told.items() if value for part in (name, str(value))]
    command = [sys.executable, "-m", MEASURES[mesure], *arguments, *(["--json"] * as_json)]
    done = subprocess.run(command, cwd=root, check=False)  # noqa: S603  (our own measures)
    sys.exit(done.returncode)
