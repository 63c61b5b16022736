"""`justedroit verifier`: is the law evaluated as its test files say?"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
import yaml
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

if TYPE_CHECKING:
    from justedroit.core.droits.openfisca import Outcome, Status

DEEPEST = 100  # levels of a YAML file: a test has fewer than ten

STATUSES: dict[Status, str] = {
    "passed": "réussis",
    "failed": "en échec",
    "refused": "refusés",
}


@click.group(help="Vérifier que la loi est évaluée comme le disent des fichiers de test.")
def verifier() -> None:
    """Group the verifications."""


@verifier.command("situations")
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Écrire tout le résultat en JSON.")
@click.option(
    "--processus",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default="un par cœur",
    help="Nombre de processus qui évaluent en même temps.",
)
def situations(dossier: Path, *, as_json: bool, processus: int) -> None:
    """Évaluer les tests OpenFisca (YAML) de DOSSIER et comparer avec ce qu'ils attendent.

    Chaque test est réussi, en échec (évalué, mais différent au-delà de la marge du fichier, ou
    l'évaluation s'est arrêtée), ou refusé (il ne peut pas être évalué : la raison est dite). Le
    code de retour est 1 si un test échoue ou si un fichier ne se lit pas ; un test refusé n'est
    pas un échec.
    """
    files = _files(dossier)
    root = dossier if dossier.is_dir() else dossier.parent
    named = [(path, str(path.relative_to(root))) for path in files]
    workers = min(processus, len(named))
    found = _in_processes(named, workers) if workers > 1 else _here(named)
    outcomes = sorted(found, key=lambda o: (o.file, o.rank))
    if as_json:
        click.echo(json.dumps(_report(outcomes), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        _show(outcomes)
    # Rank 0 is the file itself: nothing of it was verified.
    if any(o.status == "failed" or o.rank == 0 for o in outcomes):
        raise SystemExit(1)


def _files(dossier: Path) -> list[Path]:
    if not dossier.is_dir():
        if dossier.exists():
            return [dossier]
        raise click.ClickException(f"{dossier} n'existe pas. Donnez un dossier de fichiers YAML.")
    found = (p for p in dossier.rglob("*") if p.suffix in (".yaml", ".yml"))
    files = sorted(p for p in found if not p.is_dir())
    if not files:
        raise click.ClickException(f"{dossier} ne contient aucun fichier .yaml ou .yml.")
    return files


def run_file(path: Path, name: str) -> list[Outcome]:
    """Return the outcomes of one file; one that cannot be read is a refusal like another."""
    from justedroit.core.droits.openfisca import Outcome, run_text

    # A pipe would be waited for, a device may never end.
    if path.exists() and not path.is_file():
        reason = "ce n'est pas un fichier ordinaire. Retirez-le, ou copiez-en le contenu."
        return [Outcome("refused", name, 0, "", reason=reason)]
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        reason = f"ce n'est pas un texte UTF-8 (octet {error.start}). Enregistrez-le en UTF-8."
        return [Outcome("refused", name, 0, "", reason=reason)]
    except OSError as error:
        reason = f"le fichier ne se lit pas ({error.strerror}). Vérifiez ses droits d'accès."
        return [Outcome("refused", name, 0, "", reason=reason)]
    if too_deep(text):
        reason = f"plus de {DEEPEST} niveaux imbriqués. Vérifiez les crochets et les retraits."
        return [Outcome("refused", name, 0, "", reason=reason)]
    return run_text(text, name)


def too_deep(text: str) -> bool:
    """Return whether a YAML text has more levels than can be read.

    What builds its objects goes down level by level in C, and would take the process with it.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                return True
    except (yaml.YAMLError, ValueError):
        return False  # it is not YAML: the one who reads it says where
    return False


def _here(named: list[tuple[Path, str]]) -> Iterator[Outcome]:
    shown = track(named, "Évaluation", console=Console(stderr=True), transient=True)
    for path, name in shown:
        yield from run_file(path, name)


