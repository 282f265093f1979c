"""The colours of pages: whatever one is chosen, words in it and on it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.website.palette import DARK_PAPER, HOUSE, LIGHT_PAPER, PARTS, TEXT, contrast, palette
from api.website.paths import TEMPLATES

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLORS)
def test_every_colour_can_be_read_where_it_is_used(accent: str) -> None:
    colors = palette(accent)
    assert min(contrast(light, colors.forest) for light in (colors.leaf, colors.mist)) >= TEXT
    assert min(contrast(colors.link, paper) for paper in LIGHT_PAPER) >= TEXT
    assert min(contrast(colors.link_dark, paper) for paper in DARK_PAPER) >= TEXT
    assert min(contrast(colors.sprout, paper) for paper in LIGHT_PAPER) >= PARTS
    assert min(contrast(colors.leaf, paper) for paper in DARK_PAPER) >= PARTS
    assert (colors.on_ground, colors.on_light, colors.on_dark) >= (TEXT, TEXT, TEXT)


@given(COLORS, COLORS)
def test_every_logo_stands_out_from_what_it_stands_on(accent: str, logo: str) -> None:
    colors = palette(accent)
    ground = {"": colors.forest, "light": LIGHT_PAPER[0], "dark": DARK_PAPER[0]}[colors.plate(logo)]
    assert contrast(logo, ground) >= PARTS


@pytest.mark.parametrize(
    ("accent", "name"),
    [("#0a1a5c", "forest"), ("#9b1b30", "forest"), ("#ffd400", "leaf"), ("#0a1a5c", "link"), ("#FFD400", "link_dark")],
)
def test_a_colour_is_kept_where_it_can_be_read_as_it_is(accent: str, name: str) -> None:
    assert getattr(palette(accent), name) == accent.lower()


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert [round(contrast("#ffffff", color), 2) for color in ("#000000", "#ffffff", "#767676", "#ff0000")] == [
        21,
        1,
        4.54,
        4.0,
    ]


def test_without_a_colour_pages_have_those_of_the_house() -> None:
    style = (TEMPLATES / "house.css").read_text(encoding="utf-8")
    assert palette(None) == HOUSE
    assert f"--forest: {HOUSE.forest}; --leaf: {HOUSE.leaf}; --mist: {HOUSE.mist};" in style
    assert f"--link: light-dark({HOUSE.link}, {HOUSE.link_dark})" in style
    assert all(
        f"--{name}: light-dark({light}, {dark})" in style
        for name, light, dark in zip(("paper", "wash"), LIGHT_PAPER, DARK_PAPER, strict=True)
    )
