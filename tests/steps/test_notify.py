"""The notice of an indu leaves only when all is done, and what it opens is held to its delays.

The law is a stand-in: 650 € of RSA without a wage, nothing with 1 800 €; the chain is the real one.
"""

from __future__ import annotations

import pytest
from tests.notifie import REFERENCE, Fonds, at, on

from justedroit.core.base import Refusal
from justedroit.core.courriers import (
    Contenu,
    courriers,
    draft,
    informed,
    notices,
    origins_told,
    texts,
)
from justedroit.core.creances import suivis, withholdable_from
from justedroit.core.faits import Statement
from justedroit.steps import enforce, letter, notify, pending, rectify, tell
from justedroit.steps.act import appended, event, opened
from justedroit.steps.claims import Choix, claims, decide_origin
from justedroit.steps.collect import Encaissement, collect
from justedroit.steps.consultation.afaire import Ardoise, untold_first
from justedroit.steps.consultation.notices import preparation


def said(contenu: Contenu) -> str:
    return " ".join(t for s in contenu.sections for b in s.blocs for t in texts(b))


def test_a_notice_is_prepared_with_its_letter_and_waits():
    fonds = Fonds()
    made = fonds.prepare()
    assert (made.notice.total_cents, made.notice.creances) == (130_000, (1,))
    assert made.notice.enrichie is False
    assert "salaire" in said(made.courrier.contenu)
    assert "06/10/2025" in said(made.courrier.contenu)
    assert fonds.last("courrier.prepare")["modele"] == "notice_indu"
    assert fonds.last("notice.preparee")["courrier"] == 1


def test_a_decision_is_notified_once():
    fonds = Fonds()
    fonds.prepare()
    [refusal] = fonds.prepare()
    assert "aucun indu n'attend" in refusal.what


@pytest.mark.parametrize(("months", "enriched"), [(3, True), (2, False)])
def test_the_threshold_is_on_the_total_of_the_notice(months, enriched):
    assert Fonds(months).prepare().notice.enrichie is enriched


def test_a_large_notice_cannot_leave_without_explanation_nor_call():
    fonds = Fonds(3, source="allocataire")
    fonds.prepare()
    refusals = notify.send(fonds.records, 1, 1, at("2025-12-03"), fonds.atelier)
    assert [r.what.split()[-1] for r in refusals] == ["pas.", "peu."]
    assert fonds.printer.seen == []
    assert courriers(fonds.events())[0].envoye_le is None


def test_an_explanation_that_lacks_something_is_not_kept():
    fonds = Fonds(3)
    fonds.prepare()
    assert notify.explain_notice(fonds.records, 1, 1, "Votre salaire.", at("2025-12-03"))
    assert notices(fonds.events())[1].texte == ""


@pytest.mark.parametrize(
    ("le", "result"),
    [("2025-12-03", "peut-être"), ("2025-12-09", "joint"), ("2025-11-01", "joint")],
)
def test_a_call_has_a_known_result_and_a_day_that_can_be(le, result):
    fonds = Fonds()
    fonds.prepare()
    told = (on(le), result)
    assert isinstance(notify.call(fonds.records, 1, 1, told, at("2025-12-03")), Refusal)


def test_what_an_employer_told_is_said_to_the_household_before_the_notice():
    """Cass. 2e civ., 7 July 2022: without it, the whole procedure is null."""
    fonds = Fonds()
    fonds.prepare()
    [refusal] = notify.send(fonds.records, 1, 1, at("2025-12-03"), fonds.atelier)
    assert "L114-21" in refusal.law
    sent = notify.inform(fonds.records, 1, 1, at("2025-12-03"), fonds.atelier)
    assert "employeurs" in said(sent.contenu)
    assert list(informed(fonds.events()).values()) == [on("2025-12-03")]


