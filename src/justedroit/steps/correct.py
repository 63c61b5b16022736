"""Correct: a letter that has left and announces what is no longer given back has its correction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import pyarrow.compute as pc

from justedroit.core.base import Acte, Refusal
from justedroit.core.courriers import (
    CourrierSuivi,
    LettreRestitutionDefaite,
    Organisme,
    courriers,
)
from justedroit.core.creances import creance_of_reference
from justedroit.core.recours import cause_of
from justedroit.records.interface import Records
from justedroit.steps.act import Opened, opened
from justedroit.steps.letter import day_of, prepared_rows
from justedroit.steps.restore_paid import appended_again, named_row
from justedroit.steps.withdraw import promised, standing

_PREPARED: Final = "courrier.prepare"


def tell_taken_back(
    records: Records, dossiers: Sequence[int], organisme: Organisme, acte: Acte
) -> list[CourrierSuivi] | Refusal:
    """Correct the letters that have left and announce what is no longer given back.

    To be run after a payment was sent back by the bank; running it again writes nothing.

    Args:
        records: the journals.
        dossiers: numbers.
        organisme: the fund, for what the letter says of it.
        acte: who says so, and when.

    Returns:
        The letters prepared now.

    Raises:
        StaleSequence: a dossier was written to in between; those before it are told.
    """
    done: list[CourrierSuivi] = []
    transfers = records.transfers(list(dossiers))
    fallen = transfers.filter(pc.equal(transfers["motive"], "restitution_defaite"))
    for dossier in sorted(set(fallen["dossier"].to_pylist())):
        found = opened(records, dossier)
        assert isinstance(found, Opened)
        for one, key, announced, stands in _corrected(found):
            lettre = _correction(found, one, (key[0], announced, stands), (organisme, acte))
            made = prepared_rows(found, lettre, acte)
            if isinstance(made, list):
                return made[0]
            named = {"cause": key[0], "entree": key[1], "cents": stands}
            found = appended_again(records, found, [named_row(row, acte, named) for row in made[1]])
            done.append(made[0])
    return done


def _corrected(found: Opened) -> list[tuple[CourrierSuivi, tuple[str, str], int, int]]:
    """Return the letters that have left, by which act, what they announce and what stands of it.

    Leaves out those whose correction has been prepared since.
    """
    stands, announced = standing(found.transfers), promised(found.events)
    prepared = found.events.filter(pc.equal(found.events["tag"], _PREPARED))
    said = {
        (told["cause"], told["entree"]): told["cents"]
        for told in map(json.loads, prepared["payload"].to_pylist())
        if told["modele"] == LettreRestitutionDefaite.modele
    }
    return [
        (one, key, said.get(key, cents), stands[key])
        for one in courriers(found.events)
        if one.envoye_le is not None and one.numero in announced
        for key, cents in [announced[one.numero]]
        if stands[key] < said.get(key, cents)
    ]


def _correction(
    found: Opened,
    one: CourrierSuivi,
    what: tuple[str, int, int],
    how: tuple[Organisme, Acte],
) -> LettreRestitutionDefaite:
    (cause, announced, stands), (organisme, acte) = what, how
    moved = found.transfers.filter(pc.equal(found.transfers["motive"], "restitution_defaite"))
    names = {name for name in moved["reference"].to_pylist() if cause_of(name) == cause}
    numbers = {creance_of_reference(name) for name in names}
    return LettreRestitutionDefaite(
        dossier=found.dossier,
        le=day_of(acte.at),
        organisme=organisme,
        annoncee_le=one.envoye_le or one.prepare_le,
        annonce_cents=announced,
        maintenu_cents=stands,
        reste_cents=sum(c.total() for c in found.creances() if c.number in numbers),
    )
