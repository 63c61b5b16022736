"""One apostrophe on every page; what a form holds comes back as it was."""

from __future__ import annotations

import pytest
from django.http import JsonResponse, StreamingHttpResponse
from django.test import RequestFactory
from tests.web.fonds import INDU

from justedroit.web.typographie import apostrophes, printed


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>C&#x27;est l'an dernier</p>", "<p>C’est l’an dernier</p>"),
        ('<input value="d&#x27;Essai"> d&#x27;ici', '<input value="d&#x27;Essai"> d’ici'),
        ("<textarea>l&#x27;an</textarea>l&#x27;an", "<textarea>l&#x27;an</textarea>l’an"),
        ("<script>a('b')</script>", "<script>a('b')</script>"),
        ('<td data-titre="l&#x27;an" id="l\'an">', '<td data-titre="l’an" id="l\'an">'),
        ("<p>&lt;l&#x27;an&gt;</p>", "<p>&lt;l’an&gt;</p>"),
        ("", ""),
        ("l'an", "l’an"),
    ],
)
def test_the_texts_of_a_page_are_printed_and_nothing_else(page, shown):
    assert printed(page) == shown


@pytest.mark.parametrize(
    "answer",
    [JsonResponse({"error": "l'an"}), StreamingHttpResponse(["l'an"])],
    ids=["json", "en continu"],
)
def test_what_is_not_a_page_is_left_as_it_is(answer):
    assert apostrophes(lambda request: answer)(RequestFactory().get("/")) is answer
    assert b"l'an" in b"".join(answer)


@pytest.mark.parametrize("page", ["", "droits/", "chronologie/", "registre/", "ecarts/"])
def test_no_page_of_a_dossier_mixes_apostrophes(page, ouvrir):
    told = ouvrir().get(f"/dossiers/{INDU}/{page}").content.decode()
    assert "’" in told
    assert printed(told) == told


def test_what_was_sought_is_shown_again_as_it_was_written(ouvrir):
    told = ouvrir().post("/recherche/", {"q": "d'Essai"}).content.decode()
    assert "d’Essai" not in told.split("value=")[-1]
