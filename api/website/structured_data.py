"""JSON-LD in the vocabulary of schema.org: what pages say to machines, and nothing that they do not say to readers."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from markupsafe import Markup

from api.website.content_rules import is_recommended, is_web
from api.website.detail_fields import DETAIL_FIELDS, DetailField
from schema.kinds import KINDS, Unit
from schema.vocabulary import CreditRole

Json = dict[str, Any]
Row = Mapping[str, Any]
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
    """Print a graph for inside of ``<script type="application/ld+json">``: no text in it can end the element."""
    text = orjson.dumps({"@context": "https://schema.org", **data}).decode()
    for character, escape in ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 - escaped above


def issue(row: Row, publication: Row, base_url: str) -> Json:
    """Describe an issue as a ``PublicationIssue``, with its recommendations as parts."""
    recommended = [each for section in row["sections"] for each in section["recommendations"] if is_recommended(each)]
    return stated(
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
            "hasPart": [_within_issue(each) for each in recommended],
        }
    )


def _within_issue(row: Row) -> Json:
    """Describe a recommendation in short: its page says the rest."""
    reviewed = {"@type": work_type(row["work"]), "name": row["work"]["title"]}
    return {"@type": "Recommendation", "@id": row["url"], "itemReviewed": reviewed}


def recommendation(row: Row, publication: Row, base_url: str) -> Json:
    """Describe a recommendation as a ``Recommendation``, a review that is one."""
    by = [row["recommendedBy"]] if row["recommendedBy"] else row["issue"]["authors"]
    return stated(
        {
            "@type": "Recommendation",
            "@id": row["url"],
            "url": row["url"],
            "reviewBody": row["reason"],
            "datePublished": row["issue"]["publishedAt"],
            "inLanguage": row["issue"]["language"],
            "author": people(by) or organization(publication["name"]),
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


def work(row: Row) -> Json:
    """Describe a work by the type that its kind has in schema.org."""
    data: Json = {
        "@type": work_type(row),
        "@id": row["url"],
        "url": row["url"],
        "name": row["title"],
        "alternateName": [*filter(None, [row["originalTitle"]]), *row.get("aliases", [])],
        "description": row["summary"],
        "datePublished": row.get("releaseDate") or (str(row["year"]) if row["year"] else None),
        "image": image(row["image"]),
        "keywords": row.get("tags"),
        "sameAs": [each["url"] for each in row.get("links", []) if is_web(each["url"])],
        **_details(row),
    }
    properties = {**CREDITS, **KINDS[row["kind"]].schema_org.credits}
    for credit in row["credits"]:
        _add(data, properties.get(credit["role"], "contributor"), _person(credit["person"]))
    return stated(data)


def _details(row: Row) -> Json:
    """Describe what only the work's kind has, and the work that it is part of."""
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
        return [_value(each, field) for each in value]
    if isinstance(value, Mapping):
        return {"@type": NAMED.get(field.type, "CreativeWork"), "name": value["name"]}
    if field.detail.unit and value is not None:
        return f"PT{value}{DURATIONS[field.detail.unit]}"
    return value


def _add(data: Json, name: str, value: Json) -> None:
    """Add a value to a property, which may have some already."""
    before = data.get(name) or []
    data[name] = [*(before if isinstance(before, list) else [before]), value]


def work_type(row: Row) -> str:
    """Return a work's type at schema.org."""
    return KINDS[row["kind"]].schema_org.type


def periodical(publication: Row, base_url: str) -> Json:
    """Describe the magazine."""
    return stated(
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


def people(rows: Iterable[Row]) -> list[Json]:
    """Describe people."""
    return [_person(row) for row in rows]


def _person(row: Row) -> Json:
    return {"@type": "Person", "name": row["name"]}


def image(row: Row | None) -> Json | None:
    """Describe a picture."""
    if row is None or not is_web(row["url"]):
        return None
    return stated(
        {
            "@type": "ImageObject",
            "url": row["url"],
            "caption": row["alt"],
            "width": row["width"] and {"@type": "QuantitativeValue", "value": row["width"], "unitCode": "E37"},
            "height": row["height"] and {"@type": "QuantitativeValue", "value": row["height"], "unitCode": "E37"},
            "creditText": row["credit"],
        }
    )


def stated(data: Json) -> Json:
    """Leave out what is not known."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}
