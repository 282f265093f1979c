"""JSON-LD, held against the vocabulary of schema.org: every type exists, and has every property that is given.

The vocabulary (version 29, creative works and what they refer to) is `tests/fixtures/schema_org.json`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from api.website import structured_data
from api.website.results import Picture, WorkPageWork
from schema import db
from schema.kinds import KINDS, Kind
from tests.api.pages import linked_data, page
from tests.api.serving import application, serving
from tests.contracts import secrets
from tests.databases import SqliteDatabases

VOCABULARY = json.loads((Path(__file__).parents[2] / "fixtures" / "schema_org.json").read_text())


def properties(type_: str | list[str]) -> set[str]:
    """Return the properties of a type, or of several, and of their supertypes."""
    if isinstance(type_, list):
        return set().union(*map(properties, type_))
    own = VOCABULARY[type_]
    return set(own["properties"]).union(*(properties(supertype) for supertype in own["extends"]))


def types(data: Any) -> list[str]:
    """Return the types of an object."""
    return data["@type"] if isinstance(data["@type"], list) else [data["@type"]]


def unknown(data: Any, path: str = "") -> Iterator[str]:
    """Yield what schema.org does not know."""
    if isinstance(data, list):
        for item in data:
            yield from unknown(item, path)
    elif isinstance(data, dict):
        names = {name for name in data if not name.startswith("@")}
        if "@type" not in data:
            yield from (f"{path}: no type" for _ in range(bool(names)))
        elif unheard := {*types(data)} - VOCABULARY.keys():
            yield f"{path}: {unheard}"
        else:
            yield from (f"{path}.{name}" for name in names - properties(data["@type"]))
        for name in names:
            yield from unknown(data[name], f"{data.get('@type')}.{name}")


@pytest.fixture(scope="module")
def client(sqlite_databases: SqliteDatabases) -> Iterator[httpx.Client]:
    """A client of a server that has something of every kind, with everything that it can have."""
    url = sqlite_databases.create(sqlite_databases.migrated)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        secrets.write(session, secrets.OPEN)
    engine.dispose()
    with serving(application(url)) as client:
        yield client
    sqlite_databases.drop(url)


@pytest.mark.parametrize("chapter", secrets.OPEN)
def test_an_issue_its_recommendations_every_kind_of_work_and_the_archive_are_valid(
    client: httpx.Client, chapter: secrets.Chapter
) -> None:
    works = [f"/works/{chapter.slug(kind)}" for kind in chapter.kinds]
    recommendations = [f"/recommendations/{chapter.id('rec', number)}" for number in ("0-0", "0-1")]
    names = [f"/{kind}/{chapter.slug()}" for kind in ("columns", "people", "organizations")]
    lists = ["/issues", "/issues?year=2023", "/works", f"/works?tag={chapter.slug('tag')}"]
    for path in ("/", f"/issues/{chapter.slug()}", *works, *recommendations, *names, *lists):
        data = linked_data(page(client, path))
        assert data["@context"] == "https://schema.org"
        assert list(unknown(data)) == [], path


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_detail_of_a_kind_is_a_property_that_its_type_has(kind: Kind) -> None:
    assert {detail.property for detail in kind.details if detail.property} <= properties(kind.schema_org.type)
    assert kind.schema_org.part_of is None or kind.schema_org.part_of[0] in properties(kind.schema_org.type)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "role", ["DIRECTOR", "WRITER", "PRODUCER", "CREATOR", "ACTOR", "HOST", "AUTHOR", "COMPOSER", "PERFORMER", "SELF"]
)
def test_every_credit_is_a_property_that_the_kind_has(kind: str, role: str) -> None:
    work: dict[str, Any] = {
        "title": "A",
        "kind": kind,
        "url": "https://liane.example/works/a",
        "originalTitle": None,
        "image": None,
    }
    work |= {"summary": None, "year": 2023, "partOf": {"title": "B"}, "tags": ["c"], "links": [], "aliases": []}
    work |= {"releaseDate": None, "credits": [{"role": role, "person": {"name": "D"}}]}
    page = cast("WorkPageWork", work)
    data = structured_data.describe_work(page, page)
    assert list(unknown(data)) == []
    assert [{"@type": "Person", "name": "D"}] in data.values()


@pytest.mark.parametrize("text", ["</script><script>", "<!--", "a\u2028b\u2029c", "]]>", '"\\', "&quot;"])
def test_no_text_ends_the_script_that_it_is_in(text: str) -> None:
    printed = structured_data.script({"name": text})
    assert not set("<>&\u2028\u2029") & set(printed)
    assert json.loads(printed)["name"] == text


def test_a_link_that_is_no_web_address_is_not_passed_on() -> None:
    nothing: dict[str, Any] = {"srcset": None, "width": None, "height": None, "credit": None}
    image = cast("Picture", {"url": "javascript:alert(1)", "alt": "", **nothing})
    assert structured_data.describe_image(image) is None
