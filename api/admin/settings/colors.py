"""What becomes of the publication's colour, told in words and shown before it is saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response

from api.admin.i18n import AdminTranslator, visitors_language
from api.admin.rendering import AdminRenderer
from api.website.palette import DARK_PAPER, HOUSE, LIGHT_PAPER, WHITE, Palette, contrast, palette
from schema.colors import COLOR


@dataclass(frozen=True)
class Shade:
    """A colour that follows from the chosen one.

    Args:
        use: what it is for: ``ground``, ``light`` or ``dark`` paper.
        color: the colour.
        ratio: the contrast of the words in it or on it, as one writes it: to one decimal, and never rounded up.
        change: what was done to the chosen colour: ``kept``, ``darker``, ``lighter``; ``house`` where none was chosen.
    """

    use: str
    color: str
    ratio: str
    change: str


def shades(accent: str | None, t: AdminTranslator) -> Iterator[Shade]:
    """Yield the colours that follow from the one that is chosen, with the contrast of each."""
    colors = palette(accent)
    each = (
        ("ground", colors.forest, colors.on_ground),
        ("light", colors.link, colors.on_light),
        ("dark", colors.link_dark, colors.on_dark),
    )
    for use, color, ratio in each:
        yield Shade(use, color, _ratio(ratio, t), _change(accent, color))


def told_of_logo(dominant: str | None, accent: str | None, t: AdminTranslator) -> str:
    """Return whether a logo stands out from the ground of its page, and what is done where it does not.

    Args:
        dominant: the colour that most of it has; None where the picture is kept elsewhere.
        accent: the publication's colour.
        t: the language.
    """
    if dominant is None:
        return t("logo.unknown")
    colors = palette(accent)
    ratio = _ratio(contrast(dominant, colors.forest), t)
    plate = colors.plate(dominant)
    return t(f"logo.{plate}", ratio=ratio) if plate else t("logo.clear", ratio=ratio)


def shown_colors(accent: str | None, t: AdminTranslator) -> dict[str, object]:
    """Return what the template ``settings/colors`` shows."""
    colors: Palette = palette(accent)
    papers = (
        ("light", LIGHT_PAPER[0], "#17211c", colors.link),
        ("dark", DARK_PAPER[0], "#e4eadf", colors.link_dark),
    )
    return {"shades": [*shades(accent, t)], "palette": colors, "papers": papers, "house_color": HOUSE.forest}


class Colors:
    """``/settings/colors``: what becomes of a colour that somebody thinks of.

    Args:
        renderer: the templates.
    """

    def __init__(self, renderer: AdminRenderer) -> None:
        self._renderer = renderer

    async def show(self, request: Request) -> Response:
        """Answer a part of the page of settings."""
        asked = request.query_params.get("accent", "")
        accent = asked if COLOR.fullmatch(asked) else None
        return self._renderer.page(request, "settings/colors", shown_colors(accent, visitors_language(request)))


def _ratio(ratio: float, t: AdminTranslator) -> str:
    return t.number(str(int(ratio * 10) / Decimal(10)))


def _change(accent: str | None, color: str) -> str:
    if accent is None:
        return "house"
    if accent.lower() == color:
        return "kept"
    return "lighter" if contrast(color, WHITE) < contrast(accent, WHITE) else "darker"
