"""JSON-LD of the archive: lists, and people and organisations as what they are (schema.org)."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.website.content_rules import is_web
from api.website.results import ColumnPageColumn, Masthead, OrganizationPageOrganization, PersonPagePerson
from api.website.structured_data import Json, describe_publication, without_empty, work_type


def describe_list(
    name: str,
    path: str,
    items: Sequence[Json],
    publication: Masthead,
    base_url: str,
    above: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> Json:
    """Describe a page of a list as a ``CollectionPage``.

    Args:
        name: of the page.
        path: the page's own address, below the public URL.
        items: what it lists, in order.
        publication: the magazine.
        base_url: the public URL.
        above: names and paths of the pages between the front page and this one.
        more: further properties of the page.
    """
    listed = {"@type": "ItemList", "itemListElement": positioned(items)} if items else None
    page = describe_page("CollectionPage", name, path, publication, base_url, above)
    return without_empty({**page, "mainEntity": listed, **more})


def describe_page(
    type_: str, name: str, path: str, publication: Masthead, base_url: str, above: Sequence[tuple[str, str]]
) -> Json:
    """Describe a page and the way to it."""
    way = [(publication["name"], "/"), *above, (name, path)]
    return {
        "@type": type_,
        "@id": f"{base_url}{path}",
        "url": f"{base_url}{path}",
        "name": name,
        "inLanguage": publication["language"],
        "isPartOf": describe_publication(publication, base_url),
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": each, "item": f"{base_url}{step}"}
                for position, (each, step) in enumerate(way, 1)
            ],
        },
    }


def positioned(items: Sequence[Json]) -> list[Json]:
    """Return the elements of a list."""
    return [{"@type": "ListItem", "position": position, "item": item} for position, item in enumerate(items, 1)]


def issue_item(issue: Mapping[str, Any]) -> Json:
    """Describe an issue in short: its page says the rest."""
    data = {"@type": "PublicationIssue", "url": issue["url"], "name": issue["title"]}
    return without_empty({**data, "issueNumber": issue["number"], "datePublished": issue["publishedAt"]})


def work_item(work: Mapping[str, Any]) -> Json:
    """Describe a work in short: its page says the rest."""
    return {"@type": work_type(work["kind"]), "url": work["url"], "name": work["title"]}


def describe_column(column: ColumnPageColumn, path: str, publication: Masthead, base_url: str) -> Json:
    """Describe a column's page by the issues that it stands in."""
    issues = {section["issue"]["url"]: section["issue"] for section in column["sections"]["nodes"]}
    items = [issue_item(issue) for issue in issues.values()]
    return describe_list(column["name"], path, items, publication, base_url, description=column["description"])


def describe_person_page(person: PersonPagePerson, publication: Masthead, base_url: str) -> Json:
    """Describe a person's page."""
    described = without_empty(
        {
            "@type": "Person",
            "@id": f"{person['url']}#person",
            "name": person["name"],
            "alternateName": person["aliases"],
            "description": person["summary"],
            "url": person["url"],
            "affiliation": [
                {"@type": "Organization", "name": each["organization"]["name"], "url": each["organization"]["url"]}
                for each in person["affiliations"]
            ],
            "jobTitle": [each["title"] for each in person["affiliations"]],
        }
    )
    page = describe_page("ProfilePage", person["name"], f"/people/{person['slug']}", publication, base_url, ())
    return without_empty({**page, "mainEntity": described})


def describe_organization_page(body: OrganizationPageOrganization, publication: Masthead, base_url: str) -> Json:
    """Describe an organisation's page; ``sameAs`` is its own site."""
    described = without_empty(
        {
            "@type": "Organization",
            "@id": f"{body['url']}#organization",
            "name": body["name"],
            "alternateName": body["aliases"],
            "description": body["summary"],
            "url": body["url"],
            "sameAs": body["website"] if is_web(body["website"]) else None,
        }
    )
    page = describe_page("ProfilePage", body["name"], f"/organizations/{body['slug']}", publication, base_url, ())
    return without_empty({**page, "mainEntity": described})
