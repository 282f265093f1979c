"""Words on pictures: which of them the face has letters for, how wide they are, and in which lines and size they fit.

The face is Spectral with its Latin (Vietnamese included) and Cyrillic letters, put together by
``make fonts``: a font each for roman and italic, without hints, with kerning, ligatures and marks. What it lacks is
drawn as nothing, not as a box.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageFont

ROMAN, ITALIC = FONTS = tuple(
    Path(__file__).parent / "fonts" / name for name in ("spectral.ttf", "spectral-italic.ttf")
)
UNIT = 100
"""The size in pixels that letters are measured at."""
SAME_TO_THE_EYE = str.maketrans({"\u202f": "\u2009", "\u2007": "\u00a0", "\u2010": "-", "\u2011": "-"})
"""Characters that Spectral lacks, by those that look the same."""
OTHER_SPACES = "[^\\S\u00a0\u2009]"
ELLIPSIS = "…"


@dataclass(frozen=True)
class Lines:
    """Lines of one size that fit into a box."""

    size: int
    texts: tuple[str, ...]


def drawable(text: str) -> str:
    """Return a text as the face can show it; an empty one where it cannot.

    Signs that it lacks, such as emoji, are left out. A text of which a letter or a digit would be missing, such as one
    in Arabic or Japanese, is not shown at all: half a title is none.
    """
    text = re.sub(OTHER_SPACES, " ", unicodedata.normalize("NFC", text).translate(SAME_TO_THE_EYE))
    missing = {character for character in text if not _has_glyph(character)}
    if any(unicodedata.category(character)[0] in "LN" for character in missing):
        return ""
    kept = "".join(character for character in text if character not in missing)
    return re.sub(" +", " ", kept).strip()


def fit(text: str, width: int, height: int, sizes: tuple[int, ...], leading: float, font: Path = ROMAN) -> Lines:
    """Return the lines of a text at the largest size at which they fit; at the smallest, what does not is cut.

    Args:
        text: words that are drawable.
        width: how wide the box is, in pixels.
        height: how high.
        sizes: the sizes of letters to try, in pixels, the largest first.
        leading: the distance from line to line, in parts of the size.
        font: the font's file.
    """
    words = re.sub(r" (?=\S{1,2}$)", "\u00a0", text).split(" ")  # no number or ! alone on the last line
    for size in sizes:
        room = width * UNIT / size
        lines = _wrap(words, room, font)
        if len(lines) * size * leading <= height and all(measure(line, font) <= room for line in lines):
            return Lines(size, _balance(words, room, lines, font))
    size, room = sizes[-1], width * UNIT / sizes[-1]
    lines = _wrap([piece for word in words for piece in _break(word, room, font)], room, font)
    rows = int(height / (size * leading))
    if len(lines) > rows:
        lines = [*lines[: rows - 1], _cut(lines[rows - 1], room, font)]
    return Lines(size, tuple(lines))


@lru_cache(10_000)
def measure(text: str, font: Path) -> float:
    """Return how wide a text is at a size of 100 pixels."""
    return _font(font).getlength(text)


def _wrap(words: list[str], room: float, font: Path) -> list[str]:
    """Return words in lines that are as full as they can be; a word that is too long has a line of its own."""
    lines: list[str] = []
    for word in words:
        if lines and measure(f"{lines[-1]} {word}", font) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balance(words: list[str], room: float, lines: list[str], font: Path) -> tuple[str, ...]:
    """Return as many lines, of lengths that are as equal as can be."""
    for narrower in range(95, 45, -5):
        tried = _wrap(words, room * narrower / 100, font)
        if len(tried) > len(lines) or any(measure(line, font) > room for line in tried):
            break
        lines = tried
    return tuple(lines)


def _break(word: str, room: float, font: Path) -> list[str]:
    """Return a word in pieces that fit, wherever it must be broken."""
    pieces = [""]
    for character in word:
        if pieces[-1] and measure(pieces[-1] + character, font) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _cut(line: str, room: float, font: Path) -> str:
    while line and measure(f"{line}{ELLIPSIS}", font) > room:
        line = line[:-1]
    return f"{line.rstrip(' .,:;!?')}{ELLIPSIS}"


@lru_cache(10_000)
def _has_glyph(character: str) -> bool:
    """Whether both fonts show something for a character; a space is shown as it is."""
    category = unicodedata.category(character)[0]
    return category == "Z" or (category != "C" and all(any(_font(font).getmask(character)) for font in FONTS))


@cache
def _font(font: Path) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - for the first who shares a page

    return ImageFont.truetype(font, UNIT)
