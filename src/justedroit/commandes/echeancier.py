"""`justedroit echeancier`: the telephone line of recovery, plans simulated, accepted, followed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.actes import accepted, signed
from justedroit.commandes.affichage import table
from justedroit.commandes.base import NUMERO, Jour, Montant, base_option, clock, opened
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import counted, day_text, euros
from justedroit.core.courriers import creances_text
from justedroit.core.recouvrement import MOYENS

if TYPE_CHECKING:
    from justedroit.steps.plan import PlanSuivi, Simulation, Souhait

_MOYENS = ("virement", "prelevement", "carte", "cheque", "retenue")


@click.group(help="L'échéancier d'un dossier : simuler, accepter, suivre, reprendre, annuler.")
def echeancier() -> None:
    """Group the acts of a plan."""


def _wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a household may ask for to a command."""
    options = (
        click.option(
            "--creance", "creances", type=int, multiple=True, help="Une créance ; sinon toutes."
        ),
        click.option("--mensualite", type=Montant(), help="Euros par mois."),
        click.option("--mois", type=click.IntRange(1, 120), help="Nombre de mois."),
        click.option("--premiere", type=Jour(), help="Jour de la première mensualité."),
        click.option("--moyen", type=click.Choice(_MOYENS), default="virement", show_default=True),
        click.option("--ressources", type=Montant(), help="Euros par mois, selon le foyer."),
        click.option("--charges", type=Montant(), help="Logement par mois, selon le foyer."),
    )
    for option in reversed(options):
        command = option(command)
    return command


_confirme_option = click.option(
    "--confirme",
    is_flag=True,
    help="Le foyer le demande, sachant qu'il ne lui reste rien pour vivre.",
)


def _wish(told: dict[str, Any]) -> Souhait:
    from justedroit.steps.plan import Souhait

    premiere: dt.date | None = told["premiere"]
    return Souhait(
        tuple(told["creances"]),
        told["mensualite"],
        told["mois"],
        premiere,
        told["moyen"],
        told["ressources"],
        told["charges"],
    )


@echeancier.command()
@click.argument("dossier", type=NUMERO)
@_wish_options
@base_option
@auteur_option
def simuler(*, dossier: int, base: str, auteur: str, **wish: Any) -> None:
    """Simuler un échéancier pour DOSSIER, selon ce qui reste pour vivre. Rien n'est écrit."""
    from justedroit.steps.plan import simulate

    records = opened(base)
    leave_trace(records, [dossier], "échéancier", auteur)
    _show(accepted(simulate(records, dossier, _wish(wish), clock())), clock())


@echeancier.command()
@click.argument("dossier", type=NUMERO)
@_wish_options
@_confirme_option
@click.option("--raison", default="", help="Pourquoi le foyer le demande, avec --confirme.")
@agent_option
@base_option
def accepter(
    *, dossier: int, confirme: bool, raison: str, agent: str, base: str, **wish: Any
) -> None:
    """Accepter, avec le foyer, l'échéancier que « simuler » montre avec les mêmes options.

    Ce qui ne laisse rien pour vivre se confirme (--confirme), avec la raison que donne le foyer.
    """
    from justedroit.core.base import Acte
    from justedroit.steps.plan import accept, simulate

    records, now = opened(base), clock()
    wished = _wish(wish)
    if _heavy(accepted(simulate(records, dossier, wished, now)), confirme=confirme):
        if not raison.strip():
            raise click.UsageError("Dites pourquoi le foyer le demande : --raison.")
        wished = replace(wished, motif=raison)
    _show(accepted(accept(records, dossier, wished, Acte(agent, now))), now)
    click.echo("Échéancier accepté : tant qu'il est tenu, la retenue du barème ne s'applique pas.")


