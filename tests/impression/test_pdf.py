"""A letter is a tagged PDF, the same everywhere, and what it says is never a command."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.courriers import MOIS, MOTIFS, every, notice, remise, ways

from justedroit import impression
from justedroit.core.base import Refused
from justedroit.core.courriers import (
    MODELES,
    ORGANISME_DEMO,
    CreanceNotifiee,
    Organisme,
    texts,
    written,
)
from justedroit.core.identites import Adresse, Identite
from justedroit.impression import html, organisme_for, page, pdf, pdfs, pngs

NASTY = '#panic("x") *gras* _i_ $x^2$ @ref <b> \\ ] } ``` // /* = + - #{1} [ " é ’ œ Œ ÿ « » — …'
SOMEONE = Identite(
    12, 1, "Exemple", "Personne", adresse=Adresse("3", "rue #import", "99999", "DÉMONVILLE")
)


def tags(content: bytes) -> Counter[bytes]:
    return Counter(re.findall(rb"/S\s*/([A-Z]\w*)", content))


@pytest.mark.parametrize("lettre", every(), ids=lambda lettre: lettre.modele)
def test_each_letter_is_a_tagged_pdf_with_its_title_and_its_language(lettre):
    content = pdf(written(lettre), SOMEONE, ORGANISME_DEMO)
    assert content.startswith(b"%PDF-1.7")
    for part in (b"/StructTreeRoot", b"/Marked true", b"/Lang(fr-FR)", b"/DisplayDocTitle true"):
        assert part in content
    assert b"<pdfuaid:part>1<" in content
    assert tags(content)[b"H1"] == 1
    assert tags(content)[b"H2"] >= len(written(lettre).sections)


def test_the_headers_of_a_table_are_headers():
    found = tags(pdf(written(notice()), SOMEONE, ORGANISME_DEMO))
    assert found[b"Table"] == found[b"THead"] == 2
    assert found[b"TH"] == 5 + 4
    assert found[b"L"] >= 2


def test_the_same_letter_is_the_same_bytes_and_every_font_is_in_it():
    one, two = (pdf(written(notice()), SOMEONE, ORGANISME_DEMO) for _ in range(2))
    assert one == two
    names = re.findall(rb"/FontName\s*/([\w+-]+)", one)
    assert names
    assert all(name.partition(b"+")[2].startswith(b"Libertinus") for name in names)
    assert one.count(b"/FontFile") == len(names)


def test_every_letter_of_french_has_its_glyph():
    """Were one missing, another font would take its place: here there is none but this one."""
    letters = "àâäçéèêëîïôöùûüÿæœÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒ«»’“”–—…€°№ \u00a0\u202f"
    content = pdf(written(notice(origine=f"{letters}.")), SOMEONE, ORGANISME_DEMO)
    names = re.findall(rb"/FontName\s*/([\w+-]+)", content)
    assert all(b"Libertinus" in name for name in names)


def test_what_a_person_writes_is_text_and_never_markup():
    plain = written(notice(origine="une phrase simple."))
    nasty = written(notice(origine=NASTY))
    assert NASTY.replace("'", "’").split(" ")[0] in " ".join(
        t for s in nasty.sections for b in s.blocs for t in texts(b)
    )
    one, two = (tags(pdf(c, SOMEONE, ORGANISME_DEMO)) for c in (plain, nasty))
    assert two[b"H1"] == one[b"H1"]
    assert two - one <= Counter({b"Span": 9})


def test_letters_made_in_several_processes_are_the_same_in_the_same_order():
    envois = [(written(lettre), SOMEONE) for lettre in every()[:3]]
    assert list(pdfs(envois, ORGANISME_DEMO, processes=2)) == list(pdfs(envois, ORGANISME_DEMO))


def test_letters_that_several_agents_ask_for_at_once_are_all_made():
    letters = [written(lettre) for lettre in every()[:6]]
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda one: pdf(one, SOMEONE, ORGANISME_DEMO), letters))
    assert at_once == [pdf(one, SOMEONE, ORGANISME_DEMO) for one in letters]


def test_each_letter_has_a_template_and_no_template_is_left_alone():
    folder = Path(impression.__file__).parent / "gabarits"
    assert {path.stem for path in folder.glob("*.typ")} == {*MODELES, "base"}


def test_a_letter_of_no_template_is_a_defect_told():
    stray = dataclasses.replace(written(notice()), modele="inconnu")
    with pytest.raises((FileNotFoundError, KeyError)):
        pdf(stray, None, ORGANISME_DEMO)


def test_pages_can_be_looked_at():
    [first, *_] = pngs(written(notice()), None, ORGANISME_DEMO)
    assert first.startswith(b"\x89PNG")


def test_the_preview_says_the_same_escaped_and_without_style():
    contenu = written(notice(origine="<script>alert('x')</script> & co"))
    shown = html(contenu, SOMEONE, ORGANISME_DEMO)
    assert "<script>" not in shown
    assert "style=" not in shown
    assert "&lt;script&gt;" in shown
    for section in contenu.sections:
        assert section.titre.replace("&", "&amp;") in shown
    assert shown.count("<caption>") == shown.count("<table") == 2
    assert 'scope="row"' in shown
    assert "<h2>" in shown
    assert "<h1" not in shown


def test_what_the_departement_decides_is_signed_for_its_president():
    ours, theirs = remise(), dataclasses.replace(remise(), par="departement")
    for_the_fund, for_it = (html(written(one), None, ORGANISME_DEMO) for one in (ours, theirs))
    signed = "Pour le président du conseil départemental, par délégation"
    assert signed in for_it
    assert signed not in for_the_fund
    assert pdf(written(theirs), None, ORGANISME_DEMO) != pdf(written(ours), None, ORGANISME_DEMO)


def test_a_letter_that_names_nobody_says_so():
    assert "Destinataire non renseigné" in html(written(notice()), None, ORGANISME_DEMO)


def test_the_fund_is_told_by_a_file(tmp_path):
    path = tmp_path / "caisse.yaml"
    lines = [f"{f.name}: essai" for f in dataclasses.fields(Organisme)]
    path.write_text("\n".join(lines))
    found = organisme_for(demo=False, environment={"JUSTEDROIT_COURRIERS": str(path)})
    assert found.adresse == ("essai",)
    assert organisme_for(demo=True, environment={}) is ORGANISME_DEMO


@pytest.mark.parametrize("text", ["", "nom: x", "[", "a: 1\nb: 2"])
def test_a_fund_that_says_too_little_is_refused(tmp_path, text):
    path = tmp_path / "caisse.yaml"
    path.write_text(text)
    with pytest.raises(Refused):
        organisme_for(demo=False, environment={"JUSTEDROIT_COURRIERS": str(path)})


def test_a_fund_that_is_not_told_is_refused():
    with pytest.raises(Refused, match="JUSTEDROIT_COURRIERS"):
        organisme_for(demo=False, environment={})


def test_the_date_of_a_letter_is_its_own_and_not_the_clock_s():
    late = written(notice()).dated(dt.date(2030, 5, 1))
    assert "1er\u00a0mai 2030" in html(late, None, ORGANISME_DEMO)


def test_a_coupon_offers_no_remise_that_the_law_refuses():
    assert written(notice(remise_fermee="fraude qualifiée")).section("remise") is None
    offered = written(notice())
    # The key of a section is seen nowhere but by the coupon.
    closed = [
        dataclasses.replace(s, cle="remise_fermee") if s.cle == "remise" else s
        for s in offered.sections
    ]
    refused = dataclasses.replace(offered, sections=tuple(closed))
    one, two = (pdf(contenu, SOMEONE, ORGANISME_DEMO) for contenu in (offered, refused))
    assert one != two


def test_a_preview_opened_by_itself_is_a_whole_page_in_its_own_style():
    text = page(written(notice()), SOMEONE, ORGANISME_DEMO)
    assert text.startswith('<!doctype html>\n<html lang="fr">')
    assert text.count("<h1>") == text.count("<main>") == text.count("<style>") == 1
    assert "style=" not in text
    assert "<script" not in text
    for name in ("courrier-entete", "courrier-encadre", "courrier-references", "text-end"):
        assert f".{name}" in text
        assert f'class="{name}"' in text


def test_an_address_is_printed_with_the_apostrophe_of_printing():
    someone = dataclasses.replace(SOMEONE, adresse=Adresse("3", "rue de l'Essai", "99999", "X"))
    assert "rue de l’Essai" in page(written(notice()), someone, ORGANISME_DEMO)


def pages_of(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", content))


@pytest.mark.parametrize("lettre", every(), ids=lambda lettre: lettre.modele)
def test_no_letter_has_more_pages_than_it_should(lettre):
    assert pages_of(pdf(written(lettre), SOMEONE, ORGANISME_DEMO)) <= 3


def test_the_coupon_of_a_notice_of_two_benefits_and_five_months_is_not_alone_on_a_page():
    months = tuple(dataclasses.replace(MOIS, mois=month) for month in range(202505, 202510))
    labels = ("allocation de logement sociale", "revenu de solidarité active")
    claims = tuple(
        CreanceNotifiee(numero=n, prestation=label, mois=months)
        for n, label in enumerate(labels, 1)
    )
    two = notice(creances=claims, voies=ways(("als", "rsa")), motifs=MOTIFS * 3, tiers=("DSN",))
    told = written(two).explained("J'ai relu votre dossier. " * 8)
    assert pages_of(pdf(told, SOMEONE, ORGANISME_DEMO)) == 3


def test_a_letter_that_cannot_be_printed_says_so_in_french():
    odd = dataclasses.replace(written(notice()), titre="merci \N{GRINNING FACE}")
    with pytest.raises(Refused, match="ne peut pas être composée"):
        pdf(odd, None, ORGANISME_DEMO)
