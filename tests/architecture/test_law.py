"""Every public function of the core says which law it applies, or which convention it founds."""

from __future__ import annotations

import ast
import re

import pytest

# An article or a decision (a number), OpenFisca, or the function that says it for both.
SEE = re.compile(r"See `(?:\w+\.)*(\w+)`")
SOURCED = re.compile(rf"\d|OpenFisca|{SEE.pattern}")


def is_public(name):
    return not any(part.startswith("_") for part in name.split("."))


def is_free(node):
    """An overload or a method of a Protocol (the law is said where the code is), an attribute."""
    marks = {ast.unparse(d).rpartition(".")[2] for d in node.decorator_list}
    attribute = marks & {"overload", "property", "cached_property"}
    return bool(attribute) or ast.unparse(node.body[-1]) == "..."


def law_of(node):
    """Return the text of the Law section, None where there is none."""
    doc = ast.get_docstring(node) or ""
    found = re.search(r"^Law:\n((?:    .*\n?|\n)+)", doc + "\n", flags=re.MULTILINE)
    return found and " ".join(found[1].split())


def lawless(source):
    if source.parts[:3] != ("src", "justedroit", "core"):
        return
    held = {name for name, _ in source.functions}
    for name, node in source.functions:
        inner = name.rpartition(".")[0] in held
        if inner or is_free(node) or not is_public(name):
            continue
        law = law_of(node)
        if law is None:
            yield f"{source.path}: {name} has no section Law"
        elif law.startswith("None"):
            if not re.match(r"None: \w.*\w", law):
                yield f"{source.path}: {name}: after None:, say which convention"
        elif not SOURCED.search(law):
            yield f"{source.path}: {name}: its Law names no article, decision, function, OpenFisca"


def test_every_public_function_of_the_core_names_its_law(sources, refuse):
    refuse(v for s in sources for v in lawless(s))


def test_a_law_said_elsewhere_is_said_there(sources, refuse):
    functions = [(s, name, node) for s in sources for name, node in s.functions]
    said = {node.name for _, _, node in functions if law_of(node)}
    refuse(
        f"{source.path}: {name} sends to {target}, which has no Law"
        for source, name, node in functions
        for target in SEE.findall(law_of(node) or "")
        if target not in said
    )


@pytest.mark.parametrize(
    ("docstring", "fault"),
    [
        ("Return it.", "has no section Law"),
        ("Return it. Law: an idea.", "has no section Law"),
        ("Return it.\n\n    Law:\n        None:\n    ", "say which convention"),
        ("Return it.\n\n    Law:\n        The usual one.\n    ", "names no article"),
    ],
)
def test_a_function_without_law_is_seen(source, docstring, fault):
    text = f'def f():\n    """{docstring}"""'
    [violation] = lawless(source("src/justedroit/core/ecarts/x.py", text))
    assert fault in violation


def test_a_method_without_law_is_seen(source):
    text = 'class Dette:\n    def reste(self):\n        """Return it."""'
    assert len([*lawless(source("src/justedroit/core/ecarts/x.py", text))]) == 1


@pytest.mark.parametrize(
    "law", ["CSS art. L553-1.", "None: a way of counting.", "See `as_known`.", "OpenFisca's."]
)
def test_an_article_or_a_convention_is_enough(source, law):
    text = f'def f():\n    """Return it.\n\n    Law:\n        {law}\n    """'
    assert [*lawless(source("src/justedroit/core/ecarts/x.py", text))] == []


def test_private_functions_and_other_layers_are_free(source):
    private = "def _f(): pass"
    assert [*lawless(source("src/justedroit/core/ecarts/x.py", private))] == []
    assert [*lawless(source("src/justedroit/steps/x.py", "def f(): pass"))] == []


def test_a_declaration_leaves_the_law_to_its_code(source):
    text = "class Moteur(Protocol):\n    def calcule(self): ..."
    assert [*lawless(source("src/justedroit/core/droits/x.py", text))] == []
