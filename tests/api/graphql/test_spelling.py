"""Tags, and names in addresses, are found however they are spelt: case and accents do not matter."""

from typing import Any

import httpx
import pytest

SLUG = "hollywood-en-greve-contre-ses-doubles"


def ask(client: httpx.Client, query: str, **variables: Any) -> Any:
    """Return the data of an answer."""
    answer = client.post("/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


@pytest.mark.parametrize(
    "spelling", [str.upper, str.title, lambda text: text.replace("e", "é"), lambda text: f" {text}"]
)
def test_a_slug_in_any_spelling_leads_to_its_issue(client: httpx.Client, spelling: Any) -> None:
    spelt = spelling(SLUG)
    assert ask(client, "query($s: String!) { issue(slug: $s) { slug } }", s=spelt) == {"issue": {"slug": SLUG}}
    found = ask(client, "query($s: [String!]!) { issues(filter: { slug: $s }) { totalCount } }", s=[spelt, "nobody"])
    assert found == {"issues": {"totalCount": 1}}


@pytest.mark.parametrize(
    "spelling", [str.upper, lambda text: text.replace("e", "ê"), lambda text: text.replace(" ", "-")]
)
def test_a_tag_in_any_spelling_finds_its_works(client: httpx.Client, spelling: Any) -> None:
    works = ask(client, "{ works(first: 100) { nodes { tags } } }")["works"]["nodes"]
    tags = {tag for work in works for tag in work["tags"]}
    assert tags
    for tag in tags:
        found = ask(client, "query($t: [String!]!) { works(filter: { tag: $t }) { totalCount } }", t=[spelling(tag)])
        assert found["works"]["totalCount"] == sum(tag in work["tags"] for work in works)


def test_a_tag_is_not_found_by_signs_alone(client: httpx.Client) -> None:
    for tag in ("", "?!", "映画"):
        found = ask(client, "query($t: [String!]!) { works(filter: { tag: $t }) { totalCount } }", t=[tag])
        assert found["works"]["totalCount"] == 0


def test_a_language_is_found_in_any_case(client: httpx.Client) -> None:
    query = "query($l: [String!]!) { issues(filter: { language: $l }) { totalCount } }"
    found = [ask(client, query, l=[tag])["issues"]["totalCount"] for tag in ("fr", "FR", "Fr", "fr-FR")]
    assert found == [1, 1, 1, 0]
