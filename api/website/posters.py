"""Drawn posters for works without a picture, made of title, kind and a set of inks."""

import re
from dataclasses import dataclass
from hashlib import sha256

from schema.kinds import KINDS

# Ground, figure and accent; the words are printed in the figure's ink, which stands out from its ground (WCAG AA).
INKS = (
    ("#14614b", "#e3f7b4", "#4fa585"),
    ("#d6f27c", "#0b3d2c", "#8db53c"),
    ("#ff6b4a", "#2a0d08", "#ffd0b8"),
    ("#1b2350", "#ffc9b5", "#5767c9"),
    ("#f3c644", "#2b2107", "#fff0b8"),
    ("#f4c6cf", "#5c1230", "#e0768f"),
    ("#4a1d3f", "#f7d9a8", "#a2508d"),
    ("#a9d8dc", "#0c3a44", "#4ba3ad"),
)
SIZES = (46, 38, 32, 27, 22, 17)
WIDTH = 172
ROOM = 126
LEADING = 1.1
ADVANCE = 0.54
"""How wide a letter is, in parts of the size: a little more than serifs are on average."""


# A template each; Jinja takes the last line break away.
FIGURES = {f"figures/{kind.name}.svg": f"{kind.poster}\n" for kind in KINDS.values() if kind.poster}


@dataclass(frozen=True)
class Poster:
    """What ``templates/poster.svg`` draws: 200 by 300, the title below, the kind's figure above.

    ``variation`` is sixteen numbers from 0 to 15 that make two works of a kind look different; ``depth`` is how far
    down a figure reaches that hangs from the upper edge.
    """

    kind: str
    ground: str
    figure: str
    accent: str
    size: int
    lines: tuple[str, ...]
    variation: tuple[int, ...]
    depth: int = 176


def poster(title: str, kind: str) -> Poster:
    """Return the poster of a work; the same title and kind have the same poster."""
    digest = sha256(f"{kind}\n{title}".encode("utf-8", "replace")).digest()
    size, lines = fit_title(title)
    ground, figure, accent = INKS[digest[17] % len(INKS)]
    return Poster(kind, ground, figure, accent, size, lines, tuple(byte % 16 for byte in digest[1:17]))


def fit_title(title: str) -> tuple[int, tuple[str, ...]]:
    """Return the largest size at which a title has room, and its lines; at the smallest size a longer one is cut."""
    words = re.sub(r" (?=\S{1,2}$)", "\u00a0", title.strip()).split(" ")  # no number or ! alone on the last line
    for size in SIZES:
        columns, rows = int(WIDTH / (size * ADVANCE)), int(ROOM / (size * LEADING))
        lines = wrap(words, columns)
        if len(lines) <= rows and all(len(line) <= columns for line in lines):
            return size, tuple(lines)
    columns, rows = int(WIDTH / (SIZES[-1] * ADVANCE)), int(ROOM / (SIZES[-1] * LEADING))
    lines = wrap(words, columns)
    cut = [line if len(line) <= columns else f"{line[: columns - 1]}…" for line in lines[:rows]]
    if len(lines) > rows:
        cut[-1] = f"{cut[-1][: columns - 1].rstrip('… ')}…"
    return SIZES[-1], tuple(cut)


def wrap(words: list[str], columns: int) -> list[str]:
    """Return words in lines of at most so many columns; a longer word has a line of its own."""
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= columns:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
