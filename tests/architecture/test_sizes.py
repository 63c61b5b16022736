"""Sizes: a limit reached asks for a new noun, not for part2.py."""

from __future__ import annotations

FUNCTION_LINES = 70
MODULE_LINES = 500
TEST_LINES = 800
ARGUMENTS = 6


def too_long(source):
    limit = TEST_LINES if source.parts[0] == "tests" else MODULE_LINES
    if source.lines > limit:
        yield f"{source.path}: {source.lines} lines, the limit is {limit}"
    for name, node in source.functions:
        lines = node.end_lineno - node.lineno + 1
        if lines > FUNCTION_LINES:
            yield f"{source.path}: {name} has {lines} lines, the limit is {FUNCTION_LINES}"


def too_many_arguments(source):
    # A command takes one argument for each of its options.
    if source.parts[0] == "tests" or "commandes" in source.parts:
        return
    for name, node in source.functions:
        every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        given = [a.arg for a in every if a.arg not in ("self", "cls")]
        if len(given) > ARGUMENTS:
            yield f"{source.path}: {name} has {len(given)} arguments, the limit is {ARGUMENTS}"


def test_modules_and_functions_stay_short(sources, refuse):
    refuse(v for s in sources for v in too_long(s))


def test_functions_have_few_arguments(sources, refuse):
    refuse(v for s in sources for v in too_many_arguments(s))


def test_a_long_function_is_seen(source):
    body = "    a = 1\n" * FUNCTION_LINES
    assert [*too_long(source("src/x.py", "def f():\n" + body))] == [
        "src/x.py: f has 71 lines, the limit is 70"
    ]


def test_a_long_module_is_seen_and_a_test_may_be_longer(source):
    text = "a = 1\n" * (MODULE_LINES + 1)
    assert [*too_long(source("src/x.py", text))] == ["src/x.py: 501 lines, the limit is 500"]
    assert [*too_long(source("tests/x.py", text))] == []


def test_a_method_with_many_arguments_is_seen(source):
    text = "class C:\n    def m(self, a, b, c, d, e, f, *, g): ..."
    assert [*too_many_arguments(source("src/x.py", text))] == [
        "src/x.py: C.m has 7 arguments, the limit is 6"
    ]