def test_a_notice_leaves_only_once_the_household_had_time_to_answer_third_parties():
    fonds = Fonds()
    fonds.prepare()
    notify.inform(fonds.records, 1, 1, at("2025-12-03"), fonds.atelier)
    [one] = [c for c in letter.letters_of_month(fonds.records, 202512) if c.envoye_le is None]
    for day in ("2025-12-03", "2025-12-12"):
        [refusal] = notify.send(fonds.records, 1, 1, at(day), fonds.atelier)
        assert "L114-21" in refusal.law
        assert "13 décembre 2025" in " ".join(refusal.mend.split())
        [lack] = pending.waits_for(fonds.records, one, on(day))
        assert "13 décembre 2025" in " ".join(lack.split())
    assert pending.waits_for(fonds.records, one, on("2025-12-13")) == []
    assert not isinstance(notify.send(fonds.records, 1, 1, at("2025-12-13"), fonds.atelier), list)


def test_what_the_household_told_itself_needs_no_information():
    fonds = Fonds(source="allocataire")
    fonds.prepare()
    assert isinstance(notify.inform(fonds.records, 1, 1, at("2025-12-03"), fonds.atelier), list)
    assert not isinstance(notify.send(fonds.records, 1, 1, at("2025-12-03"), fonds.atelier), list)


def test_what_leaves_is_kept_with_its_fingerprint_and_what_the_agent_wrote():
    fonds = Fonds(3).sent()
    told = fonds.last("courrier.envoye")
    assert len(told["empreinte"]) == 64
    assert told["le"] == told["contenu"]["le"] == "2025-12-04"
    assert "Refaites une demande" in said(fonds.printer.seen[-1])
    assert pending.preview(fonds.records, 1, 1) == fonds.printer.seen[-1]
    assert notify.send(fonds.records, 1, 1, at("2025-12-05"), fonds.atelier)


def test_delays_run_from_the_proven_reception():
    fonds = Fonds().received("2025-12-10")
    found = opened(fonds.records, 1)
    [claim] = found.creances()
    [thread] = suivis([claim], found.events)
    assert thread.received_on == on("2025-12-10")
    assert withholdable_from(claim, thread, on("2025-12-12")) == on("2025-12-31")


@pytest.mark.parametrize(
    ("le", "how"),
    [
        ("2025-12-03", "accuse_reception"),
        ("2026-01-01", "remise_en_main"),
        ("2025-12-10", "je crois"),
    ],
)
def test_a_reception_is_proven_and_neither_before_the_letter_nor_to_come(le, how):
    fonds = Fonds().sent()
    told = (on(le), how)
    assert isinstance(notify.receive(fonds.records, 1, 1, told, at("2025-12-12")), Refusal)


def test_a_reception_proven_changes_no_more():
    fonds = Fonds().received()
    told = (on("2025-12-11"), "accuse_reception")
    assert isinstance(notify.receive(fonds.records, 1, 1, told, at("2025-12-12")), Refusal)


def test_a_rectification_asked_in_time_waits_for_its_answer():
    fonds = Fonds().received("2025-12-10")
    asked = (on("2025-12-30"), "Ce n'est pas mon salaire.")
    done = rectify.ask(fonds.records, 1, [1], asked, at("2025-12-30"))
    assert done == rectify.Demandee(1, (1,))
    again = rectify.ask(fonds.records, 1, [1], asked, at("2025-12-30"))
    assert isinstance(again, Refusal)


def test_a_rectification_asked_late_is_refused_and_shown_the_appeal():
    fonds = Fonds().received("2025-12-10")
    asked = (on("2025-12-31"), "Ce n'est pas mon salaire.")
    refusal = rectify.ask(fonds.records, 1, [1], asked, at("2025-12-31"))
    assert "recours amiable" in refusal.mend


def test_a_rectification_is_not_late_where_no_reception_is_proven():
    fonds = Fonds().sent()
    asked = (on("2026-03-01"), "Ce n'est pas mon salaire.")
    assert not isinstance(rectify.ask(fonds.records, 1, [1], asked, at("2026-03-01")), Refusal)


@pytest.mark.parametrize("numbers", [[], [2]])
def test_a_rectification_concerns_a_known_creance(numbers):
    fonds = Fonds().sent()
    asked = (on("2025-12-20"), "Faux.")
    assert isinstance(rectify.ask(fonds.records, 1, numbers, asked, at("2025-12-20")), Refusal)


