"""Works that may be one are suggested, and a step from being merged."""

import re
from unittest.mock import patch

import httpx
import pytest

from api.admin.catalogue import duplicates
from tests.api.admin.catalogue.pages import told
from tests.api.admin.forms_of_pages import send


def test_works_of_one_title_are_shown_together(chief: httpx.Client) -> None:
    assert "Aucun doublon." in told(chief.get("/admin/works/duplicates").text)
    for slug in ("deep", "deeper"):
        send(chief, "/admin/works/new", [], kind="FILM", title="THE DEEPEST BREATH", slug=slug)
    page = chief.get("/admin/works/duplicates").text
    shown = told(page)
    assert all(slug in shown for slug in ("the-deepest-breath", "deep", "deeper"))
    assert page.count("/merge?duplicate=") == 2
    assert "Doublons possibles" in told(chief.get("/admin").text)


@pytest.mark.parametrize(
    ("path", "given"), [("people", {}), ("organizations", {"kind": "PLATFORM"})], ids=["people", "organizations"]
)
def test_people_and_organisations_of_one_name_are_shown_together(
    chief: httpx.Client, path: str, given: dict[str, str]
) -> None:
    address = f"/admin/{path}/duplicates"
    assert address in chief.get(f"/admin/{path}").text
    assert "Aucun doublon." in told(chief.get(address).text)
    for name, slug in (("Zoé", "zoe-1"), ("ZOE", "zoe-2"), ("Émile", "emile-1"), ("emile", "emile-2")):
        send(chief, f"/admin/{path}/new", [], name=name, slug=slug, **given)
    with patch.object(duplicates, "TITLES", 1):
        first = chief.get(address).text
        following = re.search(r'rel="next" href="([^"]*)"', first)
        assert following
        second = chief.get(f"{address}{following[1].replace('&amp;', '&')}").text
    for page, slugs in ((first, ("emile-1", "emile-2")), (second, ("zoe-1", "zoe-2"))):
        assert all(slug in told(page) for slug in slugs)
        assert page.count("/merge?duplicate=") == 1
    assert 'rel="next"' not in second
