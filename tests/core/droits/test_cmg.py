"""The CMG is paid as Pajemploi declares it."""

from __future__ import annotations

import pytest

from justedroit.core.droits.cmg import cmg_cents


def test_what_pajemploi_declares_is_due_without_crds():
    assert cmg_cents([0, 412.37]).tolist() == [0, 41237]


def test_a_negative_declaration_is_refused():
    with pytest.raises(ValueError, match="négatif"):
        cmg_cents([-1])
