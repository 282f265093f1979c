"""The font files are what the program makes that cuts them. `make clients` runs this."""

from pathlib import Path

import pytest

from api.website.paths import STATIC
from tests.clients.fonts import FILES, cut
from tests.clients.merged_fonts import STYLES, merge


@pytest.mark.parametrize("file", FILES)
def test_a_font_file_is_what_the_program_makes(file: str) -> None:
    assert cut(*FILES[file]) == (STATIC / "fonts" / file).read_bytes()


@pytest.mark.parametrize("file", STYLES, ids=lambda file: file.name)
def test_a_font_of_share_images_is_what_the_program_makes(file: Path) -> None:
    assert merge(STYLES[file]) == file.read_bytes()
