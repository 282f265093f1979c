"""How well, and how fast, related works are found: ``python -m bench.related [--works 50000] [--clusters 300]``.

A made-up magazine has clusters of works that belong together, and everything in it blurs them: people work elsewhere
too, half of the tags and most of the words are anybody's, and sections name works of several clusters. So no reason
alone finds a cluster. What is counted is how many of the first five related works are of the work's own cluster.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median as median_of
from time import perf_counter
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, tables
from schema.bases import table_of
from schema.context import ENVIRONMENT, Caller, Identity, RequestContext
from schema.engine.engine import Engine
from schema.graphql import build_schema
from schema.migrations import runner
from schema.related import words
from schema.visibility import PUBLISHED
from schema.vocabulary import RelationReason

Ask = Callable[..., Awaitable[Any]]
DAY = datetime(2023, 8, 25, 6, tzinfo=UTC)
FIRST, BATCH = 5, 1_000
ALIKE, OWN_WORDS = 0.5, 0.3
"""The shares of what is of the own cluster."""
TEXT = (RelationReason.SIMILAR_TEXT,)
REASONS = {
    "all": tuple(RelationReason),
    "only people": (RelationReason.SAME_PERSON,),
    "only together": (RelationReason.TOGETHER,),
    "only tags": (RelationReason.SHARED_TAG,),
    "only words": TEXT,
    "without people": tuple(set(RelationReason) - {RelationReason.SAME_PERSON}),
    "without words": tuple(set(RelationReason) - set(TEXT)),
}
QUERY = """query ($id: ID!, $reasons: [RelationReason!]) {
  node(id: $id) { ... on Work { related(first: 5, reasons: $reasons) { node { id } } } }
}"""
SYLLABLES = [consonant + vowel for consonant in "bcdfglmnpr" for vowel in "aeiou"]


class World(NamedTuple):
    """The magazine: how many works and clusters, and of which cluster each work is, by its id."""

    works: int
    clusters: int
    cluster_of: dict[str, int]


def fill(session: Session, works: int, clusters: int, seed: int = 1) -> World:
    """Write a magazine of made-up works, past the write functions, since these would take minutes."""
    random = Random(seed)  # noqa: S311 - it makes up content
    world = World(works, clusters, {})
    for model, rows in _rows(world, random):
        defaults = {name: field.get_default(call_default_factory=True) for name, field in model.model_fields.items()}
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(defaults | row)
            if len(batch) == BATCH:
                session.execute(sa.insert(table_of(model)), batch)
                batch = []
        if batch:
            session.execute(sa.insert(table_of(model)), batch)
    words.renew(session)
    return world


def _rows(world: World, random: Random) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    vocabulary = ["".join(random.choice(SYLLABLES) for _ in range(random.randint(3, 4))) for _ in range(4_000)]
    people = [f"per_{number:016d}" for number in range(world.works // 4)]
    tags = [f"tag_{number:016d}" for number in range(60)]
    own_people = [random.sample(people, 12) for _ in range(world.clusters)]
    own_tags = [random.sample(tags, 3) for _ in range(world.clusters)]
    own_words = [random.sample(vocabulary, 25) for _ in range(world.clusters)]
    ids = [f"wrk_{number:016d}" for number in range(world.works)]
    world.cluster_of.update({id_: random.randrange(world.clusters) for id_ in ids})

    def mostly(own: Sequence[str], anybody: Sequence[str], share: float) -> str:
        return random.choice(own if random.random() < share else anybody)

    yield tables.Person, [{"id": id_, "slug": id_[4:], "name": id_, "visible_from": DAY} for id_ in people]
    yield tables.Tag, [{"id": id_, "slug": id_[4:], "name": id_} for id_ in tags]
    yield tables.Work, [_work(id_, own_words[world.cluster_of[id_]], vocabulary, mostly) for id_ in ids]
    yield (
        tables.Credit,
        [
            {
                "id": f"crd_{number}{id_[4:]}",
                "work_id": id_,
                "person_id": mostly(own_people[world.cluster_of[id_]], people, ALIKE),
                "role": ("DIRECTOR", "ACTOR", "ACTOR")[number],
                "position": number + 1,
            }
            for id_ in ids
            for number in range(3)
        ],
    )
    yield (
        tables.WorkTag,
        [
            {"work_id": id_, "tag_id": tag, "position": place}
            for id_ in ids
            for place, tag in enumerate(
                sorted({mostly(own_tags[world.cluster_of[id_]], tags, ALIKE) for _ in range(3)}), 1
            )
        ],
    )
    yield from _sections(world, ids, random)


def _work(id_: str, own: Sequence[str], anybody: Sequence[str], mostly: Any) -> dict[str, Any]:
    said = [mostly(own, anybody, OWN_WORDS) for _ in range(10)]
    return {
        "id": id_,
        "slug": id_[4:],
        "kind": "FILM",
        "title": " ".join(said[:2]),
        "summary": " ".join(said[2:]),
        "title_key": id_,
        "release_key": "",
        "visible_from": DAY,
    }


def _sections(world: World, ids: list[str], random: Random) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Yield issues of five sections, each of which names three works, of one cluster in every second case."""
    by_cluster: dict[int, list[str]] = {}
    for id_, cluster in world.cluster_of.items():
        by_cluster.setdefault(cluster, []).append(id_)
    issues, sections, said = [], [], []
    for number in range(world.works // 10):
        issue, at = f"iss_{number:016d}", DAY - timedelta(hours=number)
        key = f"{at:%Y-%m-%dT%H:%M:%SZ}|{number:08d}"
        seen = {"visible_from": DAY, "sort_key": key}
        issues.append(
            {"id": issue, "slug": issue[4:], "title": issue, "status": "PUBLISHED", "published_at": at} | seen
        )
        for place in range(5):
            section = f"sec_{place}{number:015d}"
            sections.append({"id": section, "issue_id": issue, "position": place + 1, "word_count": 0} | seen)
            among = random.choice(list(by_cluster.values())) if random.random() < ALIKE else ids
            for position, work in enumerate(random.sample(among, min(3, len(among)))):
                role = ("PICK", "SUBJECT", "REFERENCE")[position]
                edge = {"id": f"rec_{place}{position}{number:014d}", "section_id": section, "issue_id": issue}
                said.append(edge | {"work_id": work, "position": position + 1, "role": role} | seen)
    yield tables.Issue, issues
    yield tables.Section, sections
    yield tables.Recommendation, said


async def precision(
    ask: Ask, world: World, sample: Sequence[str], reasons: Sequence[RelationReason]
) -> tuple[float, list[float]]:
    """Return the share of first five related works that are of the own cluster, and the milliseconds of each answer."""
    hits, taken = 0, []
    for work_id in sample:
        before = perf_counter()
        data = await ask(QUERY, id=work_id, reasons=[reason.value for reason in reasons])
        taken.append(1_000 * (perf_counter() - before))
        found = [edge["node"]["id"] for edge in data["node"]["related"]]
        hits += sum(world.cluster_of[other] == world.cluster_of[work_id] for other in found)
    return hits / (FIRST * len(sample)), sorted(taken)


async def measure(url: str, world: World, sample_size: int) -> None:
    """Print the precision with all reasons, and with some of them, and how long the answers took."""
    schema, database = build_schema(), db.connect_read_only(url)
    schema.attach(Engine(schema.core, database, ENVIRONMENT))

    async def ask(query: str, **variables: Any) -> Any:
        context = RequestContext(Caller(Identity(), PUBLISHED), DAY + timedelta(days=1), "https://liane.example")
        answer = await schema.execute(query, variables, context_value=context)
        if answer.errors:
            raise answer.errors[0]
        return orjson.loads(orjson.dumps(answer.data))

    sample = Random(2).sample(sorted(world.cluster_of), sample_size)  # noqa: S311 - as above
    try:
        await precision(ask, world, sample[:5], REASONS["all"])
        for name, reasons in REASONS.items():
            share, taken = await precision(ask, world, sample, reasons)
            median, late = median_of(taken), taken[int(0.95 * len(taken))]
            sys.stdout.write(f"{name:16}{share:.2f}  {median:6.1f} ms, p95 {late:.1f}, worst {taken[-1]:.1f}\n")
    finally:
        await database.close()


def main() -> None:
    """Make a magazine on SQLite, or in the empty database of ``--url``, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=20_000)
    parser.add_argument("--clusters", type=int, default=200)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--url", help="an empty database, where it is not to be SQLite")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.url or f"sqlite:///{Path(folder) / 'related.db'}"
        runner.migrate(url)
        engine = db.connect(url)
        with db.write_transaction(engine) as session:
            world = fill(session, arguments.works, arguments.clusters)
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        engine.dispose()
        asyncio.run(measure(url, world, arguments.sample))


if __name__ == "__main__":
    main()
