"""The colours of the website: the house's own, or those that follow from the one colour of the publication.

Pages have a dark ground at their head and on covers, with light words on it, and paper that is light or dark, with
links on it. Whatever colour is chosen, it is mixed with white or black until words in it or on it have the contrast
that WCAG 2.2 AA asks of text, so that no choice makes a page unreadable.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

TEXT, PARTS = 4.5, 3.0
"""The contrast that WCAG 2.2 AA asks of text (1.4.3), and of what is no text (1.4.11)."""
WHITE, BLACK = "#ffffff", "#000000"
LIGHT_PAPER, DARK_PAPER = ("#fbfbf6", "#f0f3e6"), ("#0e1512", "#15201a")
"""What links stand on: the house's paper, and its wash."""
COLOR = re.compile("#[0-9a-fA-F]{6}")
STEPS = 100
STRAIGHT = 0.04045


@dataclass(frozen=True)
class Palette:
    """The colours that pages are printed in, by the names that they have in style sheets.

    Args:
        forest: the ground of covers and of the masthead.
        leaf: what is light on that ground.
        mist: text on that ground.
        link: links on light paper.
        link_dark: links on dark paper.
        sprout: small marks on light paper.
    """

    forest: str
    leaf: str
    mist: str
    link: str
    link_dark: str
    sprout: str

    @property
    def on_ground(self) -> float:
        """The contrast of words on the ground, of those that have the least."""
        return min(contrast(self.leaf, self.forest), contrast(self.mist, self.forest))

    def plate(self, logo: str | None) -> str:
        """Return what is laid under a logo that does not stand out from the ground: ``light``, ``dark`` or nothing.

        Args:
            logo: the colour that most of the logo has; None where that is not known.
        """
        if logo is None or contrast(logo, self.forest) >= PARTS:
            return ""
        return max(("light", LIGHT_PAPER[0]), ("dark", DARK_PAPER[0]), key=lambda plate: contrast(logo, plate[1]))[0]

    @property
    def on_light(self) -> float:
        """The contrast of links on light paper."""
        return contrast(self.link, LIGHT_PAPER[0])

    @property
    def on_dark(self) -> float:
        """The contrast of links on dark paper."""
        return contrast(self.link_dark, DARK_PAPER[0])

    @property
    def style(self) -> str:
        """What is said after the style sheets of the house."""
        return (
            f":root {{ --forest: {self.forest}; --leaf: {self.leaf}; --mist: {self.mist}; "
            f"--link: light-dark({self.link}, {self.link_dark}); --sprout: light-dark({self.sprout}, {self.leaf}); "
            "--vine: var(--sprout); }\n"
        )


HOUSE = Palette("#0b3d2c", "#d6f27c", "#e9efdf", "#0a5a3b", "#c3e66a", "#8db53c")
"""The colours of ``templates/house.css``, which a publication without a colour has."""


@lru_cache(64)
def palette(accent: str | None) -> Palette:
    """Return the colours that follow from the one that was chosen; those of the house for none, or no ``#rrggbb``."""
    if accent is None or not COLOR.fullmatch(accent):
        return HOUSE
    accent = accent.lower()
    if contrast(accent, WHITE) < PARTS:  # light: it is what shines on the ground, which is a shade of it
        leaf = accent
        forest = _until(accent, BLACK, lambda mixed: contrast(mixed, leaf) >= TEXT, 70)
    else:
        forest = _until(accent, BLACK, lambda mixed: contrast(mixed, WHITE) >= TEXT + 0.5)
        leaf = _until(forest, WHITE, lambda mixed: contrast(mixed, forest) >= TEXT, 70)
    return Palette(
        forest,
        leaf,
        mist=_until(leaf, WHITE, lambda mixed: contrast(mixed, forest) >= TEXT, 60),
        link=_until(accent, BLACK, lambda mixed: _least(mixed, LIGHT_PAPER) >= TEXT),
        link_dark=_until(accent, WHITE, lambda mixed: _least(mixed, DARK_PAPER) >= TEXT),
        sprout=_until(accent, BLACK, lambda mixed: _least(mixed, LIGHT_PAPER) >= PARTS),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 counts it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _until(color: str, end: str, is_enough: Callable[[str], bool], first: int = 0) -> str:
    """Mix a colour with black or white, as little as is enough, and at least ``first`` of a hundred parts."""
    mixed = (_mix(color, end, step) for step in range(first, STEPS + 1))
    return next(filter(is_enough, mixed), end)


def _least(color: str, grounds: Iterable[str]) -> float:
    return min(contrast(color, ground) for ground in grounds)


def _mix(color: str, end: str, step: int) -> str:
    parts = zip(_parts(color), _parts(end), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * step / STEPS):02x}" for one, other in parts)


def _luminance(color: str) -> float:
    red, green, blue = map(_linear, _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: int) -> float:
    """Return the light of a part of a colour: sRGB has a straight beginning and a curve."""
    value = part / 255
    return value / 12.92 if value <= STRAIGHT else float(((value + 0.055) / 1.055) ** 2.4)


def _parts(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))
