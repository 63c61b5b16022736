"""What letters are made with by a page: the fund, who it is for, the law that gives the shares."""

from __future__ import annotations

from justedroit.core.base import Refusal, Refused
from justedroit.core.courriers import Contenu
from justedroit.core.identites import Identite
from justedroit.impression import pdf
from justedroit.steps.letter import Atelier
from justedroit.web import wiring
from justedroit.web.agents.dossiers.entete import accounts


def addressee(numero: int) -> Identite | None:
    """Return who the letters of a dossier are for, None where it is not known or does not read."""
    identities = accounts()
    known = identities.get([numero]).get(numero, ()) if identities is not None else ()
    return known[0] if known else None


def to_prepare() -> Atelier | Refusal:
    """Return what a letter is prepared with: nothing is typeset."""
    try:
        return Atelier(wiring.organisme(), _nothing, wiring.law())
    except Refused as refused:
        return _refusal(str(refused))


def to_send(numero: int) -> Atelier | Refusal:
    """Return what a letter of a dossier leaves with: it names who it is for, or does not leave."""
    who = addressee(numero)
    if who is None or who.adresse is None:
        return Refusal(
            "aucune adresse n'est connue, ou la clé qui la lit manque : la lettre ne peut pas partir.",
            f"dossier {numero}",
            "Faites saisir l'adresse du foyer.",
        )
    try:
        fund = wiring.organisme()
    except Refused as refused:
        return _refusal(str(refused))
    return Atelier(fund, lambda contenu: pdf(contenu, who, fund))


def _refusal(text: str) -> Refusal:
    return Refusal(text, "lettres", "Prévenez qui sert le site.")


def _nothing(_contenu: Contenu) -> bytes:
    raise Refused("Une lettre qui se prépare n'est pas imprimée.")
