"""`justedroit lettres preparer`, `informer`, `envoyer`, `rappels`, `suites`, `recue`: those of a month."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import rich_click as click

from justedroit.commandes.actes import signed, today
from justedroit.commandes.base import NUMERO, Jour, Mois, base_option, opened
from justedroit.commandes.traces import agent_option
from justedroit.core.base import FRANCE, Refusal, day_text, euros, month_of
from justedroit.core.courriers import PREUVES, SELECTIONS

if TYPE_CHECKING:
    from justedroit.core.base import Acte
    from justedroit.core.courriers import Contenu, Organisme
    from justedroit.core.identites import Identite
    from justedroit.records.interface import Records
    from justedroit.steps.dispatch import Presse
    from justedroit.steps.letter import Atelier
    from justedroit.steps.round import Bilan, Portee

SELECTION_TEXT = " ; ".join(f"{code} ({label})" for code, label in SELECTIONS.items())
PREUVE_TEXT = " ; ".join(f"{code} ({label})" for code, label in PREUVES.items())
_SUITES = frozenset({"echeancier_accepte", "echeancier_rompu", "creance_soldee"})
_SHOWN = 20  # dossiers listed before « … »
_MANY = 100  # letters from which other processes are worth their start
_PROCESSES = 8


def _monthly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every act on the letters of a month needs: the month, the dossiers, who, the base."""
    some = click.option(
        "--dossier", "dossiers", type=NUMERO, multiple=True, help="Ce dossier seul ; répétable."
    )
    for option in (base_option, agent_option, some):
        command = option(command)
    return click.argument("mois", type=Mois())(command)


@click.command()
@_monthly
@click.option(
    "--selection",
    default="",
    type=click.Choice(["", *SELECTIONS]),
    metavar="RAISON",
    help=f"Si un contrôle a désigné ces dossiers, par quoi : {SELECTION_TEXT}.",
)
def preparer(
    *, mois: int, dossiers: tuple[int, ...], selection: str, agent: str, base: str
) -> None:
    """Préparer les notifications des indus décidés au mois AAAA-MM.

    Les petites dettes sont mises de côté. Relancée, la commande ne prépare que ce qui manque.
    """
    from justedroit.steps.mail import prepare_notices

    portee = _portee(mois, dossiers)
    told = prepare_notices(opened(base), portee, signed(agent), _atelier(base), selection)
    click.echo(f"Notifications préparées : {len(told.done)}, {euros(told.cents)} réclamés.")
    if told.small:
        click.echo(
            f"Petites dettes mises de côté : {len(told.small)}, {euros(told.small_cents)}. "
            "Pour les abandonner : justedroit creance abandonner --tous."
        )
    click.echo(f"Prêtes à partir : {len(told.done) - len(told.waiting)}.")
    _rest(told)


@click.command()
@_monthly
def envoyer(*, mois: int, dossiers: tuple[int, ...], agent: str, base: str) -> None:
    """Envoyer les lettres du mois AAAA-MM qui sont prêtes, notifications comprises.

    Ce qui attend une explication, un appel, une information ou une adresse est listé, et reste.
    """
    from justedroit.steps.dispatch import send_letters

    records = opened(base)
    presse = _presse(records, base)
    told = send_letters(records, _portee(mois, dossiers), signed(agent), presse)
    click.echo(f"Lettres parties : {len(told.done)}.")
    _rest(told)


@click.command()
@_monthly
def rappels(*, mois: int, dossiers: tuple[int, ...], agent: str, base: str) -> None:
    """Préparer et envoyer les lettres des rappels trouvés par les révisions du mois AAAA-MM.

    Un rappel est versé avec l'ordre suivant, et la lettre dit le jour. Il n'y a pas d'ordre de
    paiement pour un seul foyer : pour verser plus tôt, préparez un nouvel ordre du même mois
    (justedroit ordre preparer), qui paie tout ce qui est dû, puis envoyez les lettres.
    """
    from justedroit.steps.mail import prepare_rappels

    records, acte = opened(base), signed(agent)
    told = prepare_rappels(records, _portee(mois, dossiers), acte, _atelier(base))
    click.echo(f"Lettres de rappel préparées : {len(told.done)}.")
    _rest(told)
    # Their date is that of today: they are letters of this month, whatever the revision's.
    _send_now(records, base, (dossiers, acte), frozenset({"rappel"}))


@click.command()
@_monthly
def suites(*, mois: int, dossiers: tuple[int, ...], agent: str, base: str) -> None:
    """Préparer et envoyer les lettres des échéanciers et des dettes soldées du mois AAAA-MM.

    Un échéancier accepté, repris ou rompu, une dette remboursée jusqu'au bout : le foyer le reçoit
    par écrit. Relancée, la commande ne dit rien deux fois.
    """
    from justedroit.steps.confirm import confirm_debts

    records, acte = opened(base), signed(agent)
    told = confirm_debts(records, _portee(mois, dossiers), acte, _organisme(base))
    click.echo(f"Lettres préparées : {len(told.done)}.")
    _rest(told)
    _send_now(records, base, (dossiers, acte), _SUITES)


