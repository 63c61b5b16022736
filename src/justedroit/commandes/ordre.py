"""`justedroit ordre`: the order of a month, prepared by one, released by another, written once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.actes import accepted
from justedroit.commandes.affichage import month_text, table
from justedroit.commandes.base import Mois, base_option, clock, identities_beside, opened
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import Refused, euros, instant_text
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from justedroit.core.paiements import Ordre
    from justedroit.steps.guichet import Guichet


@click.group(help="L'ordre de paiement d'un mois : préparer, libérer, écrire le fichier bancaire.")
def ordre() -> None:
    """Group the acts of a payment order."""


_kind_option = click.option(
    "--genre",
    type=click.Choice(["mensuel", "ars"]),
    default="mensuel",
    show_default=True,
    help="ars : l'allocation de rentrée scolaire, en août.",
)


def guichet(base: str) -> Guichet:
    """Open what orders and bank files are made with.

    Raises:
        click.ClickException: a base, a key, a fund or a folder that is not there.
    """
    from justedroit.records.caisse import caisse_for, files_for
    from justedroit.steps.guichet import Guichet

    records = opened(base)
    try:
        caisse, files = caisse_for(base), files_for(base)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    return Guichet(records, identities_beside(records, base), files, caisse)


class MoisOuNumero(Mois):
    """A month written AAAA-MM, or the number of an order: a month may have several."""

    name = "MOIS|NUMÉRO"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return a month as 202506, or the number of an order as text."""
        if (
            isinstance(value, str)
            and value.isascii()
            and value.isdecimal()
            and len(value) <= _DIGITS
        ):
            return value
        return super().convert(value, param, ctx)


_DIGITS = 5  # of the number of an order: a month without its dash is not taken for one
_which = click.argument("lequel", metavar="MOIS|NUMÉRO", type=MoisOuNumero())


def _chosen(desk: Guichet, which: int | str, kind: str) -> Ordre:
    """Return the order of a number, or the last one of a month.

    Raises:
        click.ClickException: there is none.
    """
    told, _ = desk.told()
    if isinstance(which, str):
        if int(which) not in told.orders:
            raise click.ClickException(f"L'ordre {which} n'existe pas : vérifiez son numéro.")
        return told.orders[int(which)]
    found = told.current(which, kind)
    if found is None:
        raise click.ClickException(
            f"Aucun ordre n'est préparé pour {month_text(which)} : justedroit ordre preparer."
        )
    return found


@ordre.command()
@click.argument("mois", type=Mois())
@_kind_option
@agent_option
@base_option
def preparer(*, mois: int, genre: str, agent: str, base: str) -> None:
    """Préparer l'ordre de MOIS : compter, additionner, sceller. Rien n'est encore payé.

    Ce qui n'a pas de compte valide est retenu, listé, et reste dû.
    """
    from justedroit.steps.order import prepare

    desk = guichet(base)
    order = accepted(prepare(desk, mois, genre, agent, clock()))
    _show(order)
    click.echo("Une autre personne peut maintenant le libérer : justedroit ordre liberer.")


@ordre.command()
@_which
@_kind_option
@base_option
@auteur_option
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
def voir(*, lequel: int | str, genre: str, base: str, auteur: str, as_json: bool) -> None:
    """Montrer un ordre, par son numéro, ou le dernier de son mois : ce qu'il paie, ce qu'il retient."""
    from justedroit.steps.order import due

    desk = guichet(base)
    order = _chosen(desk, lequel, genre)
    held = due(desk, order.month, order.kind, clock()).held
    leave_trace(desk.records, held["dossier"].to_pylist(), "ordre", auteur)
    if as_json:
        told = {"ordre": dict(order.told), "etat": order.state, "libere": dict(order.release)}
        click.echo(json.dumps(told | {"retenus": held.to_pylist()}, indent=2, ensure_ascii=False))
        return
    _show(order)
    if held.num_rows:
        _show_held(held.to_pylist())
    _show_others(desk, order)


@ordre.command()
@_which
@_kind_option
@agent_option
@base_option
def liberer(*, lequel: int | str, genre: str, agent: str, base: str) -> None:
    """Libérer un ordre qu'une autre personne a préparé, puis écrire son fichier.

    L'ordre est recalculé : s'il n'est plus ce qui a été préparé, rien n'est payé. Si une coupure a
    empêché d'écrire le fichier, la même commande, de la même personne, finit.
    """
    from justedroit.steps.order import release

    desk = guichet(base)
    before = _chosen(desk, lequel, genre)
    order = accepted(release(desk, before.number, agent, clock()))
    if before.state == order.state:
        click.echo(f"Ordre {order.number} : vous l'aviez libéré, et son fichier restait à écrire.")
    else:
        click.echo(f"Ordre {order.number} libéré : le registre dit payé.")
    _write(desk, order.number, agent)


