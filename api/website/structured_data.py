"""JSON-LD in the vocabulary of schema.org: what pages say to machines, and nothing that they do not say to readers."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from markupsafe import Markup

from api.website.content_rules import is_recommended, is_web
from schema.kinds import KINDS

Json = dict[str, Any]
Row = Mapping[str, Any]
# What would end the script element, or the line in a script.
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
STAGED = {"Movie", "TVSeries", "TVEpisode"}
CREDITS = {
    "WRITER": "author",
    "AUTHOR": "author",
    "PRODUCER": "producer",
    "CREATOR": "creator",
}
STAGE_CREDITS = {"DIRECTOR": "director", "ACTOR": "actor", "COMPOSER": "musicBy"}


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
    type_ = work_type(row)
    data: Json = {
        "@type": type_,
        "@id": row["url"],
        "url": row["url"],
        "name": row["title"],
        "alternateName": [*filter(None, [row["originalTitle"]]), *row.get("aliases", [])],
        "description": row["summary"],
        "datePublished": row.get("releaseDate") or (str(row["year"]) if row["year"] else None),
        "image": image(row["image"]),
        "keywords": row.get("tags"),
        "sameAs": [each["url"] for each in row.get("links", []) if is_web(each["url"])],
        **_details(row, type_),
    }
    for credit in row["credits"]:
        data.setdefault(_property(credit["role"], type_), []).append(_person(credit["person"]))
    return stated(data)


def _details(row: Row, type_: str) -> Json:
    """Give what only some types have."""
    whole = {"name": row["partOf"]["title"]} if row["partOf"] else None
    minutes = row.get("runtimeMinutes")
    details: dict[str, Json] = {
        "Movie": {"duration": f"PT{minutes}M" if minutes else None},
        "TVSeries": {"numberOfSeasons": row.get("seasons")},
        "TVEpisode": {
            "episodeNumber": row.get("episodeNumber"),
            "partOfSeries": whole and {"@type": "CreativeWorkSeries", **whole},
        },
        "Book": {"numberOfPages": row.get("pageCount")},
        "MusicAlbum": {"numTracks": row.get("trackCount")},
    }
    return details.get(type_) or {"isPartOf": whole and {"@type": "CreativeWork", **whole}}


def _property(role: str, type_: str) -> str:
    if type_ in STAGED and role in STAGE_CREDITS:
        return STAGE_CREDITS[role]
    if type_ == "MusicAlbum" and role == "PERFORMER":
        return "byArtist"
    return CREDITS.get(role, "contributor")


def work_type(row: Row) -> str:
    """Give a work's type in schema.org."""
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
