"""What several letters say alike: how to repay, to be remitted, to be heard, how it was computed."""

from __future__ import annotations

import re
from typing import Final

from justedroit.core.base import euros
from justedroit.core.courriers.forme import Bloc, Liste, Paragraphe, Section
from justedroit.core.courriers.lettre import Lettre
from justedroit.core.courriers.organisme import Organisme

_TO_YOU: Final = (
    (re.compile(r"\b([Dd])u foyer\b"), r"\1e votre foyer"),
    (re.compile(r"\bau foyer\b"), "à votre foyer"),
    (re.compile(r"\bAu foyer\b"), "À votre foyer"),
    (re.compile(r"\ble foyer\b"), "votre foyer"),
    (re.compile(r"\bLe foyer\b"), "Votre foyer"),
)
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+")


def to_person(text: str) -> str:
    """Return reasons as the person reads them: « votre foyer », and each sentence once.

    Law:
        CRPA art. L211-5: reasons are for who receives them.

    >>> to_person("Le foyer peut payer. Le foyer peut payer. Rien au foyer.")
    'Votre foyer peut payer. Rien à votre foyer.'
    """
    for found, put in _TO_YOU:
        text = found.sub(put, text)
    said: dict[str, str] = {}
    for one in _SENTENCES.split(text):
        said.setdefault(" ".join(one.casefold().split()), one)
    return " ".join(said.values())


def section_payer(lettre: Lettre, cents: int, echeancier: str) -> Section:
    """Return how a debt is repaid.

    Args:
        lettre: the letter: the fund, the dossier, the créances that it asks to repay.
        cents: what is to be repaid.
        echeancier: what is said of paying in several times; empty where there is no such way.

    Law:
        CSS art. L553-2, R133-9-2 I 2° b: at once, by the choice of the debtor, or by a plan.
    """
    organisme = lettre.organisme
    account = (
        f"Compte de la caisse (IBAN) : {organisme.iban}",
        f"Banque (BIC) : {organisme.bic}",
        f"Référence à recopier, sans rien y ajouter : {lettre.reference}",
    )
    said = (
        f"Par virement de {euros(cents)}, ou d'une partie, sur le compte de la caisse :",
        "Sans cette référence, nous ne saurions pas que le virement vient de vous.",
        f"Par carte bancaire : {organisme.site}.",
        echeancier,
    )
    first, *others = map(Paragraphe, filter(None, said))
    return Section("Pour rembourser", (first, Liste(account), *others), cle="payer")


def section_remise(fermee: str) -> Section:
    """Return how a remise is asked for, or why it cannot be.

    Args:
        fermee: why no remise is possible, a fraud that a person has qualified; empty otherwise.

    Law:
        CSS art. L553-2, L845-3; CASF art. L262-46; CCH art. L823-9.
    """
    if fermee:
        text = f"La loi n'accorde pas de remise pour cette dette : {fermee}."
        return Section("Demander une remise", (Paragraphe(text),), cle="remise_fermee")
    asked = (
        "Si rembourser vous met en difficulté, vous pouvez demander que tout ou partie de la dette "
        "soit effacée. Dites-nous, par courrier ou sur votre espace, ce que vous gagnez, ce que vous "
        "payez chaque mois, et pourquoi vous ne pouvez pas rembourser."
    )
    return Section(
        "Demander une remise de dette",
        (
            Paragraphe(asked),
            Paragraphe("Tant que nous n'avons pas répondu, nous ne retenons rien."),
        ),
        cle="remise",
    )


def section_essentiel(*blocs: Bloc) -> Section:
    """Return what is to be read first, in a frame.

    Args:
        blocs: in their order, the most important first.

    Law:
        None: a way of writing; what must be said is in the letter.
    """
    return Section("L'essentiel", blocs, cle="essentiel", encadre=True)


def section_contact(organisme: Organisme) -> Section:
    """Return how the fund is reached.

    Law:
        CRPA art. L111-2: who deals with the file, and how they are reached.
    """
    lines = (
        f"Par téléphone : {organisme.telephone}, {organisme.horaires}.",
        f"En ligne : {organisme.site}.",
        f"Par courrier : {organisme.nom}, {', '.join(organisme.adresse)}.",
        f"Le médiateur, gratuit : {organisme.mediateur}. Il ne remplace pas les recours.",
    )
    return Section("Nous joindre", (Liste(lines),), cle="contact")


def section_algorithme(organisme: Organisme, selection: str) -> Section:
    """Return the mention of the algorithmic treatments on which a decision rests.

    Args:
        organisme: the fund.
        selection: why the file was checked, `score` where a program chose it; else any other.

    Law:
        CRPA art. L311-3-1, R311-3-1-1 and R311-3-1-2; law 78-17 art. 47.
    """
    told = [
        (
            "Vos droits sont calculés par un programme informatique, qui applique la loi à votre "
            "situation. Sa finalité : établir ce qui vous est dû, mois par mois."
        )
    ]
    which = "de ce programme et la façon dont elles"
    if selection == "score":
        told.append(
            "Un autre programme a désigné votre dossier pour un contrôle, d'après une estimation du "
            "risque d'erreur. Une personne a ensuite vérifié votre dossier ; l'estimation n'a pas "
            "décidé du montant."
        )
        which = "de ces programmes et la façon dont elles"
    told.append(
        f"Vous avez le droit de connaître les règles {which} vous ont été appliquées : les données "
        "traitées et leur source, les paramètres, les opérations. Demandez-les "
        f"{organisme.protection_des_donnees}. Si nous n'avons pas répondu au bout d'un mois, vous "
        "pouvez saisir la Commission d'accès aux documents administratifs (Cada)."
    )
    return Section(
        "Décision prise avec un traitement algorithmique",
        tuple(map(Paragraphe, told)),
        cle="algorithme",
    )
