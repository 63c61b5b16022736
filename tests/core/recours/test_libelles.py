"""A thread is told in French: no code of an event is shown as it is."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow as pa
import pytest

from justedroit.core.recours import act_text, fil
from justedroit.records.interface import EVENTS

DAY = "2026-03-02"


def told(tag, **payload):
    """Return the only step of a thread, as it is read."""
    row = {"dossier": 1, "sequence": 1, "tag": tag, "author": "agent:1"}
    row["at"] = dt.datetime.fromisoformat(f"{DAY}T09:00:00+00:00")
    row["payload"] = json.dumps({"creances": [1], "le": DAY} | payload)
    [step] = fil(pa.Table.from_pylist([row], schema=EVENTS), creances=(1,))
    return f"{step.quoi} ({step.objet}) {step.resultat} [{step.auteur}]"


@pytest.mark.parametrize(
    ("event", "code", "words"),
    [
        (("notice.appel", {"notice": 1, "resultat": "pas_de_numero"}), "pas_de", "Aucun numéro"),
        (("notice.appel", {"notice": 1, "resultat": "joint"}), "joint", "Le foyer a répondu"),
        (("notice.recue", {"notice": 1, "preuve": "remise_en_main"}), "_en_", "en main propre"),
        (("recours.instruit", {"recours": 1, "avis": "defavorable"}), " defa", "avis défavorable"),
        (
            ("recours.decide", {"recours": 1, "sens": "accord_partiel", "par": "cra"}),
            "cra",
            "accord partiel ; par la commission de recours amiable",
        ),
        (
            ("contrainte.signifiee", {"contrainte": 1, "par": "commissaire_de_justice"}),
            "_de_",
            "acte de commissaire de justice",
        ),
        (
            ("execution.close", {"contrainte": 1, "resultat": "carence"}),
            "[carence",
            "rien à saisir",
        ),
        (
            ("surendettement.clos", {"surendettement": 1, "issue": "effacement"}),
            "effacement]",
            "effacement des dettes",
        ),
        (
            ("creance.origine_decidee", {"creance": 1, "origine": "caisse_saisie"}),
            "_saisie",
            "Saisie par la caisse",
        ),
        (
            ("echeancier.accepte", {"echeancier": 1, "moyen": "prelevement"}),
            "prelevement",
            "prélèvement",
        ),
    ],
)
def test_a_code_is_said_in_french(event, code, words):
    tag, payload = event
    said = told(tag, **payload)
    assert words in said
    assert code not in said


@pytest.mark.parametrize(
    ("acte", "words"),
    [
        ("demeure:2", "mise en demeure 2"),
        ("creance:1:jugement:I3", "créance 1, jugement de l'instance 3"),
        ("creance:1:retenue:202508", "créance 1, retenue d'août 2025"),
        ("creance:2:paiement:12", "créance 2, paiement 12"),
        ("creance:2:non_valeur", "créance 2, admission en non-valeur"),
        ("revision:202501:20250201T040000", "révision des droits"),
        ("", ""),
    ],
)
def test_an_act_is_named_as_a_person_names_it(acte, words):
    assert act_text(acte) == words
