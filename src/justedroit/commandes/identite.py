"""`justedroit identite`: who a dossier is about: shown masked, entered, erased, encrypted anew.

No NIR and no IBAN is ever an argument: it would stay in the history of the shell, and everyone on
the machine could read it in the list of processes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import rich_click as click
from rich.console import Console

from justedroit.commandes.affichage import table
from justedroit.commandes.base import NUMERO, base_option, clock, identities_beside, opened
from justedroit.commandes.numerote import Numbered
from justedroit.commandes.rapport import file_content, refusal_draft, tell_refusals, write_report
from justedroit.commandes.traces import auteur_option, leave_trace

if TYPE_CHECKING:
    from justedroit.core.base import Refusal
    from justedroit.core.identites import Compte, Identite
    from justedroit.steps.identify import Entered

_STDIN, _NONE = Path("-"), "-"
# What is asked of a person, and of the allocataire besides.
_QUESTIONS: Final = {
    "nom": "Nom de naissance",
    "prenoms": "Prénoms",
    "nom_usage": "Nom d'usage",
    "nir": "NIR, clé comprise",
}
_OF_ALLOCATAIRE: Final = {
    "numero": "Numéro dans la rue",
    "rue": "Rue",
    "complement": "Complément d'adresse",
    "code_postal": "Code postal",
    "commune": "Commune",
    "titulaire": "Titulaire du compte",
    "iban": "IBAN",
    "titulaire_bailleur": "Titulaire du compte du bailleur",
    "iban_bailleur": "IBAN du bailleur",
}


@click.group(cls=Numbered, shows="montrer")
def identite() -> None:
    """Montrer, saisir, importer, effacer les identités : justedroit identite NUMERO."""


@identite.command()
@click.argument("numero", type=NUMERO)
@base_option
@auteur_option
def montrer(numero: int, base: str, auteur: str) -> None:
    """Montrer qui sont les personnes du dossier NUMERO, numéros et comptes masqués."""
    records = opened(base, reading=True)
    identities = identities_beside(records, base)
    leave_trace(records, [numero], "identités", auteur)
    held = identities.get([numero]).get(numero, ())
    if not held:
        raise click.ClickException(
            f"Aucune identité n'est conservée pour le dossier {numero}. Vérifiez son numéro, ou "
            "--base ; elle a pu être effacée."
        )
    shown = table(f"Dossier {numero}", "", "Nom", "NIR", "Commune", "Compte", "Bailleur")
    for column in shown.columns:
        column.justify, column.no_wrap = "left", column.header not in ("Nom", "Commune")
    for person in held:
        shown.add_row(*_row(person))
    Console().print(shown)


@identite.command()
@click.argument("numero", type=NUMERO)
@click.option(
    "--personne",
    type=click.IntRange(1, 32_767),
    metavar="NUMERO",
    default=1,
    show_default=True,
    help="Son numéro dans le dossier ; 1 est l'allocataire.",
)
@base_option
@auteur_option
def saisir(numero: int, personne: int, base: str, auteur: str) -> None:
    """Saisir qui est une personne du dossier NUMERO, question par question.

    Une réponse vide ne change rien à ce qui est conservé, un tiret l'efface. L'adresse, puis chaque
    compte, se donnent entiers. Rien n'est accepté sur la ligne de commande, que l'historique du
    terminal garderait.
    """
    from justedroit.core.identites import Saisie, saisie_of
    from justedroit.steps.identify import enter

    records = opened(base)
    identities = identities_beside(records, base)
    answers = _answers(_QUESTIONS | (_OF_ALLOCATAIRE if personne == 1 else {}))
    said = saisie_of({"dossier": str(numero), "personne": str(personne)} | answers)
    assert isinstance(said, Saisie)  # both numbers are
    done = enter(records, identities, [said], clock(), auteur)
    for refusal in done.refusals:
        click.echo(str(refusal), err=True)
    if done.refusals:
        raise click.ClickException("Rien n'est enregistré.")
    click.echo("Enregistré." if done.changed else "C'est déjà ce qui est conservé.")


@identite.command()
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@base_option
@auteur_option
@click.option(
    "--refus",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Où écrire le rapport des lignes refusées (CSV). Par défaut : FICHIER.refus.csv.",
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def importer(fichier: Path, base: str, auteur: str, refus: Path | None, *, as_json: bool) -> None:
    """Importer les identités de FICHIER (CSV, ou une ligne JSON par personne ; - : l'entrée).

    Les bonnes lignes passent ; les autres attendent dans un rapport, avec leur numéro et le champ
    à corriger, jamais ce qui y est écrit. Interrompue, la commande se relance avec le même fichier :
    ce qui est déjà conservé n'est pas redit. Colonnes : dossier;personne, puis celles que le
    fichier a à dire : nom;prenoms;nom_usage;nir;numero;rue;complement;code_postal;commune;pays;
    titulaire;iban;titulaire_bailleur;iban_bailleur. Une colonne absente ne change rien, une case
    vide efface.

    Code de retour : 0 si tout est conservé, 1 dès qu'une ligne est refusée.
    """
    content, name = _given(fichier)
    report_path = refus or fichier.with_name(name + ".refus.csv")
    with refusal_draft(report_path) as draft:
        done = _imported(content, name, base, auteur)
        report = write_report(done.refusals, draft, report_path)
    if as_json:
        counted = {"enregistrees": done.changed, "inchangees": done.same}
        refused = {"refuses": [str(r) for r in done.refusals], "rapport": report}
        click.echo(json.dumps(counted | refused, ensure_ascii=False, indent=2))
    else:
        click.echo(
            f"{done.changed} personnes enregistrées, {done.same} inchangées, "
            f"{_lines(done.refusals)} lignes refusées."
        )
        tell_refusals(done.refusals, report)
    if done.refusals:
        raise SystemExit(1)


def _answers(questions: dict[str, str]) -> dict[str, str]:
    """Ask what is to be said of a person; what is left empty is not said."""
    told = {}
    for field, label in questions.items():
        said = click.prompt(label, prompt_suffix=" : ", default="", show_default=False).strip()
        if said:
            told[field] = "" if said == _NONE else said
    return told


def _given(path: Path) -> tuple[bytes, str]:
    """Return the content of a file, or of the standard input, and a name that says what it is."""
    if path != _STDIN:
        return file_content(path), path.name
    content = sys.stdin.buffer.read()
    kind = "jsonl" if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"
    return content, f"entree.{kind}"


def _imported(content: bytes, name: str, base: str, author: str) -> Entered:
    """Enter what a file says; its refusals by line."""
    from justedroit.core.faits import by_line
    from justedroit.core.identites import read_identities
    from justedroit.steps.identify import Entered, enter

    said, refusals = read_identities(content, name)
    if not said:
        return Entered(0, 0, tuple(by_line(refusals)))
    records = opened(base)
    done = enter(records, identities_beside(records, base), said, clock(), author)
    return Entered(done.changed, done.same, tuple(by_line([*refusals, *done.refusals])))


def _lines(refusals: Sequence[Refusal]) -> int:
    """Return how many lines are refused: a line may have several things to mend."""
    return len({refusal.where.partition(",")[0] for refusal in refusals})


@identite.command()
@click.argument("numero", type=NUMERO)
@base_option
@auteur_option
@click.option("--oui", is_flag=True, help="Effacer sans rien demander.")
def effacer(numero: int, base: str, auteur: str, *, oui: bool) -> None:
    """Effacer l'identité de toutes les personnes du dossier NUMERO.

    Les journaux restent : faits, droits et paiements, de personne que l'on connaisse. Celui du
    dossier garde la trace de l'effacement.
    """
    from justedroit.core.base import Refusal
    from justedroit.steps.identify import erase_identity

    if not oui and not _agreed("Ce qui est effacé ne revient pas. Effacer (oui/non) ?"):
        raise click.ClickException("Rien n'est effacé.")
    records = opened(base)
    identities = identities_beside(records, base)
    erased = erase_identity(records, identities, numero, clock(), auteur)
    if isinstance(erased, Refusal):
        raise click.ClickException(str(erased))
    persons = "1 personne" if erased == 1 else f"{erased} personnes"
    click.echo(f"Dossier {numero} : l'identité de {persons} est effacée.")


@identite.command()
@base_option
def renouveler(base: str) -> None:
    """Chiffrer de nouveau ce qu'une autre clé que la première a chiffré.

    Donnez les deux clés, la nouvelle d'abord (JUSTEDROIT_CLE, ou le fichier nommé par
    JUSTEDROIT_FICHIER_CLE). Interrompue, la commande reprend où elle en était. Ensuite seulement,
    l'ancienne clé peut être détruite.
    """
    from justedroit.records.database import DatabaseIdentities

    identities = identities_beside(opened(base), base)
    assert isinstance(identities, DatabaseIdentities)
    done = identities.rotate()
    click.echo(f"Chiffré de nouveau : {done}. La première clé suffit désormais.")


def _row(person: Identite) -> tuple[str, ...]:
    from justedroit.core.identites import masked_nir

    return (
        f"personne {person.person}",
        person.nom_affiche(),
        masked_nir(person.nir),
        person.adresse.commune if person.adresse else "",
        _account(person.compte),
        _account(person.bailleur),
    )


def _account(compte: Compte | None) -> str:
    from justedroit.core.identites import masked_iban

    return masked_iban(compte.iban) if compte else ""


def _agreed(question: str) -> bool:
    """Ask until the answer is yes or no; the end of the input is no."""
    while True:
        try:
            said = click.prompt(question, prompt_suffix=" ", default="non", show_default=False)
        except click.Abort:
            return False
        if said.strip().lower() in ("o", "oui"):
            return True
        if said.strip().lower() in ("n", "non"):
            return False
        click.echo("Répondez oui ou non.")
