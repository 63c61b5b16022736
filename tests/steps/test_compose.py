"""A notice explains the sum that it claims: not the difference between what falls and what rises.

The law is a stand-in, fast; months were paid, then facts come late that lower some and raise others.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.chaine import instant
from tests.core.ecarts.test_attribution import FIRST, LAST, LAW, NAMES, OPENED, said
from tests.notifie import Imprimeur, at

from justedroit.core.base import euros
from justedroit.core.courriers import (
    EXPLICATION,
    ORGANISME_DEMO,
    causes_of_claims,
    causes_of_rappel,
    notices,
    rises,
    texts,
)
from justedroit.core.ecarts import sides
from justedroit.steps import compose, declare
from justedroit.steps.act import opened
from justedroit.steps.letter import Atelier
from justedroit.steps.share import shares

LIVES = settings(max_examples=settings().max_examples // 4)
REFERENCE = f"revision:{LAST}:20250801T080000"
ATELIER = Atelier(ORGANISME_DEMO, Imprimeur(), LAW)
ACTE = at("2025-08-05")
_EUROS = re.compile(r"^([0-9  ]+,[0-9]{2}) € (de moins|de plus|ôtés)")


def paid(until):
    """Return a fund where a household was paid from 2024 to a month, and later."""
    chaine = OPENED.copy()
    for month in range(202401, 202413):
        chaine.pay(month)
    for month in range(202501, until + 1):
        chaine.pay(month)
    return chaine


PAID = {until: paid(until) for until in (202503, 202505)}


def lived(names, until=202505):
    """Return the dossier, its facts, and what a revision claims once these facts came late."""
    chaine = PAID[until].copy()
    for rank, name in enumerate(sorted(names, key=lambda n: n != "couple")):
        assert declare(chaine.records, said(name), instant(f"2025-07-{rank + 10}")) == []
    chaine.revise(FIRST, LAST, on="2025-08-01")
    found = opened(chaine.records, 1)
    claims = [claim for claim in found.creances() if claim.reference == REFERENCE]
    return (found, chaine.records.facts([1])), claims


def cents(line):
    """Return what a line of a letter says, in cents; what is taken off counts as what is added."""
    told = _EUROS.match(line.replace("\u202f", " ").replace("\u00a0", " "))
    assert told, line
    amount = int(re.sub(r"\D", "", told[1]))
    return -amount if told[2] == "de moins" else amount


def lines_of(rows):
    """Return the lines of motives of the notice that these rows prepare."""
    contenu = rows[0].courrier.contenu
    blocs = contenu.section(EXPLICATION).blocs
    return [line for bloc in blocs if hasattr(bloc, "lignes") for line in bloc.lignes]


picked = st.lists(st.sampled_from(NAMES), min_size=1, max_size=9, unique=True).filter(
    lambda names: "her wage" not in names or "couple" in names
)


@LIVES
@given(picked, st.sampled_from([*PAID]), st.data())
def test_the_shares_of_a_notice_add_up_to_what_it_claims(names, until, data):
    read, claims = lived(names, until)
    if not claims:
        return
    chosen = data.draw(st.lists(st.sampled_from(claims), min_size=1, unique_by=lambda c: c.number))
    made = compose.notice_rows(read, chosen, ACTE, ATELIER)
    assert not isinstance(made, list), made
    assert -sum(map(cents, lines_of(made))) == made[0].notice.total_cents
    assert made[0].notice.total_cents == sum(claim.total() for claim in chosen)


@LIVES
@given(picked, st.sampled_from([*PAID]))
def test_the_shares_of_a_rappel_add_up_to_what_rises(names, until):
    (found, facts), _ = lived(names, until)
    if REFERENCE not in found.transfers["reference"].to_pylist():
        return
    told = shares(found, facts, REFERENCE, LAW)
    owed = rises(told.differences)
    causes = causes_of_rappel(told.parts, owed)
    assert causes.cents == sum(map(cents, causes.lignes)) == sum(one.delta_cents for one in owed)


def test_what_rises_in_the_benefit_that_is_claimed_is_told_apart():
    read, claims = lived(["wage", "birth"])
    told = shares(*read, REFERENCE, LAW)
    mixed = [one for one in told.differences if len(sides(one)) == 2]
    assert [one.benefit for one in mixed] == ["rsa"]
    (fall, _), (rise, _) = sides(mixed[0])
    rsa = [claim for claim in claims if claim.benefit == "rsa"]
    notification, _ = compose.notice_rows(read, rsa, ACTE, ATELIER)
    assert notification.notice.total_cents == -fall
    blocs = notification.courrier.contenu.section(EXPLICATION).blocs
    words = " ".join(text for bloc in blocs for text in texts(bloc)).replace("\u00a0", " ")
    given = sum(one.cents for one in told.parts.moved if one.motive == "rappel")
    assert given > rise > 0
    assert f"vous donne aussi {euros(given)} de plus".replace("\u00a0", " ") in words
    assert "revenu de solidarité active (de" in words
    assert "versée avec vos prestations : elle n’est pas déduite" in words


def test_the_origin_of_a_claim_is_that_of_what_made_it_fall():
    read, claims = lived(["wage", "birth"])
    rsa = [claim for claim in claims if claim.benefit == "rsa"]
    told = shares(*read, REFERENCE, LAW)
    cases = causes_of_claims(told.parts, told.differences, rsa).cases
    worst = min(told.parts.parts, key=lambda part: part.cents_of(cases))
    assert told.parts.origine_of(cases).code == worst.origine.code


def test_what_was_taken_off_a_claim_is_a_line_of_its_own():
    read, claims = lived(["rent"])
    told = shares(*read, REFERENCE, LAW)
    claim = claims[0]
    whole = causes_of_claims(told.parts, told.differences, [claim])
    assert whole.cents == claim.total()
    claim.lignes[0].prescribed = 100
    claim.lignes[0].annulled = 50
    less = causes_of_claims(told.parts, told.differences, [claim])
    assert less.cents == whole.cents - 150
    assert [cents(line) for line in less.lignes[-2:]] == [50, 100]
    assert "trop tard" in less.lignes[-1]


def test_a_sum_that_the_facts_do_not_explain_has_no_notice():
    read, claims = lived(["rent"])
    claims[0].lignes[0].claimed += 1
    [refusal] = compose.notice_rows(read, claims[:1], ACTE, ATELIER)
    assert "les faits en expliquent" in refusal.what
    assert f"créance {claims[0].number}" in refusal.where
    assert "R133-9-2" in refusal.law


def test_a_notice_keeps_what_the_lines_of_each_creance_add_up_to():
    read, claims = lived(["wage", "birth"])
    _, rows = compose.notice_rows(read, claims, ACTE, ATELIER)
    found, _ = read
    told = notices(replace(found, events=_events(found, rows)).events)
    [kept] = told.values()
    assert kept.montants == {claim.number: claim.total() for claim in claims}
    for number, lines in kept.motifs.items():
        assert -sum(map(cents, lines)) == kept.montants[number]


def _events(found, rows):
    kept = [row for row in rows if row.get("tag", "").startswith("notice")]
    return pa.Table.from_pylist(kept, found.events.schema)
