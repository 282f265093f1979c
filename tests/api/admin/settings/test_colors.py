"""The colour of the magazine in its settings: chosen, looked at, told in words, and never unreadable."""

import re
from collections.abc import Iterator

import httpx
import pytest

from api.admin.i18n import translator_of
from api.admin.settings.colors import told_of_logo
from schema.vocabulary import UserRole
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import signed_in
from tests.api.serving import Clock, application, serving

SETTINGS, COLORS = "/admin/settings", "/admin/settings/colors"


@pytest.fixture
def admin(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of an administrator, of a server with the sample content."""
    with serving(application(seeded_url, clock=clock)) as client:
        client.headers.update({**signed_in(seeded_url, UserRole.ADMIN, clock.now), "Accept": "text/html"})
        client.headers["Accept-Language"] = "en"
        yield client


def without_house(page: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form_of(page) if name != "house"]


def stored(admin: httpx.Client) -> str | None:
    answer = admin.post(
        "/graphql",
        json={"query": "{ publication { accentColor } }"},
        headers={"Cookie": "", "Accept": "application/json"},
    )
    color: str | None = answer.json()["data"]["publication"]["accentColor"]
    return color


def test_a_colour_is_chosen_and_given_back(admin: httpx.Client) -> None:
    page = admin.get(SETTINGS).text
    assert re.search(r'name="house" value="on" checked', page)
    assert send(admin, SETTINGS, without_house(page), accentColor="#e4002b").status_code == 303
    assert stored(admin) == "#e4002b"
    page = admin.get(SETTINGS).text
    assert 'name="accentColor" value="#e4002b"' in page
    assert send(admin, SETTINGS, [*form_of(page), ("house", "on")]).status_code == 303
    assert stored(admin) is None


def test_it_is_looked_at_without_a_script_before_it_is_saved(admin: httpx.Client) -> None:
    form = without_house(admin.get(SETTINGS).text)
    seen = send(admin, SETTINGS, form, accentColor="#ffd400", change="colors")
    assert seen.status_code == 200
    assert 'fill="#ffd400"' in seen.text
    assert stored(admin) is None


def test_what_becomes_of_it_is_told_in_words(admin: httpx.Client) -> None:
    text = admin.get(COLORS, params={"accent": "#ffd400"}).text
    assert "Links on dark pages: <span" in text
    assert len(re.findall("made darker so that it can be read", text)) == 2
    assert len(re.findall("your colour as it is", text)) == 1
    ratios = [float(ratio) for ratio in re.findall(r"contrast ([\d.]+) to 1", text)]
    assert len(ratios) == 3
    assert min(ratios) >= 4.5
    french = admin.get(COLORS, params={"accent": "#ffd400"}, headers={"Accept-Language": "fr"}).text
    assert re.search(r"contraste de \d+,\d pour 1", french)


@pytest.mark.parametrize("accent", ["", "red", "#12345", "#000;}", "javascript:"])
def test_what_is_no_colour_is_that_of_the_house(admin: httpx.Client, accent: str) -> None:
    text = admin.get(COLORS, params={"accent": accent}).text
    assert "the colour of the house" in text
    assert not accent or accent not in text


def test_what_is_no_colour_is_refused_at_its_field(admin: httpx.Client) -> None:
    form = without_house(admin.get(SETTINGS).text)
    answer = send(admin, SETTINGS, form, accentColor="#0b3d2")
    assert answer.status_code == 422
    assert 'aria-describedby="f-accentColor-problems"' in answer.text
    assert "A colour is # and six of 0 to 9 and a to f" in answer.text


@pytest.mark.parametrize(
    ("dominant", "words"),
    [("#ffffff", "stands out"), ("#101010", "laid on a light plate"), (None, "kept elsewhere")],
)
def test_a_logo_is_compared_with_the_ground_of_its_page(dominant: str | None, words: str) -> None:
    assert words in told_of_logo(dominant, None, translator_of("en"))
