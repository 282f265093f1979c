"""The font files are what the program makes that cuts them. `make clients` runs this."""

import pytest

from api.website.paths import STATIC
from tests.clients.fonts import FILES, cut


@pytest.mark.parametrize("file", FILES)
def test_a_font_file_is_what_the_program_makes(file: str) -> None:
    assert cut(*FILES[file]) == (STATIC / "fonts" / file).read_bytes()
