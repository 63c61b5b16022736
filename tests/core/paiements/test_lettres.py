"""Names go to the bank in its letters, and never as a code or a markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from justedroit.core.paiements import sepa_text

ALLOWED = re.compile(r"[A-Za-z0-9/?:().,'+ -]*")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("Élodie D’Été-Noël", "Elodie D'Ete-Noel"),
        ("Œuvre & Cie_2", "OEuvre + Cie-2"),
        ("Łukasz Đorđe Straße", "Lukasz Dorde Strasse"),
        ("  //abc//  d<b>e", "abc/ d b e"),
        ("漢字", ""),
        ("x" * 90, "x" * 70),
    ],
)
def test_a_name_is_written_in_the_letters_of_sepa(name, sent):
    assert sepa_text(name) == sent


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_the_name_nothing_needs_to_be_escaped(name):
    sent = sepa_text(name)
    assert ALLOWED.fullmatch(sent)
    assert len(sent) <= 70
    assert sent == sent.strip(" /")
    assert "//" not in sent
    assert sepa_text(sent) == sent
