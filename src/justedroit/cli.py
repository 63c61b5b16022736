"""The `justedroit` command: French verbs, one module each in `commandes`."""

from __future__ import annotations

import os
import sys
import traceback

import rich_click as click

from justedroit import __version__
from justedroit.commandes import langue
from justedroit.commandes.banque import banque
from justedroit.commandes.bench import bench
from justedroit.commandes.chercher import chercher
from justedroit.commandes.consultations import consultations
from justedroit.commandes.creance import creance
from justedroit.commandes.declarer import declarer
from justedroit.commandes.demo import demo
from justedroit.commandes.dossier import dossier
from justedroit.commandes.echeancier import echeancier
from justedroit.commandes.encaisser import encaisser
from justedroit.commandes.forcer import forcer
from justedroit.commandes.identite import identite
from justedroit.commandes.lettres import lettres
from justedroit.commandes.lot import lot
from justedroit.commandes.mediation import mediation
from justedroit.commandes.moteur import moteur
from justedroit.commandes.non_recours import non_recours
from justedroit.commandes.ordre import ordre
from justedroit.commandes.parametres import parametres
from justedroit.commandes.qualifier import qualifier
from justedroit.commandes.reclamation import reclamation
from justedroit.commandes.recours import recours
from justedroit.commandes.retenues import retenues
from justedroit.commandes.seance_cra import seance_cra
from justedroit.commandes.serve import serve
from justedroit.commandes.serve_api import serve_api
from justedroit.commandes.simuler import simuler
from justedroit.commandes.supposer import supposer
from justedroit.commandes.tribunal import tribunal
from justedroit.commandes.verifier import verifier
from justedroit.core.base import Refused
from justedroit.records.interface import BadRow, StaleSequence

REFUSED, ILL_WRITTEN, DEFECT = 1, 2, 70  # 2 is click's own too

langue.speak_french()


@click.group(
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="Pour commencer : justedroit demo, puis justedroit dossier N.",
)
@click.version_option(__version__, prog_name="justedroit", message="%(prog)s %(version)s")
def cli() -> None:
    """Juste Droit : la chaîne de service d'une caisse d'allocations familiales.

    Des faits aux droits, des droits aux paiements, et de ce qui change aux rappels et aux indus :
    chaque euro expliqué.

    Code de retour : 0 si tout va bien, 1 si quelque chose est refusé, 2 si la commande est mal
    écrite, 70 pour un défaut du logiciel (JUSTEDROIT_TRACE=1 en montre la trace).
    """


COMMANDS = (
    demo,
    serve,
    serve_api,
    chercher,
    dossier,
    identite,
    consultations,
    declarer,
    lot,
    ordre,
    banque,
    qualifier,
    retenues,
    echeancier,
    encaisser,
    creance,
    lettres,
    recours,
    seance_cra,
    forcer,
    tribunal,
    reclamation,
    mediation,
    simuler,
    supposer,
    verifier,
    parametres,
    moteur,
    bench,
)
lot.add_command(non_recours)
for command in COMMANDS:
    cli.add_command(command)


langue.speak_of(cli)


def main() -> None:
    """Run the command; what is refused or fails is told in a line, never by a stack trace."""
    if ill_read := langue.not_text(sys.argv[1:]):
        click.echo(ill_read, err=True)
        sys.exit(ILL_WRITTEN)
    try:
        cli()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is told)
        if os.environ.get("JUSTEDROIT_TRACE", "0") not in ("", "0"):
            traceback.print_exc()
        said, code = _told(error)
        click.echo(said, err=True)
        sys.exit(code)


def _told(error: Exception) -> tuple[str, int]:
    """Return what to say of an exception, and the exit code: a refusal is ours, the rest a defect."""
    if isinstance(error, (Refused, StaleSequence, BadRow)):
        return f"Refusé : {error}", REFUSED
    reason = " ".join(str(error).split())[:300]
    if isinstance(error, OSError):
        return f"La machine refuse : {reason}", REFUSED
    if _of_storage(error):
        return f"La base ne répond plus : {reason} Vérifiez-la, puis recommencez.", REFUSED
    said = (
        f"Défaut du logiciel ({type(error).__name__} : {reason})\n"
        "La commande n'a pas abouti ; JUSTEDROIT_TRACE=1 devant elle montre la trace à signaler."
    )
    return said, DEFECT


def _of_storage(error: Exception) -> bool:
    """Return whether a database stopped answering."""
    # Django is slow to load: only what has failed waits for it.
    from justedroit.records.database.existing import unanswered  # noqa: PLC0415

    return unanswered(error)


if __name__ == "__main__":
    main()
