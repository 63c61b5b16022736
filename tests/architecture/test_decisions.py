"""Decisions: numbered without a gap, each with the headings of the template."""

from __future__ import annotations

import re

import pytest

STATUS = re.compile(r"^- Status: (proposed|accepted|replaced by \d{4})$", re.MULTILINE)
DATE = re.compile(r"^- Date: 20\d\d-[01]\d-[0-3]\d$", re.MULTILINE)


def headings(text):
    return re.findall(r"^## .+$", text, flags=re.MULTILINE)


def faults(name, text, wanted):
    number = name[:4]
    if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name):
        yield f"{name}: NNNN-title.md"
    if not text.startswith(f"# {number}. "):
        yield f"{name}: the first line is its number and title"
    if headings(text) != wanted:
        yield f"{name}: its headings are not those of the template"
    for pattern, what in ((STATUS, "status"), (DATE, "date")):
        if not pattern.search(text):
            yield f"{name}: no {what}"


@pytest.fixture(scope="module")
def decisions(root):
    folder = root / "docs/decisions"
    return {p.name: p.read_text("utf-8") for p in sorted(folder.glob("*.md"))}


def test_decisions_are_numbered_without_a_gap(decisions):
    numbers = [int(name[:4]) for name in decisions]
    assert numbers == list(range(len(numbers)))


def test_decisions_follow_the_template(decisions, refuse):
    template = "0000-template.md"
    wanted = headings(decisions[template])
    assert len(wanted) == 4
    written = {name: text for name, text in decisions.items() if name != template}
    refuse(f for name, text in written.items() for f in faults(name, text, wanted))


def test_a_decision_that_is_cited_exists(decisions, sources, refuse):
    numbers = {name[:4] for name in decisions}
    refuse(
        f"{s.path}: decision {number} does not exist"
        for s in sources
        for number in re.findall(r"\bdecision (\d{4})\b", s.text)
        if s.parts[0] == "src" and number not in numbers
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("# 0003. ", "# 0004. ", "number and title"),
        ("## Context\n", "", "headings"),
        ("accepted", "perhaps", "no status"),
        ("2026-11-21", "yesterday", "no date"),
    ],
)
def test_a_decision_out_of_order_is_seen(old, new, fault):
    text = "# 0003. A ledger\n\n- Status: accepted\n- Date: 2026-11-21\n\n## Context\n"
    assert [*faults("0003-ledger.md", text, ["## Context"])] == []
    [found] = faults("0003-ledger.md", text.replace(old, new), ["## Context"])
    assert fault in found
