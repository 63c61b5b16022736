"""`justedroit retenues`: what is withheld on the rights of a month, to pay back what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click
from rich.console import Console

from justedroit.commandes.actes import signed
from justedroit.commandes.affichage import euros_text, month_text, table
from justedroit.commandes.base import NUMERO, Mois, Montant, base_option, clock, opened
from justedroit.commandes.traces import auteur_option, leave_trace
from justedroit.core.base import Refusal, counted, euros, parametre
from justedroit.core.registre import BENEFIT_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from justedroit.core.recouvrement import Retenue
    from justedroit.records.interface import Records
    from justedroit.steps.recover import Explication, Recouvrement

_PARTS = {
    "ressource": "Ressource",
    "pension": "Pension alimentaire versée",
    "prestation": "Prestation du mois",
    "charge": "Charge de logement",
}
_ARTICLES = {"ressource": "I a", "pension": "I a", "prestation": "I b", "charge": "I c"}


@click.command()
@click.argument("mois", type=Mois())
@click.option("--dossier", type=NUMERO, help="Un seul dossier, avec le détail du calcul.")
@click.option("--essai", is_flag=True, help="Montrer sans rien écrire.")
@click.option(
    "--mensualite",
    type=Montant(),
    help="Fixer la mensualité de --dossier, en euros : une personne le décide, avec --motif.",
)
@click.option("--bareme", is_flag=True, help="Revenir au barème pour --dossier, avec --motif.")
@click.option(
    "--accord", is_flag=True, help="Le foyer a demandé par écrit plus que le barème (consigné)."
)
@click.option("--motif", help="Pourquoi la mensualité est fixée, en français.")
@base_option
@auteur_option
def retenues(
    *,
    mois: int,
    dossier: int | None,
    essai: bool,
    mensualite: int | None,
    bareme: bool,
    accord: bool,
    motif: str | None,
    base: str,
    auteur: str,
) -> None:
    """Retenir, sur les droits de MOIS, ce que les foyers doivent rembourser.

    À faire après la révision du mois et avant son ordre de paiement, qui en est réduit d'autant. Une
    seule retenue par mois et par dossier : recommencer ne retient rien de plus.
    """
    from justedroit.steps.recover import explained, recover

    records = opened(base)
    if bareme or mensualite is not None:
        _fix(records, dossier, (mensualite, motif or "", accord), auteur)
        return
    if dossier is not None:
        told = explained(records, dossier, mois, clock())
        if isinstance(told, Refusal):
            raise click.ClickException(str(told))
        leave_trace(records, [dossier], "retenue", auteur)
        _show_calculation(told)
    found = recover(records, mois, clock(), None if dossier is None else [dossier], trial=essai)
    _show(found, detail=dossier is not None)


def _fix(
    records: Records, dossier: int | None, wanted: tuple[int | None, str, bool], auteur: str
) -> None:
    """Fix the monthly amount of a dossier; the withholding of the month is another act."""
    from justedroit.steps.recover import Fixation, fix_monthly

    if dossier is None:
        raise click.UsageError("Une mensualité se fixe pour un dossier : ajoutez --dossier.")
    found = fix_monthly(records, dossier, Fixation(*wanted), signed(auteur))
    if isinstance(found, Refusal):
        raise click.ClickException(str(found))
    click.echo(f"Dossier {dossier} : mensualité fixée à {euros(found)}.")


def _show(found: Recouvrement, *, detail: bool) -> None:
    from justedroit.core.recouvrement import RAISONS

    verb = "Retenu" if found.written else "À retenir (essai, rien n'est écrit)"
    if detail:
        for one in found.retenues:
            _show_one(one)
    click.echo(
        f"{verb} sur {month_text(found.month)} : {euros(found.cents)}. Dossiers : "
        f"{found.withheld} sur {len(found.retenues)} qui doivent."
    )
    reasons = found.reasons()
    if reasons and not detail:
        shown = table("Créances laissées de côté", "Pourquoi", "Créances")
        for code, count in reasons.most_common():
            shown.add_row(RAISONS[code][0].upper() + RAISONS[code][1:], str(count))
        Console().print(shown)


def _show_one(one: Retenue) -> None:
    from justedroit.core.recouvrement import RAISONS

    if one.prises:
        shown = table("Ce qui est retenu", "Sur", "Pour l'indu de", "Mois", "Créance", "Montant")
        for p in one.prises:
            shown.add_row(
                BENEFIT_LABELS[p.benefit],
                BENEFIT_LABELS[p.debt],
                month_text(p.ligne),
                str(p.creance),
                euros(p.cents),
            )
        Console().print(shown)
    for number, why in sorted(one.skipped.items()):
        detail = f" ({why.detail})" if why.detail else ""
        click.echo(f"Créance {number} : {RAISONS[why.code]}{detail}.")


def _show_calculation(told: Explication) -> None:
    from justedroit.core.recouvrement import BASE_LABELS

    row = told.quotient
    shown = table(
        "Revenu mensuel pondéré, Q = R / N (CSS art. D553-1)", "Élément", "Fait", "Par mois"
    )
    for line in _lines(told):
        shown.add_row(*line)
    Console().print(shown)
    click.echo(
        f"Ressources ({BASE_LABELS[row['base']]}) : {euros(row['ressources_cents'])} ; prestations "
        f"{euros(row['prestations_cents'])} ; charges {euros(row['charges_cents'])}. "
        f"R = {euros(row['r_cents'])}."
    )
    _show_divisor(row)
    if row["retenue_cents"] is None:
        click.echo("Le barème de ce territoire n'a pas été lu : une personne fixe la retenue.")
        return
    click.echo(
        f"Q = {euros(row['q_cents'])} : le barème retient {euros(row['retenue_cents'])} par mois."
    )
    amount = next(iter(told.found.mensualites.values()), None)
    if amount is not None and amount.cents not in (None, row["retenue_cents"]):
        click.echo(
            f"La mensualité fixée auparavant tient encore : {euros_text(amount.cents or 0)}."
        )


def _show_divisor(row: Mapping[str, Any]) -> None:
    n = f"{row['n_centiemes'] / 100:g}".replace(".", ",")
    note = parametre("recouvrement/quotient.diviseur").note
    click.echo(
        f"N = {n} ({counted(row['adultes'], 'adulte')}, {counted(row['enfants'], 'enfant')}), "
        f"À VÉRIFIER : {note}"
    )


def _lines(told: Explication) -> list[tuple[str, str, str]]:
    """Return the elements, one line for each fact or right, what it adds to a month."""
    from justedroit.core.faits import kind

    sums: dict[tuple[str, str, int, int | None], int] = {}
    for row in told.elements.to_pylist():
        key = (row["part"], row["name"], row["person"], row["sequence"])
        sums[key] = sums.get(key, 0) + row["cents"] * 12 // row["diviseur"]
    out = []
    for (part, name, person, sequence), twelfths in sums.items():
        label = BENEFIT_LABELS[name] if part == "prestation" else kind(name).libelle
        who = f", personne {person}" if person else ""
        text = f"{_PARTS[part]} ({_ARTICLES[part]}) : {label}{who}"
        sign = "-" if part in ("pension", "charge") else ""
        fact = "registre" if sequence is None else f"n° {sequence}"
        out.append((text, fact, f"{sign}{euros(twelfths // 12)}"))
    return out
