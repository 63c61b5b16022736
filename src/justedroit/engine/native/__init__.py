"""The compiled back end: a program in C, with the bits of numpy.

`build` writes a program in C (`sources`), compiles it with the compiler of the system
(`compilation`) and puts the library in its place; `Native` runs it. The design, in four lines:

- clusters of one shape are computed eight by eight (`shapes`): what is known of one row of eight
  lanes, its group, its roles, its members, holds for the eight;
- so an operation between entities is a plain load, and nothing is gathered but inputs;
- blocks are straight-line code on rows (`schedule`, `emission`), in eight lanes (`lanes.h`);
- inputs are expanded for a batch of rows that fits in the cache, outputs put back in order.

What C cannot do with the bits of numpy is refused by name (`NotCompiled`): the replay serves.
"""

from justedroit.engine.native.compilation import build, key
from justedroit.engine.native.errors import BadLibrary, BuildFailed, NoCompiler, NotCompiled
from justedroit.engine.native.running import Native
from justedroit.engine.native.sources import generate

__all__ = [
    "BadLibrary",
    "BuildFailed",
    "Native",
    "NoCompiler",
    "NotCompiled",
    "build",
    "generate",
    "key",
]
