"""`justedroit parametres`: our dated parameters, with their sources, and those to verify."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import rich_click as click
import yaml
from rich.console import Console
from rich.table import Table

from justedroit.core.base import Parametre
from justedroit.core.base import parametres as all_parametres

STATUTS = {"verifie": "vérifié", "a_verifier": "à vérifier"}


@click.command("parametres")
@click.argument("motif", default="")
@click.option("--a-verifier", is_flag=True, help="Seulement ceux qui restent à vérifier.")
@click.option("--json", "as_json", is_flag=True, help="Écrire la liste en JSON.")
def parametres(*, motif: str, a_verifier: bool, as_json: bool) -> None:
    """Lister les paramètres datés du projet : valeurs, article, source, et s'ils sont vérifiés.

    MOTIF ne garde que ceux dont le nom, le libellé, l'article ou la note le contient. Les
    paramètres d'OpenFisca-France ne sont pas listés : ils sont lus chez lui.
    """
    chosen = [p for p in _all() if _matches(p, motif) and (p.statut != "verifie" or not a_verifier)]
    if motif and not chosen:
        raise click.ClickException(
            f"Aucun paramètre ne contient « {motif} ». Essayez un autre mot."
        )
    if as_json:
        click.echo(json.dumps([_record(p) for p in chosen], ensure_ascii=False, indent=2))
        return
    Console().print(_table(chosen))
    to_verify = sum(p.statut == "a_verifier" for p in chosen)
    plural = "s" if len(chosen) > 1 else ""
    click.echo(f"{len(chosen)} paramètre{plural}, dont {to_verify} à vérifier.")


def _all() -> list[Parametre]:
    try:
        return sorted(all_parametres().values(), key=lambda p: p.name)
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise click.ClickException(
            f"Un fichier parametres.yaml est mal écrit : {error}. Comparez-le aux autres."
        ) from error


def _matches(parametre: Parametre, motif: str) -> bool:
    fields = (parametre.name, parametre.libelle, parametre.article, parametre.note)
    return any(motif.casefold() in text.casefold() for text in fields)


def _table(chosen: list[Parametre]) -> Table:
    table = Table(title="Paramètres datés", show_lines=True)
    for name in ("Paramètre", "Valeurs", "Article", "Source", "Statut"):
        table.add_column(name, overflow="fold")
    for p in chosen:
        statut = STATUTS[p.statut] + (f"\n{p.note.strip()}" if p.note else "")
        cells = (f"{p.name}\n{p.libelle}", _values(p), p.article, p.source, statut)
        # A value may be a list: its brackets are not markup.
        table.add_row(*(str(cell).replace("[", r"\[") for cell in cells))
    return table


def _values(parametre: Parametre) -> str:
    unit = "" if parametre.unite in ("enum", "liste", "table", "date") else f" {parametre.unite}"
    return "\n".join(f"{day:%d/%m/%Y} : {_value(v, unit)}" for day, v in parametre.valeurs)


def _value(value: Any, unit: str) -> str:
    if value is None:
        return "fin"
    if isinstance(value, list):
        return ", ".join(_value(v, "") for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{_value(k, '')} → {_value(v, '')}" for k, v in value.items())
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "oui" if value else "non"
    text = str(value).replace(".", ",") if isinstance(value, float) else str(value)
    return text + unit.replace("EUR", "€").replace(" ratio", "")


def _record(parametre: Parametre) -> dict[str, Any]:
    return {
        "name": parametre.name,
        "libelle": parametre.libelle,
        "unite": parametre.unite,
        "article": parametre.article,
        "source": parametre.source,
        "statut": parametre.statut,
        "note": parametre.note,
        "valeurs": [{"from": d.isoformat(), "value": _writable(v)} for d, v in parametre.valeurs],
    }


def _writable(value: Any) -> Any:
    """Return a value that JSON can write: dates and keys as texts."""
    if isinstance(value, dict):
        return {str(_writable(k)): _writable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_writable(v) for v in value]
    return value.isoformat() if isinstance(value, dt.date) else value
