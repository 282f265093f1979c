"""A program: an SVG comes in on standard input, a PNG goes out. Its arguments: where resvg is, and the fonts it knows.

It runs beside the server, since resvg holds Python's lock while it draws: nobody waits for a picture but who asked for
it. So that it starts in a few milliseconds, it runs without ``site`` (``-I -S``) and imports nothing of ours.
"""

import sys
from pathlib import Path
from types import ModuleType

AS_IT_IS = (1, 0, 0, 0, 1, 0)


def main(library: str, *fonts: str) -> None:
    """Draw one picture."""
    sys.path.append(library)
    # With it resvg would look up its own version, which takes three times as long as to draw.
    metadata = sys.modules["importlib.metadata"] = ModuleType("importlib.metadata")
    vars(metadata)["version"] = str
    from resvg import render, usvg  # noqa: PLC0415

    options = usvg.Options.default()
    for font in fonts:
        options.load_font_data(Path(font).read_bytes())
    tree = usvg.Tree.from_str(sys.stdin.buffer.read().decode(), options)
    sys.stdout.buffer.write(render(tree, AS_IT_IS))


if __name__ == "__main__":
    main(*sys.argv[1:])