def test_a_rejection_is_reasoned_and_opens_the_appeals():
    fonds = Fonds().received()
    rectify.ask(fonds.records, 1, [1], (on("2025-12-20"), "Faux."), at("2025-12-20"))
    empty = rectify.answer(fonds.records, 1, 1, ("rejetee", " "), at("2026-01-05"), fonds.atelier)
    assert isinstance(empty, list)
    told = ("rejetee", "L'employeur a confirmé la somme.")
    sent = rectify.answer(fonds.records, 1, 1, told, at("2026-01-05"), fonds.atelier)
    assert "Tribunal administratif" in said(sent.contenu)
    assert "avant le 6\u00a0mars 2026" in said(sent.contenu)
    assert rectify.answer(fonds.records, 1, 1, told, at("2026-01-06"), fonds.atelier)


def test_what_was_rectified_is_notified_again():
    fonds = Fonds().received()
    rectify.ask(fonds.records, 1, [1], (on("2025-12-20"), "Faux."), at("2025-12-20"))
    told = ("acceptee", "L'employeur s'était trompé.")
    rectify.answer(fonds.records, 1, 1, told, at("2026-01-05"), fonds.atelier)
    again = notify.prepare(fonds.records, 1, None, at("2026-01-06"), fonds.atelier)
    assert again.notice.numero == 2


def test_the_letters_of_a_month_say_what_they_wait_for():
    fonds = Fonds(3)
    assert pending.unnoticed(fonds.records, 202512) == [(1, REFERENCE)]
    fonds.prepare()
    [one] = letter.letters_of_month(fonds.records, 202512)
    assert pending.waits_for(fonds.records, one, on("2025-12-03")) == [
        "l'explication",
        "un appel",
        "l'information sur les tiers",
    ]
    assert pending.unnoticed(fonds.records, 202512) == []
    assert letter.letters_of_month(fonds.records, 202511) == []


def test_the_work_list_says_what_waits_for_third_parties_words_to_be_told():
    fonds = Fonds(1)
    fonds.prepare()
    [one] = Ardoise(fonds.records).taches(at("2025-12-03").at)
    assert one.genre == "envoyer"
    assert untold_first(fonds.records, [one]) == {(1, 1)}
    fonds.told_early()
    assert untold_first(fonds.records, [one]) == frozenset()
    assert untold_first(fonds.records, []) == frozenset()


def test_the_letter_of_a_notice_does_not_leave_by_itself():
    fonds = Fonds()
    fonds.prepare()
    refusal = letter.send(fonds.records, 1, 1, at("2025-12-03"), fonds.printer)
    assert "notification" in refusal.what


def test_a_rappel_has_its_letter_with_its_why_and_its_day():
    fonds = Fonds(source="allocataire", wage="0")
    made = tell.tell_rappel(fonds.records, 1, None, at("2025-12-02"), fonds.atelier)
    assert "1\u202f300,00\u00a0€" in said(made.contenu)
    assert "sera versée le 5\u00a0décembre 2025" in said(made.contenu)
    assert "votre salaire" in said(made.contenu)
    sent = letter.send(fonds.records, 1, made.numero, at("2025-12-03"), fonds.printer)
    assert sent.envoye_le == on("2025-12-03")
    assert isinstance(letter.send(fonds.records, 1, 1, at("2025-12-03"), fonds.printer), Refusal)
    told = (on("2025-12-08"), "espace_allocataire")
    assert letter.receive(fonds.records, 1, 1, told, at("2025-12-09")).recu_le == told[0]


def test_a_rappel_paid_at_once_says_so():
    fonds = Fonds(source="allocataire", wage="0")
    made = tell.tell_rappel(fonds.records, 1, None, at("2025-12-02"), fonds.atelier, at_once=True)
    assert "virement à part" in said(made.contenu)


def test_a_household_without_rappel_has_no_letter_of_rappel():
    fonds = Fonds()
    [refusal] = tell.tell_rappel(fonds.records, 1, None, at("2025-12-03"), fonds.atelier)
    assert "aucun rappel" in refusal.what


@pytest.mark.parametrize("dossier", [2, 0, -1])
def test_an_unknown_dossier_is_refused(dossier):
    fonds = Fonds()
    made = notify.prepare(fonds.records, dossier, None, at("2025-12-03"), fonds.atelier)
    assert isinstance(made, list)


