"""The ways of appeal that a letter must tell, benefit by benefit: to whom, within which delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from justedroit.core.base import day_text, parametre
from justedroit.core.courriers.delais import FRANC, RECUE, SIGNIFIEE, Delai, ends, read_delai
from justedroit.core.courriers.forme import Bloc, Paragraphe, Section, Tableau
from justedroit.core.courriers.lettre import capital, told
from justedroit.core.courriers.organisme import Organisme
from justedroit.core.recours import Juridiction, is_franc, juridiction, recours_amiable
from justedroit.core.registre import BENEFIT_LABELS

# A prior appeal of `core.recours` → how a letter names it, and the address of it in `Organisme`.
_AT: Final[Mapping[str, tuple[str, str]]] = {
    "cra": ("la commission de recours amiable", "adresse_recours"),
    "cra_directeur": ("la commission de recours amiable", "adresse_recours"),
    "directeur_cra": (
        "le directeur de la caisse, qui décide après avis de la commission de recours amiable",
        "adresse_recours",
    ),
    "rapo_president_cd": ("le président du conseil départemental", "departement"),
    "recours_gracieux": ("la direction de la caisse", "adresse"),
    "aucun": ("", ""),
}
_LETTER: Final = "la réception de cette lettre"
_SERVED: Final = "la signification de cette contrainte"
CONTRAINTE: Final = "contrainte"
_COURTS: Final[Mapping[str, str]] = {
    "tribunal_administratif": "tribunal_administratif",
    "tribunal_judiciaire_pole_social": "tribunal_judiciaire",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voie:
    """The way of appeal of some benefits.

    Attributes:
        prestations: their French labels.
        prealable: who must be asked first; empty where the judge is seized at once.
        adresse: of that one, line by line; empty as above.
        delai: to ask, « 2 mois ».
        jusqu_au: last day to ask, once the reception is known; else None.
        silence: after which no answer is a rejection, « 2 mois »; empty where there is none.
        tribunal: name and address, line by line.
        delai_tribunal: to go to court, « 2 mois ».
        franc: whether the delay to go to court is franc: the administrative judge.
        depuis: from when `delai` runs, « la réception de cette lettre ».
        le: day of the letter, from which the soonest last day is counted.
        article: legal text.
    """

    prestations: tuple[str, ...] = field(metadata=told("la prestation contestée"))
    prealable: str = ""
    adresse: tuple[str, ...] = ()
    delai: str = field(metadata=told("le délai de recours"))
    jusqu_au: dt.date | None = None
    silence: str = ""
    tribunal: tuple[str, ...] = field(metadata=told("le tribunal compétent"))
    delai_tribunal: str = field(metadata=told("le délai pour saisir le tribunal"))
    franc: bool = False
    depuis: str = _LETTER
    le: dt.date | None = None
    article: str = field(metadata=told("le texte de la voie de recours"))

    @property
    def regle(self) -> Delai:
        """The delay to ask, as it is counted."""
        if self.depuis == _SERVED:
            return read_delai(self.delai, SIGNIFIEE)
        return read_delai(self.delai, RECUE, franc=self.franc and not self.prealable)

    def delai_text(self) -> str:
        """Return the delay in words, with its last day; supposed where the reception is not known.

        Law:
            CSS art. R133-9-2, R142-1: a delay is told with what starts it.
        """
        said = f"{self.delai} après {self.depuis}"
        if self.jusqu_au is not None:
            return f"{said}, jusqu'au {day_text(self.jusqu_au)}"
        if self.le is None or self.depuis not in (_LETTER, _SERVED):
            return said
        return f"{said} ; {self.regle.suppose(self.le)}"


def voies(
    benefits: Iterable[str],
    objet: str,
    organisme: Organisme,
    le: dt.date,
    recue_le: dt.date | None = None,
) -> tuple[Voie, ...]:
    """Return the ways of appeal against a decision, one for the benefits that share it.

    Args:
        benefits: as OpenFisca spells them.
        objet: what is contested, `indu`, `remise`, `droit`, `contrainte`…
        organisme: the fund, who knows its courts.
        le: day of the decision.
        recue_le: day of the proven reception, where it is known.

    Raises:
        ValueError: a benefit is unknown, or this is not contested for it.

    Law:
        CSS art. R133-9-2 I 2° d, R142-1; CASF art. R262-88; CCH art. R825-1; CJA art. R421-5: a
        delay that the notice does not state does not run.
    """
    found: dict[Voie, list[str]] = {}
    for benefit in dict.fromkeys(benefits):
        route = juridiction(benefit, objet, le)
        voie = _voie(route, organisme, le, recue_le)
        found.setdefault(voie, []).append(BENEFIT_LABELS[benefit])
    return tuple(replace(voie, prestations=tuple(some)) for voie, some in found.items())


def _voie(route: Juridiction, organisme: Organisme, le: dt.date, recue_le: dt.date | None) -> Voie:
    who, where = _AT[route.prealable]
    until = recours_amiable(route.benefit, recue_le).until if recue_le and who else None
    delay, since = _delay(route, le)
    return Voie(
        prestations=(),
        prealable=who,
        adresse=getattr(organisme, where) if where else (),
        delai=delay,
        depuis=since,
        le=le,
        jusqu_au=until,
        silence=_months(f"recours/delai.silence.{route.regime}", le) if who else "",
        tribunal=getattr(organisme, _COURTS[route.tribunal]),
        delai_tribunal=_months("recours/delai.tribunal", le),
        franc=is_franc(route.tribunal, le),
        article=route.article,
    )


def _delay(route: Juridiction, le: dt.date) -> tuple[str, str]:
    """Return the delay to ask, and from when it runs: an opposition has its own."""
    if route.objet == CONTRAINTE:
        return f"{parametre('recours/delai.opposition').at(le)} jours", _SERVED
    if route.prealable == "aucun":
        return _months("recours/delai.tribunal", le), _LETTER
    return _months(f"recours/delai.recours.{route.regime}", le), _LETTER


def _months(name: str, day: dt.date) -> str:
    return f"{parametre(name).at(day)} mois"


def section_voies(
    ways: tuple[Voie, ...], contested: str, titre: str = "Si vous n'êtes pas d'accord"
) -> Section:
    """Return the section that tells the ways of appeal, benefit by benefit.

    Args:
        ways: what `voies` gave.
        contested: « ce trop-perçu », « cette décision ».
        titre: its heading.

    Law:
        CSS art. R133-9-2 I 2° d; CJA art. R421-5.
    """
    table = _table(f"Qui saisir pour contester {contested}", ways)
    return Section(titre, (table, *_silences(ways), *_francs(ways)), cle="voies")


def _table(legend: str, ways: tuple[Voie, ...]) -> Tableau:
    """Return the table of ways; where nobody is asked before the judge, no column says so in vain."""
    first = any(way.prealable for way in ways)
    columns: tuple[str, ...] = ("Prestation", "D'abord, écrivez à", "Délai", "Ensuite, le juge")
    if not first:
        columns = ("Prestation", "Le juge à saisir", "Délai")
    rows = tuple(
        (_label(way), _first(way), way.delai_text(), _court(way))
        if first
        else (_label(way), _court(way), way.delai_text())
        for way in ways
    )
    return Tableau(legend, columns, rows, textes=len(columns))


def after_rejection(ways: tuple[Voie, ...], silence_le: dt.date | None) -> tuple[Voie, ...]:
    """Return ways of appeal as a receipt tells them: nothing is decided yet, no delay runs from it.

    Args:
        ways: against the decision to come.
        silence_le: day on which silence is a rejection; None: not known, what lacks suspends it.

    Law:
        CSS art. R142-1-A; CJA art. R421-1, R421-2: from the notification, or the implicit rejection.
    """
    since = "la réception de la décision"
    if silence_le is None:
        silent = f"{since} ou, sans réponse, après le rejet"
        return tuple(replace(way, depuis=silent, jusqu_au=None) for way in ways)
    return tuple(
        replace(
            way,
            depuis=f"{since} ; sans réponse, jusqu'au {day_text(way.regle.until(silence_le))}"
            f"{FRANC if way.regle.franc else ''}",
            jusqu_au=None,
        )
        for way in ways
    )


def section_preparatoire(ways: tuple[Voie, ...], notifiee_le: dt.date) -> Section:
    """Return what can be contested of an act that only prepares another: no new delay runs from it.

    Args:
        ways: against the indu itself.
        notifiee_le: day on which the indu was notified.

    Law:
        CSS art. R133-3, R142-1: a mise en demeure prepares the contrainte, which can be opposed.
    """
    since = f"la réception de la notification, le {day_text(notifiee_le)}"
    known = tuple(
        replace(
            way, depuis=f"{since} ; ce délai {ends(way.regle.until(notifiee_le))}", jusqu_au=None
        )
        for way in ways
    )
    said = (
        (
            "Cette lettre prépare une contrainte : elle n'ouvre pas un nouveau délai pour contester "
            "la somme. Ce délai court depuis la notification."
        ),
        (
            "Une fois ce délai fini, la somme elle-même ne se conteste plus ainsi. Vous pouvez "
            "toujours demander un échéancier et, sauf fraude, une remise de dette, ou saisir le "
            "médiateur."
        ),
        (
            "Si une contrainte vous est ensuite signifiée, vous pourrez y faire opposition devant le "
            "tribunal : vous pourrez y dire aussi que cette mise en demeure n'était pas régulière."
        ),
    )
    table = _table("Le délai ouvert par la notification", known)
    blocs: tuple[Bloc, ...] = (Paragraphe(said[0]), table, *map(Paragraphe, said[1:]))
    return Section("Si vous n'êtes pas d'accord", blocs, cle="voies")


def _francs(ways: tuple[Voie, ...]) -> tuple[Bloc, ...]:
    """Return how a franc delay is counted, where one is told: by the court, it ends a day later."""
    told = [way.regle.franc for way in ways]
    if not any(told):
        return ()
    others = "" if all(told) else " Devant le tribunal judiciaire, il compte."
    text = (
        "Devant le tribunal administratif, le délai est franc : le jour où il finit ne compte pas, "
        f"et vous pouvez agir un jour de plus.{others}"
    )
    return (Paragraphe(text),)


def _label(voie: Voie) -> str:
    return capital(", ".join(voie.prestations))


def _first(voie: Voie) -> str:
    if not voie.prealable:
        return "Personne : saisissez directement le juge"
    return f"{capital(voie.prealable)}, {', '.join(voie.adresse)}"


def _court(voie: Voie) -> str:
    return ", ".join(voie.tribunal)


def _silences(ways: tuple[Voie, ...]) -> tuple[Bloc, ...]:
    """Return what silence says, once for the ways that share it, and the texts of each."""
    asked = [way for way in ways if way.prealable]
    delays = dict.fromkeys((way.silence, way.delai_tribunal) for way in asked)
    found = []
    for silence, then in delays:
        some = [way for way in asked if (way.silence, way.delai_tribunal) == (silence, then)]
        whose = f"{', '.join(map(_label, some))} : " if len(delays) > 1 else ""
        text = (
            f"{whose}si nous n'avons pas répondu {silence} après avoir reçu votre recours, il est "
            f"rejeté. Vous avez {then} pour saisir le tribunal, à partir de ce rejet ou de la "
            "réception de la réponse."
        )
        found.append(Paragraphe(capital(text)))
    texts = dict.fromkeys(f"{_label(way)}, {way.article}" for way in asked)
    if len(asked) == 1:
        found.append(Paragraphe(f"Texte : {asked[0].article}."))
    elif asked:
        found.append(Paragraphe(f"Textes : {' ; '.join(texts)}."))
    return tuple(found)
