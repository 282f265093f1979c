"""PNGs of drawings, by the real program."""

import asyncio
import struct
import threading

import pytest

from api.website.sharing import rasters
from api.website.sharing.drawings import VINE, Subject, svg
from api.website.sharing.rasters import NotDrawn, Rasters, rasterize

DRAWING = svg(Subject("Ripple", "Application, 2023", "Liane", kind="APP"))


class Rasterizer:
    """Stands in the place of the program: counts what it draws, and draws when it is told to."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.at_once = self.most_at_once = 0
        self.go_on = threading.Event()
        self._changed = threading.Condition()

    def __call__(self, drawing: str) -> bytes:
        with self._changed:
            self.drawn.append(drawing)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self._changed.notify_all()
        assert self.go_on.wait(60)
        with self._changed:
            self.at_once -= 1
        if drawing == "broken":
            raise NotDrawn
        return drawing.encode()

    def reached(self, number: int) -> None:
        """Wait until so many drawings were begun."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.drawn) >= number, 60)


def size_of(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.fixture
def rasterizer(monkeypatch: pytest.MonkeyPatch) -> Rasterizer:
    rasterizer = Rasterizer()
    monkeypatch.setattr(rasters, "rasterize", rasterizer)
    return rasterizer


async def begun(rasterizer: Rasterizer, number: int) -> None:
    """Wait until so many drawings were begun."""
    await asyncio.to_thread(rasterizer.reached, number)


def test_a_drawing_becomes_a_png_of_1200_by_630() -> None:
    png = rasterize(DRAWING)
    assert png.startswith(rasters.PNG)
    assert size_of(png) == (1200, 630)


def test_the_same_drawing_is_the_same_bytes_and_words_are_drawn() -> None:
    drawings = [DRAWING, DRAWING, DRAWING.replace("Ripple", "Rippel"), DRAWING.replace("Ripple", "")]
    first, again, other, none = map(rasterize, drawings)
    assert first == again
    assert len({first, other, none}) == 3


def test_fonts_of_the_system_are_not_used() -> None:
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><text y="50" font-family="{}">Aé</text></svg>'
    )
    named = [rasterize(text.format(family)) for family in ("Spectral", "DejaVu Sans", "serif")]
    assert named[0] != named[1] == named[2] == rasterize(text.format("None").replace("Aé", ""))


def test_what_is_no_svg_is_not_drawn_and_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotDrawn):
        rasterize("<svg")
    assert "a picture was not drawn" in caplog.text


async def test_whoever_asks_for_the_same_picture_shares_one_drawing_and_later_the_kept_one(
    rasterizer: Rasterizer,
) -> None:
    pictures = Rasters()
    asked = [asyncio.create_task(pictures.png("same")) for _ in range(20)]
    await begun(rasterizer, 1)
    rasterizer.go_on.set()
    assert set(await asyncio.gather(*asked)) == {b"same"}
    assert await pictures.png("same") == b"same"
    assert rasterizer.drawn == ["same"]


async def test_one_who_goes_away_takes_the_picture_from_nobody_else(rasterizer: Rasterizer) -> None:
    pictures = Rasters()
    gone, other = (asyncio.create_task(pictures.png("same")) for _ in range(2))
    await begun(rasterizer, 1)
    gone.cancel()
    rasterizer.go_on.set()
    assert await other == b"same"


async def test_few_are_drawn_at_once_and_too_many_are_refused(
    rasterizer: Rasterizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasters, "MAX_WAITING", 5)
    pictures = Rasters()
    asked = [asyncio.create_task(pictures.png(str(number))) for number in range(5)]
    await begun(rasterizer, rasters.AT_ONCE)
    with pytest.raises(NotDrawn):
        await pictures.png("one too many")
    rasterizer.go_on.set()
    assert await asyncio.gather(*asked) == [b"0", b"1", b"2", b"3", b"4"]
    assert rasterizer.most_at_once <= rasters.AT_ONCE
    assert await pictures.png("one more") == b"one more"


async def test_a_failure_is_told_to_all_who_wait_and_tried_again_for_the_next(rasterizer: Rasterizer) -> None:
    pictures = Rasters()
    asked = [asyncio.create_task(pictures.png("broken")) for _ in range(2)]
    await begun(rasterizer, 1)
    rasterizer.go_on.set()
    assert [type(result) for result in await asyncio.gather(*asked, return_exceptions=True)] == [NotDrawn, NotDrawn]
    with pytest.raises(NotDrawn):
        await pictures.png("broken")
    assert len(rasterizer.drawn) == 2


async def test_kept_pictures_are_bounded_by_their_bytes(
    rasterizer: Rasterizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasters, "KEPT_BYTES", 10)
    rasterizer.go_on.set()
    pictures = Rasters()
    for drawing in ("1234", "5678", "1234", "abcd", "1234", "5678"):
        assert await pictures.png(drawing) == drawing.encode()
    assert rasterizer.drawn == ["1234", "5678", "abcd", "5678"]


def test_a_vine_is_drawn_too() -> None:
    assert rasterize(svg(Subject("Laura McGann", "", "Liane", kind=VINE))) != rasterize(DRAWING)
