"""Works that may be one are suggested, and a step from being merged."""

import httpx

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
