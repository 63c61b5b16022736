"""A refusal says where, what, by which text, and how to mend it."""

from __future__ import annotations

import dataclasses

import pytest

from justedroit.core.base import Refusal


def test_a_refusal_reads_as_french_sentences():
    refusal = Refusal("Le loyer est négatif.", "ligne 12", "Donnez un loyer d'au moins 0 €.")
    assert str(refusal) == "ligne 12 : Le loyer est négatif. Donnez un loyer d'au moins 0 €."


def test_the_text_that_founds_it_is_quoted():
    refusal = Refusal("Il manque un motif.", "dossier 3", "Motivez.", "CRPA art. L211-2")
    assert "(CRPA art. L211-2)" in str(refusal)


def test_a_refusal_is_a_value_that_cannot_be_changed():
    refusal = Refusal("a", "b", "c")
    assert refusal == Refusal("a", "b", "c")
    with pytest.raises(dataclasses.FrozenInstanceError):
        refusal.what = "d"
