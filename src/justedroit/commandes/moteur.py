"""`justedroit moteur`: what the engine has compiled, building it ahead, reading its graph."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import month_text
from justedroit.commandes.base import Mois
from justedroit.commandes.langue import month_of_text
from justedroit.core.base import FIRST_MONTH

if TYPE_CHECKING:
    from justedroit.engine import Ask, Program
    from justedroit.kernels import Kernels

LINES = 40

_STATES = {
    "native": "compilé et prouvé",
    "replay": "tracé, rejoué par numpy (le noyau compilé n'est pas encore là)",
    "plain": "absent : OpenFisca répond directement",
}


class Fenetre(click.ParamType[tuple[int, int]]):
    """Two months, AAAA-MM:AAAA-MM."""

    name = "AAAA-MM:AAAA-MM"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        """Return the first and the last month."""
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition(":")
        try:
            window = month_of_text(first), month_of_text(last or first)
        except click.BadParameter as error:
            self.fail(error.message, param, ctx)
        if window[0] < FIRST_MONTH:
            self.fail(f"les paramètres commencent en {month_text(FIRST_MONTH)}.", param, ctx)
        if window[0] > window[1]:
            self.fail(f"{month_text(window[0])} est après {month_text(window[1])}.", param, ctx)
        return window


@click.group(help="Le moteur : préparer ses noyaux, voir où ils en sont, lire ce qu'il calcule.")
def moteur() -> None:
    """Group the commands on the engine."""


@moteur.command()
@click.option("--fenetre", type=Fenetre(), required=True, help="Mois à préparer.")
def preparer(*, fenetre: tuple[int, int]) -> None:
    """Construire d'avance les noyaux d'une fenêtre de mois : un par année civile.

    Le premier calcul d'une année les construit aussi, en arrière-plan : en attendant, OpenFisca
    répond, plus lentement, la même chose.
    """
    from justedroit.engine import make
    from justedroit.engine.__main__ import REFUSALS
    from justedroit.kernels import Kernels

    kernels = Kernels(_folder(), build=False)
    for year in range(fenetre[0] // 100, fenetre[1] // 100 + 1):
        start = time.perf_counter()
        kernel = kernels.kernel(year)
        try:
            with Console(stderr=True).status(f"Noyau de {year} : tracé, compilation, preuve…"):
                logging.disable(logging.CRITICAL)  # OpenFisca comments on the sample
                make(kernel.recipe, kernel.place.folder, kernel.profiles, explains=True)
        except REFUSALS as error:
            raise click.ClickException(_refused(year, error)) from error
        finally:
            logging.disable(logging.NOTSET)
        click.echo(f"{year} : {_STATES[kernel.state()]} ({time.perf_counter() - start:.0f} s)")


def _refused(year: int, error: Exception) -> str:
    from justedroit.engine.native import NoCompiler

    if isinstance(error, NoCompiler):
        return (
            "Il n'y a pas de compilateur C (cc ou gcc) : le calcul se fait, plus lentement, par "
            "numpy. Installez gcc, puis relancez la commande."
        )
    return f"Le noyau de {year} ne se fait pas ; OpenFisca calcule à sa place. Raison : {error}"


def _folder() -> Path:
    """Return where kernels are kept.

    Raises:
        click.ClickException: they are not wanted on this machine.
    """
    from justedroit.kernels import NEVER, kernel_folder

    if os.environ.get("JUSTEDROIT_MOTEUR") == NEVER:
        raise click.ClickException(
            f"JUSTEDROIT_MOTEUR={NEVER} : le moteur est écarté, OpenFisca calcule seul. Retirez "
            "cette variable pour vous en servir."
        )
    return kernel_folder()


@moteur.command()
def etat() -> None:
    """Lister ce qui est déjà construit, et où."""
    folder = _folder()
    files = sorted(folder.glob("*")) if folder.exists() else []
    size = sum(file.stat().st_size for file in files if file.is_file())
    proved = sum(file.suffix == ".proved" for file in files)
    click.echo(f"Dossier : {folder} ({size / 1e6:.0f} Mo)")
    click.echo(f"Noyaux compilés et prouvés : {proved}")
    for failure in (file for file in files if file.suffix == ".failure"):
        click.echo(f"Échec {failure.stem[:8]} : {failure.read_text()}")


@moteur.command()
@click.argument("variable")
@click.argument("mois", type=Mois())
@click.option(
    "--lignes",
    type=click.IntRange(1),
    default=LINES,
    show_default=str(LINES),
    help="Dernières lignes montrées.",
)
@click.option("--tout", is_flag=True, help="Montrer toutes les opérations.")
def montrer(*, variable: str, mois: int, lignes: int, tout: bool) -> None:
    """Montrer ce que le moteur calcule pour VARIABLE en MOIS, opération par opération.

    Chaque ligne dit la formule d'OpenFisca dont elle vient, et le paramètre légal qu'elle lit.
    """
    from justedroit.engine import dump
    from justedroit.kernels import Kernels

    kernels = Kernels(_folder(), build=False)
    program = _program(kernels, mois // 100)
    ask = _ask(program, variable, mois)
    shown = dump(program, ask)
    cut = 0 if tout else max(0, len(shown) - lignes)
    click.echo(
        f"{variable}, {month_text(mois)} : {len(shown)} opérations, des entrées au résultat."
    )
    if cut:
        click.echo(f"… {cut} lignes plus haut (--tout les montre)")
    for line in shown[cut:]:
        click.echo(line)


def _program(kernels: Kernels, year: int) -> Program:
    from justedroit.engine import traced

    kernel = kernels.kernel(year)
    with Console(stderr=True).status(f"Lecture du graphe de {year}…"):
        return traced(kernel.recipe, kernel.place.folder)


def _ask(program: Program, variable: str, month: int) -> Ask:
    text = f"{month // 100}-{month % 100:02d}"
    for ask in program.outputs:
        if ask.variable == variable and ask.period in (text, text[:4]):
            return ask  # type: ignore[no-any-return]
    known = sorted({ask.variable for ask in program.outputs})
    raise click.ClickException(
        f"Le moteur ne calcule pas {variable} pour {month_text(month)}. "
        f"Il calcule : {', '.join(known)}."
    )
