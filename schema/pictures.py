"""How pictures that are kept here are called, and the widths that they are served in.

A name is a digest of the file and its size as it is shown, ``9f86d081884c7d659a2feaa0c55ad015-1200x800``: it never
changes its meaning, cannot be guessed, and whoever has it knows the size without asking.
"""

import re
from hashlib import sha256

FOLDER = "/pictures/"
"""What the address of a picture of ours begins with; its name follows."""
MOST_BYTES = 30_000_000
"""How large a file may be."""
NAME = re.compile(r"[0-9a-f]{32}-([1-9][0-9]{0,4})x([1-9][0-9]{0,4})")
ADDRESS = re.compile(FOLDER + NAME.pattern)
WIDTHS = (48, 96, 160, 240, 320, 480, 640, 800, 960, 1280, 1600, 1920, 2560)
"""Other widths are rounded up, so that nobody fills the disk by asking for each; the last is the largest there is."""
HEIGHT_STEP = 10
"""The height of a shape is a multiple of so many pixels."""
MOST_HEIGHT = 2 * WIDTHS[-1]


def picture_name(data: bytes, width: int, height: int) -> str:
    """Return the name of a file whose picture has this size."""
    return f"{sha256(data).hexdigest()[:32]}-{width}x{height}"


def size_in(name: str) -> tuple[int, int] | None:
    """Return the width and height that a name tells; None of what is no name."""
    match = NAME.fullmatch(name)
    return (int(match[1]), int(match[2])) if match else None


def served_shape(width: int, height: int) -> tuple[int, int]:
    """Return the width and height that are served to who asks for a shape: about the same shape."""
    served = served_width(width)
    steps = (height * served // width + HEIGHT_STEP // 2) // HEIGHT_STEP
    return served, min(max(1, steps) * HEIGHT_STEP, MOST_HEIGHT)


def served_width(width: int) -> int:
    """Return the width that is served to who asks for a width."""
    return next((step for step in WIDTHS if step >= width), WIDTHS[-1])
