"""`justedroit lettres notice N`: the notice of the indus of a dossier, step by step."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import rich_click as click

from justedroit.commandes.actes import signed, today
from justedroit.commandes.base import NUMERO, Jour, base_option, identities_beside, opened
from justedroit.commandes.lettres_mois import PREUVE_TEXT, SELECTION_TEXT
from justedroit.commandes.traces import agent_option, auteur_option, leave_trace
from justedroit.core.base import Refusal, Refused, euros
from justedroit.core.courriers import creances_text

if TYPE_CHECKING:
    from justedroit.core.courriers import Contenu, NoticePreparee, Organisme
    from justedroit.core.identites import Identite
    from justedroit.records.interface import Records
    from justedroit.steps.letter import Atelier

Done = TypeVar("Done")
_STDIN = "-"


@dataclass(frozen=True)
class _Cible:
    """What the commands of a notice work on: the dossier, its base, the notice."""

    dossier: int
    base: str
    chosen: int | None

    @cached_property
    def records(self) -> Records:
        """The base, opened when first asked: the help of a command wants none."""
        return opened(self.base)

    @property
    def numero(self) -> int:
        """The notice chosen; the last one by default."""
        from justedroit.core.courriers import notices

        known = notices(self.records.events([self.dossier]))
        number = self.chosen or max(known, default=0)
        if number not in known:
            raise click.ClickException(
                f"Dossier {self.dossier} : aucune notification. Préparez-la d'abord : « preparer »."
            )
        return number


class _Anywhere(click.RichGroup):
    """A group whose own options may come last: « notice 511 apercu --base … »."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the arguments, those options first."""
        mine: list[str] = []
        for name in ("--base", "--numero"):
            while name in args[:-1]:
                at = args.index(name)
                mine += args[at : at + 2]
                args = [*args[:at], *args[at + 2 :]]
        return super().parse_args(ctx, [*mine, *args])


@click.group(cls=_Anywhere)
@click.argument("dossier", type=NUMERO)
@click.option(
    "--numero", type=click.IntRange(1), help="Numéro de la notification ; la dernière sinon."
)
@base_option
@click.pass_context
def notice(ctx: click.Context, *, dossier: int, numero: int | None, base: str) -> None:
    """La notification des indus du dossier DOSSIER, pas à pas.

    Dans l'ordre : preparer ; informer, si des tiers ont dit quelque chose ; expliquer et appel, si
    la somme est grande ; envoyer ; recue. À tout moment, apercu montre la lettre.
    """
    ctx.obj = _Cible(dossier, base, numero)


@notice.command()
@click.option("--reference", help="La révision ; sinon la dernière qui n'est pas notifiée.")
@click.option(
    "--selection",
    default="",
    metavar="RAISON",
    help=f"Si un contrôle a désigné le dossier, par quoi : {SELECTION_TEXT}.",
)
@agent_option
@click.pass_obj
def preparer(cible: _Cible, *, reference: str | None, selection: str, agent: str) -> None:
    """Préparer la notification : chaque mois, chaque fait, chaque euro."""
    from justedroit.core.courriers import draft
    from justedroit.kernels import compiled_law
    from justedroit.steps.letter import Atelier
    from justedroit.steps.notify import prepare

    atelier = Atelier(_organisme(cible), nobody, compiled_law())
    acte = signed(agent)
    made = prepare(cible.records, cible.dossier, reference, acte, atelier, selection)
    told = _done(made)
    _tell(told.notice)
    if told.notice.enrichie:
        click.echo("\nPour l'expliquer, le logiciel sait ceci ; complétez-le :")
        click.echo(draft(told.courrier.contenu))


@notice.command()
@click.option(
    "--texte",
    required=True,
    metavar="FICHIER",
    help="Fichier de l'explication ; - : l'entrée standard.",
)
@agent_option
@click.pass_obj
def expliquer(cible: _Cible, *, texte: str, agent: str) -> None:
    """Joindre l'explication d'un agent : l'événement, ses dates, les mois."""
    from justedroit.steps.notify import explain_notice

    written = sys.stdin.read() if texte == _STDIN else _text_of(Path(texte))
    acte = signed(agent)
    _refuse(explain_notice(cible.records, cible.dossier, cible.numero, written, acte))
    click.echo(f"Notification {cible.numero} : explication jointe.")


def _text_of(path: Path) -> str:
    """Return the text of a file; what was typed may be the text itself."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(
            "--texte attend un fichier de texte, en UTF-8 ; - pour l'entrée standard. Écrivez "
            "l'explication dans un fichier, et donnez son nom."
        ) from error


@notice.command()
@click.argument("resultat", metavar="RESULTAT")
@click.option("--le", type=Jour(), help="Le jour de l'appel ; sinon aujourd'hui.")
@agent_option
@click.pass_obj
def appel(cible: _Cible, *, resultat: str, le: dt.date | None, agent: str) -> None:
    """Noter un appel tenté. RESULTAT : joint, non_joint, refus, pas_de_numero.

    joint : le foyer a répondu ; non_joint : personne n'a répondu ; refus : il n'a pas voulu parler ;
    pas_de_numero : aucun numéro connu.
    """
    from justedroit.steps.notify import call

    told = (le or today(), resultat)
    refusal = call(cible.records, cible.dossier, cible.numero, told, signed(agent))
    _refuse([refusal] if refusal else [])
    click.echo(f"Notification {cible.numero} : appel consigné.")


@notice.command()
@agent_option
@click.pass_obj
def informer(cible: _Cible, *, agent: str) -> None:
    """Dire d'abord au foyer ce que des tiers ont dit de lui (art. L114-21)."""
    from justedroit.core.base import day_text
    from justedroit.core.courriers import notice_from
    from justedroit.steps.notify import inform

    acte, numero = signed(agent), cible.numero
    sent = _done(inform(cible.records, cible.dossier, numero, acte, _atelier(cible)))
    first = day_text(notice_from(sent.envoye_le or today()))
    click.echo(f"Lettre {sent.numero} : partie. La notification peut suivre à partir du {first}.")


