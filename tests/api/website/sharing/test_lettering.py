"""Words on pictures: in letters that the face has, in lines that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.website.sharing.lettering import FONTS, ITALIC, ROMAN, drawable, fit, measure

SIZES = (104, 72, 44, 33)
WIDTH, HEIGHT = 540, 350


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("L’été « à 20\u00a0h »\u202f: 1\u202f000\u00a0€", "L’été « à 20\u00a0h »\u2009: 1\u2009000\u00a0€"),
        ("Œuvre – ‹ Æther › … “quoted”", "Œuvre – ‹ Æther › … “quoted”"),
        ("Чайка", "Чайка"),
        ("Nguyễn Phước", "Nguyễn Phước"),
        ("e\u0301te\u0301", "été"),
        ("Fête 🎉 nationale 👩‍👩‍👧", "Fête nationale"),
        ("A\u200b\u202eb\u0007\nc\u3000d", "Ab c d"),
        ("東京物語", ""),
        ("Tokyo (東京)", ""),
        ("مرحبا", ""),
        ("🎉", ""),
        ("", ""),
    ],
)
def test_a_text_is_shown_whole_but_for_signs_or_not_at_all(text: str, shown: str) -> None:
    assert drawable(text) == shown


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ripple", ("Ripple",)),
        ("Hollywood en grève contre ses doubles", ("Hollywood en", "grève contre", "ses doubles")),
        ("Ripple 2", ("Ripple\u00a02",)),
    ],
)
def test_a_title_stands_in_lines_of_like_length_at_the_largest_size_that_fits(
    text: str, lines: tuple[str, ...]
) -> None:
    assert fit(text, WIDTH, HEIGHT, SIZES, 1.06).texts == lines


def test_the_longer_a_title_the_smaller_its_letters() -> None:
    sizes = [fit("mot " * words + "fin", WIDTH, HEIGHT, SIZES, 1.06).size for words in (1, 8, 20, 60)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 4


def test_what_does_not_fit_at_the_smallest_size_is_cut_with_an_ellipsis() -> None:
    lines = fit("Il était une fois, " * 40, WIDTH, HEIGHT, SIZES, 1.06)
    assert lines.size == SIZES[-1]
    assert lines.texts[-1].endswith("…")
    assert not lines.texts[-1].endswith(",…")


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.sampled_from(FONTS))
def test_every_text_fits(text: str, font: object) -> None:
    chosen = ROMAN if font == ROMAN else ITALIC
    lines = fit(drawable(text), WIDTH, HEIGHT, SIZES, 1.06, chosen)
    assert len(lines.texts) * lines.size * 1.06 <= HEIGHT
    assert all(measure(line, chosen) * lines.size / 100 <= WIDTH for line in lines.texts)
