"""JSON-LD in the vocabulary of schema.org: what pages say to machines, and nothing that they do not say to readers."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from markupsafe import Markup

from api.website.content_rules import WithName, is_recommended, is_web
from api.website.detail_fields import DETAIL_FIELDS, DetailField
from api.website.results import (
    IssueOnPage,
    IssueOnPageSectionsRecommendations,
    Masthead,
    Picture,
    RecommendationPageNode,
    WorkCard,
    WorkKind,
    WorkPageWork,
)
from schema.kinds import KINDS, Unit
from schema.vocabulary import CreditRole

Json = dict[str, Any]
# What would end the script element, or the line in a script.
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
CREDITS: dict[str, str] = {
    CreditRole.WRITER: "author",
    CreditRole.AUTHOR: "author",
    CreditRole.PRODUCER: "producer",
    CreditRole.CREATOR: "creator",
}
"""Properties that every type has for credits; a kind may have others in their place."""
DURATIONS = {Unit.MINUTES: "M", Unit.SECONDS: "S"}
NAMED = {"Organization": "Organization", "Person": "Person"}
"""Types at schema.org for what a detail names; anything else is a work."""


def script(data: Json) -> Markup:
    """Return a graph for inside of ``<script type="application/ld+json">``: no text in it can end the element."""
    text = orjson.dumps({"@context": "https://schema.org", **data}).decode()
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 - escaped above


def describe_site(publication: Masthead, base_url: str) -> Json:
    """Describe the website: search engines show its name beside its pages."""
    return without_empty(
        {
            "@type": "WebSite",
            "@id": f"{base_url}/",
            "url": f"{base_url}/",
            "name": publication["name"],
            "description": publication["tagline"],
            "inLanguage": publication["language"],
            "publisher": describe_organization(publication["name"]),
            "about": describe_publication(publication, base_url),
        }
    )


def describe_issue(issue: IssueOnPage, publication: Masthead, base_url: str, share_image: str) -> Json:
    """Describe an issue as a ``PublicationIssue``, with its recommendations as parts, and an ``Article``.

    The first is what it is, the second what search engines show: they want a headline, an author and a picture.
    ``share_image`` is the URL of one that is always there.
    """
    pictures = [describe_image(issue["cover"]), {"@type": "ImageObject", "url": share_image}]
    recommendations = (recommendation for section in issue["sections"] for recommendation in section["recommendations"])
    return without_empty(
        {
            "@type": ["PublicationIssue", "Article"],
            "@id": issue["url"],
            "url": issue["url"],
            "name": issue["title"],
            "headline": issue["title"],
            "description": issue["standfirst"],
            "issueNumber": issue["number"],
            "datePublished": issue["publishedAt"],
            "dateModified": issue["updatedAt"],
            "inLanguage": issue["language"],
            "timeRequired": f"PT{issue['readingMinutes']}M",
            "image": [*filter(None, pictures)],
            "author": describe_people(issue["authors"]) or describe_organization(publication["name"]),
            "publisher": describe_organization(publication["name"]),
            "isPartOf": describe_publication(publication, base_url),
            "hasPart": [*map(_describe_part, filter(is_recommended, recommendations))],
        }
    )


def _describe_part(recommendation: IssueOnPageSectionsRecommendations) -> Json:
    """Describe a recommendation in short: its page says the rest."""
    reviewed = {"@type": work_type(recommendation["work"]["kind"]), "name": recommendation["work"]["title"]}
    return {"@type": "Recommendation", "@id": recommendation["url"], "itemReviewed": reviewed}


def describe_recommendation(recommendation: RecommendationPageNode, publication: Masthead, base_url: str) -> Json:
    """Describe a recommendation as a ``Recommendation``, a review that is one."""
    issue, recommender = recommendation["issue"], recommendation["recommendedBy"]
    authors = describe_people([recommender] if recommender else issue["authors"])
    return without_empty(
        {
            "@type": "Recommendation",
            "@id": recommendation["url"],
            "url": recommendation["url"],
            "reviewBody": recommendation["reason"],
            "datePublished": issue["publishedAt"],
            "inLanguage": issue["language"],
            "author": authors or describe_organization(publication["name"]),
            "publisher": describe_organization(publication["name"]),
            "itemReviewed": describe_work(recommendation["work"]),
            "isPartOf": {
                "@type": "PublicationIssue",
                "name": issue["title"],
                "url": issue["url"],
                "isPartOf": describe_publication(publication, base_url),
            },
        }
    )


def describe_work(work: WorkCard, page: WorkPageWork | None = None) -> Json:
    """Describe a work by the type that its kind has at schema.org; on its own page in full."""
    data: Json = {
        "@type": work_type(work["kind"]),
        "@id": work["url"],
        "url": work["url"],
        "name": work["title"],
        "alternateName": [*filter(None, [work["originalTitle"]]), *(page["aliases"] if page else [])],
        "description": work["summary"],
        "datePublished": (page and page["releaseDate"]) or (str(work["year"]) if work["year"] else None),
        "image": describe_image(work["image"]),
        "keywords": page and page["tags"],
        "sameAs": [link["url"] for link in (page["links"] if page else []) if is_web(link["url"])],
        **_describe_details(work),
    }
    properties = {**CREDITS, **KINDS[work["kind"]].schema_org.credits}
    for credit in work["credits"]:
        _add(data, properties.get(credit["role"], "contributor"), _describe_person(credit["person"]))
    return without_empty(data)


def _describe_details(work: Mapping[str, Any]) -> Json:
    """Describe what only the work's kind has, under the keys that kinds declare, and the work that it is part of."""
    fields = DETAIL_FIELDS[work["kind"]]
    data = {field.detail.property: _value(work.get(field.key), field) for field in fields if field.detail.property}
    part_of = KINDS[work["kind"]].schema_org.part_of
    if part_of and work["partOf"]:
        property_, type_ = part_of
        data[property_] = {"@type": type_, "name": work["partOf"]["title"]}
    return data


