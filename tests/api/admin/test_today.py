"""The first page: what waits, who changed what last, and what comes by the day."""

import re

import httpx
import pytest

from api.admin.today import by_day
from tests.api.admin.catalogue.conftest import chief  # noqa: F401 - a fixture
from tests.api.admin.catalogue.pages import path_to, told
from tests.api.admin.forms_of_pages import form_of, send


@pytest.fixture(autouse=True)
def _english(chief: httpx.Client) -> None:  # noqa: F811
    chief.headers["Accept-Language"] = "en"


def test_who_changed_what_last_is_told(chief: httpx.Client) -> None:  # noqa: F811
    path = path_to(chief, "works", "ChatGPT")
    send(chief, path, form_of(chief.get(path).text), title="ChatGPT Plus")
    page = chief.get("/admin").text
    assert re.search(r"ChatGPT Plus changed · Ada ·", told(page))
    assert f'href="{path}/history"' in page


def test_works_without_a_picture_wait(chief: httpx.Client) -> None:  # noqa: F811
    assert "Without a picture, in the newest issues" in told(chief.get("/admin").text)


def test_what_comes_is_listed_by_the_day_of_the_publication() -> None:
    instants = ("2026-10-24T21:30:00Z", "2026-10-24T22:30:00Z", "2026-10-25T12:00:00Z")
    issues = [{"publishedAt": instant, "replacesAt": None} for instant in instants]
    days = [(day, len(found)) for day, found in by_day(issues, "Europe/Paris")]
    assert days == [("2026-10-24", 1), ("2026-10-25", 2)]
