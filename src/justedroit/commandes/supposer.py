"""`justedroit supposer`: what the rights of a dossier would become if something changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console
from rich.markup import escape

from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.commandes.base import NUMERO, Jour, Montant, base_option, clock, opened
from justedroit.commandes.traces import auteur_option, leave_trace
from justedroit.core.base import FRANCE, add_months, first_day, month_of
from justedroit.core.faits import Statement, read_date

if TYPE_CHECKING:
    from justedroit.core.droits import Hypothese, Simulation


class Quand(click.ParamType[dt.date]):
    """A day, or a month, which stands for its first day."""

    name = "AAAA-MM[-JJ]"

    def convert(self, value: Any, param: Any, ctx: Any) -> dt.date:
        """Return the day."""
        if isinstance(value, dt.date):
            return value
        day = read_date(str(value)) or read_date(f"{value}-01")
        if day is None:
            self.fail(f"« {value} » n'est ni un jour ni un mois : 2025-07, 2025-07-15.", param, ctx)
        return day


@click.command()
@click.argument("numero", type=NUMERO)
@base_option
@click.option("--des", type=Quand(), help="Quand le changement commence (sinon le mois prochain).")
@click.option("--emploi", type=Montant(), help="Un emploi à ce salaire net par mois.")
@click.option("--perte-emploi", is_flag=True, help="La perte de l'emploi.")
@click.option("--chomage", type=Montant(), help="Avec --perte-emploi : l'allocation par mois.")
@click.option(
    "--personne",
    type=click.IntRange(1, 50),
    help="Avec --emploi ou --perte-emploi : qui travaille (sinon la personne 1).",
)
@click.option("--naissance", is_flag=True, help="Une naissance.")
@click.option(
    "--arrivee-enfant", type=Jour(), help="L'arrivée d'un enfant né ce jour (AAAA-MM-JJ)."
)
@click.option(
    "--depart-enfant", type=click.IntRange(1, 50), metavar="NUMERO", help="Le départ d'un enfant."
)
@click.option("--separation", is_flag=True, help="La séparation du couple.")
@click.option(
    "--couple", type=Montant(), help="Une mise en couple ; salaire net du conjoint, ou 0."
)
@click.option("--demenagement", is_flag=True, help="Un déménagement.")
@click.option("--loyer", type=Montant(), help="Le nouveau loyer, avec ou sans déménagement.")
@click.option("--commune", metavar="INSEE", help="Avec --demenagement : la commune.")
@click.option("--statut", metavar="CODE", help="Avec --demenagement : locataire_vide, …_hlm…")
@click.option(
    "--fait",
    "faits",
    multiple=True,
    metavar="NATURE[:PERSONNE]=VALEUR",
    help="Tout autre fait du catalogue ; se répète.",
)
@click.option("--au", type=Jour(), help="Partir de ce qui était connu à la fin de ce jour.")
@click.option(
    "--mois", type=click.IntRange(1, 24), default=12, show_default=True, help="Nombre de mois."
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le résultat en JSON.")
@auteur_option
def supposer(
    *,
    numero: int,
    base: str,
    auteur: str,
    au: dt.date | None,
    mois: int,
    as_json: bool,
    **asked: Any,
) -> None:
    """Montrer ce que deviendraient les droits du dossier NUMERO si quelque chose changeait.

    Les mois à venir, tels quels puis avec le changement : la différence par mois et par
    prestation, quand elle commence et pourquoi, ce qui serait à demander. Rien n'est écrit, sinon
    la trace de l'ouverture du dossier. Les options se combinent.

    \b
    Exemples, sur la caisse de démonstration :
      justedroit supposer 511 --emploi 1200 --des 2026-02
      justedroit supposer 12 --perte-emploi --chomage 900 --des 2026-03
      justedroit supposer 12 --naissance --des 2026-05-20
      justedroit supposer 12 --demenagement --loyer 520 --commune 86194
      justedroit supposer 511 --separation --emploi 900 --des 2026-02
      justedroit supposer 511 --fait salaire_net:10=1450 --des 2026-02
    """  # noqa: D301  (\b keeps the lines of the examples)
    from justedroit.kernels import compiled_law, is_building
    from justedroit.steps import suppose

    now = _instant(au)
    supposed = _hypotheses(numero, now, asked)
    records, law = opened(base, reading=True), compiled_law()
    leave_trace(records, [numero], "simulation", auteur)
    with Console(stderr=True).status("Calcul en cours…"):
        found = suppose(records, numero, supposed, now, law, mois)
    if as_json:
        click.echo(found.to_json())
        return
    _show(found)
    if is_building(law):
        click.echo(BUILDING)


BUILDING = (
    "Le moteur de ces années se prépare en arrière-plan : les mêmes droits viendront ensuite "
    "aussitôt. « justedroit moteur etat » dit où il en est."
)


def _instant(day: dt.date | None) -> dt.datetime:
    """Return the end of a day, or now: the day is not over, or none is given.

    Raises:
        click.ClickException: the day is to come.
    """
    now = clock()
    if day is None:
        return now
    today = now.astimezone(FRANCE).date()
    if day > today:
        raise click.ClickException(
            f"--au {day.isoformat()} est à venir : on part de ce qui était connu un jour passé, ou "
            f"aujourd'hui ({today.isoformat()}). Pour un changement à venir, employez --des."
        )
    return min(now, _end_of(day))


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=FRANCE).astimezone(dt.UTC)


def _hypotheses(numero: int, now: dt.datetime, asked: dict[str, Any]) -> list[Hypothese]:
    """Return what the options suppose, the household first.

    Raises:
        click.ClickException: they suppose nothing, or an option lacks the one it goes with.
    """
    today = now.astimezone(FRANCE).date()
    day = asked["des"] or first_day(add_months(month_of(today), 1))
    for name, needs in (("chomage", "perte_emploi"), ("commune", "demenagement")):
        _refuse_alone(asked, name, needs)
    _refuse_alone(asked, "statut", "demenagement")
    if asked["personne"] is not None and asked["emploi"] is None and not asked["perte_emploi"]:
        raise click.ClickException(
            "--personne ne va qu'avec --emploi ou --perte-emploi. Pour un autre fait d'une personne, "
            "écrivez son numéro : --fait salaire_net:2=1450."
        )
    found = [*_of_family(asked, day), *_of_dwelling(asked, day), *_of_work(asked, day)]
    if asked["faits"]:
        from justedroit.core.droits import hypotheses

        said = tuple(_statement(numero, text, day) for text in asked["faits"])
        found.append(hypotheses.FaitsSupposes(said))
    if not found:
        raise click.ClickException(
            "Rien n'est supposé. Ajoutez par exemple --emploi 1200, ou voyez --help."
        )
    return found


def _refuse_alone(asked: dict[str, Any], name: str, needs: str) -> None:
    if asked[name] is not None and not asked[needs]:
        raise click.ClickException(f"--{name} ne va qu'avec --{needs.replace('_', '-')}.")


def _of_family(asked: dict[str, Any], day: dt.date) -> list[Hypothese]:
    from justedroit.core.droits import hypotheses

    found: list[Hypothese] = []
    if asked["separation"]:
        found.append(hypotheses.Separation(day))
    if asked["couple"] is not None:
        found.append(hypotheses.MiseEnCouple(day, asked["couple"]))
    if asked["naissance"]:
        found.append(hypotheses.Naissance(day))
    if asked["arrivee_enfant"] is not None:
        found.append(hypotheses.ArriveeEnfant(day, asked["arrivee_enfant"]))
    if asked["depart_enfant"] is not None:
        found.append(hypotheses.DepartEnfant(asked["depart_enfant"], day))
    return found


def _of_dwelling(asked: dict[str, Any], day: dt.date) -> list[Hypothese]:
    from justedroit.core.droits import hypotheses

    if asked["demenagement"]:
        return [hypotheses.Demenagement(day, asked["loyer"], asked["commune"], asked["statut"])]
    return (
        [] if asked["loyer"] is None else [hypotheses.NouveauLoyer(asked["loyer"], month_of(day))]
    )


def _of_work(asked: dict[str, Any], day: dt.date) -> list[Hypothese]:
    from justedroit.core.droits import hypotheses

    month, who = month_of(day), asked["personne"] or 1
    found: list[Hypothese] = []
    if asked["perte_emploi"]:
        found.append(hypotheses.PerteEmploi(month, who, asked["chomage"] or 0))
    if asked["emploi"] is not None:
        found.append(hypotheses.Emploi(asked["emploi"], month, who))
    return found


def _statement(numero: int, text: str, day: dt.date) -> Statement:
    """Return the statement of `--fait`: NATURE[:PERSONNE]=VALEUR."""
    whose, equal, value = text.partition("=")
    kind, _, person = whose.partition(":")
    if not equal or not kind or not (person or "0").isdecimal():
        raise click.ClickException(
            f"« {text} » ne se lit pas. Écrivez NATURE[:PERSONNE]=VALEUR : salaire_net:2=1450."
        )
    number = int((person or "0")[:3])
    return Statement(numero, number, kind, value, day, None, "controle_sur_place", "hypothese")


def _show(found: Simulation) -> None:
    console = Console()
    _show_table(console, found)
    for sentence in found.sentences():
        console.print(escape(sentence), highlight=False)
    console.print()
    console.print("Ce qui est tenu pour acquis :", style="bold")
    for sentence in found.assumptions:
        console.print(f"  {escape(sentence)}", highlight=False)


def _show_table(console: Console, found: Simulation) -> None:
    """Show the months: a column a benefit that changes, then the totals."""
    from justedroit.core.droits import prestations

    moving = [b for b in found.benefits if any(e.benefit == b for e in found.effects)]
    names = [prestations()[b].libelle for b in moving]
    shown = table(
        f"Dossier {found.dossier}, {len(found.months)} mois à venir : aujourd'hui → supposé",
        "Mois",
        *names,
        "Tous les droits",
        "Différence",
    )
    before, after = found.by_month("claimed_before_cents"), found.by_month("claimed_cents")
    lines = {(line.benefit, line.month): line for line in found.lines}
    for place, month in enumerate(found.months):
        cells = [
            _change(lines[b, month].claimed_before_cents, lines[b, month].claimed_cents)
            for b in moving
        ]
        gap = after[place] - before[place]
        total = _change(before[place], after[place])
        shown.add_row(month_text(month), *cells, total, _signed(gap))
    shown.add_section()
    gap = sum(after) - sum(before)
    shown.add_row("Total", *("" for _ in moving), _change(sum(before), sum(after)), _signed(gap))
    console.print(shown)
    if found.to_claim:
        console.print("Le tableau compte les droits à demander comme demandés.", highlight=False)


def _change(before: int, after: int) -> str:
    same = euros_text(before)
    return same if before == after else f"{same} → {euros_text(after)}"


def _signed(cents: int) -> str:
    return f"+{euros_text(cents)}" if cents > 0 else euros_text(cents)
