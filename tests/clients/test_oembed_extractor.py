"""oEmbed, as the ``@extractus/oembed-extractor`` package asks for it. `make clients` runs this."""

import json

from tests.api.pages import ISSUE, NAMED_ONLY, PICK, WORK
from tests.clients.conftest import run

BASE = "https://liane.example"


def test_the_extractor_shows_cards_by_discovery_and_by_its_list(server: str) -> None:
    paths = [ISSUE, WORK, PICK, NAMED_ONLY]
    *shown, unknown, unlisted = json.loads(run("node", "oembed.js", server, BASE, *paths))
    assert [each["method"] for each in shown] == ["auto-discovery", "provider-api"] * 3
    for path, discovered, listed in zip(paths, shown[::2], shown[1::2], strict=False):
        assert discovered["html"] == listed["html"]
        assert f'src="{BASE}/embed{path}"' in listed["html"]
        assert (listed["type"], listed["version"], listed["width"]) == ("rich", "1.0", 320)
    assert "No oEmbed link" in unknown["error"]  # a page without a card announces none
    assert "404" in unlisted["error"]
