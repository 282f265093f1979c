"""``/llms.txt``: what is here for language models and those who build with them (https://llmstxt.org)."""

import re
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.etags import Representation
from api.website.results import Operations

NOSNIFF = {"X-Content-Type-Options": "nosniff"}
SIGNS = re.compile(r"[\\\[\]<>`*_]")


class Llms:
    """The file.

    Args:
        operations: the stored operations.
        base_url: what every link begins with.
        has_mcp: whether agents have a door of their own.
    """

    def __init__(self, operations: Operations, base_url: str, *, has_mcp: bool) -> None:
        self.operations = operations
        self.base_url = base_url
        doors = [
            ("GraphQL", "/graphql", "everything that is published, by POST or GET, without a key"),
            ("GraphQL schema", "/schema.graphql", "its types, each field described"),
            ("Queries to start from", "/docs/queries", "each with its answer"),
        ]
        agents = [("MCP", "/mcp", "the same for agents: streamable HTTP, tools that only read")]
        feeds = [("Feed", "/feeds/issues.json", "all issues with their whole texts"), ("Sitemap", "/sitemap.xml", "")]
        self._doors = [*doors, *(agents if has_mcp else []), *feeds]

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/llms.txt", self.llms)]

    async def llms(self, request: Request) -> Response:
        """Answer the file, in Markdown."""
        result = await self.operations.llms()
        publication, issues = result.data["publication"], result.data["issues"]["nodes"]
        columns = result.data["columns"]
        about = f"{publication['tagline'] or publication['name']} (in the language: {publication['language']})"
        parts = [
            f"# {text(publication['name'])}",
            f"> {text(about)}",
            *self._section("For programs", self._doors),
            *self._section(
                "Issues", ((each["title"], f"/issues/{each['slug']}", each["standfirst"]) for each in issues)
            ),
            *self._section(
                "Columns", ((each["name"], f"/columns/{each['slug']}", each["description"]) for each in columns)
            ),
        ]
        body = "\n\n".join(parts) + "\n"
        return Representation(body.encode(), "text/plain; charset=utf-8", result.content_state, NOSNIFF)

    def _section(self, heading: str, links: Iterable[tuple[str, str, str | None]]) -> list[str]:
        """Return a heading and a list of links, or nothing where there are none."""
        lines = [
            f"- [{text(name)}]({self.base_url}{path})" + (f": {text(what)}" if what else "")
            for name, path, what in links
        ]
        return [f"## {heading}", "\n".join(lines)] if lines else []


def text(words: str) -> str:
    """Return words as Markdown that says nothing but them, in one line."""
    return SIGNS.sub(r"\\\g<0>", " ".join(words.split()))
