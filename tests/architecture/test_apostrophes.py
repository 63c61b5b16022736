"""Templates are written as they are read: the apostrophe of a printed text."""

from __future__ import annotations

import re

import pytest

TEMPLATES = "src/justedroit/web"
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<script\b.*?</script>", re.DOTALL)
_STRAIGHT = re.compile(r"\w'(?=[\w«<{\s])")


def straight(text):
    """Return the words of a template whose apostrophe is that of a keyboard."""
    kept = _CODE.sub(lambda code: "x" + "\n" * code[0].count("\n"), text)
    return [
        f"ligne {number} : …{line[max(0, found.start() - 12) : found.end() + 12]}…"
        for number, line in enumerate(kept.splitlines(), start=1)
        for found in _STRAIGHT.finditer(line)
    ]


def test_no_template_has_the_apostrophe_of_a_keyboard(root, refuse):
    pages = sorted((root / TEMPLATES).rglob("*.html"))
    assert pages
    refuse(
        f"{page.relative_to(root)}, {told}" for page in pages for told in straight(page.read_text())
    )


@pytest.mark.parametrize(
    "text", ["<p>l'an</p>", "<p>\nqu'{{ x }}", 'aria-label="l\'an"', "d'<b>un"]
)
def test_an_apostrophe_of_a_keyboard_is_seen(text):
    assert len(straight(text)) == 1


def test_code_and_printed_apostrophes_are_left_in_peace():
    assert straight("{% url 'a:b' n %}<p>l’an {{ d|date:'Y' }}</p>") == []
