"""Why a difference, as a letter says it: a sentence by fact, its euros first; where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from justedroit.core.base import euros
from justedroit.core.courriers.forme import EXPLICATION, ORIGINE, Contenu, Paragraphe, printed
from justedroit.core.creances import Suivi
from justedroit.core.ecarts import (
    Case,
    Difference,
    Joueur,
    Part,
    Parts,
    Reste,
    compensation_immediate_on,
    fact_sentence,
    headlines,
    months_text,
)
from justedroit.core.registre import BENEFIT_LABELS

# How the sentence of a headline begins, by what the letter is about: it has said that already.
_SAID: Final = {"indu": "Vous avez", "rappel": "Nous avons"}
_CHILD: Final = "enfant"
_RANKS: Final = ("premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième")
# Origins, said to the person.
_ORIGINES: Final = {
    "legal_retroactif": "un texte a changé la loi pour des mois déjà versés",
    "systeme_parametre": "notre calcul se trompait, nous l'avons corrigé",
    "caisse_saisie": "nous avions mal enregistré une information",
    "caisse_liquidation": "nous avions mal calculé vos droits",
    "caisse_retard": "nous avons traité une information en retard",
    "tiers_donnee": "une information donnée par un tiers est venue après le versement",
    "versement_anterieur": (
        "un changement nous a été dit à temps, alors que le versement était déjà fait ou préparé"
    ),
    "allocataire_tardif": "nous avons appris un changement après avoir versé",
    "allocataire_omission": "un changement ne nous avait pas été dit",
    "allocataire_inexact": "une information qui nous avait été donnée n'était pas exacte",
}


def motives(parts: Parts, cases: Collection[Case]) -> tuple[str, ...]:
    """Return what each fact explains of some benefits and months, most euros first.

    Args:
        parts: of the whole revision.
        cases: those that the letter is about: claimed, or paid.

    Law:
        CSS art. R133-9-2 I 1°, CRPA art. L211-2: the motive, fact by fact.
    """
    sentences = _told_apart([part.fact for part in parts.weighing])
    told: list[tuple[Part | Reste, str]] = list(zip(parts.weighing, sentences, strict=True))
    told += [(reste, f"{reste.label}.") for reste in parts.restes]
    weighed = [(one.cents_of(cases), one, sentence) for one, sentence in told]
    heavy = sorted((row for row in weighed if row[0]), key=lambda row: -abs(row[0]))
    return tuple(
        f"{_signed(cents)}{_about(parts, one, cases)} : {_lower(text)}"
        for cents, one, text in heavy
    )


def _told_apart(facts: Sequence[Joueur]) -> list[str]:
    """Return the sentence of each fact: those of two children that read alike say which, unnamed.

    A child keeps its rank, in the order in which the dossier knows them, and not by what it weighs.
    """
    told = [fact_sentence(fact) for fact in facts]
    alike: dict[str, set[int]] = {}
    for fact, sentence in zip(facts, told, strict=True):
        if fact.role == _CHILD and fact.lead.person is not None:
            alike.setdefault(sentence, set()).add(fact.lead.person)
    for place, (fact, sentence) in enumerate(zip(facts, told, strict=True)):
        some = sorted(alike.get(sentence, ()))
        if len(some) > 1 and fact.lead.person in some:
            rank = some.index(fact.lead.person)
            which = _RANKS[rank] if rank < len(_RANKS) else "autre"
            told[place] = sentence.replace("un enfant", f"un {which} enfant", 1)
    return told


def besides(parts: Parts, about: str, day: dt.date) -> tuple[str, ...]:
    """Return what the same revision does besides, in sentences.

    Args:
        parts: of the whole revision.
        about: what the letter is about, `indu` or `rappel`.
        day: of the letter.

    Law:
        CSS art. L553-2; domaine 3.1, point 4: a rappel does not hide an indu, nor the reverse.
    """
    said = _SAID.values() if about == "indu" else [_SAID[about]]
    found = [line for line in headlines(parts) if not line.startswith((*said,))]
    if any(line.startswith(_SAID["indu"]) for line in found):
        found.append(
            "Si nous vous demandons cette somme, une autre lettre vous dira pourquoi, et ce que vous "
            "pouvez faire."
        )
    given = _given(parts, day) if about == "indu" else ()
    return (*given, " ".join(["Le même calcul change autre chose.", *found])) if found else given


def _given(parts: Parts, day: dt.date) -> tuple[str, ...]:
    """Return what the same revision pays in addition, be it of the benefit that is claimed."""
    paid = {one.benefit: one.cents for one in parts.moved if one.motive == "rappel"}
    if not paid:
        return ()
    named = ", ".join(_with_months(parts, benefit) for benefit in paid)
    given = f"Le même calcul vous donne aussi {euros(sum(paid.values()))} de plus, pour : {named}."
    then = "Cette somme est versée avec vos prestations."
    if not compensation_immediate_on(day):
        then = (
            "Cette somme est versée avec vos prestations : elle n'est pas déduite de ce que nous "
            "vous demandons."
        )
    return (f"{given} {then}",)


def _with_months(parts: Parts, benefit: str) -> str:
    """Return a benefit, and the months that rise where others of it fall."""
    label = BENEFIT_LABELS[benefit]
    rising = [month for one, month in parts.rising if one == benefit]
    if not rising or all(one != benefit for one, _ in parts.falling):
        return label
    return f"{label} ({months_text(min(rising), max(rising)).removeprefix('en ')})"


def origin_text(differences: Iterable[Difference], threads: Iterable[Suivi] = ()) -> str:
    """Return where a difference comes from, in a sentence: decided by a person, or proposed.

    Args:
        differences: of the benefits that the letter is about.
        threads: of the créances, which tell what a person has decided.

    Law:
        Domaine 2.6; CSS art. R133-9-2: only a person decides of an origin.
    """
    if said := origin_decided(threads):
        return said
    told = _named({d.origine.code for d in differences})
    if not told:
        return ""
    return f"{told}. C'est ce que le calcul propose : si ce n'est pas cela, dites-le-nous."


def origin_decided(threads: Iterable[Suivi]) -> str:
    """Return where a difference comes from, as a person has decided it for all of some créances.

    Args:
        threads: of the créances; empty text where the origin of one of them is not decided.

    Law:
        Domaine 2.6; CSS art. R133-9-2: only a person decides of an origin.
    """
    decided = [t.origine.code if t.origine is not None else "" for t in threads]
    told = _named(decided) if all(decided) else ""
    return f"{told}. C'est ce qu'un agent de la caisse a établi." if told else ""


def origins_told(contenu: Contenu) -> tuple[str, ...]:
    """Return the origins that a notice names, of `ecarts.ORIGINES`; none where it names none.

    Args:
        contenu: of the notice, as its journal keeps it.

    Law:
        CSS art. R133-9-2: what the household reads is what the fund holds.
    """
    section, begins = contenu.section(EXPLICATION), printed(ORIGINE)
    said = " ".join(
        bloc.texte
        for bloc in (section.blocs if section else ())
        if isinstance(bloc, Paragraphe) and bloc.texte.startswith(begins)
    )
    return tuple(code for code, text in _ORIGINES.items() if printed(text) in said)


def _named(codes: Collection[str]) -> str:
    return " ; ".join(text for code, text in _ORIGINES.items() if code in codes)


def _signed(cents: int) -> str:
    return f"{euros(abs(cents))} de {'plus' if cents > 0 else 'moins'}"


def _about(parts: Parts, one: Part | Reste, cases: Collection[Case]) -> str:
    error = parts.error_of(one, cases) if isinstance(one, Part) else 0
    return f" (à {euros(error)} près environ)" if error else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
