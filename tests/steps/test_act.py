"""What every act refuses of the texts that a person writes."""

from __future__ import annotations

import pytest

from justedroit.steps.act import refuse_text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "est vide"),
        ("merci \N{GRINNING FACE}", "U+1F600"),
        ("pay\x1b[31mé", "U+001B"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "U+202E"),
        ("x" * 10_001, "trop long"),
    ],
)
def test_a_text_that_no_letter_can_print_is_refused_when_it_is_written(text, said):
    refusal = refuse_text(text, "dossier 1", "le motif")
    assert refusal is not None
    assert said in refusal.what


def test_french_as_it_is_written_is_kept():
    text = "Déjà versé : 1 234,50 € – « l’aide » de Zoë Ōnodera,\nsoit 2 × 617,25 €."
    assert refuse_text(text, "dossier 1", "le motif") is None


def test_a_mistyped_nir_is_refused_before_it_is_written():
    refusal = refuse_text("mon nir 199059900608402", "dossier 1", "le motif")
    assert refusal is not None
    assert "mal tapé" in refusal.what
