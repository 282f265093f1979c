"""What a share image shows, and the SVG that it is drawn from."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from api.website.palette import palette
from api.website.paths import TEMPLATES
from api.website.posters import FIGURES, Poster, fit_title, poster
from api.website.sharing.lettering import FONTS, ITALIC, Lines, drawable, fit

WIDTH, HEIGHT = 1200, 630
ROOM = 540
"""How wide words may be: the figure stands to their right."""
TITLE_TOP, TITLE_HEIGHT, LEADING = 132, 345, 1.06
TITLE_SIZES = (104, 92, 82, 72, 64, 56, 50, 44, 38, 33)
KICKER_SIZES = (34, 30, 26)
MAGAZINE_SIZES = (46, 38, 32, 26)
VINE = "vine"
FAN = {
    1: ((900, 315, 4, 1.65),),
    2: ((800, 300, -5, 1.3), (1010, 335, 5, 1.3)),
    3: ((744, 330, -6, 1.05), (902, 285, 2, 1.05), (1052, 345, 7, 1.05)),
}
"""Where posters stand in a fan of so many: x and y of the middle, the angle, the scale."""


@dataclass(frozen=True)
class Subject:
    """What a share image is of.

    Args:
        title: the title, typeset.
        kicker: what stands above it: what it is, and when.
        magazine: the magazine's name.
        works: title and kind of each work whose posters make a fan; none for a figure.
        kind: the kind whose figure is drawn large: that of a work, or ``VINE``; None for a fan.
        accent: the publication's colour; works have inks of their own.
    """

    title: str
    kicker: str
    magazine: str
    works: tuple[tuple[str, str], ...] = ()
    kind: str | None = None
    accent: str | None = None

    @property
    def version(self) -> str:
        """A digest of all that decides the picture: networks fetch one again whose address has another."""
        return sha256(repr((astuple(self), _style())).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Card:
    """A poster in a fan."""

    poster: Poster
    x: int
    y: int
    angle: int
    scale: float


@dataclass(frozen=True)
class Drawing:
    """A subject, set in lines and inks, as ``templates/share.svg`` draws it."""

    title: Lines
    kicker: Lines
    magazine: Lines
    ground: str
    ink: str
    light: str
    figure: Poster | None
    fan: Sequence[Card]

    def baseline(self, number: int) -> int:
        """Return where a line of the title stands: its lines together are in the middle of their box."""
        size = self.title.size
        top = TITLE_TOP + (TITLE_HEIGHT - len(self.title.texts) * size * LEADING) / 2
        return round(top + number * size * LEADING + size * 0.8)


def svg(subject: Subject) -> str:
    """Return the SVG of a share image."""
    return _templates().get_template("share.svg").render(d=_set(subject))


def _set(subject: Subject) -> Drawing:
    """Set a subject in lines and inks; where the face lacks a title's letters, the magazine's name stands for it."""
    design = poster(subject.title, subject.kind) if subject.kind else None
    colors = palette(subject.accent)
    if design and subject.kind == VINE and subject.accent:
        design = replace(design, ground=colors.forest, figure=colors.mist, accent=colors.leaf)
    ground, ink, light = (
        (design.ground, design.figure, design.figure) if design else (colors.forest, colors.mist, colors.leaf)
    )
    magazine = drawable(subject.magazine)
    title = drawable(subject.title) or magazine
    return Drawing(
        fit(title, ROOM, TITLE_HEIGHT, TITLE_SIZES, LEADING),
        _line(drawable(subject.kicker), KICKER_SIZES),
        _line("" if title == magazine else magazine, MAGAZINE_SIZES),
        ground,
        ink,
        light,
        replace(design, depth=HEIGHT // 3) if design else None,
        [
            Card(_drawable_poster(*work), *place)
            for work, place in zip(subject.works, FAN.get(len(subject.works), ()), strict=True)
        ],
    )


def _line(text: str, sizes: tuple[int, ...]) -> Lines:
    return fit(text, ROOM, sizes[0], sizes, 1, ITALIC)


def _drawable_poster(title: str, kind: str) -> Poster:
    size, lines = fit_title(drawable(title))
    return replace(poster(title, kind), size=size, lines=lines)


@cache
def _templates() -> Environment:
    loader = ChoiceLoader([FileSystemLoader(TEMPLATES), DictLoader(FIGURES)])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _style() -> str:
    """Return a digest of how pictures look: of templates, figures, fonts, and of this code."""
    files = [*sorted(TEMPLATES.glob("*.svg")), *FONTS, *sorted(Path(__file__).parent.glob("*.py"))]
    return sha256(b"".join(file.read_bytes() for file in files) + repr(FIGURES).encode()).hexdigest()