def _send_now(
    records: Records, base: str, how: tuple[tuple[int, ...], Acte], modeles: frozenset[str]
) -> None:
    """Send the letters of some kinds that were prepared today: they are of this month."""
    from justedroit.steps.dispatch import send_letters

    dossiers, acte = how
    now = month_of(acte.at.astimezone(FRANCE).date())
    portee = replace(_portee(now, dossiers), modeles=modeles)
    sent = send_letters(records, portee, acte, _presse(records, base))
    click.echo(f"Lettres parties : {len(sent.done)}.")
    _rest(sent)


@click.command()
@_monthly
def informer(*, mois: int, dossiers: tuple[int, ...], agent: str, base: str) -> None:
    """Dire aux foyers ce que des tiers ont dit d'eux, avant les notifications du mois (L114-21)."""
    from justedroit.core.courriers import notice_from
    from justedroit.steps.dispatch import inform_households

    records = opened(base)
    told = inform_households(
        records, _portee(mois, dossiers), signed(agent), _organisme(base), _presse(records, base)
    )
    first = day_text(notice_from(today()))
    click.echo(
        f"Informations parties : {len(told.done)}. Leurs notifications peuvent suivre à partir du "
        f"{first}."
    )
    _rest(told)


@click.command()
@click.argument("dossier", type=NUMERO)
@click.argument("numero", type=click.IntRange(1))
@click.argument("le", type=Jour())
@click.option(
    "--preuve",
    required=True,
    type=click.Choice(list(PREUVES)),
    metavar="PREUVE",
    help=f"Ce qui prouve la réception : {PREUVE_TEXT}.",
)
@agent_option
@base_option
def recue(*, dossier: int, numero: int, le: dt.date, preuve: str, agent: str, base: str) -> None:
    """Noter que la lettre NUMERO d'un DOSSIER a été reçue LE jour dit (AAAA-MM-JJ).

    Les délais que la lettre ouvre courent de ce jour. Une notification se note ainsi :
    justedroit lettres notice N recue LE.
    """
    from justedroit.steps.letter import receive

    done = receive(opened(base), dossier, numero, (le, preuve), signed(agent))
    if isinstance(done, Refusal):
        raise click.ClickException(str(done))
    click.echo(f"Dossier {dossier}, lettre {numero} : reçue le {day_text(le)}, {PREUVES[preuve]}.")


def _portee(month: int, dossiers: Sequence[int]) -> Portee:
    from justedroit.steps.round import Portee

    return Portee(month, dossiers or None)


def _rest(told: Bilan) -> None:
    """Say what was not done, dossier by dossier, and why."""
    if told.waiting:
        reasons = Counter(reason for one in told.waiting for reason in one.manque)
        counted = ", ".join(f"{reason} : {count}" for reason, count in reasons.most_common())
        click.echo(f"En attente : {len(told.waiting)} ({counted}).")
    for one in told.waiting[:_SHOWN]:
        name = f"notification {one.notice}" if one.notice else f"lettre {one.courrier}"
        click.echo(f"  Dossier {one.dossier}, {name} : attend {', '.join(one.manque)}.")
    if len(told.waiting) > _SHOWN:
        click.echo(f"  … et {len(told.waiting) - _SHOWN} autres : justedroit lettres AAAA-MM.")
    for refusal in told.refused[:_SHOWN]:
        click.echo(f"  Refusée — {refusal}")
    if told.stale:
        names = ", ".join(map(str, told.stale[:_SHOWN]))
        click.echo(f"Modifiés entre-temps, laissés tels quels : dossiers {names}. Relancez.")


def _organisme(base: str) -> Organisme:
    from justedroit.commandes.lettres import organisme_of

    return organisme_of(base)


def _atelier(base: str) -> Atelier:
    """Return what letters are prepared with: nothing is typeset."""
    from justedroit.commandes.lettres_notice import nobody
    from justedroit.kernels import compiled_law
    from justedroit.steps.letter import Atelier

    return Atelier(_organisme(base), nobody, compiled_law())


def _presse(records: Records, base: str) -> Presse:
    """Return what typesets letters that leave: each names who it is for, or does not leave."""
    from justedroit.commandes.base import identities_beside
    from justedroit.impression import pdfs
    from justedroit.steps.dispatch import Presse

    identities, organisme = identities_beside(records, base), _organisme(base)

    def who(dossiers: Sequence[int]) -> dict[int, Identite]:
        found = identities.get(sorted(set(dossiers)))
        return {dossier: persons[0] for dossier, persons in found.items()}

    def typeset(contents: Sequence[Contenu]) -> Iterator[bytes]:
        named = who([one.dossier for one in contents])
        processes = 1 if len(contents) < _MANY else min(os.cpu_count() or 1, _PROCESSES)
        return pdfs(((one, named[one.dossier]) for one in contents), organisme, processes)

    def unreachable(dossiers: Sequence[int]) -> frozenset[int]:
        named = who(dossiers)
        return frozenset(
            number for number in dossiers if number not in named or named[number].adresse is None
        )

    return Presse(typeset, unreachable)