def test_an_origin_decided_after_the_notice_was_prepared_is_said_as_decided():
    fonds = Fonds().ready()
    choice = Choix(1, 1, "Le salaire n'avait pas été dit.")
    assert "propose" in said(pending.preview(fonds.records, 1, 1))
    assert decide_origin(fonds.records, choice, "allocataire_omission", at("2025-12-03")) is None
    assert "propose" not in said(pending.preview(fonds.records, 1, 1))
    notify.send(fonds.records, 1, 1, at("2025-12-04"), fonds.atelier)
    [contenu] = fonds.printer.seen
    assert "propose" not in said(contenu)
    assert "pas été dit. C’est ce qu’un agent de la caisse a établi." in said(contenu)


def test_a_mise_en_demeure_tells_the_facts_and_the_dates_that_the_notice_told():
    fonds = Fonds().received()
    [made] = enforce.demand(fonds.records, 1, (1,), fonds.atelier, at("2026-03-02"))
    why = made.courrier.contenu.section("motif")
    [lines] = [bloc.lignes for bloc in why.blocs if hasattr(bloc, "lignes")]
    notice = courriers(fonds.events())[0].contenu
    assert list(lines) == draft(notice).splitlines()
    assert "salaire" in lines[0]
    assert "2022" in lines[0]
    assert "propose" not in said(made.courrier.contenu)


def test_a_notice_keeps_what_explains_each_of_its_creances_alone():
    fonds = Fonds().ready()
    [kept] = notices(fonds.events()).values()
    told = draft(courriers(fonds.events())[0].contenu).splitlines()
    assert [line.replace("’", "'").split() for line in told] == [
        line.split() for line in kept.motifs[1]
    ]


def test_the_origin_that_the_letter_proposes_is_the_one_read_on_the_page():
    fonds = Fonds().ready()
    [kept] = notices(fonds.events()).values()
    [one] = claims(fonds.records, 1, on("2025-12-03"))
    assert origins_told(courriers(fonds.events())[0].contenu) == (one.proposed.code,)
    assert dict(kept.origines) == {1: one.proposed.code}
    assert dict(kept.raisons) == {1: one.proposed.reason}


def test_an_origin_proposed_before_the_notice_says_that_it_weighs_no_fact_yet():
    idle = Statement(1, 1, "activite", "inactif", on("2022-01-01"), None, "agent", "essai")
    fonds = Fonds(2, "dsn_drm", "1800", idle)
    [before] = claims(fonds.records, 1, on("2025-12-03"))
    fonds.prepare()
    [after] = claims(fonds.records, 1, on("2025-12-03"))
    # An agent typed on the same day what is worth nothing: as old as the wage, it hid it.
    assert (before.proposed.code, after.proposed.code) == ("caisse_saisie", "allocataire_omission")
    assert "la proposition peut changer" in before.proposed.reason
    assert "la proposition peut changer" not in after.proposed.reason


def test_a_notice_that_another_origin_explains_has_its_own_on_the_page_too():
    fonds = Fonds()
    fonds.prepare()
    [before] = claims(fonds.records, 1, on("2025-12-03"))
    payload = fonds.last("notice.preparee") | {"origines": {"1": "caisse_retard"}}
    found = opened(fonds.records, 1)
    appended(fonds.records, found, [event(1, "notice.preparee", at("2025-12-03"), payload)])
    [one] = claims(fonds.records, 1, on("2025-12-03"))
    assert (before.proposed.code, one.proposed.code) == ("allocataire_omission", "caisse_retard")


def test_a_notice_of_which_nothing_is_owed_any_more_does_not_leave():
    fonds = Fonds().ready()
    paid = Encaissement(1, "cheque", 130_000, on("2025-12-05"), "chq-1", (1,))
    assert collect(fonds.records, paid, at("2025-12-05")).repaid == {1: 130_000}
    [refusal] = notify.send(fonds.records, 1, 1, at("2026-01-15"), fonds.atelier)
    assert "plus rien n'est dû" in refusal.what
    assert "elle ne part pas" in refusal.what
    assert courriers(fonds.events())[-1].envoye_le is None
    told = preparation(fonds.records, 1, 1, at("2026-01-15").at)
    assert not told.is_ready
