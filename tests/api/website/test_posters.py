"""Drawn posters: from a title and a kind, always with all of their words inside."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.website.posters import ADVANCE, INKS, LEADING, ROOM, WIDTH, Poster, poster
from api.website.rendering import Renderer
from schema.kinds import KINDS

TEMPLATES = Renderer("https://liane.example")._templates


def drawn(design: Poster) -> str:
    return str(TEMPLATES.get_template("poster.svg").module.poster(design))  # type: ignore[attr-defined]


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.poster])
def test_a_kind_that_has_a_figure_is_drawn_with_its_own(kind: str) -> None:
    figures = {name: drawn(Poster(name, *INKS[0], 20, ("A",), (7,) * 16)) for name in (*KINDS, "NEW")}
    assert [name for name, figure in figures.items() if figure == figures[kind]] == [kind]
    ET.fromstring(figures[kind])  # noqa: S314 - our own


def test_the_same_work_has_the_same_poster_and_another_has_another() -> None:
    assert poster("Ripple", "APP") == poster("Ripple", "APP")
    assert poster("Ripple", "APP").variation != poster("Shazam", "APP").variation


@pytest.mark.parametrize(("ground", "figure", "accent"), INKS)
def test_words_stand_out_from_every_ground(ground: str, figure: str, accent: str) -> None:
    light, dark = sorted((luminance(ground), luminance(figure)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert accent not in {ground, figure}


@given(st.text(max_size=400))
def test_any_title_stays_within_the_poster(title: str) -> None:
    design = poster(title, "FILM")
    assert len(design.lines) * design.size * LEADING <= ROOM
    assert max(map(len, design.lines), default=0) * design.size * ADVANCE <= WIDTH


def test_a_title_is_as_large_as_it_can_be_and_a_long_one_is_cut() -> None:
    assert poster("Ripple", "APP").size > poster("The Underdogs, épisode 4", "AD").size
    assert poster("Llama 2", "AI_MODEL").lines == ("Llama\u00a02",)
    assert poster("mot " * 80, "BOOK").lines[-1].endswith("…")
    assert poster("é" * 80, "BOOK").lines[0].endswith("…")
