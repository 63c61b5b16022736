"""Suppose: the rights of the coming months if something changed. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from justedroit.core.base import FRANCE, Refusal, Refused
from justedroit.core.droits import (
    Foyer,
    Hypothese,
    Law,
    Question,
    Simulation,
    coming_months,
    simulate,
)
from justedroit.core.droits import hypotheses as hypotheses_of
from justedroit.core.ecarts import REVISED
from justedroit.core.faits import as_known
from justedroit.records.interface import Records

MONTHS, LONGEST = 12, 24


class Impossible(Refused):
    """What is supposed contradicts the household.

    Attributes:
        refusals: why, each with where it stands.
    """

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("\n".join(map(str, refusals)))
        self.refusals = tuple(refusals)


def suppose(
    records: Records,
    dossier: int,
    hypotheses: Sequence[Hypothese],
    now: dt.datetime,
    law: Law,
    months: int = MONTHS,
) -> Simulation:
    """Return the rights of a dossier over the coming months, with and without what is supposed.

    Args:
        records: the journals; nothing is appended.
        dossier: number.
        hypotheses: what is supposed, all at once; none: the coming months as things are.
        now: instant of the question, UTC: what is known then.
        law: the law.
        months: number of coming months, the one of `now` first.

    Raises:
        Refused: unknown dossier, or nothing known of it at that instant; for a person.
        Impossible: something supposed contradicts the household; for a person.
    """
    if not 1 <= months <= LONGEST:
        raise Refused(f"Une simulation porte sur 1 à {LONGEST} mois, pas {months}.")
    facts = records.facts([dossier])
    _refuse_unknown(facts, dossier, now)
    unplaced = _refuse_no_commune(dossier, hypotheses_of.communes_of(hypotheses))
    today = now.astimezone(FRANCE).date()
    settled = records.last_events(REVISED, [dossier]).num_rows > 0
    asked = Question(dossier, now, today, coming_months(today, months), settled)
    found = simulate(facts, hypotheses, asked, law)
    if isinstance(found, Simulation):
        return replace(found, assumptions=(*found.assumptions, *unplaced))
    raise Impossible(found)


def foyer_of(records: Records, dossier: int, now: dt.datetime, months: int = MONTHS) -> Foyer:
    """Return the household of which something may be supposed: who is in it, the coming months.

    Args:
        records: the journals.
        dossier: number.
        now: instant of the question, UTC: what is known then.
        months: number of coming months.

    Raises:
        Refused: unknown dossier, or nothing known of it at that instant.
    """
    facts = records.facts([dossier])
    _refuse_unknown(facts, dossier, now)
    today = now.astimezone(FRANCE).date()
    return Foyer(dossier, as_known(facts, at=now), today, coming_months(today, months))


def _refuse_no_commune(dossier: int, codes: Sequence[str]) -> list[str]:
    """Return what is taken for granted of the communes supposed, all of which exist.

    Raises:
        Impossible: one does not, for all we know.
    """
    if not codes:
        return []
    # Slow to load: only a commune that is supposed asks for it.
    from justedroit.core.droits.openfisca import has_zone, is_commune  # noqa: PLC0415

    strangers = [code for code in codes if not is_commune(code)]
    if strangers:
        where = f"hypothèse, dossier {dossier}"
        raise Impossible([Refusal(NO_COMMUNE.format(code), where, SEEK_CODE) for code in strangers])
    return [NO_ZONE.format(code) for code in codes if not has_zone(code)]


NO_COMMUNE = "Aucune commune connue n'a le code INSEE « {} »."
SEEK_CODE = "Vérifiez-le : 86194 pour Poitiers ; ce n'est pas le code postal."
NO_ZONE = (
    "La zone de la commune {} pour l'aide au logement n'est pas connue : la zone 2 est supposée."
)


def _refuse_unknown(facts: pa.Table, dossier: int, now: dt.datetime) -> None:
    """Refuse a dossier of which nothing is known, ever or yet."""
    if not facts.num_rows:
        raise Refused(f"Le dossier {dossier} n'existe pas. Vérifiez son numéro.")
    first = pc.min(facts["known_at"]).as_py()
    if first > now:
        raise Refused(
            f"Le {now.astimezone(FRANCE):%d/%m/%Y}, rien n'était encore connu du dossier {dossier} : "
            f"il s'ouvre le {first.astimezone(FRANCE):%d/%m/%Y}. Choisissez ce jour, ou un jour d'après."
        )