@ordre.command()
@_which
@_kind_option
@agent_option
@base_option
@click.option(
    "--remettre", is_flag=True, help="Remettre un fichier dont l'écriture avait commencé."
)
@click.option(
    "--depuis",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CHEMIN",
    help="Avec --remettre : la copie retrouvée, plutôt que de le refaire.",
)
def fichier(
    *, lequel: int | str, genre: str, agent: str, base: str, remettre: bool, depuis: Path | None
) -> None:
    """Écrire le fichier bancaire d'un ordre libéré, si une coupure l'a empêché.

    Il ne s'écrit qu'une fois, et toujours le même. S'il a disparu après que son écriture a commencé,
    la banque peut l'avoir : demandez-lui, puis --remettre le remet à sa place, à l'octet près
    (SHA-256), ou dit pourquoi ce n'est plus possible.
    """
    if depuis is not None and not remettre:
        raise click.UsageError("--depuis va avec --remettre.")
    desk = guichet(base)
    number = _chosen(desk, lequel, genre).number
    if not remettre:
        _write(desk, number, agent)
        return
    from justedroit.steps.write import restore

    copy = None if depuis is None else depuis.read_bytes()
    order = accepted(restore(desk, number, agent, clock(), copy))
    click.echo(f"Fichier remis : {order.release['fichier']} (SHA-256 {order.release['sha256']}).")


def _write(desk: Guichet, number: int, agent: str) -> None:
    from justedroit.steps.write import write

    order = accepted(write(desk, number, agent, clock()))
    click.echo(f"Fichier écrit : {order.release['fichier']} (SHA-256 {order.release['sha256']}).")


@ordre.command()
@_which
@_kind_option
@agent_option
@base_option
def annuler(*, lequel: int | str, genre: str, agent: str, base: str) -> None:
    """Annuler un ordre tant que son fichier n'existe pas : tout redevient dû."""
    from justedroit.steps.write import cancel

    desk = guichet(base)
    order = accepted(cancel(desk, _chosen(desk, lequel, genre).number, agent, clock()))
    click.echo(f"Ordre {order.number} annulé : ce qu'il payait est de nouveau dû.")


def _show(order: Ordre) -> None:
    from justedroit.core.paiements import PAYEE_LABELS, STATE_LABELS

    title = f"Ordre {order.number}, {month_text(order.month)} : {STATE_LABELS[order.state]}"
    shown = table(title, "Prestation", "À", "Lignes", "Montant")
    for row in order.told["totaux"]:
        label = BENEFIT_LABELS[row["benefit"]]
        shown.add_row(
            label, PAYEE_LABELS[row["payee"]], str(row["payments"]), euros(row["amount_cents"])
        )
    shown.add_section()
    shown.add_row("Total", "", str(order.told["lignes"]), euros(order.told["centimes"]))
    Console().print(shown)
    acts = [("Préparé", order.prepared), ("Libéré", order.released), ("Fichier", order.written)]
    for label, act in acts:
        if act is not None:
            click.echo(f"{label} le {instant_text(act.at)} par {act.author}.")
    click.echo(f"Virements : {order.told['virements']}. Empreinte : {order.told['empreinte']}.")
    count, cents = order.returned
    if count:
        click.echo(f"Revenus : {count} virements, {euros(cents)}.")


def _show_held(rows: list[dict[str, Any]]) -> None:
    from justedroit.core.paiements import held_label

    shown = table("Retenus, toujours dus", "Dossier", "Prestation", "Mois", "Montant", "Pourquoi")
    today = clock().date()
    for row in rows:
        label, why = BENEFIT_LABELS[row["benefit"]], held_label(row["why"], row["code"], today)
        month = month_text(row["month"])
        shown.add_row(str(row["dossier"]), label, month, euros(row["amount_cents"]), why)
    Console().print(shown)


def _show_others(desk: Guichet, order: Ordre) -> None:
    """Say which other orders the month has, since the month alone names the last one."""
    from justedroit.core.paiements import STATE_LABELS

    others = [
        f"{other.number} ({STATE_LABELS[other.state].lower()})"
        for other in desk.told()[0].orders.values()
        if other.month == order.month and other.number != order.number
    ]
    if others:
        click.echo(
            f"Autres ordres du mois : {', '.join(others)}. Pour en voir un : justedroit ordre voir "
            "NUMÉRO."
        )
