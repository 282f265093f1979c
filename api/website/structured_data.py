"""JSON-LD in the vocabulary of schema.org: what pages say to machines, and nothing that they do not say to readers."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from markupsafe import Markup

from api.website.content_rules import WithName, is_recommended, is_web
from api.website.detail_fields import DETAIL_FIELDS, DetailField
from api.website.results import (
    IssuePageIssue,
    IssuePageIssueSectionsRecommendations,
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


def issue(row: IssuePageIssue, publication: Masthead, base_url: str) -> Json:
    """Describe an issue as a ``PublicationIssue``, with its recommendations as parts."""
    recommendations = (recommendation for section in row["sections"] for recommendation in section["recommendations"])
    return without_empty(
        {
            "@type": "PublicationIssue",
            "@id": row["url"],
            "url": row["url"],
            "name": row["title"],
            "description": row["standfirst"],
            "issueNumber": row["number"],
            "datePublished": row["publishedAt"],
            "dateModified": row["updatedAt"],
            "inLanguage": row["language"],
            "timeRequired": f"PT{row['readingMinutes']}M",
            "image": image(row["cover"]),
            "author": people(row["authors"]),
            "isPartOf": periodical(publication, base_url),
            "hasPart": [*map(_within_issue, filter(is_recommended, recommendations))],
        }
    )


def _within_issue(row: IssuePageIssueSectionsRecommendations) -> Json:
    """Describe a recommendation in short: its page says the rest."""
    reviewed = {"@type": work_type(row["work"]["kind"]), "name": row["work"]["title"]}
    return {"@type": "Recommendation", "@id": row["url"], "itemReviewed": reviewed}


def recommendation(row: RecommendationPageNode, publication: Masthead, base_url: str) -> Json:
    """Describe a recommendation as a ``Recommendation``, a review that is one."""
    authors = people([row["recommendedBy"]] if row["recommendedBy"] else row["issue"]["authors"])
    return without_empty(
        {
            "@type": "Recommendation",
            "@id": row["url"],
            "url": row["url"],
            "reviewBody": row["reason"],
            "datePublished": row["issue"]["publishedAt"],
            "inLanguage": row["issue"]["language"],
            "author": authors or organization(publication["name"]),
            "publisher": organization(publication["name"]),
            "itemReviewed": work(row["work"]),
            "isPartOf": {
                "@type": "PublicationIssue",
                "name": row["issue"]["title"],
                "url": row["issue"]["url"],
                "isPartOf": periodical(publication, base_url),
            },
        }
    )


def work(row: WorkCard, page: WorkPageWork | None = None) -> Json:
    """Describe a work by the type that its kind has at schema.org; on its own page in full."""
    data: Json = {
        "@type": work_type(row["kind"]),
        "@id": row["url"],
        "url": row["url"],
        "name": row["title"],
        "alternateName": [*filter(None, [row["originalTitle"]]), *(page["aliases"] if page else [])],
        "description": row["summary"],
        "datePublished": (page and page["releaseDate"]) or (str(row["year"]) if row["year"] else None),
        "image": image(row["image"]),
        "keywords": page and page["tags"],
        "sameAs": [link["url"] for link in (page["links"] if page else []) if is_web(link["url"])],
        **_details(row),
    }
    properties = {**CREDITS, **KINDS[row["kind"]].schema_org.credits}
    for credit in row["credits"]:
        _add(data, properties.get(credit["role"], "contributor"), _person(credit["person"]))
    return without_empty(data)


def _details(row: Mapping[str, Any]) -> Json:
    """Describe what only the work's kind has, under the keys that kinds declare, and the work that it is part of."""
    fields = DETAIL_FIELDS[row["kind"]]
    data = {field.detail.property: _value(row.get(field.key), field) for field in fields if field.detail.property}
    part_of = KINDS[row["kind"]].schema_org.part_of
    if part_of and row["partOf"]:
        property_, type_ = part_of
        data[property_] = {"@type": type_, "name": row["partOf"]["title"]}
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


def periodical(publication: Masthead, base_url: str) -> Json:
    """Describe the magazine."""
    return without_empty(
        {
            "@type": "Periodical",
            "name": publication["name"],
            "description": publication["tagline"],
            "url": publication["url"] if is_web(publication["url"]) else base_url,
        }
    )


def organization(name: str) -> Json:
    """Describe an organisation."""
    return {"@type": "Organization", "name": name}


def people(rows: Iterable[WithName]) -> list[Json]:
    """Describe people."""
    return [_person(row) for row in rows]


def _person(row: WithName) -> Json:
    return {"@type": "Person", "name": row["name"]}


def image(row: Picture | None) -> Json | None:
    """Describe a picture."""
    if row is None or not is_web(row["url"]):
        return None
    return without_empty(
        {
            "@type": "ImageObject",
            "url": row["url"],
            "caption": row["alt"],
            "width": row["width"] and {"@type": "QuantitativeValue", "value": row["width"], "unitCode": "E37"},
            "height": row["height"] and {"@type": "QuantitativeValue", "value": row["height"], "unitCode": "E37"},
            "creditText": row["credit"],
        }
    )


def without_empty(data: Json) -> Json:
    """Return what has a value."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}
