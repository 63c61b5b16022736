"""A form where someone acts: what a browser sends, and what a step reads."""

from __future__ import annotations

from justedroit.web.formulaires import Formulaire, text_field


class Motif(Formulaire):
    motif = text_field("Motif", rows=3)


def test_the_lines_of_a_text_are_those_that_were_typed():
    # A browser ends each line of a text with two characters, whatever was typed.
    sent = Motif({"motif": "Bonjour,\r\n\r\nVoici pourquoi.\rCordialement"})
    assert sent.is_valid()
    assert sent.cleaned_data["motif"] == "Bonjour,\n\nVoici pourquoi.\nCordialement"