def _in_processes(named: list[tuple[Path, str]], workers: int) -> Iterator[Outcome]:
    lost: list[tuple[Path, str]] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Évaluation", total=len(named))
        with _pool(workers) as pool:
            futures = {pool.submit(run_file, *one): one for one in named}
            for future in as_completed(futures):
                try:
                    yield from future.result()
                except BrokenExecutor:
                    lost.append(futures[future])
                else:
                    progress.advance(task)
        # A process that dies takes the others with it: each file left is tried alone, and the
        # one that kills is named.
        for one in lost:
            yield from _alone(*one)
            progress.advance(task)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the progress bar runs in a thread, and a fork copies its locks.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def _alone(path: Path, name: str) -> list[Outcome]:
    from justedroit.core.droits.openfisca import Outcome

    try:
        with _pool(1) as pool:
            return pool.submit(run_file, path, name).result()
    except BrokenExecutor:
        reason = "le processus qui l'évaluait s'est arrêté net. Retirez ce fichier, ou signalez-le."
        return [Outcome("failed", name, 0, "", reason=reason)]


def _report(outcomes: list[Outcome]) -> dict[str, Any]:
    from justedroit.core.droits.openfisca import versions

    files: dict[str, Counter[Status]] = {}
    for o in outcomes:
        files.setdefault(o.file, Counter())[o.status] += 1
    total = Counter(o.status for o in outcomes)
    return {
        "versions": versions(),
        **{status: total[status] for status in STATUSES},
        "files": [{"file": f, **{s: n[s] for s in STATUSES}} for f, n in files.items()],
        "outcomes": [o.to_dict() for o in outcomes],
    }


def _show(outcomes: list[Outcome]) -> None:
    from justedroit.core.droits.openfisca import versions

    console = Console()
    console.print(_by_folder(outcomes))
    failed = [o for o in outcomes if o.status == "failed"]
    refused = [o for o in outcomes if o.status == "refused"]
    if failed:
        console.print(_failures(failed))
    if refused:
        console.print(_refusals(refused))
    count = Counter(o.status for o in outcomes)
    edition = ", ".join(f"{name} {number}" for name, number in versions().items())
    parts = [f"{count[status]} {word}" for status, word in STATUSES.items()]
    click.echo(f"{len(outcomes)} tests : {', '.join(parts)} ({edition}).")


def _by_folder(outcomes: list[Outcome]) -> Table:
    table = Table(title="Tests par dossier")
    for name in ("Dossier", "Fichiers"):
        table.add_column(name, justify="left" if name == "Dossier" else "right")
    for word in STATUSES.values():
        table.add_column(word.capitalize(), justify="right")
    folders: dict[str, list[Outcome]] = {}
    for o in outcomes:
        folders.setdefault(str(Path(o.file).parent), []).append(o)
    for folder, members in sorted(folders.items()):
        count = Counter(o.status for o in members)
        files = len({o.file for o in members})
        table.add_row(folder, str(files), *(str(count[s]) for s in STATUSES))
    return table


def _failures(failed: list[Outcome]) -> Table:
    table = Table(title="En échec", show_lines=True)
    for name in ("Test", "Variable", "Période", "Attendu", "Obtenu"):
        table.add_column(name, overflow="fold")
    for o in failed:
        test = _place(o)
        if o.reason:
            table.add_row(test, "", "", "", _plain(o.reason))
        for m in o.mismatches:
            who = f"{m.variable} ({m.instance})" if m.instance else m.variable
            table.add_row(test, who, m.period, _plain(m.expected), _plain(m.obtained))
    return table


def _refusals(refused: list[Outcome]) -> Table:
    table = Table(title="Refusés", show_lines=True)
    for name in ("Test", "Raison"):
        table.add_column(name, overflow="fold")
    for o in refused:
        table.add_row(_place(o), _plain(o.reason))
    return table


def _place(outcome: Outcome) -> str:
    rank = f" n° {outcome.rank}" if outcome.rank else ""
    return _plain(f"{outcome.file}{rank} {outcome.name}".rstrip())


def _plain(value: object) -> str:
    """Return a text in which rich reads no markup: a test may be called `[AL] zone 2`."""
    return str(value).replace("[", r"\[")