@notice.command()
@agent_option
@click.pass_obj
def envoyer(cible: _Cible, *, agent: str) -> None:
    """Envoyer la notification, si rien ne l'interdit."""
    from justedroit.steps.notify import send

    acte, numero = signed(agent), cible.numero
    sent = _done(send(cible.records, cible.dossier, numero, acte, _atelier(cible)))
    click.echo(
        f"Notification {numero} : partie, lettre {sent.courrier.numero}, empreinte "
        f"{sent.courrier.empreinte[:16]}…"
    )


@notice.command()
@click.argument("le", type=Jour())
@click.option(
    "--preuve",
    required=True,
    metavar="PREUVE",
    help=f"Ce qui prouve la réception : {PREUVE_TEXT}.",
)
@agent_option
@click.pass_obj
def recue(cible: _Cible, *, le: dt.date, preuve: str, agent: str) -> None:
    """Noter que la notification a été reçue LE jour dit (AAAA-MM-JJ) : ses délais en courent."""
    from justedroit.core.base import day_text
    from justedroit.core.recours import rectification
    from justedroit.steps.notify import receive

    acte, numero = signed(agent), cible.numero
    _done(receive(cible.records, cible.dossier, numero, (le, preuve), acte))
    until = day_text(rectification(le).until)
    click.echo(f"Notification {numero} : reçue. Rectification possible jusqu'au {until}.")


@notice.command()
@click.option(
    "--sortie",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier à écrire.",
)
@click.option("--html", "as_html", is_flag=True, help="Une page HTML plutôt qu'un PDF.")
@click.option("--essai", is_flag=True, help="Sans le nom ni l'adresse du foyer.")
@auteur_option
@click.pass_obj
def apercu(cible: _Cible, *, sortie: Path, as_html: bool, essai: bool, auteur: str) -> None:
    """Écrire la notification telle qu'elle partirait, ou telle qu'elle est partie."""
    from justedroit.impression import page, pdf
    from justedroit.steps.pending import preview

    contenu = _done(preview(cible.records, cible.dossier, cible.numero))
    if not essai:
        leave_trace(cible.records, [cible.dossier], "aperçu d'une notification", auteur)
    who = None if essai else _known(cible.records, cible.dossier, cible.base)
    if as_html:
        sortie.write_text(page(contenu, who, _organisme(cible)), "utf-8")
    else:
        sortie.write_bytes(pdf(contenu, who, _organisme(cible)))
    click.echo(str(sortie))


def _tell(told: NoticePreparee) -> None:
    numbers = creances_text(told.creances)
    said = f"Notification {told.numero} : {euros(told.total_cents)} ({numbers}), préparée."
    click.echo(said)
    if told.enrichie:
        click.echo("Elle attend l'explication d'un agent et un appel tenté avant de partir.")


def _organisme(cible: _Cible) -> Organisme:
    from justedroit.commandes.lettres import organisme_of

    return organisme_of(cible.base)


def atelier_of(records: Records, dossier: int, base: str) -> Atelier:
    """Return what letters that leave are made with: they name who they are for, or do not leave.

    Raises:
        click.ClickException: no address is known.
    """
    from justedroit.commandes.lettres import organisme_of
    from justedroit.impression import pdf
    from justedroit.steps.letter import Atelier

    who, organisme = _known(records, dossier, base), organisme_of(base)
    if who is None or who.adresse is None:
        raise click.ClickException(
            f"Dossier {dossier} : aucune adresse n'est connue, la lettre ne peut pas partir. "
            "Saisissez-la : justedroit identite."
        )
    return Atelier(organisme, lambda contenu: pdf(contenu, who, organisme))


def _atelier(cible: _Cible) -> Atelier:
    return atelier_of(cible.records, cible.dossier, cible.base)


def nobody(_contenu: Contenu) -> bytes:
    """Refuse to typeset: a letter that is prepared is not."""
    raise Refused("Une lettre qui se prépare n'est pas imprimée.")


def _known(records: Records, dossier: int, base: str) -> Identite | None:
    found = identities_beside(records, base).get([dossier])
    return found[dossier][0] if dossier in found else None


def _done(made: Done | Refusal | list[Refusal]) -> Done:
    """Return what was done, or tell why it was not.

    Raises:
        click.ClickException: it was refused.
    """
    if isinstance(made, list):
        _refuse(made)
    if isinstance(made, Refusal):
        raise click.ClickException(str(made))
    assert not isinstance(made, list)
    return made


def _refuse(refusals: Iterable[Refusal]) -> None:
    if told := [str(refusal) for refusal in refusals]:
        raise click.ClickException("\n".join(told))
