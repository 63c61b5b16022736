"""The guide says where each step is in the pages: each address that it gives is one of the site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "suivre-un-indu.md"
ADDRESSES = re.findall(r"`(/[^`?#]*/)[^`]*`", GUIDE.read_text("utf-8"))


def test_each_step_of_the_guide_has_its_page():
    said = GUIDE.read_text("utf-8")
    steps = re.split(r"^## \d", said, flags=re.MULTILINE)[1:]
    assert steps
    assert all("Dans les pages" in step for step in steps)


@pytest.mark.parametrize("address", sorted(set(ADDRESSES)))
def test_each_address_of_the_guide_is_a_page(address):
    resolve(address)
