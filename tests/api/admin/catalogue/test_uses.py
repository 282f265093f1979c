"""Where something of the catalogue is used, and what deleting it would break."""

import httpx
import pytest

from tests.api.admin.catalogue.pages import path_to, told
from tests.api.admin.forms_of_pages import form_of, send


@pytest.mark.parametrize(
    ("path", "name", "used"),
    [
        ("works", "The Deepest Breath", "Hollywood en grève contre ses doubles Retenir son souffle Recommended"),
        ("people", "Laura McGann", "The Deepest Breath Film"),
        ("organizations", "Netflix", "The Deepest Breath"),
        ("columns", "Un format à la loupe", "Hollywood en grève contre ses doubles"),
    ],
)
def test_what_leads_to_something_is_told(chief: httpx.Client, path: str, name: str, used: str) -> None:
    chief.headers["Accept-Language"] = "en"
    page = chief.get(f"{path_to(chief, path, name)}/uses")
    assert page.status_code == 200
    assert used in told(page.text)


def test_what_is_used_is_not_deleted_and_the_uses_are_told(chief: httpx.Client) -> None:
    path = f"{path_to(chief, 'works', 'The Deepest Breath')}/uses"
    answer = send(chief, path, form_of(chief.get(path).text))
    assert answer.status_code == 422
    assert "the-deepest-breath sert encore : recommandations : 1." in told(answer.text)
    assert chief.get(path).status_code == 200


def test_what_is_used_nowhere_is_deleted(chief: httpx.Client) -> None:
    made = send(chief, "/admin/people/new", [], name="Nobody")
    path = made.headers["location"].removesuffix("?saved") + "/uses"
    answer = send(chief, path, form_of(chief.get(path).text))
    assert chief.get(path).status_code == 404
    page = chief.get(answer.headers["location"])
    assert (page.status_code, "« Nobody » est supprimé. Rétablir" in told(page.text)) == (200, True)
