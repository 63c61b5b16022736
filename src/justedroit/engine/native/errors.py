"""What the native back end refuses, each by its name."""

from __future__ import annotations


class NotCompiled(ValueError):  # noqa: N818  (named for what it is)
    """An operation that has no C with the bits of numpy: the replay serves."""


class NoCompiler(RuntimeError):  # noqa: N818
    """No C compiler is found on this machine: the replay serves."""


class BuildFailed(RuntimeError):  # noqa: N818
    """The compiler, or the disk, refused; nothing is in place."""


class BadLibrary(RuntimeError):  # noqa: N818
    """A library that is not whole, or not of this program: build it again."""
