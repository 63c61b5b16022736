"""`justedroit serve`: the pages, on this machine; on the demonstration fund unless told."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

import rich_click as click

from justedroit.commandes.base import DEMO, Jour, base_option, created, opened
from justedroit.commandes.horloge import demo_day
from justedroit.commandes.port import port_option, refuse_taken
from justedroit.core.base import FRANCE, day_text
from justedroit.records.interface import Records

FOYERS = 300  # of a demonstration made on the way
KEY = "JUSTEDROIT_CLE_SECRETE"


@click.command()
@base_option
@port_option(8000, least=0)
@click.option(
    "--au",
    type=Jour(),
    help="Jour où vivent les pages. Démonstration : son dernier, ou JUSTEDROIT_JOUR.",
)
def serve(*, base: str, port: int, au: dt.date | None) -> None:
    """Ouvrir les pages dans un navigateur ; Ctrl-C arrête tout.

    Sans --base, la caisse de démonstration, créée au besoin. Ses comptes sont affichés ; sur une
    autre base il n'y en a pas, et JUSTEDROIT_CLE_SECRETE doit être donnée.
    """
    from justedroit.commandes.depot import is_demonstration
    from justedroit.web import serveur

    if base == DEMO and not is_demonstration(base):
        _live()  # none yet, or one that was cut; anything else is refused, and left as it is
    demonstration = is_demonstration(base)
    if not demonstration and not os.environ.get(KEY):
        raise click.ClickException(
            f"Cette base n'est pas une démonstration : donnez {KEY}, un secret d'au moins "
            "cinquante caractères qui signe les sessions, gardé hors de la base."
        )
    refuse_taken(port)
    serveur.settle(base, demonstration=demonstration)  # before anything opens the base
    records = opened(base) if demonstration else created(base)
    clock = _clock(base, au)
    serveur.prepare(clock, examples(records) if demonstration else {})
    port = port or serveur.free_port()
    serveur.run(port, lambda: _tell(port, clock, demonstration=demonstration))


def _live() -> None:
    """Make the demonstration fund, as « justedroit demo » does, smaller."""
    from justedroit.commandes.demo import demo

    click.echo(f"Pas encore de caisse de démonstration : {FOYERS} foyers vivent un an…")
    context: Any = click.get_current_context()
    context.invoke(demo, dossiers=FOYERS)


def _clock(base: str, day: dt.date | None) -> str:
    """Return the instant at which the pages live: the end of a day; empty: that of each request."""
    day = day or demo_day(base)
    if day is None:
        return ""
    return dt.datetime.combine(day, dt.time(18), tzinfo=FRANCE).isoformat()


def examples(records: Records) -> dict[str, int]:
    """Return the dossier with the greatest indu, and that with the greatest rappel."""
    import pyarrow.compute as pc

    found, moved = {}, records.transfers()
    for motive in ("indu", "rappel"):
        rows = moved.filter(pc.equal(moved["motive"], motive))
        sums = rows.group_by("dossier").aggregate([("amount_cents", "sum")])
        if sums.num_rows:
            order = [("amount_cents_sum", "descending"), ("dossier", "ascending")]
            found[motive] = int(sums.sort_by(order)["dossier"][0].as_py())
    return found


def _tell(port: int, clock: str, *, demonstration: bool) -> None:
    click.echo(f"Juste Droit : http://127.0.0.1:{port}/")
    if clock:
        click.echo(f"Les pages vivent le {day_text(dt.datetime.fromisoformat(clock).date())}.")
    if demonstration:
        from justedroit.web.comptes import DEMO_ACCOUNTS, DEMO_PASSWORD

        click.echo(f"Comptes, tous avec le mot de passe « {DEMO_PASSWORD} » :")
        for name, role in DEMO_ACCOUNTS.items():
            click.echo(f"  {name:<14}{role}")
    click.echo("Ctrl-C pour arrêter.")