@echeancier.command()
@click.argument("dossier", type=NUMERO, required=False)
@click.option("--constater", is_flag=True, help="Rompre ou terminer ce qui doit l'être.")
@base_option
@auteur_option
def suivre(*, dossier: int | None, constater: bool, base: str, auteur: str) -> None:
    """Montrer où en sont les échéanciers de DOSSIER ; avec --constater, en tirer les conséquences.

    Sans DOSSIER, avec --constater : rompre ou terminer ce qui doit l'être dans toute la caisse.
    """
    from justedroit.core.base import Acte
    from justedroit.steps.plan import follow, plans_of

    if dossier is None and not constater:
        raise click.UsageError("Donnez un dossier, ou --constater pour suivre toute la caisse.")
    records, now = opened(base), clock()
    some = None if dossier is None else [dossier]
    changed = follow(records, Acte(auteur, now), some) if constater else []
    if dossier is None:
        broken = sum(1 for one in changed if one.suite.state != "solde")
        click.echo(f"Échéanciers rompus : {broken} ; terminés : {len(changed) - broken}.")
        return
    leave_trace(records, [dossier], "échéancier", auteur)
    plans = accepted(plans_of(records, dossier, now))
    if not plans:
        click.echo(f"Dossier {dossier} : aucun échéancier.")
    for one in plans:
        _show_plan(one)


@echeancier.command()
@click.argument("dossier", type=NUMERO)
@click.option("--motif", required=True, help="Pourquoi l'échéancier rompu reprend.")
@_wish_options
@_confirme_option
@agent_option
@base_option
def reprendre(
    *, dossier: int, motif: str, confirme: bool, agent: str, base: str, **wish: Any
) -> None:
    """Reprendre le dernier échéancier rompu de DOSSIER : ce qui reste dû est étalé de nouveau."""
    from justedroit.core.base import Acte
    from justedroit.steps.plan import resume, simulate_again

    records, now = opened(base), clock()
    wished = _wish(wish)
    _heavy(accepted(simulate_again(records, dossier, wished, now)), confirme=confirme)
    found = resume(records, dossier, wished, motif, Acte(agent, now))
    _show(accepted(found), now)
    click.echo("Échéancier repris.")


@echeancier.command()
@click.argument("dossier", type=NUMERO)
@click.option("--motif", required=True, help="Pourquoi l'échéancier est annulé.")
@agent_option
@base_option
def annuler(*, dossier: int, motif: str, agent: str, base: str) -> None:
    """Annuler l'échéancier en cours de DOSSIER : la retenue du barème reprend."""
    from justedroit.steps.plan import cancel

    plan = accepted(cancel(opened(base), dossier, motif, signed(agent)))
    click.echo(f"Échéancier {plan.number} annulé : la retenue du barème reprend.")


def _heavy(found: Simulation, *, confirme: bool) -> bool:
    """Return whether a plan leaves less than nothing to live on; refuse it where nobody confirms."""
    from justedroit.steps.plan import to_confirm

    refusal = to_confirm(found)
    if refusal is not None and not confirme:
        raise click.ClickException(f"{refusal} (--confirme)")
    return refusal is not None


def _show(found: Simulation, now: dt.datetime) -> None:
    proposed = found.proposition
    named = creances_text(found.creances)
    shown = table(f"Échéancier de {euros(found.cents)}, {named}", "Le", "Mensualité")
    for one in proposed.mensualites:
        shown.add_row(day_text(one.le), euros(one.cents))
    Console().print(shown)
    budget = found.budget
    click.echo(
        f"Ressources {euros(budget.ressources)}, logement {euros(budget.charges)}, "
        f"{counted(budget.adultes, 'adulte')}, {counted(budget.enfants, 'enfant')} : il reste "
        f"{euros(budget.left(now.date()))} par mois une fois gardé de quoi vivre (repère à vérifier)."
    )
    if proposed.is_heavy:
        click.echo(
            "Attention : cette mensualité dépasse ce qui reste. Proposez plus de mois, ou une remise "
            "de dette."
        )


def _show_plan(one: PlanSuivi) -> None:
    plan, suite = one.plan, one.suite
    click.echo(
        f"Échéancier {plan.number}, accepté le {day_text(plan.accepted_on)}, par {MOYENS[plan.moyen].lower()} : "
        f"{one.label}. Payé {euros(suite.paid)} sur {euros(plan.total)}."
    )
    if suite.late_since is not None:
        click.echo(f"En retard de {euros(suite.late)} depuis le {day_text(suite.late_since)}.")
    if suite.next is not None and plan.runs:
        click.echo(
            f"Prochaine mensualité : {euros(suite.next.cents)} le {day_text(suite.next.le)}."
        )
    if plan.motif:
        click.echo(f"Motif : {plan.motif}")
