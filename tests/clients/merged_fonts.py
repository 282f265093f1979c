"""Puts the two fonts of share images together from the parts that ``@fontsource/spectral`` comes in: ``make fonts``.

They have all of Spectral's letters in one weight, with kerning, ligatures and marks, without hints. A glyph that is
missing is drawn as nothing. Letters of two parts are not kerned with each other: no part knows both.
"""

from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from api.website.sharing.lettering import ITALIC, ROMAN

SOURCE = Path(__file__).parent / "node_modules" / "@fontsource" / "spectral" / "files"
PARTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "vietnamese")
FEATURES = ["ccmp", "kern", "liga", "locl", "mark"]
STYLES = {ROMAN: "normal", ITALIC: "italic"}
"""The files, and the style that each is put together from."""


def merge(style: str) -> bytes:
    """Return a font file that holds all letters of a style."""
    parts = [_part(part, style) for part in PARTS]
    font = Merger().merge(parts)
    # The same bytes each time: merging dates a font now.
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = TTFont(parts[0])["head"].modified
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False))
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    return _saved(font)


def _part(part: str, style: str) -> BytesIO:
    """Return a part as a file that is not compressed, as it can be merged."""
    font = TTFont(SOURCE / f"spectral-{part}-400-{style}.woff2", recalcTimestamp=False)
    font.flavor = None
    return BytesIO(_saved(font))


def _saved(font: TTFont) -> bytes:
    file = BytesIO()
    font.save(file)
    return file.getvalue()
