"""Cuts the two font files of the website from Spectral, and writes those of share images: ``make fonts``.

Each file holds regular and bold, as an axis of weight without outlines that vary: from the middle on, the feature
``rvrn`` puts the bold glyphs in the place of the others (docs/decisions/0077). ``@fontsource/spectral`` brings the
letters, under the SIL Open Font License.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib.featureVars import addFeatureVariations

from api.website.paths import STATIC
from tests.clients.merged_fonts import STYLES, merge

SOURCE = Path(__file__).parent / "node_modules" / "@fontsource" / "spectral" / "files"
FILES = {"spectral.woff2": ("normal", "Regular"), "spectral-italic.woff2": ("italic", "Italic")}
"""The files, the style that each is cut from, and what it is called."""
LETTERS = (
    " !\"#$%&'()*+,-./0123456789:;=?@[]ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz©«°·»×…–—‘’“”€\u00a0\u202f"
    "ÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÛÜŒßàáâãäåæçèéêëìíîïñòóôõöøùúûüœ"
)
"""What French and English prose prints, and the names in it."""
NARROW = "\u202f"
NARROW_WIDTH = 0.68
"""Of a space: Spectral has no narrow no-break space."""
LEAST_KERNING = 10
"""In thousandths of an em: nobody sees less."""
BOLD = ".bold"


def cut(style: str, name: str) -> bytes:
    """Return a font file that holds two weights of a style.

    Args:
        style: ``normal`` or ``italic``.
        name: what its regular weight is called.
    """
    font, bold = _letters(style, 400), _letters(style, 700)
    own = font.getGlyphOrder()
    bold.setGlyphOrder([f"{glyph}{BOLD}" for glyph in own])  # before its tables are read, which then say so
    _, *added = bold.getGlyphOrder()  # one .notdef is enough
    font.setGlyphOrder([*own, *added])
    for glyph in added:
        font["glyf"].glyphs[glyph] = bold["glyf"][glyph]  # read, so that its parts are called as they are there
        font["hmtx"].metrics[glyph] = bold["hmtx"].metrics[glyph]
    for table, feature in (("GSUB", "liga"), ("GPOS", "kern")):
        _append(font[table].table, bold[table].table, feature)
    for name_id, text in ((1, "Spectral"), (2, name)):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    FontBuilder(font=font).setupFvar([("wght", 400, 400, 700, "Weight")], [])
    bolder = {glyph: f"{glyph}{BOLD}" for glyph in font.getBestCmap().values()}
    addFeatureVariations(font, [([{"wght": (0.5, 1)}], bolder)])
    font["post"].formatType = 3.0  # without the glyphs' names
    return _saved(font, "woff2")


def _letters(style: str, weight: int) -> TTFont:
    """Return one weight with the letters that are needed, proportional figures, and the kerning that is seen."""
    font = TTFont(SOURCE / f"spectral-latin-{weight}-{style}.woff2", recalcTimestamp=False)
    figures = {old: new for subtable in _subtables(font["GSUB"].table, "pnum") for old, new in subtable.mapping.items()}
    space = font.getBestCmap()[ord(" ")]
    font.setGlyphOrder([*font.getGlyphOrder(), "uni202F"])
    font["glyf"].glyphs["uni202F"] = Glyph()
    font["hmtx"].metrics["uni202F"] = (round(font["hmtx"].metrics[space][0] * NARROW_WIDTH), 0)
    for table in font["cmap"].tables:
        table.cmap = {code: figures.get(glyph, glyph) for code, glyph in table.cmap.items()} | {ord(NARROW): "uni202F"}
    for subtable in _subtables(font["GPOS"].table, "kern"):
        _drop_small_kerning(subtable)
    options = Options(
        layout_features=["kern", "liga"], hinting=False, drop_tables=["GDEF"], name_IDs=[], glyph_names=True
    )
    subsetter = Subsetter(options)
    subsetter.populate(text=LETTERS)
    subsetter.subset(font)
    return TTFont(BytesIO(_saved(font, None)), recalcTimestamp=False)


def _subtables(table: Any, feature: str) -> Iterator[Any]:
    """Yield the subtables of the lookups of a feature."""
    found = {
        index
        for each in table.FeatureList.FeatureRecord
        if each.FeatureTag == feature
        for index in each.Feature.LookupListIndex
    }
    for index in sorted(found):
        for subtable in table.LookupList.Lookup[index].SubTable:
            yield getattr(subtable, "ExtSubTable", subtable)


def _drop_small_kerning(pairs: Any) -> None:
    """Take out the pairs that are nearer or farther by so little that nobody sees it."""
    if pairs.Format == 1:
        for pair_set in pairs.PairSet:
            pair_set.PairValueRecord = [
                each for each in pair_set.PairValueRecord if abs(each.Value1.XAdvance) > LEAST_KERNING
            ]
        return
    for first in pairs.Class1Record:
        for second in first.Class2Record:
            if abs(second.Value1.XAdvance) <= LEAST_KERNING:
                second.Value1.XAdvance = 0


def _append(table: Any, other: Any, feature: str) -> None:
    """Append the lookups of another font's feature, which speak of other glyphs."""
    first = len(table.LookupList.Lookup)
    table.LookupList.Lookup += other.LookupList.Lookup
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    for each in table.FeatureList.FeatureRecord:
        if each.FeatureTag == feature:
            each.Feature.LookupListIndex += range(first, len(table.LookupList.Lookup))
            each.Feature.LookupCount = len(each.Feature.LookupListIndex)


def _saved(font: TTFont, flavor: str | None) -> bytes:
    font.flavor = flavor
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def main() -> None:
    """Write the files, and print their sizes."""
    made = {STATIC / "fonts" / file: cut(style, name) for file, (style, name) in FILES.items()}
    made |= {file: merge(style) for file, style in STYLES.items()}
    for file, data in made.items():
        file.write_bytes(data)
        print(f"{len(data):>9,} bytes  {file.name}")  # noqa: T201 - a program


if __name__ == "__main__":
    main()