def _value(value: Any, field: DetailField) -> Any:
    """Return a detail's value as schema.org has it: a duration, something with a name, or the value itself."""
    if isinstance(value, list):
        return [_value(item, field) for item in value]
    if isinstance(value, Mapping):
        return {"@type": NAMED.get(field.type, "CreativeWork"), "name": value["name"]}
    if field.detail.unit and value is not None:
        return f"PT{value}{DURATIONS[field.detail.unit]}"
    return value


def _add(data: Json, name: str, value: Json) -> None:
    """Add a value to a property, which may have some already."""
    before = data.get(name) or []
    data[name] = [*(before if isinstance(before, list) else [before]), value]


def work_type(kind: WorkKind) -> str:
    """Return the type of a kind of work at schema.org."""
    return KINDS[kind].schema_org.type


def describe_publication(publication: Masthead, base_url: str) -> Json:
    """Describe the magazine."""
    return without_empty(
        {
            "@type": "Periodical",
            "name": publication["name"],
            "description": publication["tagline"],
            "url": publication["url"] if is_web(publication["url"]) else base_url,
        }
    )


def describe_page(name: str, title: str, url: str, publication: Masthead, base_url: str) -> Json:
    """Describe a page of the magazine itself: ``about`` is an ``AboutPage``."""
    return {
        "@type": "AboutPage" if name == "about" else "WebPage",
        "@id": url,
        "url": url,
        "name": title,
        "inLanguage": publication["language"],
        "about": describe_publication(publication, base_url),
    }


def describe_organization(name: str) -> Json:
    """Describe an organisation."""
    return {"@type": "Organization", "name": name}


def describe_people(people: Iterable[WithName]) -> list[Json]:
    """Describe people."""
    return [_describe_person(person) for person in people]


def _describe_person(person: WithName) -> Json:
    return {"@type": "Person", "name": person["name"]}


def describe_image(image: Picture | None) -> Json | None:
    """Describe a picture."""
    if image is None or not is_web(image["url"]):
        return None
    return without_empty(
        {
            "@type": "ImageObject",
            "url": image["url"],
            "caption": image["alt"],
            "width": image["width"] and pixels(image["width"]),
            "height": image["height"] and pixels(image["height"]),
            "creditText": image["credit"],
        }
    )


def pixels(number: int) -> Json:
    """Describe a number of pixels."""
    return {"@type": "QuantitativeValue", "value": number, "unitCode": "E37"}


def without_empty(data: Json) -> Json:
    """Return what has a value."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}
