"""`justedroit banque`: read what the bank sends back, see what waits, decide of it, undo it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rich_click as click
from rich.console import Console

from justedroit.commandes.actes import accepted, signed
from justedroit.commandes.affichage import table
from justedroit.commandes.base import NUMERO, base_option, clock, opened
from justedroit.commandes.ordre import guichet
from justedroit.commandes.traces import agent_option
from justedroit.core.base import Refusal, Refused, day_text, euros

if TYPE_CHECKING:
    from justedroit.core.paiements import Decision
    from justedroit.steps.guichet import Guichet
    from justedroit.steps.place import Attente, Restitution

REFUSED = 1
_MANY = 20  # repayments of a file told one by one


@click.group(help="Ce que la banque renvoie : rejets, retours, relevés ; ce qui attend.")
def banque() -> None:
    """Group the acts on the files of the bank."""


@banque.command()
@click.argument(
    "fichiers",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FICHIER…",
)
@agent_option
@base_option
@click.option("--json", "as_json", is_flag=True, help="Écrire le compte rendu en JSON.")
def lire(*, fichiers: tuple[Path, ...], agent: str, base: str, as_json: bool) -> None:
    """Lire des fichiers de la banque (pain.002, camt.053, camt.054), chacun une fois.

    Un fichier tronqué, faux ou déjà lu est refusé entier, avec la raison, et les autres sont lus.
    Code de retour : 0 si tous sont lus, 1 si l'un est refusé.
    """
    from justedroit.steps.bank import receive

    desk, told, refused = guichet(base), [], False
    for path in fichiers:
        try:
            found = receive(desk, path.read_bytes(), agent, clock())
        except OSError:
            found = _unreadable(path)
        except Refused as wrong:
            found = Refusal(str(wrong), path.name, "Les autres fichiers sont lus.")
        if isinstance(found, Refusal):
            refused = True
            click.echo(f"{path.name} : {found.what} {found.mend}", err=True)
        else:
            told.append({"fichier": path.name, **found})
    _tell_taken_back(told, base, agent)
    if as_json:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        for one in told:
            _show(one)
    if refused:
        raise SystemExit(REFUSED)


def _tell_taken_back(told: list[dict[str, Any]], base: str, agent: str) -> None:
    """Say what is still given back, and correct what was said, where a payment was taken back."""
    from justedroit.commandes.rendus import tell_restitutions
    from justedroit.steps.bank import taken_back_from

    if dossiers := sorted({dossier for one in told for dossier in taken_back_from(one)}):
        tell_restitutions(opened(base), base, dossiers, signed(agent))


def _unreadable(path: Path) -> Refusal:
    """Return the refusal of what is no file that can be read."""
    if path.is_dir():
        what, mend = "c'est un dossier.", f"Donnez les fichiers qu'il contient : {path}/*.xml."
    elif path.exists():
        what, mend = (
            "ce fichier ne peut pas être lu.",
            "Demandez le droit de le lire, ou copiez-le.",
        )
    else:
        what = f"ce fichier n'existe pas dans « {path.parent} »."
        mend = "Vérifiez son nom et son dossier, ou téléchargez-le de nouveau à la banque."
    return Refusal(what, path.name, f"{mend} Les autres fichiers sont lus.")


def _show(told: Mapping[str, Any]) -> None:
    from justedroit.core.paiements import SORT_LABELS

    click.echo(f"{told['fichier']} ({told['genre']}, {told['message']}) : lu.")
    whole = sum(o["retours"] for o in told["ordres"])
    counts = Counter(line["sort"] for line in told["lignes"])
    counts["retourne"] = max(counts["retourne"], whole)
    for sort, label in SORT_LABELS.items():
        if counts[sort]:
            click.echo(f"  {counts[sort]} × {label.lower()}")
    _show_repaid([line for line in told["lignes"] if line["sort"] == "rembourse"])


def _show_repaid(lines: list[Mapping[str, Any]]) -> None:
    """Say what each transfer has repaid; of many, how much in all."""
    if len(lines) > _MANY:
        click.echo(f"  Remboursé en tout : {euros(sum(line['rembourse'] for line in lines))}")
        lines = [line for line in lines if line.get("inconnues")]
    for line in lines:
        parts = ", ".join(f"{euros(c)} sur la créance {n}" for n, c in line["creances"].items())
        click.echo(f"  Ligne {line['n']}, dossier {line['dossier']} : {parts}{_unknown_text(line)}")


def _unknown_text(line: Mapping[str, Any]) -> str:
    """Say which créances a reference names that its dossier has not, "" where there are none."""
    numbers = [str(number) for number in line.get("inconnues", ())]
    if not numbers:
        return ""
    names = " et ".join(numbers)
    absent = (
        f"la créance {names} n'existe" if len(numbers) == 1 else f"les créances {names} n'existent"
    )
    return f" ({absent} pas dans ce dossier : payé comme sans numéro, la plus ancienne d'abord)"


@banque.command()
@base_option
@click.option("--json", "as_json", is_flag=True, help="Écrire en JSON.")
def attente(*, base: str, as_json: bool) -> None:
    """Montrer l'argent que rien n'explique, reçu ou débité, ce qu'on peut en faire, et ce qui est à rendre."""
    from justedroit.steps.place import fund_of

    fund = fund_of(guichet(base))
    found, leaving = fund.waiting(), fund.refunds()
    decisions = [d for d in fund.told.decisions if d.undone is None]
    if as_json:
        told = {
            "attente": [_money_json(money) for money in found],
            "a_rendre": [
                {"reference": r.identifier, "centimes": r.cents, "motif": r.decision.told["motif"]}
                for r in leaving
            ],
            "decisions": [{"decision": d.number, "genre": d.sort, **d.told} for d in decisions],
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo("Rien n'attend : tout ce que la banque a reçu ou débité a sa place.")
    else:
        _show_waiting(found)
    if leaving:
        _show_refunds(leaving)
    if decisions:
        _show_decisions(decisions)


def _money_json(money: Attente) -> dict[str, Any]:
    return {
        "reference": money.reference,
        "centimes": money.cents,
        "recu_le": money.received_on.isoformat(),
        "pourquoi": money.why,
        "message": money.message,
        "ligne": money.line,
    }


def _show_waiting(found: list[Attente]) -> None:
    from justedroit.core.paiements import PARKED_LABELS, WAITING_LABELS

    labels = {**PARKED_LABELS, **WAITING_LABELS}
    shown = table("En attente", "Référence", "Montant", "Le", "Fichier", "Pourquoi")
    for money in found:
        where = f"{money.message}, ligne {money.line}"
        day = day_text(money.received_on)
        shown.add_row(money.reference, euros(money.cents), day, where, labels[money.why])
    shown.add_section()
    shown.add_row("Total", euros(sum(money.cents for money in found)))
    Console().print(shown)
    if any(money.cents > 0 for money in found):
        click.echo(
            "Argent reçu : « banque placer » (--dossier qui doit, ou --paiement qui revient), "
            "« banque rendre » à qui l'a envoyé, « banque solder » un petit reliquat."
        )
    if any(money.cents < 0 for money in found):
        click.echo(
            "Débit : « banque placer » (--ordre qu'il paie, ou --encaissement qu'il rend), "
            "« banque solder » un petit montant."
        )


def _show_refunds(leaving: list[Restitution]) -> None:
    shown = table("À rendre : virements à faire à la banque", "Référence", "Montant", "Motif")
    for one in leaving:
        shown.add_row(one.identifier, euros(one.cents), one.decision.told["motif"])
    Console().print(shown)
    click.echo(
        "La banque connaît le compte de qui a envoyé. Donnez au virement cette référence de bout en "
        "bout : le relevé dira qu'il est parti."
    )


def _show_decisions(decisions: list[Decision]) -> None:
    from justedroit.core.paiements import DECISION_LABELS

    shown = table("Décisions prises", "N°", "Quoi", "Montant", "Sur", "Par", "Motif")
    for one in decisions:
        told = one.told
        shown.add_row(
            str(one.number),
            f"{DECISION_LABELS[one.sort]}, {told['attente']}",
            euros(told["centimes"]),
            _on(told),
            one.act.author,
            told.get("motif", ""),
        )
    Console().print(shown)
    click.echo("Une décision prise à tort se défait : « banque defaire N° ».")


def _on(told: Mapping[str, Any]) -> str:
    """Return what money was placed on."""
    if "paiement" in told:
        return str(told["paiement"])
    if "ordre" in told:
        return f"ordre {told['ordre']}"
    return f"dossier {told['dossier']}" if "dossier" in told else str(told.get("encaissement", ""))


def _motive_option(*, required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option("--motif", required=required, default=None, help="Pourquoi, en une phrase.")


@banque.command()
@click.argument("reference")
@click.option("--dossier", type=NUMERO, help="Le dossier dont ceci rembourse les dettes.")
@click.option(
    "--creance", "creances", type=int, multiple=True, help="Une créance que le foyer a nommée."
)
@click.option(
    "--paiement", metavar="IDENTIFIANT", help="Le paiement que ceci renvoie : O7-D12-A-53."
)
@click.option("--ordre", type=click.IntRange(1), help="D'un débit : l'ordre qu'il paie.")
@click.option(
    "--encaissement", metavar="REFERENCE", help="D'un débit : l'argent reçu qu'il rend, RENDU-3-12."
)
@_motive_option(required=False)
@agent_option
@base_option
def placer(
    *,
    reference: str,
    dossier: int | None,
    creances: tuple[int, ...],
    paiement: str | None,
    ordre: int | None,
    encaissement: str | None,
    motif: str | None,
    agent: str,
    base: str,
) -> None:
    """Placer ce qui attend sous REFERENCE : sur les dettes d'un dossier, ou comme retour d'un paiement.

    La plus ancienne dette d'abord, ou celles que le foyer a nommées (--creance) ; jamais plus que ce
    qui est dû, et rien de ce qui est contesté ou suspendu, sauf nommé, avec un motif. Le reste attend.
    Un débit se place sur un ordre, ou sur l'argent qu'il rend. Un paiement revenu à quelques centimes
    près demande un motif.
    """
    from justedroit.steps.place import Cible, place

    named = None if ordre is None else f"ordre:{ordre}"
    given = [one for one in (dossier, paiement, named, encaissement) if one is not None]
    if len(given) != 1:
        raise click.UsageError(
            "Donnez --dossier, --paiement, --ordre ou --encaissement : un, et un seul."
        )
    if creances and dossier is None:
        raise click.UsageError("--creance va avec --dossier.")
    desk = guichet(base)
    target = given[0] if dossier is None else Cible(dossier, creances)
    placed = accepted(place(desk, reference, target, agent, clock(), motif or ""))
    click.echo(f"{reference} : {euros(placed)} placés.")
    if dossier is not None:
        _tell_placed(desk, reference, dossier)


def _tell_placed(desk: Guichet, reference: str, dossier: int) -> None:
    """Say what a placement has repaid, and what still waits."""
    from justedroit.commandes.remboursement_recit import owed_why, repaid_lines, waiting_line
    from justedroit.steps.place import fund_of, placed_act

    fund = fund_of(desk)
    act = placed_act(reference, len(fund.told.decisions))
    for line in repaid_lines(desk.records, dossier, act):
        click.echo(line)
    left = fund.money()[reference].cents
    if left:
        why, stopped = owed_why(desk.records, dossier)
        click.echo(waiting_line(dossier, (reference, left, why), stopped))


@banque.command()
@click.argument("reference")
@_motive_option(required=True)
@agent_option
@base_option
def rendre(*, reference: str, motif: str, agent: str, base: str) -> None:
    """Rendre ce qui attend sous REFERENCE à qui l'a envoyé : un virement à faire à la banque."""
    from justedroit.core.paiements import refund_identifier
    from justedroit.steps.settle import give_back

    cents = accepted(give_back(guichet(base), reference, motif, agent, clock()))
    click.echo(
        f"{euros(cents)} sont à rendre. Faites le virement à la banque, avec la référence "
        f"{refund_identifier(reference)} : le relevé dira qu'il est parti."
    )


@banque.command()
@click.argument("reference")
@_motive_option(required=True)
@agent_option
@base_option
def solder(*, reference: str, motif: str, agent: str, base: str) -> None:
    """Solder ce qui attend sous REFERENCE : un reliquat de quelques euros, gardé ou perdu."""
    from justedroit.steps.settle import write_off

    cents = accepted(write_off(guichet(base), reference, motif, agent, clock()))
    verb = "gardés" if cents > 0 else "perdus"
    click.echo(f"{reference} : {euros(abs(cents))} {verb} par la caisse.")


@banque.command()
@click.argument("decision", metavar="N°", type=click.IntRange(1))
@_motive_option(required=True)
@agent_option
@base_option
def defaire(*, decision: int, motif: str, agent: str, base: str) -> None:
    """Défaire la décision N° : l'argent attend de nouveau, la dette qu'il avait remboursée revit.

    Rien n'est effacé : la même écriture est passée dans l'autre sens.
    """
    from justedroit.steps.settle import undo

    undone = accepted(undo(guichet(base), decision, motif, agent, clock()))
    click.echo(f"Décision {decision} défaite : {undone.told['attente']} attend de nouveau.")


@banque.command()
@click.argument("fichier", type=click.Path(path_type=Path))
@click.argument("dossier", type=click.Path(file_okay=False, path_type=Path))
@click.option("--graine", type=int, default=1, show_default=True, help="Ce qui arrive en est tiré.")
@base_option
def simuler(*, fichier: Path, dossier: Path, graine: int, base: str) -> None:
    """Jouer la banque : répondre au FICHIER d'un ordre, dans un DOSSIER, pour essayer.

    Des virements sont rejetés, d'autres reviennent ; un relevé dit les deux. La banque vit le jour
    de la base qui lira ses réponses : sur une démonstration, le sien.
    """
    from justedroit.twin.banque import Banque

    del base  # `clock` reads it
    now = clock()
    # A bank never names two messages, or two movements, alike: numbers go on with time.
    start = int(now.timestamp())
    bank = Banque(seed=graine, told=start, moved=start * 1000)
    try:
        pain, notification = bank.execute(fichier.read_bytes(), now)
    except OSError as error:
        wrong = f"{fichier.name} : il n'y a pas là de fichier qui puisse être lu."
        raise click.ClickException(
            f"{wrong} « justedroit ordre ecrire N° » écrit celui d'un ordre."
        ) from error
    except (ValueError, IndexError) as error:
        raise click.ClickException(f"{fichier.name} n'est pas le fichier d'un ordre.") from error
    answers = {
        "pain.002": pain,
        "camt.054": notification,
        "camt.053": bank.statement(now),
    }
    dossier.mkdir(parents=True, exist_ok=True)
    for kind, content in answers.items():
        path = dossier / f"{fichier.stem}-{kind}.xml"
        path.write_bytes(content)
        click.echo(str(path))
