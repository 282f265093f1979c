"""The generated parts of the documents (queries, answers, plans, statements); ``make docs`` runs it through cog."""

import asyncio
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
from graphql import GraphQLInterfaceType, GraphQLObjectType

from api.website.paths import DOCS
from schema import db, explain
from schema.context import ANONYMOUS, ENVIRONMENT, RequestContext
from schema.engine.engine import Engine
from schema.engine.fields import spec_of
from schema.engine.specs import ConnectionField, GatheredField, ToManyField
from schema.graphql import build_schema
from schema.instants import utc_now
from schema.migrations import runner
from seed.files import load

QUERIES = DOCS / "queries"


def query(name: str) -> None:
    """Print a documented query."""
    fenced("graphql", (QUERIES / name).read_text().strip())


def queries() -> None:
    """Print the queries of the explorer's tour, each under what it is."""
    stops = (file for file in sorted(QUERIES.glob("*.graphql")) if file.name != "12-engine.graphql")
    for file in stops:  # that one belongs to docs/engine.md, which explains it
        text = file.read_text().strip()
        title = re.sub(r"# ([^:.]+).*", r"## \1", text.splitlines()[0])
        print(f"\n{title}\n")  # noqa: T201
        fenced("graphql", text)


def source(path: str) -> None:
    """Print a file of code, with its ending as the language."""
    fenced(Path(path).suffix[1:], Path(path).read_text().strip())


def plan(name: str) -> None:
    """Print how the engine reads each field of a documented query."""
    fenced("text", explain.plan((QUERIES / name).read_text()))


def sql(name: str, dialect: str) -> None:
    """Print the SQL statement of a documented query."""
    fenced("sql", explain.sql((QUERIES / name).read_text(), dialect))


def answer(name: str) -> None:
    """Print the answer to a documented query from the sample content."""
    with _sample() as url:
        json = asyncio.run(_execute(url, (QUERIES / name).read_text()))
    fenced("json", orjson.dumps(orjson.loads(json), option=orjson.OPT_INDENT_2).decode())


def found(*typed: str) -> None:
    """Print what is found first in the sample content by what somebody typed, and how."""
    rows = ["| typed | found first | how | of |", "|---|---|---|---|"]
    with _sample() as url:
        for text in typed:
            answer = orjson.loads(asyncio.run(_execute(url, FIRST_HIT, typed=text)))["data"]["search"]
            hit = next(iter(answer["edges"]), None)
            told = f"{hit['node']['__typename']}: {_name(hit['node'])} | `{hit['match']}`" if hit else "nothing |"
            rows.append(f"| `{text}` | {told} | {answer['totalCount']} |")
    print("\n".join(rows))  # noqa: T201


FIRST_HIT = """query First($typed: String!) { search(query: $typed, first: 1) { totalCount edges { match node {
  __typename
  ... on Work { title } ... on Issue { title } ... on Section { heading } ... on Person { name }
  ... on Organization { name } ... on Column { name } } } } }"""


def _name(node: dict[str, str]) -> str:
    return next((node[field] for field in ("title", "name", "heading") if node.get(field)), "without a heading")


@contextmanager
def _sample() -> Iterator[str]:
    """Give the URL of a database with the sample content, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/liane.db"
        runner.migrate(url)
        engine = db.connect(url)
        with db.write_transaction(engine) as session:
            load.load_directory(session, load.CONTENT)
        engine.dispose()
        yield url


def list_sizes() -> None:
    """Print for how many objects each list without pages counts, and for how many a list that has to be sorted."""
    sizes: dict[int, list[str]] = {}
    reads: dict[int, list[str]] = {}
    for type_ in build_schema().core.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            inherited = {name for interface in type_.interfaces for name in interface.fields}
            for name, field in type_.fields.items():
                spec = spec_of(field)
                if isinstance(spec, ToManyField | GatheredField) and name not in inherited:
                    sizes.setdefault(spec.size, []).append(f"`{type_.name}.{name}`")
                if isinstance(spec, ConnectionField) and spec.reads:
                    reads.setdefault(spec.reads, []).append(f"`{type_.name}.{name}`")
    print("| counts | lists |\n|---|---|")  # noqa: T201
    for size, fields in sorted(sizes.items()):
        print(f"| {size} | {', '.join(sorted(fields))} |")  # noqa: T201
    for read, fields in sorted(reads.items()):
        print(f"| {read} besides its page | {', '.join(sorted(fields))} |")  # noqa: T201


def fenced(language: str, text: str) -> None:
    """Print a code block."""
    print(f"```{language}\n{text}\n```")  # noqa: T201 - cog takes what is printed


async def _execute(url: str, text: str, **variables: str) -> bytes:
    schema = build_schema()
    database = db.connect_read_only(url)
    schema.attach(Engine(schema.core, database, ENVIRONMENT))
    context = RequestContext(ANONYMOUS, utc_now(), "http://127.0.0.1:8000")
    result = await schema.execute(text, variables, context_value=context)
    await database.close()
    return orjson.dumps({"data": result.data})
