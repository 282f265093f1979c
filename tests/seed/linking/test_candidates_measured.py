"""How many candidates are works, and how many works are candidates, over letters as people write them.

The letters in ``tests/fixtures/works`` are full of what writers set in bold or quotation marks besides titles: people,
days, prices, numbers, calls, slogans, papers. ``works.json`` names the works in each. Two of them (``carnet.md`` and
``digest.md``) were written after the rules, to see whether these hold for letters that they were not made on.
"""

from pathlib import Path

import orjson
import pytest

from seed.importers import read
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue
from seed.linking.names import Names

LETTERS = Path(__file__).parents[2] / "fixtures" / "works"
WORKS: dict[str, list[str]] = orjson.loads((LETTERS / "works.json").read_bytes())
LATER = ["carnet.md", "digest.md"]


def found_in(name: str) -> list[str]:
    """Return the titles of the candidates of a letter, where the catalogue is empty."""
    catalogue = Catalogue(Names(), {}, {})
    titles: list[str] = []
    for section in read((LETTERS / name).read_bytes(), name).sections:
        links = catalogue.link_section(section.heading, section.text, section.links)
        titles += [candidate.title for candidate in candidates(section, links, catalogue)]
    return titles


@pytest.mark.parametrize("names", [sorted(WORKS), LATER], ids=["all", "written later"])
def test_two_of_three_candidates_are_works_and_nine_of_ten_works_are_candidates(names: list[str]) -> None:
    found = {name: found_in(name) for name in names}
    right = sum(title in WORKS[name] for name in names for title in found[name])
    assert right / sum(map(len, found.values())) >= 2 / 3
    assert right / sum(len(WORKS[name]) for name in names) >= 9 / 10
