"""Forced recovery, courts, the département and the médiateur are in the work list, each with its term."""

from __future__ import annotations

import pytest
from tests.endettes import Endettes, at, day

from justedroit.steps.consultation.afaire import TERMES, Ardoise

DEMAND = {"demeure": 1, "creances": [1]}
ORDER = {"contrainte": 1, "creances": [1], "demeure": 1}
CASE = {"instance": 1, "objet": "indu", "prestations": ["rsa"], "creances": [1]}
JUDGED = {"instance": 1, "sens": "confirme", "annulations": {}, "motif": "Ainsi jugé."}
ASKED = {"mediation": 1, "origine": "allocataire", "canal": "courrier", "reclamation": 1}
TITLE = {"creance": 1, "cents": 30_000, "titre": "T1"}

DEMANDED = (
    ("mise_en_demeure.envoyee", DEMAND | {"le": "2026-02-01"}),
    ("mise_en_demeure.recue", DEMAND | {"le": "2026-02-05", "preuve": "accuse_reception"}),
)
ORDERED = (*DEMANDED, ("contrainte.emise", ORDER | {"le": "2026-03-12"}))
SUED = ("instance.saisie", CASE | {"tribunal": "tribunal_administratif", "le": "2026-03-01"})
HEARD = (SUED, ("instance.audience", {"instance": 1, "le": "2026-03-25"}))
JUDGMENT = (*HEARD, ("instance.jugee", JUDGED | {"le": "2026-03-18"}))
MEDIATED = (
    "mediation.saisie",
    ASKED | {"motif": "delai", "texte": "Trop long.", "le": "2026-03-10"},
)
PASSED = (
    ("creance.transferee", TITLE | {"le": "2026-02-01"}),
    (
        "creance.transfert_annule",
        TITLE | {"le": "2026-03-10", "cents": 5_000, "cause": "recours:1"},
    ),
)


def waits(acts, on="2026-03-20"):
    """Return what waits of a dossier that owes, where some acts were done."""
    fund = Endettes()
    fund.lives(1)
    fund.owes(1, "rsa", {202511: 30_000}, when="2026-01-05")
    for tag, told in acts:
        fund.happens(1, tag, told, told["le"] if told["le"] <= on else "2026-03-01")
    return {one.genre: one for one in Ardoise(fund.records).taches(at(on))}


@pytest.mark.parametrize(
    ("acts", "genre", "since", "before", "said"),
    [
        (DEMANDED, "contrainte", None, None, "300,00 € restent dus : contrainte possible"),
        (ORDERED, "signification", "2026-03-12", "2026-03-27", "Contrainte 1"),
        (HEARD, "audience", None, "2026-03-25", "audience, tribunal administratif"),
        (JUDGMENT, "jugement", "2026-03-18", "2026-04-02", "jugement du 18 mars 2026"),
        ((MEDIATED,), "mediation", "2026-03-10", "2026-05-09", "Médiation 1"),
        (PASSED, "departement", "2026-03-10", "2026-03-25", "Titre T1 : 50,00 € ne sont plus dus"),
    ],
)
def test_each_waits_from_its_day_until_its_term(acts, genre, since, before, said):
    found = waits(acts)[genre]
    assert said in found.quoi.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    assert found.terme in TERMES
    assert since is None or found.since == day(since)
    assert before is None or found.before == day(before)


@pytest.mark.parametrize(
    ("acts", "genre"),
    [
        (DEMANDED[:1], "contrainte"),  # its reception is not proven
        (ORDERED, "contrainte"),
        ((*ORDERED, ("contrainte.signifiee", ORDER | {"le": "2026-03-15"})), "signification"),
        ((SUED,), "audience"),
        (JUDGMENT, "audience"),
        (
            (*JUDGMENT, ("instance.notifiee", {"instance": 1, "le": "2026-03-19"})),
            "jugement",
        ),
        (
            (
                MEDIATED,
                (
                    "mediation.close",
                    {"mediation": 1, "le": "2026-03-15", "resultat": "maintenue", "motif": "Non."},
                ),
            ),
            "mediation",
        ),
        (PASSED[:1], "departement"),
        (
            (*PASSED, ("departement.informe", TITLE | {"le": "2026-03-12", "cents": 5_000})),
            "departement",
        ),
    ],
)
def test_what_is_done_or_may_not_be_done_yet_does_not_wait(acts, genre):
    assert genre not in waits(acts)
