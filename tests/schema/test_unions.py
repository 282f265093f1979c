"""A union of kinds is read as an interface is: one table, told apart by its kind."""

from typing import Annotated

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.engine.execution import EngineSchema
from schema.engine.fields import many, one
from schema.engine.specs import Argument
from schema.enums import WorkKind
from schema.kinds import KINDS
from schema.kinds.episode import Episode
from schema.kinds.film import Film
from schema.slugs import slug_is
from schema.values import SCALARS
from tests.reader import reading

Watchable = Annotated[Film | Episode, strawberry.union("Watchable")]


@strawberry.type
class Query:
    """Reads unions."""

    watchables: list[Watchable] = many(
        "Films and episodes, by title.",
        on=lambda work: work.kind.in_([WorkKind.FILM, WorkKind.EPISODE]),
        order=lambda work: (work.title_key, work.id),
    )
    watchable: Watchable | None = one("One of them.", arguments={"slug": Argument(str, "Its slug.", slug_is("Work"))})


def union_schema() -> EngineSchema:
    """Make a schema whose query reads unions."""
    kinds = [kind.type for kind in KINDS.values()]
    return EngineSchema(query=Query, types=kinds, config=StrawberryConfig(scalar_map=SCALARS))


QUERY = """
query ($slug: String!) {
    watchables {
        __typename
        ... on Film { title isDocumentary }
        ... on Work { slug }
        ... on Episode { seasonNumber title partOf { title } }
    }
    watchable(slug: $slug) { ... on Episode { episodeNumber } ... on Node { __typename } }
}
"""


async def test_a_list_and_a_row_may_be_of_a_union(seeded_url: str) -> None:
    async with reading(seeded_url, union_schema()) as reader:
        data = await reader.ask(QUERY, slug="joan-is-awful")
        assert reader.database.statements == 1
    films = [item for item in data["watchables"] if item["__typename"] == "Film"]
    assert {"title", "isDocumentary", "slug"} == set(films[0]) - {"__typename"}
    assert list(films[0]) == ["__typename", "title", "isDocumentary", "slug"]
    episodes = [item for item in data["watchables"] if item["__typename"] == "Episode"]
    assert episodes == [
        {
            "__typename": "Episode",
            "slug": "joan-is-awful",
            "seasonNumber": 6,
            "title": "Joan Is Awful",
            "partOf": {"title": "Black Mirror"},
        }
    ]
    assert data["watchable"] == {"episodeNumber": 1, "__typename": "Episode"}
